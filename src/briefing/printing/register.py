"""The register of copy numbers (份号登记表): who got which copy. A table that people edit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.diagnostics import Diagnostic, Location, PrintError, SourceError
from briefing.printing.addresses import Paper
from briefing.printing.copies import written
from briefing.workbook import of_texts

HEAD = ("份号", "单位", "名单", "收件人", "签收")
KEPT = "存档"
# What a spreadsheet may take for a formula, also in full width; a quote before it makes it text,
# and so one that somebody wrote gets another.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
_NUMBER = re.compile(r"[0-9]{1,6}")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entry:
    """A copy and who has it."""

    number: int
    unit: str
    listed: str = ""
    person: str = ""
    signed: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (written(self.number), self.unit, self.listed, self.person, self.signed)


def allotted(papers: Sequence[Paper], numbers: Sequence[int]) -> list[Entry]:
    """Each number with its unit, in the order of the lists; what is left over is kept.

    PrintError if there are too few.
    """
    wanted = sum(paper.copies for paper in papers)
    if wanted > len(numbers):
        message = f"份号有 {len(numbers)} 个，名单上要 {wanted} 份"
        remedy = f"多给 {wanted - len(numbers)} 个份号，或在 addresses.csv 里减份数"
        raise PrintError([Diagnostic("too-few-numbers", message, None, remedy)])
    units = [paper for paper in papers for _ in range(paper.copies)]
    given = [
        Entry(number, paper.name, paper.listed, paper.person)
        for number, paper in zip(numbers, units, strict=False)
    ]
    return [*given, *(Entry(number, KEPT) for number in numbers[len(units) :])]


def to_csv(entries: Sequence[Entry]) -> bytes:
    """A table that spreadsheets open: UTF-8 with its mark; numbers keep their zeros as text."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for entry in entries:
        number, *others = entry.cells
        rows.writerow([f"'{number}", *map(_safe, others)])
    return _BOM + out.getvalue().encode("utf-8")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def read_csv(data: bytes, name: str) -> list[Entry]:
    """The register as people have edited it; SourceError with all that is wrong."""
    place = Location(name, 1, 1)
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        remedy = "在表格软件里“另存为”“CSV UTF-8（逗号分隔）”"
        raise SourceError([Diagnostic("bad-table", "读不了登记表", place, remedy)]) from None
    if not rows or tuple(cell.strip() for cell in rows[0]) != HEAD:
        remedy = f"第一行是：{'、'.join(HEAD)}"
        raise SourceError([Diagnostic("bad-head", "登记表的表头改动了", place, remedy)])
    problems: list[Diagnostic] = []
    found: dict[int, Entry] = {}
    for line, row in enumerate(rows[1:], 2):
        cells = [cell.strip().removeprefix("'") for cell in row]
        if not any(cells):
            continue
        number, *others = (*cells, *[""] * (len(HEAD) - len(cells)))
        at = Location(name, line, 1)
        if not _NUMBER.fullmatch(number) or not int(number):
            problems.append(Diagnostic("bad-number", f"“{number}”不是份号", at, "写六位数字"))
        elif int(number) in found:
            text = f"份号 {written(int(number))} 有两行"
            problems.append(Diagnostic("duplicate-number", text, at, "每个份号一行"))
        else:
            found[int(number)] = Entry(int(number), *others[: len(HEAD) - 1])
    if problems:
        raise SourceError(problems)
    return list(found.values())


def to_xlsx(entries: Sequence[Entry], title: str) -> bytes:
    """The same as a workbook; every cell is text."""
    rows = (entry.cells for entry in entries)
    return of_texts("份号登记", [title], HEAD, rows, (10, 36, 8, 16, 16))
