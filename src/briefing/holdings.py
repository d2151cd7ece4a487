"""All issues of a project (存量): its files, and those of which only the archive is left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from briefing.archive import folders, read_record
from briefing.checks import Earlier
from briefing.diagnostics import BriefingError
from briefing.filing import Filed, Number, filed, unreadable
from briefing.issue import Issue
from briefing.ledger import Ledger
from briefing.project import Project
from briefing.source import bytes_of
from briefing.source.editing import Sheet


def ledger_of(project: Project) -> Ledger:
    """The numbers of all issues, those included of which only the archive is left."""
    besides: list[Filed] = []
    for folder, _ in _only_archived(project):
        path = folder / folder.name
        try:
            path = read_record(folder).source
            shown = Path(os.path.relpath(path))
            issue = Project(folder).load(shown)
            besides.append(filed(issue, Sheet.of(path.read_bytes(), str(shown)), folder.name))
        except BriefingError as error:
            besides.append(unreadable(error, path))
    return project.ledger(besides)


def earlier_issues(project: Project, issue: Issue, file: Path) -> tuple[Earlier, ...]:
    """The issues before this one, in `file`, in their order; none of them is read yet."""
    this = (issue.date.year, issue.number)
    found: list[tuple[Number, Earlier]] = []
    for path in project.issue_files():
        number = Number.of_name(path.stem)
        if number and number.order < this and not os.path.samefile(path, file):
            where = (partial(_text, path), partial(_load, project, path))
            found.append((number, Earlier(*number.order, *where)))
    for folder, number in _only_archived(project):
        if number.order < this:
            where = (partial(_archived_text, folder), partial(_archived, folder))
            found.append((number, Earlier(*number.order, *where)))
    return tuple(earlier for _, earlier in sorted(found, key=lambda each: each[0]))


def _only_archived(project: Project) -> Iterator[tuple[Path, Number]]:
    """The folders of published issues whose files are gone, and their numbers."""
    here = {path.stem for path in project.issue_files()}
    for folder in folders(project.archive):
        number = Number.of_name(folder.name)
        if number and folder.name not in here:
            yield folder, number


# What cannot be read is not to be told of while another issue is looked at.


def _text(path: Path) -> str:
    try:
        return bytes_of(path).decode("utf-8", "replace")
    except BriefingError:
        return ""


def _load(project: Project, path: Path) -> Issue | None:
    try:
        return project.load(path)
    except BriefingError:
        return None


def _archived_text(folder: Path) -> str:
    try:
        return _text(read_record(folder).source)
    except BriefingError:
        return ""


def _archived(folder: Path) -> Issue | None:
    try:
        return _load(Project(folder), read_record(folder).source)
    except BriefingError:
        return None
