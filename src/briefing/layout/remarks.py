"""What a typesetter would say of the finished pages: nothing is wrong, but it could be better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.diagnostics import Diagnostic
from briefing.document import Document, Figure, Paragraph, across
from briefing.fonts import Faces
from briefing.layout.filling import colophon_places
from briefing.layout.page import Image, Page, Shape, TextRun
from briefing.layout.paragraph import set_paragraph
from briefing.layout.refining import lone_character
from briefing.template import Template


def remarks(
    document: Document, pages: Sequence[Page], template: Template, faces: Faces
) -> Iterator[Diagnostic]:
    """A last page with nothing but the colophon; paragraphs that end in a line of one character."""
    for block in (*document.blocks, *document.colophon):
        if isinstance(block, Paragraph) and template.styles[block.style].align == "justify":
            yield from _lone_character(block, template, faces)
        elif isinstance(block, Figure):
            yield from _coarse(block, template)
    # It is where it belongs, or nothing can stand above it.
    wanted = template.colophon_page > 1 or across(document.blocks)[-1]
    if document.colophon and not wanted and stands_alone(document, pages[-1], template, faces):
        text = f"版记单独占了一页（第 {pages[-1].number} 页）"
        texts = [text for block in document.blocks for text in block.paragraphs()]
        place = texts[-1].at(0)
        yield Diagnostic("colophon-alone", text, place, "正文删去一两行，版记就排得下")


def stands_alone(document: Document, last: Page, template: Template, faces: Faces) -> bool:
    """Whether the colophon has the last page to itself."""
    parts = [set_paragraph(part, template, faces) for part in document.colophon]
    top = colophon_places(parts, template.page)[0][0]
    text = (mark.y < top for mark in last.marks if isinstance(mark, TextRun))
    return not any(text) and not any(isinstance(mark, Image | Shape) for mark in last.marks)


def _coarse(figure: Figure, template: Template) -> Iterator[Diagnostic]:
    """A picture of so few pixels that print shows them."""
    from briefing.layout.figure import printed_size

    width, _ = printed_size(figure.picture.width, figure.picture.height, template)
    inches = width / 72
    dots = figure.picture.width / inches
    if dots < template.pictures.coarse:
        needed = round(template.pictures.coarse * inches)
        message = f"“{figure.picture.name}”只有 {figure.picture.width} 像素宽，印出来不清楚"
        remedy = f"换一张宽 {needed} 像素以上的原图"
        yield Diagnostic("coarse-picture", message, figure.place, remedy)


def blank_pages(pages: Sequence[Page]) -> int:
    """How many empty pages stand before the last."""
    return sum(not page.parts for page in pages)


def _lone_character(paragraph: Paragraph, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    laid = set_paragraph(paragraph, template, faces)
    if lone_character(laid):
        line = laid.lines[-1]
        text = f"段末一行只有“{paragraph.text[line.start : line.end]}”"
        place = paragraph.at(line.start)
        yield Diagnostic("lone-character", text, place, "前面删一个字，或添几个字")
