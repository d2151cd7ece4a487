"""Reading finished PDFs back: lines with their places, ink, rules; and what LibreOffice makes.

Nothing here knows the layout: it sees what a reader of the file sees.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image

MM = 72 / 25.4

# No font that knows Chinese: what is set in one comes from the DOCX itself.
_NO_CHINESE_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir>{folders}<cachedir>{cache}</cachedir>
<selectfont><rejectfont><pattern><patelt name="lang"><string>zh-cn</string></patelt></pattern>
</rejectfont>{accepted}</selectfont></fontconfig>"""


@dataclass(frozen=True)
class ReadLine:
    """A line of a finished page; points from the sheet's top left corner.

    text  without spaces, compatibility forms folded; raw is as it stands there
    """

    text: str
    raw: str
    baseline: float
    left: float
    right: float


@dataclass(frozen=True)
class ReadRule:
    """A horizontal rule; `y` is the middle of its width."""

    y: float
    left: float
    right: float
    width: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - self.width / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.width / 2


@dataclass(frozen=True)
class ReadUpright:
    """A vertical rule; `x` is the middle of its width."""

    x: float
    top: float
    bottom: float
    width: float


@dataclass(frozen=True)
class ReadTable:
    """What stands of a table on a page: its rules from the top, and from the left."""

    across: tuple[ReadRule, ...]
    uprights: tuple[ReadUpright, ...]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.across[0].top

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.across[-1].bottom

    def holds(self, y: float) -> bool:
        """Whether it stands there."""
        return self.top < y < self.bottom


def read_lines(pdf: Path, figures: bool = True) -> list[list[ReadLine]]:
    """The lines of each page, from the top; `figures`: those within charts as well."""
    with pdfplumber.open(pdf) as document:
        return [_lines(page, figures) for page in document.pages]


def in_figure(mark: Mapping[str, object]) -> bool:
    """Whether it is tagged as of a figure: charts are drawn in our PDF."""
    return mark.get("tag") == "Figure"


def read_figures(pdf: Path) -> list[list[tuple[float, ...]]]:
    """The edges of the figures on each page, from the top: left, top, right, bottom."""
    with pdfplumber.open(pdf) as document:
        return [_figures(page) for page in document.pages]


def _figures(page: pdfplumber.page.Page) -> list[tuple[float, ...]]:
    marks: dict[object, list[Mapping[str, float]]] = {}
    for kind in ("char", "line", "curve", "rect", "image"):
        for mark in page.objects.get(kind, []):
            if in_figure(mark):
                marks.setdefault(mark["mcid"], []).append(mark)
    boxes = [
        (
            min(mark["x0"] for mark in each),
            min(mark["top"] for mark in each),
            max(mark["x1"] for mark in each),
            max(mark["bottom"] for mark in each),
        )
        for each in marks.values()
    ]
    return sorted(boxes, key=lambda box: box[1])


def read_pictures(pdf: Path) -> list[list[tuple[float, ...]]]:
    """The edges of the pictures on each page, from the top: left, top, right, bottom."""
    with pdfplumber.open(pdf) as document:
        return [
            sorted(
                (
                    tuple(float(image[edge]) for edge in ("x0", "top", "x1", "bottom"))
                    for image in page.images
                ),
                key=lambda box: box[1],
            )
            for page in document.pages
        ]


