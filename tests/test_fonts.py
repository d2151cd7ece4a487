import struct
from pathlib import Path

import pytest
import yaml

from briefing.diagnostics import FontError
from briefing.fonts import (
    Face,
    Faces,
    Licence,
    Stretch,
    Usage,
    by_their_own_names,
    describe,
    find_installed,
    load_faces,
    not_installed,
    repertoire,
)
from briefing.shipped import FONTS
from briefing.template import ROLES
from tests.fakes import SquareFace
from tests.fontfiles import postscript, save, save_collection, truetype

OFFICE = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")
FALLBACK = SquareFace("Fallback")
FIRST = SquareFace("First", lacking="㙍𬭩")


# --- one face


@pytest.fixture
def face(tmp_path: Path) -> Face:
    """A face with 汉 and a space, and with 字 but for its ink."""
    return Face("Test", save(truetype("汉 ", "Test", blank="字"), tmp_path / "a.ttf"), 0, "工程")


def test_an_empty_outline_counts_as_no_glyph(face: Face) -> None:
    assert face.glyph("汉") != 0
    assert face.glyph("字") == 0
    assert face.glyph("无") == 0


def test_a_space_has_no_ink_and_counts(face: Face) -> None:
    assert face.glyph(" ") != 0


def test_measures_are_in_ems(face: Face) -> None:
    assert face.advance("汉") == 1.0
    assert 0.25 < face.middle("汉") < 0.5


def test_outlines_of_either_kind(face: Face, tmp_path: Path) -> None:
    cff = Face("Test", save(postscript("汉", "Test"), tmp_path / "a.otf"), 0, "工程")

    assert (face.is_cff, cff.is_cff) == (False, True)
    assert cff.glyph("汉") != 0
    assert cff.advance("汉") == 1.0


@pytest.mark.parametrize(
    ("version", "bits", "licence"),
    [
        (4, 0x000, Licence(Usage.INSTALLABLE)),
        (4, 0x002, Licence(Usage.RESTRICTED)),
        (4, 0x004, Licence(Usage.PREVIEW)),
        (4, 0x008, Licence(Usage.EDITABLE)),
        (4, 0x108, Licence(Usage.EDITABLE, subsetting=False)),
        (4, 0x204, Licence(Usage.PREVIEW, outlines=False)),
        (4, 0x302, Licence(Usage.RESTRICTED, subsetting=False, outlines=False)),
        # Bit 0 means nothing; of several lower bits the least restrictive counts.
        (4, 0x001, Licence(Usage.INSTALLABLE)),
        (2, 0x00E, Licence(Usage.EDITABLE)),
        (2, 0x006, Licence(Usage.PREVIEW)),
        # The upper bits came with version 2.
        (1, 0x302, Licence(Usage.RESTRICTED)),
        (2, 0x100, Licence(Usage.INSTALLABLE, subsetting=False)),
    ],
)
def test_the_licence_is_that_of_the_file(
    tmp_path: Path, version: int, bits: int, licence: Licence
) -> None:
    font = truetype("汉", "Test")
    font["OS/2"].version, font["OS/2"].fsType = version, bits

    assert Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程").licence == licence


def test_a_file_that_says_nothing_forbids_nothing(tmp_path: Path) -> None:
    font = truetype("汉", "Test")
    del font["OS/2"]
    face = Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程")

    assert face.licence == Licence(Usage.INSTALLABLE)
    assert face.panose == "0" * 20


# --- chains


def test_each_character_is_set_in_the_first_face_that_has_it() -> None:
    faces = Faces({"仿宋": [FIRST, FALLBACK]})

    assert faces.first("仿宋") is FIRST
    assert faces.choose("汉", "仿宋") is FIRST
    assert faces.choose("㙍", "仿宋") is FALLBACK


def test_no_face_has_it() -> None:
    faces = Faces({"仿宋": [FIRST]})

    assert faces.choose("㙍", "仿宋") is None
    assert list(faces.stretches("汉㙍", "仿宋")) == [Stretch(0, 1, FIRST), Stretch(1, 2, None)]


def test_text_falls_into_stretches_of_one_face() -> None:
    faces = Faces({"仿宋": [FIRST, FALLBACK]})

    assert list(faces.stretches("汉字㙍𬭩\t字", "仿宋")) == [
        Stretch(0, 2, FIRST),
        Stretch(2, 5, FALLBACK),  # the tab goes with what precedes it
        Stretch(5, 6, FIRST),
    ]
    assert list(faces.stretches("㙍", "仿宋")) == [Stretch(0, 1, FALLBACK)]
    assert list(faces.stretches("", "仿宋")) == []


# --- the shipped faces


