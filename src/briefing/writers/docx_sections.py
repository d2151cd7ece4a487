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
from briefing.template import Template
from briefing.writers import ooxml
from briefing.writers.ooxml_sections import empty_footer_xml, section_xml, sideways_frame_xml


class Sections:
    """The sections of a document, their parts made when one wants them."""

    def __init__(
        self, word: Any, document: Document, template: Template, faces: Faces, blanks: int = 0
    ) -> None:
        self.word = word
        self.template = template
        self.baseline = folio_baseline(template, faces)
        self.faces = faces
        self.draft = document.draft
        self.blanks = blanks  # empty pages before the colophon's; they have no folios
        self.kinds = ["lying" if each else "upright" for each in across(document.blocks)]
        if document.colophon:
            self.kinds.append("silent" if blanks else "upright")

    def end(self, number: int) -> str:
        """The section that a block, by its number, is the last of; empty if it is not."""
        last = number + 1 == len(self.kinds)
        here = self.kinds[number]
        return "" if last or self.kinds[number + 1] == here else self.properties(here)

    @property
    def last(self) -> str:
        """The section that ends the body."""
        return self.properties(self.kinds[-1])

    def properties(self, kind: str) -> str:
        """A section of pages of a kind."""
        if kind == "lying":
            return self.lying
        return self.silent if kind == "silent" else self.upright

    @property
    def foot(self) -> float:
        """From the lower edge of the sheet to the line of the folio."""
        below = (1 - BASELINE) * self.template.styles["folio-odd"].leading
        return self.template.page.height - self.baseline - below

    @cached_property
    def upright(self) -> str:
        """Upright pages."""
        footers = [
            ooxml.footer_xml(ooxml.style_id(key, self.template.styles[key]), *self.folio)
            for key in ("folio-odd", "folio-even")
        ]
        return section_xml(self.template.page, self.foot, self.parts(footers), self.headers)

    @cached_property
    def silent(self) -> str:
        """Upright pages without folios: without footers it would go on with those before it."""
        footers = [
            empty_footer_xml(ooxml.style_id(key, self.template.styles[key]))
            for key in ("folio-odd", "folio-even")
        ]
        return section_xml(self.template.page, self.foot, self.parts(footers), self.headers)

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
