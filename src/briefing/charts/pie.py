"""Pies: a wedge for each category, clockwise from the top, each with its name and its share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import cos, pi, sin
from typing import Any

from briefing.charts.drawing import Drawing, Outline, TooFull, Words, outlines
from briefing.charts.legend import Setting
from briefing.charts.names import turned
from briefing.charts.scale import alike
from briefing.diagnostics import Diagnostic
from briefing.issue import Text

_TENTH = Decimal("0.1")


@dataclass(slots=True)
class _Tag:
    """The words of a wedge: `angle` from the top, clockwise; `y` the middle of its lines."""

    lines: list[str]
    source: Text
    angle: float
    y: float


def pie(setting: Setting, width: float, height: float) -> Drawing:
    """The pie; TooFull if it has more wedges than there are colours, or words have no room."""
    plot, look, leading = setting.plot, setting.look, setting.style.leading
    series = plot.series[0]
    if len(plot.categories) > len(look.colors):
        extra = plot.categories[len(look.colors)]
        message = f"饼图有 {len(plot.categories)} 块，分不清"
        remedy = f"最多 {len(look.colors)} 块，把小的合并成“其他”，或改用条形图"
        raise TooFull(Diagnostic("chart-too-full", message, extra.location, remedy))
    top = leading + look.gap if series.name.value.strip() else 0.0
    room = look.beside * width
    radius = min(
        (height - top) / 2 / (1 + look.leader) - leading / 2,
        (width / 2 - room - look.gap) / (1 + 2 * look.leader),
    )
    middle = (width / 2, top + (height - top) / 2)
    room = width / 2 - radius * (1 + 2 * look.leader) - look.gap
    tags = [*_tags(setting, room, radius)]
    words = [Words(series.name.value, 0.0, setting.size, "left", series.name)] if top else []
    shapes = list(_wedges(setting, middle, radius, height))
    for side in (1, -1):
        mine = [tag for tag in tags if (1 if sin(tag.angle) >= 0 else -1) == side]
        mine.sort(key=lambda tag: tag.y)
        _spread(mine, leading, (height - top) / 2)
        for tag in mine:
            shapes.append(_leader(setting, tag, middle, radius, side))
            edge = middle[0] + side * (radius * (1 + 2 * look.leader) + look.gap)
            first = middle[1] + tag.y - leading * (len(tag.lines) - 1) / 2
            for number, text in enumerate(tag.lines):
                y = setting.middle(first + leading * number)
                align = "left" if side > 0 else "right"
                words.append(Words(text, edge, y, align, tag.source))
    return Drawing(width, height, tuple(shapes), tuple(words))


def shares(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Shares in per cent with one decimal that make 100 together: the largest remainders go up."""
    total = sum(numbers)
    exact = [number * 1000 / total for number in numbers]
    floors = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in order[: 1000 - sum(floors)]:
        floors[at] += 1
    return [(Decimal(each) / 10).quantize(_TENTH, ROUND_HALF_UP) for each in floors]


def _tags(setting: Setting, room: float, radius: float) -> Iterator[_Tag]:
    plot, look = setting.plot, setting.look
    values = [value for value in plot.series[0].values if value]
    numbers = [value.number for value in values]
    total = sum(numbers)
    before = Decimal(0)
    written = alike(shares(numbers))
    for category, value, share in zip(plot.categories, values, written, strict=True):
        shown = value.written.value.strip() if plot.percent else f"{share}%"
        lines = turned(category.value, room, setting.measure)
        if lines is None or len(lines) > look.lines or setting.measure(shown) > room:
            message = f"饼图旁边没有地方写“{category.value[:20]}”"
            place = category.location
            raise TooFull(Diagnostic("chart-name-too-long", message, place, "缩短名称"))
        if setting.measure(f"{lines[-1]} {shown}") <= room:
            lines[-1] += f" {shown}"
        else:
            lines.append(shown)
        angle = float((before + value.number / 2) / total) * 2 * pi
        before += value.number
        yield _Tag(lines, category, angle, -cos(angle) * radius * (1 + look.leader))


def _spread(tags: list[_Tag], leading: float, limit: float) -> None:
    """Move words of one side apart until none touch, and back inside the chart."""
    edge = -limit
    for tag in tags:
        half = leading * len(tag.lines) / 2
        tag.y = max(tag.y, edge + half)
        edge = tag.y + half
    edge = limit
    for tag in reversed(tags):
        half = leading * len(tag.lines) / 2
        tag.y = min(tag.y, edge - half)
        edge = tag.y - half
    if tags and tags[0].y - leading * len(tags[0].lines) / 2 < -limit - 0.01:
        message = "饼图一边的说明太多，排不下"
        place = tags[-1].source.location
        raise TooFull(Diagnostic("chart-too-full", message, place, "合并小的几块，或改用条形图"))


def _wedges(
    setting: Setting, middle: tuple[float, float], radius: float, height: float
) -> Iterator[Outline]:
    from reportlab.graphics.charts.piecharts import Pie
    from reportlab.lib.colors import HexColor

    look = setting.look
    values = [value for value in setting.plot.series[0].values if value]
    drawn: Any = Pie()
    drawn.x, drawn.y = middle[0] - radius, height - middle[1] - radius
    drawn.width = drawn.height = 2 * radius
    drawn.data = [float(value.number) for value in values]
    drawn.startAngle, drawn.direction = 90, "clockwise"
    drawn.simpleLabels, drawn.labels = 1, None
    for index in range(len(values)):
        drawn.slices[index].fillColor = HexColor(f"#{look.colors[index]}")
        drawn.slices[index].strokeColor = HexColor(f"#{look.edge.color}")
        drawn.slices[index].strokeWidth = look.edge.width
    yield from outlines(drawn.draw(), height)


def _leader(
    setting: Setting, tag: _Tag, middle: tuple[float, float], radius: float, side: int
) -> Outline:
    """The line from a wedge's edge to its words."""
    look, (x, y) = setting.look, middle
    start = (x + sin(tag.angle) * radius, y - cos(tag.angle) * radius)
    out = x + sin(tag.angle) * radius * (1 + look.leader)
    end = (x + side * radius * (1 + 2 * look.leader), y + tag.y)
    steps = (("m", start), ("l", (out, y + tag.y)), ("l", end))
    return Outline(steps, "", look.edge.color, look.edge.width)
