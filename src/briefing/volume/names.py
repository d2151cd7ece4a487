"""The index of a volume (索引): where entries speak of units and persons that are registered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from briefing.document import Document, Paragraph, Run
from briefing.layout.page import Page, TextRun
from briefing.registry import Registry
from briefing.template import Template

_SPACES = re.compile(r"[ \t\u3000]+")
_UNITS, _PERSONS = "volume_units", "volume_persons"


def headings(registry: Registry) -> dict[str, str]:
    """Every registered name of a unit, firm or person → the name it is indexed under.

    A unit is indexed under its full name, whatever it is called in the text.
    """
    units = {
        name: unit.name
        for unit in (*registry.units, *registry.firms)
        for name in unit.names
        if name
    }
    return units | {name: name for name in _persons(registry)}


def _persons(registry: Registry) -> tuple[str, ...]:
    leaders = (leader.name for leader in registry.leaders)
    return tuple(dict.fromkeys(name for name in (*registry.persons, *leaders) if name))


def entries_text(document: Document, pages: Sequence[Page]) -> Iterator[str]:
    """What the entries say on each page, without spaces; a new line begins each of their blocks.

    Masthead, contents and 版记 are no places to look a name up in.
    """
    blocks = document.blocks
    titles = (n for n, each in enumerate(blocks) if isinstance(each, Paragraph) and each.anchor)
    inner = range(next(titles, 0), len(blocks))
    last = -1
    for page in pages:
        text = []
        for part in page.parts:
            # A cell's path leads through the table, whose number is that of the block.
            number = part.path[0][1] if part.path else -1
            if number not in inner:
                continue
            cell = len(part.path) > 1
            text.append("" if number == last and not cell else "\n")
            last = number
            text += [mark.text for mark in part.marks if isinstance(mark, TextRun)]
        yield _SPACES.sub("", "".join(text))


def index_blocks(
    pages: Sequence[tuple[int, str]], registry: Registry, template: Template
) -> Iterator[Paragraph]:
    """The paragraphs of the index; none if no name is found.

    pages  the running number and the text of each page of the issues
    """
    known = headings(registry)
    found = _places(pages, tuple(known))
    under: dict[str, list[int]] = {}
    for name, numbers in found.items():
        under[known[name]] = sorted({*under.get(known[name], ()), *numbers})
    if not under:
        return
    units = (*registry.units, *registry.firms)
    former = {old: unit.name for unit in units for old in unit.former if old in found}
    of_units = {unit.name for unit in units if unit.name in under} | set(former)
    groups = ((_UNITS, of_units), (_PERSONS, {*under} - {unit.name for unit in units}))
    yield Paragraph("volume-heading", (Run(template.labels["volume_index"]),))
    for label, names in groups:
        if names:
            yield Paragraph("index-group", (Run(template.labels[label]),))
        for name in by_sound(names):
            if name in former:
                see = template.label("volume_see", 名称=former[name])
                yield Paragraph("index-line", (Run(f"{name}　{see}"),))
            else:
                yield Paragraph("index-line", (Run(f"{name}　{spoken(under[name])}"),))


def _places(pages: Sequence[tuple[int, str]], names: Sequence[str]) -> Mapping[str, list[int]]:
    """Name → the numbers of the pages it begins on; of names in one another the longest counts."""
    found: dict[str, list[int]] = {}
    if not names:
        return found
    wanted = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, wanted)))
    starts = list(accumulate((len(text) for _, text in pages), initial=0))
    for match in pattern.finditer("".join(text for _, text in pages)):
        number = pages[bisect_right(starts, match.start()) - 1][0]
        numbers = found.setdefault(match[0], [])
        if number not in numbers[-1:]:
            numbers.append(number)
    return found


def spoken(numbers: Sequence[int]) -> str:
    """Page numbers as an index has them: 5、7～9; two neighbours stay two."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(
        f"{run[0]}～{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs
    )


def by_sound(names: Iterable[str]) -> list[str]:
    """Names by 音序 (GB/T 13418): character by character, each by its letters and its tone.

    What is no hanzi comes before. Characters of one sound lie together, in the order of Unicode,
    which is by radical and strokes.
    """
    from pypinyin import Style, lazy_pinyin

    def key(name: str) -> list[tuple[str, str, str]]:
        sounds = lazy_pinyin(
            name, style=Style.TONE3, neutral_tone_with_five=True, errors=_one_by_one
        )
        return [
            (sound[:-1], sound[-1], char) if sound != char else ("", "", char)
            for sound, char in zip(sounds, name, strict=True)
        ]

    return sorted(names, key=key)


def _one_by_one(text: str) -> Any:
    """What has no sound: itself, not in one with its neighbours."""
    return list(text)
