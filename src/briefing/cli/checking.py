"""briefing check."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_embed,
    add_files,
    add_fonts,
    newest,
    report,
)
from briefing.diagnostics import BriefingError, Diagnostic

if TYPE_CHECKING:
    from briefing.project import Project


def add(commands: Commands) -> None:
    """Add the command."""
    check = add_command(commands, "check", "检查期文件", _check)
    add_files(check)
    add_fonts(check)
    add_embed(check)


def _check(options: argparse.Namespace) -> int:
    from briefing.project import project_of

    outcome = DONE
    for file in options.files or [newest()]:
        try:
            hindrances, remarks = findings_on(file, project_of(file), options)
        except BriefingError as error:
            report(error.diagnostics)
            outcome = IMPOSSIBLE
            continue
        report([*hindrances, *remarks])
        said = [f"有 {len(hindrances)} 处要改好才能签批、出刊"] if hindrances else []
        said += [f"有 {len(remarks)} 处值得一看，不妨碍生成"] if remarks else []
        print(f"{file}：{'；'.join(said) or '没有发现问题'}")
        if said:
            outcome = max(outcome, FINDINGS)
    return outcome


def findings_on(
    file: Path, project: Project, options: argparse.Namespace
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is in the way of publishing an issue, and what else an editor should know of it.

    BriefingError if it cannot be made at all.
    """
    from briefing.approval import hindrances
    from briefing.checks import check
    from briefing.layout import remarks
    from briefing.writers import prepare

    issue = project.load(file)
    # Laid out as well: a missing glyph or a line that is too long is better found now.
    template, faces = project.template(issue.template), project.faces(options.fonts)
    made = prepare(issue, template, faces, project.registry(), options.embed)
    made.verify_licences()
    seen = remarks(made.document, made.pages, made.template, made.faces)
    barred = hindrances(project, file, issue)
    return barred, [each for each in (*check(issue), *seen) if each not in barred]
