"""Text → measured characters: which face, how wide, what stands between them.

The widths are those LibreOffice works with (and Word, but for the gap between Han and Latin):
text falls into portions, the longest runs of one script and one look; tracking is not added
behind the last character of a portion; where a Han portion meets a Latin one and both touching
characters are letters or digits, a fifth of the type size before it stands between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import add
from typing import NamedTuple

from briefing.cjk import PAIRED, Script, script
from briefing.diagnostics import Diagnostic
from briefing.document import Document, Paragraph, Run
from briefing.fonts import Face, Faces
from briefing.template import Style, Template

AUTOSPACE = 0.2  # ems between Han and Latin: LibreOffice; Word has 0.25, CLREQ up to 0.25


class Piece(NamedTuple):
    """text[start:end] of a paragraph, in one face and one mark."""

    start: int
    end: int
    face: Face | None
    mark: str | None


class Shaped(NamedTuple):
    """A measured text; every list has an item a character, lengths in points.

    gaps      what stands before the character if it does not begin a line
    reach     from the start of the text to the end of the character, gaps included
    portions  where the portion of the character begins
    scripts   the script of that portion
    stiff     the places before which no slack stands: within words, numbers, —— and ……; sorted
    uneven    the places before which something else stands than between most characters; sorted
    """

    text: str
    size: float
    pieces: tuple[Piece, ...]
    advances: list[float]
    gaps: list[float]
    reach: list[float]
    portions: list[int]
    scripts: list[Script]
    stiff: list[int]
    uneven: list[int]

    def width(self, start: int, end: int) -> float:
        """The natural width of text[start:end] as a line of its own."""
        if start >= end:
            return 0.0
        before = self.reach[start - 1] if start else 0.0
        return self.reach[end - 1] - before - self.gaps[start]


def pieces(paragraph: Paragraph, style: Style, template: Template, faces: Faces) -> list[Piece]:
    """The paragraph's text in pieces of one look, neighbours of the same look joined."""
    found: list[Piece] = []
    offset = 0
    for run in paragraph.runs:
        role = _role(run, style, template)
        for part in faces.stretches(run.text, role):
            start, end = offset + part.start, offset + part.end
            last = found[-1] if found else None
            if last and last.face is part.face and last.mark == run.style:
                found[-1] = Piece(last.start, end, part.face, run.style)
            else:
                found.append(Piece(start, end, part.face, run.style))
        offset += len(run.text)
    return found


def _role(run: Run, style: Style, template: Template) -> str:
    return template.marks[run.style].font if run.style else style.font


def shape(text: str, looks: Sequence[Piece], size: float, tracking: float) -> Shaped:
    """Measure `text`, whose characters look as `looks` says and all have faces."""
    length = len(text)
    advances: list[float] = []
    for look in looks:
        assert look.face is not None
        advances += map(look.face.measured(size).__getitem__, text[look.start : look.end])
    scripts: list[Script] = []
    begins = {look.start for look in looks if look.start < length}
    stiff: list[int] = []
    for kind, start, end in _stretches(text):
        begins.add(start)
        scripts += [kind] * (end - start)
        if kind is Script.LATIN:
            inner = range(start + 1, end)
            stiff += (at for at in inner if text[at - 1] != " " != text[at])
    stiff += _within_marks(text)
    gaps = [tracking] * length
    portions: list[int] = []
    for start, end in pairwise((*sorted(begins), length)):
        portions += [start] * (end - start)
        parted = start and scripts[start] is not scripts[start - 1]
        apart = parted and text[start - 1 : start + 1].isalnum()
        gaps[start] = AUTOSPACE * size if apart else 0.0
    reach = list(accumulate(map(add, advances, gaps)))
    uneven = sorted(begins.union(stiff))
    stiff = sorted(set(stiff))
    return Shaped(text, size, tuple(looks), advances, gaps, reach, portions, scripts, stiff, uneven)


def _stretches(text: str) -> Iterator[tuple[Script, int, int]]:
    """The text in stretches of one script: (script, start, end); weak characters take that of the
    text before.

    LibreOffice takes those that open a paragraph for Latin: a quote before a Han character is a
    portion of its own, one before a figure is not.
    """
    kinds = "".join(map(_KINDS.__getitem__, text))
    for match in _STRETCH.finditer(kinds):
        start, end = match.span()
        if kinds[start] == "h":
            yield Script.HAN, start, end
        else:
            alone = kinds[start] == "w" and start == 0 and end == len(text)
            weak = alone and "l" not in match[0]
            yield Script.HAN if weak else Script.LATIN, start, end


class _Kinds(dict[str, str]):
    """A letter for the script of each character: h, l or w."""

    def __missing__(self, char: str) -> str:
        found = self[char] = script(char).value[0]
        return found


_KINDS = _Kinds()
# Over letters, as a class of all hanzi takes 5 ms to compile, a twentieth of a cold start.
_STRETCH = re.compile("w*l[lw]*|h[hw]*|w+")


def _within_marks(text: str) -> Iterator[int]:
    """The places within the two-em marks."""
    for mark in PAIRED:
        at = text.find(mark + mark)
        while at >= 0:
            yield at + 1
            at = text.find(mark + mark, at + 1)


def missing_glyphs(document: Document, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    """One finding for each character, where it first stands, that no face of its role has."""
    seen: set[tuple[str, str]] = set()
    where = ""
    for paragraph in (*document.paragraphs(), *_on_every_page(document, template)):
        style = template.styles[paragraph.style]
        if paragraph.style in _OF_THE_TEMPLATE:
            where = f"，在版式的 labels 里的 {_OF_THE_TEMPLATE[paragraph.style]} 中"
        elif style.outline == 1:
            where = f"，在《{paragraph.bookmark}》中" if paragraph.bookmark else ""
        if all(faces.cover(run.text, _role(run, style, template)) for run in paragraph.runs):
            continue
        for piece in pieces(paragraph, style, template, faces):
            if piece.face is not None:
                continue
            role = template.marks[piece.mark].font if piece.mark else style.font
            for index in range(piece.start, piece.end):
                char = paragraph.text[index]
                if (char, role) not in seen:
                    seen.add((char, role))
                    yield _missing(char, role, where, paragraph, index)


# What no block of the document says → the label that says it.
_OF_THE_TEMPLATE = {"folio-odd": "folio", "folio-even": "folio", "draft-mark": "draft"}


def _on_every_page(document: Document, template: Template) -> Iterator[Paragraph]:
    """The folio with every digit, and the draft mark."""
    folio = Run(template.label("folio", 页="0123456789"))
    texts = {"folio-odd": folio, "folio-even": folio, "draft-mark": Run(document.draft)}
    return (Paragraph(style, (text,)) for style, text in texts.items())


def _missing(char: str, role: str, where: str, paragraph: Paragraph, index: int) -> Diagnostic:
    return Diagnostic(
        "missing-glyph",
        f"“{char}”（U+{ord(char):04X}）没有一种{role}字体能印{where}",
        paragraph.at(index),
        "换一个字，或在工程的 fonts/ 里加一种有这个字的字体（见 briefing fonts）",
    )
