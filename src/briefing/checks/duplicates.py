"""重稿: the same item twice, in this issue or in an earlier one.

Two texts are held against each other by their shingles, runs of six hanzi. Against thousands of
earlier issues only a sample of the shingles is looked up, those behind a few frequent characters:
the choice depends on the text alone, so equal texts give equal samples, and an issue is read only
if a fifth of a sample is in its file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Earlier, Example, Find, Reading, Rule
from briefing.diagnostics import Level

_SIZE = 6
_SAMPLED = re.compile(r"(?=([的在一和工展行人会全动进实]\w{5}))")
_NO_WORD = re.compile(r"[\W\d_a-zA-Z]+")
_FEWEST = 40  # shingles; in shorter texts there is not enough to go by
# Of all shingles of the shorter text, so many in the other one make them the same item.
_SAME = 0.5
_PERHAPS = 0.2


def repeated(reading: Reading) -> Iterator[Find]:
    """一篇稿件不重复登，本期、往期都不重。

    两篇的文字有一半以上相同，就当作同一篇。
    """
    texts = [
        _bare(each.value for each in entry if each.part is Part.BODY) for entry in reading.entries
    ]
    samples = [frozenset(_SAMPLED.findall(text)) for text in texts]
    shingles = cache(lambda number: _shingles(texts[number]))
    found: set[int] = set()
    for at, first, share in _within(samples, shingles):
        found.add(at)
        other = _title(reading.entries[first])
        why = f"和本期的“{other}”有{share:.0%}相同"
        yield _at_title(reading.entries[at], why)
    if reading.earlier:
        for at, earlier, title, share in _before(samples, shingles, reading.earlier):
            if at not in found:
                why = f"和{earlier}的“{title}”有{share:.0%}相同"
                yield _at_title(reading.entries[at], why)


def _bare(values: Iterator[str]) -> str:
    return _NO_WORD.sub("", "".join(values))


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _SIZE] for at in range(len(text) - _SIZE + 1))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= _FEWEST else 0.0


def _within(
    samples: Sequence[frozenset[str]], shingles: Callable[[int], frozenset[str]]
) -> Iterator[tuple[int, int, float]]:
    """Entries of one issue that repeat an earlier one of it: which, of which, how much."""
    holders: dict[str, list[int]] = {}
    for number, sample in enumerate(samples):
        hits = Counter(other for shingle in sample for other in holders.get(shingle, ()))
        nearest, count = hits.most_common(1)[0] if hits else (number, 0)
        fewer = min(len(sample), len(samples[nearest]))
        share = _share(shingles(number), shingles(nearest)) if count > _PERHAPS * fewer else 0.0
        if share >= _SAME:
            yield number, nearest, share  # and is not kept: a third one repeats the first
            continue
        for shingle in sample:
            holders.setdefault(shingle, []).append(number)


def _before(
    samples: Sequence[frozenset[str]],
    shingles: Callable[[int], frozenset[str]],
    earlier: Sequence[Earlier],
) -> Iterator[tuple[int, Earlier, str, float]]:
    sought: dict[str, list[int]] = {}
    for number, sample in enumerate(samples):
        for shingle in sample:
            sought.setdefault(shingle, []).append(number)
    best: dict[int, tuple[float, Earlier, str]] = {}
    for issue in earlier if sought else ():
        there = set(_SAMPLED.findall(_NO_WORD.sub("", issue.text()))) & sought.keys()
        hits = Counter(number for shingle in there for number in sought[shingle])
        likely = [
            number for number, count in hits.items() if count >= _PERHAPS * len(samples[number])
        ]
        # A longer article may hold the whole of a short old one.
        likely += [number for number, count in hits.items() if count >= 12 and number not in likely]
        if not likely:
            continue
        old = issue.load()
        for entry in old.entries if old else ():
            own = _shingles(_bare(iter([entry.body.value])))
            for number in likely:
                share = _share(own, shingles(number))
                if share >= _SAME and share > best.get(number, (0.0,))[0]:
                    best[number] = (share, issue, "".join(map(str, entry.title)))
    for number, (share, issue, title) in sorted(best.items(), key=lambda item: item[0]):
        yield number, issue, title, share


def _title(entry: Sequence[Passage]) -> str:
    return "".join(each.text.value for each in entry if each.part is Part.TITLE)


def _at_title(entry: Sequence[Passage], why: str) -> Find:
    title = next(each for each in entry if each.part is Part.TITLE)
    remedy = "核对是不是同一篇；是续报就写明新的进展"
    return Find(title, 0, len(title.value), f"“{_title(entry)}”{why}", remedy)


_ITEM = (
    "近日，某局会同属地街镇在十五个小区试行快递车辆通行证，由网点统一申领，正面印有车辆编号，"
    "背面写明行驶路线，物业、网点和居民代表每月碰头一次，商量调整路线和时段。"
)

RULES = (
    Rule(
        "E01",
        Level.DOUBT,
        "惯例（不登重稿）",
        repeated,
        Example(_ITEM, before=_ITEM.replace("近日", "上月")),
        Example(
            _ITEM,
            before="上月，某局组织志愿者在三个社区开展旧衣回收，共收到居民送来的衣物六百余件。",
        ),
        whole=True,
    ),
)
