"""Lines and blocks down the pages: what stays together, the colophon at the foot, the folios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.diagnostics import Diagnostic, LayoutError
from briefing.document import Block, Chart, Document, Figure, Paragraph, Run, Table, across
from briefing.fonts import Faces
from briefing.layout.blocks import SetBlock
from briefing.layout.filling import Filling, colophon_places, needed
from briefing.layout.page import Page, Part, Step
from briefing.layout.paragraph import SetParagraph, set_paragraph
from briefing.layout.turning import as_upright, turned
from briefing.template import Geometry, Template

SECTION_END = "section-end"
MASTHEAD = ("masthead-over", "masthead")


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


class Known:
    """What blocks were set to, so that each is set once however often pages are filled."""

    def __init__(self) -> None:
        # By identity and place; the block is kept too, so that no other gets that identity.
        self._set: dict[tuple[int, int], tuple[Block, SetBlock]] = {}

    def paragraph(
        self, paragraph: Paragraph, number: int, template: Template, faces: Faces
    ) -> SetParagraph:
        """A paragraph of the document, set."""
        found = self._found(paragraph, number)
        if not isinstance(found, SetParagraph):
            path = path_of(paragraph, number, template)
            found = set_paragraph(paragraph, template, faces, path)
            self._set[id(paragraph), number] = (paragraph, found)
        return found

    def block(self, block: Block, number: int, template: Template, faces: Faces) -> SetBlock:
        """A block of the document, set; the same block always has the same template."""
        found = self._found(block, number)
        if found is None:
            found = set_block(block, number, template, faces)
            self._set[id(block), number] = (block, found)
        return found

    def _found(self, block: Block, number: int) -> SetBlock | None:
        found = self._set.get((id(block), number))
        return found[1] if found else None


def flow(document: Document, template: Template, faces: Faces) -> list[Page]:
    """All pages of a document whose characters all have faces.

    LayoutError if something that must stay together fits no page.
    """
    return finished(filled(document, template, faces, Known()), template, faces)


def filled(document: Document, template: Template, faces: Faces, known: Known) -> Filling:
    """The pages of a document with all but what stands on them in detail; errors as `flow`."""
    count = len(document.blocks)
    landscape, sideways = across(document.blocks), turned(template)
    blocks = [
        known.block(each, number, sideways if landscape[number] else template, faces)
        for number, each in enumerate(document.blocks)
    ]
    colophon = [
        known.paragraph(part, number, template, faces)
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
    pages = Filling(template.page)
    for page, start, stop in sections:
        pages.lay(page)
        section = blocks[start:stop]
        for index in range(start, stop):
            block = document.blocks[index]
            if vanishes(document.blocks, index):
                continue
            if isinstance(block, Paragraph) and block.new_page:
                pages.begin()
            pages.add(blocks[index], needed(section, index - start), index)
    if colophon:
        pages.lay(template.page)
        pages.foot(colophon, template)
    return pages


def finished(pages: Filling, template: Template, faces: Faces) -> list[Page]:
    """The pages with all that stands on them."""
    numbered = len(pages.done) - (pages.blanks + 1 if pages.blanks else 0)
    made = []
    for number, page in enumerate(pages.done, 1):
        parts, links = page.finished()
        if number <= numbered:
            parts.append(_folio(number, template, faces, page.geometry))
        landscape = page.geometry != template.page
        made.append(Page(number, tuple(parts), tuple(page.anchors), tuple(links), landscape))
    return made


def vanishes(blocks: Sequence[Block], number: int) -> bool:
    """Whether a block ends a section behind a table: LibreOffice drops it, it takes no room."""
    block = blocks[number]
    ends = isinstance(block, Paragraph) and block.style == SECTION_END
    return ends and number > 0 and isinstance(blocks[number - 1], Table)


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
        if block.keep_next and needed(blocks, index) > page.depth:
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


def _folio(number: int, template: Template, faces: Faces, page: Geometry) -> Part:
    """The page number, outside: right on odd pages, left on even ones (GB/T 9704-2012 7.5)."""
    name = "folio-odd" if number % 2 else "folio-even"
    text = Run(template.label("folio", 页=number))
    folio = set_paragraph(Paragraph(name, (text,)), template, faces)
    marks = folio.line(0, folio_baseline(template, faces))
    return Part((), tuple(as_upright(marks, template.page) if page != template.page else marks))
