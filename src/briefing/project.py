"""Where things are (工程目录): the only module that knows the names of folders and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic
from briefing.issue import Issue
from briefing.source import load

_PUBLICATION = "briefing.yaml"
_ISSUES = "issues"
_TEMPLATES = "templates"
_FONTS = "fonts"
_ISSUE_FILE = re.compile(r"([0-9]{4})-([0-9]{1,4})\.yaml")
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with issues in it, and what they need, around it. Nothing is read before asked."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The project that `start` (default: the working folder), a folder or a file, lies in.

        Raises BriefingError if there is none.
        """
        here = (start or Path()).resolve()
        for folder in (here, *here.parents):
            known = (folder / _PUBLICATION).is_file() or (folder / _TEMPLATES).is_dir()
            if known and (folder / _ISSUES).is_dir():
                return cls(folder)
        message = f"“{here}”和它的上级里都没有简报的工程目录"
        remedy = f"到有 {_ISSUES} 和 {_PUBLICATION} 的文件夹里去做，或先用 briefing init 建一个"
        raise BriefingError([Diagnostic("no-project", message, None, remedy)])

    @property
    def issues(self) -> Path:
        """The folder of the issue files."""
        return self.root / _ISSUES

    @property
    def publication(self) -> Path | None:
        """The file with what all issues have in common, if there is one."""
        path = self.root / _PUBLICATION
        return path if path.is_file() else None

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders to look for templates in, the project's own first."""
        return self._own_and_shipped(_TEMPLATES)

    @property
    def fonts(self) -> Path:
        """The folder of the fonts: the project's own, or the one shipped with the program."""
        return self._own_and_shipped(_FONTS)[0]

    def issue_files(self) -> tuple[Path, ...]:
        """The files named YEAR-NUMBER.yaml, by year and number; others are passed over."""
        if not self.issues.is_dir():
            return ()
        found = [(_order_of(path), path) for path in self.issues.iterdir()]
        return tuple(path for order, path in sorted(found) if order != (0, 0))

    def newest(self) -> Path | None:
        """The last of the issue files."""
        return max(self.issue_files(), key=_order_of, default=None)

    def load(self, path: Path) -> Issue:
        """The issue in a file, with what the publication file says; raises SourceError."""
        return load(path, defaults=self.publication)

    def _own_and_shipped(self, name: str) -> tuple[Path, ...]:
        # in a wheel they lie in share/, in a checkout beside src/
        folders = (self.root / name, _PACKAGE / "share" / name, _PACKAGE.parents[1] / name)
        found = tuple(dict.fromkeys(folder for folder in folders if folder.is_dir()))
        return found or (self.root / name,)


def _order_of(path: Path) -> tuple[int, int]:
    """Year and number of an issue file; zeros for other files."""
    match = _ISSUE_FILE.fullmatch(path.name)
    return (int(match[1]), int(match[2])) if match else (0, 0)
