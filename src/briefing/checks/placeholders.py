"""Texts that `briefing new` put there for the editors to replace."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, quoted
from briefing.issue import Entry, Issue, Text

MARK = "（待写："


def unwritten(issue: Issue) -> Iterator[Diagnostic]:
    """新建的期里“（待写：……）”的地方都要换成本期的文字。"""
    for entry in issue.entries:
        for text in _texts(entry):
            at = text.value.find(MARK)
            if at >= 0:
                message = f"{quoted(text.value[at:])}还没有写"
                remedy = "写上本期的文字；没有这一项就删去这一行"
                yield Diagnostic("unwritten", message, text.at(at), remedy)


def _texts(entry: Entry) -> Iterator[Text]:
    yield from entry.title
    yield from (text for text in (entry.note, entry.body, entry.credit) if text)
