"""briefing watch: the finished files follow what is written."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    Commands,
    add_command,
    add_embed,
    add_file,
    add_fonts,
    newest,
    shown,
)
from briefing.cli.building import add_kinds, put_made
from briefing.cli.checking import findings_on, lines_of
from briefing.diagnostics import BriefingError, reason_of

if TYPE_CHECKING:
    from briefing.project import Project


def add(commands: Commands) -> None:
    """Add the command."""
    watch = add_command(commands, "watch", "守着期文件，一存盘就重新生成（Ctrl+C 结束）", _watch)
    add_file(watch)
    add_kinds(watch)
    watch.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程目录的 out")
    add_fonts(watch)
    add_embed(watch)


def _watch(options: argparse.Namespace) -> int:
    from briefing.project import project_of
    from briefing.source import bytes_of
    from briefing.watching import changes

    file: Path = options.file or newest()
    project = project_of(file)
    bytes_of(file)  # a name that is wrong would be waited for in vain
    print(f"守着 {file}，一存盘就重新生成；按 Ctrl+C 结束", flush=True)
    try:
        for _ in changes(lambda: _watched(file, project), time.sleep):
            _once(file, project, options)
    except KeyboardInterrupt:
        print("不再守着了")
    return DONE


def _once(file: Path, project: Project, options: argparse.Namespace) -> None:
    """Build and tell; if it cannot be built, the files of before stay as they are."""
    from briefing.batch import Order, guarded, make
    from briefing.cli.findings import for_people

    now = f"{datetime.now():%H:%M:%S}"
    order = Order(file, options.to, options.fonts, options.embed)
    try:
        made = guarded(order, partial(make, order, abreast=True))
        paths = put_made(order, made, options.out)
        print(f"{now} 已生成 {'、'.join(str(shown(path)) for path in paths)}", flush=True)
        findings = list(findings_on(file, project, options).all)
    except BriefingError as error:
        findings = list(error.diagnostics)
        print(f"{now} 没有生成，上次的文件还在：", flush=True)
    except OSError as error:  # a file is away for a moment, or a share is
        print(f"{now} 没有检查：{reason_of(error)}", flush=True)
        return
    lines = cache(lines_of)
    for finding in findings:
        print(indent(for_people(finding, lines), "  "), flush=True)


def _watched(file: Path, project: Project) -> Iterator[Path]:
    """Everything that has a say in the finished files, as far as it can be made out."""
    from briefing.ingredients import always, ingredients

    yield from always(project, file)
    with suppress(BriefingError, OSError):
        yield from ingredients(project, file, project.load(file))
