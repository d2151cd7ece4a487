"""Files that an issue refers to (引用的文件): pictures, tables and attachments beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from briefing.issue import Issue, Text

# ![图题](images/a.jpg), also with a remark behind the name; a CSV stands there like a picture.
_EMBEDDED = re.compile(r"!\[[^\]\n]*\]\(\s*<?([^)\n>]+?)>?(?:\s+\"[^\"\n]*\")?\s*\)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")  # an address, a drive, a root


def references(issue: Issue) -> Iterator[Text]:
    """The names of files as they are written, each in its place, in reading order."""
    for text in (
        issue.note,
        *(part for entry in issue.entries for part in (entry.note, entry.body)),
    ):
        if text:
            for match in _EMBEDDED.finditer(text.value):
                yield text.part(*match.span(1))
    for entry in issue.entries:
        yield from entry.attachments


def referenced_files(issue: Issue, folder: Path, root: Path) -> dict[str, Path]:
    """Name as it is written → the file, for those that are there.

    folder  where the issue file lies: names are relative to it
    root    the project: what lies outside of it is no file of the issue
    """
    found = {}
    for text in references(issue):
        name = text.value.strip()
        if _ELSEWHERE.match(name) or "\0" in name:
            continue
        path = (folder / name.replace("\\", "/")).resolve()
        if path.is_relative_to(root.resolve()) and path.is_file():
            found[name] = path
    return found
