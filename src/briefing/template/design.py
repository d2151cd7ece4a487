"""What a template (版式) is: every number and label of the design, resolved to points.

A `Style` has every field, so nobody downstream asks for a default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

ROLES = ("小标宋", "仿宋", "楷体", "黑体", "宋体")


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line: its width in points and its colour, six hexadecimal digits."""

    width: float
    color: str

    @property
    def space(self) -> float:
        """The height it takes: a DOCX counts the widths of rules in eighths of a point."""
        return ceil(self.width * 8) / 8


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of paragraph looks; lengths in points.

    indent   of the first line, against `left`; negative hangs
    leader   dots fill the way that a tab leaves
    widow_control  no page begins or ends with one line of it
    fit      shares of the measure the widest line should lie between, or None
    at_most  (share, style): no larger than this share of that style's size
    smallest type a `fit` may not go below
    outline  level in the outline from 1, or 0 for text
    """

    name: str
    font: str
    size: float
    leading: float
    align: str
    color: str
    indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    tracking: float = 0.0
    outline: int = 0
    keep_next: bool = False
    widow_control: bool = False
    leader: bool = False
    fit: tuple[float, float] | None = None
    at_most: tuple[float, str] | None = None
    smallest: float = 0.0
    rule_above: Rule | None = None
    rule_below: Rule | None = None
    rule_below_gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stretch within a paragraph differs from it: by its face."""

    name: str
    font: str


@dataclass(frozen=True, slots=True)
class TypeArea:
    """版心: what the ink fills, in points from the sheet's top left corner."""

    top: float
    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins as a word processor counts them, in points."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """The page, in points."""

    width: float
    height: float
    type_area: TypeArea
    margins: Margins
    leading: float
    lines: int
    characters: int

    @property
    def measure(self) -> float:
        """The width of a line."""
        return self.width - self.margins.left - self.margins.right

    @property
    def depth(self) -> float:
        """The height that lines are stacked in."""
        return self.height - self.margins.top - self.margins.bottom


@dataclass(frozen=True, slots=True)
class Screen:
    """The page for screens, in CSS pixels.

    size     of the body's type; every other length keeps its proportion to it
    margin   on all four sides
    narrow   the screen whose line a style with `fit` takes its share of
    fonts    role → families in the order they are looked for
    weights  role → "normal", "bold", or "heading": bold in headings and stretches only
    """

    size: float
    margin: float
    narrow: float
    fonts: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A design, whole; `folio_gap` is the distance from the type area down to the folio's dash."""

    name: str
    page: Geometry
    labels: Mapping[str, str]
    numbering: str
    lists: Mapping[str, str]
    folio_gap: float
    overflow: str
    screen: Screen
    styles: Mapping[str, Style]
    marks: Mapping[str, Mark]

    def label(self, name: str, **values: object) -> str:
        """The label `name` with `{字段}` filled in.

        A stretch in [brackets] is left out if a value it needs is missing (None).
        """
        return fill(self.labels[name], values)


OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
FIELD = re.compile(r"\{(\w+)\}")


def fill(pattern: str, values: Mapping[str, object]) -> str:
    """`pattern` with `{名}` replaced from `values`; KeyError names a field that is not there."""

    def optional(match: re.Match[str]) -> str:
        absent = any(values[name] is None for name in FIELD.findall(match[1]))
        return "" if absent else match[1]

    return FIELD.sub(lambda match: str(values[match[1]]), OPTIONAL.sub(optional, pattern))
