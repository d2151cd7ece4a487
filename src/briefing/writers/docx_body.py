"""The text of a DOCX: paragraphs in named styles as XML, and the fonts they turn out to need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from briefing.document import Block, Document, Paragraph, Table, across
from briefing.fonts import Face, Faces
from briefing.layout import blank_pages, stands_alone
from briefing.layout.filling import colophon_places
from briefing.layout.page import Page
from briefing.layout.paragraph import set_paragraph
from briefing.layout.running import STYLE as RUNNING
from briefing.layout.shaping import pieces
from briefing.layout.titles import TITLES
from briefing.layout.turning import turned
from briefing.template import VOLUME_STYLES, Style, Template
from briefing.writers import ooxml
from briefing.writers.docx_package import Word
from briefing.writers.docx_pictures import PicturePlaces
from briefing.writers.docx_sections import Edges, Place, Sections
from briefing.writers.docx_styles import StyleSheet
from briefing.writers.ooxml_fields import (
    CONTENTS_END,
    ENTRY_LEVEL,
    contents_begin,
    contents_line_xml,
    contents_mark_xml,
    volume_contents_begin,
)
from briefing.writers.ooxml_sections import blank_page_xml

_NEW_PAGE = "-new-page"  # behind the key of a style whose paragraphs begin a page


class Portion(NamedTuple):
    """What stands in a DOCX on pages of its own: a bulletin, or a chapter of a volume.

    template  fitted to the document
    pages     what the layout makes of it
    place     where it stands in a volume, if it is in one
    anchor    what the contents of the volume refer to it by
    title     what they call it
    """

    document: Document
    template: Template
    pages: Sequence[Page]
    place: Place | None = None
    anchor: str = ""
    title: str = ""


class Text:
    """What all of the text has in common: styles, pictures, the faces it turned out to need.

    several  whether it is a volume
    """

    def __init__(self, word: Word, sheet: StyleSheet, faces: Faces, several: bool) -> None:
        self.word = word
        self.sheet = sheet
        self.faces = faces
        self.several = several
        self.edges = Edges(word)
        self.pictures = PicturePlaces(word, faces, sheet)
        self.used: dict[Face, set[str]] = {}
        self.bookmarks = 0

    def need(self, face: Face, text: str) -> None:
        self.used.setdefault(face, set()).update(text)

    def bookmark(self, anchor: str, content: str) -> str:
        self.bookmarks += 1
        return ooxml.bookmark_xml(self.bookmarks, _bookmark(anchor), content)

    def lay_out_styles(self, body: Body) -> None:
        """Take in the styles that people may want to use, whether the text does or not."""
        unwanted = {"draft-mark", *(() if self.several else VOLUME_STYLES)}
        unwanted |= set() if body.document.draft else {"draft-header"}
        for key in body.template.styles:
            if key != "base" and key not in unwanted and key not in self.sheet.styles:
                body.style(key)
        for key, mark in body.template.marks.items():
            self.sheet.stretch(key, mark)


class Body:
    """The paragraphs of a portion as XML."""

    def __init__(self, portion: Portion, text: Text) -> None:
        document, template = portion.document, portion.template
        self.portion = portion
        self.document = document
        self.template = template
        self.text = text
        self.faces = text.faces
        self.contents = [each for each in document.paragraphs() if each.target]
        self.turned = across(document.blocks)
        blanks = blank_pages(portion.pages) if document.colophon else 0
        edges, place = text.edges, portion.place
        self.sections = Sections(edges, document, template, self.faces, text.sheet, blanks, place)
        self.uses = self._uses()
        self.blocks: list[str] = []

    def _uses(self) -> dict[str, ooxml.Use]:
        """How the document uses styles, where that says more than the template."""
        document, measure = self.document, self.template.page.measure
        tabbed = {each.style for each in document.paragraphs() if "\t" in each.text}
        uses = {style: ooxml.Use(tab=measure) for style in tabbed}
        if document.colophon:
            for each in document.colophon:
                tab = uses.get(each.style, ooxml.Use()).tab
                uses[each.style] = ooxml.Use(tab=tab, framed=True)
            uses["colophon-anchor"] = ooxml.Use(turned=self._turns())
        return uses

    def _turns(self) -> bool:
        """Whether the paragraph that the colophon hangs on begins a page.

        If the colophon takes a page of its own, it does: left to itself, LibreOffice takes text
        that would fit along. Behind turned pages a section begins the page.
        """
        last = self.portion.pages[-1]
        alone = stands_alone(self.document, last, self.template, self.faces)
        return alone and (self.sections.blanks > 0 or not self.turned[-1])

    @property
    def _blank(self) -> bool:
        """Whether an empty page follows."""
        return self.portion.place is not None and self.portion.place.blank

    @property
    def ending(self) -> str:
        """The properties of the section that it ends with."""
        return self.sections.blank if self._blank else self.sections.last

    def write(self, last: bool) -> None:
        """Everything, with the properties of the last section unless it is the `last` portion."""
        blank = self._blank
        end = "" if last and not blank else self.sections.last
        document = self.document
        blocks = document.blocks
        for number, block in enumerate(blocks):
            section = self.sections.end(number)
            if number + 1 == len(blocks) and not document.colophon and not self.contents:
                section = end
            self.blocks.append(self.block(block, number, section))
        if document.colophon:
            self.blocks += self.silence()
            self.blocks += self.colophon(end)
        elif self.contents and end:
            # LibreOffice loses the fields of headers if the field of the contents is still open.
            self.blocks.append(ooxml.paragraph_xml(self.style("section-end"), "", section=end))
        if blank:
            section = "" if last else self.sections.blank
            self.blocks.append(ooxml.paragraph_xml(self.style("section-end"), "", section=section))
        self._need_edges()

    def _need_edges(self) -> None:
        """The characters of headers and footers."""
        template, sections = self.template, self.sections
        if document_draft := self.document.draft:
            self.text.need(self.faces.first(template.styles["draft-header"].font), document_draft)
        place = self.portion.place
        if place is None or place.folios:
            for style in ("folio-odd", "folio-even"):
                face = self.faces.first(template.styles[style].font)
                self.text.need(face, "0123456789".join(sections.folio))
        if place and place.running:
            face = self.faces.first(template.styles[RUNNING].font)
            self.text.need(face, "0123456789".join(sections.running))

    def style(self, key: str) -> str:
        use = self.uses.get(key, ooxml.Use())
        return self.text.sheet.paragraph(key, self.template.styles[key], use)

    def style_of(self, paragraph: Paragraph) -> str:
        """The identifier of the style of a paragraph."""
        return self.text.sheet.paragraph(*self._style_of(paragraph))

    def _styles_of_titles(self) -> list[str]:
        """The names of all styles of titles but the one that Word knows as heading 1."""
        own = [each for each in self.document.paragraphs() if each.anchor and each.new_page]
        names = [self.template.styles["title-single"].name]
        return list(dict.fromkeys(names + [self._style_of(each)[1].name for each in own]))

    def _style_of(self, paragraph: Paragraph) -> tuple[str, Style, ooxml.Use]:
        """Its key, looks and use: a style of its own if it breaks in a way of its own.

        At the top of a page that it begins itself, a paragraph keeps the space above it in Word and
        LibreOffice: that style has none.
        """
        key, style = paragraph.style, self.template.styles[paragraph.style]
        use = self.uses.get(key, ooxml.Use())
        if paragraph.two_lines:
            key += "-together"
            style = replace(style, name=f"{style.name}（两行同页）", widow_control=True)
        if paragraph.new_page:
            key += _NEW_PAGE
            style = replace(style, name=f"{style.name}（另起页）", before=0.0)
            use = use._replace(turned=True)
        return key, style, use

    def block(self, block: Block, number: int, section: str) -> str:
        if isinstance(block, Paragraph):
            begin = self.portion if number == 0 and self.portion.anchor else None
            return self.paragraph(block, section=section, begin=begin)
        if isinstance(block, Table):
            return self.table(block, number)
        return self.text.pictures.paragraph(block, self.template, section)

    def table(self, table: Table, number: int) -> str:
        from briefing.layout.table import set_table

        template = turned(self.template) if table.landscape else self.template
        made = set_table(table, number, template, self.faces)
        rows = []
        for row in made.rows:
            written = (self.paragraph(cell.paragraph) for cell in row.cells)
            cells = zip(made.widths, written, strict=True)
            rows.append(ooxml.row_xml(row.height, cells, head=row is made.rows[0]))
        return ooxml.table_xml(made.widths, self.template.table, rows)

    def paragraph(
        self,
        paragraph: Paragraph,
        frame: str = "",
        section: str = "",
        begin: Portion | None = None,
    ) -> str:
        """A paragraph; `begin`: the portion that it is the first of, in a volume."""
        runs = list(self.runs(paragraph))
        content = ooxml.runs_xml(runs)
        if paragraph.target:
            content = self.contents_line(paragraph, runs)
        if paragraph.anchor:
            content = self.text.bookmark(paragraph.anchor, content)
        if begin:
            mark = contents_mark_xml(begin.title) if begin.title else ""
            content = self.text.bookmark(begin.anchor, mark + content)
        return ooxml.paragraph_xml(self.style_of(paragraph), content, frame, section)

    def runs(self, paragraph: Paragraph) -> Iterator[tuple[str, str | None]]:
        """The text in stretches of one character style."""
        sheet, marks = self.text.sheet, self.template.marks
        style = self.template.styles[paragraph.style]
        for piece in pieces(paragraph, style, self.template, self.faces):
            assert piece.face is not None
            stretch = paragraph.text[piece.start : piece.end]
            self.text.need(piece.face, stretch + "." * style.leader)
            role = marks[piece.mark].font if piece.mark else style.font
            mark = sheet.stretch(piece.mark, marks[piece.mark]) if piece.mark else None
            if piece.face is not self.faces.first(role):
                mark = sheet.fallback(piece.face)
            yield stretch, mark

    def contents_line(self, paragraph: Paragraph, runs: Sequence[tuple[str, str | None]]) -> str:
        """The first line of the contents begins the field that the last one ends.

        The contents of an issue in a volume are none: they give its own folios, not Word's pages.
        """
        page = paragraph.runs[-1].text
        sheet, several = self.text.sheet, self.text.several
        *texts, (last, mark) = runs
        families = {mark: sheet.family(mark) for _, mark in runs if mark}
        head = ooxml.runs_xml((*texts, (last.removesuffix(page), mark)), families)
        name = _bookmark(paragraph.target)
        if several and self.portion.title:
            return contents_line_xml(name, head, page, field=False)
        begin = end = ""
        if paragraph is self.contents[0]:
            if several:
                keys = (key + end for key in TITLES for end in ("", _NEW_PAGE))
                begin = volume_contents_begin(sheet.names(dict.fromkeys(keys, ENTRY_LEVEL)))
            else:
                begin = contents_begin(self._styles_of_titles())
        if paragraph is self.contents[-1]:
            end = CONTENTS_END
        return begin + contents_line_xml(name, head, page) + end

    def colophon(self, section: str) -> Iterator[str]:
        """The colophon, framed at the foot of the page that the paragraph behind it is on.

        Each rule has a frame of its own: LibreOffice sets no frame whose paragraphs differ in
        their borders, and Word would end a border at the paragraph's indents.
        """
        document, template = self.document, self.template
        parts = [set_paragraph(part, template, self.faces) for part in document.colophon]
        frame = ""
        for y, part in colophon_places(parts, template.page):
            if part.style.rule_above or not frame:
                frame = ooxml.frame_xml(y, template.page.measure)
            yield self.paragraph(part.paragraph, frame)
            if part.style.rule_above:
                frame = ""
        yield ooxml.paragraph_xml(self.style("colophon-anchor"), "", section=section)

    def silence(self) -> Iterator[str]:
        """The empty pages before the colophon; what ends the section of pages with folios."""
        if self.sections.blanks:
            blocks = self.document.blocks
            if isinstance(blocks[-1], Table):  # a table cannot end a section
                end = self.sections.end(len(blocks) - 1)
                yield ooxml.paragraph_xml(self.style("section-end"), "", section=end)
            blank = blank_page_xml(self.style("colophon-anchor"))
            yield from [blank] * self.sections.blanks


def _bookmark(anchor: str) -> str:
    """The name of an anchor as Word writes those its contents refer to."""
    return f"_Toc_{anchor.replace('-', '_')}"
