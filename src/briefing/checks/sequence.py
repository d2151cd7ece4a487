"""次第: numbers before items that skip one or come twice, and how many items were promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level

_DIGITS = "一二三四五六七八九"
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_RINGED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# What a number stands behind where it numbers something.
_AHEAD = r"(?:^|(?<=[。；：，！？]))"
# A kind of numbers, how its first one is written, and all of them.
_KINDS = (
    ("是", ("一是",), re.compile(rf"{_AHEAD}({_HAN_NUMBER})是")),
    ("、", ("一、",), re.compile(rf"^({_HAN_NUMBER})、(?!{_HAN_NUMBER})")),
    ("（一）", ("（一）",), re.compile(rf"{_AHEAD}（({_HAN_NUMBER})）")),
    ("第", ("第一，", "首先，"), re.compile(rf"{_AHEAD}第({_HAN_NUMBER})，")),
    ("1.", ("1.", "1．"), re.compile(rf"{_AHEAD}(\d{{1,2}})[.．](?!\d)")),
    ("（1）", ("（1）",), re.compile(rf"{_AHEAD}（(\d{{1,2}})）")),
    ("①", ("①",), re.compile(rf"(?:^|(?<=[。；：，、！？]))([{_RINGED}])")),
)
# 首先 and 其次 are the first and the second of what 第三 goes on with.
_FIRST = re.compile(rf"{_AHEAD}(首先|其次)，")
_PROMISED = re.compile(
    r"(?<![\d第.])(?P<number>[两二三四五六七八九十])(?P<what>个方面|点(?:要求|意见|建议|希望|体会|做法|经验)|"
    r"项(?:措施|行动|举措|工作|任务|要求|制度|机制|重点工作|重点任务)|条(?:措施|意见|建议|经验|要求)|个(?:环节|重点|问题|到位))"
    r"(?:[^，。；：]{0,8}[：，]|。)(?=一是|第一，|首先，)"
)


class _Number(NamedTuple):
    """A number before an item; `leads`: it stands at the head of its paragraph."""

    passage: Passage
    start: int
    end: int
    value: int

    @property
    def leads(self) -> bool:
        return not self.passage.value[: self.start].strip("第（")


def out_of_sequence(reading: Reading) -> Iterator[Find]:
    """序号一个接一个，不跳号，不重号：一是、二是、三是，（一）（二）（三），1. 2. 3.。

    各种序号分开数；段首的在一篇里数，段内的在一段里数；重新从一数起，是另一组，不算错。
    """
    for entry in reading.entries:
        body = [each for each in entry if each.part is Part.BODY]
        text = "\n".join(each.value for each in body)
        for kind, firsts, pattern in _KINDS:
            if not any(first in text for first in firsts):
                continue
            last: _Number | None = None
            for number in _numbers(body, kind, pattern):
                if last and not number.leads and number.passage is not last.passage:
                    last = None  # numbers within a paragraph count for themselves
                before = last.value if last else 0
                wrong = last and number.value != before + 1 and not _new_group(number, last, kind)
                if last and wrong:
                    why = _complaint(kind, before, number)
                    yield Find(number.passage, number.start, number.end, why, "核对序号")
                # What begins in the middle goes on from somewhere we do not see.
                last = number if last or number.value == 1 else None


def _numbers(body: list[Passage], kind: str, pattern: re.Pattern[str]) -> Iterator[_Number]:
    for passage in body:
        value = passage.value
        found = [(*each.span(1), _value(each[1])) for each in pattern.finditer(value)]
        if kind == "第":
            found += [
                (*each.span(1), 1 if each[1] == "首先" else 2) for each in _FIRST.finditer(value)
            ]
        for start, end, number in sorted(found):
            yield _Number(passage, start, end, number)


def _new_group(number: _Number, last: _Number, kind: str) -> bool:
    """Whether another group begins here: at one, but not with 一、 right behind 一、."""
    return number.value == 1 and not (kind == "、" and last.value == 1)


def _complaint(kind: str, before: int, number: _Number) -> str:
    written = number.passage.value[number.start : number.end]
    if number.value == before:
        return f"序号“{written}”用了两次"
    if number.value > before + 1:
        return f"序号从{before}跳到了{number.value}"
    return f"序号{before}后面是{number.value}"


def _value(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written in _RINGED:
        return _RINGED.index(written) + 1
    tens, ten, ones = written.rpartition("十")
    digit = {char: at for at, char in enumerate(_DIGITS, 1)}
    return (digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones, 0)


def promised_items(reading: Reading) -> Iterator[Find]:
    """说几条就列几条：“三点要求”后面有一是、二是、三是。

    紧接着列出来的才数；下一段还接着列的，一起数。
    """
    for entry in reading.entries:
        body = [each for each in entry if each.part is Part.BODY]
        for order, passage in enumerate(body):
            value = passage.value
            listing = "一是" in value or "第一，" in value or "首先，" in value
            for match in _PROMISED.finditer(value) if listing else ():
                promised = 2 if match["number"] == "两" else _value(match["number"])
                listed = _listed(value[match.end() :], body[order + 1 :])
                if listed not in (promised, 0, 1):
                    why = f"说的是{match['number']}{match['what']}，列出来的有{listed}条"
                    start, end = match.start("number"), match.end("what")
                    yield Find(passage, start, end, why, "核对有几条")


def _listed(rest: str, following: list[Passage]) -> int:
    """How far the first series of `rest` counts, on in the paragraphs that follow it."""
    kind = "是" if rest.startswith("一是") else "第"
    pattern = next(pattern for name, _, pattern in _KINDS if name == kind)
    count = 0
    for text in (rest, *(each.value for each in following)):
        passed = [_value(each[1]) for each in pattern.finditer(text)]
        if kind == "第":
            passed = sorted({*passed, *(1 if m[1] == "首先" else 2 for m in _FIRST.finditer(text))})
        if count and not passed:
            break
        for number in passed:
            if number == 1 and count:
                return count
            if number not in (count, count + 1):
                return 0  # out of sequence: that is said already
            count = number
        if "最后" in text:
            return 0
    return count


RULES = (
    Rule(
        "M06",
        Level.DOUBT,
        "惯例（序号）",
        out_of_sequence,
        Example("一是摸清底数。二是建立台账。四是逐户走访。"),
        Example("一是摸清底数。二是建立台账。三是逐户走访。走访时，一是听，二是看。"),
        whole=True,
    ),
    Rule(
        "M07",
        Level.DOUBT,
        "惯例（条数）",
        promised_items,
        Example("会议提出三点要求：一是查得细。二是改得快。"),
        Example("会议提出三点要求：一是查得细。二是改得快。三是不反弹。"),
        whole=True,
    ),
)
