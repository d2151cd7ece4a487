"""Document + Template + Faces → Pages: turn titles, refine, shape, break, justify, flow."""

from __future__ import annotations

from functools import partial

from briefing.diagnostics import LayoutError
from briefing.document import Document, with_page_numbers
from briefing.fonts import Faces
from briefing.layout.first_guess import eased
from briefing.layout.fitting import fitted
from briefing.layout.flow import flow, unfit
from briefing.layout.page import Page
from briefing.layout.refining import kept, tightened
from briefing.layout.remarks import blank_pages, page_remarks, remarks, stands_alone
from briefing.layout.shaping import missing_glyphs
from briefing.layout.titles import with_title_breaks
from briefing.layout.watermark import watermarked
from briefing.template import Template

__all__ = [
    "Page",
    "blank_pages",
    "fitted",
    "layout_document",
    "page_remarks",
    "remarks",
    "stands_alone",
    "tightened",
    "verify",
    "watermarked",
    "with_title_breaks",
]


def verify(document: Document, template: Template, faces: Faces) -> None:
    """LayoutError with everything that keeps the document from being set, in reading order.

    `template` is fitted to the document.
    """
    problems = list(missing_glyphs(document, template, faces))
    problems = problems or list(unfit(document, template, faces))
    if problems:
        raise LayoutError(problems)


def layout_document(
    document: Document, template: Template, faces: Faces
) -> tuple[Document, list[Page]]:
    """The document as its pages want it, with page numbers in its contents, and those pages.

    `document` is verified, `template` fitted to it. A number takes no room, as it stands at the
    right edge behind a tab: the last round moves nothing.
    """
    lay = partial(flow, template=template, faces=faces)
    pages = lay(document)
    # What is kept or eased moves what follows: each paragraph at most once.
    while True:
        again = kept(document, pages)
        if again is document:
            again = eased(document, pages, template, lay)
        if again is document:
            break
        document, pages = again, lay(again)
    if any(paragraph.target for paragraph in document.paragraphs()):
        numbers = {anchor.name: page.number for page in pages for anchor in page.anchors}
        document = with_page_numbers(document, numbers)
        pages = lay(document)
    return document, pages
