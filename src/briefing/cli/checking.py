"""briefing check, briefing explain."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_files,
    add_fonts,
    newest,
    report,
)
from briefing.diagnostics import BriefingError, Diagnostic, Level

if TYPE_CHECKING:
    from briefing.checks import Earlier
    from briefing.issue import Issue
    from briefing.project import Project

_FORMATS = ("text", "json", "github", "gitlab", "sarif")


def add(commands: Commands) -> None:
    """Add the commands."""
    check = add_command(commands, "check", "检查、校对期文件", _check)
    add_files(check)
    add_fonts(check)
    check.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        metavar="|".join(_FORMATS),
        help="text（默认）给人看，json 给程序用，github、gitlab、sarif 给自动检查的系统用",
    )
    check.add_argument(
        "--json", dest="format", action="store_const", const="json", help="同 --format json"
    )
    explain = add_command(commands, "explain", "说明校对的规则", _explain)
    explain.add_argument(
        "rule", nargs="?", metavar="规则", help="规则的编号，如 P05；不写就列出全部"
    )
    explain.add_argument("--page", action="store_true", help="输出全部规则的说明（Markdown）")


def _check(options: argparse.Namespace) -> int:
    from briefing.cli.findings import MACHINES, for_people

    outcome = DONE
    found: list[Diagnostic] = []
    people = options.format == "text"
    for file in options.files or [newest()]:
        try:
            findings = _findings(file, options.fonts)
        except BriefingError as error:
            outcome = IMPOSSIBLE
            found += error.diagnostics
            if people:
                report(error.diagnostics)
            continue
        found += findings
        if findings:
            outcome = max(outcome, FINDINGS)
        if people:
            for finding in findings:
                print(for_people(finding, _lines))
            print(f"{file}：{_tally(findings)}")
    if not people:
        print(MACHINES[options.format](found))
    return outcome


def _findings(file: Path, fonts: str) -> list[Diagnostic]:
    from briefing.checks import check
    from briefing.layout import remarks
    from briefing.project import project_of
    from briefing.writers import prepare

    project = project_of(file)
    issue = project.load(file)
    registry = project.registry()
    # Laid out as well: a missing glyph or a line that is too long is better found now.
    template, faces = project.template(issue.template), project.faces(fonts)
    made = prepare(issue, template, faces, registry)
    seen = remarks(made.document, made.pages, made.template, made.faces)
    earlier = _earlier(project, issue, file)
    return [*check(issue, registry, earlier, project.look_alikes()), *seen]


def _earlier(project: Project, issue: Issue, file: Path) -> Sequence[Earlier]:
    """The issues of the project before this one, none of them read yet."""
    from briefing.checks import Earlier

    this = (issue.date.year, issue.number)
    return [
        Earlier(*order, partial(path.read_text, "utf-8", "replace"), partial(_old, project, path))
        for order, path in project.earlier(this)
        if not os.path.samefile(path, file)
    ]


def _old(project: Project, path: Path) -> Issue | None:
    try:
        return project.load(path)
    except BriefingError:
        return None


def _tally(findings: Sequence[Diagnostic]) -> str:
    if not findings:
        return "没有发现问题"
    counts = [(level, sum(each.level is level for each in findings)) for level in Level]
    parts = [f"{level} {count} 处" for level, count in counts if count]
    others = sum(each.level is None for each in findings)
    if others:
        parts.append(f"版面 {others} 处")
    return f"{'，'.join(parts)}，不妨碍生成"


@cache
def _lines(file: str) -> Sequence[str]:
    from briefing.source.manuscript import decipher

    return decipher(Path(file).read_bytes(), file, []).lines


def _explain(options: argparse.Namespace) -> int:
    from briefing.checks import rule
    from briefing.checks.catalogue import RULES
    from briefing.checks.manual import described, page

    if options.page:
        print(page(), end="")
        return DONE
    if options.rule is None:
        for each in RULES:
            print(f"{each.id:<4} {each.level}  {each.title}")
        return DONE
    known = rule(options.rule)
    if known is None:
        remedy = "运行 briefing explain 可列出全部规则"
        problem = Diagnostic("no-rule", f"没有“{options.rule}”这条规则", None, remedy)
        raise BriefingError([problem])
    print(described(known), end="")
    return DONE
