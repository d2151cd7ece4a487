"""briefing fix: mends what is safe to mend, after a yes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
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

# Characters shown beside a change; changes that near one another are shown together.
_MARGIN, _APART = 16, 8
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
    """What would change, place by place; mending leaves the lines as many as they are."""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    lines = [f"--- {file}（原文）", f"+++ {file}（改后）"]
    for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
        for first, last, start, end in _changes(one, other):
            lines += [f"@@ 第 {number} 行 @@", f"-{_around(one, first, last)}"]
            lines.append(f"+{_around(other, start, end)}")
    return "".join(f"{line}\n" for line in lines)


def _changes(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Stretches that differ, from and to in each; those side by side are one."""
    from difflib import SequenceMatcher

    if old == new:
        return
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_APART)
    for group in groups:
        changed = [code for code in group if code[0] != "equal"]
        yield changed[0][1], changed[-1][2], changed[0][3], changed[-1][4]


def _around(line: str, first: int, last: int) -> str:
    start, end = max(first - _MARGIN, 0), min(last + _MARGIN, len(line))
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        print("要写入请加 --yes", file=sys.stderr)
        return False
    try:
        return input(f"把以上改动写入 {file} 吗？（y/n）").strip().lower() in _YES
    except EOFError:
        return False
