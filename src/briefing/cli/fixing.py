"""briefing fix: mends what is safe to mend, after a yes."""

from __future__ import annotations

import argparse
import sys
from difflib import unified_diff
from pathlib import Path

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_files,
    newest,
    report,
)
from briefing.diagnostics import BriefingError

_YES = {"y", "yes", "是", "好", "对"}


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "改正标点、空格、全半角等可以放心改的地方，先给看改动，同意了才写"
    fix = add_command(commands, "fix", purpose, _fix)
    add_files(fix)
    fix.add_argument("--yes", action="store_true", help="不问，直接写")


def _fix(options: argparse.Namespace) -> int:
    outcome = DONE
    for file in options.files or [newest()]:
        try:
            outcome = max(outcome, _fix_one(file, options.yes))
        except BriefingError as error:
            report(error.diagnostics)
            outcome = IMPOSSIBLE
    return outcome


def _fix_one(file: Path, yes: bool) -> int:
    from briefing.mending import mend
    from briefing.outputs import put
    from briefing.project import project_of
    from briefing.source import bytes_of, read

    project = project_of(file)
    before = bytes_of(file)
    publication = project.publication
    common = (bytes_of(publication), str(publication)) if publication else None
    after = mend(before, lambda data: read(data, str(file), common), project.registry())
    if after == before:
        print(f"{file}：没有可以自动改的地方")
        return DONE
    print(_difference(before, after, file), end="")
    if not yes and not _agreed(file):
        print(f"{file}：没有改动")
        return FINDINGS
    put(file.parent, {file.name: after})
    print(f"{file}：已改好")
    return DONE


def _difference(before: bytes, after: bytes, file: Path) -> str:
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    lines = unified_diff(old, new, f"{file}（原文）", f"{file}（改后）", n=1, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        print("要写入请加 --yes", file=sys.stderr)
        return False
    try:
        return input(f"把以上改动写入 {file} 吗？（y/n）").strip().lower() in _YES
    except EOFError:
        return False
