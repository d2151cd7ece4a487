"""Tables on a terminal: Han characters are twice as wide as letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width


def width_of(text: str) -> int:
    """How many columns `text` takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their head, columns aligned at the left."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(width_of(line[n]) for line in lines) for n in range(len(head))]
    shown = []
    for line in lines:
        cells = (cell + " " * (w - width_of(cell)) for cell, w in zip(line, widths, strict=True))
        shown.append("  ".join(cells).rstrip())
    return "\n".join(shown)
