"""Charts with an axis: columns, bars and lines, drawn by reportlab between words of ours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from briefing.charts.drawing import Drawing, Outline, TooFull, Words, outlines
from briefing.charts.legend import DEEPEST, Setting, legend, marker
from briefing.charts.names import turned
from briefing.charts.scale import Scale, scale
from briefing.diagnostics import Diagnostic
from briefing.references import ChartKind
from briefing.series import Value


def upright(setting: Setting, width: float, height: float) -> Drawing:
    """Columns, or lines; TooFull if the categories have no room."""
    plot, look, size = setting.plot, setting.look, setting.size
    is_line = plot.kind is ChartKind.LINE
    axis = scale(setting.numbers(), from_zero=not is_line)
    ticks = axis.labels(plot.percent)
    left = max(map(setting.measure, ticks)) + look.gap
    cell = (width - left) / len(plot.categories)
    names, every = _names_below(setting, cell)
    key = legend(setting, width)
    top = key.height + (size + look.gap)  # the highest number stands above the plot
    bottom = height - max(map(len, names)) * setting.style.leading - look.gap
    chart = _reportlab_line(setting) if is_line else _reportlab_columns(setting)
    _place(chart, axis, left, height - bottom, width - left, bottom - top)
    shapes = [*outlines(chart.draw(), height)]
    scaled = chart.valueAxis.scale
    zero = height - scaled(float(min(max(axis.least, Decimal(0)), axis.most)))
    base = Outline((("m", (left, zero)), ("l", (width, zero))), "", *_line(look.axis))
    points = list(_points(setting, chart, height)) if is_line else []
    words = [
        Words(text, left - look.gap, setting.middle(height - scaled(float(tick))), "right")
        for text, tick in zip(ticks, axis.ticks, strict=True)
    ]
    taken = 0.0  # names that reach beyond their neighbours' are moved inside, or left out
    for index, lines in list(enumerate(names))[::every]:
        half = max(map(setting.measure, lines), default=0.0) / 2
        middle = min(max(left + (index + 0.5) * cell, half), width - half)
        if middle - half >= taken:
            taken = middle + half
            source = plot.categories[index]
            for number, text in enumerate(lines):
                y = bottom + look.gap + setting.style.leading * number + size
                words.append(Words(text, middle, y - DEEPEST * size, "center", source))
    places = _line_places(setting, chart, height) if is_line else _tops(setting, chart, height)
    labels = list(_labels(setting, list(places), is_line, width))
    order = (*shapes, base, *points) if is_line else (*shapes, base)
    return Drawing(width, height, (*order, *key.outlines), (*words, *labels, *key.words))


def across(setting: Setting, width: float, tallest: float, leading: float) -> Drawing:
    """Bars, the first category on top, in whole lines; TooFull if they need more than `tallest`."""
    plot, look, size = setting.plot, setting.look, setting.size
    axis = scale(setting.numbers(), from_zero=True)
    names = [turned(each.value, look.names * width, setting.measure) for each in plot.categories]
    for name, category in zip(names, plot.categories, strict=True):
        if name is None:
            raise TooFull(_too_long(category.value, category))
    lines = [name for name in names if name]
    most = max(map(len, lines))
    each = look.row * (1 + look.more * (len(plot.series) - 1))
    row = max(each, most * setting.style.leading + look.gap)
    key = legend(setting, width)
    below = setting.style.leading + look.gap
    needed = key.height + row * len(lines) + below
    height = -(-needed // leading) * leading
    if height > tallest:
        count = int((tallest - key.height - below) // row)
        message = f"类别太多（{len(lines)} 个），条形图一页里排不下"
        place = plot.categories[min(count, len(lines) - 1)].location
        raise TooFull(
            Diagnostic("chart-too-full", message, place, f"分成几张，每张 {count} 个以内")
        )
    left = max(setting.measure(line) for name in lines for line in name) + look.gap
    labels = [value for series in plot.series for value in series.values if value]
    room = max(setting.measure(value.written.value) for value in labels) + look.gap
    before = left + (room if axis.least < 0 else 0.0)
    bottom = height - below
    chart = _reportlab_bars(setting)
    _place(chart, axis, before, height - bottom, width - room - before, bottom - key.height)
    shapes = [*outlines(chart.draw(), height)]
    scaled = chart.valueAxis.scale
    zero = scaled(float(max(axis.least, Decimal(0))))
    base = Outline((("m", (zero, key.height)), ("l", (zero, bottom))), "", *_line(look.axis))
    words = []
    for text, tick in zip(axis.labels(plot.percent), axis.ticks, strict=True):
        middle = max(scaled(float(tick)), setting.measure(text) / 2)
        words.append(Words(text, middle, bottom + look.gap + (1 - DEEPEST) * size, "center"))
    cell = (bottom - key.height) / len(lines)
    for index, name in enumerate(lines):
        middle = key.height + (index + 0.5) * cell - setting.style.leading * (len(name) - 1) / 2
        for number, text in enumerate(name):
            y = setting.middle(middle + setting.style.leading * number)
            words.append(Words(text, left - look.gap, y, "right", plot.categories[index]))
    words += _ends(setting, chart, height)
    return Drawing(width, height, (*shapes, base, *key.outlines), (*words, *key.words))


def _names_below(setting: Setting, cell: float) -> tuple[list[list[str]], int]:
    """The categories' names in lines, and every which of them is shown: all, but along lines."""
    plot, look = setting.plot, setting.look
    room = cell - look.gap
    for every in range(1, len(plot.categories) + 1):
        found = [
            turned(each.value, room + cell * (every - 1), setting.measure)
            for each in plot.categories
        ]
        most = look.lines if every == 1 else 1
        if all(name is not None and len(name) <= most for name in found):
            return [name or [] for name in found], every
        if plot.kind is not ChartKind.LINE:
            wrong = next(
                at for at, name in enumerate(found) if name is None or len(name) > look.lines
            )
            category = plot.categories[wrong]
            message = f"柱形图里没有地方写“{category.value}”（共 {len(found)} 个类别）"
            remedy = "改用条形图，或缩短、合并类别"
            raise TooFull(Diagnostic("chart-too-full", message, category.location, remedy))
    raise TooFull(_too_long(plot.categories[0].value, plot.categories[0]))


