"""What --embed puts into a DOCX, and which licences let a face into which file."""

import struct
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import FontError, Location
from briefing.fonts import Face, Faces, Standard, load_faces
from briefing.shipped import FONTS
from briefing.template import Template
from briefing.writers import prepare, render, render_all
from briefing.writers.embedding import (
    Embed,
    must_suit_docx,
    must_suit_pdf,
    typed_characters,
)
from tests.fakes import SquareFace
from tests.fontfiles import postscript, save, truetype
from tests.samples import SMALL, issue
from tests.writers.conftest import RARE
from tests.writers.test_docx import Package, W, attribute, characters, embedded
from tests.writers.test_pdf import fonts as fonts_of_pdf
from tests.writers.test_pdf import said


def test_what_people_type() -> None:
    typed = typed_characters()
    hanzi = {char for char in typed if "一" <= char <= "龥"}

    assert len(hanzi) == 3755
    # The first and the last of level 1, by Pinyin; level 2 begins with 亍.
    assert {"啊", "座"} <= hanzi
    assert not {"亍", "齄"} & hanzi
    assert set("“”‘’《》（）、。，；：？！——……·①⑩Ⅰ％０９ＡｚAz09% ") <= typed
    assert all(len(char) == 1 for char in typed)


# --- what is in a DOCX


def made_with(embed: str, template: Template, faces: Faces, text: str = SMALL) -> Package:
    return Package(render(issue(text), template, "docx", faces, embed=embed))


def test_nothing_is_embedded_if_nobody_wants_it(shanghai: Template, shipped_faces: Faces) -> None:
    made = made_with("none", shanghai, shipped_faces, RARE)
    table = made.xml("word/fontTable.xml")
    named = {str(font.get(f"{W}name")): font for font in table}

    assert [name for name in made.names() if name.endswith(".odttf")] == []
    assert made.values("word/settings.xml", "embedTrueTypeFonts") == []
    assert made.values("word/settings.xml", "saveSubsetFonts") == []
    assert set(characters(made)) <= set(named)
    # Where ours is not installed, what offices have is the next best.
    fangsong = attribute(named["Briefing FangSong"], "altName")
    assert fangsong == "仿宋_GB2312,FangSong_GB2312,仿宋,FangSong,华文仿宋,STFangsong"
    assert named["Briefing Kai Supplement"].find(f"{W}altName") is None
    assert len(str(attribute(named["Briefing FangSong"], "panose1"))) == 20


@pytest.mark.parametrize("embed", ["auto", "none", "used", "editable"])
def test_a_reader_takes_the_package_whole(
    shanghai: Template, shipped_faces: Faces, embed: str
) -> None:
    data = render(issue(RARE), shanghai, "docx", shipped_faces, embed=embed)
    package = Package(data)
    named = {font.get(f"{W}name"): font for font in package.xml("word/fontTable.xml")}

    assert "近日，甲局开会。" in [each.text for each in docx.Document(BytesIO(data)).paragraphs]
    carried = {name for name in package.names() if name.startswith("word/fonts/")}
    assert len(carried) == (0 if embed == "none" else len(named))
    assert set(characters(package)) == set(named)
    assert all(font.find(f"{W}sig") is not None for font in named.values())


def test_used_is_what_is_made_if_nobody_says(shanghai: Template, shipped_faces: Faces) -> None:
    made = [
        render(issue(RARE), shanghai, "docx", shipped_faces, embed=embed)
        for embed in ("used", "auto")
    ]

    assert made[0] == made[1] == render(issue(RARE), shanghai, "docx", shipped_faces)


def test_people_can_type_into_an_editable_one(shanghai: Template, shipped_faces: Faces) -> None:
    made = made_with("editable", shanghai, shipped_faces, RARE)
    fonts = dict(embedded(made))
    level_1 = {char for char in typed_characters() if "一" <= char <= "龥"}
    table = {font.get(f"{W}name"): font for font in made.xml("word/fontTable.xml")}

    for family in ("Briefing FangSong", "Briefing Hei", "Briefing Title", "Briefing Song"):
        cmap, glyphs = fonts[family].getBestCmap(), fonts[family]["glyf"]
        inked = {chr(code) for code, name in cmap.items() if glyphs[name].numberOfContours}
        assert level_1 <= inked
        assert set("，。、；：？！“”（）《》—…·09AZaz%①Ⅰ０Ａ") <= inked
    assert set("㙍𬭩𬱖") <= set().union(*(map(chr, font.getBestCmap()) for font in fonts.values()))
    # It is to stay so when Word saves it again.
    assert made.values("word/settings.xml", "embedTrueTypeFonts") == [None]
    assert made.values("word/settings.xml", "saveSubsetFonts") == []
    entry = table["Briefing FangSong"].find(f"{W}embedRegular")
    assert entry is not None
    assert entry.get(f"{W}subsetted") is None