def read_sizes(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of each page."""
    with pdfplumber.open(pdf) as document:
        return [(float(page.width), float(page.height)) for page in document.pages]


def read_sideways(pdf: Path) -> list[list[tuple[str, float, float]]]:
    """The characters of each page that lie on their side, from the top: each with its place."""
    with pdfplumber.open(pdf) as document:
        return [
            [
                (char["text"], char["matrix"][4], float(page.height) - char["matrix"][5])
                for char in sorted(page.chars, key=lambda char: -char["matrix"][5])
                if char["matrix"][1] == -1 and char["text"].strip()
            ]
            for page in document.pages
        ]


def _lines(page: pdfplumber.page.Page, figures: bool) -> list[ReadLine]:
    rows: list[tuple[float, list[dict[str, float]]]] = []
    height = float(page.height)
    # what is turned is no line: the mark of a draft
    shown = [char for char in page.chars if char["text"].strip() and not char["matrix"][1]]
    shown = [char for char in shown if figures or not in_figure(char)]
    glyphs = [(height - char["matrix"][5], char) for char in shown]
    for baseline, char in sorted(glyphs, key=lambda glyph: (glyph[0], glyph[1]["x0"])):
        if rows and abs(rows[-1][0] - baseline) < 0.2 * char["size"]:
            rows[-1][1].append(char)
        else:
            rows.append((baseline, [char]))
    return [_line(baseline, chars) for baseline, chars in rows]


def _line(baseline: float, chars: list[dict[str, float]]) -> ReadLine:
    chars.sort(key=lambda char: char["x0"])
    text = "".join(str(char["text"]) for char in chars)
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return ReadLine(folded, text, baseline, chars[0]["x0"], chars[-1]["x1"])


def read_rules(pdf: Path, figures: bool = False) -> list[list[ReadRule]]:
    """The horizontal rules of each page, from the top, pieces joined; `figures`: those of charts.

    LibreOffice writes some twice, and those of tables cell by cell.
    """
    with pdfplumber.open(pdf) as document:
        return [
            [
                ReadRule(round(y, 2), left, right, width)
                for (y, width), left, right in _joined(
                    ((line["top"], line["linewidth"]), line["x0"], line["x1"])
                    for line in page.lines
                    if line["x1"] > line["x0"] and in_figure(line) == figures
                )
            ]
            for page in document.pages
        ]


def read_tables(pdf: Path) -> list[list[ReadTable]]:
    """The tables of each page, from the top: upright rules as high as one another, and theirs."""
    found = []
    with pdfplumber.open(pdf) as document:
        pages = zip(document.pages, read_rules(pdf), strict=True)
        for page, rules in pages:
            uprights = [
                ReadUpright(x, top, bottom, width)
                for (x, width), top, bottom in _joined(
                    ((line["x0"], line["linewidth"]), line["top"], line["bottom"])
                    for line in page.lines
                    if line["x1"] == line["x0"] and not in_figure(line)
                )
            ]
            found.append(list(_tables(uprights, rules)))
    return found


def _tables(uprights: list[ReadUpright], rules: list[ReadRule]) -> Iterator[ReadTable]:
    rest = sorted(uprights, key=lambda rule: rule.top)
    while rest:
        bottom = rest[0].bottom
        own = [rule for rule in rest if rule.top < bottom]
        rest = [rule for rule in rest if rule.top >= bottom]
        top, bottom = own[0].top, max(rule.bottom for rule in own)
        across = tuple(rule for rule in rules if top - 0.1 < rule.y < bottom + 0.1)
        yield ReadTable(across, tuple(sorted(own, key=lambda rule: rule.x)))


_Piece = tuple[tuple[float, float], float, float]


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """(place and width, start, end) of rules, those joined that go on where another ends."""
    last: _Piece | None = None
    for place, start, end in sorted(pieces):
        if last and last[0] == pytest.approx(place, abs=0.02) and start < last[2] + 0.6:
            last = last[0], last[1], max(last[2], end)
            continue
        if last:
            yield last
        last = place, start, end
    if last:
        yield last


def read_ink(pdf: Path, folder: Path, dpi: int = 300) -> Iterator[tuple[float, ...]]:
    """The box of all ink of each page in mm: left, top, right, bottom; from a picture of it."""
    subprocess.run(["pdftoppm", "-gray", "-r", str(dpi), str(pdf), str(folder / "ink")], check=True)
    for picture in sorted(folder.glob("ink-*.pgm")):
        with Image.open(picture) as image:
            box = image.point(lambda value: 255 * (value < 128)).getbbox()
        assert box is not None
        yield tuple(edge * 25.4 / dpi for edge in box)


def by_libreoffice(docx: Path, folder: Path, fonts: Path | None = None) -> Path:
    """The PDF that LibreOffice makes of a DOCX, with no Chinese font but those in `fonts`.

    A process of its own: an embedded font stays known to a process that has read it once.
    """
    folder = folder.resolve()
    folder.mkdir(exist_ok=True)
    settings = folder / "fonts.conf"
    settings.write_text(
        _NO_CHINESE_FONTS.format(
            folders=f"<dir>{fonts}</dir>" if fonts else "",
            cache=folder / "cache",
            accepted=f"<acceptfont><glob>{fonts}/*</glob></acceptfont>" if fonts else "",
        )
    )
    program = shutil.which("soffice")
    assert program, "LibreOffice is needed: tests/run installs it"
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(docx)],
        check=True, capture_output=True, timeout=120,
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
    )  # fmt: skip
    return folder / f"{docx.stem}.pdf"
