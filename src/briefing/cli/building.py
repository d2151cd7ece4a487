"""briefing build."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_embed,
    add_files,
    add_fonts,
    newest,
    shown,
)
from briefing.diagnostics import BriefingError, Diagnostic

if TYPE_CHECKING:
    from briefing.project import Project

_KINDS = ("docx", "html", "pdf")
_USUAL = ("docx", "pdf")


def add(commands: Commands) -> None:
    """Add the command."""
    build = add_command(commands, "build", "生成 DOCX 和 PDF，或网页（HTML）", _build)
    add_files(build)
    add_kinds(build)
    build.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程目录的 out")
    add_fonts(build)
    add_embed(build)


def add_kinds(parser: argparse.ArgumentParser) -> None:
    """--to: the kinds of files to make."""
    parser.add_argument(
        "--to",
        type=_kinds,
        default=_USUAL,
        metavar="pdf,docx,html",
        help="要哪些文件，默认 DOCX 和 PDF；html 是手机上看、可以粘贴的网页",
    )


def _build(options: argparse.Namespace) -> int:
    from briefing.project import project_of

    files: list[Path] = list(dict.fromkeys(options.files)) or [newest()]
    outcome = DONE
    steps, say = _with_progress(files)
    made: dict[Path, Path] = {}
    for file in steps:
        try:
            paths, draft = build_one(file, project_of(file), options, made)
            for path in paths:
                say(f"已生成 {shown(path)}（{_size(path)}）")
            if draft:
                say(f"{file} 还没有签批完，以上文件印着“草稿”（见 briefing status）")
        except BriefingError as error:
            for problem in error.diagnostics:
                say(str(problem), file=sys.stderr)
            outcome = IMPOSSIBLE
        gc.collect(0)  # the parts of a DOCX refer to one another, and few objects hold much
    return outcome


def build_one(
    file: Path, project: Project, options: argparse.Namespace, made: dict[Path, Path]
) -> tuple[list[Path], bool]:
    """Build one issue; its files, and whether they say that they are a draft.

    `made` says which file of this run a finished one came from.
    """
    from briefing.outputs import file_name, put
    from briefing.writers import render_all

    issue = project.load(file)
    if project.holds(file) and project.archive.is_dir():
        from briefing.approval import refuse_other
        from briefing.archive import find

        if record := find(project.archive, file.stem):
            refuse_other(project, record, file)
    template = project.template(issue.template)
    folder = options.out or project.output(file)
    names = {kind: file_name(issue, kind) for kind in options.to}
    for name in names.values():
        if folder / name in made:
            text = f"它和 {made[folder / name]} 的年份、期号、刊名都一样，文件会互相覆盖"
            raise BriefingError(
                [Diagnostic("same-name", text, issue.location, "核对期号，或分别放进不同的文件夹")]
            )
        made[folder / name] = file
    faces = partial(project.faces, options.fonts)
    draft = False
    if project.habits().signed_off:
        from briefing.approval import is_draft

        draft = is_draft(project, file, issue, faces())
    finished = render_all(
        issue,
        template,
        options.to,
        faces,
        project.registry(),
        options.embed,
        draft,
        # Of several, each would have to load what the copies load.
        abreast=len(getattr(options, "files", ())) < 2,
    )
    return put(folder, {names[kind]: data for kind, data in finished.items()}), draft


def _size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / 1024))} KB"


def _with_progress(files: Sequence[Path]) -> tuple[Iterable[Path], Callable[..., None]]:
    """The files one by one and how to print meanwhile.

    There is a progress bar if there are several files and somebody looks.
    """
    if len(files) < 2 or not sys.stderr.isatty():
        return files, print
    from tqdm import tqdm

    bar = tqdm(files, desc="生成", unit="期", leave=False, dynamic_ncols=True)
    return bar, tqdm.write


def _kinds(written: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in written.split(",")))
    unknown = [kind for kind in kinds if kind not in _KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"没有“{unknown[0]}”，--to 可写：{'、'.join(_KINDS)}")
    return kinds
