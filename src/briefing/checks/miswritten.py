"""别字: a character that sounds or looks like the one that was meant (传答 for 传达).

No list could name them all. Where two neighbours stand in no word, one of them is exchanged for
each character it is confused with; if the text then falls into much commoner words, it was a slip.
How common words are stands in words.txt, what is confused in alike.txt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from briefing.checks.lookalikes import listed
from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_RUN = re.compile(f"[{HAN}]{{3,}}")
_LONGEST = 4  # characters of a word in words.txt
_BEFORE, _BEHIND = 4, 6  # characters on either side that have a say in how a place falls into words
# How much more probable the text must become: natural logarithms, as all weights here.
_SURE = 7.0
# What makes a slip less likely than one to a character of the same sound.
_OTHER_TONE = 1.0
_SHAPES = {"形": 0.5, "似": 2.0}
# Names of persons are in no list of words: a surname behind a post, or at the head of a clause
# with something behind the name that persons do.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文严欧阳成季洪施喻柏"
)
_PERSON = re.compile(
    "(?:(?<=书记)|(?<=[长任席员理者士师傅])|(?<=代表)|(?<=委员))"
    rf"[{_SURNAMES}][{HAN}]{{1,2}}|"
    rf"^[{_SURNAMES}][{HAN}]{{1,2}}(?=$|同志|等|及|和|与|在|说|介绍|出席|主持|参加|强调|表示|带队)"
)
_ALL = math.log(6e7)  # of how many words those of words.txt were counted
_STRANGER = -20.0  # the weight of a character that is not among them


class _Lexicon(NamedTuple):
    """What is known of words: the logarithm of how often each is met, and pairs within long ones."""

    weights: Mapping[str, float]
    within: frozenset[str]

    def holds(self, pair: str) -> bool:
        """Whether two characters stand side by side in a word."""
        return pair in self.weights or pair in self.within

    def weight(self, text: str) -> float:
        """How probable the best way is to part `text` into words."""
        weights = self.weights
        best = [0.0]
        for end in range(1, len(text) + 1):
            most = best[end - 1] + weights.get(text[end - 1], _STRANGER)
            for start in range(max(end - _LONGEST, 0), end - 1):
                weight = weights.get(text[start:end])
                if weight is not None and best[start] + weight > most:
                    most = best[start] + weight
            best.append(most)
        return best[-1]


@cache
def _lexicon() -> _Lexicon:
    weights: dict[str, float] = {}
    for line in _lines("words.txt"):
        level, *words = line.split()
        weights.update(dict.fromkeys(words, int(level) / 2 * math.log(2) - _ALL))
    long = (word for word in weights if len(word) > 2)
    within = {word[at : at + 2] for word in long for at in range(len(word) - 1)}
    return _Lexicon(weights, frozenset(within))


@cache
def _alike() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, Mapping[str, float]]]:
    """The reading of each character, the characters of each reading, and the shapes like it."""
    readings: dict[str, str] = {}
    sounding: dict[str, str] = {}
    shapes: dict[str, dict[str, float]] = {}
    for line in _lines("alike.txt"):
        kind, key, characters = line.split()
        if kind == "音":
            sounding[key] = characters
            readings.update(dict.fromkeys(characters, key))
        else:
            for char in characters:
                for one, other in ((key, char), (char, key)):
                    shapes.setdefault(one, {}).setdefault(other, _SHAPES[kind])
    return readings, sounding, shapes


@lru_cache(4096)
def _confused_with(char: str) -> Mapping[str, float]:
    """The characters that one is confused with, and what is to be taken off for it."""
    readings, sounding, shapes = _alike()
    found = dict(shapes.get(char, {}))
    if reading := readings.get(char):
        syllable = reading.rstrip("1234")
        for tone in ("", *"1234"):
            less = 0.0 if syllable + tone == reading else _OTHER_TONE
            for other in sounding.get(syllable + tone, ""):
                found[other] = min(found.get(other, less), less)
    found.pop(char, None)
    return found


def _lines(name: str) -> Iterator[str]:
    text = (files("briefing.checks") / name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


class _Slip(NamedTuple):
    at: int  # the character that is wrong, in its run
    right: str
    gain: float


def miswritten(reading: Reading) -> Iterator[Find]:
    """不写别字：换一个同音、形近的字就成常用词的，请核对。

    按词频断句：相邻两字不成词，而换掉其中一个字以后整句通顺得多，就指出来。登记过的名称不算。
    """
    names = (*reading.registry.unit_names, *reading.registry.other_names)
    for passage in reading.prose:
        if passage.part in (Part.MASTHEAD, Part.RECIPIENT):
            continue
        value, places = passage.unspaced
        for run in _RUN.finditer(value):
            for slip in _slips(run[0]):
                at = run.start() + slip.at
                if listed(run[0], slip.at, reading.own_words):
                    continue
                if any(name.start() <= slip.at < name.end() for name in _PERSON.finditer(run[0])):
                    continue
                start, end, wrong, right = _word_around(run[0], slip)
                if any(name in value and _overlaps(value, name, at) for name in names):
                    continue
                why = f"“{wrong}”像是“{right}”之误"
                first, last = places[run.start() + start], places[run.start() + end - 1] + 1
                yield Find(passage, first, last, why, f"是就改为“{right}”", right)


def _overlaps(value: str, name: str, at: int) -> bool:
    return name in value[max(at - len(name) + 1, 0) : at + len(name)]


def _slips(run: str) -> Iterator[_Slip]:
    """Characters of a run of hanzi that are probably others, none next to one another."""
    lexicon = _lexicon()
    weights = lexicon.weights
    behind = 0
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        if at < behind or lexicon.holds(pair):
            continue
        # Two words side by side: 走访|网点.
        if 0 < at < len(run) - 2 and {run[at - 1 : at + 1], run[at + 1 : at + 3]} <= weights.keys():
            continue
        slip = _best_slip(run, at)
        if slip:
            yield slip
            behind = slip.at + 2


def _best_slip(run: str, at: int) -> _Slip | None:
    weight = _lexicon().weight
    start, end = max(at - _BEFORE, 0), min(at + _BEHIND, len(run))
    window = run[start:end]
    now = None
    best: _Slip | None = None
    for where, char, less in _candidates(run[at : at + 2]):
        place = at + where - start
        changed = window[:place] + char + window[place + 1 :]
        if now is None:
            now = weight(window)
        gain = weight(changed) - now - less
        if gain > _SURE and (best is None or gain > best.gain):
            best = _Slip(at + where, char, gain)
    return best


@lru_cache(4096)
def _candidates(pair: str) -> tuple[tuple[int, str, float], ...]:
    """What would make a known pair of two: which of them, the other character, what it costs."""
    holds = _lexicon().holds
    one, other = pair
    return (
        *((0, char, less) for char, less in _confused_with(one).items() if holds(char + other)),
        *((1, char, less) for char, less in _confused_with(other).items() if holds(one + char)),
    )


def _word_around(run: str, slip: _Slip) -> tuple[int, int, str, str]:
    """The longest word that the right character makes: from, to, as written, as it should be."""
    weights = _lexicon().weights
    right = run[: slip.at] + slip.right + run[slip.at + 1 :]
    for size in range(_LONGEST, 1, -1):
        for start in range(max(slip.at - size + 1, 0), min(slip.at, len(run) - size) + 1):
            word = right[start : start + size]
            if word in weights:
                return start, start + size, run[start : start + size], word
    return slip.at, slip.at + 1, run[slip.at], slip.right


RULES = (
    Rule(
        "L02",
        Level.DOUBT,
        "惯例（词频和形近、同音字表）",
        miswritten,
        Example("会议传答了上级文件精神。"),
        Example("小组走访网点，宣传答疑，分类施策。"),
        whole=True,
    ),
)
