"""Charts with type of ten points whose every character is ten points wide, on a plain template."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.charts import Drawing, TooFull, Words, draw
from briefing.charts.names import turned
from briefing.charts.pie import shares
from briefing.references import ChartKind
from briefing.series import Plot, read_plot
from briefing.template import Template
from tests.fakes import changed
from tests.pictures import PLACE, sheet


@pytest.fixture(scope="module")
def plain(shanghai: Template) -> Template:
    """Ten points of type on twelve; 400 points of line are forty characters."""
    return changed(shanghai, "chart-text", size=10.0, leading=12.0)


def measure(text: str) -> float:
    return 10.0 * len(text)


def plot(kind: ChartKind, *rows: str) -> Plot:
    found = read_plot(sheet(*rows), kind, PLACE)
    assert isinstance(found, Plot), found
    return found


def drawn(template: Template, kind: ChartKind, *rows: str, width: float = 400.0) -> Drawing:
    return draw(plot(kind, *rows), template, width, measure)


def refused(template: Template, kind: ChartKind, *rows: str, width: float = 400.0) -> str:
    with pytest.raises(TooFull) as error:
        drawn(template, kind, *rows, width=width)
    problem = error.value.problem
    assert problem.remedy
    return f"{problem.location}: {problem.message} [{problem.code}]"


def texts(drawing: Drawing) -> list[str]:
    return [words.text for words in drawing.words]


def boxes(drawing: Drawing, fill: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every area of a colour."""
    found = []
    for each in drawing.outlines:
        if each.fill == fill:
            points = [point for name, point in each.steps if name in "ml"]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found.append((min(xs), min(ys), max(xs), max(ys)))
    return found


def span(words: Words) -> tuple[float, float]:
    width = measure(words.text)
    left = words.x - {"left": 0.0, "center": 0.5, "right": 1.0}[words.align] * width
    return left, left + width


BLUE, YELLOW = "1B4079", "F4C95D"


def test_columns_are_as_high_as_their_numbers(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.COLUMN, "月,件", "一,50", "二,25", "三,0")
    first, second = boxes(drawing, BLUE)  # nought is no column, but its number stands there

    foot = first[3]
    assert second[3] == pytest.approx(foot)
    assert foot - second[1] == pytest.approx((foot - first[1]) / 2)
    assert [words.y for words in drawing.words if words.text == "0"][-1] < foot
    assert first[2] - first[0] == pytest.approx(second[2] - second[0])
    assert drawing.height % plain.page.leading == pytest.approx(0)


def test_every_word_of_the_sheet_and_the_axis(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.COLUMN, "月,件（个）", "一月,50", "二月,25")

    assert texts(drawing) == [
        "0", "10", "20", "30", "40", "50", "一月", "二月", "50", "25", "件（个）",
    ]  # fmt: skip
    sources = [words.source and words.source.location.line for words in drawing.words]
    assert sources == [None] * 6 + [2, 3, 2, 3, 1]


def test_a_number_stands_above_its_column_and_below_nought_beneath(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.COLUMN, "月,件", "一,30", "二,-10")
    up, down = boxes(drawing, BLUE)
    above, below = (words for words in drawing.words if words.text in ("30", "-10") and (
        words.source and words.align == "center"))  # fmt: skip

    assert up[3] == pytest.approx(down[1])
    assert above.y < up[1]
    assert above.x == pytest.approx((up[0] + up[2]) / 2)
    assert below.y - 8 > down[3]


def test_series_stand_side_by_side_with_a_legend(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.COLUMN, "月,甲,乙", "一,3,2", "二,1,2")
    blue, yellow = boxes(drawing, BLUE), boxes(drawing, YELLOW)

    assert len(blue) == len(yellow) == 3  # with the legend's
    assert blue[0][2] == pytest.approx(yellow[0][0])
    assert texts(drawing)[-2:] == ["甲", "乙"]


def test_the_template_says_how_a_legend_is_spaced(plain: Template) -> None:
    look = replace(plain.charts, swatch=0.6, apart=5)
    drawing = drawn(replace(plain, charts=look), ChartKind.COLUMN, "月,甲,乙", "一,3,2", "二,1,2")
    left, _, right, _ = boxes(drawing, BLUE)[-1]
    first, second = drawing.words[-2:]

    assert right - left == pytest.approx(6)
    assert second.x - first.x == pytest.approx(10 + 50 + 10 + look.gap)  # word, space, swatch


