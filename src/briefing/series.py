"""What of a sheet a chart can draw: categories, and series of numbers (数据系列).

The first row names the series, the first column the categories. A number is printed as it was
written; what it is worth is read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Sheet, Text
from briefing.references import ChartKind

if TYPE_CHECKING:
    from decimal import Decimal

# No data, as tables of figures show it.
_NONE = {"", "-", "--", "—", "——", "...", "......", "…", "……", "/", "无"}
_NUMBER = re.compile(r"([+-]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,10})?(%|万|亿)?")
_TIMES = {"万": 4, "亿": 8}
_MINUS = str.maketrans("−–﹣", "---")


@dataclass(frozen=True, slots=True)
class Value:
    """A number and how it was written."""

    number: Decimal
    written: Text


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers; None where there is no data."""

    name: Text
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart shows; every series has a value a category. `percent`: numbers are shares."""

    kind: ChartKind
    categories: tuple[Text, ...]
    series: tuple[Series, ...]
    percent: bool = False

    def texts(self) -> Iterator[Text]:
        """All that is printed of it, as it was written."""
        yield from self.categories
        for each in self.series:
            yield each.name
            yield from (value.written for value in each.values if value)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The sheet again: names of series, then a row a category; no data is an empty text."""
        yield ("", *(each.name.value for each in self.series))
        for index, category in enumerate(self.categories):
            values = (each.values[index] for each in self.series)
            yield (category.value, *(value.written.value if value else "" for value in values))


def read_plot(sheet: Sheet, kind: ChartKind, place: Location) -> Plot | list[Diagnostic]:
    """The numbers of a sheet for a kind of chart, or all that keeps it from being drawn.

    `place` is where the issue refers to it.
    """
    head, *rows = sheet.rows
    if not rows or len(head) < 2:
        message = f"{quoted(sheet.name, 40)}里没有能画成{kind}的数据"
        remedy = "第一行写各栏的名称，第一栏写类别，其余写数字"
        return [Diagnostic("chart-empty", message, place, remedy)]
    problems: list[Diagnostic] = []
    series = tuple(
        Series(name, tuple(_value(row[column], problems) for row in rows))
        for column, name in enumerate(head[1:], 1)
    )
    plot = Plot(kind, tuple(row[0] for row in rows), series, _are_shares(series))
    problems += _mixed(plot)
    if not problems:
        problems += _undrawable(plot, sheet, place)
    return problems or plot


def _value(cell: Text, problems: list[Diagnostic]) -> Value | None:
    written = unicodedata.normalize("NFKC", cell.value).translate(_MINUS).replace(" ", "")
    if written in _NONE or cell.value.strip() in _NONE:
        return None
    match = _NUMBER.fullmatch(written)
    if not match:
        remedy = "图里只能用数字：单位写进第一行的栏名，没有数据就空着"
        message = f"{quoted(cell.value)}不是数字"
        problems.append(Diagnostic("chart-number", message, cell.location, remedy))
        return None
    sign, whole, part, unit = match.groups("")
    from decimal import Decimal

    number = Decimal(f"{sign}{whole.replace(',', '')}{part}")
    return Value(number.scaleb(_TIMES.get(unit, 0)), cell)


def _are_shares(series: tuple[Series, ...]) -> bool:
    values = [value for each in series for value in each.values if value]
    return bool(values) and all(_is_share(value) for value in values)


def _is_share(value: Value) -> bool:
    return value.written.value.rstrip().endswith(("%", "％"))


def _mixed(plot: Plot) -> Iterator[Diagnostic]:
    """Shares among numbers: no axis serves both."""
    values = [value for each in plot.series for value in each.values if value]
    odd = [value for value in values if _is_share(value)]
    if odd and not plot.percent:
        message = f"{quoted(odd[0].written.value)}是百分数，同一张图里别的不是"
        remedy = "都写成百分数，或把它们分成两张图"
        yield Diagnostic("chart-mixed", message, odd[0].written.location, remedy)


def _undrawable(plot: Plot, sheet: Sheet, place: Location) -> Iterator[Diagnostic]:
    """What this kind of chart cannot show."""
    name = quoted(sheet.name, 40)
    values = [value for each in plot.series for value in each.values if value]
    if not values:
        yield Diagnostic("chart-empty", f"{name}里没有数字", place, "第一栏后面写数字")
        return
    if plot.kind is ChartKind.LINE and len(plot.categories) < 2:
        message = f"{name}只有一个类别，连不成折线"
        yield Diagnostic("chart-one-point", message, place, "改用柱形图，或写在正文里")
    if plot.kind is ChartKind.PIE:
        yield from _no_pie(plot, place, name)


def _no_pie(plot: Plot, place: Location, name: str) -> Iterator[Diagnostic]:
    if len(plot.series) > 1:
        second = plot.series[1].name
        message = f"饼图只能画一栏数字，{name}有 {len(plot.series)} 栏"
        yield Diagnostic("pie-series", message, second.location, "删去其余各栏，或改用柱形图")
        return
    for value, category in zip(plot.series[0].values, plot.categories, strict=True):
        if value is None:
            message = f"饼图里“{category}”没有数字"
            yield Diagnostic("pie-empty", message, category.location, "补上数字，或删去这一行")
        elif value.number < 0:
            message = f"饼图里不能有负数{quoted(value.written.value)}"
            yield Diagnostic("pie-negative", message, value.written.location, "改用柱形图")
    if all(value is None or value.number == 0 for value in plot.series[0].values):
        yield Diagnostic("pie-zero", f"{name}的数字都是 0，画不成饼图", place, "改用柱形图")
