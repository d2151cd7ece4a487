"""密级: what the law on state secrets asks of an office that mails its bulletins."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic
from briefing.issue import Issue


def not_by_mail(issue: Issue) -> Iterator[Diagnostic]:
    """有密级的简报不得用电子邮件发送，也不得在联网的计算机上处理。"""
    if issue.secrecy:
        message = f"本期密级为{issue.secrecy}，不得用电子邮件发送，也不得在联网的计算机上编排"
        remedy = "按保密规定印制、分送；不涉密就删去“密级”"
        yield Diagnostic("secret-not-by-mail", message, issue.location, remedy)
