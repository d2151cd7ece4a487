from briefing.checks import check
from briefing.issue import Issue
from briefing.source import read

TEXT = "刊名: 简报\n期号: 3\n编印单位: 办\n日期: 2025-07-01\n{}稿件:\n  - 标题: 甲\n    正文: 乙\n"


def issue(lines: str) -> Issue:
    return read(TEXT.format(lines).encode(), "一期.yaml")


def test_a_secret_issue_must_not_be_mailed() -> None:
    (finding,) = check(issue("密级: 秘密\n"))

    assert finding.code == "S01"
    assert "本期密级为秘密，不得用电子邮件发送" in finding.message


def test_an_open_issue_may() -> None:
    assert check(issue("紧急程度: 特急\n份号: 1\n")) == []
