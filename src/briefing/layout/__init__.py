"""Document + Template + Faces → Pages: turn titles, shape, break, justify, flow."""

from __future__ import annotations

from briefing.diagnostics import LayoutError
from briefing.document import Document
from briefing.fonts import Faces
from briefing.layout.fitting import fitted
from briefing.layout.flow import flow, unfit
from briefing.layout.page import Page
from briefing.layout.shaping import missing_glyphs
from briefing.layout.titles import with_title_breaks
from briefing.template import Template

__all__ = ["Page", "fitted", "layout_document", "verify", "with_title_breaks"]


def verify(document: Document, template: Template, faces: Faces) -> None:
    """LayoutError with everything that keeps the document from being set, in reading order.

    `template` is fitted to the document.
    """
    problems = list(missing_glyphs(document, template, faces))
    problems = problems or list(unfit(document, template, faces))
    if problems:
        raise LayoutError(problems)


def layout_document(document: Document, template: Template, faces: Faces) -> list[Page]:
    """The finished pages of a verified document; `template` is fitted to it."""
    return flow(document, template, faces)
