"""Sections of a DOCX as XML: page size and margins, what ends one, pages that bear nothing."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.template import Geometry
from briefing.units import twips


def section_xml(
    page: Geometry,
    header: float,
    footer: float,
    footers: Sequence[str],
    headers: Sequence[str] = (),
    *,
    landscape: bool = False,
) -> str:
    """A section: page size, margins, headers and footers. docGrid without a type: none.

    header, footer    from the edges of the sheet to them
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
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        f' w:header="{twips(header)}" w:footer="{twips(footer)}" w:gutter="0"/>'
        '<w:cols w:space="425"/>'
        '<w:docGrid w:linePitch="312"/></w:sectPr>'
    )


def blank_page_xml(style: str) -> str:
    """A paragraph without text on a page of its own."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:pageBreakBefore/></w:pPr></w:p>'


def sideways_frame_xml(left: float, top: float, width: float, height: float) -> str:
    """What puts a paragraph at a place on the sheet, its lines running down."""
    return (
        f'<w:framePr w:w="{twips(width)}" w:h="{twips(height)}" w:hRule="exact" w:wrap="around"'
        f' w:vAnchor="page" w:hAnchor="page" w:x="{twips(left)}" w:y="{twips(top)}"/>'
        '<w:textDirection w:val="tbRl"/>'
    )
