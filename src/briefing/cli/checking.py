"""briefing check."""

from __future__ import annotations

import argparse
from functools import cache

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
from briefing.diagnostics import BriefingError


def add(commands: Commands) -> None:
    """Add the command."""
    check = add_command(commands, "check", "检查期文件", _check)
    add_files(check)
    add_fonts(check)
    add_embed(check)


def _check(options: argparse.Namespace) -> int:
    from briefing.checks import check
    from briefing.holdings import ledger_of
    from briefing.layout import remarks
    from briefing.project import project_of
    from briefing.writers import prepare

    outcome = DONE
    ledgers = cache(ledger_of)
    for file in options.files or [newest()]:
        try:
            project = project_of(file)
            issue = project.load(file)
            # Laid out as well: a missing glyph or a line that is too long is better found now.
            template, faces = project.template(issue.template), project.faces(options.fonts)
            made = prepare(issue, template, faces, project.registry(), options.embed)
            made.verify_licences()
            seen = remarks(made.document, made.pages, made.template, made.faces)
        except BriefingError as error:
            report(error.diagnostics)
            outcome = IMPOSSIBLE
            continue
        findings = [*check(issue), *seen]
        if project.holds(file):
            findings = [*ledgers(project).about(file.stem), *findings]
        report(findings)
        if findings:
            outcome = max(outcome, FINDINGS)
            print(f"{file}：有 {len(findings)} 处值得一看，不妨碍生成")
        else:
            print(f"{file}：没有发现问题")
    return outcome
