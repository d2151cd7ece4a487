"""期号与报送: numbers of issues that go on from those before, lists of recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Part
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level


def numbers(reading: Reading) -> Iterator[Find]:
    """期号、总期号接着上一期，各加一；总期号不小于期号；日期不早于上一期。

    增刊、专刊另有编号的，不和正刊比。
    """
    issue, where = reading.issue, reading.issue.location
    if issue.total is not None and issue.total < issue.number:
        why = f"总期号 {issue.total} 小于期号 {issue.number}"
        yield Find(None, 0, 0, why, "核对期号和总期号", level=Level.MISTAKE, place=where)
    if issue.edition:
        return
    year = issue.date.year
    before = [each for each in reading.earlier if (each.year, each.number) < (year, issue.number)]
    if not before:
        return
    last = max(before, key=lambda each: (each.year, each.number))
    previous = last.load()
    if previous is None or previous.edition:
        return
    if last.year == year and issue.number > last.number + 1:
        why = f"上一期是{last}，本期是第{issue.number}期，中间缺了期"
        yield Find(None, 0, 0, why, "核对期号", place=where)
    if last.year < year and issue.number != 1:
        why = f"本年还没有第1期，本期是第{issue.number}期"
        yield Find(None, 0, 0, why, "核对期号", place=where)
    if previous.total is not None and issue.total is not None:
        gap = issue.number - last.number if last.year == year else issue.number
        if issue.total != previous.total + gap:
            right = previous.total + gap
            why = f"{last}的总期号是 {previous.total}，本期应是 {right}，不是 {issue.total}"
            yield Find(None, 0, 0, why, "核对总期号", place=where)
    if issue.date < previous.date:
        why = f"本期日期 {issue.date} 早于{last}的日期 {previous.date}"
        yield Find(None, 0, 0, why, "核对日期", place=where)


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
        Level.DOUBT,
        "惯例（简报编号）",
        numbers,
        Example("近日，某局开会。", lines="总期号: 1\n"),
        Example("近日，某局开会。", lines="总期号: 30\n"),
        whole=True,
    ),
)
