"""登记的名称: units and fixed formulations, held against registry.yaml and phrases.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from briefing.checks.passages import Passage, found_at
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.checks.vocabulary import confused_with
from briefing.cjk import HAN
from briefing.diagnostics import Level
from briefing.registry import Phrase, Registry, Unit

_TELLING = frozenset("东西南北中上下前后新老大小内外一二三四五六七八九十百千甲乙丙丁省市区县乡镇村")
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
                    remedy = "说的是从前就不用改"
                    yield Find(passage, at, at + len(former), why, remedy, unit.name)
            if len(unit.name) >= 5:
                yield from _slips(passage, unit.name, known, "登记的名称")


def _places_of(name: str, value: str, known: Sequence[str]) -> Iterator[int]:
    """Where `name` stands, not within a longer name that is registered."""
    longer = [other for other in known if name in other and other != name]
    inside = {
        start + shift
        for other in longer
        for start in found_at(other, value)
        for shift in found_at(name, other)
    }
    return (at for at in found_at(name, value) if at not in inside)


def _slips(passage: Passage, right: str, known: Sequence[str], what: str) -> Iterator[Find]:
    """Words that are `right` but for a character or two: one for every six of its length.

    Only what shares the beginning or the end of `right` is looked at, so a plain search finds it.
    """
    value, size = passage.value, len(right)
    most = max(1, size // 6)
    part = max(2, size // 2)
    seen: set[int] = set()
    for piece, behind in ((right[:part], 0), (right[-part:], size - part)):
        for at in found_at(piece, value):
            for change in (0, -1, 1):
                first = at - behind - (change if behind else 0)
                written = value[first : first + size + change] if first >= 0 else ""
                if first in seen or right in value[max(first - 1, 0) : first + size + change + 1]:
                    continue
                if len(written) == size + change and _is_slip(written, right, most, known):
                    seen.add(first)
                    why = f"“{written}”和{what}“{right}”差一点"
                    remedy = f"是它就改为“{right}”"
                    yield Find(passage, first, first + len(written), why, remedy, right)
                    break


def _is_slip(written: str, right: str, most: int, known: Sequence[str]) -> bool:
    """Whether somebody who wrote this may have meant `right`: `most` characters differ."""
    if not _WORDS.fullmatch(written):
        return False
    # Where the first or the last differs, something else may be meant, unless the two are confused.
    ends = ((written[0], right[0]), (written[-1], right[-1]))
    if any(one != other and other not in confused_with(one) for one, other in ends):
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


def _distance(one: str, other: str) -> int:
    """How many characters must be changed, added or taken away."""
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, match in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != match))
    return row[-1]


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
        longer = tuple(right for right in known if right.startswith(wrong))
        for at in found_at(wrong, value):
            if value.startswith(longer, at):
                continue
            listed.add(at)
            why = f"固定提法是“{phrase.wording}”，不是“{wrong}”"
            end = at + len(wrong)
            yield Find(passage, at, end, why, instead=phrase.wording, level=Level.MISTAKE)
    if len(phrase.wording) >= 6:
        for find in _slips(passage, phrase.wording, known, "固定提法"):
            if find.start not in listed:
                yield find


_REGISTRY = Registry(
    units=(Unit("城西街道办事处", ("城西街道",), ("城西镇人民政府",)),),
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
        "R03",
        Level.DOUBT,
        "惯例（固定提法与登记相符）",
        formulations,
        Example("推进一个支部一个品牌建设。", registry=_REGISTRY),
        Example("推进一支部一品牌建设，深入学习贯彻党的二十届三中全会精神。", registry=_REGISTRY),
        whole=True,
    ),
)
