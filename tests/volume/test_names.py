"""The index: which names it has, in which order, and the pages it gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.fonts import Faces
from briefing.registry import Leader, Registry, Unit
from briefing.template import Template
from briefing.volume.names import by_sound, entries_text, index_blocks, spoken
from briefing.writers import prepare
from tests.samples import SMALL, issue


def index(registry: Registry, template: Template, *pages: str) -> list[str]:
    """The lines of the index of pages 5, 6, 7 …"""
    found = index_blocks(list(enumerate(pages, 5)), registry, template)
    return [block.text for block in found]


def test_units_and_persons_by_themselves(shanghai: Template) -> None:
    registry = Registry(units=(Unit("甲局"),), persons=("李四",), leaders=(Leader("张华", "局长"),))

    assert index(registry, shanghai, "\n甲局开会", "\n李四、张华讲话", "\n甲局") == [
        "索引", "单位", "甲局　5、7", "人名", "李四　6", "张华　6",
    ]  # fmt: skip


def test_firms_are_units(shanghai: Template) -> None:
    assert index(Registry(firms=(Unit("甲公司"),)), shanghai, "甲公司") == [
        "索引", "单位", "甲公司　5",
    ]  # fmt: skip


def test_a_unit_stands_under_its_full_name(shanghai: Template) -> None:
    registry = Registry(units=(Unit("城西街道办事处", ("城西街道",)),))

    assert index(registry, shanghai, "城西街道", "城西街道办事处") == [
        "索引", "单位", "城西街道办事处　5、6",
    ]  # fmt: skip


def test_what_a_unit_was_called_leads_to_what_it_is_called(shanghai: Template) -> None:
    registry = Registry(units=(Unit("城西街道办事处", (), ("城西镇政府",)),))

    assert index(registry, shanghai, "城西镇政府") == [
        "索引", "单位", "城西街道办事处　5", "城西镇政府　见城西街道办事处",
    ]  # fmt: skip


def test_the_longest_of_names_within_one_another_counts(shanghai: Template) -> None:
    registry = Registry(units=(Unit("甲局"), Unit("甲局办公室")))

    assert index(registry, shanghai, "甲局", "甲局办公室")[2:] == ["甲局　5", "甲局办公室　6"]


def test_a_name_across_a_page_stands_where_it_begins(shanghai: Template) -> None:
    assert index(Registry(persons=("欧阳明",)), shanghai, "来的是欧", "阳明")[2:] == ["欧阳明　5"]


def test_names_do_not_go_on_in_another_block(shanghai: Template) -> None:
    assert index(Registry(persons=("欧阳明",)), shanghai, "来的是欧\n阳明") == []


def test_nothing_found_is_no_index(shanghai: Template) -> None:
    assert index(Registry(units=(Unit("甲局"),)), shanghai, "乙局") == []


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([5], "5"),
        ([5, 6], "5、6"),
        ([5, 6, 7], "5～7"),
        ([1, 3, 4, 5, 9, 10], "1、3～5、9、10"),
    ],
)
def test_pages_in_a_row(numbers: list[int], text: str) -> None:
    assert spoken(numbers) == text


@given(st.sets(st.integers(1, 60), min_size=1))
def test_every_page_is_said(numbers: set[int]) -> None:
    said = set()
    for part in spoken(sorted(numbers)).split("、"):
        first, _, last = part.partition("～")
        said |= set(range(int(first), int(last or first) + 1))

    assert said == numbers


def test_names_by_their_sound_then_their_tone() -> None:
    # fāng before fáng, chóng (重庆) under c, lǜ behind lu, what is no hanzi first
    names = ["绿化局", "重庆局", "房管局", "方局", "路政局", "12345热线", "安监局", "ABC公司"]

    assert by_sound(names) == [
        "12345热线", "ABC公司", "安监局", "重庆局", "方局", "房管局", "路政局", "绿化局",
    ]  # fmt: skip


def test_the_shorter_name_first() -> None:
    assert by_sound(["甲局办公室", "甲局"]) == ["甲局", "甲局办公室"]


def test_only_entries_are_looked_through(shanghai: Template, shipped_faces: Faces) -> None:
    setting = prepare(issue(SMALL + "目录: true\n"), shanghai, shipped_faces)
    (text, *_) = entries_text(setting.document, setting.pages)

    # neither masthead nor contents nor 版记
    assert text.split("\n")[1:] == [
        "甲局召开会议部署工作", "近日，甲局开会。", "一、进展",
        "（一）组织。上半年有5689个网点，占98.6%。", "（甲局供稿）", *text.split("\n")[6:],
    ]  # fmt: skip
    assert "某某" not in text
    assert "上级" not in text


def test_cells_are_apart(shanghai: Template, shipped_faces: Faces) -> None:
    rows = "正文: |\n      表题：各局\n      |甲|局|\n      |-|-|\n      |丙|1|\n"
    text = SMALL.replace("正文: 乙局也开会。\n", rows)
    setting = prepare(issue(text), shanghai, shipped_faces)

    assert "\n甲\n局\n丙\n1" in "".join(entries_text(setting.document, setting.pages))
