"""Files that belong to an issue (所附文件): pictures, sheets and attachments beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from briefing.issue import Issue, Text
from briefing.references import references

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")  # an address, a drive, a root


def enclosures(issue: Issue) -> Iterator[Text]:
    """The names of files as they are written, each in its place, in reading order."""
    notes = (part for entry in issue.entries for part in (entry.note, entry.body))
    for text in (issue.note, *notes):
        if text:
            yield from (each.path for each in references(text))
    for entry in issue.entries:
        yield from entry.attachments


def enclosed_files(issue: Issue, folder: Path, root: Path) -> dict[str, Path]:
    """Name as it is written → the file, for those that are there.

    folder  where the issue file lies: names are relative to it
    root    the project: what lies outside of it is no file of the issue
    """
    found = {}
    for text in enclosures(issue):
        name = text.value.strip()
        if _ELSEWHERE.match(name) or "\0" in name:
            continue
        path = (folder / name.replace("\\", "/")).resolve()
        if path.is_relative_to(root.resolve()) and path.is_file():
            found[name] = path
    return found
