"""What an annual volume holds (收齐): the issues of a year, as they were published.

A published issue is taken from the archive, with the template and the names it was made with, so
that later changes of anything do not reach it. One that was not is taken from its file if the
office does not publish through the archive at all; otherwise it is a finding, as are drafts and
numbers that are missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefing.archive import Record, find, folders
from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.filing import Number
from briefing.fonts import Faces
from briefing.habits import Counting
from briefing.issue import Issue
from briefing.project import Project
from briefing.registry import Registry
from briefing.template import Template
from briefing.volume import Printed

_KEPT = ("template", "registry")


@dataclass(frozen=True, slots=True)
class Span:
    """The regular issues of a year from one number to another; None is the first or the last."""

    year: int
    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is all of the year."""
        return self.first is None and self.last is None

    def has(self, number: int) -> bool:
        """Whether a number lies in it."""
        return (self.first or 0) <= number <= (self.last or number)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The issues of a volume in their order, and what a clerk should put right before it is bound.

    numbers   of the issues
    held      each loads the issue of the same place
    template  of the last issue, in which cover, contents and index are set
    published  how many come from the archive
    """

    numbers: tuple[Number, ...]
    held: tuple[Callable[[], Printed], ...]
    template: Template
    published: int
    findings: tuple[Diagnostic, ...] = ()


def gather(project: Project, span: Span, faces: Callable[[], Faces]) -> Gathered:
    """What lies in the project of a span. BriefingError if that is nothing, or cannot be read.

    faces: asked for only where signatures are looked at.
    """
    numbers = _ordered(project, span)
    if not numbers:
        years = sorted({number.year for number in _all(project)})
        known = "、".join(map(str, years)) or "一期也没有"
        remedy = f"期文件要叫“年-期号.yaml”，放在 {project.issues} 里；有期文件的年份：{known}"
        raise BriefingError([Diagnostic("no-issue", "没有要合订的期", None, remedy)])
    records = {number: find(project.archive, str(number)) for number in numbers}
    shelf = _Shelf(project)
    held: list[Callable[[], Printed]] = []
    for number in numbers:
        record = records[number]
        load = (
            partial(_archived, record, shelf)
            if record
            else partial(_filed, project, number, faces, shelf)
        )
        held.append(load)
    findings = [
        *_gaps(project, span, numbers),
        *_unpublished(project, numbers, records, faces, shelf),
    ]
    last = next((each for each in reversed(numbers) if not each.edition), numbers[-1])
    try:
        template = held[numbers.index(last)]().template
    except BriefingError:
        raise BriefingError(_wrong_in(held)) from None
    published = sum(record is not None for record in records.values())
    return Gathered(tuple(numbers), tuple(held), template, published, tuple(findings))


def _all(project: Project) -> list[Number]:
    """The numbers of all issues, those included of which only the archive is left."""
    stems = {path.stem for path in project.issue_files()}
    stems |= {folder.name for folder in folders(project.archive)}
    return [number for stem in stems if (number := Number.of_name(stem))]


def _ordered(project: Project, span: Span) -> list[Number]:
    """Regular issues by their numbers; a special issue of no series follows the one it goes with.

    Special issues with a series of their own (增刊第1期) come last; they have no place in a part
    of the year.
    """
    own = project.habits().editions is Counting.OWN
    found = [number for number in _all(project) if number.year == span.year]
    wanted = [
        each for each in found if (span.whole if own and each.edition else span.has(each.number))
    ]
    return sorted(wanted, key=lambda each: (own and bool(each.edition), each.edition if own else "",
                                            each.number, each.edition))  # fmt: skip


class _Shelf:
    """Templates and registries that have been read, each once however many issues have it.

    In the archive every issue has a copy of its own, nearly always the same as that of the last.
    """

    def __init__(self, project: Project) -> None:
        self.signed_off = project.habits().signed_off
        self.templates: dict[tuple[object, ...], Template] = {}
        self.registries: dict[tuple[object, ...], Registry] = {}

    def template(self, project: Project, name: str, key: Iterable[object]) -> Template:
        """The template of that name; `key` tells its files from others of the name."""
        known = (name, *key)
        if known not in self.templates:
            self.templates[known] = project.template(name)
        return self.templates[known]

    def registry(self, project: Project, key: Iterable[object]) -> Registry:
        """The registry of a project or of a record."""
        known = tuple(key)
        if known not in self.registries:
            self.registries[known] = project.registry()
        return self.registries[known]


def _archived(record: Record, shelf: _Shelf) -> Printed:
    """A published issue: everything as it lies in its record, which is laid out like a project."""
    copy = Project(record.folder, archived=True)
    issue = copy.load(record.source)
    key = {role: [record.files[name] for name in record.of_role(role)] for role in _KEPT}
    template = shelf.template(copy, issue.template, key["template"])
    return Printed(issue, template, shelf.registry(copy, key["registry"]))


def _filed(project: Project, number: Number, faces: Callable[[], Faces], shelf: _Shelf) -> Printed:
    path = _shown(project, number)
    issue = project.load(path)
    draft = shelf.signed_off and _is_draft(project, path, issue, faces())
    template = shelf.template(project, issue.template, ("now",))
    return Printed(issue, template, shelf.registry(project, ("now",)), draft)


def _is_draft(project: Project, path: Path, issue: Issue, faces: Faces) -> bool:
    # A quarter of all that a volume imports, and only offices that sign off need it.
    from briefing.approval import is_draft

    return is_draft(project, path, issue, faces)


def _shown(project: Project, number: Number) -> Path:
    """The file of an issue as somebody standing here would write it."""
    return Path(os.path.relpath(project.issue_file(number)))


def _wrong_in(held: Sequence[Callable[[], Printed]]) -> list[Diagnostic]:
    """All that is wrong with any of the issues."""
    problems: dict[Diagnostic, None] = {}  # without doubles, in their order
    for load in held:
        try:
            load()
        except BriefingError as error:
            problems |= dict.fromkeys(error.diagnostics)
    return list(problems)


def _gaps(project: Project, span: Span, numbers: Sequence[Number]) -> list[Diagnostic]:
    """Numbers of the regular series that are not there, and that nobody wrote down as void."""
    habits = project.habits()
    along = habits.editions is Counting.ALONG
    there = {each.number for each in numbers if along or not each.edition}
    void = {each for text in habits.void if (each := Number.of_name(text.value))}
    first, last = span.first or _beginning(project, span.year), span.last or max(there, default=0)
    missing = [
        number
        for number in range(first, last + 1)
        if number not in there and Number(span.year, number) not in void
    ]
    if not missing:
        return []
    named = "、".join(f"第{number}期" for number in missing[:10])
    named += f"等 {len(missing)} 期" if len(missing) > 10 else ""
    message = f"{span.year} 年缺{named}"
    remedy = (
        "补上期文件再出刊；有意不用的期号写进 briefing.yaml 的“空号”；"
        "只合订一部分，用 --from 和 --to"
    )
    return [Diagnostic("volume-gap", message, _place(project), remedy)]


def _beginning(project: Project, year: int) -> int:
    """The number that the issues of a year begin with."""
    start = project.habits().start
    issue = Number.of_name(start.issue.value) if start and start.issue else None
    if issue and issue.year == year:
        return issue.number + 1
    regular = sorted(each for each in _all(project) if not each.edition)
    new = bool(start and not issue and start.total == 0)
    if new or (regular and regular[0].year < year):
        return 1
    # Before the first issue that lies here there may be others.
    return min((each.number for each in regular if each.year == year), default=1)


def _unpublished(
    project: Project,
    numbers: Sequence[Number],
    records: dict[Number, Record | None],
    faces: Callable[[], Faces],
    shelf: _Shelf,
) -> list[Diagnostic]:
    """Issues that no reader has seen yet: not in the archive of an office that has one, or drafts.

    An issue that cannot be read is told of when it is set.
    """
    archiving = bool(folders(project.archive))
    findings = []
    for number in numbers:
        if records[number]:
            continue
        path = _shown(project, number)
        place = Location(str(path), 1, 1)
        narrower = "不收它，用 --from 和 --to；照样合订，加 --anyway"
        if shelf.signed_off and _filed_as_draft(project, number, faces, shelf):
            message = f"{number.spoken}还没有签批完，是草稿"
            remedy = f"签完出刊：briefing status {path}；{narrower}"
            findings.append(Diagnostic("volume-draft", message, place, remedy))
        elif archiving:
            message = f"{number.spoken}还没有出刊，存档里没有它"
            remedy = f"先出刊：briefing publish {path}；{narrower}"
            findings.append(Diagnostic("volume-unpublished", message, place, remedy))
    return findings


def _filed_as_draft(
    project: Project, number: Number, faces: Callable[[], Faces], shelf: _Shelf
) -> bool:
    try:
        return _filed(project, number, faces, shelf).draft
    except BriefingError:
        return False


def _place(project: Project) -> Location | None:
    publication = project.publication
    return Location(os.path.relpath(publication), 1, 1) if publication else None
