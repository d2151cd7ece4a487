"""期号与报送: numbers of an issue, lists of recipients. How numbers go on is the ledger's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Part
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level


def numbers(reading: Reading) -> Iterator[Find]:
    """总期号不小于期号。

    期号、总期号、日期是不是接着往期，由台账核对（briefing list）：接不上就不能签批、出刊。
    """
    issue = reading.issue
    if issue.total is not None and issue.total < issue.number:
        why = f"总期号 {issue.total} 小于期号 {issue.number}"
        yield Find(None, 0, 0, why, "核对期号和总期号", place=issue.location)


def recipients(reading: Reading) -> Iterator[Find]:
    """报、送、发的名单一个单位一项，单位后面不带标点；一个单位只出现一次。"""
    seen: dict[str, str] = {}
    for passage in reading.passages:
        if passage.part is not Part.RECIPIENT:
            continue
        value = passage.value
        if match := re.search(r"[，。、；：,;:]+$", value):
            yield Find(passage, *match.span(), f"单位后面不带“{match[0]}”", "删去", "")
        elif match := re.match(r"(?:报|送|发|抄送|抄报)[：:]", value):
            yield Find(passage, *match.span(), f"“{match[0]}”由排版来加", "删去", "")
        elif match := re.search(r"[,;；，]", value):
            why = "一项里像是有几个单位"
            yield Find(passage, *match.span(), why, "每个单位写一项", level=Level.DOUBT)
        bare = re.sub(r"\s", "", value)
        if bare in seen:
            why = f"“{bare}”在报、送、发里出现了两次"
            yield Find(passage, 0, len(value), why, "只留一处", level=Level.DOUBT)
        seen[bare] = bare


RULES = (
    Rule(
        "D01",
        Level.MISTAKE,
        "GB/T 9704-2012 7.4.2；惯例",
        recipients,
        Example("近日，某局开会。", lines="报: [上级局。]\n"),
        Example("近日，某局开会。", lines="报: [上级局]\n"),
        whole=True,
    ),
    Rule(
        "D03",
        Level.MISTAKE,
        "惯例（简报编号）",
        numbers,
        Example("近日，某局开会。", lines="总期号: 1\n"),
        Example("近日，某局开会。", lines="总期号: 30\n"),
        whole=True,
    ),
)
