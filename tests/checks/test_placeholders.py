from briefing.checks.placeholders import unwritten
from tests.samples import issue

HEAD = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n稿件:\n"


def found(entries: str) -> list[str]:
    return [f"{each.code} {each.location}" for each in unwritten(issue(HEAD + entries))]


def test_what_nobody_has_written_is_found_in_its_place() -> None:
    head = "  - 标题: （待写：标题）\n    正文: |\n      第一段。\n"

    assert found(f"{head}      （待写：正文）\n    来源: （待写：单位）\n") == [
        "unwritten 甲.yaml:6:9",
        "unwritten 甲.yaml:9:7",
        "unwritten 甲.yaml:10:9",
    ]


def test_brackets_and_the_word_by_themselves_are_text() -> None:
    assert found("  - 标题: 待写的书（三）\n    正文: （待办：三件）\n") == []
