"""briefing build."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
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
    kinds_of,
    newest,
    shown,
    told,
)
from briefing.diagnostics import BriefingError, Diagnostic

if TYPE_CHECKING:
    from briefing.batch import Made, Order
    from briefing.cli.changes import Changes

    _Step = tuple[Order, Made]
    _Say = Callable[..., None]

_KINDS = ("docx", "html", "pdf")
_USUAL = ("docx", "pdf")
_MOST_JOBS = 256


def add(commands: Commands) -> None:
    """Add the command."""
    build = add_command(commands, "build", "生成 DOCX 和 PDF，或网页（HTML）", _build)
    add_files(build)
    add_kinds(build)
    build.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程目录的 out")
    add_fonts(build)
    add_embed(build)
    build.add_argument(
        "--jobs", type=_jobs, default=1, metavar="个数", help="同时用几个进程，期数多时用，如 2"
    )
    build.add_argument(
        "--changed",
        action="store_true",
        help="只生成有改动的：期文件、图表、版式、字体或程序变了的；不写期文件则看全部各期",
    )
    build.add_argument(
        "--executor",
        type=_executor,
        metavar="dask://主机:端口",
        help="交给 Dask 集群去做，各机器要看得到同样的文件夹",
    )


def add_kinds(parser: argparse.ArgumentParser) -> None:
    """--to: the kinds of files to make."""
    parser.add_argument(
        "--to",
        type=partial(kinds_of, _KINDS),
        default=_USUAL,
        metavar="pdf,docx,html",
        help="要哪些文件，默认 DOCX 和 PDF；html 是手机上看、可以粘贴的网页",
    )


def _build(options: argparse.Namespace) -> int:
    from briefing.batch import Order, made_in_turn

    files = list(dict.fromkeys(options.files)) or _unnamed(options)
    wish = (options.to, options.fonts, options.embed, options.changed)
    orders = [Order(file, *wish) for file in files]
    changes = None
    finished: dict[Path, Path] = {}
    if options.changed:
        from briefing.cli.changes import Changes

        changes = Changes(orders, options.out)
        orders, finished = changes.changed, changes.finished
    run = made_in_turn(orders, options.jobs, options.executor or "")
    with closing(run), _progress(run, len(orders)) as (steps, say):
        try:
            outcome = _put_all(steps, say, options.out, finished, changes)
        finally:
            if changes:
                changes.save()
    if changes:
        rest = len(files) - len(orders)
        print(f"共 {len(files)} 期，{len(orders)} 期有改动，{rest} 期不必再生成")
    elif len(orders) == 1 and outcome == DONE:
        # Said, not done: the proofreader alone takes longer than the whole build.
        print(f"生成时不校对文字；要校对，运行 briefing check {orders[0].file}")
    return outcome


def _put_all(
    steps: Iterable[_Step],
    say: _Say,
    out: Path | None,
    finished: dict[Path, Path],
    changes: Changes | None,
) -> int:
    """Write the files of each issue as it is made; what is wrong with one stops none."""
    outcome = DONE
    known: dict[Diagnostic, None] = {}
    for order, made in steps:
        try:
            paths = put_made(order, made, out, finished)
        except BriefingError as error:
            outcome = IMPOSSIBLE
            # What is wrong with a file that all issues share is told once.
            fresh = [problem for problem in error.diagnostics if problem not in known]
            known |= dict.fromkeys(fresh)
            for problem in fresh:
                say(told(problem), file=sys.stderr)
            if not fresh:
                say(f"{order.file} 没有生成，原因见上", file=sys.stderr)
            continue
        if changes:
            changes.note(order, made, paths)
        for path in paths:
            say(f"已生成 {shown(path)}（{_size(path)}）")
        for remark in made.remarks:
            say(told(remark))
        if made.draft:
            say(f"{order.file} 还没有签批完，以上文件印着“草稿”（见 briefing status）")
    return outcome


def _unnamed(options: argparse.Namespace) -> list[Path]:
    """The files of a build that names none: the newest issue, or all to look for changes in."""
    if not options.changed:
        return [newest()]
    from briefing.cli.changes import every_issue

    return every_issue()


def put_made(
    order: Order, made: Made, out: Path | None, finished: dict[Path, Path] | None = None
) -> list[Path]:
    """Write the files of an issue; BriefingError says why there are none, or not there.

    `finished` says which issue file each file of this run came from.
    """
    from briefing.outputs import put
    from briefing.project import project_of

    if made.problems:
        raise BriefingError(made.problems)
    folder = out or project_of(order.file).output(order.file)
    places = {folder.resolve() / name: order.file for name in made.files}
    known = {} if finished is None else finished
    for place in places:
        if place in known:
            text = f"它和 {known[place]} 的年份、期号、刊名都一样，文件会互相覆盖"
            raise BriefingError(
                [Diagnostic("same-name", text, made.location, "核对期号，或分别放进不同的文件夹")]
            )
    known |= places
    return put(folder, made.files)


def _size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / 1024))} KB"


@contextmanager
def _progress(steps: Iterable[_Step], count: int) -> Iterator[tuple[Iterable[_Step], _Say]]:
    """The steps one by one and how to print meanwhile.

    There is a progress bar, with rate and time left, if there are several and somebody looks.
    """
    if count < 2 or not sys.stderr.isatty():
        yield steps, print
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own: processes are yet to be forked
    form = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} 期，{rate_fmt}，还要 {remaining}"
    with tqdm(
        steps, desc="生成", total=count, unit="期", bar_format=form, leave=False, dynamic_ncols=True
    ) as bar:
        yield bar, tqdm.write


def _jobs(written: str) -> int:
    if re.fullmatch("[0-9]{1,4}", written) and 1 <= int(written) <= _MOST_JOBS:
        return int(written)
    raise argparse.ArgumentTypeError(f"“{written}”应是 1 到 {_MOST_JOBS} 的数字")


def _executor(written: str) -> str:
    if not re.fullmatch(r"dask://(\[[0-9a-fA-F:.]+\]|[^/\s:\[\]]+):[0-9]{1,5}", written):
        raise argparse.ArgumentTypeError(f"“{written}”应写成 dask://主机:端口")
    return written
