"""What the finished files of an issue are made from (用料): which files have a say in them.

Whoever watches for changes looks at these, and whoever says what has not changed keeps their sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.archive import MANIFEST
from briefing.digest import digest, sum_of, sum_of_font
from briefing.enclosures import enclosures
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.materials.finding import find_file
from briefing.project import Project
from briefing.publication import versions

# Behind those that a record of the archive names: what draws the pictures of charts.
_ALSO = ("pillow", "pypdfium2")


def ingredients(project: Project, file: Path, issue: Issue) -> tuple[Path, ...]:
    """The files that an issue is made from, but for the fonts.

    Those are named as well that are not there and would have a say if they were: a signature, the
    record of the issue in the archive, a template of the project in front of the program's.
    """
    return tuple(dict.fromkeys((*always(project, file), *_said(project, file, issue))))


def always(project: Project, file: Path) -> Iterator[Path]:
    """The files that have a say whatever the issue says, even if it cannot be read."""
    yield file
    yield from project.common_places
    yield project.signatures(file)
    yield project.archive / file.stem / MANIFEST


def _said(project: Project, file: Path, issue: Issue) -> Iterator[Path]:
    """The files that the issue names: what it refers to, its template and that one's bases."""
    for text in enclosures(issue):
        written = text.value.strip().replace("\\", "/")
        if "\0" not in written:
            yield file.parent / written
        found = find_file(text, file.parent, project.root)
        if isinstance(found, Path):  # what a link leads to, or a name composed otherwise
            yield found
    yield from project.template_places(issue.template)


def sum_of_ingredient(path: Path) -> str:
    """The SHA-256 of a file; empty if there is none."""
    try:
        return sum_of(path)
    except OSError:
        return ""


def sum_of_faces(faces: Faces) -> str:
    """A sum of everything that faces are: which role has which, and the bytes of their files.

    OSError if one cannot be read.
    """
    parts: list[str] = []
    for role, chain in faces.chains.items():
        parts += [role, *faces.offices.get(role, ()), ""]
        for face in chain:
            parts += [face.family, str(face.index), repr(face.standard), sum_of_font(face.file)]
    return digest(part.encode("utf-8") for part in parts)


@cache
def sum_of_program() -> str:
    """A sum of the program as it is installed: its files, the libraries it makes files with."""
    package = Path(__file__).parent
    files = (path for ending in ("*.py", "*.txt") for path in package.rglob(ending))
    parts = [f"{path.relative_to(package).as_posix()} {sum_of(path)}" for path in sorted(files)]
    parts += [f"{name} {number}" for name, number in versions().items()]
    for library in _ALSO:
        try:
            parts.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            parts.append(library)
    return digest(part.encode("utf-8") for part in parts)
