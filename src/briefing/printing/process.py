"""Colours for offset printing (套印): the template's red as inks, black as black alone.

GB/T 9704-2012 6.2 knows red as ink only: yellow and magenta at 80 per cent, and black at 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefing.printing.sheets import opened, saved
from briefing.printing.stationery import Ink, Stationery
from briefing.template import Template

_STROKE, _FILL = ("K", "G", "RG"), ("k", "g", "rg")
_LUMA = (0.299, 0.587, 0.114)  # how light red, green and blue are (ITU-R BT.601)
_TOLERANCE = 0.004  # colours are written with a few digits


Color = tuple[float, float, float]


def palette(template: Template) -> set[Color]:
    """Every colour of a template, its parts from 0 to 1."""
    charts, table = template.charts, template.table
    rules = (charts.edge, charts.axis, charts.grid, table.outer, table.inner)
    return _of_text(template) | set(map(_parts, (*charts.colors, *(each.color for each in rules))))


def reds(template: Template) -> set[Color]:
    """The reds of its text and rules; one in a chart is a colour among others."""
    return set(filter(is_red, _of_text(template)))


def _of_text(template: Template) -> set[Color]:
    found = {style.color for style in template.styles.values()}
    for style in template.styles.values():
        found |= {rule.color for rule in (style.rule_above, style.rule_below) if rule}
    return set(map(_parts, found))


def _parts(color: str) -> Color:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def is_red(color: Iterable[float]) -> bool:
    """Whether a colour is a red: much more of it than of green and blue."""
    red, green, blue = color
    return red > 0.5 and max(green, blue) < red / 2


def near(one: Iterable[float], other: Iterable[float]) -> bool:
    """Whether two colours are the same but for how they are written."""
    return all(abs(a - b) <= _TOLERANCE for a, b in zip(one, other, strict=True))


def in_process_colors(data: bytes, template: Template, stationery: Stationery) -> bytes:
    """A PDF for the two inks of the standard: the template's reds, and black.

    The template's other colours, those of charts, become tints of black, in which they are
    distinct as well. Colours that are not the template's stay, and so do pictures.
    """
    import pikepdf

    red, others = reds(template), palette(template)
    with opened(data) as pdf:
        for name in ("/OutputIntents", "/Metadata"):  # they speak of the colours of screens
            if name in pdf.Root:
                del pdf.Root[name]
        done: dict[tuple[int, int], Any] = {}
        for page in pdf.pages:
            if "/Contents" not in page.obj:
                continue
            number = page.obj.Contents.objgen
            if number == (0, 0) or number not in done:  # an array of its own has no number
                found = pikepdf.parse_content_stream(page)
                converted = [_converted(each, red, others, stationery) for each in found]
                done[number] = pdf.make_stream(pikepdf.unparse_content_stream(converted))
            page.obj.Contents = done[number]
        return saved(pdf)


def _converted(
    instruction: Any, red: set[Color], others: set[Color], stationery: Stationery
) -> Any:
    import pikepdf

    operator = str(instruction.operator)
    if operator in (*_STROKE, *_FILL) and operator.lower() != "k":
        parts = [float(part) for part in instruction.operands]
        ink = _ink(parts, red, others, stationery)
        if ink:
            name = "K" if operator in _STROKE else "k"
            values = [round(part, 4) for part in ink]
            return pikepdf.ContentStreamInstruction(values, pikepdf.Operator(name))
    return instruction


def _ink(
    parts: list[float], red: set[Color], others: set[Color], stationery: Stationery
) -> Ink | None:
    if len(parts) == 1:
        parts = parts * 3
    if any(near(parts, color) for color in red):
        return stationery.red
    ours = any(near(parts, color) for color in others)
    if ours or max(parts) - min(parts) <= _TOLERANCE:
        cyan, magenta, yellow, black = stationery.black
        share = 1 - sum(part * weight for part, weight in zip(parts, _LUMA, strict=True))
        return cyan * share, magenta * share, yellow * share, black * share
    return None
