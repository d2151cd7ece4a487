"""Finished pages (版面): marks at positions, nothing left to decide.

Points, origin at the sheet's top left corner, y downwards; text stands on its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefing.fonts import Face


@dataclass(frozen=True, slots=True)
class TextRun:
    """Characters of one face from `x` on the baseline `y`, `spacing` added behind each."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    color: str
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal rule from x1 to x2; `y` is the middle of its width."""

    x1: float
    x2: float
    y: float
    width: float
    color: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a heading stands: the outline and the contents (by `name`) lead here.

    `level` counts from 1.
    """

    title: str
    level: int
    y: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads to the anchor called `target`; `y` is its upper edge."""

    x1: float
    x2: float
    y: float
    height: float
    target: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `number` counts from 1 and is what its folio shows."""

    number: int
    marks: tuple[TextRun | Stroke, ...]
    anchors: tuple[Anchor, ...] = ()
    links: tuple[Link, ...] = ()


def dump(pages: Iterable[Page]) -> str:
    """The pages as text, a line a mark, for tests and for those who want to look."""
    rows = []
    for page in pages:
        rows.append(f"page {page.number}")
        rows += (f"  # {anchor.level} {anchor.y:.2f} {anchor.title}" for anchor in page.anchors)
        rows += (f"  > {link.y:.2f} {link.target}" for link in page.links)
        rows += (f"  {_row(mark)}" for mark in page.marks)
    return "\n".join((*rows, ""))


def _row(mark: TextRun | Stroke) -> str:
    if isinstance(mark, Stroke):
        return f"{mark.x1:7.2f} {mark.y:7.2f} rule {mark.x2:.2f} {mark.width:.2f} #{mark.color}"
    look = f"{mark.face.family} {mark.size:g} {mark.spacing:+.3f} #{mark.color}"
    return f"{mark.x:7.2f} {mark.y:7.2f} {look} {mark.text}"
