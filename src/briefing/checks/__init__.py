"""What an editor should know of an issue that can be set all the same: check(issue) → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing.checks.placeholders import unwritten
from briefing.checks.secrecy import not_by_mail
from briefing.diagnostics import Diagnostic
from briefing.issue import Issue

Check = Callable[[Issue], Iterator[Diagnostic]]
CHECKS: tuple[Check, ...] = (unwritten, not_by_mail)


def check(issue: Issue) -> list[Diagnostic]:
    """All findings, in the order of CHECKS."""
    return [finding for each in CHECKS for finding in each(issue)]
