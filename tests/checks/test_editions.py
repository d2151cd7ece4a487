from functools import partial

from briefing.checks import Earlier, Reading
from briefing.checks.editions import numbers, recipients
from briefing.source import read

TEXT = (
    "刊名: 简报\n期号: {}\n总期号: {}\n编印单位: 局\n日期: {}\n{}"
    "稿件:\n  - 标题: 甲\n    正文: 乙\n"
)


def text(number: int, total: int, day: str = "2025-07-21", lines: str = "") -> bytes:
    return TEXT.format(number, total, day, lines).encode()


def messages(data: bytes, *before: tuple[int, int, bytes]) -> list[str]:
    earlier = [
        Earlier(year, number, old.decode, partial(read, old, "旧.yaml"))
        for year, number, old in before
    ]
    return [find.why for find in numbers(Reading(read(data, "新.yaml"), earlier=earlier))]


LAST = (2025, 25, text(25, 515, "2025-07-14"))


def test_numbers_go_on() -> None:
    assert messages(text(26, 516), LAST) == []


def test_a_gap() -> None:
    assert messages(text(27, 517), LAST) == ["上一期是2025年第25期，本期是第27期，中间缺了期"]


def test_the_total_goes_on_as_well() -> None:
    assert messages(text(26, 517), LAST) == ["2025年第25期的总期号是 515，本期应是 516，不是 517"]


def test_a_new_year_begins_with_one() -> None:
    assert messages(text(1, 516, "2026-01-05"), LAST) == []
    assert messages(text(2, 517, "2026-01-05"), LAST) == ["本年还没有第1期，本期是第2期"]


def test_the_total_is_not_less_than_the_number() -> None:
    assert messages(text(26, 16)) == ["总期号 16 小于期号 26"]


def test_dates_go_on() -> None:
    assert messages(text(26, 516, "2025-07-01"), LAST) == [
        "本期日期 2025-07-01 早于2025年第25期的日期 2025-07-14"
    ]


def test_a_special_issue_has_numbers_of_its_own() -> None:
    assert messages(text(3, 516, lines="期次: 增刊\n"), LAST) == []


def listed(lines: str) -> list[str]:
    reading = Reading(read(text(1, 1, lines=lines), "新.yaml"))
    return [find.why for find in recipients(reading)]


def test_names_of_recipients() -> None:
    assert listed("报: [甲局]\n送: [乙局、丙办]\n") == []
    assert listed("报: [甲局。]\n") == ["单位后面不带“。”"]
    assert listed('报: ["甲局,乙局"]\n') == ["一项里像是有几个单位"]
    assert listed("报: [甲局]\n送: [甲局]\n") == ["“甲局”在报、送、发里出现了两次"]
    assert listed("报: [报：甲局]\n") == ["“报：”由排版来加"]
