"""briefing publish, briefing verify: the archive."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    Commands,
    add_command,
    add_embed,
    add_file,
    add_fonts,
    newest,
    report,
)
from briefing.cli.building import add_kinds


def add(commands: Commands) -> None:
    """Add the commands."""
    publish = add_command(commands, "publish", "出刊：检查、生成、存档；存档以后不再改动", _publish)
    add_file(publish)
    add_kinds(publish)
    add_fonts(publish)
    add_embed(publish)
    said = "存档以后接着发邮件，同 briefing send --go；停下了，再运行同一条命令接着发"
    publish.add_argument("--send", action="store_true", help=said)
    verify = add_command(commands, "verify", "核验存档：逐个文件核对，再重排一遍比较", _verify)
    verify.add_argument("names", nargs="*", metavar="年-期号", help="如 2026-3；不写则取最近一期")
    verify.add_argument("--all", action="store_true", help="核验全部存档")


def _publish(options: argparse.Namespace) -> int:
    from briefing.project import project_of
    from briefing.publication import Publishing, publish

    file: Path = options.file or newest()
    project = project_of(file)
    if options.send:
        from briefing.cli.dispatch import refuse_secret

        refuse_secret(project.load(file))
    now = datetime.now().astimezone()
    how = Publishing(options.to, project.faces(options.fonts), options.fonts, now, options.embed)
    record, fresh, remarks = publish(project, file, how)
    report(remarks)
    if remarks:
        print(f"印前检查有 {len(remarks)} 处要看（见上），不妨碍出刊")
    folder = os.path.relpath(record.folder)
    if fresh:
        print(f"{file}：已出刊，存档在 {folder}（清单 SHA-256 {record.digest[:16]}……）")
    else:
        when = record.manifest["published"][:16].replace("T", " ")
        print(f"{file}：{when} 已经出过刊，没有再存；存档在 {folder}")
    for name in record.outputs:
        print(f"  {os.path.relpath(project.output(file) / name)}")
    if options.send:
        from briefing.cli.sending import send_now

        return send_now(file)
    if project.mail_settings.is_file() and not project.load(file).secrecy:
        print(f"要发邮件：briefing send {file}")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from briefing.archive import folders
    from briefing.project import Project
    from briefing.verification import verify

    project = Project.find()
    names: list[str] | None = options.names or None
    if options.all or (names is None and not folders(project.archive)):
        names = None
    elif names is None:
        names = [_latest(project.archive)]
    reports = verify(project, names)
    for each in reports:
        report(each.damage)
        print(f"{each.name}：" + (f"有 {len(each.damage)} 处不对" if each.damage else "完好"))
        for note in each.notes:
            print(f"  {note}")
    if not reports:
        print("存档里还没有一期")
    return FINDINGS if any(each.damage for each in reports) else DONE


def _latest(archive: Path) -> str:
    """The last issue that was published; of broken records, the last by name."""
    from briefing.archive import folders, records
    from briefing.diagnostics import BriefingError

    try:
        return records(archive)[-1].name
    except BriefingError:
        return folders(archive)[-1].name
