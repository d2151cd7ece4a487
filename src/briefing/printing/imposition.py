"""Imposition (拼版): which page stands where on which side of which sheet. Arithmetic alone.

Points, origin at the sheet's lower left corner, y upwards, as in a PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.printing.options import Sides


@dataclass(frozen=True, slots=True)
class Place:
    """A page on a side: its lower left corner, before `turned` turns the whole side.

    page    from 0, or None for an empty place
    """

    page: int | None
    x: float
    y: float
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A mark to fold or to cut by."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet; `turned`: by half a turn, all of it."""

    width: float
    height: float
    places: tuple[Place, ...]
    lines: tuple[Line, ...] = ()
    turned: bool = False


@dataclass(frozen=True, slots=True)
class FoldMarks:
    """Short lines where the sheet is folded: `inset` from its edge, so long."""

    inset: float
    length: float


def padded(pages: int, multiple: int = 4) -> list[int | None]:
    """The pages and as many empty ones as fill the last sheet, before the last page.

    The last page has the 版记, which thus stays on the back cover (GB/T 9704-2012 7.5 speaks of
    empty pages before it).
    """
    blanks = -pages % multiple
    order: list[int | None] = list(range(pages))
    return order if not blanks else [*order[:-1], *[None] * blanks, *order[-1:]]


def booklet_pages(count: int) -> list[tuple[int, int]]:
    """(left, right) page, from 0, on each side of a stitched booklet (骑马钉).

    `count` is a multiple of 4. Front and back of the outermost sheet come first: of four pages
    (3, 0), (1, 2).
    """
    if count % 4:
        raise ValueError(f"{count} is no multiple of 4")
    found = []
    for first in range(0, count // 2, 2):
        last = count - 1 - first
        found += [(last, first), (first + 1, last - 1)]
    return found


def creep(sheet: int, thickness: float) -> float:
    """How far the pages of a sheet move towards the fold, the outermost sheet being 0.

    Every sheet pushes those inside it out by its own thickness, and what sticks out is cut off:
    without it the margin outside would shrink from the cover to the middle.
    """
    return sheet * thickness


def booklet(
    order: Sequence[int | None],
    width: float,
    height: float,
    thickness: float = 0.0,
    sides: Sides = Sides.SHORT,
    marks: FoldMarks | None = None,
) -> list[Side]:
    """The sides of a stitched booklet of pages of that size, two beside each other.

    order      the pages as they are read, a multiple of four (`padded`)
    thickness  of the paper, for the creep
    sides      over which edge the printer turns the sheet; over the long one, backs are turned
    """
    lines: tuple[Line, ...] = ()
    if marks:
        near, far = marks.inset, marks.inset + marks.length
        lines = (
            Line(width, near, width, far),
            Line(width, height - far, width, height - near),
        )
    found = []
    for number, (left, right) in enumerate(booklet_pages(len(order))):
        shift = creep(number // 2, thickness)
        places = (
            Place(order[left], shift, 0.0),
            Place(order[right], width - shift, 0.0),
        )
        turned = number % 2 == 1 and sides is Sides.LONG
        found.append(Side(2 * width, height, places, lines, turned))
    return found


def two_up(order: Sequence[int | None], width: float, height: float) -> list[Side]:
    """Proofs: two pages beside each other on a sheet of one page's size, lying."""
    scale = min(height / (2 * width), width / height)
    left = (height / 2 - width * scale) / 2
    bottom = (width - height * scale) / 2
    found = []
    for first in range(0, len(order), 2):
        places = tuple(
            Place(page, left + at * height / 2, bottom, scale)
            for at, page in enumerate(order[first : first + 2])
        )
        found.append(Side(height, width, places))
    return found


def single(order: Sequence[int | None], width: float, height: float) -> list[Side]:
    """A page a side."""
    return [Side(width, height, (Place(page, 0.0, 0.0),)) for page in order]


def by_hand(sides: Sequence[Side]) -> tuple[list[Side], list[Side]]:
    """Fronts and backs, for a printer that prints one side: the backs in the order of the pile.

    The fronts come out face down, the first lowest on the table; the pile is put back as it lies,
    so that the last sheet is the first to be taken. An empty back is printed too, as the pile must
    come out even.
    """
    fronts, backs = list(sides[0::2]), list(sides[1::2])
    if len(backs) < len(fronts):
        last = fronts[-1]
        backs.append(Side(last.width, last.height, ()))
    return fronts, backs[::-1]
