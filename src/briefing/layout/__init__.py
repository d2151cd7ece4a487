"""Document + Template + Faces → Pages: turn titles, refine, shape, break, justify, flow."""

from __future__ import annotations

from functools import partial

from briefing.diagnostics import LayoutError
from briefing.document import Document, with_page_numbers
from briefing.fonts import Faces
from briefing.layout.first_guess import eased
from briefing.layout.fitting import fitted
from briefing.layout.flow import Known, filled, finished, unfit
from briefing.layout.page import Page
from briefing.layout.refining import kept, tightened
from briefing.layout.remarks import blank_pages, page_remarks, remarks, stands_alone
from briefing.layout.shaping import missing_glyphs
from briefing.layout.titles import with_title_breaks
from briefing.layout.watermark import watermarked
from briefing.template import Template

__all__ = [
    "Known",
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
    document: Document, template: Template, faces: Faces, known: Known | None = None
) -> tuple[Document, list[Page]]:
    """The document as its pages want it, with page numbers in its contents, and those pages.

    `document` is verified, `template` fitted to it; `known` is what `tightened` has set already.
    A number takes no room, as it stands at the right edge behind a tab: the last round moves
    nothing.
    """
    known = known or Known()
    fill = partial(filled, template=template, faces=faces, known=known)
    pages = fill(document)
    # What is kept or eased moves what follows: each paragraph at most once.
    while True:
        again = kept(document, pages.where)
        if again is document:
            again = eased(document, pages.where, template, fill)
        if again is document:
            break
        document, pages = again, fill(again)
    if any(paragraph.target for paragraph in document.paragraphs()):
        numbers = {
            anchor.name: number
            for number, page in enumerate(pages.done, 1)
            for anchor in page.anchors
        }
        document = with_page_numbers(document, numbers)
        pages = fill(document)
    return document, finished(pages, template, faces)