def test_the_template_says_how_far_leaders_reach(plain: Template) -> None:
    far = replace(plain, charts=replace(plain.charts, leader=0.5))
    (near,), (away,) = (
        boxes(drawn(each, ChartKind.PIE, "项,件", "甲,1", "乙,1"), BLUE) for each in (plain, far)
    )

    assert away[3] - away[1] < near[3] - near[1]  # what leaders take the pie gives


def test_the_template_says_what_more_bars_take(plain: Template) -> None:
    little, much = (
        drawn(
            replace(plain, charts=replace(plain.charts, row=40.0, more=more)),
            *(ChartKind.BAR, "局,甲,乙", "一,3,1", "二,1,1"),
        ).height
        for more in (0.25, 1.0)
    )

    assert much - little == pytest.approx(2 * 40 * 0.75, abs=plain.page.leading)


def test_no_data_is_no_column(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.COLUMN, "月,件", "一,3", "二,—")

    assert len(boxes(drawing, BLUE)) == 1
    assert "—" not in texts(drawing)


def test_numbers_that_would_touch_are_left_out_together(plain: Template) -> None:
    rows = [f"月{at},{100000 + at}" for at in range(12)]

    labels = [each.text for each in drawn(plain, ChartKind.COLUMN, "月,件", *rows).words]

    assert not any(label.startswith("1000") for label in labels)


def test_long_names_turn(plain: Template) -> None:
    rows = ("浦东邮政管理局党支部,3", "松江局,2", "奉贤局,2", "青浦局,1")
    drawing = drawn(plain, ChartKind.COLUMN, "单位,件", *rows)

    assert len(texts(drawing)[4]) < 10
    assert "".join(texts(drawing)[4:6]) == "浦东邮政管理局党支部"


def test_columns_without_room_for_their_names(plain: Template) -> None:
    rows = [f"第{at:02}网点党支部,3" for at in range(50)]

    assert refused(plain, ChartKind.COLUMN, "单位,件", *rows) == (
        "数.csv:2:1: 柱形图里没有地方写“第00网点党支部”（共 50 个类别） [chart-too-full]"
    )


def test_along_a_line_not_every_name_must_stand(plain: Template) -> None:
    rows = [f"{1971 + at}年,{at}" for at in range(50)]
    drawing = drawn(plain, ChartKind.LINE, "年,件", *rows)

    names = [words for words in drawing.words if words.text.endswith("年") and words.source]
    shown = [words for words in names if words.source and words.source.location.column == 1]
    spans = sorted(span(words) for words in shown if words.source and words.text != "年")
    assert 5 < len(spans) < 25
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_a_line_breaks_where_there_is_no_data(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.LINE, "月,件", "一,3", "二,4", "三,", "四,5", "五,6")
    lines = [each for each in drawing.outlines if each.edge == BLUE]

    assert [len(each.steps) for each in lines] == [2, 2]


def test_points_of_each_series_have_a_shape_of_their_own(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.LINE, "月,甲,乙", "一,3,2", "二,1,2")
    kinds = [{name for name, _ in each.steps} for each in drawing.outlines if each.fill == BLUE]
    others = [{name for name, _ in each.steps} for each in drawing.outlines if each.fill == YELLOW]

    assert all("c" in kind for kind in kinds)
    assert not any("c" in kind for kind in others)


def test_bars_read_from_the_top(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.BAR, "单位,甲,乙", "浦东,30,10", "松江,15,20")
    legend, *bars = sorted(boxes(drawing, BLUE), key=lambda box: box[1])
    (left, first, wide, _), (_, second, half, _) = bars
    yellow = sorted(boxes(drawing, YELLOW), key=lambda box: box[1])

    assert legend[1] < first < second
    assert half - left == pytest.approx((wide - left) / 2)
    assert yellow[1][1] == pytest.approx(bars[0][3])


def test_bars_grow_with_their_categories_in_whole_lines(plain: Template) -> None:
    heights = [
        drawn(plain, ChartKind.BAR, "单位,件", *(f"局{at},3" for at in range(count))).height
        for count in (2, 10, 16)
    ]

    assert heights == sorted(set(heights))
    assert all(height % plain.page.leading == pytest.approx(0) for height in heights)


def test_more_bars_than_a_page_holds(plain: Template) -> None:
    rows = [f"局{at},3" for at in range(50)]

    assert "类别太多（50 个），条形图一页里排不下" in refused(
        plain, ChartKind.BAR, "单位,件", *rows
    )


def test_a_name_beside_a_bar_may_take_only_its_share(plain: Template) -> None:
    word = "x" * 30

    assert refused(plain, ChartKind.BAR, "单位,件", f"{word},3") == (
        f"数.csv:2:1: 图里没有地方写“{word[:20]}” [chart-name-too-long]"
    )


