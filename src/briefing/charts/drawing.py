"""What a chart is made of: areas, lines and words, in points from its upper left corner.

Reportlab draws bars, lines and wedges as shapes of its own, y upwards; `outlines` turns them into
ours, which the layout can put on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.diagnostics import Diagnostic
from briefing.issue import Text

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Shape

# An operator of PDF and its coordinates: m (begin), l (line to), c (curve to), h (close).
Step = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Outline:
    """A line, or the edge of an area; a colour that is empty is not painted."""

    steps: tuple[Step, ...]
    fill: str = ""
    edge: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text on the baseline `y`; `align` says which of its ends or its middle is at `x`.

    source  what of the sheet it shows; None for what the program writes, as on an axis
    """

    text: str
    x: float
    y: float
    align: str
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, drawn."""

    width: float
    height: float
    outlines: tuple[Outline, ...]
    words: tuple[Words, ...]


class TooFull(Exception):  # noqa: N818 - the chart is too full, not the program wrong
    """The chart has no room for what it should show."""

    def __init__(self, problem: Diagnostic) -> None:
        self.problem = problem
        super().__init__(problem.message)


def outlines(node: Shape, height: float) -> Iterator[Outline]:
    """The shapes in a node of reportlab's, in the order of painting, on a chart of that height."""
    from reportlab.graphics import shapes

    if isinstance(node, shapes.Group):
        for each in node.contents:
            yield from outlines(each, height)
        return
    if isinstance(node, shapes.UserNode):
        yield from outlines(node.provideNode(), height)
        return
    steps = tuple((name, _turned(points, height)) for name, points in _steps(node))
    fill = _color(getattr(node, "fillColor", None))
    edge = _color(node.strokeColor) if node.strokeWidth else ""
    if steps and (fill or edge):
        yield Outline(steps, fill, edge, node.strokeWidth if edge else 0.0)


def _steps(node: Any) -> Iterator[Step]:
    from reportlab.graphics import shapes

    if isinstance(node, shapes.Rect):
        x, y, right, top = node.x, node.y, node.x + node.width, node.y + node.height
        yield from _polygon((x, y, right, y, right, top, x, top))
    elif isinstance(node, shapes.Line):
        yield "m", (node.x1, node.y1)
        yield "l", (node.x2, node.y2)
    elif isinstance(node, shapes.Polygon):
        yield from _polygon(node.points)
    elif isinstance(node, shapes.PolyLine):
        yield from list(_polygon(node.points))[:-1]
    elif isinstance(node, shapes.Wedge):
        yield "m", (node.centerx, node.centery)
        start, extent = node.startangledegrees, node.endangledegrees - node.startangledegrees
        box = _box(node.centerx, node.centery, node.radius)
        yield from _arc("l", box, start, extent)
        yield "h", ()
    elif isinstance(node, (shapes.Circle, shapes.Ellipse)):
        radius = node.r if isinstance(node, shapes.Circle) else node.rx
        yield from _arc("m", _box(node.cx, node.cy, radius), 0, 360)
        yield "h", ()
    else:
        raise TypeError(f"no chart draws a {type(node).__name__}")


def _polygon(points: Any) -> Iterator[Step]:
    pairs = list(zip(points[::2], points[1::2], strict=True))
    yield "m", pairs[0]
    yield from (("l", pair) for pair in pairs[1:])
    yield "h", ()


def _box(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return (x - radius, y - radius, x + radius, y + radius)


def _arc(
    to: str, box: tuple[float, float, float, float], start: float, extent: float
) -> Iterator[Step]:
    """An arc of a circle, counterclockwise; `to` says how one gets to its beginning."""
    from reportlab.pdfgen.pdfgeom import bezierArc

    curves = bezierArc(*box, start, extent)
    yield to, tuple(curves[0][:2])
    yield from (("c", tuple(curve[2:])) for curve in curves)


def _turned(points: tuple[float, ...], height: float) -> tuple[float, ...]:
    """Coordinates with y downwards."""
    return tuple(height - each if index % 2 else each for index, each in enumerate(points))


def _color(color: Any) -> str:
    return "" if color is None else str(color.hexval()[2:]).upper()
