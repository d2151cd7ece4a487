"""All rules (规则目录), in the order of the manual.

It stands apart because most commands need no rule, and compiling the patterns of all of them takes
longer than a whole build.
"""

from __future__ import annotations

from briefing.checks import (
    characters,
    dates,
    days,
    duplicates,
    editions,
    excuses,
    headline,
    leaders,
    lookalikes,
    miswritten,
    names,
    numbering,
    numbers,
    pages,
    particles,
    placeholders,
    quotes,
    secrecy,
    sequence,
    stops,
    strokes,
    sums,
    widths,
    wording,
)
from briefing.checks.rules import Rule

_MODULES = (
    *(quotes, numbering, widths, strokes, stops, dates, numbers, days, sums, sequence, editions),
    *(
        characters,
        lookalikes,
        miswritten,
        wording,
        particles,
        headline,
        leaders,
        names,
        duplicates,
        pages,
        secrecy,
        placeholders,
        excuses,
    ),
)
_KINDS = "PNDCLGTMREVSWX"
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (each for module in _MODULES for each in module.RULES),
        key=lambda each: (_KINDS.index(each.id[0]), each.id),
    )
)
BY_ID = {each.id: each for each in RULES}