@pytest.mark.parametrize("embed", ["used", "editable"])
def test_faces_that_offices_have_are_embedded_if_somebody_says_so(
    tmp_path: Path, shanghai: Template, embed: str
) -> None:
    chars = SMALL + "年月第报送发共印份供稿（），：— 0123456789"
    for family in ("方正小标宋简体", "STFangsong", "楷体_GB2312", "黑体", "宋体"):
        save(truetype(chars, family), tmp_path / f"{family}.ttf")
    faces = load_faces("standard", FONTS, installed=[tmp_path])
    made = made_with(embed, shanghai, faces)
    fonts = dict(embedded(made))

    # By the names in their files: Word would not find 华文仿宋 under the name 仿宋_GB2312.
    assert set(characters(made)) == set(fonts)
    assert set(fonts) == {"方正小标宋简体", "STFangsong", "楷体_GB2312", "黑体", "宋体"}
    for family, font in fonts.items():
        assert font["name"].getDebugName(1) == family
        assert {ord(char) for char in characters(made)[family]} <= set(font.getBestCmap())


# --- licences


def own_face(folder: Path, shipped: Faces, bits: int, *, cff: bool = False) -> Faces:
    """The shipped faces behind a project's own 仿宋 with these licence bits."""
    font = postscript("甲局会", "Other") if cff else truetype("甲局会乙", "Other")
    font["OS/2"].fsType = bits
    where = Location("fonts.yaml", 2, 26)
    face = Face("Other", save(font, folder / "a.ttf"), 0, "工程", None, where)
    return Faces({**shipped.chains, "仿宋": (face, *shipped.chains["仿宋"])})


OTHERS = (
    "写 --embed none（只写字体名，收件人没有这种字体时样子会变）或 --to pdf，或换一种字体；"
    "收件人都装有它的，在 fonts/fonts.yaml 里给它写上 embed: false"
)


@pytest.mark.parametrize("embed", ["auto", "used", "editable"])
@pytest.mark.parametrize(
    ("bits", "cff", "why"),
    [
        (0x002, False, "写明未经权利人同意，不许嵌入任何文件"),
        (0x004, False, "只许嵌入供预览和打印的文件，而 DOCX 是给人改的"),
        (0x208, False, "只许嵌入点阵，不许嵌入轮廓"),
        (0x108, True, "只许原样嵌入，而 DOCX 只收 TrueType 轮廓"),
    ],
)
def test_a_face_that_may_not_be_embedded_is_refused(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces,
    embed: str, bits: int, cff: bool, why: str,
) -> None:  # fmt: skip
    faces = own_face(tmp_path, shipped_faces, bits, cff=cff)

    with pytest.raises(FontError) as refused:
        made_with(embed, shanghai, faces)
    assert [str(each) for each in refused.value.diagnostics] == [
        f"fonts.yaml:2:26: 字体“Other”（a.ttf）的许可{why}，不能嵌入 DOCX。{OTHERS} [font-licence]"
    ]


@pytest.mark.parametrize("bits", [0x002, 0x004, 0x208])
def test_a_face_that_may_not_be_embedded_may_be_named(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces, bits: int
) -> None:
    made = made_with("none", shanghai, own_face(tmp_path, shipped_faces, bits))

    assert "Other" in characters(made)


