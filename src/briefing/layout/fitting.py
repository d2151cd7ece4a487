"""Styles that fit their text: a masthead takes its share of the measure, however long the name."""

from __future__ import annotations

from dataclasses import replace

from briefing.document import Document, Paragraph
from briefing.fonts import Faces
from briefing.layout.shaping import pieces, shape
from briefing.template import Style, Template
from briefing.units import whole_twips


def fitted(template: Template, document: Document, faces: Faces) -> Template:
    """The template with every style that has `fit` in its final size and tracking.

    Type too large for its share shrinks in steps of half a point, the finest a DOCX knows; type
    too narrow keeps its size and is spread.
    """
    styles = dict(template.styles)
    # A style bound to another's size comes after it.
    for name, style in sorted(styles.items(), key=lambda item: item[1].at_most is not None):
        if style.fit:
            lines = [block for block in document.paragraphs() if block.style == name]
            widths = [(_ems(block, style, template, faces), len(block.text)) for block in lines]
            if widths:
                styles[name] = _fit(style, max(widths), template.page.measure, styles)
    return replace(template, styles=styles)


def _ems(paragraph: Paragraph, style: Style, template: Template, faces: Faces) -> float:
    """The width of a paragraph set in one line, in ems."""
    looks = pieces(paragraph, style, template, faces)
    return shape(paragraph.text, looks, 1.0, 0.0).width(0, len(paragraph.text))


def _fit(
    style: Style, widest: tuple[float, int], measure: float, styles: dict[str, Style]
) -> Style:
    ems, count = widest
    least, most = (share * measure for share in style.fit or (0.0, 1.0))
    size = min(style.size, most / ems)
    if style.at_most:
        share, other = style.at_most
        size = min(size, share * styles[other].size)
    size = int(size * 2) / 2
    spread = max(0.0, least - ems * size) / max(1, count - 1)
    return replace(style, size=size, tracking=whole_twips(spread))
