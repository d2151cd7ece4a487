"""Pages turned for wide tables (横排): the sheet lies on its side, its margins with it.

The sheet is turned so that what was its left edge, where it is bound, is on top: the head of a
table is at the binding edge of odd pages and, as even pages are bound at their right, at the outer
edge of even ones. The folio stays where it is on all other pages (GB/T 9704-2012 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefing.layout.page import Mark, TextRun
from briefing.template import Geometry, Margins, Template, TypeArea


def turned(template: Template) -> Template:
    """`template` with its page turned."""
    return replace(template, page=_turned(template.page))


def _turned(page: Geometry) -> Geometry:
    margins, area = page.margins, page.type_area
    return replace(
        page,
        width=page.height,
        height=page.width,
        type_area=TypeArea(
            top=area.left,
            left=page.height - area.top - area.height,
            width=area.height,
            height=area.width,
        ),
        # Upright, lines that are higher than their type begin above the type area. Here rules run
        # to the edges, and those are the type area's.
        margins=Margins(
            top=margins.left,
            bottom=margins.right,
            left=page.height - area.top - area.height,
            right=area.top,
        ),
    )


def as_upright(marks: Iterable[Mark], page: Geometry) -> Iterator[Mark]:
    """Text of the upright `page` as it stands on the sheet that lies on its side."""
    for mark in marks:
        assert isinstance(mark, TextRun)
        yield mark._replace(x=page.height - mark.y, y=mark.x, turn=mark.turn - 90)
