"""What a chart is drawn with, and the marks and lists that say which series is which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from briefing.charts.drawing import Outline, TooFull, Words, outlines
from briefing.charts.names import Measure
from briefing.diagnostics import Diagnostic
from briefing.references import ChartKind
from briefing.series import Plot, Series
from briefing.template import Charts, Style

# Where the middle of a character lies above its baseline, in ems.
MIDDLE = 0.37
DEEPEST = 0.2  # how far the lowest reach below it


@dataclass(frozen=True, slots=True)
class Setting:
    """What a chart is drawn with; `measure` gives the width of words in points."""

    plot: Plot
    look: Charts
    style: Style
    measure: Measure

    @property
    def size(self) -> float:
        """Of the type."""
        return self.style.size

    def numbers(self) -> list[Decimal]:
        """All that is to be shown."""
        return [value.number for each in self.plot.series for value in each.values if value]

    def middle(self, y: float) -> float:
        """The baseline of a line whose middle is at `y`."""
        return y + MIDDLE * self.size


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands above a plot, and how high it is with the gap below."""

    height: float
    outlines: tuple[Outline, ...]
    words: tuple[Words, ...]


def legend(setting: Setting, width: float) -> Legend:
    """The names of the series with their marks, in the middle; of one series, its name alone.

    TooFull if there are more series than colours, or a name is wider than the chart.
    """
    series, look, size = setting.plot.series, setting.look, setting.size
    if len(series) > len(look.colors):
        extra = series[len(look.colors)].name
        message = f"一张图里有 {len(series)} 栏数字，颜色分不开"
        remedy = f"最多 {len(look.colors)} 栏，分成几张图"
        raise TooFull(Diagnostic("chart-series", message, extra.location, remedy))
    if len(series) == 1:
        name = series[0].name
        if setting.measure(name.value) > width:
            raise TooFull(_too_wide(series[0]))
        words = (Words(name.value, 0.0, size, "left", name),) if name.value.strip() else ()
        return Legend((size + look.gap) * len(words), (), words)
    swatch = look.stroke * size if setting.plot.kind is ChartKind.LINE else size
    widths = [swatch + look.gap + setting.measure(each.name.value) for each in series]
    for each, wide in zip(series, widths, strict=True):
        if wide > width:
            raise TooFull(_too_wide(each))
    rows: list[list[int]] = [[]]
    between = look.apart * size
    for index, wide in enumerate(widths):
        taken = sum(widths[each] + between for each in rows[-1])
        if rows[-1] and taken + wide > width:
            rows.append([])
        rows[-1].append(index)
    shapes: list[Outline] = []
    words_: list[Words] = []
    leading = setting.style.leading
    for number, row in enumerate(rows):
        x = (width - sum(widths[each] for each in row) - between * (len(row) - 1)) / 2
        baseline = size + leading * number
        for index in row:
            shapes += _swatch(setting, index, x, baseline - MIDDLE * size, swatch)
            name = series[index].name
            words_.append(Words(name.value, x + swatch + look.gap, baseline, "left", name))
            x += widths[index] + between
    height = size + leading * (len(rows) - 1) + 2 * look.gap
    return Legend(height, tuple(shapes), tuple(words_))


def _swatch(
    setting: Setting, index: int, x: float, middle: float, width: float
) -> Iterator[Outline]:
    """How a series looks, in small: an area of its colour, or a line with its mark."""
    look, color = setting.look, setting.look.colors[index]
    if setting.plot.kind is ChartKind.LINE:
        line = (("m", (x, middle)), ("l", (x + width, middle)))
        yield Outline(line, "", color, look.line)
        yield marker(index, x + width / 2, middle, look)
        return
    half = look.swatch / 2 * setting.size
    left, right = x + width / 2 - half, x + width / 2 + half
    corners = ((left, middle - half), (right, middle - half), (right, middle + half))
    steps = (("m", corners[0]), ("l", corners[1]), ("l", corners[2]), ("l", (left, middle + half)))
    yield Outline((*steps, ("h", ())), color, look.edge.color, look.edge.width)


def _too_wide(series: Series) -> Diagnostic:
    message = f"栏名“{series.name.value[:20]}”比图还宽"
    remedy = "缩短名称，全称写在正文里"
    return Diagnostic("chart-name-too-long", message, series.name.location, remedy)


def marker(series: int, x: float, y: float, look: Charts) -> Outline:
    """The mark of a series: circle, square, triangle, diamond, and these again in white."""
    from reportlab.graphics import shapes
    from reportlab.lib.colors import HexColor

    half = look.point / 2
    kinds = (
        shapes.Circle(x, -y, half),
        shapes.Rect(x - half, -y - half, 2 * half, 2 * half),
        shapes.Polygon([x - half, -y - half, x + half, -y - half, x, -y + half]),
        shapes.Polygon([x - half, -y, x, -y - half, x + half, -y, x, -y + half]),
    )
    shape: Any = kinds[series % len(kinds)]
    color = look.colors[series] if series < len(kinds) else "FFFFFF"
    shape.fillColor = HexColor(f"#{color}")
    shape.strokeColor, shape.strokeWidth = HexColor(f"#{look.edge.color}"), look.edge.width
    return next(outlines(shape, 0.0))
