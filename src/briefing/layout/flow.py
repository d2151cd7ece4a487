"""Lines and blocks down the pages: what stays together, the colophon at the foot, the folios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from briefing.diagnostics import Diagnostic, LayoutError
from briefing.document import Block, Chart, Document, Figure, Paragraph, Run, Table, across
from briefing.fonts import Faces
from briefing.layout.blocks import SetBlock, Slice
from briefing.layout.page import Anchor, Link, Page, Part, Step
from briefing.layout.paragraph import SetParagraph, set_paragraph
from briefing.layout.turning import as_upright, turned
from briefing.template import Geometry, Template

_TOLERANCE = 0.01
SECTION_END = "section-end"
MASTHEAD = ("masthead-over", "masthead")


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


def folio_baseline(template: Template, faces: Faces) -> float:
    """The folio's baseline: its dash lies `gap` below the type area (GB/T 9704-2012 7.5)."""
    area, style = template.page.type_area, template.styles["folio-odd"]
    dash = faces.first(style.font).middle("—") * style.size
    return area.top + area.height + template.folio_gap + dash


def set_block(block: Block, number: int, template: Template, faces: Faces) -> SetBlock:
    """A block set to the template's measure; `number` is its place in the document."""
    if isinstance(block, Figure):
        from briefing.layout.figure import set_figure

        return set_figure(block, template, (("figure", number),))
    if isinstance(block, Chart):
        from briefing.layout.figure import set_chart

        return set_chart(block, template, faces, (("figure", number),))
    if isinstance(block, Table):
        from briefing.layout.table import set_table

        return set_table(block, number, template, faces)
    return set_paragraph(block, template, faces, path_of(block, number, template))


def path_of(paragraph: Paragraph, number: int, template: Template) -> tuple[Step, ...]:
    """What a paragraph is and lies in, for those who read the pages without seeing them."""
    if paragraph.target:
        return (("contents", 0), ("contents-line", number))
    if paragraph.style in MASTHEAD:
        return (("masthead", 0),)  # all lines of the name are one
    if paragraph.style == "figure-caption":
        return (("caption", number),)
    level = template.styles[paragraph.style].outline
    return ((f"heading-{level}" if level else "paragraph", number),)


def flow(document: Document, template: Template, faces: Faces) -> list[Page]:
    """All pages of a document whose characters all have faces.

    LayoutError if something that must stay together fits no page.
    """
    count = len(document.blocks)
    landscape, sideways = across(document.blocks), turned(template)
    blocks = [
        set_block(each, number, sideways if landscape[number] else template, faces)
        for number, each in enumerate(document.blocks)
    ]
    colophon = [
        set_paragraph(part, template, faces, path_of(part, number, template))
        for number, part in enumerate(document.colophon, count)
    ]
    sections = [
        (sideways.page if landscape[start] else template.page, start, stop)
        for start, stop in _alike(landscape)
    ]
    problems = [
        problem
        for page, start, stop in sections
        for problem in _too_long(document.blocks[start:stop], blocks[start:stop], page)
    ]
    problems += _too_tall(colophon, template.page)
    if problems:
        raise LayoutError(problems)
    pages = _Pages(template.page)
    for page, start, stop in sections:
        pages.lay(page)
        for index in range(start, stop):
            # LibreOffice drops the paragraph that ends a section behind a table: it takes no room.
            block = document.blocks[index]
            if not (isinstance(block, Paragraph) and block.style == SECTION_END):
                pages.add(blocks[index], _needed(blocks[start:stop], index - start))
    if colophon:
        pages.lay(template.page)
        pages.foot(colophon, template)
    numbered = len(pages.done) - (pages.blanks + 1 if pages.blanks else 0)
    return [
        Page(
            number,
            (
                *page.parts,
                *([_folio(number, template, faces, page.geometry)] if number <= numbered else []),
            ),
            tuple(page.anchors),
            tuple(page.links),
            page.geometry != template.page,
        )
        for number, page in enumerate(pages.done, 1)
    ]


