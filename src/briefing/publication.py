"""Publishing (出刊): an issue is made once, archived whole, and put out from the archive."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing.approval import content_in, hindrances, refuse_other, standing_in
from briefing.archive import Manifest, Record, find, store
from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.digest import sum_of
from briefing.enclosures import enclosed_files
from briefing.filing import Number
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.outputs import file_name, put
from briefing.printing.preflight import UNFIT, Wants, inspect, inspect_issue
from briefing.printing.sheets import standing
from briefing.printing.stationery import load_stationery
from briefing.project import TEMPLATE_FILES, Project
from briefing.version import __version__
from briefing.writers import render_all

# What has a say in the bytes of a file; a record says which versions made it.
_LIBRARIES = ("PyYAML", "deflate", "fonttools", "lxml", "python-docx", "reportlab", "uharfbuzz")


@dataclass(frozen=True, slots=True)
class Publishing:
    """How an issue is to be published.

    kinds   of files to make
    faces   that they are set in, and `choice`, the word that chose them
    time    of publication
    embed   what a DOCX carries of its fonts
    """

    kinds: Sequence[str]
    faces: Faces
    choice: str
    time: datetime
    embed: str = "auto"


def publish(project: Project, file: Path, how: Publishing) -> tuple[Record, bool, list[Diagnostic]]:
    """Archive an issue and put its finished files where they are looked for.

    The files are made once, from the copy that goes into the archive. Returns the record, and
    False if the issue was published before, just as it is now; then its files are put out again.
    Last comes what the inspection before printing remarks without being in the way.
    BriefingError, and nothing is archived, if the issue is none of the project's, has hindrances,
    is not signed where it must be, was published otherwise, or its PDF is unfit for print.
    """
    issue = _ready(project, file, how)
    printed = content_in(project, file, issue, how.faces).digest
    remarks: list[Diagnostic] = []

    def fill(folder: Path) -> Mapping[str, str]:
        roles = _copy(project, file, issue, folder)
        copy = Project(folder)
        twin = folder / file.resolve().relative_to(project.root.resolve())
        there = copy.load(twin)
        if content_in(copy, twin, there, how.faces).digest != printed:
            message = "正在出刊的时候，文件被改了"
            place = Location(str(file), 1, 1)
            raise BriefingError([Diagnostic("changed-meanwhile", message, place, "再运行一次")])
        made = make(copy, twin, how.kinds, how.faces, how.embed)
        remarks.extend(_looked_over(project, file, issue, made))
        for name, data in made.items():
            (folder / name).write_bytes(data)
        return {**roles, **dict.fromkeys(made, "output")}

    name = file.stem
    record, fresh = store(project.archive, name, fill, lambda folder: _said(issue, name, how))
    if not fresh:
        refuse_other(project, record, file)
    outputs = {each: (record.folder / each).read_bytes() for each in record.outputs}
    put(project.output(file), outputs)
    return record, fresh, remarks


def make(
    project: Project, file: Path, kinds: Sequence[str], faces: Faces, embed: str
) -> dict[str, bytes]:
    """The finished files of an issue, name → bytes; also of one that lies in the archive."""
    issue = project.load(file)
    template, registry = project.template(issue.template), project.registry()
    made = render_all(issue, template, kinds, faces, registry, embed)
    return {file_name(issue, kind): data for kind, data in made.items()}


def _looked_over(
    project: Project, file: Path, issue: Issue, made: Mapping[str, bytes]
) -> list[Diagnostic]:
    """What would be wrong on paper; BriefingError with all of it if the PDF is unfit for print."""
    template = project.template(issue.template)
    wants = Wants(template, load_stationery(project.stationery))
    page = template.page
    found = [
        problem
        for name, data in made.items()
        if name.endswith(".pdf")
        # As it goes to the printer: pages across the sheet are turned to stand.
        for problem in inspect(standing(data, page.width, page.height), str(file), wants)
    ]
    found += inspect_issue(issue)
    if any(problem.code in UNFIT for problem in found):
        raise BriefingError(found)
    return found


def _ready(project: Project, file: Path, how: Publishing) -> Issue:
    """The issue, if nothing is in its way."""
    where = Location(str(file), 1, 1)
    if not project.holds(file):
        message = f"只有 {project.issues} 里叫“年-期号.yaml”的期文件才能出刊"
        remedy = "用 briefing new 建，或用 briefing renumber 改名"
        raise BriefingError([Diagnostic("not-an-issue-file", message, where, remedy)])
    issue = project.load(file)
    if record := find(project.archive, file.stem):
        refuse_other(project, record, file)
        return issue
    if problems := hindrances(project, file, issue):
        raise BriefingError(problems)
    if project.habits().signed_off:
        stands = standing_in(project, file, issue, how.faces)
        if not stands.final:
            message = f"还没有签批完（{stands.spoken}，等{stands.awaited}）"
            remedy = f"看 briefing status {file}，签完再出刊"
            raise BriefingError([Diagnostic("not-signed", message, where, remedy)])
    return issue


def _copy(project: Project, file: Path, issue: Issue, folder: Path) -> dict[str, str]:
    """Put all that the issue is made from into `folder`, laid out like the project.

    Returns path in the folder → role.
    """
    root = project.root.resolve()
    paths = {
        "source": [file.resolve()],
        **{r: [p.resolve()] for r, p in project.common_files.items()},
    }
    paths["reference"] = list(enclosed_files(issue, file.resolve().parent, root).values())
    if (signatures := project.signatures(file)).is_file():
        paths["signatures"] = [signatures.resolve()]
    roles = {}
    for role, files in paths.items():
        for path in files:
            name = path.relative_to(root).as_posix()
            _copy_file(path, folder / name)
            roles[name] = role
    for source in project.template_folders(issue.template):
        for path in (source / name for name in TEMPLATE_FILES):
            name = f"templates/{source.name}/{path.name}"
            if name in roles:  # the program's template of the same name, that this one builds on
                name = f"templates/.base/{source.name}/{path.name}"
            if path.is_file():
                _copy_file(path, folder / name)
                roles[name] = "template"
    return roles


def _copy_file(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _said(issue: Issue, name: str, how: Publishing) -> Manifest:
    """What a manifest says beyond the files."""
    number = Number.of_issue(issue)
    return {
        "name": name,
        "year": number.year,
        "number": number.number,
        "edition": number.edition or None,
        "total": issue.total,
        "date": issue.date.isoformat(),
        "title": "".join(line.value for line in issue.title),
        "entries": ["".join(line.value for line in entry.title) for entry in issue.entries],
        "published": how.time.isoformat(timespec="seconds"),
        "template": issue.template,
        "kinds": list(how.kinds),
        "fonts": {"choice": how.choice, "embed": how.embed, "faces": fonts_of(how.faces)},
        "versions": versions(),
    }


def fonts_of(faces: Faces) -> list[dict[str, str]]:
    """The font files of a build: family, file name, SHA-256, each once."""
    found = {face.file: face for chain in faces.chains.values() for face in chain}
    return [
        {"family": face.family, "file": path.name, "sha256": sum_of(path)}
        for path, face in sorted(found.items(), key=lambda item: item[1].family)
    ]


def versions() -> dict[str, str]:
    """What has a say in the bytes of finished files, with its version."""
    import platform
    import zlib
    from importlib.metadata import PackageNotFoundError, version

    found = {
        "briefing": __version__,
        "python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "?"
    return found
