"""Sheets of data (数据表): the bytes of a CSV file → rows of texts with their places in it.

Excel writes CSV in the code page of the machine, so GBK is read as well as UTF-8; what is valid
UTF-8 is taken for it, for text in GBK never is by chance but in a few characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Sheet, Text

_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1000, 40, 1000  # rows, columns, characters in a cell
_LARGEST = 2_000_000  # bytes; nothing longer can have rows that anybody prints
_ENOUGH = 20  # findings in one file
_MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
_DELIMITERS = ",;\t"
_BLANK = " \t\u00a0\u3000"
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # how Excel is told of the delimiter
_BREAK = re.compile(r"\r\n|\r|\n")
# Controls, invisible and private characters, halves of characters: nothing that a face could show.
_REFUSED = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffd-\uffff]"
)
_SAVE_AS = "在 Excel 或 WPS 里打开，另存为“CSV UTF-8（逗号分隔）”"


def read_sheet(data: bytes, name: str, place: Location) -> Sheet | list[Diagnostic]:
    """The rows in `data`; what is wrong is said with its line and column in the file `name`.

    `place` is where the issue refers to it. Empty rows, and empty columns at the right, which
    Excel likes to add, do not count; spaces around the text of a cell neither.
    """
    if len(data) > _LARGEST:
        message = f"{quoted(name)}超过 {_LARGEST // 1_000_000} MB"
        return [Diagnostic("sheet-too-large", message, place, "只留要印的行和栏，其余作附件")]
    text = decoded(data)
    if text is None:
        message = f"{quoted(name)}的编码认不出来，不是 UTF-8，也不是 GBK"
        return [Diagnostic("sheet-encoding", message, place, _SAVE_AS)]
    said = _SAID.match(text)
    start = said.end() if said else 0
    rows = _rows(text, start, said[1] if said else delimiter(text), name)
    if isinstance(rows, Diagnostic):
        return [rows]
    rows = [row for row in rows if any(cell.value for cell in row)]
    if len(rows) < 2:
        what = "只有一行" if rows else "里没有内容"
        remedy = "第一行写各栏的名称，下面一行一项"
        return [Diagnostic("sheet-empty", f"{quoted(name)}{what}", place, remedy)]
    width = max(_width(rows[0]), 1)
    problems = list(islice(_problems(rows, width, name), _ENOUGH))
    return problems or Sheet(name, tuple(tuple(row[:width]) for row in rows))


def decoded(data: bytes) -> str | None:
    """The text of a table as a spreadsheet saves it; None if no encoding fits."""
    for codec, mark in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec)
            except UnicodeDecodeError:
                return None
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def delimiter(text: str) -> str:
    """What parts the cells: of the known signs the one that stands most often in the first row."""
    outside = re.sub(r'"[^"]*"', "", text)
    first = next(filter(None, _BREAK.split(outside)), "")
    return max(_DELIMITERS, key=first.count)


def _rows(text: str, start: int, delimiter: str, name: str) -> list[list[Text]] | Diagnostic:
    """Every row of cells (RFC 4180); a Diagnostic if a quote is never closed."""
    rows: list[list[Text]] = [[]]
    line = 1 + len(_BREAK.findall(text, 0, start))
    at, begin = start, start  # of the character, and of its line
    while at < len(text):
        written = at
        if text[at] == '"':
            end = at + 1
            while (end := text.find('"', end)) >= 0 and text.startswith('""', end):
                end += 2
            if end < 0:
                message = '这里的引号“"”没有配对'
                where = Location(name, line, at - begin + 1)
                return Diagnostic("sheet-quote", message, where, '在这一格的末尾补上 "，或删去它')
            end += 1
        else:
            end = at
        # What stands behind a closing quote belongs to the cell as well.
        while end < len(text) and text[end] not in (delimiter, "\r", "\n"):
            end += 1
        rows[-1].append(_cell(text[written:end], Location(name, line, written - begin + 1)))
        for each in _BREAK.finditer(text, written, end):
            line, begin = line + 1, each.end()
        at = end
        if at == len(text):
            break
        if text[at] == delimiter:
            at += 1
            if at == len(text) or text[at] in "\r\n":
                rows[-1].append(_cell("", Location(name, line, at - begin + 1)))
        if at < len(text) and text[at] in "\r\n":
            at += 2 if text.startswith("\r\n", at) else 1
            line, begin = line + 1, at
            rows.append([])
    return rows


def _cell(written: str, place: Location) -> Text:
    """What a cell says, without its quotes and the spaces around it, each character in its place.

    A line break within quotes stays in it, to be refused.
    """
    chars: list[tuple[str, int]] = []  # with their offsets
    within, at = False, 0
    while at < len(written):
        if within and written.startswith('""', at):
            chars.append(('"', at))
            at += 1
        elif written[at] == '"' and (within or at == 0):
            within = not within
        else:
            chars.append((written[at], at))
        at += 1
    while chars and chars[-1][0] in _BLANK:
        chars.pop()
    while chars and chars[0][0] in _BLANK:
        chars.pop(0)
    if not chars:
        return Text("", place)
    spans = []
    for index, (_, offset) in enumerate(chars):
        if index == 0 or offset != chars[index - 1][1] + 1:
            spans.append((index, place.line, place.column + offset))
    first = Location(place.file, place.line, place.column + chars[0][1])
    return Text("".join(char for char, _ in chars), first, tuple(spans))


def _width(row: Sequence[Text]) -> int:
    """How many cells a row has up to its last one with text."""
    return max((number for number, cell in enumerate(row, 1) if cell.value), default=0)


def _problems(rows: Sequence[Sequence[Text]], width: int, name: str) -> Iterator[Diagnostic]:
    if len(rows) > _MOST_ROWS:
        place, remedy = rows[_MOST_ROWS][0].location, "只留要印的行，其余作附件"
        yield Diagnostic("sheet-too-long", f"超过 {_MOST_ROWS} 行", place, remedy)
        return
    if width > _MOST_COLUMNS:
        place, remedy = rows[0][_MOST_COLUMNS].location, "只留要印的栏，或拆成几个文件"
        yield Diagnostic("sheet-too-wide", f"超过 {_MOST_COLUMNS} 栏", place, remedy)
        return
    for row in rows:
        count = max(_width(row), min(len(row), width))
        if count > width:
            surplus = row[width]
            message = f"这一行有 {count} 格，表头只有 {width} 格，从{quoted(surplus.value)}起多出来"
            remedy = '删去多余的分隔符；数字里的逗号（如 1,200）去掉，或把这一格用 " 括起来'
            yield Diagnostic("sheet-ragged", message, surplus.location, remedy)
        elif count < width:
            message = f"这一行只有 {count} 格，表头有 {width} 格"
            remedy = "补上缺的格；没有数据的格也要留一个分隔符"
            yield Diagnostic("sheet-ragged", message, row[0].location, remedy)
        for cell in row[:width]:
            yield from _unfit(cell)


def _unfit(cell: Text) -> Iterator[Diagnostic]:
    """What is wrong with the text of a cell."""
    found = _BREAK.search(cell.value)
    if found:
        before = cell.value[: found.start()]
        message = f"{quoted(before)}之后，单元格里有换行"
        yield Diagnostic("sheet-break", message, cell.location, "把单元格里的文字连成一行")
    elif len(cell.value) > _LONGEST:
        message = f"{quoted(cell.value)}有 {len(cell.value)} 字，一格最多 {_LONGEST} 字"
        yield Diagnostic("sheet-long-cell", message, cell.location, "写进正文，或拆成几行")
    for match in _REFUSED.finditer(cell.value):
        code = f"U+{ord(match[0]):04X}"
        before = cell.value[: match.start()]
        where = f"{quoted(before)}之后" if before else "开头"
        message = f"{where}有不能印的字符（{code}）"
        yield Diagnostic(
            "sheet-character", message, cell.at(match.start()), "删去它，对照原表重新打一遍"
        )
        break
