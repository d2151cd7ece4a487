"""The chapters of a volume: an issue set as it is by itself, and its pages as a volume has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from briefing.assembly import assemble
from briefing.diagnostics import BriefingError, Diagnostic
from briefing.document import Block, Document, Paragraph
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.layout import (
    Known,
    blank_pages,
    fitted,
    layout_document,
    tightened,
    verify,
    watermarked,
    with_title_breaks,
)
from briefing.layout.flow import MASTHEAD
from briefing.layout.page import Anchor, Mark, Page, Part
from briefing.layout.running import running_number
from briefing.registry import EMPTY, Registry
from briefing.template import Template
from briefing.volume.names import entries_text

COVER, CONTENTS, INDEX = "cover", "contents", "index"
LEAF = 2  # pages


@dataclass(frozen=True, slots=True)
class Printed:
    """An issue as it was printed, or would be.

    registry  names that its titles keep whole
    draft     whether its pages say that it is one
    """

    issue: Issue
    template: Template
    registry: Registry = EMPTY
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a volume that begins a leaf: the cover, the contents, an issue, the index.

    pages     with the folios that the part has by itself: an issue's own, or none
    template  that it is set in, fitted to it
    anchor    what the contents of the volume refer to it by
    title     what the outline and the contents call it; the cover and the contents have none
    first     its first page, counted through the volume from 1
    """

    document: Document
    pages: tuple[Page, ...]
    template: Template
    anchor: str
    title: str = ""
    first: int = 1

    @property
    def is_issue(self) -> bool:
        """Whether it is an issue, whose pages have folios of their own."""
        return self.anchor not in (COVER, CONTENTS, INDEX)

    @property
    def numbered(self) -> int:
        """How many of its pages, from the first, have a running number.

        The cover has none, and what is behind the text of an issue whose 版记 stands on a page of
        its own after empty ones has none either (GB/T 9704-2012 7.5).
        """
        if self.anchor == COVER:
            return 0
        blanks = blank_pages(self.pages) if self.document.colophon else 0
        return len(self.pages) - (blanks + 1 if blanks else 0)

    def shown(self, faces: Faces) -> Iterable[Page]:
        """Its pages, a draft's with the mark that says so."""
        if not self.document.draft:
            return self.pages
        return watermarked(self.document, self.pages, self.template, faces)

    def marks(self, faces: Faces) -> Iterator[Mark]:
        """Every mark on its pages, and running numbers of every digit for those it will have."""
        for page in self.shown(faces):
            yield from page.marks
        if self.numbered:
            for digit in range(10):
                yield from running_number(digit, self.template, faces, False).marks

    def leaves(self, order: int, faces: Faces) -> Iterator[Page]:
        """Its pages with their running numbers, a blank one at the end of a leaf as well.

        order  its place among the chapters, from 0, by which the tags tell them apart
        """
        template, numbered = self.template, self.numbered
        for at, page in enumerate(self.shown(faces)):
            parts = [_within(order, part) for part in page.parts]
            number = self.first + at
            if at < numbered:
                parts.append(running_number(number, template, faces, page.landscape))
            # Two levels: issues, and the entries in them.
            anchors = [each._replace(level=2) for each in page.anchors if each.name]
            if at == 0 and self.title:
                anchors.insert(0, Anchor(self.title, 1, template.page.margins.top, self.anchor))
            links = [each._replace(path=_step(order, each.path)) for each in page.links]
            yield Page(number, tuple(parts), tuple(anchors), tuple(links), page.landscape)
        for at in range(len(self.pages), whole_leaves(len(self.pages))):
            yield Page(self.first + at, ())


class Told(NamedTuple):
    """What the rest of a volume is told of an issue that has been set, without its pages.

    issue    without its entries
    entries  the paragraphs that the contents of the volume name
    said     the text of each page, for the index; nothing if there will be none
    pages    how many it has
    places   what the contents refer to → the index of its page, from 0
    """

    title: str
    anchor: str
    issue: Issue
    masthead: tuple[Paragraph, ...]
    about: Document
    entries: tuple[Paragraph, ...]
    said: tuple[str, ...]
    pages: int
    places: Mapping[str, int]


def set_issues(
    held: Sequence[Callable[[], Printed]], first: int, template: Template, faces: Faces, index: bool
) -> tuple[list[Chapter], list[Told], list[Diagnostic]]:
    """Issues as they are set by themselves, what is to be known of them, and what is wrong.

    held      each gives an issue when it is its turn
    first     the place of the first of them among all issues, from 1
    template  of the volume, which says what its contents call an issue
    index     whether names are to be looked for
    """
    chapters: list[Chapter] = []
    told: list[Told] = []
    problems: list[Diagnostic] = []
    for order, get in enumerate(held, first):
        try:
            printed = get()
            chapters.append(_chapter_of(printed, f"part-{order}", template, faces))
            told.append(_told(printed.issue, chapters[-1], index))
        except BriefingError as error:
            problems += error.diagnostics
    return chapters, told, problems


def whole_leaves(pages: int) -> int:
    """So many pages with the blank one that ends their last leaf."""
    return -pages // LEAF * -LEAF


def _chapter_of(printed: Printed, anchor: str, template: Template, faces: Faces) -> Chapter:
    """An issue as it is set by itself, its anchors unlike those of the others."""
    issue = printed.issue
    document = _prefixed(assemble(issue, printed.template, printed.draft), f"{anchor}-")
    own = fitted(printed.template, document, faces)
    verify(document, own, faces)
    turned = with_title_breaks(document, own, faces, printed.registry)
    known = Known()
    tight = tightened(turned, own, faces, known)
    document, pages = layout_document(tight, own, faces, known)
    return Chapter(document, tuple(pages), own, anchor, _line(issue, template))


def _prefixed(document: Document, prefix: str) -> Document:
    def named(block: Block) -> Block:
        if not isinstance(block, Paragraph) or not (block.anchor or block.target):
            return block
        runs = (
            run._replace(page_of=prefix + run.page_of) if run.page_of else run for run in block.runs
        )
        return block._replace(runs=tuple(runs), anchor=block.anchor and prefix + block.anchor)

    return document._replace(blocks=tuple(map(named, document.blocks)))


def _line(issue: Issue, template: Template) -> str:
    return template.label(
        "volume_line",
        期号=issue.number,
        总期号=issue.total,
        期次=issue.edition,
        月=issue.date.month,
        日=issue.date.day,
    )


def _told(issue: Issue, chapter: Chapter, index: bool) -> Told:
    paragraphs = [each for each in chapter.document.blocks if isinstance(each, Paragraph)]
    return Told(
        title=chapter.title,
        anchor=chapter.anchor,
        issue=replace(issue, entries=(), materials={}),  # what it refers to may be large
        masthead=tuple(each for each in paragraphs if each.style in MASTHEAD),
        about=chapter.document._replace(blocks=(), colophon=()),
        entries=tuple(each for each in paragraphs if each.anchor),
        said=tuple(entries_text(chapter.document, chapter.pages)) if index else (),
        pages=len(chapter.pages),
        places={chapter.anchor: 0}
        | {anchor.name: at for at, page in enumerate(chapter.pages) for anchor in page.anchors},
    )


def _within(order: int, part: Part) -> Part:
    return Part(_step(order, part.path), part.marks, part.alt) if part.path else part


def _step(order: int, path: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return (("issue", order), *path)
