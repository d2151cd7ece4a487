"""Tables (表格) of 正文: lines of Markdown pipes, and sheets of data → `document.Table`.

A column whose sides nobody chose stands as its texts want it: numbers at the right so that their
places line up, short texts in the middle, long ones at the left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.cjk import Script, script
from briefing.diagnostics import Diagnostic, quoted
from briefing.document import Paragraph, Run, Table
from briefing.emphasis import emphasized
from briefing.issue import Sheet, Text
from briefing.references import LANDSCAPE

_BAR = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"(:?)-+(:?)")
_CAPTION = re.compile(r"表题(?:[（(]([^）)]*)[）)])?[：:][ \u3000]*")
_BLANK = " \t\u3000"
# 1,234.5  -3.6%  12.5万: what reads from the right.
_NUMBER = re.compile(r"[+\-−±]?\d[\d,]*(\.\d+)?[%‰％]?[万亿]?")
_NOTHING = frozenset("-—–－/…*") | frozenset(("", "——", "……", "--"))
_SIDES = {
    (":", ""): "table-text",
    (":", ":"): "table-center",
    ("", ":"): "table-number",
}


def is_row(line: str) -> bool:
    """Whether a line is a row of a table for sure: it begins and ends with a bar."""
    return len(line) > 1 and line.startswith("|") and _BAR.match(line, len(line) - 1) is not None


def caption_of(body: Text, start: int, end: int) -> tuple[Text | None, Text] | None:
    """What body.value[start:end] says of the table below it: a wish, and its caption.

    None if the line is none such.
    """
    match = _CAPTION.match(body.value, start, end)
    if not match:
        return None
    wish = body.part(*match.span(1)) if match[1] is not None else None
    return wish, body.part(match.end(), end)


def wrong_wish(wish: Text) -> Iterator[Diagnostic]:
    """Why a table cannot be set as is wished."""
    if wish.value != LANDSCAPE:
        message = f"{quoted(wish.value)}不是表格的排法"
        remedy = f"太宽的表写“{LANDSCAPE}”，不然连括号一起删去"
        yield Diagnostic("unknown-wish", message, wish.location, remedy)


def caption(text: Text) -> Iterator[Paragraph]:
    """The caption, if there is one."""
    if text.value:
        yield Paragraph("table-caption", tuple(emphasized(text, 0, len(text.value))))


def table_of_lines(
    body: Text, lines: Sequence[tuple[int, int]], short: int
) -> Table | list[Diagnostic]:
    """The table that lines of pipes draw, or what is wrong with them.

    short  a column whose texts have no more (full-width) characters is centred
    """
    rows = [cells_of(body, start, end) for start, end in lines]
    head, *rest = rows
    sides = [_SEPARATOR.fullmatch(cell.value) for cell in rest[0]] if rest else []
    if not sides or not all(sides):
        place = body.at(lines[1][0] if len(lines) > 1 else lines[0][0])
        remedy = f"在表头下面加一行 |{'---|' * len(head)}，用半角的 - 和 |"
        message = f"{quoted(head[0].value)}一行是表头，下面没有分隔行"
        return [Diagnostic("table-separator", message, place, remedy)]
    if len(rest) < 2:
        message, remedy = "表格只有表头", "在分隔行下面写内容，一行一项"
        return [Diagnostic("table-empty", message, body.at(lines[0][0]), remedy)]
    problems = [
        _ragged(cells, len(head), body, start, end)
        for cells, (start, end) in zip(rest, lines[1:], strict=True)
        if len(cells) != len(head)
    ]
    styles = [_SIDES.get((match[1], match[2]), "") for match in sides if match]
    return problems or _table([head, *rest[1:]], styles, short)


def is_separator(cells: Sequence[Text]) -> bool:
    """Whether a row is the line below the head."""
    return all(_SEPARATOR.fullmatch(cell.value) for cell in cells)


def table_of_sheet(sheet: Sheet, short: int) -> Table:
    """A sheet of data as a table."""
    return _table(sheet.rows, [""] * len(sheet.rows[0]), short)


def _ragged(cells: Sequence[Text], width: int, body: Text, start: int, end: int) -> Diagnostic:
    message = f"这一行有 {len(cells)} 格，表头有 {width} 格"
    if len(cells) > width:
        place = cells[width].location
        message += f"，从{quoted(cells[width].value)}起多出来"
        remedy = r"删去多余的 |；文字里的 | 写作 \|"
    else:
        place, remedy = body.at(start), "补上缺的格；没有数据的格也要留出来，如 | 甲 |  |"
    return Diagnostic("table-ragged", message, place, remedy)


def cells_of(body: Text, start: int, end: int) -> list[Text]:
    """What stands between the bars of a line; the last bar may be missing."""
    bars = [match.start() for match in _BAR.finditer(body.value, start, end)]
    if bars[-1] != end - 1:
        bars.append(end)
    return [_cell(body, a + 1, b) for a, b in pairwise(bars)]


def _cell(body: Text, start: int, end: int) -> Text:
    """A cell without the spaces around it; `\\|` is a bar."""
    while start < end and body.value[start] in _BLANK:
        start += 1
    while end > start and body.value[end - 1] in _BLANK:
        end -= 1
    found = body.part(start, end)
    bar = found.value.find("\\|")
    while bar >= 0:
        behind = found.part(bar + 1, len(found.value))
        spans = found.part(0, bar).spans if bar else ()
        spans += tuple((offset + bar, line, column) for offset, line, column in behind.spans)
        found = Text(found.value[:bar] + behind.value, found.location, spans)
        bar = found.value.find("\\|", bar + 1)
    return found


def _table(rows: Sequence[Sequence[Text]], styles: Sequence[str], short: int) -> Table:
    written = [[tuple(emphasized(cell, 0, len(cell.value))) for cell in row] for row in rows]
    columns = list(zip(*written[1:], strict=True))
    sides = [
        style or _side([_said(runs) for runs in column], short)
        for style, column in zip(styles, columns, strict=True)
    ]
    head = tuple(Paragraph("table-head", runs) for runs in written[0])
    body = (
        tuple(Paragraph(side, runs) for side, runs in zip(sides, row, strict=True))
        for row in written[1:]
    )
    return Table((head, *body))


def _said(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _side(texts: Sequence[str], short: int) -> str:
    """The style of the cells of a column, by what they say."""
    said = [text for text in texts if text not in _NOTHING]
    if said and all(_NUMBER.fullmatch(text) for text in said):
        return "table-number"
    return "table-center" if all(_length(text) <= short for text in said) else "table-text"


def _length(text: str) -> float:
    """Characters, those that are half as wide counted as halves."""
    return sum(0.5 if script(char) is Script.LATIN else 1.0 for char in text)
