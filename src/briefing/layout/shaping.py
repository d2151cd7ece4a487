"""Text → measured characters: which face, how wide, what stands between them.

The widths are those LibreOffice works with (and Word, but for the gap between Han and Latin):
text falls into portions, the longest runs of one script and one look; tracking is not added
behind the last character of a portion; where a Han portion meets a Latin one and both touching
characters are letters or digits, a fifth of the type size before it stands between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from briefing.cjk import Script, script
from briefing.diagnostics import Diagnostic
from briefing.document import Document, Paragraph
from briefing.fonts import Face, Faces
from briefing.template import Style, Template

AUTOSPACE = 0.2  # ems between Han and Latin: LibreOffice; Word has 0.25, CLREQ up to 0.25


@dataclass(frozen=True, slots=True)
class Piece:
    """text[start:end] of a paragraph, in one face and one mark."""

    start: int
    end: int
    face: Face | None
    mark: str | None


@dataclass(frozen=True, slots=True)
class Shaped:
    """A measured text; every list has an item a character, lengths in points.

    gaps      what stands before the character if it does not begin a line
    reach     from the start of the text to the end of the character, gaps included
    portions  where the portion of the character begins
    scripts   the script of that portion
    """

    text: str
    size: float
    pieces: tuple[Piece, ...]
    advances: list[float]
    gaps: list[float]
    reach: list[float]
    portions: list[int]
    scripts: list[Script]

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
        role = template.marks[run.style].font if run.style else style.font
        for part in faces.stretches(run.text, role):
            start, end = offset + part.start, offset + part.end
            last = found[-1] if found else None
            if last and last.face is part.face and last.mark == run.style:
                found[-1] = Piece(last.start, end, part.face, run.style)
            else:
                found.append(Piece(start, end, part.face, run.style))
        offset += len(run.text)
    return found


def shape(text: str, looks: list[Piece], size: float, tracking: float) -> Shaped:
    """Measure `text`, whose characters look as `looks` says and all have faces."""
    advances: list[float] = []
    for look in looks:
        assert look.face is not None
        advance = look.face.advance
        advances += [
            0.0 if char in "\t\n" else advance(char) * size for char in text[look.start : look.end]
        ]
    scripts = _scripts(text)
    starts = _portions(text, scripts, looks)
    gaps = [0.0] * len(text)
    for index in range(1, len(text)):
        if starts[index] != index:
            gaps[index] = tracking
        elif scripts[index] is not scripts[index - 1] and text[index - 1 : index + 1].isalnum():
            gaps[index] = AUTOSPACE * size
    reach = list(accumulate(advance + gap for advance, gap in zip(advances, gaps, strict=True)))
    return Shaped(text, size, tuple(looks), advances, gaps, reach, starts, scripts)


def _scripts(text: str) -> list[Script]:
    """The script of each character; weak ones take that of the text before.

    LibreOffice takes those that open a paragraph for Latin: a quote before a Han character is a
    portion of its own, one before a figure is not.
    """
    found = [script(char) for char in text]
    strong = any(kind is not Script.WEAK for kind in found)
    current = Script.LATIN if strong else Script.HAN
    for index, kind in enumerate(found):
        if kind is Script.WEAK:
            found[index] = current
        else:
            current = kind
    return found


def _portions(text: str, scripts: list[Script], looks: list[Piece]) -> list[int]:
    """For each character the index where its portion begins."""
    begins = {look.start for look in looks}
    begins.update(index for index, (a, b) in enumerate(pairwise(scripts), 1) if a is not b)
    starts = []
    start = 0
    for index in range(len(text)):
        if index in begins:
            start = index
        starts.append(start)
    return starts


def missing_glyphs(document: Document, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    """One finding for each character, where it first stands, that no face of its role has."""
    seen: set[tuple[str, str]] = set()
    entry = ""
    for paragraph in document.paragraphs():
        style = template.styles[paragraph.style]
        if style.outline == 1:
            entry = paragraph.bookmark
        for piece in pieces(paragraph, style, template, faces):
            if piece.face is not None:
                continue
            role = template.marks[piece.mark].font if piece.mark else style.font
            for index in range(piece.start, piece.end):
                char = paragraph.text[index]
                if (char, role) not in seen:
                    seen.add((char, role))
                    yield _missing(char, role, entry, paragraph, index)


def _missing(char: str, role: str, entry: str, paragraph: Paragraph, index: int) -> Diagnostic:
    where = f"，在《{entry}》中" if entry else ""
    return Diagnostic(
        "missing-glyph",
        f"“{char}”（U+{ord(char):04X}）没有一种{role}字体能印{where}",
        paragraph.at(index),
        "换一个字，或在工程的 fonts/ 里加一种有这个字的字体（见 briefing fonts）",
    )
