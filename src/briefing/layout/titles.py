"""Titles turned by sense (回行): where the lines of a long title end.

GB/T 9704-2012 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用
梯形或菱形. It gives no measure for that, so this is a judgement: every way to break a title has a
cost, and the cheapest is taken. The cost is the sum of

    breaks    for each line but the last, what its end does to the sense: `penalties`
    balance   for each line, how far its width is from that of the others
    shape     lines that grow after they shrank (an hourglass), lines all of one width (a block)
    number    each line more than the title needs
    shortness each line of fewer than four characters

A title that fits on a line, or that the editor broke, is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from briefing.document import Document, Paragraph, across, with_breaks
from briefing.fonts import Faces
from briefing.layout.linebreak import break_lines, may_turn
from briefing.layout.shaping import Shaped, pieces, shape
from briefing.layout.turning import turned
from briefing.layout.words import Kind, Word, occurrences, unit_spans, words
from briefing.registry import Registry
from briefing.template import Template

TITLES = ("title", "title-single")

# The scale: 0 is a break that everybody would choose, 100 one that tears a word.
IN_NAME = 10_000.0  # a name of the registry, or a number before the title
IN_WORD = 120.0
IN_UNIT = 70.0
IN_MARKS = 60.0  # on top of what the place costs by itself: within “” 《》 （）
BALANCE = 80.0
HOURGLASS = 40.0
BLOCK = 4.0
MORE_LINES = 30.0
SHORT = 200.0
LONE = 4_000.0
SHORTEST = 4  # characters
_EQUAL = 0.5  # ems by which lines may differ that look equally long
_NUMBERED = "一二三四五六七八九十百千零0123456789"

_SPACES = " 　"  # they give way to a break
_VERBS = {Kind.VERB, Kind.ADVERB}
_NOUNS = {Kind.NOUN, Kind.HEAD, Kind.UNIT, Kind.NAME, Kind.CLOSE, Kind.TIME, Kind.NUMBER}
_PURPOSES = {"推动", "推进", "助力", "助推", "促进", "带动", "赋能", "确保"}  # may follow a verb
_SUBJECT = {Kind.STOP, Kind.SPACE, Kind.CONJUNCTION, Kind.LIST, Kind.VERB}


def with_title_breaks(
    document: Document, template: Template, faces: Faces, registry: Registry
) -> Document:
    """`document` with "\\n" in its titles that are too long for a line, where the sense allows.

    Every character of the document has a face; `template` is fitted to it. On turned pages lines
    are longer.
    """
    lying = turned(template)
    blocks = (
        _turned(block, lying if landscape else template, faces, registry)
        if isinstance(block, Paragraph) and block.style in TITLES
        else block
        for block, landscape in zip(document.blocks, across(document.blocks), strict=True)
    )
    return document._replace(blocks=tuple(blocks))


def _turned(
    paragraph: Paragraph, template: Template, faces: Faces, registry: Registry
) -> Paragraph:
    text = paragraph.text
    if "\n" in text:
        return paragraph
    style = template.styles[paragraph.style]
    shaped = shape(text, pieces(paragraph, style, template, faces), style.size, style.tracking)
    measure = template.page.measure - style.left - style.right
    return with_breaks(paragraph, turns(shaped, measure - style.indent, measure, registry))


def turns(shaped: Shaped, first: float, rest: float, registry: Registry) -> list[int]:
    """Where the lines of a title end, but for the last: offsets in its text, ascending.

    `first` and `rest` are the widths that the first and the other lines have room for. There are
    none if one line is enough, or if no way is found in which every line fits.
    """
    needed = len(break_lines(shaped, first, rest))
    if needed < 2:
        return []
    costs = penalties(shaped.text, registry)
    ways = []
    for more in range(4):
        cost, way = _cheapest(shaped, first, rest, costs, needed + more)
        if way:
            ways.append((cost + MORE_LINES * more, way))
    return list(min(ways)[1]) if ways else []


def _cheapest(
    shaped: Shaped, first: float, rest: float, costs: dict[int, float], count: int
) -> tuple[float, tuple[int, ...]]:
    """The best way to make `count` lines, and what it costs; no way if there is none."""
    text, length = shaped.text, len(shaped.text)
    mean = shaped.width(0, length) / count
    nowhere = (float("inf"), ())

    @cache
    def best(start: int, left: int, before: float, shrunk: bool) -> tuple[float, tuple[int, ...]]:
        """The best way to make `left` lines of text[start:] below a line `before` points wide."""
        width = rest if start else first
        found: tuple[float, tuple[int, ...]] = nowhere
        ends = [length] if left == 1 else [at for at in costs if at > start]
        for end in ends:
            kept = text[start:end].rstrip(_SPACES)
            line = shaped.width(start, start + len(kept))
            if line > width:
                break
            cost = costs.get(end, 0.0) + BALANCE * ((line - mean) / mean) ** 2
            cost += LONE if len(kept) < 2 else SHORT if len(kept) < SHORTEST else 0.0
            step = line - before if before else 0.0
            even = abs(step) <= _EQUAL * shaped.size
            if before and even:
                cost += BLOCK
            grows = step > 0 and not even
            if grows and shrunk:
                cost += HOURGLASS
            if cost >= found[0]:
                continue
            if end < length:
                later, way = best(
                    end, left - 1, line, shrunk or bool(before and not even and not grows)
                )
                cost, way = cost + later, (end, *way)
            else:
                way = ()
            if cost < found[0]:
                found = (cost, way)
        return found

    cost, way = best(0, count, 0.0, False)
    return (cost, way) if cost < float("inf") else nowhere


def penalties(text: str, registry: Registry) -> dict[int, float]:
    """For each place where a line may end, in order, what that does to the sense."""
    found = words(text, registry)
    costs = {at: IN_WORD for at in range(1, len(text)) if may_turn(text, at)}
    spans = unit_spans(found)
    for index in range(1, len(found)):
        costs[found[index].start] = _between(text, found, index, spans)
    for first, last in spans:
        for index in range(first + 1, last + 1):
            seam = 34.0 if found[index - 1].kind is Kind.UNIT else IN_UNIT
            costs[found[index].start] = max(costs[found[index].start], seam)
    _hold_unknown(found, costs)
    depth = 0
    for at in range(1, len(text)):
        depth += (text[at - 1] in "“《（‘〈") - (text[at - 1] in "”》）’〉")
        if depth > 0 and at in costs:
            costs[at] += IN_MARKS
    for start, end, _ in occurrences(text, registry):
        costs.update(dict.fromkeys(range(start + 1, end), IN_NAME))
    prefix = len(text) - len(text.lstrip(_NUMBERED))
    if text[prefix : prefix + 1] in ("、", ".", "．") and prefix:
        costs.update(dict.fromkeys(range(1, prefix + 2), IN_NAME))
    return {at: costs[at] for at in sorted(costs) if may_turn(text, at) and text[at] not in _SPACES}


def _between(
    text: str, found: Sequence[Word], index: int, spans: Sequence[tuple[int, int]]
) -> float:
    """What a line end between two words costs. The first rule that fits decides."""
    a, b = found[index - 1], found[index]
    left, right = a.kind, b.kind
    if left in (Kind.STOP, Kind.SPACE):
        return 0.0
    if right is Kind.PARTICLE or right in (Kind.LIST, Kind.STOP, Kind.CLOSE) or left is Kind.OPEN:
        return 90.0
    if left is Kind.LIST:
        return 14.0
    if left is Kind.CONJUNCTION:
        return 50.0
    if left is Kind.PREPOSITION:
        return 60.0
    if left is Kind.ADVERB:
        return 12.0 if a.end - a.start > 3 and right is Kind.VERB else 45.0  # 多措并举|筑牢
    if left is Kind.PARTICLE:
        return 18.0
    if left is Kind.MODIFIER:
        return 42.0
    if right in _VERBS:
        return _before_verb(text, found, index)
    if right is Kind.PREPOSITION:
        return 40.0 if left is Kind.VERB else 4.0 if left in _NOUNS else 14.0
    if right is Kind.CONJUNCTION:
        return 4.0 if text[b.start : b.end] in ("暨", "并", "但", "而") else 14.0
    if right is Kind.HEAD:
        return 30.0 if left is Kind.CLOSE else 45.0
    if left is Kind.NUMBER:
        return 44.0
    if right is Kind.OPEN:
        return {Kind.UNIT: 8.0, Kind.VERB: 22.0}.get(left, 18.0)
    if left is Kind.VERB:
        return 22.0 if b.end - b.start > 1 else 30.0
    if left is Kind.TIME:
        return 20.0
    if left is Kind.UNIT:
        return _behind_unit(found, index, spans)
    if left is Kind.CLOSE:
        return 24.0
    if left is Kind.EITHER:
        return 44.0 if right is Kind.EITHER else 34.0
    if right in (Kind.NUMBER, Kind.TIME, Kind.MODIFIER):
        return 16.0
    if left is Kind.HEAD:
        return 16.0
    if right is Kind.EITHER:
        return 22.0 if left in _NOUNS else 32.0
    if Kind.UNKNOWN in (left, right):
        return 32.0
    return 24.0


def _before_verb(text: str, found: Sequence[Word], index: int) -> float:
    """Best behind a unit's name; worst where verb follows verb, or 为…… waits for its verb."""
    left = found[index - 1].kind
    if left is Kind.VERB:
        if text[found[index].start : found[index].end] in _PURPOSES:
            return 14.0
        return 22.0 if _attributive(found, index) else 40.0
    if left in (Kind.UNKNOWN, Kind.NUMBER):
        return 12.0
    for word in reversed(found[:index]):
        if word.kind in (Kind.VERB, Kind.STOP):
            break
        if word.kind is Kind.PREPOSITION:
            return 18.0
    return 0.0 if left in (Kind.UNIT, Kind.HEAD, Kind.NAME) else 6.0


def _attributive(found: Sequence[Word], index: int) -> bool:
    """Whether the verb only describes a noun: 慰问|坚守岗位的快递员."""
    for word in found[index + 1 :]:
        if word.kind in (Kind.VERB, Kind.STOP, Kind.OPEN):
            return False
        if word.kind is Kind.PARTICLE:
            return True
    return False


def _behind_unit(found: Sequence[Word], index: int, spans: Sequence[tuple[int, int]]) -> float:
    """Behind a unit that acts a line may well end, but not between it and what belongs to it."""
    for first, last in spans:
        if last == index - 1:
            acts = first == 0 or found[first - 1].kind in _SUBJECT
            return 16.0 if acts and found[index].kind is Kind.UNKNOWN else 34.0
    return 34.0


def _hold_unknown(found: Sequence[Word], costs: dict[int, float]) -> None:
    """Characters of which nothing is known are likely words of two."""
    run = 0
    for a, b in pairwise(found):
        run = run + 1 if a.kind is Kind.UNKNOWN else 0
        if run and b.kind is Kind.UNKNOWN:
            costs[b.start] = max(costs.get(b.start, 0.0), 80.0 if run % 2 else 50.0)
