"""登记的名称: units, leaders and fixed formulations, held against registry.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level
from briefing.registry import Leader, Phrase, Registry, Unit

_POST = (
    "党组书记|党组副书记|党组成员|党委书记|党委副书记|党委委员|党工委书记|纪检组长|纪委书记|常务副局长|常务副主任|副局长|局长|"
    "副主任|主任|副市长|市长|副区长|区长|副县长|县长|副书记|书记|副处长|处长|副会长|会长|副秘书长|秘书长|副主席|主席|总经理|副总经理|"
    "董事长|副部长|部长|副科长|科长|副厅长|厅长|副主委|主委|一级巡视员|二级巡视员|一级调研员|二级调研员|三级调研员|四级调研员|总工程师"
)
_POSTS = re.compile(f"(?:{_POST})(?:[、兼]*(?:{_POST}))*")
_TELLING = frozenset("东西南北中上下前后新老大小内外一二三四五六七八九十百千甲乙丙丁省市区县乡镇村")
_SPLIT = re.compile("[、，兼和]+")
_WORDS = re.compile(rf"[{HAN}（）“”、]+")


def unit_names(reading: Reading) -> Iterator[Find]:
    """单位、企业的名称和登记的一致，不用曾用名，不写错字。"""
    units = (*reading.registry.units, *reading.registry.firms)
    known = reading.registry.unit_names
    for passage in reading.passages if units else ():
        value = passage.value
        for unit in units:
            for former in unit.former:
                for at in _places_of(former, value, known):
                    why = f"“{former}”已改称“{unit.name}”"
                    yield Find(
                        passage,
                        at,
                        at + len(former),
                        why,
                        "说的是从前就不用改",
                        unit.name,
                        Level.DOUBT,
                    )
            if len(unit.name) >= 5:
                yield from _slips(passage, unit.name, known, "登记的名称")


def _places_of(name: str, value: str, known: Sequence[str]) -> Iterator[int]:
    """Where `name` stands, not within a longer name that is registered."""
    longer = [other for other in known if name in other and other != name]
    at = value.find(name)
    while at >= 0:
        inside = any(
            value.startswith(other, at - shift)
            for other in longer
            for shift in [other.index(name)]
            if at >= shift
        )
        if not inside:
            yield at
        at = value.find(name, at + 1)


def _slips(passage: Passage, right: str, known: Sequence[str], what: str) -> Iterator[Find]:
    """Words that are `right` but for a character or two: one for every six of its length.

    Only what shares the beginning or the end of `right` is looked at, so a plain search finds it.
    """
    value, size = passage.value, len(right)
    most = max(1, size // 6)
    part = max(2, size // 2)
    seen: set[int] = set()
    for piece, behind in ((right[:part], size - part), (right[-part:], 0)):
        at = value.find(piece)
        while at >= 0:
            start = at if behind else at - (size - part)
            at = value.find(piece, at + 1)
            for first, length in _windows(start, size, bool(behind)):
                written = value[first : first + length] if first >= 0 else ""
                if first in seen or right in value[max(first - 1, 0) : first + length + 1]:
                    continue
                if len(written) == length and _is_slip(written, right, most, known):
                    seen.add(first)
                    why = f"“{written}”和{what}“{right}”差一点"
                    yield Find(passage, first, first + length, why, f"是它就改为“{right}”", right)
                    break


def _is_slip(written: str, right: str, most: int, known: Sequence[str]) -> bool:
    """Whether somebody who wrote this may have meant `right`: `most` characters differ."""
    if (written[0], written[-1]) != (right[0], right[-1]) or not _WORDS.fullmatch(written):
        return False
    if any(written in name for name in known) or _elsewhere(written, right):
        return False
    return 0 < _distance(written, right) <= most


def _elsewhere(written: str, right: str) -> bool:
    """Whether the two differ in what tells places apart: 城东街道 is no slip for 城西街道."""
    if len(written) != len(right):
        return False
    pairs = [pair for pair in zip(written, right, strict=True) if pair[0] != pair[1]]
    return any(one in _TELLING and other in _TELLING for one, other in pairs)


def _windows(start: int, size: int, from_start: bool) -> Iterator[tuple[int, int]]:
    for change in (0, -1, 1):
        yield (start if from_start else start - change), size + change


def _distance(one: str, other: str) -> int:
    """How many characters must be changed, added or taken away."""
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, match in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != match))
    return row[-1]


def leaders(reading: Reading) -> Iterator[Find]:
    """领导的姓名、职务和登记的一致，在任期之内，几位并列时按登记的次序。"""
    registered = reading.registry.leaders
    by_name: dict[str, list[Leader]] = {}
    for leader in registered:
        by_name.setdefault(leader.name, []).append(leader)
    for passage in reading.passages if registered else ():
        value = passage.value
        for name, posts in by_name.items():
            for match in re.finditer(re.escape(name), value):
                yield from _post_of(passage, match.start(), name, posts, reading.issue.date)
        yield from _order(passage, by_name)
        yield from _names_like(passage, registered, by_name)


def _post_of(
    passage: Passage, at: int, name: str, posts: list[Leader], today: date
) -> Iterator[Find]:
    before = passage.value[max(at - 40, 0) : at]
    written = [match for match in _POSTS.finditer(before) if match.end() == len(before)]
    series = re.search(rf"((?:(?:{_POST})[、，])*(?:{_POST}))$", before)
    if not written or not series:
        return
    titles = [title for title in _SPLIT.split(series[1]) if title]
    held = [leader for leader in posts if _in_office(leader, today)]
    known = "、".join(leader.post for leader in (held or posts))
    start = at - len(series[1])
    if not held:
        last = max((leader.until for leader in posts if leader.until), default=None)
        when = f"（{last.year}年{last.month}月{last.day}日止）" if last and last < today else ""
        why = f"按登记，{name}不在任“{known}”{when}"
        yield Find(passage, start, at + len(name), why, "核对职务", level=Level.DOUBT)
        return
    wrong = [title for title in titles if not any(_holds(leader.post, title) for leader in held)]
    if wrong:
        why = f"{name}的职务写作“{series[1]}”，登记的是“{known}”"
        yield Find(passage, start, at, why, "核对职务")


def _holds(post: str, title: str) -> bool:
    """Whether a registered post holds a title: 党组书记、局长 holds 局长, 副局长 does not."""
    return any(
        part == title or (part.endswith(title) and not part.endswith("副" + title))
        for part in _SPLIT.split(post)
    )


def _in_office(leader: Leader, today: date) -> bool:
    return (not leader.since or leader.since <= today) and (
        not leader.until or today <= leader.until
    )


def _order(passage: Passage, by_name: dict[str, list[Leader]]) -> Iterator[Find]:
    orders = {
        name: min(leader.order for leader in posts if leader.order is not None)
        for name, posts in by_name.items()
        if any(leader.order is not None for leader in posts)
    }
    for clause in re.finditer(r"[^。；：]+", passage.value):
        found = sorted(
            (clause.start() + at, name) for name in orders if (at := clause[0].find(name)) >= 0
        )
        for (_, first), (at, second) in pairwise(found):
            between = passage.value[passage.value.find(first, clause.start()) + len(first) : at]
            if orders[second] < orders[first] and re.fullmatch(
                rf"(?:同志)?[、，和及](?:[{HAN}、]{{0,20}}?)", between
            ):
                why = f"{second}按登记排在{first}前面"
                yield Find(passage, at, at + len(second), why, "核对领导的次序", level=Level.DOUBT)


def _names_like(
    passage: Passage, registered: Sequence[Leader], by_name: dict[str, list[Leader]]
) -> Iterator[Find]:
    """A post with a name one character away from the one who holds it: 局长冯立虎."""
    for match in _POSTS.finditer(passage.value):
        for leader in registered:
            size = len(leader.name)
            written = passage.value[match.end() : match.end() + size]
            title = _SPLIT.split(match[0])[-1]
            if (
                size < 3
                or len(written) < size
                or written in by_name
                or not _holds(leader.post, title)
            ):
                continue
            same = sum(a == b for a, b in zip(written, leader.name, strict=True))
            if same == size - 1 and _WORDS.fullmatch(written):
                start = match.end()
                why = f"“{title}{written}”：登记的是{leader.name}"
                yield Find(passage, start, start + size, why, "核对姓名", leader.name, Level.DOUBT)


@cache
def common_phrases() -> tuple[Phrase, ...]:
    """The formulations of phrases.txt, a line each: the wording, then wrong ones."""
    lines = (files("briefing.checks") / "phrases.txt").read_text("utf-8").splitlines()
    split = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(Phrase(first, tuple(others)) for first, *others in split)


def formulations(reading: Reading) -> Iterator[Find]:
    """固定提法一字不差。

    登记的和词表 phrases.txt 里的提法：列明的误写一定指出；只差一两个字的，请核对。
    """
    phrases = (*reading.registry.phrases, *common_phrases())
    known = tuple(each.wording for each in phrases)
    starts: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        half = max(2, len(phrase.wording) // 2)
        for piece in {phrase.wording[:half], phrase.wording[-half:], *phrase.wrong}:
            starts.setdefault(piece, []).append(phrase)
    pieces = sorted(starts, key=len, reverse=True)
    for passage in reading.passages:
        present = [piece for piece in pieces if piece in passage.value]
        for phrase in dict.fromkeys(phrase for piece in present for phrase in starts[piece]):
            yield from _misquoted(passage, phrase, known)


def _misquoted(passage: Passage, phrase: Phrase, known: Sequence[str]) -> Iterator[Find]:
    value = passage.value
    listed: set[int] = set()
    for wrong in phrase.wrong:
        at = value.find(wrong)
        while at >= 0:
            if not any(value.startswith(right, at) for right in known if right.startswith(wrong)):
                listed.add(at)
                why = f"固定提法是“{phrase.wording}”，不是“{wrong}”"
                yield Find(
                    passage, at, at + len(wrong), why, instead=phrase.wording, level=Level.MISTAKE
                )
            at = value.find(wrong, at + 1)
    if len(phrase.wording) >= 6:
        for find in _slips(passage, phrase.wording, known, "固定提法"):
            if find.start not in listed:
                yield find


_REGISTRY = Registry(
    units=(Unit("城西街道办事处", ("城西街道",), ("城西镇人民政府",)),),
    leaders=(Leader("欧阳明", "党工委书记", 1), Leader("张立华", "主任", 2)),
    phrases=(Phrase("一支部一品牌", ("一个支部一个品牌",)),),
)

RULES = (
    Rule(
        "R01",
        Level.DOUBT,
        "惯例（名称与登记相符）",
        unit_names,
        Example("近日，城西镇人民政府开会。", registry=_REGISTRY),
        Example("近日，城西街道办事处开会，城西街道负责人参加。", registry=_REGISTRY),
        whole=True,
    ),
    Rule(
        "R02",
        Level.MISTAKE,
        "惯例（职务与登记相符）",
        leaders,
        Example("街道党工委书记欧阳明、副主任张立华出席。", registry=_REGISTRY),
        Example("街道党工委书记欧阳明、主任张立华出席。", registry=_REGISTRY),
        whole=True,
    ),
    Rule(
        "R03",
        Level.DOUBT,
        "惯例（固定提法与登记相符）",
        formulations,
        Example("推进一个支部一个品牌建设。", registry=_REGISTRY),
        Example("推进一支部一品牌建设，深入学习贯彻党的二十届三中全会精神。", registry=_REGISTRY),
        whole=True,
    ),
)
