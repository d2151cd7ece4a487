"""The annual volume (合订本): issues as they were printed, between a cover and an index.

Every issue is set as it was by itself, in its own template, and begins a leaf. What is added: a
cover, the contents of all issues, a running number on every page, and an index of names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from briefing.assembly import assemble
from briefing.diagnostics import BriefingError, Diagnostic
from briefing.document import Block, Document, Paragraph, Run, with_page_numbers
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
from briefing.layout.flow import MASTHEAD, flow
from briefing.layout.page import Anchor, Page, Part
from briefing.layout.running import running_number
from briefing.registry import EMPTY, Registry
from briefing.template import Template
from briefing.volume.names import entries_text, headings, index_blocks

__all__ = ["Chapter", "Printed", "Volume", "bind"]

_LEAF = 2  # pages


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
        return self.anchor not in (_COVER, _CONTENTS, _INDEX)

    @property
    def numbered(self) -> int:
        """How many of its pages, from the first, have a running number.

        The cover has none, and what is behind the text of an issue whose 版记 stands on a page of
        its own after empty ones has none either (GB/T 9704-2012 7.5).
        """
        if self.anchor == _COVER:
            return 0
        blanks = blank_pages(self.pages) if self.document.colophon else 0
        return len(self.pages) - (blanks + 1 if blanks else 0)


_COVER, _CONTENTS, _INDEX = "cover", "contents", "index"


@dataclass(frozen=True)
class Volume:
    """A volume, laid out.

    about     says what it is called and by whom
    template  of its cover, contents and index
    """

    about: Document
    template: Template
    faces: Faces
    chapters: tuple[Chapter, ...]

    def sheets(self) -> Iterator[tuple[Page, Template]]:
        """Every page in turn, blank ones at the ends of leaves as well, with its running number.

        They are made as they are asked for.
        """
        for order, chapter in enumerate(self.chapters):
            for page in self._pages(order, chapter):
                yield page, chapter.template

    @property
    def name(self) -> str:
        """What the bulletin is called."""
        return "".join(self.about.keywords[1:])

    @cached_property
    def count(self) -> int:
        """How many pages there are."""
        last = self.chapters[-1]
        return last.first - 1 + -len(last.pages) // _LEAF * -_LEAF

    def _running(self, number: int, template: Template, landscape: bool) -> Part:
        """The running number of a page, which is set once, however often pages are asked for."""
        found = self._set.get(number)
        if found is None:
            found = self._set[number] = running_number(number, template, self.faces, landscape)
        return found

    @cached_property
    def _set(self) -> dict[int, Part]:
        return {}

    def _pages(self, order: int, chapter: Chapter) -> Iterator[Page]:
        draft = chapter.document.draft
        template = chapter.template
        shown: Iterable[Page] = chapter.pages
        if draft:
            shown = watermarked(chapter.document, shown, template, self.faces)
        for at, page in enumerate(shown):
            parts = [_within(order, part) for part in page.parts]
            number = chapter.first + at
            if at < chapter.numbered:
                parts.append(self._running(number, template, page.landscape))
            # Two levels: issues, and the entries in them.
            anchors = [each._replace(level=2) for each in page.anchors if each.name]
            if at == 0 and chapter.title:
                top = template.page.margins.top
                anchors.insert(0, Anchor(chapter.title, 1, top, chapter.anchor))
            links = [each._replace(path=_step(order, each.path)) for each in page.links]
            yield Page(number, tuple(parts), tuple(anchors), tuple(links), page.landscape)
        for number in range(len(chapter.pages), -len(chapter.pages) // _LEAF * -_LEAF):
            yield Page(chapter.first + number, ())


def _within(order: int, part: Part) -> Part:
    return Part(_step(order, part.path), part.marks, part.alt) if part.path else part


def _step(order: int, path: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return (("issue", order), *path)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is known of an issue when it has been set: for contents, cover and index."""

    issue: Issue
    masthead: tuple[Paragraph, ...]
    about: Document
    entries: tuple[Paragraph, ...]
    said: tuple[str, ...]


