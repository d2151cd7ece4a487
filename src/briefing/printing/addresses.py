"""addresses.csv (纸质名单): who gets paper, where, and how many copies.

Columns: 名称, 地址, 邮编, 收件人, 份数, in any order; the first alone must be there. The name is
the one on the lists of the issue. UTF-8, as spreadsheets save it (“CSV UTF-8”).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from briefing.diagnostics import Diagnostic, Location, SourceError
from briefing.issue import LISTS, Issue

HEAD = ("名称", "地址", "邮编", "收件人", "份数")
_CODE = re.compile(r"[0-9]{6}")
_MOST = 999


@dataclass(frozen=True, slots=True)
class Paper:
    """A unit that gets paper: the name as printed, on which list, and where it is sent.

    listed  报, 送 or 发; "" if it stands in the table alone
    """

    name: str
    listed: str = ""
    address: str = ""
    code: str = ""
    person: str = ""
    copies: int = 1


def read_addresses(data: bytes, name: str) -> list[Paper]:
    """The rows of a table; SourceError with all that is wrong in it, row by row."""
    place = Location(name, 1, 1)
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        remedy = "在表格软件里“另存为”“CSV UTF-8（逗号分隔）”"
        problem = Diagnostic("bad-table", "读不了这个表格", place, remedy)
        raise SourceError([problem]) from None
    problems: list[Diagnostic] = []
    head = [cell.strip() for cell in rows[0]] if rows else []
    unknown = [cell for cell in head if cell and cell not in HEAD]
    if "名称" not in head or unknown:
        wrong = f"不认识“{unknown[0]}”" if unknown else "没有“名称”"
        remedy = f"第一行写：{'、'.join(HEAD)}；除“名称”外都可以不要"
        raise SourceError([Diagnostic("bad-head", f"表头{wrong}", place, remedy)])
    found: dict[str, Paper] = {}
    for line, row in enumerate(rows[1:], 2):
        cells = {key: cell.strip().removeprefix("'") for key, cell in zip(head, row, strict=False)}
        if any(cells.values()):
            paper = _paper(cells, Location(name, line, 1), problems)
            if paper.name in found:
                text = f"“{paper.name}”有两行"
                problems.append(
                    Diagnostic("duplicate-name", text, Location(name, line, 1), "只留一行")
                )
            found[paper.name] = paper
    if problems:
        raise SourceError(problems)
    return list(found.values())


def _paper(cells: Mapping[str, str], place: Location, problems: list[Diagnostic]) -> Paper:
    name, code = cells.get("名称", ""), cells.get("邮编", "")
    written = cells.get("份数", "") or "1"
    if not name:
        problems.append(Diagnostic("no-name", "这一行没有名称", place, "写版记上印的名称"))
    if code and not _CODE.fullmatch(code):
        problems.append(Diagnostic("bad-code", f"“{code}”不是邮编", place, "写六位数字，如 200001"))
    if not (written.isascii() and written.isdigit() and int(written) <= _MOST):
        remedy = f"写 0 到 {_MOST} 的整数"
        problems.append(Diagnostic("not-a-number", f"“{written}”不是份数", place, remedy))
        written = "1"
    return Paper(name, "", cells.get("地址", ""), code, cells.get("收件人", ""), int(written))


def on_paper(issue: Issue, table: list[Paper]) -> list[Paper]:
    """Who gets paper of an issue: its lists in order, then who stands in the table alone.

    A unit of the lists that the table does not have gets one copy; who has 0 there gets none.
    """
    known = {paper.name: paper for paper in table}
    found: dict[str, Paper] = {}
    for field, listed in LISTS.items():
        for recipient in getattr(issue, field):
            name = recipient.name.value
            if name not in found:
                row = known.get(name, Paper(name))
                found[name] = Paper(name, listed, row.address, row.code, row.person, row.copies)
    for name, paper in known.items():
        found.setdefault(name, paper)
    return [paper for paper in found.values() if paper.copies]
