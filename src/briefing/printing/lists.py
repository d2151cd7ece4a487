"""Lists on paper: to tick off (发送清单), the register of copy numbers (份号登记表), any table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from briefing.layout.page import Mark, Part, Stroke
from briefing.printing import register
from briefing.printing.addresses import Paper
from briefing.printing.options import ranges
from briefing.printing.register import Entry
from briefing.printing.setting import BLACK, Setter, box, drawn, said
from briefing.printing.stationery import Shares, Stationery

CHECKLIST = ("发出", "单位", "名单", "份数", "份号", "签收、日期")
_TICK = "□"


def checklist(
    papers: Sequence[Paper],
    entries: Sequence[Entry],
    setter: Setter,
    measures: Stationery,
    title: str,
    day: date,
) -> bytes:
    """The PDF of the list: a box to tick before each unit, its copies and their numbers."""
    numbers: dict[str, list[int]] = {}
    for entry in entries:
        numbers.setdefault(entry.unit, []).append(entry.number)
    rows = [
        (
            _TICK,
            paper.name,
            paper.listed,
            str(paper.copies),
            ranges(numbers.get(paper.name, [])),
            "",
        )
        for paper in papers
    ]
    total = sum(paper.copies for paper in papers)
    rows.append(("", f"共 {len(papers)} 个单位", "", str(total), "", ""))
    heads = ("发送清单", title)
    return listed(heads, CHECKLIST, rows, measures.list_columns, setter, measures, day)


def register_sheets(
    entries: Sequence[Entry], setter: Setter, measures: Stationery, title: str, day: date
) -> bytes:
    """The PDF of the register, with room to sign."""
    rows = [entry.cells for entry in entries]
    heads = ("份号登记表", title)
    return listed(heads, register.HEAD, rows, measures.register_columns, setter, measures, day)


def listed(
    heads: Sequence[str],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Shares,
    setter: Setter,
    measures: Stationery,
    day: date,
) -> bytes:
    """The PDF of a table: on each page its heads, the title first, then rows below their head."""
    page = setter.template.page
    area = page.type_area
    top = area.top + _heads(heads, 0.0, setter, measures)[1] + measures.list_margin
    bottom = area.top + area.height - measures.list_row  # the number of the page stands below
    pages: list[list[Part]] = []
    for some in _fitting(rows, bottom - top, head, shares, setter, measures):
        made: list[Part] = [said(0, _heads(heads, area.top, setter, measures)[0])]
        y = top
        for line, row in enumerate((head, *some)):
            made += _row(row, line, y, shares, setter, measures)
            y += _height(row, shares, setter, measures)
        made.append(drawn(_frame(area.left, top, area.width, y, shares, measures)))
        pages.append(made)
    if len(pages) > 1:
        for number, made in enumerate(pages, 1):
            text = f"第 {number} 页，共 {len(pages)} 页"
            at = bottom + measures.list_margin
            foot, _ = setter.lines(
                text, measures.text_face, measures.list_size, area.left, at, area.width, "right"
            )
            made.append(said(len(rows) + 2, foot))
    return setter.pdf("".join(heads[:2]), "", day, (page.width, page.height), pages)


def _heads(
    heads: Sequence[str], y: float, setter: Setter, measures: Stationery
) -> tuple[list[Mark], float]:
    """What stands above the table from `y` on, and where it ends."""
    area, marks = setter.template.page.type_area, list[Mark]()
    role, size = measures.title_face, measures.list_title_size
    for text in heads:
        more, y = setter.lines(text, role, size, area.left, y, area.width, "center")
        marks += more
        role, size = measures.text_face, measures.list_size
    return marks, y


def _fitting(
    rows: Sequence[Sequence[str]],
    room: float,
    head: Sequence[str],
    shares: Shares,
    setter: Setter,
    measures: Stationery,
) -> list[list[Sequence[str]]]:
    """The rows in pages, each below the head of the table."""
    pages: list[list[Sequence[str]]] = [[]]
    first = _height(head, shares, setter, measures)
    used = first
    for row in rows:
        height = _height(row, shares, setter, measures)
        if used + height > room and pages[-1]:
            pages.append([])
            used = first
        pages[-1].append(row)
        used += height
    return pages


def _cells(
    row: Sequence[str], shares: Shares, left: float, width: float, margin: float
) -> Iterator[tuple[str, float, float]]:
    """(text, where it begins, how wide it may be) of each cell."""
    x = left
    for text, share in zip(row, shares, strict=True):
        yield text, x + margin, share * width - 2 * margin
        x += share * width


def _height(row: Sequence[str], shares: Shares, setter: Setter, measures: Stationery) -> float:
    """A row of the usual height, or as high as its tallest cell needs."""
    area, size = setter.template.page.type_area, measures.list_size
    ends = [
        setter.lines(text, measures.text_face, size, x, 0.0, width)[1]
        for text, x, width in _cells(row, shares, area.left, area.width, measures.list_margin)
    ]
    return max(measures.list_row, max(ends) + measures.list_margin)


def _row(
    row: Sequence[str],
    line: int,
    y: float,
    shares: Shares,
    setter: Setter,
    measures: Stationery,
) -> Iterator[Part]:
    area, size = setter.template.page.type_area, measures.list_size
    height = _height(row, shares, setter, measures)
    cells = _cells(row, shares, area.left, area.width, measures.list_margin)
    marks: list[Mark] = []
    for text, x, width in cells:
        if text == _TICK:
            side = measures.list_box
            middle = x + (width - side) / 2
            yield drawn(box(middle, y + (height - side) / 2, side, side, measures.list_rule))
            continue
        role = measures.strong_face if line == 0 else measures.text_face
        _, end = setter.lines(text, role, size, x, 0.0, width)
        align = "center" if line == 0 else "left"
        more, _ = setter.lines(text, role, size, x, y + (height - end) / 2, width, align)
        marks += more
    yield said(line + 1, marks)
    right = area.left + area.width
    yield drawn([Stroke(area.left, y, right, y, measures.list_rule, BLACK)])


def _frame(
    left: float, top: float, width: float, bottom: float, shares: Shares, measures: Stationery
) -> Iterator[Stroke]:
    """The upright rules, and the one below the last row."""
    x = left
    for share in (0.0, *shares):
        x += share * width
        yield Stroke(x, top, x, bottom, measures.list_rule, BLACK)
    yield Stroke(left, bottom, left + width, bottom, measures.list_rule, BLACK)
