"""Lengths as the trade writes them, in points.

37mm  12pt  591tw   plain lengths; tw is a twip, 1/20 pt, the unit of a DOCX
三号                a type size by its name
2字                 characters: multiples of the type size they are used with
1行                 lines: multiples of the leading they are used with
"""

from __future__ import annotations

import re

# Names of type sizes in points: the software convention; GB/T 9704 names sizes only.
TYPE_SIZES = {
    "初号": 42.0, "小初": 36.0, "一号": 26.0, "小一": 24.0, "二号": 22.0, "小二": 18.0,
    "三号": 16.0, "小三": 15.0, "四号": 14.0, "小四": 12.0, "五号": 10.5, "小五": 9.0,
    "六号": 7.5,
}  # fmt: skip

MM = 72 / 25.4  # points
_POINTS = {"mm": MM, "cm": 72 / 2.54, "pt": 1.0, "tw": 0.05}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(mm|cm|pt|tw|字|行)")


def parse_length(written: str, em: float = 0.0, leading: float = 0.0) -> float:
    """Points of a length; `em` gives 字 its size and `leading` gives 行 its own, both in points.

    ValueError if it is not a length, or uses 字 or 行 where there is none.
    """
    written = written.strip()
    if written in TYPE_SIZES:
        return TYPE_SIZES[written]
    if written == "0":
        return 0.0
    match = _LENGTH.fullmatch(written)
    if not match:
        raise ValueError(written)
    number, unit = float(match[1]), match[2]
    factor = {"字": em, "行": leading}.get(unit) or _POINTS.get(unit)
    if not factor:
        raise ValueError(written)
    return number * factor


def twips(points: float) -> int:
    """Points to whole twips, the unit of lengths in a DOCX."""
    return round(points * 20)


def whole_twips(points: float) -> float:
    """Points rounded to a whole number of twips."""
    return twips(points) / 20
