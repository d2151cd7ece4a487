"""别字: a character that sounds or looks like the one that was meant (传答 for 传达).

No list could name them all. Where two neighbours stand in no word, one of them is exchanged for
each character it is confused with; if the text then falls into much commoner words, it was a slip.
How common words are stands in words.txt, what is confused in alike.txt; less is asked for where
the word that was meant is one of office.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from briefing.checks.lookalikes import wrong_words
from briefing.checks.passages import Part, found_at
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.checks.vocabulary import OTHER_TONE, confused_with, lexicon, office_words
from briefing.cjk import HAN
from briefing.diagnostics import Level

_RUN = re.compile(f"[{HAN}]{{3,}}")
_BEFORE, _BEHIND = 4, 6  # characters on either side that have a say in how a place falls into words
# How much more probable the text must become: natural logarithms, as all weights here.
_SURE = 7.0
_SURE_OF_COMMON = 6.3
# Between two characters that are in no word, if a word of offices is meant that sounds the same.
_SURE_OF_OFFICE = 4.6
_COMMON = -10.7  # the weight of a common word; those of the trade have a little more
# Words of one character that may stand anywhere; more is asked for before one of them is doubted.
_FREE = frozenset("未不已将被把由从向对在和与及并也均都又再还可会要应等的了尽")
_FREELY = 5.0
# Names of persons are in no list of words: a surname behind a post, or at the head of a clause
# with something behind the name that persons do.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文严欧阳成季洪施喻柏"
    "仇单解甘葛祝左涂柳骆詹关苗凌费纪舒屈项鲁盛童颜倪樊兰褚卫耿辛管卓车甄瞿宣俞裘柴荣翁芮羿储靳松井富巫焦巴牧"
)
_FOREIGN = 4  # characters of a part of a name that · divides
_PERSON = re.compile(
    "(?:(?<=书记)|(?<=[长任席员理者士师傅])|(?<=代表)|(?<=委员))"
    rf"[{_SURNAMES}][{HAN}]{{1,2}}|"
    rf"(?<=[和与及、])[{_SURNAMES}][{HAN}]{{1,2}}(?=$|等|出席|参加|陪同|分别|主持)|"
    rf"^[{_SURNAMES}][{HAN}]{{1,2}}(?=$|同志|等|及|和|与|在|说|介绍|编写|出席|主持|参加|强调|表示|带队)"
)


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
                if _is_name(value, at, run, names) or _is_listed(value, at, reading.own_words):
                    continue
                corrected = run[0][: slip.at] + slip.right + run[0][slip.at + 1 :]
                start, end = lexicon().longest_around(corrected, slip.at)
                right = corrected[start:end]
                why = f"“{run[0][start:end]}”像是“{right}”之误"
                first, last = places[run.start() + start], places[run.start() + end - 1] + 1
                yield Find(passage, first, last, why, f"是就改为“{right}”", right)


def _is_name(value: str, at: int, run: re.Match[str], names: Sequence[str]) -> bool:
    """Whether the character at `at` stands in a registered name, or in one of a person."""
    if any(each.start() <= at - run.start() < each.end() for each in _PERSON.finditer(run[0])):
        return True
    # 阿依古丽·买买提: what is beside the dot is a name.
    if value[run.end() : run.end() + 1] == "·" and run.end() - at <= _FOREIGN:
        return True
    if value[: run.start()].endswith("·") and at - run.start() < _FOREIGN:
        return True
    return any(start <= at < start + len(name) for name in names for start in found_at(name, value))


def _is_listed(value: str, at: int, own: str) -> bool:
    """Whether the list of look-alikes has it: L01 says so."""
    return any(start <= at < start + len(word.wrong) for start, word in wrong_words(value, own))


@lru_cache(4096)
def _slips(run: str) -> tuple[_Slip, ...]:
    """Characters of a run of hanzi that are probably others, none next to one another.

    Kept for issues that say the same again and again; in one of eight articles few runs repeat.
    """
    known = lexicon()
    slips: list[_Slip] = []
    _, ends = known.parted(run)
    behind = 0
    for start, at, end in zip((0, *ends), ends, ends[1:], strict=False):
        # Two words of several characters side by side are no slip: 走访|网点.
        if (at - start > 1 and end - at > 1) or at <= behind:
            continue
        pair = run[at - 1 : at + 1]
        if pair in known.weights:
            continue
        slip = _best_slip(run, at - 1, pair not in known.within, end - start == 2)
        if slip:
            slips.append(slip)
            behind = slip.at + 2
    return tuple(slips)


def _best_slip(run: str, at: int, stranger: bool, alone: bool) -> _Slip | None:
    """The best exchange of one of the two characters from `at`, if there is one good enough.

    stranger   the two are side by side in no word
    alone      each of them stands for a word by itself, so that a word of offices needs less proof
    """
    best: _Slip | None = None
    of_office: _Slip | None = None
    candidates = _candidates(run[at : at + 2]) if stranger or alone else ()
    if not candidates:
        return best
    start = max(at - _BEFORE, 0)
    window = run[start : at + _BEHIND]
    before = _weight(window)
    for where, char, less in candidates:
        place = at + where - start
        made = char + run[at + 1] if where == 0 else run[at] + char
        office = alone and made in office_words() and less in (0.0, OTHER_TONE)
        if not (stranger or office):
            continue
        changed = window[:place] + char + window[place + 1 :]
        gain = _weight(changed) - before - less
        if window[place] in _FREE:
            gain -= _FREELY
        if office and gain > (of_office.gain if of_office else _SURE_OF_OFFICE):
            of_office = _Slip(at + where, char, gain)
        enough = best.gain if best else _SURE_OF_COMMON
        if stranger and gain > enough and _is_sure(gain, changed, place):
            best = _Slip(at + where, char, gain)
    return best or of_office


def _is_sure(gain: float, changed: str, place: int) -> bool:
    """Whether the text gains enough by a character; more is asked for where its word is rare."""
    if gain > _SURE:
        return True
    known = lexicon()
    start, end = known.longest_around(changed, place)
    return known.weights.get(changed[start:end], 2 * _COMMON) > _COMMON


@lru_cache(4096)
def _weight(text: str) -> float:
    return lexicon().parted(text)[0]


@lru_cache(4096)
def _candidates(pair: str) -> tuple[tuple[int, str, float], ...]:
    """What would make a known pair of two: which of them, the other character, what it costs."""
    holds = lexicon().holds
    one, other = pair[0], pair[1]
    return (
        *((0, char, less) for char, less in confused_with(one).items() if holds(char + other)),
        *((1, char, less) for char, less in confused_with(other).items() if holds(one + char)),
    )


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
