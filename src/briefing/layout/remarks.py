"""What a typesetter would say of the finished pages: nothing is wrong, but it could be better.

The codes are those of `briefing.checks.pages`, where the proofreader explains them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor

from briefing.diagnostics import Diagnostic, Level, Location
from briefing.document import Document, Figure, Paragraph, across
from briefing.fonts import Faces
from briefing.layout.filling import colophon_places
from briefing.layout.page import Image, Mark, Page, Shape, Stroke, TextRun
from briefing.layout.paragraph import BASELINE, set_paragraph
from briefing.layout.refining import lone_character
from briefing.template import Template

_TOLERANCE = 0.05


def remarks(
    document: Document, pages: Sequence[Page], template: Template, faces: Faces
) -> Iterator[Diagnostic]:
    """A last page with nothing but the colophon; paragraphs that end in a line of one character."""
    for block in (*document.blocks, *document.colophon):
        if isinstance(block, Paragraph) and template.styles[block.style].align == "justify":
            yield from _lone_character(block, template, faces)
        elif isinstance(block, Figure):
            yield from _coarse(block, template)
    yield from page_remarks(document, pages, template, faces)


def page_remarks(
    document: Document, pages: Sequence[Page], template: Template, faces: Faces
) -> Iterator[Diagnostic]:
    """What is so conspicuous that whoever makes the files is told: pages that are nearly empty."""
    lying = across(document.blocks)
    for (above, below), turned in zip(pairwise(document.blocks), lying[1:], strict=True):
        if isinstance(above, Paragraph) and above.style == "imprint-line" and turned:
            text = "报头下面就是横排的表，所以报头单独占了第 1 页"
            place = next((_written(each) for each in below.paragraphs()), None)
            remedy = "在表的前面写一段正文，或先排别的稿件"
            yield Diagnostic("V04", text, place, remedy, Level.HINT)
    # It is where it belongs, or nothing can stand above it.
    wanted = template.colophon_page > 1 or lying[-1]
    if document.colophon and not wanted and stands_alone(document, pages[-1], template, faces):
        text = f"版记单独占了一页（第 {pages[-1].number} 页）"
        texts = [text for block in document.blocks for text in block.paragraphs()]
        remedy = _instead(document, pages[-2], template, faces)
        yield Diagnostic("V02", text, _written(texts[-1]), remedy, Level.HINT)


def _written(paragraph: Paragraph) -> Location | None:
    """Where the first of its characters that an editor wrote stands."""
    return next((run.at(0) for run in paragraph.runs if run.places), None)


def _instead(document: Document, before: Page, template: Template, faces: Faces) -> str:
    """How many lines less bring the colophon onto the page before, how many more text to its own.

    Lines of body, which is what an editor can change.
    """
    leading = template.styles["body"].leading
    parts = [set_paragraph(part, template, faces) for part in document.colophon]
    top = colophon_places(parts, template.page)[0][0]
    needed = template.styles["colophon-anchor"].leading
    end = max(_lowest(mark, leading) for part in before.parts[:-1] for mark in part.marks)
    foot = template.page.margins.top + template.page.depth
    less = ceil((end + needed - top - _TOLERANCE) / leading)
    more = floor((foot - end + _TOLERANCE) / leading) + 1
    return f"正文删去 {less} 行，版记就排到上一页；或者再写 {more} 行，版记上面就有正文"


def _lowest(mark: Mark, leading: float) -> float:
    """Where a mark ends, or the line of body that it stands in."""
    match mark:
        case TextRun():
            return mark.y + (1 - BASELINE) * leading
        case Stroke():
            return max(mark.y1, mark.y2)
        case Image():
            return mark.y + mark.height
        case _:
            return max(y for _, places in mark.steps for y in places[1::2])


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
        yield Diagnostic("V03", message, figure.place, remedy, Level.DOUBT)


def blank_pages(pages: Sequence[Page]) -> int:
    """How many empty pages stand before the last."""
    return sum(not page.parts for page in pages)


def _lone_character(paragraph: Paragraph, template: Template, faces: Faces) -> Iterator[Diagnostic]:
    laid = set_paragraph(paragraph, template, faces)
    if lone_character(laid):
        line = laid.lines[-1]
        text = f"段末一行只有“{paragraph.text[line.start : line.end]}”"
        place = paragraph.at(line.start)
        yield Diagnostic("V01", text, place, "前面删一个字，或添几个字", Level.HINT)
