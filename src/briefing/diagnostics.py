"""What is wrong and where, and the exceptions that carry it.

Messages are Chinese, for clerks: the offending text first, then what to write instead.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


def quoted(text: str, most: int = 20) -> str:
    """`text` in “” for a message, on one line, at most `most` characters of it."""
    line = " ".join(text[: 20 * most].split())
    return f"“{line}”" if len(line) <= most else f"“{line[:most]}……”"


# What systems say in English, as clerks would say it.
_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ECONNREFUSED: "连不上",
}


def reason_of(error: OSError) -> str:
    """Why the system did not do it, in Chinese where it is a usual reason."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


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
    mended    reading went on as if the remedy had been followed
    """

    code: str
    message: str
    location: Location | None = None
    remedy: str = ""
    level: Level | None = None
    end: Location | None = None
    mended: bool = False

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        level = f"{self.level}：" if self.level else ""
        remedy = f"。{self.remedy}" if self.remedy else ""
        return f"{place}{level}{self.message}{remedy} [{self.code}]"


def system_error(error: OSError) -> Diagnostic:
    """What the system refused, at the file it was about."""
    place = Location(str(error.filename), 1, 1) if error.filename else None
    remedy = "核对这个文件或文件夹能不能读写、磁盘有没有空间，再运行一次"
    return Diagnostic("system-error", f"系统出错：{reason_of(error)}", place, remedy)


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
