from dataclasses import replace

import pytest

from briefing.checks import Example, Reading, finds
from briefing.diagnostics import Location
from briefing.issue import Text
from tests.checks import examples
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
    assert found("P16", "![全景，](甲.png)\n\n甲。") == ["，"]


def test_attachments() -> None:
    assert found("D02", "附件：方案。") == ["。"]
    assert found("D02", "附件：方案") == []


def attached(body: str, *files: str) -> list[str]:
    """What D02 says of a body whose entry has these files."""
    reading = examples.reading(Example(body))
    (entry,) = reading.issue.entries
    names = tuple(Text(name, Location("例.yaml", 9, 1), ((0, 9, 1),)) for name in files)
    issue = replace(reading.issue, entries=(replace(entry, attachments=names),))
    return [find.why for by, find in finds(Reading(issue)) if by.id == "D02"]


def test_the_list_in_the_body_and_the_files() -> None:
    body = "甲。\n附件：1.工作方案\n2.报名表"

    assert attached(body, "附件/1.工作方案.pdf", "附件/2.报名表.xlsx") == []
    assert attached(body, "工作方案（定稿）.pdf", "form.xlsx") == []
    assert attached(body, "工作方案.pdf") == ["正文列了 2 个附件，本篇附了 1 个"]
    assert attached(body, "工作方案.pdf", "回执.docx") == [
        "正文写的附件“报名表”和所附的“回执.docx”不一样"
    ]
    assert attached("甲。\n附件：工作方案", "工作方案.pdf") == []
    assert attached("甲。", "工作方案.pdf") == []


def test_a_mark_behind_a_number_within_the_line() -> None:
    assert found("P02", "做法有：（1）、建机制；（2）、定人员。") == ["、", "、"]
    assert found("P02", "依照第五条（1）、（3）项。做法：（1）建机制。") == []
    assert found("P02", "申请人应当符合：（一）、（二）两项条件。") == []
    assert found("P02", "申请人应当符合：（一），即年满十八岁。") == ["，"]
