"""briefing sign, briefing status: who has agreed to an issue, and to what."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    Commands,
    add_command,
    add_file,
    add_fonts,
    newest,
)

if TYPE_CHECKING:
    from briefing.issue import Issue
    from briefing.project import Project
    from briefing.signoff import Standing

_STAGES = ("拟稿", "审核", "签发")


def add(commands: Commands) -> None:
    """Add the commands."""
    sign = add_command(commands, "sign", "签批：拟稿、审核、签发各签一次，签后再改就作废", _sign)
    add_file(sign)
    sign.add_argument(
        "--as", dest="stage", choices=_STAGES, required=True, metavar="|".join(_STAGES), help="环节"
    )
    sign.add_argument("--name", type=_name, required=True, metavar="姓名", help="谁签的")
    add_fonts(sign)
    status = add_command(commands, "status", "谁签过，签后改了哪里（邮件见 delivery）", _status)
    add_file(status)
    add_fonts(status)


def _sign(options: argparse.Namespace) -> int:
    from briefing.approval import sign
    from briefing.project import project_of
    from briefing.signoff import Stage

    file: Path = options.file or newest()
    project = project_of(file)
    now = datetime.now().astimezone()
    faces = project.faces(options.fonts)
    stands = sign(project, file, Stage(options.stage), options.name, faces, now)
    print(f"{file}：{options.name}已签（{options.stage}）")
    if stands.awaited:
        print(f"接着由{stands.awaited}的人签")
    else:
        print("三个环节都签了：重新运行 briefing build，生成的文件不再有“草稿”字样")
    return DONE


def _status(options: argparse.Namespace) -> int:
    from briefing.approval import standing_in
    from briefing.project import project_of

    file: Path = options.file or newest()
    project = project_of(file)
    issue = project.load(file)
    if not project.habits().signed_off:
        print(f"{file}：没有开签批（要开，在 briefing.yaml 里写 签批: 是）")
        _print_mail(project, issue)
        return DONE
    stands = standing_in(project, file, issue, project.faces(options.fonts))
    awaited = f"，等{stands.awaited}" if stands.awaited else ""
    print(f"{file}：{stands.spoken}{awaited}")
    print(_table(stands), end="")
    _print_mail(project, issue)
    return DONE if stands.final else FINDINGS


def _print_mail(project: Project, issue: Issue) -> None:
    """One line on what has become of the issue's mail, if any was sent."""
    if not project.journal.is_file():
        return
    from briefing.cli.dispatch import journal_of
    from briefing.filing import Number
    from briefing.mail.report import summary

    with journal_of(project) as journal:
        job = journal.job(str(Number.of_issue(issue)))
        if job:
            said = summary(journal.counts(job))
            print(f"邮件：共 {job.total} 个收件人，{said}（细看 briefing delivery {job.key}）")


def _table(stands: Standing) -> str:
    rows = []
    told: tuple[str, ...] = ()
    for stage, (signature, changed) in stands.signatures.items():
        when = f"{signature.time:%Y-%m-%d %H:%M}"
        void = "  作废，签后改了：" if changed else ""
        same = "（同上）" if changed and changed == told else ""
        rows.append(f"  {stage}  {signature.name}  {when}{void}{same}")
        rows += (f"    {each}" for each in changed if not same)
        told = changed
    return "".join(f"{row}\n" for row in rows)


def _name(written: str) -> str:
    name = " ".join(written.split())
    if not name or len(name) > 50 or not name.isprintable():
        raise argparse.ArgumentTypeError(f"“{written}”不是姓名")
    return name
