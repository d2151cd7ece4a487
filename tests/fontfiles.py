"""Small font files, cut from the shipped ones, for tests that need files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from briefing.shipped import FONTS

SONG = FONTS / "briefing-song.ttf"


def truetype(chars: str, family: str, source: Path = SONG, blank: str = "") -> Any:
    """A font named `family` with the glyphs of `chars`; those of `blank` have lost their ink."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.name_IDs = ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(text=chars + blank)
    subsetter.subset(font)
    _rename(font, family)
    names = font.getBestCmap()
    for char in blank:
        font["glyf"][names[ord(char)]] = font["glyf"].glyphs[".notdef"].__class__()
    return font


def postscript(chars: str, family: str, source: Path = SONG) -> Any:
    """The same with PostScript outlines (CFF), as in an .otf."""
    font = truetype(chars, family, source)
    outlines, order = font.getGlyphSet(), font.getGlyphOrder()
    charstrings = {}
    for name in order:
        pen = T2CharStringPen(font["hmtx"][name][0], outlines)
        outlines[name].draw(pen)
        charstrings[name] = pen.getCharString()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupCFF("Test", {"FullName": family}, charstrings, {})
    builder.setupHorizontalMetrics(dict(font["hmtx"].metrics))
    hhea = font["hhea"]
    builder.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(fsType=0)
    builder.setupPost()
    return builder.font


def save(font: Any, path: Path) -> Path:
    font.save(path)
    return path


def save_collection(fonts: Sequence[Any], path: Path) -> Path:
    """Several faces in one .ttc."""
    collection = TTCollection()
    collection.fonts = list(fonts)
    collection.save(path)
    return path


def _rename(font: Any, family: str) -> None:
    for record in list(font["name"].names):
        if record.nameID in (1, 4, 16):
            font["name"].setName(
                family, record.nameID, record.platformID, record.platEncID, record.langID
            )
