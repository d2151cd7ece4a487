"""待写: texts that `briefing new` put there for the editors to replace."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.diagnostics import Level, quoted

MARK = "（待写："


def unwritten(passage: Passage) -> Iterator[Find]:
    """新建的期里“（待写：……）”的地方都换成本期的文字。

    没有写好就不能签批、出刊，放行、改级别都没有用。
    """
    value = passage.text.value
    at = value.find(MARK)
    if at >= 0:
        why = f"{quoted(value[at:])}还没有写"
        yield Find(passage, at, len(value), why, "写上本期的文字；没有这一项就删去这一行")


RULES = (
    Rule(
        "W01",
        Level.MISTAKE,
        "惯例（不发未写完的稿件）",
        unwritten,
        Example("（待写：正文）"),
        Example("还有两件事（待办：评比）。"),
        cells=True,
        bars=True,
    ),
)
