"""A title → words (词), as far as breaking it at its sense needs them.

No dictionary of the language: a list of some 1,900 words of offices (lexicon.txt), in classes by
what a line break next to them does to the sense; numbers with their units by pattern; names from
the project's registry. What is left over is single characters of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefing.registry import Registry

_LEXICON = Path(__file__).with_name("lexicon.txt")


class Kind(Enum):
    """What a word is to a line break; the Chinese names are those of lexicon.txt."""

    UNIT = "单位"  # a name of a unit, or what one ends with
    VERB = "动词"
    EITHER = "兼类"  # verb or noun
    NOUN = "名词"
    HEAD = "中心词"  # a noun that holds on to what stands before it
    TIME = "时间"
    ADVERB = "副词"
    PREPOSITION = "介词"
    CONJUNCTION = "连词"
    PARTICLE = "助词"
    MODIFIER = "限定"  # holds on to the noun behind it
    NAME = "登记"  # a person or phrase of the registry
    NUMBER = "数"
    UNKNOWN = "字"
    OPEN = "（"
    CLOSE = "）"
    LIST = "、"
    STOP = "，"
    SPACE = " "


class Word(NamedTuple):
    """text[start:end] of a title."""

    start: int
    end: int
    kind: Kind


_MARKS = {
    **dict.fromkeys("“‘（《〈【〔「『［(", Kind.OPEN),
    **dict.fromkeys("”’）》〉】〕」』］)", Kind.CLOSE),
    **dict.fromkeys("，：；。！？,:;!?—…", Kind.STOP),
    "、": Kind.LIST,
    " ": Kind.SPACE,
    "　": Kind.SPACE,
}
_HAN = "[一二三四五六七八九十百千万两〇]"
_MEASURES = (
    "(?:周年|季度|年度|人次|小时|分钟|公里|公斤|平方米|[万亿]?元|[名个位项件家条场期届次批轮号年月日天岁户处座台辆"
    "所支张份篇起例类种级倍层间站门字米吨人集章堂套本季周环])"
)
# What is one word whatever stands in it, and what kind of word.
_PATTERNS = (
    (  # dates and times
        Kind.TIME,
        rf"(?:\d{{4}}年)?第?{_HAN}+季度|(?:\d{{4}}年)?[上下]半年"
        r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年度?",
    ),
    (  # a number and what it counts
        Kind.NUMBER,
        r"第?\d+(?:[.．,，:/—–~～-]\d+)*(?:[%％]|[多余]?[万亿千百]*[多余]?"
        rf"{_MEASURES}?(?:\d*[%％])?)(?:以上|以下|左右)?"
        rf"|{_HAN}+[多余]?(?:周年|季度|人次|[名个位项家次届期批轮场条张支件年月天级类])",
    ),
    (  # 第…次, 二十届四中全会, “十五五”规划
        Kind.NUMBER,
        rf"第{_HAN}+[多余]?{_MEASURES}?|首{_MEASURES}|{_HAN}+届(?:{_HAN}中)?(?:全会)?"
        rf"|“?{_HAN}{{1,2}}五”?(?=时期|规划|期间)",
    ),
    (Kind.VERB, r"以(?:.促.|..促..|.为.)"),  # 以赛促训
    (Kind.NUMBER, r"[A-Za-z0-9][A-Za-z0-9.+/&'-]*"),  # words in Latin letters
)
_UNKNOWN_COST, _PATTERN_COST, _WORD_COST, _LETTER_COST = 1.6, 0.8, 1.0, 1.3
_LONGEST_UNIT = 18  # characters of a unit's name that only its ending gives away


@cache
def lexicon() -> dict[str, Kind]:
    """The words of lexicon.txt."""
    words: dict[str, Kind] = {}
    for line in _LEXICON.read_text("utf-8").splitlines():
        name, colon, written = line.partition(": ")
        if colon and not line.startswith("#"):
            kind = Kind(name)
            words.update((word, kind) for word in written.split())
    return words


@cache
def _patterns() -> list[tuple[Kind, re.Pattern[str]]]:
    """Compiled only once a title is long enough: that takes longer than all the rest."""
    return [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS]


def occurrences(text: str, registry: Registry) -> Iterator[tuple[int, int, Kind]]:
    """Where names of the registry stand in `text`, overlapping ones too."""
    groups = (
        (Kind.UNIT, registry.unit_names),
        (Kind.NAME, registry.other_names),
    )
    for kind, names in groups:
        for name in filter(None, names):
            at = text.find(name)
            while at >= 0:
                yield at, at + len(name), kind
                at = text.find(name, at + 1)


def words(text: str, registry: Registry) -> list[Word]:
    """`text` in words: those of the registry whatever they tear, else as few as there can be."""
    edges: dict[int, list[tuple[float, Word]]] = {}
    for at, char in enumerate(text):
        edges[at] = [(cost, word) for cost, word in _from(text, at, char)]
    for start, end, kind in occurrences(text, registry):
        edges[start].append((-10.0 * (end - start), Word(start, end, kind)))
    best: list[tuple[float, Word | None]] = [(0.0, None)]
    best += [(float("inf"), None)] * len(text)
    for at in range(len(text)):
        for cost, word in edges[at]:
            if best[at][0] + cost < best[word.end][0]:
                best[word.end] = (best[at][0] + cost, word)
    found: list[Word] = []
    end = len(text)
    while end:
        last = best[end][1]
        assert last is not None
        found.append(last)
        end = last.start
    return _read(text, found[::-1])


def _from(text: str, at: int, char: str) -> Iterator[tuple[float, Word]]:
    """The words that may begin at `at`, each with its cost."""
    mark = _MARKS.get(char)
    yield 0.0 if mark else _UNKNOWN_COST, Word(at, at + 1, mark or Kind.UNKNOWN)
    for kind, pattern in _patterns():
        if match := pattern.match(text, at):
            yield _PATTERN_COST, Word(at, match.end(), kind)
    known = lexicon()
    for length in range(1, 13):
        kind_or_none = known.get(text[at : at + length])
        if kind_or_none and at + length <= len(text):
            cost = _LETTER_COST if length == 1 else _WORD_COST - 0.02 * length
            yield cost, Word(at, at + length, kind_or_none)


_HOLDS = {Kind.NOUN, Kind.EITHER, Kind.UNKNOWN, Kind.UNIT, Kind.NAME, Kind.MODIFIER}
_ENDS_NOUN = {Kind.HEAD, Kind.LIST, Kind.CONJUNCTION, Kind.PARTICLE, Kind.CLOSE, Kind.STOP}
_JOINS = {"会同", "联合", "携手", "联手"}  # what stands behind these acts as well
_MOVES = {"赴", "前往", "走进"}  # a verb follows, as behind a preposition


def _read(text: str, found: list[Word]) -> list[Word]:
    """Decide what may be verb or noun.

    It is a verb at a clause's start, behind an adverb, behind the unit that acts and behind 赴……
    and 为……, unless a noun follows that wants something before it.
    """
    read: list[Word] = []
    governed = waiting = False  # the clause has its verb; a verb must come
    for index, word in enumerate(found):
        if word.kind is Kind.EITHER:
            before = read[-1].kind if read else Kind.STOP
            behind = found[index + 1].kind if index + 1 < len(found) else Kind.STOP
            leads = before in {Kind.ADVERB, Kind.STOP, Kind.SPACE} or waiting
            leads = leads or (before is Kind.UNIT and not governed)
            if behind in _ENDS_NOUN or behind is Kind.UNIT:
                word = word._replace(kind=Kind.NOUN)
            elif leads:
                word = word._replace(kind=Kind.VERB)
        written = text[word.start : word.end]
        if word.kind in (Kind.STOP, Kind.SPACE):
            governed = waiting = False
        elif word.kind is Kind.PREPOSITION or written in _MOVES:
            waiting = True
        elif word.kind is Kind.VERB and written not in _JOINS:
            governed, waiting = True, False
        read.append(word)
    return read


def unit_spans(found: list[Word]) -> list[tuple[int, int]]:
    """The words (first, last) of each unit's name, found by what such names end with."""
    spans: list[tuple[int, int]] = []
    for last, word in enumerate(found):
        if word.kind is not Kind.UNIT:
            continue
        first = last
        while first and found[first - 1].kind in _HOLDS:
            if word.end - found[first - 1].start > _LONGEST_UNIT:
                break
            first -= 1
        if spans and spans[-1][0] >= first:
            spans.pop()
        spans.append((first, last))
    return spans
