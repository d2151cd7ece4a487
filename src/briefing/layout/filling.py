"""Pages being filled from the top down (排版): what goes on which page, and at which height.

What stands there in detail is not asked for: a page may have to be filled several times until the
numbers in the contents are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from briefing.layout.blocks import SetBlock, Slice
from briefing.layout.page import Anchor, Link, Part
from briefing.layout.paragraph import SetParagraph
from briefing.template import Geometry, Template

_TOLERANCE = 0.01


def colophon_places(
    parts: Sequence[SetParagraph], page: Geometry
) -> list[tuple[float, SetParagraph]]:
    """Where each paragraph of the colophon begins on the sheet.

    Its last rule lies on the type area's lower edge (GB/T 9704-2012 7.4.1); the empty line that
    carries the rule hangs below it.
    """
    height = sum(part.style.before + part.height for part in parts) - parts[-1].style.leading
    y = page.type_area.top + page.type_area.height - height
    places = []
    for part in parts:
        y += part.style.before
        places.append((y, part))
        y += part.height
    return places


def needed(blocks: Sequence[SetBlock], index: int) -> float:
    """What must fit on a page with the first line of a block: headings take the next line along."""
    block = blocks[index]
    if not block.keep_next:
        return max(block.lead, block.slices[0].height)
    height = _height(block)
    for following in blocks[index + 1 :]:
        height += following.before
        if not following.keep_next:
            return height + following.lead
        height += _height(following)
    return height


def _height(block: SetBlock) -> float:
    return sum(each.height for each in block.slices)


class OpenPage:
    """What has been put on a page so far: slices, each with the height of its upper edge."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.slices: list[tuple[Slice, float]] = []
        self.anchors: list[Anchor] = []

    @property
    def begun(self) -> bool:
        """Whether anything stands on it."""
        return any(not each.blank for each, _ in self.slices)

    def finished(self) -> tuple[list[Part], list[Link]]:
        """What stands there, and what of it leads elsewhere."""
        parts: list[Part] = []
        links: list[Link] = []
        left = self.geometry.margins.left
        right = left + self.geometry.measure
        for each, y in self.slices:
            made = tuple(each.at(y))
            parts += made
            if each.target:
                path = next((part.path for part in made if part.path), ())
                links.append(Link(left, right, y, each.height, each.target, path))
        return parts, links


class Filling:
    """Pages being filled; the last of `done` is still open.

    where  number of a block → the page of each of its lines
    """

    def __init__(self, page: Geometry) -> None:
        self.page = page
        self.done: list[OpenPage] = []
        self.where: dict[int, list[int]] = {}
        self.blanks = 0  # empty pages before the colophon's
        self.turn()

    @property
    def bottom(self) -> float:
        return self.page.margins.top + self.page.depth

    def turn(self) -> None:
        self.done.append(OpenPage(self.page))
        self.y = self.page.margins.top
        self.first = len(self.done) == 1  # whether a section begins with it

    def begin(self) -> None:
        """What follows begins a page."""
        if self.done[-1].begun:
            self.turn()

    def lay(self, page: Geometry) -> None:
        """What follows stands on pages like `page`, beginning with a new one if need be."""
        if page != self.page:
            self.page = page
            self.turn()
            self.first = True

    def fits(self, height: float) -> bool:
        return self.y + height <= self.bottom + _TOLERANCE

    def add(self, block: SetBlock, needed: float, number: int) -> None:
        """Set a block from here on; space before it is dropped where a section goes on."""
        begun = self.done[-1].begun
        if begun and not self.fits(block.before + needed):
            self.turn()
        elif begun or self.first:
            self.y += block.before
        self.anchor(block)
        lines = self.where.setdefault(number, [])
        for each in block.slices:
            if not self.fits(each.height):
                self.turn()
                for again in block.repeated:
                    self.put(again._replace(at=partial(_unsaid, again)))
            self.put(each)
            lines += [len(self.done)] * each.lines

    def anchor(self, block: SetBlock) -> None:
        heading = block.heading
        if heading:
            anchor = Anchor(heading.bookmark, block.outline, self.y, heading.anchor)
            self.done[-1].anchors.append(anchor)

    def put(self, each: Slice) -> None:
        """A slice from here on, whether it fits or not."""
        self.done[-1].slices.append((each, self.y))
        self.y += each.height

    def foot(self, colophon: Sequence[SetParagraph], template: Template) -> None:
        """The colophon at the foot of this page, or of a new one if there is no room for it.

        Engines hang it on a paragraph of its own behind the text, which needs room as well. If the
        template wants a page of another number, it goes on to that, and the pages between are
        empty; neither they nor the colophon's have a folio (GB/T 9704-2012 7.5).
        """
        places = colophon_places(colophon, self.page)
        anchor = template.styles["colophon-anchor"].leading
        if self.y + anchor > places[0][0] + _TOLERANCE:
            self.turn()
        wanted = len(self.done) + -len(self.done) % template.colophon_page
        begun = self.done[-1].begun
        self.blanks = max(0, wanted - len(self.done) - begun)
        while len(self.done) < wanted:
            self.turn()
        for y, part in places:
            self.y = y
            for each in part.slices:
                self.put(each)


def _unsaid(again: Slice, y: float) -> Iterator[Part]:
    """What stands here for the eye alone, as it was said where it stood first."""
    return (Part((), part.marks) for part in again.at(y))
