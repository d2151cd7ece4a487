from io import BytesIO
from pathlib import Path

from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont

from briefing.fonts import Face, Faces
from briefing.writers.pdf_fonts import Subset, _postscript_name, _tag, _to_unicode, _widths, subset
from tests.fakes import SQUARE
from tests.fontfiles import postscript, save, save_collection, truetype


def made_up(widths: dict[str, float]) -> Subset:
    """A subset whose glyphs are numbered from 1 in the order given."""
    return Subset(SQUARE, b"", {char: n for n, char in enumerate(widths, 1)}, widths)


def test_a_subset_has_the_glyphs_asked_for_and_their_widths(shipped_faces: Faces) -> None:
    made = subset(shipped_faces.first("宋体"), "汉字1")
    font = TTFont(BytesIO(made.data))

    assert font["maxp"].numGlyphs == 4  # and .notdef
    assert sorted(made.glyphs.values()) == [1, 2, 3]
    assert made.widths == {"汉": 1000, "字": 1000, "1": 500}
    advances = [font["hmtx"][font.getGlyphName(made.glyphs[char])][0] for char in "汉1"]
    assert advances[0] == 2 * advances[1]


def test_codes_are_the_numbers_of_the_glyphs() -> None:
    assert made_up(dict.fromkeys("汉字", 1000.0)).codes == {"汉": "0001", "字": "0002"}


def test_the_order_of_the_characters_does_not_matter(shipped_faces: Faces) -> None:
    face = shipped_faces.first("宋体")

    assert subset(face, "汉字") == subset(face, "字汉字")


def test_a_face_with_postscript_outlines(tmp_path: Path) -> None:
    face = Face("Test", save(postscript("汉字", "Test"), tmp_path / "a.otf"), 0, "工程")
    made = subset(face, "字")
    cff = CFFFontSet()
    cff.decompile(BytesIO(made.data), None)

    assert made.glyphs == {"字": 1}
    assert len(cff[0].CharStrings) == 2


def test_the_second_face_of_a_collection(tmp_path: Path) -> None:
    fonts = [truetype("汉", "First"), truetype("字", "Second")]
    face = Face("Second", save_collection(fonts, tmp_path / "a.ttc"), 1, "工程")

    assert subset(face, "字").glyphs == {"字": 1}


def test_a_face_that_may_not_be_cut_stays_whole(tmp_path: Path) -> None:
    font = truetype("甲汉字", "Test")
    font["OS/2"].fsType = 0x100
    face = Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程")
    made = subset(face, "字")

    assert made.data == (tmp_path / "a.ttf").read_bytes()
    assert made.glyphs == {"字": face.glyph("字")}
    assert made.widths == {"字": 1000}


def test_widths_of_neighbours_stand_together() -> None:
    made = _widths(made_up({"a": 500, "b": 510, "汉": 1000, "c": 250.123}))

    assert [getattr(each, "sequence", each) for each in made.sequence] == [
        1, [500, 510], 4, [250.12],
    ]  # fmt: skip


def test_every_code_says_which_character_it_is() -> None:
    written = _to_unicode({"汉": 1, "𬭩": 2}).splitlines()

    assert "2 beginbfchar" in written
    assert "<0001> <6C49>" in written
    assert "<0002> <D872DF69>" in written  # a surrogate pair


def test_a_block_has_a_hundred_entries_at_most() -> None:
    written = _to_unicode({chr(0x4E00 + n): n + 1 for n in range(201)})

    assert [line for line in written.splitlines() if "beginbfchar" in line] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "1 beginbfchar",
    ]


def test_names_are_ascii() -> None:
    assert _postscript_name("Briefing Song") == "BriefingSong"
    assert _postscript_name("仿宋_GB2312") == "u4EFFu5B8Bu5FGB2312"


def test_a_subset_s_tag_is_six_capitals_and_its_own() -> None:
    one, other = made_up({"汉": 1000}), made_up({"字": 1000})

    assert _tag(one).isalpha()
    assert _tag(one).isupper()
    assert len(_tag(one)) == 6
    assert _tag(one) != _tag(other)
