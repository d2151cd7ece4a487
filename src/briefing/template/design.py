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
    """How a value is written (a kind of `keys.KINDS`) and what it means, in Chinese."""
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
    keep_lines no page ends within it
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
    keep_lines: bool = field(default=False, metadata=_key("truth", "段中不分页"))
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
class Ruling:
    """How tables are ruled and spaced; lengths in points.

    outer, inner  the rules around a table and within it
    padding       between a vertical rule and the text beside it
    inset         the least space above and below the text of a row, together
    row           rows are multiples of it high
    narrowest     characters that a column holds at least, if its texts are as long
    short         characters up to which the texts of a column stand in its middle
    """

    outer: Rule = field(metadata=_key("line", "四周的线"))
    inner: Rule = field(metadata=_key("line", "里面的线"))
    padding: float = field(metadata=_key("position", "竖线与旁边文字的距离"))
    inset: float = field(metadata=_key("position", "一行里文字上下空白之和，至少"))
    row: float = field(metadata=_key("position", "行高取它的整数倍"))
    narrowest: int = field(metadata=_key("whole", "一栏至少能排几个字"))
    short: int = field(metadata=_key("whole", "一栏的文字都不超过几个字就居中"))


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
class Pictures:
    """How pictures are fitted in; lengths in points, resolutions in dots an inch.

    height   share of the page's depth that one may take, with its white
    shrink   share of its height that one may give up to fill whole lines
    above    the least white above it; what is left of its lines is added there
    finest   what is finer is thinned out
    coarse   what is coarser is worth a remark
    coarsest nothing is enlarged beyond it
    screen   pixels of width that a screen needs at most
    """

    height: float = field(metadata=_key("percent", "一幅图连同空白最多占一页高的百分之几"))
    shrink: float = field(metadata=_key("percent", "为了凑成整行，图高最多可以缩小百分之几"))
    above: float = field(metadata=_key("length", "图上方至少留的空白"))
    finest: float = field(metadata=_key("dots", "印出来比这更密的，稀释到这么密"))
    coarse: float = field(metadata=_key("dots", "印出来比这更稀的，check 提示"))
    coarsest: float = field(metadata=_key("dots", "小图放大，最多放到这么稀"))
    screen: float = field(metadata=_key("pixels", "网页里的图最多多宽"))


@dataclass(frozen=True, slots=True)
class Charts:
    """How charts are drawn; lengths in points.

    height  of column charts, line charts and pies
    row     of a bar and the gap to the next, in bar charts
    more    share of `row` that it grows by with each further series
    bar     share of the room of a category that its bars take
    names   share of the width that names beside a plot may take
    beside  share of the width kept for the words on either side of a pie
    leader  share of a pie's radius that a line goes out before it turns to its words
    lines   that a category's name may take below a column
    gap     between words and what they belong to
    swatch  the side of an area's sample in a legend, as a share of the type size
    stroke  the length of a line's there, in characters
    apart   how far its names are, in characters
    line    the width of a line
    point   the size of the points on it
    edge, axis, grid  of areas; of the axis; of the lines across the plot
    colors  of the series, in their order; distinct in grey as well
    """

    height: float = field(metadata=_key("positive", "柱形图、折线图、饼图的高"))
    row: float = field(metadata=_key("positive", "条形图里一条连同间隔的高"))
    more: float = field(metadata=_key("percent", "条形图里每多一栏数字，row 加高百分之几"))
    bar: float = field(metadata=_key("percent", "一个类别的位置里，柱或条占百分之几"))
    names: float = field(metadata=_key("percent", "图旁的名称最多占宽的百分之几"))
    beside: float = field(metadata=_key("percent", "饼图两旁给文字各留宽的百分之几"))
    leader: float = field(metadata=_key("percent", "饼图的引线先向外伸出半径的百分之几"))
    lines: int = field(metadata=_key("whole", "柱下的名称最多几行"))
    gap: float = field(metadata=_key("positive", "文字与它所指的图形的距离"))
    swatch: float = field(metadata=_key("percent", "图例里色块的边长，占字号的百分之几"))
    stroke: int = field(metadata=_key("whole", "图例里折线的长，几个字宽"))
    apart: int = field(metadata=_key("whole", "图例里各栏之间空几个字"))
    line: float = field(metadata=_key("positive", "折线的粗细"))
    point: float = field(metadata=_key("positive", "折线上各点的大小"))
    edge: Rule = field(metadata=_key("line", "图形的边线"))
    axis: Rule = field(metadata=_key("line", "坐标轴"))
    grid: Rule = field(metadata=_key("line", "格线"))
    colors: tuple[str, ...] = field(
        metadata=_key("colors", "各系列的颜色，依次取用；黑白打印也要分得开")
    )


@dataclass(frozen=True, slots=True)
class Template:
    """A design, whole.

    folio_gap is the distance from the type area down to the folio's dash
    head      from the upper edge of the sheet to what stands in the header
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
    head: float
    overflow: str
    screen: Screen
    pictures: Pictures
    charts: Charts
    table: Ruling
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
