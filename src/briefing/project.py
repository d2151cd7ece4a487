"""Where things are (工程目录): the only module that knows the names of folders and files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.diagnostics import BriefingError, Diagnostic, SourceError, TemplateError, quoted
from briefing.filing import Filed, Number, filed, unreadable
from briefing.fonts import Faces, load_faces
from briefing.habits import NO_HABITS, Habits
from briefing.issue import USUAL_TEMPLATE, Issue
from briefing.registry import Registry
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import (
    MadeOut,
    bytes_of,
    load,
    load_habits,
    load_registry,
    make_out,
    read,
    text_of,
)
from briefing.template import Template, known_templates, load_template
from briefing.template.inheritance import FILE, lineage

if TYPE_CHECKING:
    from briefing.ledger import Ledger

_PUBLICATION = "briefing.yaml"
_REGISTRY = "registry.yaml"
_LOOK_ALIKES = "lookalikes.txt"
_ISSUES = "issues"
_TEMPLATES = "templates"
_SAMPLE = "sample.yaml"
_PICTURE = "preview.png"
_FONTS = "fonts"
_FONT_LIST = "fonts.yaml"
_OUTPUT = "out"
_ARCHIVE = "archive"
_PRINT = "print.yaml"
_PRINT_JOURNAL = "print.db"
_ADDRESSES = "addresses.csv"
_STATIONERY = ("print-room", "sheets.yaml")
_ENDING = ".yaml"
_SIGNED = ".signed.jsonl"
_NEW = "new.yaml.j2"
TEMPLATE_FILES = (FILE, _NEW)  # what issues are made from; the texts of the mail are not
_SCHEMA = "issue.schema.json"
_CONTACTS = "contacts.yaml"
_MAIL = "mail.yaml"
_JOURNAL = "journal.db"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with issues in it, and what they need, around it. Nothing is read before asked.

    archived  whether it is the copy in a record, whose template may be from before this version
    """

    root: Path
    archived: bool = False

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The project that `start` (default: the working folder), a folder or a file, lies in.

        Raises BriefingError if there is none.
        """
        # Unlike Path.resolve, this takes links that lead back to themselves: reading will tell.
        here = Path(os.path.realpath(start or Path()))
        for folder in (here, *here.parents):
            known = (folder / _PUBLICATION).is_file() or (folder / _TEMPLATES).is_dir()
            if known and (folder / _ISSUES).is_dir():
                return cls(folder)
        message = f"“{here}”和它的上级里都没有简报的工程目录"
        remedy = (
            f"到有 {_ISSUES} 和 {_PUBLICATION} 的文件夹里去做（cd 文件夹名），或写明期文件；"
            "还没有建过就运行 briefing init"
        )
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

    @property
    def shelves(self) -> tuple[Path, ...]:
        """The folders of templates, the project's own before those of the program."""
        own = self.root / _TEMPLATES
        # The program's own folder is a project as well.
        return (TEMPLATES,) if own.resolve() == TEMPLATES.resolve() else (own, TEMPLATES)

    def templates(self) -> tuple[str, ...]:
        """The names of all templates that an issue may give."""
        return tuple(known_templates(self.shelves))

    @property
    def contacts(self) -> Path:
        """The file that says who reads the bulletin where; it may not be there."""
        return self.root / _CONTACTS

    @property
    def mail_settings(self) -> Path:
        """The file about the mail server; it may not be there."""
        return self.root / _MAIL

    @property
    def journal(self) -> Path:
        """The journal of what was sent; beside it stands its lock."""
        return self.archive / _JOURNAL

    def template(self, name: str) -> Template:
        """The template of that name: the project's own, or the one that comes with the program.

        Raises TemplateError if there is none or it has mistakes.
        """
        shelf = self._shelf(name)
        behind = self.shelves[self.shelves.index(shelf) + 1 :]
        return load_template(
            shelf / name, behind, TEMPLATES / USUAL_TEMPLATE if self.archived else None
        )

    def is_shipped(self, name: str) -> bool:
        """Whether the template comes with the program; raises TemplateError as `template` does."""
        return self._shelf(name) == TEMPLATES

    def picture(self, name: str) -> Path | None:
        """The picture that a template brings along of what it looks like, if it has one."""
        path = self._shelf(name) / name / _PICTURE
        return path if path.is_file() else None

    def sample(self, name: str) -> Issue:
        """The issue that shows what a template looks like: its own, or the program's for all."""
        own = self._shelf(name) / name / _SAMPLE
        return load(own if own.is_file() else TEMPLATES / _SAMPLE)

    def _shelf(self, name: str) -> Path:
        """The folder that the template's folder stands in."""
        if name in known_templates(self.shelves):
            return next(each for each in self.shelves if name in known_templates([each]))
        message = f"没有叫{quoted(name)}的版式"
        remedy = f"可用的版式：{'、'.join(self.templates())}"
        raise TemplateError([Diagnostic("no-template", message, None, remedy)])

    def template_folders(self, name: str) -> tuple[Path, ...]:
        """The folder of a template and those of the templates it builds on, as they are used.

        A template of the project may build on the program's of the same name. TemplateError if a
        file cannot be read.
        """
        return lineage(name, self.shelves)

    def template_places(self, name: str) -> tuple[Path, ...]:
        """Where the files of a template and of those it builds on lie, or would if there were
        others in front of them."""
        folders = self.template_folders(name)
        return tuple(shelf / folder.name / FILE for folder in folders for shelf in self.shelves)

    def text_of_new(self, template: str) -> Path:
        """The Jinja2 text of a new issue: the template's own, or that of one it builds on."""
        return self._text(template, _NEW)

    def text_of_mail(self, template: str, file: str) -> Path:
        """A Jinja2 text of the mail: the template's own, or that of one it builds on."""
        return self._text(template, file)

    def _text(self, template: str, file: str) -> Path:
        """A file of a template, of one it builds on, or else of the usual template."""
        bases = [folder.name for folder in self.template_folders(template)]
        names = dict.fromkeys((template, *bases, USUAL_TEMPLATE))
        found = [shelf / name / file for name in names for shelf in self.shelves]
        return next((path for path in found if path.is_file()), found[-1])

    @property
    def schema(self) -> str:
        """How an issue file refers to the schema of its format; empty if there is none."""
        return f"../{_SCHEMA}" if (self.root / _SCHEMA).is_file() else ""

    def faces(self, choice: str) -> Faces:
        """The faces for a build; `choice` is one of fonts.CHOICES. Raises FontError."""
        return load_faces(choice, FONTS, self.fonts)

    def registry(self) -> Registry:
        """The names that stay whole in titles, if somebody wrote some down; raises SourceError."""
        path = self.root / _REGISTRY
        return load_registry(path) if path.is_file() else Registry()

    def output(self, issue_file: Path) -> Path:
        """Where finished files go if nobody says otherwise."""
        return self.out if self.publication or self.issues.is_dir() else issue_file.parent

    @property
    def out(self) -> Path:
        """The folder of finished files, which may not be there."""
        return self.root / _OUTPUT

    def issue_files(self) -> tuple[Path, ...]:
        """The files named YEAR-NUMBER.yaml, by year and number; others are passed over.

        Special issues have their 期次 behind the number: 2025-1增刊.yaml.
        """
        if not self.issues.is_dir():
            return ()
        found = [(_number_of(path), path) for path in self.issues.iterdir()]
        return tuple(path for number, path in sorted(each for each in found if each[0]))

    def look_alikes(self) -> str:
        """The project's own list of look-alikes, as written; empty if there is none.

        Raises SourceError if it cannot be read.
        """
        path = self.root / _LOOK_ALIKES
        return text_of(path) if path.is_file() else ""

    def newest(self) -> Path | None:
        """The last of the issue files; regular ones go before special ones of their number."""
        return max(self.issue_files(), key=_order_of, default=None)

    def issue_file(self, number: Number) -> Path:
        """Where the file of an issue lies or is to lie."""
        return self.issues / f"{number}{_ENDING}"

    @property
    def common_files(self) -> dict[str, Path]:
        """What else an issue is made from: publication → briefing.yaml, registry → registry.yaml.

        Those that are there.
        """
        files = {"publication": self.root / _PUBLICATION, "registry": self.root / _REGISTRY}
        return {role: path for role, path in files.items() if path.is_file()}

    @property
    def common_places(self) -> tuple[Path, ...]:
        """Where everything lies that all issues are made with, or would if it were there."""
        return (self.root / _PUBLICATION, self.root / _REGISTRY, self.fonts / _FONT_LIST)

    def signatures(self, issue_file: Path) -> Path:
        """The file beside an issue file in which those who agreed to it have signed."""
        return issue_file.with_name(f"{issue_file.stem}{_SIGNED}")

    def holds(self, path: Path) -> bool:
        """Whether a file is one of the issue files, so that it has a number among others."""
        named = _number_of(path) is not None
        return named and path.resolve().parent == self.issues.resolve()

    @property
    def archive(self) -> Path:
        """The folder of published issues, which may not be there."""
        return self.root / _ARCHIVE

    @property
    def print_settings(self) -> Path | None:
        """The file that tells of the office's printer, if there is one."""
        path = self.root / _PRINT
        return path if path.is_file() else None

    @property
    def print_journal(self) -> Path:
        """Where it is written down what has been printed."""
        return self.archive / _PRINT_JOURNAL

    @property
    def stationery(self) -> Path:
        """The measures of labels, envelopes and lists: the project's own, or the shipped ones."""
        own = (self.root / _TEMPLATES).joinpath(*_STATIONERY)
        return own if own.is_file() else TEMPLATES.joinpath(*_STATIONERY)

    @property
    def addresses(self) -> Path | None:
        """The table of those who get paper, if there is one."""
        path = self.root / _ADDRESSES
        return path if path.is_file() else None

    def register(self, name: str) -> Path:
        """The table of who got which copy of an issue (2026-3); may not be there yet."""
        return self.archive / f"{name}-份号.csv"

    def habits(self) -> Habits:
        """How the office numbers and signs; raises SourceError."""
        return load_habits(self.publication) if self.publication else NO_HABITS

    def ledger(self, besides: Iterable[Filed] = ()) -> Ledger:
        """The numbers of all issues that lie here; SourceError if briefing.yaml is wrong.

        An issue file that cannot be read is no reason not to look at the others. `besides` are
        issues that lie elsewhere, and count where there is no file of that name.
        """
        from briefing.ledger import Ledger
        from briefing.source.editing import Sheet

        found = {each.stem: each for each in besides}
        publication = self.publication
        common = (bytes_of(publication), str(publication)) if publication else None
        for path in self.issue_files():
            shown = Path(os.path.relpath(path))
            try:
                # Pictures and sheets have no number: they are not looked at.
                data = bytes_of(shown)
                issue = read(data, str(shown), common)
                found[path.stem] = filed(issue, Sheet.of(data, str(shown)), path.stem)
            except SourceError as error:
                found[path.stem] = unreadable(error, shown)
        return Ledger(tuple(found.values()), self.habits())

    def load(self, path: Path | str) -> Issue:
        """The issue in a file, with what the publication file says; raises SourceError."""
        return load(path, defaults=self.publication, root=self.root)

    def make_out(self, path: Path | str) -> MadeOut:
        """The same for a proofreader, whom slips in the file need not keep from reading it."""
        return make_out(path, defaults=self.publication, root=self.root)


def project_of(path: Path) -> Project:
    """The project that a file or folder lies in; outside any, its folder stands in for one."""
    try:
        return Project.find(path)
    except BriefingError:
        folder = Path(os.path.realpath(path))
        return Project(folder if folder.is_dir() else folder.parent)


def _number_of(path: Path) -> Number | None:
    """The number in the name of an issue file; None for other files."""
    return Number.of_name(path.stem) if path.suffix == _ENDING else None


def _order_of(path: Path) -> tuple[int, int, bool]:
    number = Number.of_name(path.stem)
    assert number is not None
    return (*number.order, not number.edition)
