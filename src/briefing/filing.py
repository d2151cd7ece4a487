"""Issues as the ledger sees them (编号): what they are called, and where that is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.issue import Issue

if TYPE_CHECKING:
    from briefing.source.editing import Sheet

_NAME = re.compile("([0-9]{4})-([0-9]{1,4})(?:_?([^0-9_].*)|_([0-9].*))?")
_HAN = ("\u3400", "\u9fff")  # as a set of `re` they would take a millisecond at every start
_PLACED = ("number", "total", "date")


class Number(NamedTuple):
    """What an issue is called by: year, number within it, and 期次 if that has a series."""

    year: int
    number: int
    edition: str = ""

    def __str__(self) -> str:
        """As its file is called, without ending: 2025-26, 2025-1增刊."""
        between = "_" if self.edition[:1].isdecimal() else ""
        return f"{self.year}-{self.number}{between}{self.edition}"

    @property
    def spoken(self) -> str:
        """As people say it: 2025年第26期."""
        return f"{self.year}年第{self.number}期{self.edition}"

    @property
    def order(self) -> tuple[int, int]:
        """What issues of all series are ordered by."""
        return self.year, self.number

    @classmethod
    def of_name(cls, stem: str) -> Number | None:
        """The number that a file's name, without its ending, says; None for other files."""
        match = _NAME.fullmatch(stem)
        if not match or (match[3] and not _HAN[0] <= match[3][0] <= _HAN[1]):
            return None
        return cls(int(match[1]), int(match[2]), match[3] or match[4] or "")

    @classmethod
    def of_issue(cls, issue: Issue) -> Number:
        """The number that an issue says it has."""
        edition = issue.edition.value if issue.edition else ""
        return cls(issue.date.year, issue.number, edition)


class Filed(NamedTuple):
    """An issue as far as the ledger asks for it.

    stem     its file's name without the ending
    number   as the issue says; of a file that cannot be read, as its name says
    places   field → where it is written
    trouble  why it cannot be read, or None
    """

    stem: str
    number: Number
    total: int | None = None
    day: date | None = None
    titles: tuple[str, ...] = ()
    places: Mapping[str, Location] | None = None
    trouble: Diagnostic | None = None

    def at(self, field: str) -> Location:
        """Where a field is written, or else the number."""
        places = self.places or {}
        return places.get(field) or places.get("number") or Location(self.stem, 1, 1)


def filed(issue: Issue, sheet: Sheet, stem: str) -> Filed:
    """What the ledger asks for of an issue and of the file it was read from."""
    places = {field: place for field in _PLACED if (place := sheet.place(field))}
    titles = tuple("".join(line.value for line in entry.title) for entry in issue.entries)
    number = Number.of_issue(issue)
    return Filed(stem, number, issue.total, issue.date, titles, places)


def unreadable(error: BriefingError, path: Path) -> Filed:
    """What is known of an issue file that cannot be read: what its name says."""
    number = Number.of_name(path.stem)
    assert number is not None
    places = {"number": Location(str(path), 1, 1)}
    return Filed(path.stem, number, places=places, trouble=error.diagnostics[0])
