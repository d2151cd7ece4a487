"""The annual volume (合订本): issues as they were printed, between a cover and an index.

Every issue is set as it was by itself, in its own template, and begins a leaf. What is added: a
cover, the contents of all issues, a running number on every page, and an index of names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from briefing.diagnostics import BriefingError
from briefing.document import Document, Paragraph, Run, with_page_numbers
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.layout import fitted, verify
from briefing.layout.flow import flow
from briefing.layout.page import Page
from briefing.registry import Registry
from briefing.template import Template
from briefing.volume.chapters import (
    CONTENTS,
    COVER,
    INDEX,
    Chapter,
    Printed,
    Told,
    set_issues,
    whole_leaves,
)
from briefing.volume.names import headings, index_blocks

__all__ = [
    "Chapter",
    "Frame",
    "Order",
    "Printed",
    "Told",
    "Volume",
    "bind",
    "framed",
    "indexed",
    "set_issues",
]


class Order(NamedTuple):
    """A volume of some issues of a year to be made.

    held      the issues in their order, at least one; each is loaded when it is its turn, so that
              not all need to be at hand at once
    template  of the cover, the contents and the index
    registry  the names of the index
    """

    held: Sequence[Callable[[], Printed]]
    template: Template
    faces: Faces
    registry: Registry
    year: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What a volume has of its own, around its issues.

    about     says what it is called and by whom
    template  of its cover, contents and index
    before    the cover and the contents
    firsts    the first page of each issue, counted through the volume from 1
    after     the index, if there is one
    count     of all pages
    """

    about: Document
    template: Template
    before: tuple[Chapter, ...]
    firsts: tuple[int, ...]
    after: tuple[Chapter, ...]
    count: int

    @property
    def name(self) -> str:
        """What the bulletin is called."""
        return _name(self.about)


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume, laid out.

    about     says what it is called and by whom
    template  of its cover, contents and index
    count     of all pages
    """

    about: Document
    template: Template
    faces: Faces
    chapters: tuple[Chapter, ...]
    count: int

    @property
    def name(self) -> str:
        """What the bulletin is called."""
        return _name(self.about)

    def sheets(self) -> Iterator[tuple[Page, Template]]:
        """Every page in turn, blank ones at the ends of leaves as well, with its running number.

        They are made as they are asked for.
        """
        for order, chapter in enumerate(self.chapters):
            for page in chapter.leaves(order, self.faces):
                yield page, chapter.template


def bind(order: Order) -> Volume:
    """The volume; BriefingError lists what is wrong with any of its issues."""
    faces = order.faces
    index = indexed(order.registry)
    issues, told, problems = set_issues(order.held, 1, order.template, faces, index)
    if problems:
        raise BriefingError(dict.fromkeys(problems))
    frame = framed(told, order)
    placed = (replace(each, first=at) for each, at in zip(issues, frame.firsts, strict=True))
    chapters = (*frame.before, *placed, *frame.after)
    return Volume(frame.about, frame.template, faces, chapters, frame.count)


def _name(about: Document) -> str:
    return "".join(about.keywords[1:])


def indexed(registry: Registry) -> bool:
    """Whether there are names to be looked for."""
    return bool(headings(registry))


def framed(told: Sequence[Told], order: Order) -> Frame:
    """What stands around the issues that have been set."""
    faces = order.faces
    cover = _cover([each.issue for each in told], told[-1], order.template, order.year)
    template = fitted(order.template, cover, faces)
    front = _plain(cover, COVER, "", template, faces)
    contents = cover._replace(blocks=tuple(_contents(told, template)))
    verify(contents, template, faces)
    pages = _likely(contents, template)
    while True:
        sizes = (len(front.pages), pages, *(each.pages for each in told))
        _, second, *firsts, last = accumulate(map(whole_leaves, sizes), initial=1)
        contents = with_page_numbers(contents, _numbers(told, firsts))
        laid = _without_folios(flow(contents, template, faces))
        # A number takes no room, as it stands at the right edge behind a tab: nothing moves for it.
        if whole_leaves(len(laid)) == whole_leaves(pages):
            break
        pages = len(laid)
    before = (front, Chapter(contents, laid, template, CONTENTS, first=second))
    after = []
    index = tuple(_index(told, firsts, order.registry, template))
    if index:
        document = cover._replace(blocks=index)
        title = template.labels["volume_index"]
        after.append(_plain(document, INDEX, title, template, faces, first=last))
    count = last - 1 + sum(whole_leaves(len(each.pages)) for each in after)
    about = cover._replace(title=cover.subject, blocks=())
    return Frame(about, template, before, tuple(firsts), tuple(after), count)


def _plain(
    document: Document, anchor: str, title: str, template: Template, faces: Faces, first: int = 1
) -> Chapter:
    """A part of the volume's own, which has no folio but the running number."""
    verify(document, template, faces)
    pages = _without_folios(flow(document, template, faces))
    return Chapter(document, pages, template, anchor, title, first)


def _likely(contents: Document, template: Template) -> int:
    """How many pages the contents take if every title takes one line."""
    styles = [template.styles[each.style] for each in contents.paragraphs()]
    left, pages = template.page.depth, 1
    for style, following in pairwise((*styles, styles[-1])):
        height = style.before + style.leading
        if height + (following.leading if style.keep_next else 0.0) > left:
            left, pages, height = template.page.depth, pages + 1, style.leading
        left -= height
    return pages


def _numbers(told: Sequence[Told], firsts: Sequence[int]) -> dict[str, int]:
    """What the contents refer to → its page."""
    return {
        name: first + at
        for each, first in zip(told, firsts, strict=True)
        for name, at in each.places.items()
    }


def _without_folios(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(page._replace(parts=page.parts[:-1]) for page in pages)


def _cover(issues: Sequence[Issue], last: Told, template: Template, year: int) -> Document:
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


def _contents(told: Sequence[Told], template: Template) -> Iterator[Paragraph]:
    """All issues and the titles in them; the pages are filled in when they are known."""
    yield Paragraph("volume-heading", (Run(template.labels["volume_contents"]),))
    for issue in told:
        page = Run("1", page_of=issue.anchor)
        yield Paragraph("volume-issue", (Run(issue.title), Run("\t"), page))
        for entry in issue.entries:
            title = Run(entry.text.replace("\n", ""))
            yield Paragraph("volume-entry", (title, Run("\t"), Run("1", page_of=entry.anchor)))


def _index(
    told: Sequence[Told], firsts: Sequence[int], registry: Registry, template: Template
) -> Iterator[Paragraph]:
    pages = [
        (first + at, text)
        for issue, first in zip(told, firsts, strict=True)
        for at, text in enumerate(issue.said)
    ]
    return index_blocks(pages, registry, template)
