"""Sections of the DOCX: a stretch of pages turned alike, with its footers and headers.

Word keeps the properties of a section in its last paragraph, those of the last in the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from briefing.document import Document, across
from briefing.fonts import Faces
from briefing.layout.flow import folio_baseline
from briefing.layout.paragraph import BASELINE
from briefing.layout.running import STYLE as RUNNING
from briefing.layout.running import running_baseline
from briefing.layout.turning import turned
from briefing.template import Template
from briefing.writers.docx_package import Word
from briefing.writers.docx_styles import StyleSheet
from briefing.writers.ooxml_fields import empty_xml, header_xml, numbered_xml
from briefing.writers.ooxml_sections import section_xml, sideways_frame_xml

_FOLIOS = ("folio-odd", "folio-even")
_HEADER = ("header", RT.HEADER, CT.WML_HEADER)
_FOOTER = ("footer", RT.FOOTER, CT.WML_FOOTER)


class Place(NamedTuple):
    """Where something stands in a volume.

    before   how many pages are before its first; an issue has folios of its own, less by so many
    folios   whether it has them
    running  whether its pages have the running number
    blank    whether an empty page follows, so that the next thing begins a leaf
    """

    before: int
    folios: bool
    running: bool
    blank: bool


class Edges:
    """The headers and footers of a package, each written once however many sections have it."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.known: dict[tuple[int, str], str] = {}
        self.count = {"header": 0, "footer": 0}

    def parts(self, written: Sequence[str], header: bool = False) -> list[str]:
        """Parts of the package that hold what is written, by their relationships."""
        return [self._part(order, xml, header) for order, xml in enumerate(written)]

    def _part(self, order: int, xml: str, header: bool) -> str:
        found = self.known.get((order, xml))
        if found is None:
            which, relationship, kind = _HEADER if header else _FOOTER
            self.count[which] += 1
            name = f"/word/{which}{self.count[which]}.xml"
            found = self.known[order, xml] = self.word.add(relationship, name, kind, xml)
        return found


class Sections:
    """The sections of a document, their parts made when one wants them.

    place  where the document stands in a volume, if it is in one
    """

    def __init__(
        self,
        edges: Edges,
        document: Document,
        template: Template,
        faces: Faces,
        sheet: StyleSheet,
        blanks: int = 0,
        place: Place | None = None,
    ) -> None:
        self.edges = edges
        self.template = template
        self.baseline = folio_baseline(template, faces)
        self.faces = faces
        self.sheet = sheet
        self.draft = document.draft
        self.blanks = blanks  # empty pages before the colophon's; they have no folios
        self.place = place
        self._known: dict[str, tuple[list[str], list[str]]] = {}
        self.kinds = ["lying" if each else "upright" for each in across(document.blocks)]
        if document.colophon:
            self.kinds.append("silent" if blanks else "upright")

    def end(self, number: int) -> str:
        """The section that a block, by its number, is the last of; empty if it is not."""
        last = number + 1 == len(self.kinds)
        here = self.kinds[number]
        if last or self.kinds[number + 1] == here:
            return ""
        return self._section(here)

    @property
    def last(self) -> str:
        """The section that ends the document."""
        return self._section(self.kinds[-1])

    @property
    def blank(self) -> str:
        """The section of the empty page at the end of a leaf."""
        return self._section("silent")

    def _section(self, kind: str) -> str:
        """A section of pages of a kind."""
        lying = kind == "lying"
        page = turned(self.template).page if lying else self.template.page
        foot = page.margins.bottom / 2 if lying else self.foot
        footers, headers = self._edges(kind)
        return section_xml(page, self.template.head, foot, footers, headers, landscape=lying)

    @property
    def foot(self) -> float:
        """From the lower edge of the sheet to the line of the folio."""
        below = (1 - BASELINE) * self.template.styles["folio-odd"].leading
        return self.template.page.height - self.baseline - below

    def _edges(self, kind: str) -> tuple[list[str], list[str]]:
        """The relationships of footers and headers of a kind of pages."""
        if kind not in self._known:
            footers = self.edges.parts(self._footers(kind))
            self._known[kind] = footers, self.edges.parts(self._headers(kind), header=True)
        return self._known[kind]

    def _footers(self, kind: str) -> list[str]:
        """The issue's own folios, on odd and on even pages.

        Where there are none, a section without footers would go on with those before it.
        """
        place = self.place
        if place and not place.folios:
            return [] if not place.running else [self._empty("ftr", key) for key in _FOLIOS]
        if kind == "silent":
            return [self._empty("ftr", key) for key in _FOLIOS]
        frame = anchor = ""
        written = []
        for key in _FOLIOS:
            if kind == "lying":
                frame, anchor = self._sideways(key, self.baseline)
            before = place.before if place else 0
            written.append(numbered_xml("ftr", self.style(key), self.folio, frame, anchor, before))
        return written

    def _headers(self, kind: str) -> list[str]:
        """What says that it is a draft; the running number of a volume."""
        if self.place and self.place.running:
            if kind == "silent":
                return [self._empty("hdr", RUNNING)] * 2
            frame = anchor = ""
            if kind == "lying":
                frame, anchor = self._sideways(RUNNING, running_baseline(self.template))
            return [numbered_xml("hdr", self.style(RUNNING), self.running, frame, anchor)] * 2
        if not self.draft:
            return []
        return [header_xml(self.style("draft-header"), self.draft)] * 2

    def _sideways(self, key: str, baseline: float) -> tuple[str, str]:
        """The frame of what stands, its line running down, where it is on upright pages.

        In such a line engines centre the type's square, and with it the dash of a folio.
        """
        page = self.template.page
        style = self.template.styles[key]
        dash = self.faces.first(style.font).middle("—") * style.size
        left = page.height - baseline + dash - style.leading / 2
        frame = sideways_frame_xml(left, page.margins.left, style.leading, page.measure)
        return frame, self.style("section-end")

    def _empty(self, kind: str, key: str) -> str:
        return empty_xml(kind, self.style(key))

    def style(self, key: str) -> str:
        """The identifier of a style."""
        return self.sheet.paragraph(key, self.template.styles[key])

    @property
    def folio(self) -> tuple[str, str]:
        """What stands before and behind the number."""
        before, _, behind = self.template.labels["folio"].partition("{页}")
        return before, behind

    @property
    def running(self) -> tuple[str, str]:
        """What stands before and behind the running number; of a draft, that it is one."""
        before, _, behind = self.template.labels["volume_folio"].partition("{页}")
        return (f"{self.draft}　{before}" if self.draft else before), behind