def test_every_role_has_a_chain(shipped_faces: Faces) -> None:
    assert set(shipped_faces.chains) == set(ROLES)
    assert {face.origin for chain in shipped_faces.chains.values() for face in chain} == {"随附"}


def test_a_face_in_several_chains_is_one_object(shipped_faces: Faces) -> None:
    assert shipped_faces.chains["仿宋"][-1] is shipped_faces.chains["宋体"][0]


@pytest.mark.parametrize("role", ROLES)
def test_the_shipped_chains_cover_the_repertoire(shipped_faces: Faces, role: str) -> None:
    chars = [char for char in repertoire(FONTS) if not char.isspace()]

    assert len(chars) > 8105  # 通用规范汉字表, and marks and Latin
    assert [char for char in chars if shipped_faces.choose(char, role) is None] == []


def test_shipped_faces_may_be_embedded(shipped_faces: Faces) -> None:
    faces = {face for chain in shipped_faces.chains.values() for face in chain}

    assert {face.licence.usage for face in faces} == {Usage.INSTALLABLE, Usage.EDITABLE}
    assert all(face.licence.subsetting and face.licence.outlines for face in faces)


def test_describe_says_what_each_face_lacks() -> None:
    faces = Faces({"仿宋": [FIRST, FALLBACK], "楷体": [FIRST]})
    lines = describe(faces, "a汉㙍𬭩 ", {"楷体": "楷体_GB2312、楷体"}).splitlines()

    assert lines == [
        "仿宋",
        "  首选  First（随附，.）  还缺 2 字：㙍𬭩",
        "  补字  Fallback（随附，.）  全有",
        "楷体",
        "  首选  First（随附，.）  还缺 2 字：㙍𬭩",
        "  本机没有标准字体：楷体_GB2312、楷体",
    ]


def test_describe_says_what_a_licence_forbids(tmp_path: Path) -> None:
    font = truetype("汉", "Test")
    font["OS/2"].fsType = 0x104
    face = Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程")
    lines = describe(Faces({"仿宋": [face]}), "汉", {}).splitlines()

    assert lines[1].endswith("  全有  许可：只许嵌入供预览和打印的文件，只许整个嵌入")


