"""Sections of the DOCX: a stretch of pages turned alike, with its footers and headers.

Word keeps the properties of a section in its last paragraph, those of the last in the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from docx.oxml.parser import parse_xml

from briefing.document import Document, across
from briefing.fonts import Faces
from briefing.layout.flow import folio_baseline
from briefing.layout.paragraph import BASELINE
from briefing.layout.turning import turned
from briefing.template import Geometry, Template
from briefing.units import twips
from briefing.writers import ooxml


class Sections:
    """The sections of a document, their parts made when one wants them."""

    def __init__(self, word: Any, document: Document, template: Template, faces: Faces) -> None:
        self.word = word
        self.template = template
        self.baseline = folio_baseline(template, faces)
        self.faces = faces
        self.draft = document.draft
        self.landscape = across(document.blocks)
        if document.colophon:
            self.landscape.append(False)

    def end(self, number: int) -> str:
        """The section that a block, by its number, is the last of; empty if it is not."""
        last = number + 1 == len(self.landscape)
        here = self.landscape[number]
        return "" if last or self.landscape[number + 1] == here else self.properties(here)

    @property
    def last(self) -> str:
        """The section that ends the body."""
        return self.properties(self.landscape[-1])

    def properties(self, landscape: bool) -> str:
        """A section of pages so turned."""
        return self.lying if landscape else self.upright

    @cached_property
    def upright(self) -> str:
        below = (1 - BASELINE) * self.template.styles["folio-odd"].leading
        footers = [
            ooxml.footer_xml(ooxml.style_id(key, self.template.styles[key]), *self.folio)
            for key in ("folio-odd", "folio-even")
        ]
        foot = self.template.page.height - self.baseline - below
        return section_xml(self.template.page, foot, self.parts(footers), self.headers)

    @cached_property
    def lying(self) -> str:
        """The folio stands in a frame, its line running down, where it is on upright pages.

        In such a line engines centre the type's square, and with it the dash.
        """
        page = self.template.page
        anchor = ooxml.style_id("section-end", self.template.styles["section-end"])
        footers = []
        for key in ("folio-odd", "folio-even"):
            style = self.template.styles[key]
            dash = self.faces.first(style.font).middle("—") * style.size
            left = page.height - self.baseline + dash - style.leading / 2
            frame = sideways_frame_xml(left, page.margins.left, style.leading, page.measure)
            footers.append(ooxml.footer_xml(ooxml.style_id(key, style), *self.folio, frame, anchor))
        lying = turned(self.template).page
        return section_xml(
            lying, lying.margins.bottom / 2, self.parts(footers), self.headers, landscape=True
        )

    @property
    def folio(self) -> tuple[str, str]:
        """What stands before and behind the number."""
        before, _, behind = self.template.labels["folio"].partition("{页}")
        return before, behind

    @cached_property
    def headers(self) -> list[str]:
        """The relationships of the headers: those of a draft."""
        if not self.draft:
            return []
        style = ooxml.style_id("draft-header", self.template.styles["draft-header"])
        return self.parts([ooxml.header_xml(style, self.draft)] * 2, header=True)

    def parts(self, written: Sequence[str], header: bool = False) -> list[str]:
        """Parts of the package that hold what is written, by their relationships."""
        found = []
        for xml in written:
            add = self.word.part.add_header_part if header else self.word.part.add_footer_part
            part, relationship = add()
            part._element = parse_xml(xml.encode("utf-8"))
            found.append(relationship)
        return found


def section_xml(
    page: Geometry,
    footer: float,
    footers: Sequence[str],
    headers: Sequence[str] = (),
    *,
    landscape: bool = False,
) -> str:
    """A section: page size, margins, headers and footers. docGrid without a type: none.

    footers, headers  relationships of those of odd and of even pages
    """
    orient = ' w:orient="landscape"' if landscape else ""
    margins = page.margins
    references = [
        f'<w:{kind}Reference w:type="{pages}" r:id="{relationship}"/>'
        for kind, relationships in (("header", headers), ("footer", footers))
        for pages, relationship in zip(("default", "even"), relationships, strict=False)
    ]
    return (
        f"<w:sectPr>{''.join(references)}"
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{orient}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}" w:header="851"'
        f' w:footer="{twips(footer)}" w:gutter="0"/><w:cols w:space="425"/>'
        '<w:docGrid w:linePitch="312"/></w:sectPr>'
    )


def sideways_frame_xml(left: float, top: float, width: float, height: float) -> str:
    """What puts a paragraph at a place on the sheet, its lines running down."""
    return (
        f'<w:framePr w:w="{twips(width)}" w:h="{twips(height)}" w:hRule="exact" w:wrap="around"'
        f' w:vAnchor="page" w:hAnchor="page" w:x="{twips(left)}" w:y="{twips(top)}"/>'
        '<w:textDirection w:val="tbRl"/>'
    )
