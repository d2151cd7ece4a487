"""What a template (版式) is: every number and label of the design, resolved to points.

A `Style` has every field, so nobody downstream asks for a default. Each field that a template
file writes says in its metadata how it is written and what it means: `reading` reads by it, and
`reference` describes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

ROLES = ("小标宋", "仿宋", "楷体", "黑体", "宋体")


def _key(kind: str, meaning: str) -> dict[str, str]:
    """How a value is written (a key of reading.KINDS) and what it means, in Chinese."""
    return {"kind": kind, "meaning": meaning}


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

    name: str = field(metadata=_key("text", "样式在 Word 里的名字，每个样式不同"))
    font: str = field(metadata=_key("role", "字体"))
    size: float = field(metadata=_key("positive", "字号"))
    leading: float = field(metadata=_key("positive", "行距（固定值）"))
    align: str = field(metadata=_key("align", "对齐"))
    color: str = field(metadata=_key("color", "文字颜色"))
    indent: float = field(
        default=0.0, metadata=_key("length", "首行缩进，从 left 算起；负数是悬挂缩进")
    )
    left: float = field(default=0.0, metadata=_key("length", "左缩进"))
    right: float = field(default=0.0, metadata=_key("length", "右缩进"))
    before: float = field(default=0.0, metadata=_key("length", "段前距，换页后在页首不起作用"))
    tracking: float = field(default=0.0, metadata=_key("length", "字距，负数是紧缩"))
    outline: int = field(
        default=0, metadata=_key("level", "大纲级别，1 起；0 是正文。PDF 书签和 Word 导航由它来")
    )
    keep_next: bool = field(default=False, metadata=_key("truth", "与下段同页"))
    widow_control: bool = field(
        default=False, metadata=_key("truth", "孤行控制：一段不只有一行在页首或页末")
    )
    leader: bool = field(default=False, metadata=_key("truth", "制表符前后用小圆点连起来"))
    fit: tuple[float, float] | None = field(
        default=None,
        metadata=_key("shares", "一行最少、最多占版心宽多少：超过就缩小字号，不足就拉开字距"),
    )
    at_most: tuple[float, str] | None = field(
        default=None, metadata=_key("share", "字号不超过另一样式的百分之几")
    )
    smallest: float = field(
        default=0.0, metadata=_key("length", "fit 缩小字号的下限，再小就报错，请编辑分行")
    )
    rule_above: Rule | None = field(default=None, metadata=_key("rule", "段上的横线，与版心同宽"))
    rule_below: Rule | None = field(default=None, metadata=_key("rule", "段下的横线，与版心同宽"))
    rule_below_gap: float = field(default=0.0, metadata=_key("length", "文字与段下横线的距离"))


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stretch within a paragraph differs from it: by its face."""

    name: str = field(metadata=_key("text", "字符样式在 Word 里的名字"))
    font: str = field(metadata=_key("role", "字体"))


@dataclass(frozen=True, slots=True)
class TypeArea:
    """版心: what the ink fills, in points from the sheet's top left corner."""

    top: float = field(metadata=_key("length", "版心上边到纸上边（天头）"))
    left: float = field(metadata=_key("length", "版心左边到纸左边（订口）"))
    width: float = field(metadata=_key("length", "版心宽"))
    height: float = field(metadata=_key("length", "版心高；版记末线就在版心下边"))


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins as a word processor counts them, in points."""

    top: float = field(metadata=_key("position", "Word 的上页边距，比天头小半个行距左右"))
    bottom: float = field(metadata=_key("position", "Word 的下页边距"))
    left: float = field(metadata=_key("position", "Word 的左页边距"))
    right: float = field(metadata=_key("position", "Word 的右页边距；一行宽度由左右页边距算出"))


@dataclass(frozen=True, slots=True)
class Geometry:
    """The page, in points."""

    width: float = field(metadata=_key("position", "纸宽"))
    height: float = field(metadata=_key("position", "纸高"))
    type_area: TypeArea
    margins: Margins
    leading: float = field(metadata=_key("position", "行距；别处的 1行 就是它"))
    lines: int = field(metadata=_key("whole", "每页行数"))
    characters: int = field(metadata=_key("whole", "每行字数；网页一行最宽也是这么多字"))

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

    size: float = field(metadata=_key("pixels", "正文字号，其他长度按比例"))
    margin: float = field(metadata=_key("pixels", "四边留白"))
    narrow: float = field(metadata=_key("pixels", "最窄的手机屏幕；有 fit 的样式按它缩放"))
    fonts: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A design, whole; `folio_gap` is the distance from the type area down to the folio's dash.

    name      of its folder, which issues give
    title     what people call it
    about     one line for those who choose a template
    contents  whether issues of several entries have contents if they do not say
    colophon_page  the colophon's page is a multiple of it: 1, 2 or 4
    """

    name: str
    title: str
    about: str
    page: Geometry
    labels: Mapping[str, str]
    numbering: str
    contents: bool
    lists: Mapping[str, str]
    folio_gap: float
    overflow: str
    screen: Screen
    styles: Mapping[str, Style]
    marks: Mapping[str, Mark]
    colophon_page: int = 1

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
