"""How the slack of a line is spread: a line of text → runs at positions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from briefing.cjk import Script
from briefing.layout.linebreak import Line
from briefing.layout.page import TextRun
from briefing.layout.shaping import Shaped
from briefing.units import twips

_SAME = 1e-9  # points


def set_line(
    shaped: Shaped,
    line: Line,
    left: float,
    width: float,
    y: float,
    align: str,
    color: str,
    beyond: float = 0.0,
    leader: bool = False,
) -> Iterator[TextRun]:
    """The runs of a line that starts at `left`, may take `width` and stands on `y`.

    A justified line that is not the last of its paragraph is spread to `width`: evenly between
    its characters, but not within words, numbers and the two-em marks (CLREQ 3.2). A tab sends
    what follows it to the edge that lies `beyond` the width; a `leader` fills its way with dots.
    Where a line or a tab parts words, a space stands behind the last: nobody sees it, but whoever
    takes the text out of the page needs it.
    """
    tab = shaped.text.find("\t", line.start, line.end)
    if tab >= 0:
        before = Line(line.start, tab, True)
        yield from set_line(shaped, before, left, width, y, "left", color)
        edge = left + width + beyond
        if leader:
            start = left + shaped.width(line.start, tab)
            gap = edge - shaped.width(tab + 1, line.end) - start
            yield from _dots(shaped, tab, start, gap, y, color)
        behind = Line(tab + 1, line.end, True)
        yield from set_line(shaped, behind, left, width + beyond, y, "right", color)
        return
    slack = width - shaped.width(line.start, line.end)
    stretch = 0.0
    if align == "center":
        left += slack / 2
    elif align == "right":
        left += slack
    elif align == "justify" and not line.last:
        places = _stretchable(shaped, line.start + 1, line.end)
        stretch = slack / places if places else 0.0
    for run in _runs(shaped, line, left, y, stretch, color):
        yield run
        last = run
    yield from _space(shaped, line.end, last)


def _space(shaped: Shaped, at: int, last: TextRun) -> Iterator[TextRun]:
    """The space that parts text[:at], which ends with the run `last`, from what follows."""
    parted = shaped.text[at : at + 1]
    if parted == "\n" and at + 1 < len(shaped.text):
        sides = (shaped.scripts[at - 1], shaped.scripts[at + 1])
        parted = " " if sides == (Script.LATIN, Script.LATIN) else ""
    if not parted or parted not in " \t" or not shaped.text[at:].strip():
        return
    # Of the face it was written in; a tab or a break goes with a face that may have none.
    near = sorted(shaped.pieces, key=lambda piece: not piece.start <= at < piece.end)
    face = next((each.face for each in near if each.face and each.face.glyph(" ")), None)
    if face is not None:
        width = sum(last.face.advance(char) * last.size + last.spacing for char in last.text)
        yield TextRun(last.x + width, last.y, " ", face, last.size, last.color)


def _dots(
    shaped: Shaped, tab: int, x: float, gap: float, y: float, color: str
) -> Iterator[TextRun]:
    """As many dots as fit into a gap, counted in twips as LibreOffice does, from its left end."""
    face = next(piece.face for piece in shaped.pieces if piece.start <= tab < piece.end)
    assert face is not None
    count = twips(gap) // twips(face.advance(".") * shaped.size)
    if count > 0:
        yield TextRun(x, y, "." * count, face, shaped.size, color, silent=True)


def _stretchable(shaped: Shaped, start: int, end: int) -> int:
    """Before how many of the characters start to end - 1 slack may stand."""
    stiff = shaped.stiff
    if not stiff or start >= end:
        return max(0, end - start)
    return end - start - (bisect_left(stiff, end) - bisect_left(stiff, start))


def _runs(
    shaped: Shaped, line: Line, left: float, y: float, stretch: float, color: str
) -> Iterator[TextRun]:
    """Runs of one face whose characters stand equally far apart.

    Between most characters stands the same; only places where it may differ are looked at.
    """
    text, size, gaps, reach = shaped.text, shaped.size, shaped.gaps, shaped.reach
    first, end = line.start, line.end
    starts = {piece.start: piece.face for piece in shaped.pieces}
    face = next(piece.face for piece in shaped.pieces if piece.start <= first < piece.end)
    origin = left - reach[first] + shaped.advances[first]
    uneven = shaped.uneven
    places = uneven[bisect_left(uneven, first + 1) : bisect_left(uneven, end)]

    def run(begin: int, stop: int, spacing: float | None) -> TextRun:
        assert face is not None
        x = left
        if begin > first:
            x = origin + reach[begin] - shaped.advances[begin]
            x += stretch * _stretchable(shaped, first + 1, begin + 1)
        return TextRun(x, y, text[begin:stop], face, size, color, spacing or 0.0)

    begin, spacing, at = first, None, first + 1
    for place in (*places, end):
        if at < place:  # what stands between these is the same
            gap = gaps[at] + stretch
            if spacing is None:
                spacing = gap
            elif abs(gap - spacing) > _SAME:
                yield run(begin, at, spacing)
                begin, spacing = at, (gap if at + 1 < place else None)
        if place == end:
            break
        stiff = not _stretchable(shaped, place, place + 1)
        gap = gaps[place] + (0.0 if stiff else stretch)
        if place in starts or (spacing is not None and abs(gap - spacing) > _SAME):
            yield run(begin, place, spacing)
            face = starts.get(place, face)
            begin, spacing = place, None
        else:
            spacing = gap
        at = place + 1
    yield run(begin, end, spacing)