def test_wedges_begin_at_the_top_and_go_clockwise(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.PIE, "类,件", "甲,1", "乙,3")
    wedges = [each for each in drawing.outlines if each.fill]
    centre = wedges[0].steps[0][1]

    quarter = [point[-2:] for name, point in wedges[0].steps if name in "lc"]
    assert min(y for _, y in quarter) == pytest.approx(quarter[-1][1])
    assert all(x >= centre[0] - 0.01 and y <= centre[1] + 0.01 for x, y in quarter)
    assert {"甲 25%", "乙 75%"} <= set(texts(drawing))


def test_a_pie_of_one(plain: Template) -> None:
    assert "甲 100%" in texts(drawn(plain, ChartKind.PIE, "类,件", "甲,1", "乙,0"))


def test_shares_that_were_written_are_printed_as_they_were(plain: Template) -> None:
    drawing = drawn(plain, ChartKind.PIE, "类,率", "甲,33.33%", "乙,66.67%", width=600)

    assert "甲 33.33%" in texts(drawing)


def test_words_beside_a_pie_do_not_touch(plain: Template) -> None:
    rows = ("大,94", "小一,2", "小二,2", "小三,1", "小四,1")
    drawing = drawn(plain, ChartKind.PIE, "类,件", *rows)
    left = sorted(words.y for words in drawing.words if words.align == "right")

    assert len(left) >= 3
    assert all(b - a >= 12 - 0.01 for a, b in pairwise(left))


def test_more_wedges_than_colours(plain: Template) -> None:
    rows = [f"类{at},{at + 1}" for at in range(9)]

    assert refused(plain, ChartKind.PIE, "类,件", *rows).startswith("数.csv:8:1: 饼图有 9 块")


def test_more_series_than_colours(plain: Template) -> None:
    few = replace(plain, charts=replace(plain.charts, colors=plain.charts.colors[:2]))

    assert refused(few, ChartKind.COLUMN, "月,甲,乙,丙", "一,1,2,3") == (
        "数.csv:1:7: 一张图里有 3 栏数字，颜色分不开 [chart-series]"
    )


def test_names_turn_where_words_end() -> None:
    assert turned("甲乙丙丁", 20, measure) == ["甲乙", "丙丁"]
    assert turned("甲乙丙", 20, measure) == ["甲乙", "丙"]
    assert turned("甲乙丙丁戊", 40, measure) == ["甲乙丙", "丁戊"]
    assert turned("甲（乙）", 20, measure) is None
    assert turned("ABC 甲", 30, measure) == ["ABC", "甲"]
    assert turned("ABCD", 30, measure) is None


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_shares_make_a_hundred(numbers: list[int]) -> None:
    found = shares([Decimal(each) for each in numbers])

    assert sum(found) == 100
    total = sum(numbers)
    for number, share in zip(numbers, found, strict=True):
        assert abs(float(share) - number * 100 / total) < 0.1


_KINDS = st.sampled_from(list(ChartKind))
_CELL = st.one_of(st.integers(-(10**9), 10**9).map(str), st.just(""), st.just("12.5"))


@given(
    kind=_KINDS,
    width=st.sampled_from([300.0, 442.4]),
    data=st.lists(
        st.tuples(st.text("甲乙丙丁A1", max_size=12), _CELL, _CELL), min_size=1, max_size=20
    ),
)
def test_whatever_the_numbers_all_of_it_stays_in_the_box(
    shanghai: Template, kind: ChartKind, width: float, data: list[tuple[str, str, str]]
) -> None:
    rows = [",".join(row[: 2 if kind is ChartKind.PIE else 3]) for row in data]
    found = read_plot(sheet("类,甲" if kind is ChartKind.PIE else "类,甲,乙", *rows), kind, PLACE)
    if isinstance(found, list):
        return
    try:
        drawing = draw(found, shanghai, width, lambda text: 9.0 * len(text))
    except TooFull:
        return
    for each in drawing.outlines:
        for _, points in each.steps:
            assert all(-3 <= x <= width + 3 for x in points[::2])
            assert all(-3 <= y <= drawing.height + 3 for y in points[1::2])
    for words in drawing.words:
        assert -0.5 <= words.y <= drawing.height + 0.5
        half = 9.0 * len(words.text)
        left = words.x - {"left": 0.0, "center": 0.5, "right": 1.0}[words.align] * half
        assert left >= -0.01
        assert left + half <= width + 0.01
