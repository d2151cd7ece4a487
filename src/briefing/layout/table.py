"""A table set to the measure: columns, rows of whole lines, rules around and between them.

LibreOffice was measured: a row is as high as it says, the rule above its text included; a table
is higher than its rows by the rule below the last. The head is lower by that much, so that the
table takes whole lines, on every page that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import ceil

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.document import Paragraph, Table
from briefing.fonts import Faces
from briefing.layout.blocks import Slice
from briefing.layout.columns import Cell, Want, settled, shared, want
from briefing.layout.page import Part, Step, Stroke
from briefing.layout.paragraph import BASELINE, SetParagraph, set_paragraph
from briefing.layout.shaping import pieces, shape
from briefing.template import Rule, Ruling, Template
from briefing.units import MM, twips

_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row whose cells are broken into lines; its height in points."""

    cells: tuple[SetParagraph, ...]
    height: float


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table whose columns lie between `edges`, points from the sheet's left edge.

    path  of its parts
    """

    rows: tuple[SetRow, ...]
    edges: tuple[float, ...]
    ruling: Ruling
    path: tuple[Step, ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Of the columns, in points, from rule to rule."""
        return tuple(right - left for left, right in pairwise(self.edges))

    @property
    def before(self) -> float:
        """No space above."""
        return 0.0

    @property
    def keep_next(self) -> bool:
        """A page may end behind it."""
        return False

    @property
    def heading(self) -> Paragraph | None:
        """It is none."""
        return None

    @property
    def outline(self) -> int:
        """It has no level."""
        return 0

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The rows."""
        return tuple(map(self._slice_of, range(len(self.rows))))

    @property
    def repeated(self) -> tuple[Slice, ...]:
        """The head."""
        return (self._slice_of(0),)

    @property
    def lead(self) -> float:
        """The head and the row below it: neither stands alone at the foot of a page."""
        return sum(each.height for each in self.slices[:2])

    def _slice_of(self, index: int) -> Slice:
        last = index == len(self.rows) - 1
        below = self.ruling.outer.space if last else 0.0
        return Slice(self.rows[index].height + below, partial(self._slice, index))

    def _slice(self, index: int, y: float) -> Iterator[Part]:
        row = self.rows[index]
        above = (self.ruling.inner if index else self.ruling.outer).space
        yield Part((), tuple(self._rules(index, y)))
        for cell in row.cells:
            if not cell.lines:
                yield Part(cell.path, ())  # a cell is there also when nothing stands in it
            height = cell.style.leading * len(cell.lines)
            top = y + above + (row.height - above - height) / 2
            for number in range(len(cell.lines)):
                baseline = top + (number + BASELINE) * cell.style.leading
                yield Part(cell.path, tuple(cell.line(number, baseline)))

    def _rules(self, index: int, y: float) -> Iterator[Stroke]:
        """The rules beside and below a row, and above the head; one page's end is like a row's."""
        outer, inner = self.ruling.outer, self.ruling.inner
        row, last = self.rows[index], index == len(self.rows) - 1
        foot = outer if last else inner
        left, *between, right = self.edges
        start, end = left - outer.width / 2, right + outer.width / 2  # corners are square
        bottom = y + row.height + foot.width
        if index == 0:
            yield _stroke(start, y + outer.width / 2, end, y + outer.width / 2, outer)
        for x, rule in ((left, outer), *((each, inner) for each in between), (right, outer)):
            yield _stroke(x, y, x, bottom, rule)
        middle = bottom - foot.width / 2
        yield _stroke(start, middle, end, middle, foot)


def _stroke(x1: float, y1: float, x2: float, y2: float, rule: Rule) -> Stroke:
    return Stroke(x1, y1, x2, y2, rule.width, rule.color)


def set_table(table: Table, number: int, template: Template, faces: Faces) -> SetTable:
    """Set a table whose columns have room enough; `number` is its place in the document."""
    ruling, page = template.table, template.page
    # The frame stands within the measure: half of its rules' width is left free on either side.
    room = _room(template) - 2 * twips(ruling.padding) * len(table.rows[0])
    columns = _columns(table, template, faces)
    widths = settled(shared(_wants(columns, ruling), room), columns)
    edges = [page.margins.left + ruling.outer.space / 2]
    for width in widths:
        edges.append(edges[-1] + width / 20 + 2 * ruling.padding)
    path: tuple[Step, ...] = (("table", number),)
    rows = []
    for order, row in enumerate(table.rows):
        kind = "cell" if order else "head-cell"
        cells = tuple(
            set_paragraph(
                cell,
                template,
                faces,
                (*path, ("row", order), (kind, column), ("paragraph", 0)),
                (edges[column] + ruling.padding, widths[column] / 20),
            )
            for column, cell in enumerate(row)
        )
        rows.append(SetRow(cells, _height(cells, ruling, 0.0 if order else ruling.outer.space)))
    return SetTable(tuple(rows), tuple(edges), ruling, path)


def _room(template: Template) -> int:
    """What lies between the middles of a table's outer rules, in twips."""
    return twips(template.page.measure) - twips(template.table.outer.space)


