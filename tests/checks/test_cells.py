"""Rules on tables and captions: words are read, the signs of a table are no mistakes."""

import pytest

from briefing.checks import check
from briefing.registry import EMPTY, Phrase, Registry
from briefing.source import read
from tests.samples import with_body
from tests.test_mending import mended


def codes(*lines: str, registry: Registry = EMPTY) -> list[str]:
    return [f"{each.code} {each.location}" for each in check(with_body(*lines), registry)]


HEAD = ("表题：各局上半年完成情况", "| 局 | 完成 |", "|:--|--:|")


@pytest.mark.parametrize(
    "row",
    [
        "| 合 计 | -0.12 |",
        "| 甲、乙 | 1,234.5 |",
        "| （一）收入 | 12 345 |",
        "| 局办… | — |",
        "| 甲局 | .5 |",
        "| 2025-07-21 | 3-5 |",
        "| 甲局(试点) | 9:00-10:00 |",
        "| 三名 | 25年6月 |",
    ],
)
def test_what_stands_in_tables_and_not_in_sentences(row: str) -> None:
    assert codes("甲局开会。", *HEAD, row) == []


def test_names_of_files_and_wishes_are_no_text() -> None:
    assert codes("![完成情况](图 表/2025.7.5,甲(1).png)", "![](数据/团难 1.csv 柱形图)") == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("团难职工", "L01"),
        ("２３人", "N11"),
        ("7月32日", "N15"),
        ("甲（乙)", "C03"),
        ("協会", "C09"),
    ],
)
def test_words_are_read_in_cells(cell: str, code: str) -> None:
    assert codes(*HEAD, f"| 甲局 | {cell} |")[0].startswith(f"{code} 甲.yaml:11:")


def test_names_are_read_in_cells() -> None:
    registry = Registry(phrases=(Phrase("一支部一品牌", ("一个支部一个品牌",)),))

    assert codes(*HEAD, "| 一个支部一个品牌 | 3 |", registry=registry) == ["R03 甲.yaml:11:9"]


def test_captions_are_read_like_sentences() -> None:
    assert codes("![会场,全景](会场.png)") == ["P05 甲.yaml:8:11"]
    assert codes("表题：甲局培训班现场。", *HEAD[1:], "| 甲 | 3 |") == ["P16 甲.yaml:8:17"]
    assert codes("![甲局参加培训班。乙局也参加。](会场.png)") == []


def test_figures_of_a_title_may_stand_in_a_table() -> None:
    text = (
        "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n稿件:\n"
        "  - 标题: 甲局培训网点负责人{}名\n    正文: |\n      甲局分三批培训，每批20名。\n"
        "      | 批次 | 人数 |\n      |---|---|\n      | 共三批 | 60 |\n"
    )

    def found(figure: int) -> list[str]:
        return [each.code for each in check(read(text.format(figure).encode(), "甲.yaml"))]

    assert found(60) == []
    assert found(61) == ["T02"]


def test_mending_leaves_the_table_a_table() -> None:
    text = (
        "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n稿件:\n"
        "  - 标题: 甲\n    正文: |\n      表题：各局,完成情况\n"
        "      | 局 | 完成 |\n      |:--|--:|\n      | 合 计 | ２３ |\n"
        "      ![会场,甲](会场,甲.png)\n"
    )

    assert mended(text) == text.replace("局,完", "局，完").replace("２３", "23").replace(
        "[会场,", "[会场，"
    )