def _too_long(name: str, place: Any) -> Diagnostic:
    message = f"图里没有地方写“{name[:20]}”"
    return Diagnostic("chart-name-too-long", message, place.location, "缩短名称，全称写在正文里")


def _line(rule: Any) -> tuple[str, float]:
    return rule.color, rule.width


def _place(chart: Any, axis: Scale, x: float, y: float, width: float, height: float) -> None:
    """Where the plot lies and what its axis says; y is upwards, as reportlab's."""
    chart.x, chart.y, chart.width, chart.height = x, y, width, height
    chart.valueAxis.valueMin, chart.valueAxis.valueMax = float(axis.least), float(axis.most)
    chart.valueAxis.valueStep = float(axis.step)


def _axes(chart: Any, setting: Setting) -> Any:
    """No words and no axes of reportlab's own; its lines across the plot."""
    from reportlab.lib.colors import HexColor

    for axis in (chart.valueAxis, chart.categoryAxis):
        axis.visibleAxis = axis.visibleTicks = axis.visibleLabels = 0
    grid = setting.look.grid
    chart.valueAxis.visibleGrid = 1
    chart.valueAxis.gridStrokeColor = HexColor(f"#{grid.color}")
    chart.valueAxis.gridStrokeWidth = grid.width
    chart.categoryAxis.categoryNames = [each.value for each in setting.plot.categories]
    chart.strokeColor = chart.fillColor = None
    return chart


def _data(setting: Setting) -> list[list[float | None]]:
    return [
        [None if value is None else float(value.number) for value in each.values]
        for each in setting.plot.series
    ]


def _bars(chart: Any, setting: Setting, way: int = 1) -> Any:
    """Bars side by side; `way` -1: the last of each first, as reportlab goes upwards."""
    from reportlab.lib.colors import HexColor

    look, count = setting.look, len(setting.plot.series)
    chart.data = [row[::way] for row in _data(setting)[::way]]
    # Relative widths: the bars of a category and the gap to the next one.
    chart.barWidth, chart.barSpacing = look.bar / count, 0
    chart.groupSpacing = 1 - look.bar
    for index, color in enumerate(look.colors[:count][::way]):
        chart.bars[index].fillColor = HexColor(f"#{color}")
        chart.bars[index].strokeColor = HexColor(f"#{look.edge.color}")
        chart.bars[index].strokeWidth = look.edge.width
    return _axes(chart, setting)


def _reportlab_columns(setting: Setting) -> Any:
    from reportlab.graphics.charts.barcharts import VerticalBarChart

    return _bars(VerticalBarChart(), setting)