# --- installed faces


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of fonts as an office has them; all of them know only 汉."""
    folder = tmp_path_factory.mktemp("office")
    for number, family in enumerate(OFFICE):
        save(truetype("汉", family), folder / f"{number}.ttf")
    return folder


def origins(faces: Faces) -> dict[str, str]:
    return {role: chain[0].origin for role, chain in faces.chains.items()}


def test_standard_takes_the_installed_faces(office: Path) -> None:
    faces = load_faces("standard", FONTS, installed=[office])

    assert origins(faces) == dict.fromkeys(ROLES, "本机")
    assert [faces.first(role).family for role in ROLES] == [
        "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体",
    ]  # fmt: skip
    standard = faces.first("仿宋").standard
    assert standard
    assert (standard.family, standard.alt) == ("仿宋_GB2312", "仿宋")


def test_the_shipped_faces_stand_in_for_what_an_installed_one_lacks(office: Path) -> None:
    faces = load_faces("standard", FONTS, installed=[office])
    face = faces.choose("字", "仿宋")

    assert faces.choose("汉", "仿宋") is faces.first("仿宋")
    assert face
    assert face.family == "Briefing FangSong"


def test_auto_takes_them_if_all_are_there(office: Path, tmp_path: Path) -> None:
    assert origins(load_faces("auto", FONTS, installed=[office]))["仿宋"] == "本机"
    assert origins(load_faces("auto", FONTS, installed=[tmp_path])) == dict.fromkeys(ROLES, "随附")


def test_auto_takes_none_if_one_is_missing(tmp_path: Path) -> None:
    for family in OFFICE[1:]:
        save(truetype("汉", family), tmp_path / f"{family}.ttf")

    faces = load_faces("auto", FONTS, installed=[tmp_path])
    assert origins(faces) == dict.fromkeys(ROLES, "随附")


def test_shipped_takes_none_though_all_are_there(office: Path) -> None:
    faces = load_faces("shipped", FONTS, installed=[office])

    assert origins(faces) == dict.fromkeys(ROLES, "随附")


def test_standard_says_everything_that_is_missing(tmp_path: Path) -> None:
    save(truetype("汉", "黑体"), tmp_path / "hei.ttf")

    with pytest.raises(FontError) as refused:
        load_faces("standard", FONTS, installed=[tmp_path])
    assert [str(each) for each in refused.value.diagnostics] == [
        f"本机没有{role}：{names}。"
        "装上其中一种，或改用 --fonts shipped（用随附字体） [font-not-installed]"
        for role, names in (
            ("小标宋", "方正小标宋简体"),
            ("仿宋", "仿宋_GB2312、仿宋、华文仿宋"),
            ("楷体", "楷体_GB2312、楷体、华文楷体"),
            ("宋体", "宋体"),
        )
    ]
    assert list(not_installed(FONTS, [tmp_path])) == ["小标宋", "仿宋", "楷体", "宋体"]


def test_the_first_edition_in_the_list_wins(office: Path, tmp_path: Path) -> None:
    save(truetype("汉字", "仿宋"), tmp_path / "a.ttf")
    faces = load_faces("standard", FONTS, installed=[tmp_path, office])

    assert faces.first("仿宋").file == office / "1.ttf"


def test_another_edition_goes_by_the_name_of_the_first(tmp_path: Path) -> None:
    """A DOCX names the face offices have; the machine it opens on has its own edition."""
    for family in ("方正小标宋_GBK", "STFangsong", "KaiTi", "SimHei", "SimSun"):
        save(truetype("汉", family), tmp_path / f"{family}.ttf")
    faces = load_faces("standard", FONTS, installed=[tmp_path])

    assert [faces.first(role).family for role in ROLES] == list(OFFICE)
    assert faces.first("仿宋").file.name == "STFangsong.ttf"


def test_an_edition_goes_by_its_own_name_once_it_is_embedded(tmp_path: Path) -> None:
    for family in ("方正小标宋_GBK", "STFangsong", "楷体_GB2312", "SimHei", "宋体"):
        save(truetype("汉", family), tmp_path / f"{family}.ttf")
    faces = load_faces("standard", FONTS, installed=[tmp_path])
    renamed = by_their_own_names(faces)

    assert [renamed.first(role).family for role in ROLES] == [
        "方正小标宋_GBK", "STFangsong", "楷体_GB2312", "SimHei", "宋体",
    ]  # fmt: skip
    assert renamed.first("仿宋").file == faces.first("仿宋").file
    assert renamed.first("宋体") is faces.first("宋体")
    assert renamed.chains["仿宋"][1:] == faces.chains["仿宋"][1:]
    assert by_their_own_names(renamed) is renamed


def test_roles_know_what_offices_have_for_them(shipped_faces: Faces) -> None:
    assert shipped_faces.offices["仿宋"][:3] == ("仿宋_GB2312", "FangSong_GB2312", "仿宋")
    assert set(shipped_faces.offices) == set(ROLES)


def test_faces_in_a_collection_are_found_by_name(tmp_path: Path) -> None:
    fonts = [truetype("汉", "新宋体"), truetype("字", "宋体")]
    path = save_collection(fonts, tmp_path / "SIMSUN.TTC")
    found = find_installed({"宋体", "仿宋"}, [tmp_path])

    assert found == {"宋体": (path, 1)}
    face = Face("宋体", *found["宋体"], "本机")
    assert (face.glyph("汉"), face.glyph("字") > 0) == (0, True)


def test_what_is_no_font_is_passed_over(office: Path, tmp_path: Path) -> None:
    whole = (office / "0.ttf").read_bytes()
    rubbish = {
        "empty.ttf": b"",
        "text.ttf": "不是字体".encode() * 100,
        "cut.ttf": whole[:200],
        "cut.ttc": b"ttcf" + struct.pack(">HHL", 1, 0, 9) + whole[:50],
        "readme.txt": whole,
    }
    for name, content in rubbish.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.ttf").mkdir()

    assert find_installed(set(OFFICE), [tmp_path, tmp_path / "nowhere"]) == {}


def test_a_collection_that_claims_more_faces_than_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.ttc").write_bytes(b"ttcf" + struct.pack(">HHL", 1, 0, 0xFFFFFFFF) + b"\0" * 8)

    assert find_installed({"宋体"}, [tmp_path]) == {}


# --- a project's own faces


def project(folder: Path, record: object) -> Path:
    (folder / "fonts.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    return folder


def own(file: str = "own.ttf", family: str = "Own") -> dict[str, object]:
    return {"faces": [{"file": file, "family": family}], "chains": {"仿宋": [family]}}


def mistakes(folder: Path) -> list[str]:
    """Line, column and code of everything that is wrong in a project's list."""
    with pytest.raises(FontError) as refused:
        load_faces("shipped", FONTS, folder)
    places = [each.location for each in refused.value.diagnostics]
    assert {place.file for place in places if place} == {str(folder / "fonts.yaml")}
    return [
        f"{place.line}:{place.column} {each.code}"
        for place, each in zip(places, refused.value.diagnostics, strict=True)
        if place
    ]


def test_a_project_s_faces_come_first(tmp_path: Path) -> None:
    save(truetype("汉", "Own"), tmp_path / "own.ttf")
    faces = load_faces("shipped", FONTS, project(tmp_path, own()))
    chain = [face.family for face in faces.chains["仿宋"]]

    assert chain == ["Own", "Briefing FangSong", "Briefing Kai Supplement", "Briefing Song"]
    assert faces.first("仿宋").origin == "工程"
    assert faces.first("楷体").family == "Briefing Kai"


