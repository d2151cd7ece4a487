from dataclasses import replace

from briefing.checks.passages import Part, passages
from briefing.diagnostics import Location
from briefing.issue import Sheet, Text
from tests.samples import issue, with_body


def test_all_that_is_printed_in_its_order() -> None:
    parts = [(each.part, each.text.value) for each in passages(issue())]

    assert parts[:5] == [
        (Part.MASTHEAD, "某某行业"),
        (Part.MASTHEAD, "工作简报"),
        (Part.MASTHEAD, "某某局办公室"),
        (Part.TITLE, "甲局召开会议"),
        (Part.TITLE, "部署工作"),
    ]
    assert parts[-1] == (Part.RECIPIENT, "平行二")


def test_a_paragraph_knows_its_place() -> None:
    body = [each for each in passages(with_body("甲", "　　乙丙  ")) if each.part is Part.BODY]

    assert [each.text.value for each in body] == ["甲", "乙丙"]
    assert body[1].text.at(1) == Location("甲.yaml", 9, 10)


def test_addresses_are_letters_to_a_check() -> None:
    (body,) = (p for p in passages(with_body("见www.a.cn/b,c和a@b.cn。")) if p.part is Part.BODY)

    assert body.value == "见xxxxxxxxxxxx和xxxxxx。"
    assert len(body.value) == len(body.text.value)


def test_spaces_between_hanzi_can_be_looked_through() -> None:
    (body,) = (each for each in passages(with_body("解决团 难 A")) if each.part is Part.BODY)

    assert body.unspaced == ("解决团难 A", [0, 1, 2, 4, 5, 6])


BODY = (
    "甲局开会。",
    "表题：各局人数",
    r"| 局 | 数\|量 |",
    "|:--|--:|",
    "| **甲局** |  |",
    "![会场](图/会 场.png)",
    "![](数据/数.csv 柱形图)",
    "散会。",
)
LAST = Part.BODY, "散会。"


def test_tables_are_read_as_captions_and_cells() -> None:
    found = [each for each in passages(with_body(*BODY)) if each.entry == 0]

    assert [(each.part, each.text.value) for each in found[1:]] == [
        (Part.BODY, "甲局开会。"),
        (Part.CAPTION, "各局人数"),
        (Part.CELL, "局"),
        (Part.CELL, "数|量"),
        (Part.CELL, "**甲局**"),
        (Part.CAPTION, "会场"),
        LAST,
    ]
    assert found[2].text.at(1) == Location("甲.yaml", 9, 11)
    assert found[4].text.at(2) == Location("甲.yaml", 10, 16)
    assert [each.last for each in found if each.part is Part.BODY] == [False, True]


def test_the_cells_of_a_sheet_stand_in_its_file() -> None:
    cells = [Text(value, Location("数.csv", 1, at)) for at, value in ((1, "年"), (3, "人数"))]
    made = replace(with_body(*BODY), materials={"数据/数.csv": Sheet("数.csv", (tuple(cells),))})
    found = [(each.part, str(each.text.location)) for each in passages(made)]

    assert found[-3:-1] == [(Part.CELL, "数.csv:1:1"), (Part.CELL, "数.csv:1:3")]
