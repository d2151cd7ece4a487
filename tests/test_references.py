"""Lines that refer to files, as clerks write them."""

import pytest

from briefing.diagnostics import Location
from briefing.issue import Text
from briefing.references import ChartKind, nearly_reference_at, reference_at, references


def read(line: str) -> tuple[str, str, list[str]] | None:
    body = Text(line, Location("甲", 1, 1), ((0, 1, 1),))
    found = reference_at(body, 0, len(line))
    if not found:
        return None
    return found.caption.value, found.path.value, [wish.value for wish in found.wishes]


def nearly(line: str) -> bool:
    return nearly_reference_at(Text(line, Location("甲", 1, 1)), 0, len(line))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("![图题](a.jpg)", ("图题", "a.jpg", [])),
        ("![](图片/a.PNG)", ("", "图片/a.PNG", [])),
        ("　![图题](a.jpg)　", ("图题", "a.jpg", [])),
        ("![图题](新建 图像 (1).jpg)", ("图题", "新建 图像 (1).jpg", [])),
        ("![图题](数据.csv 柱形图)", ("图题", "数据.csv", ["柱形图"])),
        ("![图题](1.2 数据.csv  折线图 横排)", ("图题", "1.2 数据.csv", ["折线图", "横排"])),
        ("![图题](a.docx)", ("图题", "a.docx", [])),
        ("![图题]()", ("图题", "", [])),
    ],
)
def test_references(line: str, expected: tuple[str, str, list[str]]) -> None:
    assert read(line) == expected


@pytest.mark.parametrize(
    "line", ["图题（a.jpg）", "![图题] (a.jpg)", "见![图题](a.jpg)。", "[甲](乙)"]
)
def test_other_lines(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize(
    "line", ["！[图题](a.jpg)", "![图题]（a.jpg）", "见![图题](a.jpg)。", "!【甲】(乙)"]
)
def test_what_was_meant_for_one(line: str) -> None:
    assert nearly(line)


@pytest.mark.parametrize("line", ["[报](送)!", "好！（鼓掌）", "见图（a.jpg）", "〔2025〕3号！"])
def test_what_was_not(line: str) -> None:
    assert not nearly(line)


@pytest.mark.parametrize(
    ("wish", "kind"), [("柱形图", ChartKind.COLUMN), ("柱状图", ChartKind.COLUMN),
                       ("条形图", ChartKind.BAR), ("饼图", ChartKind.PIE), ("横排", None)]
)  # fmt: skip
def test_the_chart_that_is_wished_for(wish: str, kind: ChartKind | None) -> None:
    (found,) = references(Text(f"甲\n![题](a.csv {wish})\n乙", Location("甲", 1, 1)))

    assert found.chart is kind


def test_each_part_knows_its_place() -> None:
    body = Text("甲\n![题](a.csv 饼图)", Location("甲", 5, 7), ((0, 5, 7), (2, 6, 7)))
    (found,) = references(body)

    assert found.caption.location == Location("甲", 6, 9)
    assert found.path.location == Location("甲", 6, 12)
    assert found.wishes[0].location == Location("甲", 6, 18)
