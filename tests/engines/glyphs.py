"""The glyphs that a finished PDF draws: each as what its font program has, not as what it claims.

It reads the fonts this program writes (Type0, Identity-H) and those LibreOffice does (TrueType
with codes of one byte).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

_ROW = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)

Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Glyph:
    """One glyph on a page.

    text     what is copied out for it
    family   the base font without the tag of a subset
    number   its number in the font program; 0 is .notdef
    outline  its points in 1/1000 em; none if it draws nothing
    """

    text: str
    family: str
    number: int
    outline: Outline


def drawn(pdf: Path) -> Iterator[Glyph]:
    """Every glyph that the pages draw, in the order of their contents."""
    with pikepdf.open(pdf) as document:
        programs: dict[Any, _Program] = {}
        for page in document.pages:
            fonts: Any = page.Resources.Font
            for key in fonts.keys():  # noqa: SIM118 - it is no mapping
                if fonts[key].objgen not in programs:
                    programs[fonts[key].objgen] = _Program(fonts[key])
            current: _Program | None = None
            for step in pikepdf.parse_content_stream(page):
                operands: Any = step.operands
                operator = step.operator
                if str(operator) == "Tf":
                    current = programs[fonts[operands[0]].objgen]
                elif str(operator) in ("Tj", "'", '"', "TJ"):
                    assert current
                    shown = operands[-1]
                    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
                    for string in strings:
                        if isinstance(string, pikepdf.String):
                            yield from current.glyphs(bytes(string))


class _Program:
    """A font of the PDF, with the program in it."""

    def __init__(self, font: Any) -> None:
        self.family = str(font.BaseFont).removeprefix("/").rpartition("+")[2]
        self.wide = font.Subtype == "/Type0"
        inner = font.DescendantFonts[0] if self.wide else font
        self.program = TTFont(BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
        self.names = self.program.getGlyphOrder()
        self.map = inner.CIDToGIDMap.read_bytes() if self.wide else b""
        self.cmap = {} if self.wide else self.program["cmap"].getcmap(1, 0).cmap
        text = font.ToUnicode.read_bytes().decode("ascii")
        assert "beginbfrange" not in text
        self.unicode = {
            int(code, 16): bytes.fromhex(written).decode("utf-16-be")
            for block in _BLOCK.findall(text)
            for code, written in _ROW.findall(block)
        }
        self.outline = cache(self._outline)

    def glyphs(self, string: bytes) -> Iterator[Glyph]:
        step = 2 if self.wide else 1
        for at in range(0, len(string), step):
            code = int.from_bytes(string[at : at + step], "big")
            number = self._number(code)
            yield Glyph(self.unicode[code], self.family, number, self.outline(number))

    def _number(self, code: int) -> int:
        if self.wide:
            return int.from_bytes(self.map[2 * code : 2 * code + 2], "big")
        number: int = self.program.getGlyphID(self.cmap[code])
        return number

    def _outline(self, number: int) -> Outline:
        return outline(self.program, self.names[number])


def outline(font: Any, name: str) -> Outline:
    """The points of a TrueType glyph in 1/1000 em."""
    points, _, _ = font["glyf"][name].getCoordinates(font["glyf"])
    scale = 1000 / font["head"].unitsPerEm
    return tuple((round(x * scale), round(y * scale)) for x, y in points)