def _reportlab_bars(setting: Setting) -> Any:
    from reportlab.graphics.charts.barcharts import HorizontalBarChart

    chart = _bars(HorizontalBarChart(), setting, -1)
    chart.valueAxis.visibleGrid = 0  # every bar has its number, which the lines would cross
    return chart


def _reportlab_line(setting: Setting) -> Any:
    """A line for each stretch of a series without a gap: reportlab would bridge gaps."""
    from reportlab.graphics.charts.linecharts import HorizontalLineChart
    from reportlab.lib.colors import HexColor

    chart = HorizontalLineChart()
    rows: list[list[float | None]] = []
    for index, row in enumerate(_data(setting)):
        for start, end in _stretches(row):
            color = HexColor(f"#{setting.look.colors[index]}")
            chart.lines[len(rows)].strokeColor = color
            chart.lines[len(rows)].strokeWidth = setting.look.line
            rows.append([None] * start + row[start:end] + [None] * (len(row) - end))
    chart.data = rows
    return _axes(chart, setting)


def _stretches(row: list[float | None]) -> Iterator[tuple[int, int]]:
    start = 0
    for index, value in enumerate((*row, None)):
        if value is None:
            if index > start:
                yield start, index
            start = index + 1


def _points(setting: Setting, chart: Any, height: float) -> Iterator[Outline]:
    """A mark on every value of a line, of another shape for each series."""
    for x, y, _, series in _line_places(setting, chart, height):
        yield marker(series, x, y, setting.look)


Place = tuple[float, float, Value, int]  # x, y of a value, and the number of its series


def _line_places(setting: Setting, chart: Any, height: float) -> Iterator[Place]:
    for number, series in enumerate(setting.plot.series):
        for index, value in enumerate(series.values):
            if value:
                x = chart.categoryAxis.midScale(index)
                yield x, height - chart.valueAxis.scale(float(value.number)), value, number


def _rectangles(setting: Setting, chart: Any, way: int = 1) -> Iterator[tuple[Any, Value, int]]:
    """The rectangle of each value, as reportlab places it."""
    for number, series in enumerate(setting.plot.series):
        row = chart._barPositions[::way][number][::way]
        for place, value in zip(row, series.values, strict=True):
            if value:
                yield place, value, number


def _tops(setting: Setting, chart: Any, height: float) -> Iterator[Place]:
    for (x, y, width, tall), value, number in _rectangles(setting, chart):
        yield x + width / 2, height - (y + tall), value, number


def _labels(setting: Setting, places: list[Place], is_line: bool, width: float) -> Iterator[Words]:
    """The numbers at their places, all of them or, where two would touch, none."""
    size, gap = setting.size, setting.look.gap
    boxes: list[tuple[float, float, float, float]] = []
    labels: list[Words] = []
    for x, y, value, _ in places:
        text = value.written.value.strip()
        half = setting.measure(text) / 2
        x = min(x, width - half)
        below = value.number < 0 and not is_line
        away = gap + setting.look.point / 2 if is_line else gap / 2
        baseline = y + gap / 2 + (1 - DEEPEST) * size if below else y - away
        box = (x - half - 0.5, baseline - 0.8 * size, x + half + 0.5, baseline)
        if any(_touch(box, other) for other in boxes):
            return
        boxes.append(box)
        labels.append(Words(text, x, baseline, "center", value.written))
    if is_line and len(setting.plot.series) > 1 and _crossed(places, boxes):
        return
    yield from labels


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crossed(places: list[Place], boxes: list[tuple[float, float, float, float]]) -> bool:
    """Whether a line of another series runs through the number of one."""
    for (_, _, _, series), box in zip(places, boxes, strict=True):
        for a, b in pairwise(places):
            if a[3] != b[3] or a[3] == series:
                continue
            for share in range(11):
                x = a[0] + (b[0] - a[0]) * share / 10
                y = a[1] + (b[1] - a[1]) * share / 10
                if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                    return True
    return False


def _ends(setting: Setting, chart: Any, height: float) -> Iterator[Words]:
    """The numbers at the ends of the bars."""
    gap = setting.look.gap
    for (x, y, width, tall), value, _ in _rectangles(setting, chart, -1):
        end, align = (x + width, "right") if value.number < 0 else (x + width, "left")
        middle = setting.middle(height - (y + tall / 2))
        at = end - gap if value.number < 0 else end + gap
        yield Words(value.written.value.strip(), at, middle, align, value.written)
