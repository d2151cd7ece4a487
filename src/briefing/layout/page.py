"""Finished pages (版面): marks at positions, nothing left to decide.

Points, origin at the sheet's top left corner, y downwards; text stands on its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from briefing.fonts import Face
from briefing.issue import Picture


class TextRun(NamedTuple):
    """Characters of one face from `x` on the baseline `y`, `spacing` added behind each.

    `silent`: they are there for the eye alone, as the dots of a leader.
    `turn`: degrees that the line rises, about (x, y).
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    color: str
    spacing: float = 0.0
    silent: bool = False
    turn: float = 0.0


class Stroke(NamedTuple):
    """A straight rule whose middle goes from (x1, y1) to (x2, y2)."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: str


class Image(NamedTuple):
    """A picture in a rectangle whose upper left corner is (x, y)."""

    x: float
    y: float
    width: float
    height: float
    picture: Picture


class Shape(NamedTuple):
    """A line, or an area: painted in `fill` and drawn around in `edge`, `width` points wide.

    steps  (operator of PDF, coordinates): m (begin), l (line to), c (curve to), h (close)
    A colour that is empty is not painted.
    """

    steps: tuple[tuple[str, tuple[float, ...]], ...]
    fill: str
    edge: str
    width: float


Mark = TextRun | Stroke | Image | Shape
Step = tuple[str, int]


class Part(NamedTuple):
    """The marks of one piece of the document, as far as it stands on this page.

    `path` leads to the piece through all that it lies in, outermost first: the kind of each and a
    number unlike that of its siblings, as ("table", 7), ("row", 2), ("cell", 0). Pieces on several
    pages have the same path on each. What says nothing, as folios, has no path. `alt` is what a
    figure shows, for those who do not see it.
    """

    path: tuple[Step, ...]
    marks: tuple[Mark, ...]
    alt: str = ""


class Anchor(NamedTuple):
    """Where a heading stands: the outline and the contents (by `name`) lead here.

    `level` counts from 1.
    """

    title: str
    level: int
    y: float
    name: str = ""


class Link(NamedTuple):
    """A rectangle that leads to the anchor called `target`; `y` is its upper edge.

    `path` is that of the part it lies on.
    """

    x1: float
    x2: float
    y: float
    height: float
    target: str
    path: tuple[Step, ...] = ()


class Page(NamedTuple):
    """One page, its parts in reading order; `number` counts from 1 and is what its folio shows.

    landscape  whether the sheet lies on its side
    """

    number: int
    parts: tuple[Part, ...]
    anchors: tuple[Anchor, ...] = ()
    links: tuple[Link, ...] = ()
    landscape: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark on it."""
        return tuple(mark for part in self.parts for mark in part.marks)


def dump(pages: Iterable[Page]) -> str:
    """The pages as text, a line a mark, for tests and for those who want to look."""
    rows = []
    for page in pages:
        rows.append(f"page {page.number}{' landscape' if page.landscape else ''}")
        rows += (f"  # {anchor.level} {anchor.y:.2f} {anchor.title}" for anchor in page.anchors)
        rows += (f"  > {link.y:.2f} {link.target}" for link in page.links)
        for part in page.parts:
            rows.append(f" {'/'.join(f'{kind} {number}' for kind, number in part.path) or '-'}")
            rows += (f"  {_row(mark)}" for mark in part.marks)
    return "\n".join((*rows, ""))


def _row(mark: Mark) -> str:
    if isinstance(mark, Stroke):
        where = f"{mark.x1:7.2f} {mark.y1:7.2f} rule {mark.x2:.2f} {mark.y2:.2f}"
        return f"{where} {mark.width:.2f} #{mark.color}"
    if isinstance(mark, Image):
        size = f"{mark.width:.2f} x {mark.height:.2f}"
        return f"{mark.x:7.2f} {mark.y:7.2f} picture {size} {mark.picture.name}"
    if isinstance(mark, Shape):
        steps = " ".join(
            f"{name}{','.join(f'{each:.2f}' for each in points)}" for name, points in mark.steps
        )
        return f"shape {mark.width:.2f} {mark.edge or '-'} {mark.fill or '-'} {steps}"
    look = f"{mark.face.family} {mark.size:g} {mark.spacing:+.3f} #{mark.color}"
    turn = f" {mark.turn:.0f}°" if mark.turn else ""
    return f"{mark.x:7.2f} {mark.y:7.2f} {look}{turn} {mark.text}"
