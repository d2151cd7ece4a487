"""Lines of pipes and sheets of data → tables."""

import pytest

from briefing.diagnostics import Location
from briefing.document import Paragraph, Table
from briefing.issue import Sheet, Text
from briefing.markup import blocks, unsettable

SHORT = 8


def text(*lines: str) -> Text:
    value = "\n".join(lines)
    offsets = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    spans = tuple((offset, n + 1, 1) for n, offset in enumerate(offsets))
    return Text(value, Location("甲", 1, 1), spans)


def tables(*lines: str) -> list[Table]:
    body = text(*lines)
    assert list(unsettable(body, {})) == []
    return [block for block in blocks(body, {}, SHORT) if isinstance(block, Table)]


def table(*lines: str) -> Table:
    (only,) = tables(*lines)
    return only


def said(made: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in made.rows]


def sides(made: Table) -> list[str]:
    return [cell.style.removeprefix("table-") for cell in made.rows[1]]


def refused(*lines: str) -> list[tuple[str, str]]:
    found = list(unsettable(text(*lines), {}))
    assert all(each.remedy for each in found)
    return [(str(each.location), each.code) for each in found]


def test_rows_and_cells() -> None:
    made = table("| 指标 | 数值 |", "|---|---|", "| 网点 | 5689 |", "|  | 1 |")

    assert said(made) == [["指标", "数值"], ["网点", "5689"], ["", "1"]]
    assert [cell.style for cell in made.rows[0]] == ["table-head", "table-head"]


def test_a_last_bar_may_be_missing_and_indents_do_not_count() -> None:
    assert said(table("　| 甲 | 乙", "|-|-|", " | 1 | 2")) == [["甲", "乙"], ["1", "2"]]


def test_a_bar_in_a_text() -> None:
    made = table("|甲|", "|-|", r"|a\|b\|c|")

    assert said(made) == [["甲"], ["a|b|c"]]
    places = [made.rows[1][0].at(index) for index in range(5)]
    assert [place and place.column for place in places] == [2, 4, 5, 7, 8]


def test_emphasis_in_a_cell() -> None:
    cell = table("|甲|", "|-|", "|乙**丙**|").rows[1][0]

    assert [(run.text, run.style) for run in cell.runs] == [("乙", None), ("丙", "emphasis")]


def test_sides_that_were_chosen() -> None:
    made = table("|a|b|c|d|", "|:--|:-:|--:|---|", "|1|2|3|" + "长" * 9 + "|")

    assert sides(made) == ["text", "center", "number", "text"]


@pytest.mark.parametrize(
    ("texts", "side"),
    [
        (["1", "2,345.6", "-3%", "—", ""], "number"),
        (["12.5万", "+0.3"], "number"),
        (["7月", "8月"], "center"),
        (["甲乙丙丁戊己庚辛", "1"], "center"),
        (["甲乙丙丁戊己庚辛壬"], "text"),
        (["abcdefghijklmnop"], "center"),  # as wide as eight characters
        (["", "—"], "center"),
    ],
)
def test_sides_by_what_the_column_says(texts: list[str], side: str) -> None:
    assert sides(table("|甲|", "|---|", *(f"|{each}|" for each in texts))) == [side]


def test_a_blank_line_parts_two_tables() -> None:
    one = ["|甲|", "|-|", "|1|"]

    assert [said(each) for each in tables(*one, "", *one)] == [[["甲"], ["1"]]] * 2


def test_a_caption_stands_above_its_table() -> None:
    body = text("文。", "表题：各区**情况**", "|甲|", "|-|", "|1|", "后。")
    made = list(blocks(body, {}, SHORT))

    styles = [block.style if isinstance(block, Paragraph) else "table" for block in made]
    assert styles == ["body", "table-caption", "table", "body"]
    assert next(made[1].paragraphs()).text == "各区情况"


def test_a_table_across_the_sheet() -> None:
    lines = ["|甲|", "|-|", "|1|"]

    assert [each.landscape for each in tables("表题（横排）：题", *lines, "", *lines)] == [
        True,
        False,
    ]
    assert table("表题(横排):", *lines).landscape


def test_a_sheet_across_the_sheet() -> None:
    place = Location("数.csv", 1, 1)
    rows = ((Text("区", place),), (Text("甲", place),))
    body = text("![题](数.csv 横排)")
    materials = {"数.csv": Sheet("数.csv", rows)}

    assert list(unsettable(body, materials)) == []
    assert [
        block.landscape for block in blocks(body, materials, SHORT) if isinstance(block, Table)
    ] == [True]


def test_a_sheet() -> None:
    place = Location("数.csv", 1, 1)
    rows = tuple(tuple(Text(cell, place) for cell in row) for row in (("区", "件"), ("甲", "1")))
    body = text("![各区情况](数.csv)")
    materials = {"数.csv": Sheet("数.csv", rows)}

    assert list(unsettable(body, materials)) == []
    caption, made = blocks(body, materials, SHORT)
    assert isinstance(made, Table)
    assert next(caption.paragraphs()).text == "各区情况"
    assert (said(made), sides(made)) == ([["区", "件"], ["甲", "1"]], ["center", "number"])


def test_a_sheet_without_a_caption() -> None:
    place = Location("数.csv", 1, 1)
    rows = ((Text("区", place),), (Text("甲", place),))

    (made,) = blocks(text("![](数.csv)"), {"数.csv": Sheet("数.csv", rows)}, SHORT)
    assert isinstance(made, Table)


# --- what is refused


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["|甲|乙|", "|1|2|"], [("甲:2:1", "table-separator")]),
        (["文", "|甲|乙|"], [("甲:2:1", "table-separator")]),
        (["|甲|乙|", "|—|—|", "|1|2|"], [("甲:2:1", "table-separator")]),
        (["|甲|乙|", "|-|-|"], [("甲:1:1", "table-empty")]),
        (["|甲|乙|", "|-|", "|1|2|"], [("甲:2:1", "table-ragged")]),
        (["|甲|乙|", "|-|-|", "|1|"], [("甲:3:1", "table-ragged")]),
        (["|甲|乙|", "|-|-|", "|1|2|3|"], [("甲:3:6", "table-ragged")]),
        (["｜甲｜乙｜"], [("甲:1:1", "wide-bar")]),
        (["表题：甲", "文"], [("甲:1:1", "caption-alone")]),
        (["表题（竖排）：甲", "|甲|", "|-|", "|1|"], [("甲:1:4", "unknown-wish")]),
    ],
)  # fmt: skip
def test_what_is_no_table(lines: list[str], found: list[tuple[str, str]]) -> None:
    assert refused(*lines) == found


def test_a_missing_separator_is_spelled_out() -> None:
    (found,) = unsettable(text("|甲|乙|丙|", "|1|2|3|"), {})

    assert found.message == "“甲”一行是表头，下面没有分隔行"
    assert "|---|---|---|" in found.remedy
