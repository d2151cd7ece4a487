"""Numbers → a drawing (图表): what stands where in a chart; nothing of faces, pages and files.

Bars, lines, wedges and the lines across a plot come from reportlab.graphics; all words are placed
here, as only the layout knows how wide they are.
"""

from __future__ import annotations

from math import ceil

from briefing.charts.drawing import Drawing, Outline, TooFull, Words
from briefing.charts.legend import Setting
from briefing.charts.names import Measure
from briefing.references import ChartKind
from briefing.series import Plot
from briefing.template import Template

__all__ = ["Drawing", "Measure", "Outline", "TooFull", "Words", "draw"]

STYLE = "chart-text"


def draw(plot: Plot, template: Template, width: float, measure: Measure) -> Drawing:
    """The chart of a plot, `width` wide and whole lines of the page high.

    `measure` gives the width of words in the style of charts. TooFull if something in it has no
    room.
    """
    from briefing.charts.pie import pie
    from briefing.charts.plots import across, upright

    look, leading = template.charts, template.page.leading
    setting = Setting(plot, look, template.styles[STYLE], measure)
    tallest = template.pictures.height * template.page.depth // leading * leading
    height = min(ceil(look.height / leading - 0.001) * leading, tallest)
    if plot.kind is ChartKind.BAR:
        return across(setting, width, tallest, leading)
    if plot.kind is ChartKind.PIE:
        return pie(setting, width, height)
    return upright(setting, width, height)
