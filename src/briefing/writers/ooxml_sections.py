"""Sections of a DOCX as XML: page size and margins, what ends one, pages that bear nothing."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.template import Geometry
from briefing.units import twips
from briefing.writers.ooxml import NAMESPACES


def section_xml(
    page: Geometry, footer: float, footers: Sequence[str], headers: Sequence[str] = ()
) -> str:
    """The section: page size, margins, headers and footers. docGrid without a type: none.

    footers, headers  relationships of those of odd and of even pages
    """
    margins = page.margins
    references = [
        f'<w:{kind}Reference w:type="{pages}" r:id="{relationship}"/>'
        for kind, relationships in (("header", headers), ("footer", footers))
        for pages, relationship in zip(("default", "even"), relationships, strict=False)
    ]
    return (
        f"<w:sectPr>{''.join(references)}"
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}" w:header="851"'
        f' w:footer="{twips(footer)}" w:gutter="0"/><w:cols w:space="425"/>'
        '<w:docGrid w:linePitch="312"/></w:sectPr>'
    )


def last_of_section(block: str, section: str) -> str:
    """Paragraphs whose last ends its section (ISO/IEC 29500-1 17.6.18): the next begins a page."""
    head, end, tail = block.rpartition("</w:pPr>")
    return f"{head}{section}{end}{tail}"


def blank_page_xml(style: str) -> str:
    """A paragraph without text on a page of its own."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:pageBreakBefore/></w:pPr></w:p>'


def empty_footer_xml(style: str) -> str:
    """A footer that shows nothing."""
    return f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p></w:ftr>'
