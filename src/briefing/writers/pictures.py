"""Pictures as finished files carry them: no finer than print needs; charts as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Any

from briefing.document import Chart
from briefing.fonts import Faces
from briefing.issue import Picture
from briefing.layout.figure import chart_marks, drawn
from briefing.materials.pictures import encoded
from briefing.template import Template
from briefing.writers.raster import rasterised

# Thinning out by less than this costs more sharpness than it saves bytes.
_WORTHWHILE = 1.25


@lru_cache(maxsize=32)
def thinned(picture: Picture, most: int) -> Picture:
    """The picture, about `most` pixels wide if it is much wider."""
    if picture.width <= most * _WORTHWHILE:
        return picture
    from PIL import Image

    height = max(1, round(picture.height * most / picture.width))
    with Image.open(BytesIO(picture.data)) as image:
        smaller = image.resize((most, height), Image.Resampling.LANCZOS)
    return replace(picture, data=encoded(smaller, picture.kind), width=most, height=height)


def for_print(picture: Picture, width: float, template: Template) -> Picture:
    """The picture for a width in points on paper."""
    return thinned(picture, ceil(width / 72 * template.pictures.finest))


def chart_picture(
    chart: Chart, template: Template, faces: Faces, width: float, dots: float
) -> tuple[Picture, float, float]:
    """A chart `width` points wide as a picture of `dots` an inch; with its size in points.

    It is what the PDF shows, rendered: the same faces, the same places.
    """
    drawing = drawn(chart, template, faces, width)
    marks = tuple(chart_marks(drawing, template, faces))
    picture = _rendered(marks, drawing.width, drawing.height, dots, chart.alt)
    return picture, drawing.width, drawing.height


def _rendered(marks: Sequence[Any], width: float, height: float, dots: float, name: str) -> Picture:
    from briefing.writers.pdf import sheet_of

    (image,) = rasterised(sheet_of(marks, width, height), dots)
    return Picture(name, "png", encoded(image, "png"), image.width, image.height)
