"""Lines and blocks down the pages: what stays together, the colophon at the foot, the folios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.diagnostics import Diagnostic, LayoutError
from briefing.document import Document, Paragraph, Run
from briefing.fonts import Faces
from briefing.layout.justify import set_line
from briefing.layout.linebreak import Line, break_lines
from briefing.layout.page import Anchor, Link, Page, Stroke, TextRun
from briefing.layout.shaping import Piece, Shaped, pieces, shape
from briefing.template import Geometry, Rule, Style, Template

# Exact leading: where engines put the baseline in it, from the top. LibreOffice, measured; Word
# 0.80 to 0.82 by its own exports.
BASELINE = 0.8
_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A paragraph broken into lines."""

    paragraph: Paragraph
    style: Style
    shaped: Shaped
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        """The height of its lines and rules, without the space before; no text is one line."""
        above = self.style.rule_above.space if self.style.rule_above else 0.0
        return above + max(1, len(self.lines)) * self.style.leading + self._below

    @property
    def _below(self) -> float:
        rule = self.style.rule_below
        return self.style.rule_below_gap + rule.space if rule else 0.0


def set_paragraph(paragraph: Paragraph, template: Template, faces: Faces) -> SetParagraph:
    """Break a paragraph into lines in its style."""
    style = template.styles[paragraph.style]
    looks: list[Piece] = pieces(paragraph, style, template, faces)
    shaped = shape(paragraph.text, looks, style.size, style.tracking)
    rest = template.page.measure - style.left - style.right
    lines = break_lines(shaped, rest - style.indent, rest)
    return SetParagraph(paragraph, style, shaped, tuple(lines))


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


def flow(document: Document, template: Template, faces: Faces) -> list[Page]:
    """All pages of a document whose characters all have faces.

    LayoutError if something that must stay together fits no page.
    """
    blocks = [set_paragraph(block, template, faces) for block in document.blocks]
    colophon = [set_paragraph(part, template, faces) for part in document.colophon]
    problems = list(_too_tall(blocks, colophon, template.page))
    if problems:
        raise LayoutError(problems)
    pages = _Pages(template.page)
    for index, block in enumerate(blocks):
        pages.add(block, _needed(blocks, index))
    if colophon:
        pages.foot(colophon, template)
    return [
        Page(
            number,
            (*page.marks, *_folio(number, template, faces)),
            tuple(page.anchors),
            tuple(page.links),
        )
        for number, page in enumerate(pages.done, 1)
    ]


