"""Where things are (工程目录): the only module that knows the names of folders and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, TemplateError, quoted
from briefing.fonts import Faces, load_faces
from briefing.issue import Issue
from briefing.registry import Registry
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import load, load_registry, text_of
from briefing.template import Template, load_template

_PUBLICATION = "briefing.yaml"
_REGISTRY = "registry.yaml"
_LOOK_ALIKES = "lookalikes.txt"
_ISSUES = "issues"
_TEMPLATES = "templates"
_FONTS = "fonts"
_OUTPUT = "out"
_ISSUE_FILE = re.compile(r"([0-9]{4})-([0-9]{1,4})\.yaml")


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
        remedy = f"到有 {_ISSUES} 和 {_PUBLICATION} 的文件夹里去做，或写明期文件"
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
    def fonts(self) -> Path:
        """The folder of the project's own fonts, which may not be there."""
        return self.root / _FONTS

    def template(self, name: str) -> Template:
        """The template of that name: the project's own, or the one that comes with the program.

        Raises TemplateError if there is none or it has mistakes.
        """
        folders = (self.root / _TEMPLATES, TEMPLATES)
        for folder in folders:
            if (folder / name / "template.yaml").is_file():
                return load_template(folder / name)
        known = sorted(
            {path.parent.name for each in folders for path in each.glob("*/template.yaml")}
        )
        message = f"没有叫{quoted(name)}的版式"
        raise TemplateError(
            [Diagnostic("no-template", message, None, f"可用的版式：{'、'.join(known)}")]
        )

    def faces(self, choice: str) -> Faces:
        """The faces for a build; `choice` is one of fonts.CHOICES. Raises FontError."""
        return load_faces(choice, FONTS, self.fonts)

    def registry(self) -> Registry:
        """The names that stay whole in titles, if somebody wrote some down; raises SourceError."""
        path = self.root / _REGISTRY
        return load_registry(path) if path.is_file() else Registry()

    def output(self, issue_file: Path) -> Path:
        """Where finished files go if nobody says otherwise."""
        return (
            self.root / _OUTPUT if self.publication or self.issues.is_dir() else issue_file.parent
        )

    def issue_files(self) -> tuple[Path, ...]:
        """The files named YEAR-NUMBER.yaml, by year and number; others are passed over."""
        if not self.issues.is_dir():
            return ()
        found = [(_order_of(path), path) for path in self.issues.iterdir()]
        return tuple(path for order, path in sorted(found) if order != (0, 0))

    def earlier(self, than: tuple[int, int]) -> tuple[tuple[tuple[int, int], Path], ...]:
        """Issue files before the year and number `than`, with theirs, in order."""
        files = ((_order_of(path), path) for path in self.issue_files())
        return tuple((order, path) for order, path in files if order < than)

    def look_alikes(self) -> str:
        """The project's own list of look-alikes, as written; empty if there is none.

        Raises SourceError if it cannot be read.
        """
        path = self.root / _LOOK_ALIKES
        return text_of(path) if path.is_file() else ""

    def newest(self) -> Path | None:
        """The last of the issue files."""
        return max(self.issue_files(), key=_order_of, default=None)

    def load(self, path: Path | str) -> Issue:
        """The issue in a file, with what the publication file says; raises SourceError."""
        return load(path, defaults=self.publication)


def project_of(path: Path) -> Project:
    """The project that a file or folder lies in; outside any, its folder stands in for one."""
    try:
        return Project.find(path)
    except BriefingError:
        folder = path.resolve()
        return Project(folder if folder.is_dir() else folder.parent)


def _order_of(path: Path) -> tuple[int, int]:
    """Year and number of an issue file; zeros for other files."""
    match = _ISSUE_FILE.fullmatch(path.name)
    return (int(match[1]), int(match[2])) if match else (0, 0)
