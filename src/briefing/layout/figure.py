"""Pictures and charts on the page: in the middle of the line, in whole lines, never torn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil, floor

from briefing.charts import STYLE, Drawing, TooFull, Words, draw
from briefing.diagnostics import LayoutError
from briefing.document import Chart, Figure, Paragraph, Run
from briefing.fonts import Faces
from briefing.layout.blocks import Slice
from briefing.layout.justify import set_line
from briefing.layout.linebreak import Line
from briefing.layout.page import Image, Mark, Part, Shape, Step, TextRun
from briefing.layout.shaping import Shaped, pieces, shape
from briefing.template import Template

_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class SetFigure:
    """A figure fitted into whole lines.

    marks   what it shows, its upper left corner at (0, 0)
    left    where that corner is, in points from the sheet's left edge
    above   white between the upper edge of its lines and its own
    height  of its lines
    """

    marks: tuple[Mark, ...]
    left: float
    above: float
    height: float
    alt: str
    keep_next: bool
    path: tuple[Step, ...] = ()

    @property
    def before(self) -> float:
        """Nothing: the white stands within its lines."""
        return 0.0

    @property
    def heading(self) -> Paragraph | None:
        """Nothing."""
        return None

    @property
    def outline(self) -> int:
        """None."""
        return 0

    @property
    def repeated(self) -> tuple[Slice, ...]:
        """Nothing."""
        return ()

    @property
    def lead(self) -> float:
        """All of it."""
        return self.height

    @property
    def slices(self) -> tuple[Slice, ...]:
        """One."""
        return (Slice(self.height, self._at),)

    def _at(self, y: float) -> Iterator[Part]:
        move = partial(moved, x=self.left, y=y + self.above)
        yield Part(self.path, tuple(map(move, self.marks)), self.alt)


def moved(mark: Mark, x: float, y: float) -> Mark:
    """A mark, so far to the right and down."""
    if isinstance(mark, Shape):
        steps = tuple(
            (name, tuple(at + (y if index % 2 else x) for index, at in enumerate(points)))
            for name, points in mark.steps
        )
        return Shape(steps, mark.fill, mark.edge, mark.width)
    assert isinstance(mark, TextRun | Image)
    return mark._replace(x=mark.x + x, y=mark.y + y)


def printed_size(width: int, height: int, template: Template) -> tuple[float, float]:
    """How large a picture of so many pixels is printed: (width, height) in points.

    As wide as the line and as high as its share of the page at most, and no coarser than the
    template's `coarsest`; then a little smaller if that saves most of a line.
    """
    look, page = template.pictures, template.page
    white = look.above
    highest = lines_within(look.height * page.depth, page.leading) * page.leading - white
    scale = min(page.measure / width, highest / height, 72 / look.coarsest)
    lines = (height * scale + white) / page.leading
    fewer = floor(lines + _TOLERANCE) * page.leading - white
    if fewer >= (1 - look.shrink) * height * scale:
        scale = min(scale, fewer / height)
    return width * scale, height * scale


def lines_within(height: float, leading: float) -> int:
    """How many whole lines fit into a height; at least one."""
    return max(1, floor(height / leading + _TOLERANCE))


def whole_lines(height: float, template: Template) -> int:
    """How many lines a picture or chart so high takes, its white included."""
    return max(1, ceil((height + template.pictures.above) / template.page.leading - _TOLERANCE))


def set_figure(figure: Figure, template: Template, path: tuple[Step, ...] = ()) -> SetFigure:
    """A picture in its final size."""
    picture = figure.picture
    width, height = printed_size(picture.width, picture.height, template)
    marks = (Image(0.0, 0.0, width, height, picture),)
    return _fitted(marks, width, height, figure, template, path)


def set_chart(
    chart: Chart, template: Template, faces: Faces, path: tuple[Step, ...] = ()
) -> SetFigure:
    """A chart as wide as the line; LayoutError if something in it has no room."""
    drawing = drawn(chart, template, faces, template.page.measure)
    marks = tuple(chart_marks(drawing, template, faces))
    return _fitted(marks, drawing.width, drawing.height, chart, template, path)


def _fitted(
    marks: tuple[Mark, ...],
    width: float,
    height: float,
    block: Figure | Chart,
    template: Template,
    path: tuple[Step, ...],
) -> SetFigure:
    page = template.page
    left = page.margins.left + (page.measure - width) / 2
    taken = whole_lines(height, template) * page.leading
    return SetFigure(marks, left, taken - height, taken, block.alt, block.captioned, path)


def drawn(chart: Chart, template: Template, faces: Faces, width: float) -> Drawing:
    """A chart so wide, in the faces of the build; LayoutError if something has no room."""

    def measure(text: str) -> float:
        return _shaped(text, template, faces).width(0, len(text))

    try:
        return draw(chart.plot, template, width, measure)
    except TooFull as error:
        raise LayoutError([error.problem]) from None


def _shaped(text: str, template: Template, faces: Faces) -> Shaped:
    style = template.styles[STYLE]
    looks = pieces(Paragraph(STYLE, (Run(text),)), style, template, faces)
    return shape(text, looks, style.size, style.tracking)


def chart_marks(drawing: Drawing, template: Template, faces: Faces) -> Iterator[Mark]:
    """The marks of a drawing, its upper left corner at (0, 0)."""
    for each in drawing.outlines:
        yield Shape(each.steps, each.fill, each.edge, each.width)
    for words in drawing.words:
        yield from _words(words, template, faces)


def _words(words: Words, template: Template, faces: Faces) -> Iterator[Mark]:
    shaped = _shaped(words.text, template, faces)
    width = shaped.width(0, len(words.text))
    left = words.x - {"left": 0.0, "center": 0.5, "right": 1.0}[words.align] * width
    line = Line(0, len(words.text), True)
    color = template.styles[STYLE].color
    yield from set_line(shaped, line, left, width, words.y, "left", color)