def unfit(document: Document, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    """What no line has room for: text that a tab sends onto other text, a name in tiny type."""
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
    for paragraph in document.paragraphs():
        style = template.styles[paragraph.style]
        if style.size < style.smallest:
            text = f"刊名“{paragraph.text}”一行排不下，字会太小"
            yield Diagnostic("masthead-too-long", text, paragraph.at(0), "把刊名分成几行写")


def _too_tall(
    blocks: Sequence[SetParagraph], colophon: Sequence[SetParagraph], page: Geometry
) -> Iterator[Diagnostic]:
    """What must stay together and fits no page: headings in a row, the colophon."""
    for index, block in enumerate(blocks):
        if block.style.keep_next and _needed(blocks, index) > page.depth:
            text = f"从“{block.paragraph.text[:20]}”起，刊名或小标题接连太多，一页排不下"
            place = block.paragraph.at(0)
            yield Diagnostic("chain-too-long", text, place, "减少行数，或在中间写正文")
            break
    if colophon and colophon_places(colophon, page)[0][0] < page.margins.top:
        first = next(part.paragraph for part in colophon if part.lines)
        place = first.at(len(first.text) - 1)
        yield Diagnostic(
            "colophon-too-long", "版记（报、送、发）一页放不下", place, "合并或减少单位"
        )


def _needed(blocks: Sequence[SetParagraph], index: int) -> float:
    """What must fit on a page with the first line of a block: headings take the next line along."""
    block = blocks[index]
    if not block.style.keep_next:
        return block.style.leading
    height = block.height
    for following in blocks[index + 1 :]:
        height += following.style.before
        if not following.style.keep_next:
            return height + following.style.leading
        height += following.height
    return height


class _OpenPage:
    """What has been put on a page so far."""

    def __init__(self) -> None:
        self.marks: list[TextRun | Stroke] = []
        self.anchors: list[Anchor] = []
        self.links: list[Link] = []


class _Pages:
    """Pages being filled; the last of `done` is still open."""

    def __init__(self, page: Geometry) -> None:
        self.page = page
        self.left = page.margins.left
        self.bottom = page.margins.top + page.depth
        self.done: list[_OpenPage] = []
        self.turn()

    def turn(self) -> None:
        self.done.append(_OpenPage())
        self.y = self.page.margins.top

    def fits(self, height: float) -> bool:
        return self.y + height <= self.bottom + _TOLERANCE

    def add(self, block: SetParagraph, needed: float) -> None:
        """Set a block from here on; space before it is dropped at the top of a new page."""
        before = block.style.before
        marks = self.done[-1].marks
        if marks and not self.fits(before + needed):
            self.turn()
        elif marks or len(self.done) == 1:
            self.y += before
        self.anchor(block)
        self.rule_above(block.style)
        if not block.lines:
            self.y += block.style.leading
        for line in block.lines:
            if not self.fits(block.style.leading):
                self.turn()
            self.line(block, line)
        self.rule_below(block.style)

    def anchor(self, block: SetParagraph) -> None:
        paragraph = block.paragraph
        if paragraph.bookmark:
            level = block.style.outline
            anchor = Anchor(paragraph.bookmark, level, self.y, paragraph.anchor)
            self.done[-1].anchors.append(anchor)

    def line(self, block: SetParagraph, line: Line) -> None:
        style = block.style
        indent = style.indent if line is block.lines[0] else 0.0
        left = self.left + style.left + indent
        width = self.page.measure - style.left - style.right - indent
        baseline = self.y + BASELINE * style.leading
        page = self.done[-1]
        page.marks.extend(
            set_line(
                block.shaped,
                line,
                left,
                width,
                baseline,
                style.align,
                style.color,
                beyond=style.right,
                leader=style.leader,
            )
        )
        if block.paragraph.target:
            right = self.left + self.page.measure
            page.links.append(Link(left, right, self.y, style.leading, block.paragraph.target))
        self.y += style.leading

    def rule_above(self, style: Style) -> None:
        if style.rule_above:
            self.rule(style.rule_above)

    def rule_below(self, style: Style) -> None:
        if style.rule_below:
            self.y += style.rule_below_gap
            self.rule(style.rule_below)

    def rule(self, rule: Rule) -> None:
        """A rule over the whole measure whose upper edge is here."""
        middle = self.y + rule.width / 2
        right = self.left + self.page.measure
        self.done[-1].marks.append(Stroke(self.left, right, middle, rule.width, rule.color))
        self.y += rule.space

    def foot(self, colophon: Sequence[SetParagraph], template: Template) -> None:
        """The colophon at the foot of this page, or of a new one if there is no room for it.

        Engines hang it on a paragraph of its own behind the text, which needs room as well.
        """
        places = colophon_places(colophon, self.page)
        anchor = template.styles["colophon-anchor"].leading
        if self.y + anchor > places[0][0] + _TOLERANCE:
            self.turn()
        for y, part in places:
            self.y = y
            self.rule_above(part.style)
            for line in part.lines:
                self.line(part, line)


def _folio(number: int, template: Template, faces: Faces) -> Iterator[TextRun]:
    """The page number, outside: right on odd pages, left on even ones (GB/T 9704-2012 7.5)."""
    name = "folio-odd" if number % 2 else "folio-even"
    folio = set_paragraph(
        Paragraph(name, (Run(template.label("folio", 页=number)),)), template, faces
    )
    style, page = folio.style, template.page
    left = page.margins.left + style.left
    width = page.measure - style.left - style.right
    y = folio_baseline(template, faces)
    for line in folio.lines:
        yield from set_line(folio.shaped, line, left, width, y, style.align, style.color)