def bind(
    held: Sequence[Callable[[], Printed]],
    template: Template,
    faces: Faces,
    registry: Registry,
    year: int,
) -> Volume:
    """The volume of some issues of a year, in their order; there is at least one.

    held      each gives an issue when it is its turn, so that not all need to be at hand at once
    template  of the cover, the contents and the index
    registry  the names of the index
    BriefingError lists what is wrong with any of them.
    """
    chapters: list[Chapter] = []
    known: list[_Held] = []
    problems: list[Diagnostic] = []
    indexed = bool(headings(registry))
    for order, get in enumerate(held, 1):
        try:
            printed = get()
            chapter = _chapter_of(printed, f"part-{order}", template, faces)
            chapters.append(chapter)
            known.append(_known(printed.issue, chapter, indexed))
        except BriefingError as error:
            problems += error.diagnostics
    if problems:
        raise BriefingError(dict.fromkeys(problems))
    cover = _cover([each.issue for each in known], known[-1], template, year)
    template = fitted(template, cover, faces)
    contents = cover._replace(blocks=tuple(_contents(chapters, known, template)))
    before = [_plain(cover, _COVER, "", template, faces)]
    before.append(_plain(contents, _CONTENTS, "", template, faces))
    chapters = list(_counted([*before, *chapters]))
    index = tuple(_index(chapters[2:], known, registry, template))
    if index:
        title = template.labels["volume_index"]
        document = cover._replace(blocks=index)
        chapters.append(_plain(document, _INDEX, title, template, faces))
        chapters = list(_counted(chapters))
    numbers = {chapter.anchor: chapter.first for chapter in chapters} | {
        anchor.name: chapter.first + at
        for chapter in chapters
        for at, page in enumerate(chapter.pages)
        for anchor in page.anchors
    }
    # A number takes no room, as it stands at the right edge behind a tab: nothing moves.
    filled = with_page_numbers(contents, numbers)
    pages = _without_folios(flow(filled, template, faces))
    chapters[1] = replace(chapters[1], document=filled, pages=pages)
    about = cover._replace(title=cover.subject, blocks=())
    return Volume(about, template, faces, tuple(chapters))


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


def _plain(
    document: Document, anchor: str, title: str, template: Template, faces: Faces
) -> Chapter:
    """A part of the volume's own, which has no folio but the running number."""
    verify(document, template, faces)
    pages = _without_folios(flow(document, template, faces))
    return Chapter(document, pages, template, anchor, title)


def _without_folios(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(page._replace(parts=page.parts[:-1]) for page in pages)


def _prefixed(document: Document, prefix: str) -> Document:
    def named(block: Block) -> Block:
        if not isinstance(block, Paragraph) or not (block.anchor or block.target):
            return block
        runs = (
            run._replace(page_of=prefix + run.page_of) if run.page_of else run for run in block.runs
        )
        return block._replace(runs=tuple(runs), anchor=block.anchor and prefix + block.anchor)

    return document._replace(blocks=tuple(map(named, document.blocks)))


def _counted(chapters: Sequence[Chapter]) -> Iterator[Chapter]:
    """Each chapter with the number of its first page: all begin on odd pages."""
    leaves = (-len(chapter.pages) // _LEAF * -_LEAF for chapter in chapters)
    for chapter, first in zip(chapters, accumulate(leaves, initial=1), strict=False):
        yield replace(chapter, first=first)


def _known(issue: Issue, chapter: Chapter, indexed: bool) -> _Held:
    blocks = chapter.document.blocks
    paragraphs = [each for each in blocks if isinstance(each, Paragraph)]
    name = tuple(each for each in paragraphs if each.style in MASTHEAD)
    entries = tuple(each for each in paragraphs if each.anchor)
    bare = replace(issue, entries=(), materials={})  # what it refers to may be large
    said = tuple(entries_text(chapter.document, chapter.pages)) if indexed else ()
    return _Held(bare, name, chapter.document._replace(blocks=(), colophon=()), entries, said)


def _cover(issues: Sequence[Issue], last: _Held, template: Template, year: int) -> Document:
    """The name of the bulletin as on the last issue, and what the volume holds."""
    title = template.label("volume", 年=year)
    regular = [issue for issue in issues if not issue.edition] or list(issues)
    first, final = regular[0], regular[-1]
    span = template.label(
        "volume_range", 首=first.number, 末=final.number, 首总=first.total, 末总=final.total
    )
    blocks = (
        Paragraph("volume-top", ()),
        *last.masthead,
        Paragraph("volume-title", (Run(title),)),
        Paragraph("volume-range", (Run(span),)),
        Paragraph("volume-editor", (Run(final.editor.value),)),
    )
    subject = f"{last.about.subject} {title}"
    return last.about._replace(title=subject, subject=subject, blocks=blocks, draft="")


def _line(issue: Issue, template: Template) -> str:
    return template.label(
        "volume_line",
        期号=issue.number,
        总期号=issue.total,
        期次=issue.edition,
        月=issue.date.month,
        日=issue.date.day,
    )


def _contents(
    chapters: Sequence[Chapter], known: Sequence[_Held], template: Template
) -> Iterator[Paragraph]:
    """All issues and the titles in them; the pages are filled in when they are known."""
    yield Paragraph("volume-heading", (Run(template.labels["volume_contents"]),))
    for chapter, held in zip(chapters, known, strict=True):
        page = Run("1", page_of=chapter.anchor)
        yield Paragraph("volume-issue", (Run(chapter.title), Run("\t"), page))
        for entry in held.entries:
            title = Run(entry.text.replace("\n", ""))
            yield Paragraph("volume-entry", (title, Run("\t"), Run("1", page_of=entry.anchor)))


def _index(
    chapters: Sequence[Chapter], known: Sequence[_Held], registry: Registry, template: Template
) -> Iterator[Paragraph]:
    pages = [
        (chapter.first + at, text)
        for chapter, held in zip(chapters, known, strict=True)
        for at, text in enumerate(held.said)
    ]
    return index_blocks(pages, registry, template)
