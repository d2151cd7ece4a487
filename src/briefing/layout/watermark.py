"""What a draft carries on every page (草稿): large and pale, from corner to corner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import atan2, cos, degrees, sin

from briefing.document import Document
from briefing.fonts import Faces
from briefing.layout.page import Page, Part, TextRun
from briefing.layout.turning import turned
from briefing.template import Template

STYLE = "draft-mark"


def watermarked(
    document: Document, pages: Iterable[Page], template: Template, faces: Faces
) -> Iterator[Page]:
    """The pages with the document's draft mark beneath everything; as they are if it has none.

    It says nothing of the bulletin, so that its part has no path, and nothing else moves for it.
    """
    upright = tuple(_marks(document.draft, template, faces))
    sideways = tuple(_marks(document.draft, turned(template), faces))
    for page in pages:
        marks = sideways if page.landscape else upright
        yield page._replace(parts=(Part((), marks), *page.parts)) if marks else page


def _marks(text: str, template: Template, faces: Faces) -> Iterator[TextRun]:
    """The characters one by one along the diagonal of the type area, about its middle."""
    style, area = template.styles[STYLE], template.page.type_area
    rise = atan2(area.height, area.width)
    chosen = [(char, faces.choose(char, style.font) or faces.first(style.font)) for char in text]
    widths = [face.advance(char) * style.size for char, face in chosen]
    along = -(sum(widths) + style.tracking * (len(text) - 1)) / 2
    for (char, face), width in zip(chosen, widths, strict=True):
        # the ink's middle lies on the diagonal, its baseline beside it
        beside = face.middle(char) * style.size
        yield TextRun(
            x=area.left + area.width / 2 + along * cos(rise) + beside * sin(rise),
            y=area.top + area.height / 2 - along * sin(rise) + beside * cos(rise),
            text=char,
            face=face,
            size=style.size,
            color=style.color,
            silent=True,
            turn=degrees(rise),
        )
        along += width + style.tracking