def test_a_project_may_put_a_shipped_face_first(tmp_path: Path) -> None:
    folder = project(tmp_path, {"chains": {"仿宋": ["Briefing Kai"]}})

    assert load_faces("shipped", FONTS, folder).first("仿宋").family == "Briefing Kai"


def test_a_folder_without_a_list_has_no_faces(tmp_path: Path) -> None:
    assert load_faces("shipped", FONTS, tmp_path).first("仿宋").family == "Briefing FangSong"
    assert load_faces("shipped", FONTS, FONTS).first("仿宋").family == "Briefing FangSong"


def test_a_project_s_face_stands_before_an_installed_one(tmp_path: Path, office: Path) -> None:
    save(truetype("汉", "Own"), tmp_path / "own.ttf")
    folder = project(tmp_path, own())
    faces = load_faces("standard", FONTS, folder, installed=[office])

    assert [face.family for face in faces.chains["仿宋"]][:2] == ["Own", "仿宋_GB2312"]


def test_standard_does_not_ask_for_what_the_project_has(tmp_path: Path, office: Path) -> None:
    save(truetype("汉", "Own"), tmp_path / "own.ttf")
    some = tmp_path / "installed"
    some.mkdir()
    for number in (0, 2, 3, 4):  # all but 仿宋
        (some / f"{number}.ttf").write_bytes((office / f"{number}.ttf").read_bytes())
    faces = load_faces("standard", FONTS, project(tmp_path, own()), installed=[some])

    assert faces.first("仿宋").family == "Own"
    assert faces.first("楷体").origin == "本机"


@pytest.mark.parametrize(
    ("embed", "named"),
    [("", False), (", embed: true", False), (", embed: false", True), (", embed: 否", True)],
)
def test_a_project_may_say_that_a_face_is_only_named(
    tmp_path: Path, embed: str, named: bool
) -> None:
    save(truetype("汉", "Own"), tmp_path / "own.ttf")
    text = f"faces: [{{file: own.ttf, family: Own{embed}}}]\nchains: {{仿宋: [Own]}}"
    (tmp_path / "fonts.yaml").write_text(text, "utf-8")
    face = load_faces("shipped", FONTS, tmp_path).first("仿宋")

    assert (face.standard is not None) is named
    assert str(face.location) == f"{tmp_path / 'fonts.yaml'}:1:33"


def test_a_family_must_be_called_what_the_file_calls_it(tmp_path: Path) -> None:
    save(truetype("汉", "Its Name"), tmp_path / "own.ttf")

    with pytest.raises(FontError, match="文件里的字体不叫“Own”。写：Its Name"):
        load_faces("shipped", FONTS, project(tmp_path, own()))


def test_a_file_that_is_no_font(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes("不是字体".encode())

    with pytest.raises(FontError, match=r"6:9: .*不是字体文件"):
        load_faces("shipped", FONTS, project(tmp_path, own()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("faces:\n- {file: gone.ttf, family: Own}\nchains: {仿宋: [Own]}", ["2:10 font-file"]),
        ("chains: {仿宋: [Nobody]}", ["1:15 font-family"]),
        ("chains: {行书: [Briefing Kai]}", ["1:10 fonts-key"]),
        ("[chains]", ["1:1 fonts-shape"]),
        ("faces: own.ttf", ["1:8 fonts-shape"]),
        ("faces: [own.ttf]", ["1:9 fonts-shape", "1:9 fonts-missing"]),
        ("faces: [{file: own.ttf}]", ["1:9 fonts-missing"]),
        ("faces: [{file: a, family: b, index: 一}]", ["1:37 fonts-index"]),
        ("faces: [{file: a, family: b, embed: 也许}]", ["1:37 fonts-embed"]),
        ("faces: [{file: [own.ttf], family: b}]", ["1:16 fonts-shape"]),
        ("chains: {仿宋: Briefing Kai}", ["1:14 fonts-shape"]),
        ("chains:", ["1:8 fonts-shape"]),
        ("chains: {仿宋: [[Briefing Kai]]}", ["1:15 fonts-shape"]),
        ("chains: [", ["2:1 fonts-unreadable"]),
        ("chains: {[甲]: 乙}", ["1:10 fonts-key"]),
    ],
)
def test_mistakes_in_the_list(tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / "fonts.yaml").write_text(text, "utf-8")

    assert mistakes(tmp_path) == expected


def test_a_list_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "fonts.yaml").write_bytes("faces: []".encode("gbk") + b"\xff")

    assert mistakes(tmp_path) == ["1:1 fonts-unreadable"]
