"""The parts of a template that say how pictures are fitted in and charts are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from briefing.template.design import Charts, Pictures, Rule

_MOST_COLORS = 8


class Reading(Protocol):
    """What reads values and collects what is wrong with them."""

    @property
    def problems(self) -> list[Any]: ...

    def record(self, node: Any, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]: ...

    def wrong(self, node: Any, code: str, message: str, remedy: str = "") -> None: ...

    def text(self, node: Any) -> str: ...

    def color(self, node: Any) -> str: ...

    def whole(self, node: Any) -> int: ...

    def pixels(self, node: Any) -> float: ...

    def length(self, node: Any) -> float: ...

    def positive(self, node: Any) -> float: ...

    def rule(self, node: Any) -> Rule: ...


def read_pictures(reader: Reading, node: Any) -> Pictures | None:
    """The part `pictures`; None if something in it is wrong."""
    found = len(reader.problems)

    def dots(node: Any) -> float:
        return float(_number(reader, node, "dpi", 30, 1200, "写每英寸的点数，如 300dpi"))

    values = reader.record(
        node,
        {
            "height": lambda node: _share(reader, node),
            "shrink": lambda node: _share(reader, node),
            "above": reader.length,
            "finest": dots,
            "coarse": dots,
            "coarsest": dots,
            "screen": reader.pixels,
        },
    )
    if len(reader.problems) > found:
        return None
    if not values["coarsest"] <= values["coarse"] <= values["finest"]:
        reader.wrong(node, "template-value", "分辨率的次序不对", "coarsest 最小，finest 最大")
    return Pictures(**values)


def read_charts(reader: Reading, node: Any) -> Charts | None:
    """The part `charts`; None if something in it is wrong."""
    found = len(reader.problems)
    values = reader.record(
        node,
        {
            **dict.fromkeys(("height", "row", "gap", "line", "point"), reader.positive),
            **dict.fromkeys(("bar", "names", "beside"), lambda node: _share(reader, node)),
            "lines": reader.whole,
            **dict.fromkeys(("edge", "axis", "grid"), reader.rule),
            "colors": lambda node: _colors(reader, node),
        },
    )
    return Charts(**values) if len(reader.problems) == found else None


def _share(reader: Reading, node: Any) -> float:
    return _number(reader, node, "%", 1, 100, "写百分数，如 60%") / 100


def _number(reader: Reading, node: Any, unit: str, least: int, most: int, remedy: str) -> int:
    written = reader.text(node)
    digits = written.removesuffix(unit)
    wrong = not written.endswith(unit) or not (digits.isascii() and digits.isdigit())
    if wrong or len(digits) > 4 or not least <= int(digits) <= most:
        reader.wrong(node, "template-value", f"“{written}”不是 {least} 到 {most}{unit}", remedy)
        return most
    return int(digits)


def _colors(reader: Reading, node: Any) -> tuple[str, ...]:
    """Colours, one behind the other; each said once, as two series of one colour are one."""
    if node.id != "sequence" or not 1 <= len(node.value) <= _MOST_COLORS:
        reader.wrong(node, "template-shape", "这里应是颜色的列表", f"写 1 到 {_MOST_COLORS} 种颜色")
        return ()
    colors = tuple(reader.color(each) for each in node.value)
    for index, each in enumerate(node.value):
        if colors[index] in colors[:index]:
            reader.wrong(each, "template-twice", f"颜色“{colors[index]}”写了两次", "删去一处")
    return colors
