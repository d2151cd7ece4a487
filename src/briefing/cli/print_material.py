"""What a command of the print room works on: an issue file, a published issue or any PDF."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from briefing.archive import Record, find
from briefing.cli.arguments import newest
from briefing.diagnostics import Diagnostic, Location, PrintError, SourceError
from briefing.filing import Number
from briefing.issue import USUAL_TEMPLATE, Issue
from briefing.printing.options import JobOptions, Sides, numbers_of, ranges
from briefing.printing.paper import estimate
from briefing.printing.settings import DUPLEX, Duplex, PrintSettings, load_settings
from briefing.printing.stationery import Stationery, load_stationery
from briefing.project import Project, project_of
from briefing.template import Template

_BACK_COVER = 4  # pages of a folded sheet: the colophon stands on the last of them


@dataclass(frozen=True)
class Material:
    """What is printed, before it is imposed.

    subject   what the journal calls it: 2026-3, or the file's name
    file      the issue file or the PDF
    issue     None if it is a PDF that somebody made
    finished  the bytes of the PDF, if they are there already: published, or given
    archived  whether it is a published issue
    """

    project: Project
    subject: str
    file: Path
    issue: Issue | None
    finished: bytes | None
    template: Template
    settings: PrintSettings
    stationery: Stationery
    numbers: tuple[int, ...]
    booklet: bool
    inks: bool
    by_hand: bool
    fonts: str
    archived: bool = False

    @classmethod
    def of(cls, options: argparse.Namespace) -> Material:
        """From the options of a command; BriefingError says all that is wrong with them."""
        numbers = _numbers(options.numbered)
        what = options.what or str(newest())
        project, file = _located(what)
        settings = load_settings(project.print_settings)
        finished, issue = None, None
        record = find(project.archive, what) if Number.of_name(what) else None
        if record:
            # Numbers are in no published file: these copies are made from its source.
            file, finished = record.source, None if numbers else _published(record)
            issue = Project(record.folder).load(file)
        elif file.suffix.lower() == ".pdf":
            finished = _bytes_of(file)
            if numbers:
                remedy = "写期文件，如 briefing print issues/2025-26.yaml --numbered 1-20"
                raise PrintError(
                    [Diagnostic("no-issue", "只有期文件才能印份号", Location(what, 1, 1), remedy)]
                )
        else:
            issue = project.load(file)
        name = options.template or (issue.template if issue else USUAL_TEMPLATE)
        duplex = Duplex(getattr(options, "duplex", None) or settings.duplex)
        booklet = bool(getattr(options, "booklet", False))
        return cls(
            project,
            what if record else file.stem if issue else file.name,
            file,
            issue,
            finished,
            project.template(name),
            settings,
            load_stationery(project.stationery),
            numbers,
            booklet,
            bool(options.cmyk),
            duplex is Duplex.HAND,
            options.fonts,
            record is not None,
        )

    @cached_property
    def plain(self) -> bytes:
        """The PDF of one copy, page behind page, in the colours it is printed in."""
        if self.finished is not None:
            return self._treated(self.finished)
        from briefing.printing.copies import sample
        from briefing.writers import render

        assert self.issue
        issue = sample(self.issue) if self.numbers else self.issue
        faces = partial(self.project.faces, self.fonts)
        registry, draft = self.project.registry(), self.draft
        data = render(issue, self._laid_for, "pdf", faces, registry, draft=draft)
        return self._treated(data)

    @cached_property
    def draft(self) -> bool:
        """Whether it says on every page that it is one: not all have signed who must.

        PrintError if numbers are wanted: copies that are accounted for are no drafts.
        """
        from briefing.approval import is_draft

        if self.issue is None or self.finished is not None or self.archived:
            return False
        if not self.project.habits().signed_off:
            return False
        faces = self.project.faces(self.fonts)
        found = is_draft(self.project, self.file, self.issue, faces)
        if found and self.numbers:
            remedy = "签批完再印份号，见 briefing status；只看样子，不写 --numbered"
            place = self.issue.location
            raise PrintError([Diagnostic("unsigned", "还没有签批完，不能印份号", place, remedy)])
        return found

    @property
    def _laid_for(self) -> Template:
        """For a booklet the colophon goes to the back cover, empty pages before it."""
        return replace(self.template, colophon_page=_BACK_COVER) if self.booklet else self.template

    def _treated(self, data: bytes) -> bytes:
        from briefing.printing.sheets import standing

        data = standing(data, self.template.page.width, self.template.page.height)
        if not self.inks:
            return data
        from briefing.printing.process import in_process_colors

        return in_process_colors(data, self.template, self.stationery)

    def numbered(self, numbers: Sequence[int], multiple: int) -> bytes:
        """The PDF of numbered copies, each filled up to a multiple of pages."""
        from briefing.printing.copies import numbered_pdf

        assert self.issue
        _ = self.draft  # PrintError if it is one
        return numbered_pdf(
            self.issue,
            self._laid_for,
            numbers,
            partial(self.project.faces, self.fonts),
            self.project.registry(),
            multiple,
            self._treated,
        )

    @cached_property
    def pages(self) -> int:
        """Pages of one copy."""
        from briefing.printing.sheets import opened

        with opened(self.plain) as pdf:
            return len(pdf.pages)

    @property
    def described(self) -> str:
        """In a line."""
        parts = [f"每份 {self.pages} 页"]
        if self.numbers:
            parts.append(f"份号 {ranges(self.numbers)}")
        if self.draft:
            parts.append("草稿")
        if self.booklet:
            parts.append("骑马钉小册子")
        return "，".join(parts)

    def made(self, options: argparse.Namespace) -> tuple[bytes, int, JobOptions]:
        """The PDF for the printer, its pages (sides of sheets), and what the printer is asked."""
        from briefing.printing.sheets import opened

        duplex = Duplex(options.duplex or self.settings.duplex)
        sides = DUPLEX[duplex]
        if self.booklet and not self.by_hand and not options.duplex:
            sides = Sides.SHORT  # a lying sheet is turned like a page over its short edge
        if self.booklet and sides is Sides.ONE and not self.by_hand:
            remedy = "加 --duplex 长边、短边，或 手动（分两次印）"
            raise PrintError([Diagnostic("one-sided", "小册子要印双面", None, remedy)])
        with _named(self.file):
            data = self._imposed(options, duplex, sides)
            with opened(data) as pdf:
                count = len(pdf.pages)
        asked = JobOptions(
            copies=self._copies(options),
            sides=sides,
            media="A3" if self.booklet else "A4",
            tray=options.tray or (self.settings.a3_tray if self.booklet else self.settings.tray),
            gray=self.settings.gray,
        )
        return data, count, asked

    def _copies(self, options: argparse.Namespace) -> int:
        if self.numbers:
            if options.copies:
                remedy = "删去 --copies：每个份号印一份"
                raise PrintError([Diagnostic("two-counts", "份号和份数只能写一样", None, remedy)])
            return 1
        if options.two_up:
            return int(options.copies or 1)  # proofs are for whoever reads them
        return int(options.copies or (self.issue.print_run if self.issue else None) or 1)

    def _imposed(self, options: argparse.Namespace, duplex: Duplex, turned_over: Sides) -> bytes:
        from briefing.printing import imposition
        from briefing.printing.sheets import Ink, imposed, opened, page_sizes

        double = duplex is not Duplex.NONE
        if self.numbers:
            multiple = _BACK_COVER if self.booklet else 2 if double else 1
            data, each = self.numbered(self.numbers, multiple), self.pages + -self.pages % multiple
        else:
            data, each = self.plain, self.pages
        if not (self.booklet or options.two_up or self.by_hand):
            return data
        with opened(data) as pdf:
            sizes = page_sizes(pdf)
        width, height = sizes[0]
        sides: list[imposition.Side] = []
        for first in range(0, len(sizes), each):
            own = range(first, min(first + each, len(sizes)))
            if self.booklet:
                order = [None if n is None else own[n] for n in imposition.padded(len(own))]
                marks = imposition.FoldMarks(
                    self.stationery.fold_inset, self.stationery.fold_length
                )
                sides += imposition.booklet(
                    order,
                    width,
                    height,
                    self.settings.thickness,
                    turned_over,
                    None if options.no_marks else marks,
                )
            elif options.two_up:
                sides += imposition.two_up(list(own), width, height)
            else:
                sides += imposition.single(list(own), width, height)
        if self.by_hand:
            fronts, backs = imposition.by_hand(sides)
            sides = backs if options.backs else fronts
        return imposed(data, sides, Ink(self.stationery.fold_width, 1.0))

    def estimated(self, pages: int, asked: JobOptions) -> str:
        """Paper and money of the whole job."""
        return estimate(pages, asked.copies, asked.sides, asked.media, self.settings).described()

    def findings(self, options: argparse.Namespace) -> list[Diagnostic]:
        """What would be wrong on paper."""
        from briefing.printing.preflight import Wants, inspect, inspect_issue

        duplex = Duplex(getattr(options, "duplex", None) or self.settings.duplex)
        wants = Wants(
            self.template, self.stationery, self.inks, DUPLEX[duplex], self.settings.staples
        )
        name = f"{self.subject}.pdf" if self.issue else self.subject
        with _named(self.file):
            found = inspect(self.plain, name, wants)
        if self.issue and not self.numbers:
            found += inspect_issue(self.issue)
        return found

    def stopping(self, findings: list[Diagnostic]) -> bool:
        """Whether any of them keeps it from the printer."""
        from briefing.printing.preflight import STOPPING

        return any(each.code in STOPPING for each in findings)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """What is wrong with a PDF, told with the file that it is."""
    try:
        yield
    except PrintError as error:
        place = Location(str(file), 1, 1)
        raise PrintError(
            [each._replace(location=each.location or place) for each in error.diagnostics]
        ) from error


def _numbers(written: str) -> tuple[int, ...]:
    if not written:
        return ()
    try:
        return numbers_of(written)
    except ValueError as error:
        remedy = "写成 1-20 或 1-20,25，每个号只写一次，1 到 999999"
        problem = Diagnostic("bad-numbers", f"看不懂份号“{error}”", None, remedy)
        raise PrintError([problem]) from error


def _located(what: str) -> tuple[Project, Path]:
    """The project and the file that somebody means by a name or by 2025-26."""
    file = Path(what)
    if file.exists() or not Number.of_name(what):
        return project_of(file), file
    project = Project.find()
    if (project.archive / what).is_dir():
        return project, file
    for path in project.issue_files():
        if path.stem == what:
            return project, path
    remedy = f"看 {project.issues} 里有没有 {what}.yaml"
    raise PrintError([Diagnostic("no-issue", f"没有 {what} 这一期", None, remedy)])


def _published(record: Record) -> bytes:
    """The very PDF that was published."""
    for name in record.outputs:
        if name.endswith(".pdf"):
            return record.read(name)
    message, remedy = "出刊时没有生成 PDF", f"写期文件来印：{record.of_role('source')[0]}"
    raise PrintError([Diagnostic("no-pdf", message, Location(str(record.folder), 1, 1), remedy)])


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        place = Location(str(file), 1, 1)
        remedy = "检查文件名和所在的文件夹"
        raise SourceError([Diagnostic("no-file", "打不开这个文件", place, remedy)]) from error
