from briefing.checks import barring, check
from briefing.checks.catalogue import RULES
from briefing.checks.placeholders import RULES as PLACEHOLDERS
from tests.samples import issue

HEAD = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n{}稿件:\n"
WAITING = "  - 标题: 甲局开会\n    正文: （待写：正文）\n"


def found(entries: str, lines: str = "") -> list[str]:
    text = HEAD.format(lines) + entries
    return [f"{each.code} {each.location}" for each in barring(issue(text))]


def test_what_nobody_has_written_is_found_in_its_place() -> None:
    head = "  - 标题: （待写：标题）\n    正文: |\n      第一段。\n"
    table = "      | 甲 | 乙 |\n      |---|---|\n      | 丙 | （待写：数） |\n"

    assert found(f"{head}      （待写：正文）\n{table}    来源: （待写：单位）\n") == [
        "W01 甲.yaml:6:9",
        "W01 甲.yaml:9:7",
        "W01 甲.yaml:12:13",
        "W01 甲.yaml:13:9",
    ]


def test_brackets_and_the_word_by_themselves_are_text() -> None:
    assert found("  - 标题: 待写的书（三）\n    正文: （待办：三件）\n") == []


def test_no_level_and_no_excuse_help() -> None:
    lines = "校对: {W01: 关}\n放行: [{规则: W01, 文字: 待写, 理由: 急}]\n"
    findings = check(issue(HEAD.format(lines) + WAITING))

    assert [each.level for each in findings if each.code == "W01"] == ["必错"]
    assert found(WAITING, lines) == ["W01 甲.yaml:9:9"]


def test_no_other_rule_bars() -> None:
    assert tuple(rule for rule in RULES if rule.bars) == PLACEHOLDERS
