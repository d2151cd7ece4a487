"""Other faces than the shipped ones: those that offices have installed, and a project's own.

Real office fonts are not free, so renamed cuts of the shipped faces stand in for them: what is
tested is names and metrics, not looks.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from briefing import Issue, load_faces, load_template, render_all
from briefing.fonts import Faces
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import read
from tests.engines import generated
from tests.engines.glyphs import drawn
from tests.engines.reading import by_libreoffice, read_lines

pytestmark = pytest.mark.engine

OFFICE = {
    "briefing-title.ttf": "方正小标宋简体",
    "briefing-fangsong.ttf": "仿宋_GB2312",
    "briefing-kai.ttf": "楷体_GB2312",
    "briefing-hei.ttf": "黑体",
    "briefing-song.ttf": "宋体",
}


def written(seed: int) -> tuple[Issue, set[int]]:
    text = generated.issue("rare_names", seed, entries=3)
    return read(text.encode(), "generated"), {ord(char) for char in text} | set(range(32, 127))


def cut(source: Path, family: str, characters: set[int]) -> TTFont:
    """A cut of a face under another family name."""
    font = TTFont(source)
    keep = Options()
    keep.name_IDs, keep.notdef_outline = ["*"], True
    subsetter = Subsetter(keep)
    subsetter.populate(unicodes=characters | set(map(ord, "—…“”‘’年月日第期共印份报送发总（）：")))
    subsetter.subset(font)
    for name in (1, 4, 16):
        font["name"].setName(family, name, 3, 1, 0x409)
    font["name"].setName("Other-Regular", 6, 3, 1, 0x409)
    return font


def agree(
    issue: Issue, faces: Faces, folder: Path, fonts: Path | None, embed: str = "auto"
) -> bytes:
    """Both files break alike, with no Chinese faces but those in `fonts`; returns the DOCX."""
    template = load_template(TEMPLATES / "shanghai")
    made = render_all(issue, template, ("pdf", "docx"), faces, embed=embed)
    for kind, data in made.items():
        (folder / f"ours.{kind}").write_bytes(data)
    theirs = read_lines(by_libreoffice(folder / "ours.docx", folder / "theirs", fonts))
    ours = read_lines(folder / "ours.pdf")

    assert [[line.text for line in page] for page in ours] == [
        [line.text for line in page] for page in theirs
    ]
    return made["docx"]


def test_installed_office_faces(tmp_path: Path) -> None:
    """--fonts standard: the DOCX names them and embeds only what stands in for rare characters."""
    issue, characters = written(1)
    installed = tmp_path / "fonts"
    installed.mkdir()
    for file, family in OFFICE.items():
        cut(FONTS / file, family, characters).save(installed / file)
    faces = load_faces("standard", FONTS, installed=[installed])

    docx = agree(issue, faces, tmp_path, installed)

    import zipfile

    with zipfile.ZipFile(BytesIO(docx)) as package:
        table = package.read("word/fontTable.xml").decode()
        embedded = [name for name in package.namelist() if name.endswith(".odttf")]
    for family in OFFICE.values():
        assert f'w:name="{family}"' in table
    assert len(embedded) == 1  # the supplement


@pytest.mark.parametrize("embed", ["used", "editable"])
def test_office_faces_embedded_on_demand(tmp_path: Path, embed: str) -> None:
    """--embed used: LibreOffice needs none of them installed, whatever edition they are."""
    issue, characters = written(3)
    installed = tmp_path / "fonts"
    installed.mkdir()
    for file, family in {**OFFICE, "briefing-fangsong.ttf": "STFangsong"}.items():
        cut(FONTS / file, family, characters).save(installed / file)
    faces = load_faces("standard", FONTS, installed=[installed])
    assert faces.first("仿宋").family == "仿宋_GB2312"

    agree(issue, faces, tmp_path, None, embed)
    must_be_ours(tmp_path / "theirs/ours.pdf")


def test_a_face_that_may_not_be_cut(tmp_path: Path) -> None:
    """It goes whole into both files."""
    issue, characters = written(4)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    font = cut(FONTS / "briefing-kai.ttf", "Office Own", characters)
    font["OS/2"].fsType = 0x108
    font.save(fonts / "own.ttf")
    (fonts / "fonts.yaml").write_text(
        "faces:\n- {file: own.ttf, family: Office Own}\nchains:\n  仿宋: [Office Own]\n", "utf-8"
    )

    agree(issue, load_faces("shipped", FONTS, project=fonts), tmp_path, None)
    must_be_ours(tmp_path / "theirs/ours.pdf")
    must_be_ours(tmp_path / "ours.pdf")


def must_be_ours(pdf: Path) -> None:
    """Whatever is drawn has a glyph: none is .notdef, or of a face that LibreOffice brought."""
    glyphs = list(drawn(pdf))
    assert len(glyphs) > 500
    assert [each for each in glyphs if each.text.strip() and not each.outline] == []
    assert [each for each in glyphs if "DejaVu" in each.family or "Liberation" in each.family] == []


def test_a_project_s_own_face_with_postscript_outlines(tmp_path: Path) -> None:
    """An .otf goes into the PDF as it is and into the DOCX as TrueType, the same in both."""
    issue, characters = written(2)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    as_postscript(cut(FONTS / "briefing-kai.ttf", "Office Own", characters), fonts / "own.otf")
    (fonts / "fonts.yaml").write_text(
        "faces:\n- {file: own.otf, family: Office Own}\nchains:\n  仿宋: [Office Own]\n", "utf-8"
    )
    faces = load_faces("shipped", FONTS, project=fonts)
    assert faces.first("仿宋").is_cff

    agree(issue, faces, tmp_path, None)


def as_postscript(font: TTFont, file: Path) -> None:
    """Save a TrueType font with PostScript outlines instead."""
    from fontTools.fontBuilder import FontBuilder

    outlines = font.getGlyphSet()
    order = font.getGlyphOrder()
    programs = {}
    for name in order:
        pen = T2CharStringPen(outlines[name].width, outlines)
        outlines[name].draw(pen)
        programs[name] = pen.getCharString()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupCFF("Other-Regular", {}, programs, {})
    builder.setupHorizontalMetrics({name: font["hmtx"][name] for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Office Own", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=0)
    builder.setupPost()
    builder.save(file)
