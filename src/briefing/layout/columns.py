"""How wide the columns of a table are: by what stands in them, together as wide as the measure.

All lengths are whole twips, in which a DOCX counts, so that every engine has the same columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from briefing.cjk import Script
from briefing.layout.linebreak import Line, break_lines, unbroken
from briefing.layout.shaping import Shaped

# Engines round the widths of words and columns to twips, each in its own way: no text may fit so
# tightly that this decides.
_ROUNDING = 4
_FARTHEST = 40  # twips that a column may change by to get clear of that


@dataclass(frozen=True, slots=True)
class Want:
    """What the texts of a column ask for, in twips.

    least    holds the longest word or number
    natural  holds each text in one line, the head in two
    short    whether its texts are, so that they had better not be broken
    """

    least: int
    natural: int
    short: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and the twips that its style leaves free at the left and right of it."""

    text: Shaped
    beside: int = 0

    @property
    def width(self) -> int:
        """What it takes in one line, in twips."""
        return _up(self.text.width(0, len(self.text.text)))


def want(cells: Sequence[Cell], narrowest: int, short: int) -> Want:
    """What the cells of a column ask for, its head first.

    narrowest  characters that a line holds at least
    short      characters up to which a text is short
    """
    least = natural = 0
    for cell in cells:
        floor = min(cell.width, _up(narrowest * cell.text.size))
        word = cell.width if _is_figure(cell.text) else _up(unbroken(cell.text))
        least = max(least, max(floor, word) + cell.beside)
        # A head turns into a second line before a text does, unless it is of a word or two.
        turned = cell is cells[0] and cell.width > _up(short * cell.text.size / 2)
        wanted = _halved(cell) if turned else cell.width
        natural = max(natural, least, wanted + cell.beside)
    head = cells[0]
    return Want(least, natural, natural <= _up(short * head.text.size) + head.beside)


def _up(points: float) -> int:
    return ceil(points * 20 - 0.01) + _ROUNDING + 1 if points else 0


def _halved(cell: Cell) -> int:
    """The least width in which a cell takes two lines."""
    width = _up(cell.text.width(0, len(cell.text.text)) / 2)
    while len(break_lines(cell.text, (width - _ROUNDING) / 20, (width - _ROUNDING) / 20)) > 2:
        width += _ROUNDING
    return width


def _is_figure(text: Shaped) -> bool:
    """A number with its unit: 12.5万, 320件."""
    return text.text[:1].isdigit() and all(kind is Script.LATIN for kind in text.scripts[:-1])


def shared(wants: Sequence[Want], room: int) -> list[int]:
    """The room shared among columns, to the twip; it is enough for what they want at least.

    If every text fits its line, columns grow in proportion. If not, each gets its least, those of
    short texts what makes them whole, and of the rest each a share that grows with the root of
    what it lacks: a text four times as long gets a column not four times, but twice as wide.
    """
    natural = [each.natural for each in wants]
    if sum(natural) <= room:
        parts = natural if any(natural) else [1] * len(wants)
        widths = [room * part // sum(parts) for part in parts]
    else:
        lacking = [each.natural - each.least for each in wants]
        spare = room - sum(each.least for each in wants)
        whole = [gap if each.short else 0 for gap, each in zip(lacking, wants, strict=True)]
        if sum(whole) <= spare:
            spare -= sum(whole)
            lacking = [gap - given for gap, given in zip(lacking, whole, strict=True)]
        else:
            whole = [0] * len(wants)
        widths = [
            each.least + given + int(share)
            for each, given, share in zip(wants, whole, _filled(lacking, spare), strict=True)
        ]
    # What rounding left over goes to the widest.
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths


def _filled(lacking: Sequence[int], spare: float) -> list[float]:
    """`spare` in shares by the root of what is lacking, none more than that."""
    shares = [0.0] * len(lacking)
    hungry = sorted(range(len(lacking)), key=lambda column: lacking[column])
    weight = sum(map(sqrt, lacking))
    for column in hungry:
        root = sqrt(lacking[column])
        shares[column] = min(lacking[column], spare * root / weight) if weight > 1e-9 else 0.0
        spare -= shares[column]
        weight -= root
    return shares


def settled(widths: Sequence[int], columns: Sequence[Sequence[Cell]]) -> list[int]:
    """The widths, those changed by a few twips in which rounding would decide where a line ends."""
    found = list(widths)
    for column, cells in enumerate(columns):
        if _tied(cells, found[column]):
            giver, by = next(_moves(column, found, columns), (column, 0))
            found[column] += by
            found[giver] -= by
    return found


def _moves(
    column: int, widths: Sequence[int], columns: Sequence[Sequence[Cell]]
) -> Iterator[tuple[int, int]]:
    """What the column may take from which other so that rounding decides in neither, best first.

    A wider column keeps its words whole, and the widest other has most to give. Where all others
    are as narrow as their texts, it gives instead. No text gets more lines that was not tied.
    """
    others = sorted((n for n in range(len(widths)) if n != column), key=lambda n: -widths[n])
    steps = range(_ROUNDING, _FARTHEST + 1, _ROUNDING)
    for by in (*steps, *(-step for step in steps)):
        for other in others:
            changed = ((column, widths[column] + by), (other, widths[other] - by))
            if not any(_spoilt(columns[n], widths[n], width) for n, width in changed):
                yield other, by


def _spoilt(cells: Sequence[Cell], before: int, after: int) -> bool:
    """Whether rounding decides in a column made so wide, or a text now sure gets more lines."""
    sure = (cell for cell in cells if not _tied((cell,), before))
    return _tied(cells, after) or any(
        len(_lines(cell, after)) > len(_lines(cell, before)) for cell in sure
    )


def _lines(cell: Cell, width: int) -> list[Line]:
    """The lines of a cell in a column so wide."""
    room = (width - cell.beside) / 20
    return break_lines(cell.text, room, room)


def _tied(cells: Sequence[Cell], width: int) -> bool:
    """Whether a cell breaks otherwise in a column a little narrower or wider."""
    return any(
        cell.width > width - cell.beside
        and _lines(cell, width - _ROUNDING) != _lines(cell, width + _ROUNDING)
        for cell in cells
    )
