import uuid
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefing.fonts import Face, Faces
from briefing.shipped import FONTS
from briefing.writers.docx_fonts import embedded_font, obfuscated, signature
from tests.fontfiles import postscript, save, save_collection, truetype

GUID = uuid.UUID("00112233-4455-6677-8899-AABBCCDDEEFF")


def test_the_first_32_bytes_are_xored_with_the_key_backwards() -> None:
    made = obfuscated(bytes(40), GUID)

    assert made[:16] == bytes.fromhex("FFEEDDCCBBAA99887766554433221100")
    assert made[16:32] == made[:16]
    assert made[32:] == bytes(8)


def test_done_twice_it_is_undone() -> None:
    font = bytes(range(200))

    assert obfuscated(obfuscated(font, GUID), GUID) == font


def test_a_subset_has_its_characters_and_no_layout(shipped_faces: Faces) -> None:
    face = shipped_faces.first("仿宋")
    made = embedded_font(face, "汉字，")
    font = TTFont(BytesIO(made.data))

    assert set(font.getBestCmap()) == set(map(ord, "汉字，"))
    assert font.sfntVersion == "\x00\x01\x00\x00"
    assert not {"GSUB", "GPOS", "CFF "} & set(font.keys())


@pytest.mark.parametrize("language", [0x409, 0x804])
def test_a_subset_keeps_all_its_names(tmp_path: Path, language: int) -> None:
    """By family name (1) and full name (4) Word finds the face that rFonts names."""
    whole = truetype("汉", "Test")
    for record in whole["name"].names:
        record.langID = language
    face = Face("Test", save(whole, tmp_path / "a.ttf"), 0, "工程")
    names = TTFont(BytesIO(embedded_font(face, "汉").data))["name"]

    assert [str(names.getName(number, 3, 1, language)) for number in (1, 4, 16)] == ["Test"] * 3


def test_the_font_table_s_numbers_come_from_the_file(shipped_faces: Faces) -> None:
    made = embedded_font(shipped_faces.first("宋体"), "汉")
    os2 = TTFont(BytesIO(made.data))["OS/2"]

    assert len(made.panose) == 20
    assert int(made.panose[:2], 16) == os2.panose.bFamilyType
    assert len(made.signature) == 6
    assert int(made.signature[0], 16) == os2.ulUnicodeRange1
    assert int(made.signature[4], 16) == os2.ulCodePageRange1


def test_the_same_characters_give_the_same_file(shipped_faces: Faces) -> None:
    face = shipped_faces.first("仿宋")

    assert embedded_font(face, "汉字").digest == embedded_font(face, "字汉字").digest
    assert embedded_font(face, "汉字").digest != embedded_font(face, "汉").digest


@pytest.mark.parametrize("cff", [False, True])
def test_nothing_that_word_needs_is_cut_away(tmp_path: Path, cff: bool) -> None:
    font = postscript("汉字𬭩", "Test") if cff else truetype("汉字𬭩", "Test")
    face = Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程")
    made = TTFont(BytesIO(embedded_font(face, "汉𬭩").data))

    # What OpenType requires of a font with TrueType outlines.
    required = {"cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "glyf", "loca"}
    assert required <= set(made.keys())
    maps = {(each.platformID, each.platEncID): set(each.cmap) for each in made["cmap"].tables}
    assert maps[3, 1] == {ord("汉")}  # what Word looks into
    assert maps[3, 10] == {ord("汉"), ord("𬭩")}
    assert made["OS/2"].usFirstCharIndex == ord("汉")


def test_a_face_that_may_not_be_cut_stays_whole(tmp_path: Path) -> None:
    font = truetype("汉字", "Test")
    font["OS/2"].fsType = 0x108
    face = Face("Test", save(font, tmp_path / "a.ttf"), 0, "工程")
    made = embedded_font(face, "汉")

    assert made.whole
    assert made.data == (tmp_path / "a.ttf").read_bytes()
    assert not embedded_font(Face("A", FONTS / "briefing-hei.ttf", 0, "随附"), "汉").whole


def test_a_face_of_a_collection_that_may_not_be_cut(tmp_path: Path) -> None:
    fonts = [truetype("汉", "First"), truetype("字好", "Second")]
    fonts[1]["OS/2"].fsType = 0x100
    face = Face("Second", save_collection(fonts, tmp_path / "a.ttc"), 1, "工程")
    made = TTFont(BytesIO(embedded_font(face, "字").data))

    assert set(made.getBestCmap()) == set(map(ord, "字好"))
    assert made["name"].getDebugName(1) == "Second"


def test_a_face_that_says_nothing_of_its_scripts() -> None:
    assert signature(b"") == ("00000000",) * 6


def test_postscript_outlines_become_truetype(tmp_path: Path) -> None:
    face = Face("Test", save(postscript("汉字", "Test"), tmp_path / "a.otf"), 0, "工程")
    font = TTFont(BytesIO(embedded_font(face, "汉").data))
    glyph = font["glyf"][font.getBestCmap()[ord("汉")]]
    extents = face.font.get_glyph_extents(face.glyph("汉"))

    assert font.sfntVersion == "\x00\x01\x00\x00"
    assert font["hmtx"][font.getBestCmap()[ord("汉")]][0] == font["head"].unitsPerEm
    # The outline is where it was, within a thousandth of an em and a unit of rounding.
    within = font["head"].unitsPerEm / 1000 + 1
    assert abs(glyph.yMax - extents.y_bearing) <= within
    assert abs(glyph.xMin - extents.x_bearing) <= within
