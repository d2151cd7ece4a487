"""Where LibreOffice first guesses that pages begin, and what is written so that it does not matter.

Before it sets a line, LibreOffice 7.4 deals the paragraphs out to pages, so many to each; then it
sets page by page and moves what is in the wrong place (SwLayHelper in sw/source/core/layout). Two
moves it does not make:

- A title that the guess leaves at the foot of a page stays there alone if the text it keeps with
  was dealt to the next page and has no room on this one.
- A paragraph dealt to a later page than its own comes back only with two lines or more.

The first is told to begin a page, where it stands in any case. The second keeps two lines
together, so that there is nothing to take back. Word does both as well.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from briefing.document import Block, Chart, Document, Figure, Paragraph, Table, across
from briefing.layout.filling import Filling
from briefing.layout.flow import vanishes
from briefing.template import Template

# Paragraphs a page: so many in a document of up to _FEW nodes, and so many in a longer one.
_SHORT, _LONG, _FEW = 25, 20, 100
_OF_TABLE = 25  # nodes that it takes off for a table, as overhead
# Nodes more or less that are not told apart here: pictures, frames, the field of the contents.
_UNSURE = 10
_MORE_ROWS = 10  # that a table may have above what a page holds before it is dealt out as well
_HEAD = 1  # rows that stand again on each page

# The first row of a block that LibreOffice begins a page with: (number of the block, row).
Start = tuple[int, int]
_NEVER: Start = (sys.maxsize, 0)


Fill = Callable[[Document], Filling]


def eased(
    document: Document, where: Mapping[int, Sequence[int]], template: Template, fill: Fill
) -> Document:
    """`document` with the first place put right that LibreOffice would set otherwise.

    `where` has the page of each line or row of a block, by its number, as `fill` finds it.
    """
    chosen: dict[int, Paragraph] = {}
    for most in limits(document.blocks):
        found = next(_misled(document, where, template, most, fill), None)
        if found:
            chosen[found[0]] = found[1]
    if not chosen:
        return document
    first = min(chosen)
    blocks = (*document.blocks[:first], chosen[first], *document.blocks[first + 1 :])
    return document._replace(blocks=blocks)


def limits(blocks: Sequence[Block]) -> list[int]:
    """How many paragraphs LibreOffice may deal to a page."""
    tables = [block for block in blocks if isinstance(block, Table)]
    # A table is a node at each end, as is each cell, around its paragraph.
    nodes = len(blocks) + 2 + sum(1 + 3 * len(each.rows) * len(each.rows[0]) for each in tables)
    nodes -= _OF_TABLE * len(tables)
    found = [_SHORT] if nodes <= _FEW + _UNSURE else []
    return found + ([_LONG] if nodes > _FEW - _UNSURE else [])


class Guess(NamedTuple):
    """Where pages begin at first, in order; `forced` are those that do so in any case."""

    starts: tuple[Start, ...]
    forced: frozenset[Start]

    def next(self, start: Start, place: Start) -> Start:
        """What was dealt to the page behind one that begins at `place`.

        `start` was dealt to that page. Pages are not taken out when what they had moves back, so
        each goes on with what the next was dealt, up to one that begins in any case.
        """
        if place in self.forced:
            start = place
        elif start in self.forced:
            return start
        index = bisect_right(self.starts, start)
        return self.starts[index] if index < len(self.starts) else _NEVER


def guess(blocks: Sequence[Block], most: int) -> Guess:
    """What LibreOffice deals to which page if it is to be `most` paragraphs to each."""
    sideways = across(blocks)
    starts: list[Start] = []
    forced: set[Start] = set()
    count = 0
    for number, block in enumerate(blocks):
        if vanishes(blocks, number):
            continue
        count += len(block.rows) if isinstance(block, Table) else 1
        turns = number > 0 and sideways[number] != sideways[number - 1]
        begins = turns or (isinstance(block, Paragraph) and block.new_page)
        if begins:
            forced.add((number, 0))
        if isinstance(block, Table) and count > most + _MORE_ROWS:
            rows = list(_dealt(block, most))
            starts += [(number, 0)] if begins and rows[:1] != [0] else []
            starts += ((number, row) for row in rows)
            count = 0
        elif number and (begins or count > most):
            starts.append((number, 0))
            count = 0
    return Guess(tuple(starts), frozenset(forced))


def _dealt(table: Table, most: int) -> Iterator[int]:
    """The rows of a long table that begin pages."""
    rows = len(table.rows)
    share = most if rows > 3 * most else max(2, most // len(table.rows[0]))
    begun = 0
    while begun + share < rows and share > _HEAD:
        begun += share - (_HEAD if begun else 0)
        yield begun
    if not begun:
        yield 0


def _misled(
    document: Document,
    where: Mapping[int, Sequence[int]],
    template: Template,
    most: int,
    fill: Fill,
) -> Iterator[tuple[int, Paragraph]]:
    """The paragraphs that LibreOffice would set otherwise, from the first, as they are to be."""
    blocks = document.blocks
    dealt = guess(blocks, most)
    shown = [number for number in sorted(where) if where[number] and number < len(blocks)]
    # What the page behind the one looked at may have been dealt.
    starts = {dealt.next((0, 0), (0, 0))}
    for last, number in pairwise(shown):
        for page in range(where[last][0], where[number][0]):
            # The page ends within the block `last`, or before the block `number`.
            torn = where[last][-1] > page
            if torn:
                block = blocks[last]
                alone = where[last][0] == page and where[last].count(page) == 1
                if isinstance(block, Paragraph) and alone and min(starts) <= (last, 0):
                    yield last, block._replace(two_lines=True)
            else:
                block, end = blocks[number], (_kept_to(blocks, number, template), 0)
                split = [start for start in starts if (number, 0) < start <= end]
                if isinstance(block, Paragraph) and any(
                    _stays(document, start, page, fill) for start in split
                ):
                    yield number, block._replace(new_page=True)
            place = (last, bisect_right(where[last], page)) if torn else (number, 0)
            onward = {dealt.next(start, place) for start in starts}
            # A table that goes on may have been given a page between them.
            starts = starts | onward if torn and isinstance(blocks[last], Table) else onward


def _stays(document: Document, start: Start, page: int, fill: Fill) -> bool:
    """Whether what stands before `start` has room on a page if nothing follows."""
    before = document._replace(blocks=document.blocks[: start[0]], colophon=())
    return len(fill(before).done) == page


def _kept_to(blocks: Sequence[Block], number: int, template: Template) -> int:
    """The first block from `number` on that does not keep with the next."""
    while number + 1 < len(blocks) and _keeps_next(blocks[number], template):
        number += 1
    return number


def _keeps_next(block: Block, template: Template) -> bool:
    if isinstance(block, Figure | Chart):
        return block.captioned
    return isinstance(block, Paragraph) and template.styles[block.style].keep_next
