"""What is wrong and where, and the exceptions that carry it.

Messages are Chinese, for clerks: the offending text first, then what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


def quoted(text: str, most: int = 20) -> str:
    """`text` in “” for a message, on one line, at most `most` characters of it."""
    line = " ".join(text[: 20 * most].split())
    return f"“{line}”" if len(line) <= most else f"“{line[:most]}……”"


class Level(StrEnum):
    """How sure a proofreader is (级别), the surest first."""

    MISTAKE = "必错"
    DOUBT = "疑似"
    HINT = "提示"


class Location(NamedTuple):
    """A place in a file; line and column count from 1, a column is one character."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One thing that is wrong.

    code      short English name of the rule, such as "unknown-key"
    message   what is wrong, in Chinese, naming the offending text
    location  where it was written; None if no single place is to blame
    remedy    what to write instead, in Chinese
    level     how sure we are; None where there is no doubt that the work cannot be done
    end       behind the last character of the offending text; None if only a place is known
    """

    code: str
    message: str
    location: Location | None = None
    remedy: str = ""
    level: Level | None = None
    end: Location | None = None

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        level = f"{self.level}：" if self.level else ""
        remedy = f"。{self.remedy}" if self.remedy else ""
        return f"{place}{level}{self.message}{remedy} [{self.code}]"


class BriefingError(Exception):
    """Something cannot be done; `diagnostics` lists every reason, in the order of the file."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


class SourceError(BriefingError):
    """An issue or publication file cannot be read."""


class TemplateError(BriefingError):
    """A template cannot be read."""


class FontError(BriefingError):
    """A face that a build needs is not there or cannot be used."""


class LayoutError(BriefingError):
    """The document cannot be set."""


class DeliveryError(BriefingError):
    """Mail cannot be sent, or it is unknown whether it was."""


class PrintError(BriefingError):
    """A job cannot be handed to the print system, or it is unknown whether it was."""
