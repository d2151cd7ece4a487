"""引号与书名号: straight quotes, pairs, what stands between and before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_STRAIGHT = re.compile("[\"']")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])|(?<=\d)['\"](?=\d)|(?<=s)'(?= [A-Za-z])")
_ADJACENT = re.compile(r"(?<=[”》])、(?=[“《])")
_TITLED = re.compile(r"《([^《》]{1,60})》")
# What is held, given or sold, not written: GB/T 15834-2011 A.13.
_NO_WORK = re.compile(
    r"(?:培训班|研讨班|专题班|座谈会|推进会|运动会|晚会|论坛|展览会?|博览会|大赛|竞赛|比赛|活动|"
    r"课程|公开课|讲座|奖|奖项|称号|锦旗|奖状|证|证书|许可证|执照|杯|品牌|商标|工程|行动|月|周|节|日|队|"
    r"小组|班)$"
)
_A_WORK_AFTER_ALL = re.compile(
    r"方案|通知|办法|意见|规定|条例|指南|手册|纪实|纪要|之歌|记$|日记$|周记$|简报|报$"
)
_SUBJECT = re.compile(
    rf"(?:主题|课题|专题|班名|名称|口号|品牌)[为是叫：]?(《[^《》]{{1,40}}》)(?![{HAN}]?(?:一书|一文))"
)
_STOP_INSIDE = re.compile(r"[。，；](?=”)")
# What somebody says, whole, with its stop behind the quotes.
_SAID = re.compile(
    "(?:说|说道|说的|问|问道|答|答道|表示|指出|强调|感慨|感叹|坦言|回忆|建议|告诉[^，。；：]{1,6})：“(?:[^“”]{6,}[^“”。！？…]|[^“”]+[！？])”(?P<stop>。)"
)
_WHOLE_BEFORE = re.compile(r"(?:^|[。！？：…]|——)\s*$")


def quotes(reading: Reading) -> Iterator[Find]:
    """引号用弯引号“ ”，里层用单引号‘ ’；成对，先开后关。

    直引号在一段里是双数时，按先开后关配成对；单数时不知道缺哪一个，只指出来。
    引文有几段时，每段开头用前引号，只在最后一段末尾用后引号。
    """
    for index, passage in enumerate(reading.prose):
        yield from _straight(passage)
        following = reading.prose[index + 1 : index + 2]
        goes_on = bool(following) and following[0].text.value.startswith(("“", '"'))
        goes_on = goes_on and following[0].part is passage.part
        yield from unpaired(passage, "“”‘’", goes_on)


def _straight(passage: Passage) -> Iterator[Find]:
    value = passage.value
    if '"' not in value and "'" not in value:
        return
    apostrophes = {match.start() for match in _APOSTROPHE.finditer(value)}
    found = [match for match in _STRAIGHT.finditer(value) if match.start() not in apostrophes]
    primes = [m for m in found if m[0] == "'" and value[m.start() - 1 : m.start()].isdigit()]
    if primes and sum(match[0] == "'" for match in found) % 2:
        found = [match for match in found if match not in primes]
    double = [match.start() for match in found if match[0] == '"']
    single = [match.start() for match in found if match[0] == "'"]
    for places, marks in ((double, "“”"), (single, "‘’")):
        pairable = _alternates(value, places, marks)
        for order, at in enumerate(places):
            mark = marks[order % 2]
            why = f"直引号{value[at]}应为{mark}" if pairable else "直引号应为弯引号"
            remedy = "" if pairable else "本段的引号不成对，先补上所缺的一个"
            yield Find(passage, at, at + 1, why, remedy, mark if pairable else None)


def _alternates(value: str, places: list[int], marks: str) -> bool:
    """Whether quotes open and close in turn once the straight ones are bent."""
    bent = {at: marks[order % 2] for order, at in enumerate(places)}
    kinds = [bent.get(i, char) for i, char in enumerate(value) if char in marks or i in bent]
    return all(kind == marks[order % 2] for order, kind in enumerate(kinds)) and len(kinds) % 2 == 0


def unpaired(passage: Passage, marks: str, goes_on: bool = False) -> Iterator[Find]:
    """Opening and closing marks that have no other half; `marks` are the outer and inner pair.

    `goes_on`: the next paragraph goes on with the quotation, so this one need not close it.
    """
    value = passage.value
    if not any(mark in value for mark in marks):
        return
    outer, inner = (marks[0], marks[1]), (marks[2], marks[3])
    opened: list[int] = []
    for at, char in enumerate(value):
        if char in (outer[0], inner[0]):
            if char == outer[0] and opened and value[opened[-1]] == outer[0]:
                if _closes_later(value, at, outer):
                    why = f"“{outer[0]}”里又用“{outer[0]}”，里层要用{inner[0]}{inner[1]}"
                    yield Find(passage, at, at + 1, why, f"里层改用{inner[0]}{inner[1]}")
                else:
                    yield Find(
                        passage,
                        opened[-1],
                        opened[-1] + 1,
                        f"“{outer[0]}”没有关上",
                        f"补上“{outer[1]}”",
                    )
                    opened.pop()
            opened.append(at)
        elif char in (outer[1], inner[1]):
            wanted = outer[0] if char == outer[1] else inner[0]
            if opened and value[opened[-1]] == wanted:
                opened.pop()
            elif char == "’" and value[at - 1 : at].isalpha() and value[at - 1 : at].isascii():
                continue  # an apostrophe
            else:
                yield Find(
                    passage, at, at + 1, f"“{char}”前面没有“{wanted}”", f"补上“{wanted}”，或删去"
                )
    if goes_on and len(opened) == 1:
        return
    for at in opened:
        closing = outer[1] if value[at] == outer[0] else inner[1]
        yield Find(passage, at, at + 1, f"“{value[at]}”没有关上", f"补上“{closing}”")


def _closes_later(value: str, at: int, outer: tuple[str, str]) -> bool:
    """Whether behind `at` more of these marks close than open: then one is within the other."""
    rest = value[at:]
    return rest.count(outer[1]) > rest.count(outer[0])


def mark_between_quotes(passage: Passage) -> Iterator[Find]:
    """并列的引号之间、书名号之间通常不用顿号。

    中间有括号等别的成分时仍用顿号，如《甲》（试行）、《乙》。
    """
    for match in _ADJACENT.finditer(passage.value):
        before, behind = passage.value[match.start() - 1], passage.value[match.end()]
        if (before == "”") is (behind == "“"):
            why = f"{before}和{behind}之间的顿号可以不用"
            yield Find(passage, *match.span(), why, "删去顿号", "")


def stop_inside_quotes(passage: Passage) -> Iterator[Find]:
    """引文完整而独立时，句号放在引号里；只是句子的一部分时，引号里不用句号。

    前面有冒号、或引文自成一句的，是独立的；引文末尾的问号、叹号照留。他说、她问一类的话后面，
    引语完整而句号在引号外面的，也指出来。
    """
    value = passage.value
    for match in _STOP_INSIDE.finditer(value):
        opening = value.rfind("“", 0, match.start())
        behind = value[match.end() + 1 : match.end() + 2]
        if opening < 0 or "”" in value[opening : match.start()]:
            continue
        span = match.span()
        if match[0] != "。":
            if (
                len(value[opening : match.start()]) <= 60
                and "。" not in value[opening : match.start()]
            ):
                why = f"引号里不以“{match[0]}”结尾"
                yield Find(passage, *span, why, "移到引号外面，或改为句号", level=Level.DOUBT)
            continue
        if behind and behind in "。，、；":
            level = Level.MISTAKE if behind == "。" else None
            why = f"引号里外都有标点：“。”和“{behind}”"
            yield Find(passage, *span, why, "引文独立就删外面的，不独立就删里面的", level=level)
        elif (
            behind
            and behind in "的地中里这等和与及一是为"
            and not _WHOLE_BEFORE.search(value[:opening])
        ):
            yield Find(passage, *span, "引文只是句子的一部分，里面不用句号", "删去引号里的句号", "")
    for match in _SAID.finditer(value):
        why = "引语是完整的话，句号放在引号里"
        remedy = "句号移到后引号前面；引语末尾有问号、叹号的，删去句号"
        yield Find(passage, match.end() - 2, match.end(), why, remedy)


def no_work(passage: Passage) -> Iterator[Find]:
    """书名号只用于书、文件、报刊、影视、歌曲等作品，会议、活动、课程、奖项、证件用引号或不用。"""
    for match in _TITLED.finditer(passage.value):
        name = match[1]
        if _NO_WORK.search(name) and not _A_WORK_AFTER_ALL.search(name):
            why = f"《{name}》不像作品的名称"
            yield Find(passage, *match.span(), why, "改用引号，或不用", f"“{name}”")
    for match in _SUBJECT.finditer(passage.value):
        why = f"主题、名称不是作品，不用书名号：{match[1]}"
        yield Find(passage, *match.span(1), why, "改用引号", f"“{match[1][1:-1]}”")


RULES = (
    Rule(
        "P01",
        Level.DOUBT,
        "GB/T 15834-2011 4.5.3.5",
        mark_between_quotes,
        Example("学习了《党章》、《条例》。"),
        Example("学习了《党章》《条例》（试行）、《办法》。"),
    ),
    Rule(
        "P06",
        Level.MISTAKE,
        "GB/T 15834-2011 4.8.3",
        quotes,
        Example('开展"暖蜂行动"。'),
        Example("他说：“我记住了‘安全第一’。”"),
        whole=True,
        mends=True,
    ),
    Rule(
        "P12",
        Level.DOUBT,
        "GB/T 15834-2011 B.2.1",
        stop_inside_quotes,
        Example("他说：“我来。”，大家都笑了。"),
        Example("他说：“我来。”大家都笑了。"),
    ),
    Rule(
        "P14",
        Level.DOUBT,
        "GB/T 15834-2011 A.13",
        no_work,
        Example("参加了《党务干部培训班》。"),
        Example("印发了《党务干部培训班实施方案》。"),
    ),
)
