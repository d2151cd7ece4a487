"""Pictures and charts for a page on a screen: how large, and of how many pixels."""

from __future__ import annotations

from collections.abc import Callable

from briefing.document import Chart, Figure
from briefing.fonts import Faces
from briefing.issue import Picture
from briefing.layout.figure import printed_size
from briefing.template import Template
from briefing.writers.pictures import chart_picture, thinned


def for_screen(
    block: Figure | Chart, template: Template, faces: Callable[[], Faces]
) -> tuple[Picture, float, float]:
    """A picture and its size in CSS pixels.

    A chart is as wide as the narrowest screen's line, so that its type is as large on a phone as
    on paper; LayoutError if something in it has no room there, or no face.
    """
    screen, most = template.screen, round(template.pictures.screen)
    scale = screen.size / template.styles["body"].size
    if isinstance(block, Figure):
        width, height = printed_size(block.picture.width, block.picture.height, template)
        return thinned(block.picture, most), width * scale, height * scale
    line = (screen.narrow - 2 * screen.margin) / scale
    picture, width, height = chart_picture(block, template, faces(), line, most / line * 72)
    return picture, width * scale, height * scale