def _height(cells: Sequence[SetParagraph], ruling: Ruling, less: float) -> float:
    """The height of a row in whole units, `less` a little."""
    text = max(cell.style.leading * len(cell.lines) for cell in cells) + ruling.inset
    return max(1, ceil((text - _TOLERANCE) / ruling.row)) * ruling.row - less


def _columns(table: Table, template: Template, faces: Faces) -> list[list[Cell]]:
    """The cells of each column, measured."""

    def measured(paragraph: Paragraph) -> Cell:
        style = template.styles[paragraph.style]
        looks = pieces(paragraph, style, template, faces)
        text = shape(paragraph.text, looks, style.size, style.tracking)
        return Cell(text, twips(style.left + style.right))

    return [list(map(measured, column)) for column in zip(*table.rows, strict=True)]


def _wants(columns: Sequence[Sequence[Cell]], ruling: Ruling) -> list[Want]:
    return [want(column, ruling.narrowest, ruling.short) for column in columns]


def unfit_table(
    table: Table, template: Template, faces: Faces, wider: Template | None = None
) -> Iterator[Diagnostic]:
    """Why a table cannot be set: its words are too wide for the measure, a row is too high.

    wider  a template that may have room for it
    """
    ruling, page = template.table, template.page
    wants = _wants(_columns(table, template, faces), ruling)
    padding = 2 * twips(ruling.padding)
    least = sum(each.least + padding for each in wants)
    excess = least - _room(template)
    if excess > 0:
        widest = sorted(range(len(wants)), key=lambda column: -wants[column].least)[:3]
        names = "、".join(quoted(_name(table, column), 10) for column in sorted(widest))
        turned = "横排" if table.landscape else ""
        text = f"表格有 {len(wants)} 栏，{turned}最窄也比版心宽 {_millimetres(excess)}"
        text += f"，最宽的是{names}"
        remedy = "缩短这几栏里最长的词或数字，减少栏数，或拆成两张表"
        if wider and least <= _room(wider):
            remedy += "；也可以横排：写“表题（横排）：……”，或在 CSV 的文件名后面空一格写“横排”"
        yield Diagnostic("table-too-wide", text, _place(table), remedy)
        return
    head, *rows = set_table(table, 0, template, faces).rows
    room = page.depth - head.height - ruling.outer.space
    for row in rows:
        if row.height > room + _TOLERANCE:
            longest = max(row.cells, key=lambda cell: len(cell.lines))
            text = f"{quoted(longest.paragraph.text)}一格有 {len(longest.lines)} 行，一页排不下"
            remedy = "把这一行拆成几行，或把长的说明移到正文里"
            yield Diagnostic("row-too-tall", text, longest.paragraph.at(0), remedy)


def _name(table: Table, column: int) -> str:
    """What a column is called: by its head, or by its first text."""
    said = (row[column].text for row in table.rows)
    return next(filter(None, said), f"第 {column + 1} 栏")


def _place(table: Table) -> Location | None:
    places = (cell.at(0) for cell in table.paragraphs() if cell.text)
    return next(places, None)


def _millimetres(length: int) -> str:
    return f"{ceil(length / 20 / MM)} 毫米"