def _alike(landscape: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where stretches of blocks on pages turned alike begin and end."""
    edges = (n for n in range(1, len(landscape)) if landscape[n] != landscape[n - 1])
    yield from pairwise((0, *edges, len(landscape)))


def unfit(document: Document, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    """What no line has room for: text that a tab sends onto other text, a name in tiny type."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _unfit_table(block, template, faces)
    for paragraph in document.paragraphs():
        head, tab, tail = paragraph.text.partition("\t")
        if not tab:
            continue
        style = template.styles[paragraph.style]
        if style.leader:
            continue  # its text is broken before the edge that the tab goes to
        measure = template.page.measure - style.left - style.right - style.size
        shaped = set_paragraph(paragraph, template, faces).shaped
        length = len(shaped.text)
        if shaped.width(0, len(head)) + shaped.width(len(head) + 1, length) > measure:
            text = f"“{head}”和“{tail}”在一行里排不下"
            yield Diagnostic("line-too-long", text, paragraph.at(0), "缩短文字，如用规范简称")
    for block in document.blocks:
        if isinstance(block, Chart):
            from briefing.layout.figure import set_chart

            try:
                set_chart(block, template, faces)
            except LayoutError as error:
                yield from error.diagnostics
    for paragraph in document.paragraphs():
        style = template.styles[paragraph.style]
        if style.size < style.smallest:
            text = f"刊名“{paragraph.text}”一行排不下，字会太小"
            yield Diagnostic("masthead-too-long", text, paragraph.at(0), "把刊名分成几行写")


def _unfit_table(table: Table, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    """Why a table cannot be set on its pages; whether it could be on turned ones is told."""
    from briefing.layout.table import unfit_table

    sideways = turned(template)
    if table.landscape:
        yield from unfit_table(table, sideways, faces)
    else:
        yield from unfit_table(table, template, faces, wider=sideways)


def _too_long(
    written: Sequence[Block], blocks: Sequence[SetBlock], page: Geometry
) -> Iterator[Diagnostic]:
    """The first of the headings in a row that fit no page together."""
    for index, block in enumerate(blocks):
        if block.keep_next and _needed(blocks, index) > page.depth:
            chain = (text for each in written[index:] for text in each.paragraphs())
            first = next(chain)
            text = f"从“{first.text[:20]}”起，刊名或小标题接连太多，一页排不下"
            yield Diagnostic("chain-too-long", text, first.at(0), "减少行数，或在中间写正文")
            break


def _too_tall(colophon: Sequence[SetParagraph], page: Geometry) -> Iterator[Diagnostic]:
    """A colophon that fits no page."""
    if colophon and colophon_places(colophon, page)[0][0] < page.margins.top:
        first = next(part.paragraph for part in colophon if part.lines)
        place = first.at(len(first.text) - 1)
        yield Diagnostic(
            "colophon-too-long", "版记（报、送、发）一页放不下", place, "合并或减少单位"
        )


def _needed(blocks: Sequence[SetBlock], index: int) -> float:
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


class _OpenPage:
    """What has been put on a page so far."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.parts: list[Part] = []
        self.anchors: list[Anchor] = []
        self.links: list[Link] = []


class _Pages:
    """Pages being filled; the last of `done` is still open."""

    def __init__(self, page: Geometry) -> None:
        self.page = page
        self.done: list[_OpenPage] = []
        self.blanks = 0  # empty pages before the colophon's
        self.turn()

    @property
    def bottom(self) -> float:
        return self.page.margins.top + self.page.depth

    def turn(self) -> None:
        self.done.append(_OpenPage(self.page))
        self.y = self.page.margins.top
        self.first = len(self.done) == 1  # whether a section begins with it

    def lay(self, page: Geometry) -> None:
        """What follows stands on pages like `page`, beginning with a new one if need be."""
        if page != self.page:
            self.page = page
            self.turn()
            self.first = True

    def fits(self, height: float) -> bool:
        return self.y + height <= self.bottom + _TOLERANCE

    def add(self, block: SetBlock, needed: float) -> None:
        """Set a block from here on; space before it is dropped where a section goes on."""
        begun = self.done[-1].parts
        if begun and not self.fits(block.before + needed):
            self.turn()
        elif begun or self.first:
            self.y += block.before
        self.anchor(block)
        for each in block.slices:
            if not self.fits(each.height):
                self.turn()
                for again in block.repeated:
                    self.put(again._replace(at=partial(_unsaid, again)))
            self.put(each)

    def anchor(self, block: SetBlock) -> None:
        heading = block.heading
        if heading:
            anchor = Anchor(heading.bookmark, block.outline, self.y, heading.anchor)
            self.done[-1].anchors.append(anchor)

    def put(self, each: Slice) -> None:
        """A slice from here on, whether it fits or not."""
        page = self.done[-1]
        parts = tuple(each.at(self.y))
        page.parts.extend(parts)
        if each.target:
            left = self.page.margins.left
            right = left + self.page.measure
            path = next((part.path for part in parts if part.path), ())
            page.links.append(Link(left, right, self.y, each.height, each.target, path))
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
        begun = bool(self.done[-1].parts)
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


def _folio(number: int, template: Template, faces: Faces, page: Geometry) -> Part:
    """The page number, outside: right on odd pages, left on even ones (GB/T 9704-2012 7.5)."""
    name = "folio-odd" if number % 2 else "folio-even"
    text = Run(template.label("folio", 页=number))
    folio = set_paragraph(Paragraph(name, (text,)), template, faces)
    marks = folio.line(0, folio_baseline(template, faces))
    return Part((), tuple(as_upright(marks, template.page) if page != template.page else marks))
