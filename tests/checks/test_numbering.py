import pytest

from tests.checks.finding import found


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("一.摸清", "."),
        ("（一）、摸清", "、"),
        ("1、摸清", "、"),
        ("（1）、摸清", "、"),
        ("①、摸清", "、"),
    ],
)
def test_the_mark_behind_a_number(body: str, mark: str) -> None:
    assert found("P02", body) == [mark]


@pytest.mark.parametrize(
    "body", ["一、摸清", "（一）摸清", "1.摸清", "3.5万人", "一、二等奖", "3、5号楼", "2025年，"]
)
def test_right_numbers(body: str) -> None:
    assert found("P02", body) == []


def test_levels_do_not_climb_back() -> None:
    assert found("P03", "1.甲\n乙。\n（一）丙\n丁。") == ["（一）"]
    assert found("P03", "一、甲\n（一）乙\n1.丙\n二、丁\n（一）戊") == []


def test_a_level_is_not_skipped() -> None:
    assert found("P03", "一、甲\n1.乙\n丙。") == ["1."]


def test_a_title_does_not_end_with_a_stop() -> None:
    assert found("P04", "甲", title="某局开会。") == ["。"]
    assert found("P04", "甲", title="谁来开会？") == []


def test_a_comma_may_end_a_line_of_a_title() -> None:
    assert found("P04", "甲", title="[同心同向，, 再启新程]") == []


def test_captions_end_without_a_stop() -> None:
    assert found("P16", "图1 现场全景。") == ["。"]
    assert found("P16", "图书馆开放了。") == []


def test_attachments() -> None:
    assert found("D02", "附件：方案。") == ["。"]
    assert found("D02", "附件：方案") == []
