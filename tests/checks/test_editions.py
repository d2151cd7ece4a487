from briefing.checks import Reading
from briefing.checks.editions import numbers, recipients
from briefing.source import read

TEXT = (
    "刊名: 简报\n期号: {}\n总期号: {}\n编印单位: 局\n日期: {}\n{}"
    "稿件:\n  - 标题: 甲\n    正文: 乙\n"
)


def text(number: int, total: int, day: str = "2025-07-21", lines: str = "") -> bytes:
    return TEXT.format(number, total, day, lines).encode()


def test_the_total_is_not_less_than_the_number() -> None:
    def messages(number: int, total: int) -> list[str]:
        return [find.why for find in numbers(Reading(read(text(number, total), "新.yaml")))]

    assert messages(26, 16) == ["总期号 16 小于期号 26"]
    assert messages(26, 26) == []


def listed(lines: str) -> list[str]:
    reading = Reading(read(text(1, 1, lines=lines), "新.yaml"))
    return [find.why for find in recipients(reading)]


def test_names_of_recipients() -> None:
    assert listed("报: [甲局]\n送: [乙局、丙办]\n") == []
    assert listed("报: [甲局。]\n") == ["单位后面不带“。”"]
    assert listed('报: ["甲局,乙局"]\n') == ["一项里像是有几个单位"]
    assert listed("报: [甲局]\n送: [甲局]\n") == ["“甲局”在报、送、发里出现了两次"]
    assert listed("报: [报：甲局]\n") == ["“报：”由排版来加"]
