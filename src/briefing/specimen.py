"""Specimens (样张): what a template looks like, in pages that the real writer has made."""

from __future__ import annotations

from io import BytesIO

from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.template import Template
from briefing.writers import render

# Of the picture, not of the design: pixels, an inch of them, colours.
_DPI = 60
_GAP = 12
_GROUND, _EDGE = (0xE8, 0xE8, 0xE8), (0xAA, 0xAA, 0xAA)
_COLORS = 64


def specimen(issue: Issue, template: Template, faces: Faces) -> bytes:
    """The first and the last page of `issue` side by side, as a PNG.

    The same input gives the same picture. LayoutError if the issue cannot be set.
    """
    from PIL import Image, ImageOps

    from briefing.writers.raster import rasterised

    pdf = render(issue, template, "pdf", faces)
    (first, last) = rasterised(pdf, _DPI, (0, -1))
    sheets = [ImageOps.expand(sheet, 1, _EDGE) for sheet in (first, last)]
    width = sum(sheet.width for sheet in sheets) + 3 * _GAP
    picture = Image.new("RGB", (width, sheets[0].height + 2 * _GAP), _GROUND)
    left = _GAP
    for sheet in sheets:
        picture.paste(sheet, (left, _GAP))
        left += sheet.width + _GAP
    file = BytesIO()
    few = picture.quantize(_COLORS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
