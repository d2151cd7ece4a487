"""What of a sheet can be drawn, and what is said of the rest."""

from decimal import Decimal

import pytest

from briefing.diagnostics import Diagnostic
from briefing.references import ChartKind
from briefing.series import Plot, read_plot
from tests.pictures import PLACE, sheet


def read(*rows: str, kind: ChartKind = ChartKind.COLUMN) -> Plot | list[Diagnostic]:
    return read_plot(sheet(*rows), kind, PLACE)


def plot(*rows: str, kind: ChartKind = ChartKind.COLUMN) -> Plot:
    found = read(*rows, kind=kind)
    assert isinstance(found, Plot), found
    return found


def refused(*rows: str, kind: ChartKind = ChartKind.COLUMN) -> list[str]:
    found = read(*rows, kind=kind)
    assert isinstance(found, list)
    assert all(each.remedy for each in found)
    return [f"{each.location}: {each.message} [{each.code}]" for each in found]


def numbers(*cells: str) -> list[Decimal | None]:
    found = plot("月,件", *(f"月{at},{cell}" for at, cell in enumerate(cells)))
    return [value.number if value else None for value in found.series[0].values]


def test_names_in_the_first_row_and_column() -> None:
    found = plot("季度,投诉,表扬", "一,12,3", "二,8,5")

    assert list(found.rows()) == [("", "投诉", "表扬"), ("一", "12", "3"), ("二", "8", "5")]
    assert [text.value for text in found.texts()] == [
        "一", "二", "投诉", "12", "8", "表扬", "3", "5",
    ]  # fmt: skip


def test_numbers_as_people_write_them() -> None:
    assert numbers("5689", "98.6", "-12", "－12", "−1.5", "１２", "+3", "3.26万", "2亿", "0") == [
        Decimal(each)
        for each in ("5689", "98.6", "-12", "-12", "-1.5", "12", "3", "32600", "2E8", "0")
    ]


def test_a_number_is_printed_as_it_was_written() -> None:
    value = plot("月,件", "一, ３.２６万 ").series[0].values[0]

    assert value
    assert value.written.value == " ３.２６万 "


def test_no_data() -> None:
    assert numbers("1", "", "—", "——", "…", "……", "/", "-", "无") == [Decimal(1)] + [None] * 8


@pytest.mark.parametrize(
    "cell", ["甲", "12件", "1e5", "0x10", "1.2.3", "约5", "NaN", "∞", "1234 5a"]
)
def test_what_is_no_number(cell: str) -> None:
    assert refused("月,件", "一,1", f"二,{cell}") == [
        f"数.csv:3:3: “{cell}”不是数字 [chart-number]"
    ]


def test_all_at_once() -> None:
    assert refused("月,件,个", "一,甲,乙", "二,1,丙") == [
        "数.csv:2:3: “甲”不是数字 [chart-number]",
        "数.csv:2:5: “乙”不是数字 [chart-number]",
        "数.csv:3:5: “丙”不是数字 [chart-number]",
    ]


def test_shares_only_among_shares() -> None:
    assert plot("月,率", "一,45%", "二,３％").percent
    assert not plot("月,率", "一,45", "二,3").percent
    assert refused("月,率,件", "一,45%,3") == [
        "数.csv:2:3: “45%”是百分数，同一张图里别的不是 [chart-mixed]"
    ]


def test_nothing_to_draw() -> None:
    assert refused("月,件") == ["甲.yaml:9:14: “数.csv”里没有能画成柱形图的数据 [chart-empty]"]
    assert refused("月", "一") == ["甲.yaml:9:14: “数.csv”里没有能画成柱形图的数据 [chart-empty]"]
    assert refused("月,件", "一,—") == ["甲.yaml:9:14: “数.csv”里没有数字 [chart-empty]"]


def test_a_line_needs_two_categories() -> None:
    assert refused("月,件", "一,1", kind=ChartKind.LINE) == [
        "甲.yaml:9:14: “数.csv”只有一个类别，连不成折线 [chart-one-point]"
    ]


def test_what_no_pie_shows() -> None:
    pie = ChartKind.PIE
    assert refused("类,件,个", "甲,1,2", kind=pie) == [
        "数.csv:1:5: 饼图只能画一栏数字，“数.csv”有 2 栏 [pie-series]"
    ]
    assert refused("类,件", "甲,-1", "乙,", "丙,3", kind=pie) == [
        "数.csv:2:3: 饼图里不能有负数“-1” [pie-negative]",
        "数.csv:3:1: 饼图里“乙”没有数字 [pie-empty]",
    ]
    assert refused("类,件", "甲,0", "乙,0", kind=pie) == [
        "甲.yaml:9:14: “数.csv”的数字都是 0，画不成饼图 [pie-zero]"
    ]
