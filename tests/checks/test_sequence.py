import pytest

from briefing.checks import Reading
from briefing.checks.sequence import out_of_sequence
from briefing.source import read
from tests.checks.finding import finds_of, found


@pytest.mark.parametrize(
    ("body", "written", "why"),
    [
        ("一是查。二是改。四是评。", "四", "序号从2跳到了4"),
        ("一是查。二是改。二是评。", "二", "序号“二”用了两次"),
        ("任务：（1）清淤；（3）护坡。", "3", "序号从1跳到了3"),
        ("（一）抓早\n早谋划。\n（三）抓小\n小切口。", "三", "序号从1跳到了3"),
        ("一、抓早\n早谋划。\n一、抓小\n小切口。", "一", "序号“一”用了两次"),
        ("首先，统一思想；第三，压实责任。", "第三", "序号从1跳到了3"),
        ("1. 清淤\n2.护坡\n2.种草", "2", "序号“2”用了两次"),
        ("一是查。三是改。二是评。", "三", "序号从1跳到了3"),
        ("流程：①受理，③办结。", "③", "序号从1跳到了3"),
        ("九是查。\n一是查。二是改。\n四是评。", "四", "序号从2跳到了4"),
    ],
)
def test_numbers_that_skip_or_come_twice(body: str, written: str, why: str) -> None:
    find = finds_of("M06", body)[0]

    assert find.written == written.removeprefix("第")
    assert find.why == why


@pytest.mark.parametrize(
    "body",
    [
        "一是查。二是改。三是评。",
        "一是查。\n二是改。\n三是评。",
        "一是查。二是改。评分时，一是看，二是问。",
        "一、概况\n（一）面积。\n（二）人口。\n二、问题\n（一）路窄。\n（二）灯少。",
        "首先，学文件；其次，谈体会；第三，作小结。",
        "1.清淤\n2.护坡\n会上定了两件事：1.加人。2.加机器。\n3.种草",
        "三是已经说过的事。",
        "依照第五条第（一）项、第（三）项的规定。",
        "一、二季度用电多，三、四季度少。",
        "十、十一、十二号楼都通了电梯。",
        "共1.5万元，3.6万人。",
        "九、抓早\n十、抓小\n十一、抓细",
    ],
)
def test_numbers_in_their_order(body: str) -> None:
    assert found("M06", body) == []


def test_every_entry_counts_for_itself() -> None:
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-21\n稿件:\n"
    first = "  - 标题: 甲\n    正文: |\n      一是查。\n"
    second = "  - 标题: 乙\n    正文: |\n      三是评。\n"
    reading = Reading(read((head + first + second).encode(), "甲.yaml"))

    assert not list(out_of_sequence(reading))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("提出三点要求：一是查。二是改。", "说的是三点要求，列出来的有2条"),
        ("推出两项措施。一是查。二是改。三是评。", "说的是两项措施，列出来的有3条"),
        (
            "从四个方面着手，一是查。\n二是改。\n三是评。\n会后散场。",
            "说的是四个方面，列出来的有3条",
        ),
        ("有两点建议：第一，查。第二，改。第三，评。", "说的是两点建议，列出来的有3条"),
    ],
)
def test_more_or_fewer_items_than_promised(body: str, why: str) -> None:
    (find,) = finds_of("M07", body)

    assert find.why == why


@pytest.mark.parametrize(
    "body",
    [
        "提出三点要求：一是查。二是改。三是评。",
        "提出三点要求：一是查。\n二是改。\n三是评。",
        "提出两点要求：一是查。二是改。会后，一是评。二是奖。三是罚。",
        "提出三点要求：首先，查。其次，改。最后，评。",
        "三点要求已经传到班组。一是查了，二是改了。",
        "提出三点要求：查得细、改得快、不反弹。",
        "推出三项措施：一是查。三是评。",
    ],
)
def test_as_many_items_as_promised_or_nobody_can_tell(body: str) -> None:
    assert found("M07", body) == []