def test_a_face_that_no_character_needs_is_not_asked(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    own = own_face(tmp_path, shipped_faces, 0x002).first("仿宋")
    chain = (*shipped_faces.chains["仿宋"], own)
    made = made_with("auto", shanghai, Faces({**shipped_faces.chains, "仿宋": chain}))

    assert "Other" not in dict(embedded(made))


@pytest.mark.parametrize(("embed", "carried"), [("auto", False), ("used", True)])
def test_a_face_that_its_readers_have_is_only_named(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces, embed: str, carried: bool
) -> None:
    faces = own_face(tmp_path, shipped_faces, 0x008)
    faces.first("仿宋").standard = Standard("Other", "0" * 20, "")
    made = made_with(embed, shanghai, faces)

    assert ("Other" in dict(embedded(made))) is carried
    assert "Other" in characters(made)


def test_a_face_that_may_not_be_cut_is_embedded_whole(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    made = made_with("used", shanghai, own_face(tmp_path, shipped_faces, 0x108))
    font = dict(embedded(made))["Other"]
    entries = {each.get(f"{W}name"): each for each in made.xml("word/fontTable.xml")}
    entry = entries["Other"].find(f"{W}embedRegular")

    assert set(font.getBestCmap()) == set(map(ord, "甲局会乙"))
    assert entry is not None
    assert entry.get(f"{W}subsetted") is None


# --- the PDF


@pytest.mark.parametrize(
    ("bits", "cff", "why"),
    [
        (0x002, False, "写明未经权利人同意，不许嵌入任何文件"),
        (0x204, False, "只许嵌入点阵，不许嵌入轮廓"),
        (0x104, True, "只许整个嵌入，而 PDF 里只能放它的一部分（PostScript 轮廓）"),
    ],
)
def test_a_pdf_without_its_fonts_is_refused(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces, bits: int, cff: bool, why: str
) -> None:
    faces = own_face(tmp_path, shipped_faces, bits, cff=cff)

    with pytest.raises(FontError) as refused:
        render(issue(), shanghai, "pdf", faces, embed="none")
    assert [str(each) for each in refused.value.diagnostics] == [
        f"fonts.yaml:2:26: 字体“Other”（a.ttf）的许可{why}，不能用在 PDF 里。"
        "在 fonts/fonts.yaml 里换一种字体，或换用许可嵌入的版本 [font-licence]"
    ]


def test_a_pdf_may_carry_faces_for_previews(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    data = render(issue(), shanghai, "pdf", own_face(tmp_path, shipped_faces, 0x004))

    assert "近日，甲局开会。" in said(data)[0]


def test_a_pdf_carries_a_face_whole_that_may_not_be_cut(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    faces = own_face(tmp_path, shipped_faces, 0x100)
    data = render(issue(), shanghai, "pdf", faces)
    with pikepdf.open(BytesIO(data)) as opened:
        (font,) = (each for each in fonts_of_pdf(opened) if "+" not in str(each.BaseFont))
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()

    assert str(font.BaseFont) == "/Other"
    assert program == (tmp_path / "a.ttf").read_bytes()
    assert "近日，甲局开会。" in said(data)[0]


def test_an_installed_face_is_replaced_by_ours(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    own = own_face(tmp_path, shipped_faces, 0x002).first("仿宋")
    face = Face("仿宋_GB2312", own.file, 0, "本机", Standard("仿宋_GB2312", "0" * 20, "仿宋"))
    faces = Faces({**shipped_faces.chains, "仿宋": (face, *shipped_faces.chains["仿宋"])})

    with pytest.raises(FontError, match="不能用在 PDF 里。改用 --fonts shipped（随附字体）"):
        render(issue(), shanghai, "pdf", faces)
    with pytest.raises(FontError, match="不写 --embed：DOCX 只写它的名字"):
        render(issue(), shanghai, "docx", faces, embed="used")
    assert render(issue(), shanghai, "docx", faces)


# --- both


class SaysSo(SquareFace):
    """A face with these licence bits and outlines of either kind."""

    __slots__ = ("bits", "cff")

    def __init__(self, bits: int, cff: bool) -> None:
        super().__init__()
        self.bits = bits
        self.cff = cff

    @property
    def os2(self) -> bytes:
        return struct.pack(">H6xH68x", 4, self.bits)

    @property
    def is_cff(self) -> bool:
        return self.cff


def refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except FontError:
        return True
    return False


@given(bits=st.integers(0, 0xFFFF), cff=st.booleans())
def test_what_a_docx_may_carry_a_pdf_may_too(bits: int, cff: bool) -> None:
    face = SaysSo(bits, cff)
    in_docx = {embed: refused(partial(must_suit_docx, [face], embed)) for embed in Embed}
    in_pdf = refused(partial(must_suit_pdf, [face]))

    assert in_docx[Embed.AUTO] == in_docx[Embed.USED] == in_docx[Embed.EDITABLE]
    assert not in_docx[Embed.NONE]
    assert in_docx[Embed.USED] or not in_pdf
    # Bits the standard does not define change nothing.
    assert in_pdf == ((bits & 0xE == 2) or bool(bits & 0x200) or bool(bits & 0x100 and cff))


def test_what_forbids_either_file_is_told_at_once(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    faces = own_face(tmp_path, shipped_faces, 0x002)

    with pytest.raises(FontError) as refused:
        render_all(issue(), shanghai, ("docx", "pdf"), faces)
    told = [each.message for each in refused.value.diagnostics]
    assert [message.rpartition("，")[2] for message in told] == ["不能嵌入 DOCX", "不能用在 PDF 里"]
    with pytest.raises(FontError) as checked:
        prepare(issue(), shanghai, faces).verify_licences()
    assert sorted(each.message for each in checked.value.diagnostics) == sorted(told)


def test_a_check_that_finds_nothing(shanghai: Template, shipped_faces: Faces) -> None:
    prepare(issue(), shanghai, shipped_faces, embed="editable").verify_licences()


def test_another_way_to_embed_is_none(shanghai: Template, shipped_faces: Faces) -> None:
    with pytest.raises(ValueError, match="fine"):
        render(issue(), shanghai, "docx", shipped_faces, embed="fine")
