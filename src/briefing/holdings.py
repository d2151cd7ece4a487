"""All issues of a project (存量): its files, and those of which only the archive is left."""

from __future__ import annotations

import os
from pathlib import Path

from briefing.archive import folders, read_record
from briefing.diagnostics import BriefingError
from briefing.filing import Filed, Number, filed, unreadable
from briefing.ledger import Ledger
from briefing.project import Project
from briefing.source import Sheet


def ledger_of(project: Project) -> Ledger:
    """The numbers of all issues, those included of which only the archive is left."""
    here = {path.stem for path in project.issue_files()}
    besides: list[Filed] = []
    for folder in folders(project.archive):
        if folder.name in here or Number.of_name(folder.name) is None:
            continue
        path = folder / folder.name
        try:
            path = read_record(folder).source
            shown = Path(os.path.relpath(path))
            issue = Project(folder).load(shown)
            besides.append(filed(issue, Sheet.of(path.read_bytes(), str(shown)), folder.name))
        except BriefingError as error:
            besides.append(unreadable(error, path))
    return project.ledger(besides)
