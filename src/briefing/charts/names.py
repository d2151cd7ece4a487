"""Names of categories and series in the room they have: turned where words end."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefing.cjk import NOT_AT_END, NOT_AT_START

Measure = Callable[[str], float]
# Latin words and numbers stay whole, with what they count of a date.
_UNIT = re.compile(r"[A-Za-z0-9.,%+-]+[年月日]?|\S| +")


def turned(name: str, width: float, measure: Measure) -> list[str] | None:
    """`name` in lines no wider than `width`; None if a word of it alone is wider."""
    lines = [""]
    for unit in _units(name):
        if measure((lines[-1] + unit).strip()) <= width:
            lines[-1] += unit
        elif measure(unit.strip()) <= width:
            lines.append(unit)
        else:
            return None
    return _balanced([line.strip() for line in lines if line.strip()] or [""], width, measure)


def _units(name: str) -> list[str]:
    """What no line end tears: words, and marks with what they belong to."""
    units: list[str] = []
    for unit in _UNIT.findall(" ".join(name.split())):
        holds = units and (unit[0] in NOT_AT_START or units[-1][-1] in NOT_AT_END)
        if holds:
            units[-1] += unit
        else:
            units.append(unit)
    return units


def _balanced(lines: list[str], width: float, measure: Measure) -> list[str]:
    """No lone character on a last line if the line before can spare one."""
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:
        moved = lines[-2][-1]
        if not moved.isascii() and measure(moved + lines[-1]) <= width:
            lines[-2:] = [lines[-2][:-1], moved + lines[-1]]
    return lines
