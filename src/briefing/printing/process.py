"""Colours for offset printing (套印): the template's red as inks, black as black alone.

GB/T 9704-2012 6.2 knows red as ink only: yellow and magenta at 80 per cent, and black at 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from briefing.printing.sheets import opened, saved
from briefing.printing.stationery import Ink, Stationery
from briefing.template import Template

_STROKE, _FILL = ("K", "G", "RG"), ("k", "g", "rg")
_TOLERANCE = 0.004  # colours are written with a few digits


def palette(template: Template) -> set[tuple[float, float, float]]:
    """Every colour of a template, its parts from 0 to 1."""
    written = {style.color for style in template.styles.values()}
    for style in template.styles.values():
        written |= {rule.color for rule in (style.rule_above, style.rule_below) if rule}
    return {_parts(color) for color in written}


def _parts(color: str) -> tuple[float, float, float]:
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
    """A PDF with the template's reds and its black and greys as inks; other colours stay."""
    import pikepdf

    reds = [color for color in palette(template) if is_red(color)]
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
                converted = [_converted(each, reds, stationery) for each in found]
                done[number] = pdf.make_stream(pikepdf.unparse_content_stream(converted))
            page.obj.Contents = done[number]
        return saved(pdf)


def _converted(instruction: Any, reds: Sequence[tuple[float, ...]], stationery: Stationery) -> Any:
    import pikepdf

    operator = str(instruction.operator)
    if operator in (*_STROKE, *_FILL) and operator.lower() != "k":
        parts = [float(part) for part in instruction.operands]
        ink = _ink(parts, reds, stationery)
        if ink:
            name = "K" if operator in _STROKE else "k"
            values = [round(part, 4) for part in ink]
            return pikepdf.ContentStreamInstruction(values, pikepdf.Operator(name))
    return instruction


def _ink(
    parts: list[float], reds: Sequence[tuple[float, ...]], stationery: Stationery
) -> Ink | None:
    if len(parts) == 1:
        parts = parts * 3
    if any(near(parts, red) for red in reds):
        return stationery.red
    if max(parts) - min(parts) <= _TOLERANCE:
        cyan, magenta, yellow, black = stationery.black
        share = 1 - parts[0]
        return cyan * share, magenta * share, yellow * share, black * share
    return None
