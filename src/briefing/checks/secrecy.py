"""密级: what the law on state secrets asks of an office that mails its bulletins."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level


def not_by_mail(reading: Reading) -> Iterator[Find]:
    """有密级的简报不得用电子邮件发送，也不得在联网的计算机上处理。"""
    issue = reading.issue
    if issue.secrecy:
        why = f"本期密级为{issue.secrecy}，不得用电子邮件发送，也不得在联网的计算机上编排"
        remedy = "按保密规定印制、分送；不涉密就删去“密级”"
        yield Find(None, 0, 0, why, remedy, place=issue.location)


RULES = (
    Rule(
        "S01",
        Level.MISTAKE,
        "《中华人民共和国保守国家秘密法》",
        not_by_mail,
        Example("近日，某局开会。", lines="密级: 秘密\n"),
        Example("近日，某局开会。", lines="紧急程度: 加急\n"),
        whole=True,
    ),
)
