"""An issue that has the wrong number gets the right one (改号): in its file and in its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.filing import Filed, Number
from briefing.issue import Issue
from briefing.ledger import Ledger
from briefing.outputs import create, put
from briefing.project import Project
from briefing.source.editing import Sheet


def renumber(
    project: Project, file: Path, day: date | None = None, besides: Ledger | None = None
) -> Path | None:
    """Give an issue file the number and total that fit the others, and a date if one is given.

    Returns its path, another one if its name changed; None if all was right already. `besides` is
    the ledger, if somebody has it. BriefingError if it cannot be read, if there is no telling, or
    if another file has the name it should get.
    """
    issue = project.load(file)
    data = file.read_bytes()
    sheet = Sheet.of(data, str(file))
    if day:
        sheet = sheet.with_value("date", _as_written(sheet, day), behind=("total", "number"))
    number, total = _fitting(project, file, issue, day or issue.date, besides)
    if issue.number != number.number:
        sheet = sheet.with_value("number", str(number.number))
    if issue.total != total and total is not None:
        sheet = sheet.with_value("total", str(total), behind=("number",))
    numbered = Number.of_name(file.stem) is not None or file.parent == project.issues
    path = file.with_name(f"{number}{file.suffix}") if numbered else file
    if path == file and sheet.data == data:
        return None
    if path == file:
        put(file.parent, {file.name: sheet.data})
    elif create(path, sheet.data):
        file.unlink()
    else:
        message = f"应当改名为 {path.name}，可是已经有这个文件"
        place = Location(str(path), 1, 1)
        raise BriefingError([Diagnostic("number-repeated", message, place, "先给那一期改号")])
    return path


def _fitting(
    project: Project, file: Path, issue: Issue, day: date, ledger: Ledger | None
) -> tuple[Number, int | None]:
    """What the issue should be called among the others, dated `day`."""
    known = ledger or project.ledger()
    others = [each for each in known.issues if each.stem != file.stem]
    edition = issue.edition.value if issue.edition else ""
    dated = Filed(file.stem, Number(day.year, issue.number, edition), issue.total, day)
    return Ledger((*others, dated), known.habits).fitting(file.stem)


def _as_written(sheet: Sheet, day: date) -> str:
    """The day in the form in which the sheet has its date."""
    written = sheet.written("date")
    if "年" in written:
        return f"{day.year}年{day.month}月{day.day}日"
    if "/" in written:
        return f"{day.year}/{day.month}/{day.day}"
    return day.isoformat()
