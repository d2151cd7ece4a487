"""点号: stops that follow one another, stand before 等, in brackets, or at the start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from briefing.checks.passages import Part, Passage
from briefing.checks.quotes import unpaired
from briefing.checks.rules import Example, Find, Rule
from briefing.diagnostics import Level

_TWO = re.compile(
    r"([，、；：,])(?:\s*[，、；：。,])+|。(?:\s*[，、；：])+|。。(?!。)|[！？][，。、；：]|([！？])\2{3,}"
)
_AT_START = re.compile(r"[，。、；：！？）》”’〉】〕,;:!?]")
_ET_CETERA = re.compile("[、，](?=等)")
_ET_CETERA_NOT = re.compile(
    r"等(?:到|待|得|着|了|一|几|来|在|他|她|你|我|候|级|于|同|次|因|离子|闲|额|量|价|距|边|腰|温)"
)
_SERIES = re.compile(
    r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][，,]|其[一二三四五六七八九十][，,]|"
    r"（[一二三四五六七八九十\d]{1,2}）|[①-⑩])"
)
_BRACKETED = re.compile("（[^（）]*）")
_OPEN = {"（": "）", "〔": "〕", "［": "］", "【": "】"}


def doubled(passage: Passage) -> Iterator[Find]:
    """点号不连用两个，段首不是点号或后半个引号、括号。"""
    value = passage.value
    for match in _TWO.finditer(value):
        why = f"标点连用：“{match[0]}”"
        yield Find(passage, *match.span(), why, "只留一个")
    start = _AT_START.match(value)
    if start and passage.part is not Part.MASTHEAD:
        yield Find(passage, *start.span(), f"段首是“{start[0]}”", "并入上一段，或删去")


def mark_before_et_cetera(passage: Passage) -> Iterator[Find]:
    """用顿号并列的各项，末项和“等”之间不用标点。"""
    value = passage.value
    for match in _ET_CETERA.finditer(value):
        if _ET_CETERA_NOT.match(value, match.end()):
            continue
        before = value[: match.start()]
        last = max(before.rfind(mark) for mark in "，；。：")
        if match[0] == "、":
            yield Find(passage, *match.span(), "“等”前面不用顿号", "删去顿号", "")
        elif "、" in before[last + 1 :] and not value.startswith("等等", match.end()):
            why = "各项之间用顿号，“等”前面就不用逗号"
            yield Find(passage, *match.span(), why, "删去逗号", "", level=Level.DOUBT)


def semicolon_after_stop(passage: Passage) -> Iterator[Find]:
    """分号隔开的各项，项内不用句号；项内有句号，各项都以句号结束。"""
    value = passage.value
    starts = [match.start() for match in _SERIES.finditer(value)]
    stopped: list[int] = []  # where the items before ended in 。
    for first, second in pairwise(starts):
        item = value[first:second].rstrip()
        end, at = item[-1:], first + len(item) - 1
        if end == "；" and "。" in re.sub("“[^”]*”|（[^）]*）", "", item):
            why = "这一项里有句号，末尾不能用分号"
            yield Find(passage, at, at + 1, why, "分号改为句号，或把项内的句号改为逗号")
        elif end == "；" and stopped:
            for before in stopped:
                why = "并列的几项，有的用句号，有的用分号"
                yield Find(passage, before, before + 1, why, "各项末尾用一样的标点")
        stopped = [*stopped, at] if end == "。" else []


def stop_in_brackets(passage: Passage) -> Iterator[Find]:
    """句内括号里的话，末尾不用句号。

    括号前面已是句末的，是句外括号，里面可以用句号。
    """
    value = passage.value
    for match in _BRACKETED.finditer(value):
        at = match.end() - 2
        before = value[: match.start()].rstrip()
        if value[at] == "。" and before and before[-1] not in "。！？…”":
            yield Find(passage, at, at + 1, "句内括号里末尾不用句号", "删去括号里的句号", "")


def nested_brackets(passage: Passage) -> Iterator[Find]:
    """同一种括号不套用，书名号、括号成对。

    括号里再用括号，换一种，如〔 〕；书名号里再用书名号，用单书名号〈 〉。
    """
    value = passage.value
    for opening, closing in _OPEN.items():
        if opening not in value and closing not in value:
            continue
        depth: list[int] = []
        for at, char in enumerate(value):
            if char == opening:
                if depth and closing in value[at:]:
                    yield Find(
                        passage,
                        at,
                        at + 1,
                        f"“{opening}{closing}”里又用“{opening}{closing}”",
                        "里层换一种括号",
                    )
                depth.append(at)
            elif char == closing and depth:
                depth.pop()
            elif char == closing and opening != "（":
                yield Find(passage, at, at + 1, f"“{char}”前面没有“{opening}”", "补上，或删去")
        if opening != "（":  # C03 has those
            for at in depth:
                yield Find(passage, at, at + 1, f"“{opening}”没有关上", f"补上“{closing}”")
    yield from unpaired(passage, "《》〈〉")


RULES = (
    Rule(
        "P10",
        Level.MISTAKE,
        "GB/T 15834-2011 B.1.2",
        mark_before_et_cetera,
        Example("检查了灭火器、配电箱、等设施。"),
        Example("检查了灭火器、配电箱等设施。"),
    ),
    Rule(
        "P11",
        Level.DOUBT,
        "GB/T 15834-2011 A.5",
        semicolon_after_stop,
        Example("一是摸清底数。逐户走访；二是建立台账。"),
        Example("一是摸清底数，逐户走访；二是建立台账。"),
    ),
    Rule(
        "P13",
        Level.MISTAKE,
        "GB/T 15834-2011 B.2.2",
        stop_in_brackets,
        Example("网点（含代办点。）均已整改。"),
        Example("网点（含代办点）均已整改。（据现场记录整理。）"),
    ),
    Rule(
        "P15",
        Level.MISTAKE,
        "GB/T 15834-2011 4.1—4.7",
        doubled,
        Example("会议强调，，要抓好落实。"),
        Example("会议强调，要抓好落实。"),
    ),
    Rule(
        "P17",
        Level.MISTAKE,
        "GB/T 15834-2011 4.9.3.6、4.15",
        nested_brackets,
        Example("三家企业（含直营（两家）和加盟）参加。"),
        Example("三家企业（含直营〔两家〕和加盟）学习了《关于〈条例〉的说明》。"),
        cells=True,
    ),
)
