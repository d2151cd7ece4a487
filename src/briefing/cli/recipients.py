"""briefing recipients: who an issue goes to; contacts from and to tables."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import DONE, FINDINGS, Commands, add_command, report

if TYPE_CHECKING:
    from briefing.cli.dispatch import Case
    from briefing.mail.recipients import Mailing
    from briefing.project import Project


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "列出一期发给谁、谁还没有邮箱；导入、导出通讯录"
    command = add_command(commands, "recipients", purpose, _recipients)
    command.add_argument("target", nargs="?", metavar="期", help="期文件或期号，不写则取最新一期")
    add_excuse(command)
    command.add_argument(
        "--import",
        dest="table",
        type=Path,
        metavar="表.csv",
        help="从表格导入通讯录，先看有哪些改动",
    )
    command.add_argument("--export", type=Path, metavar="表.csv", help="把通讯录存成表格")
    command.add_argument(
        "--go", action="store_true", help="和 --import 同用：真的写进 contacts.yaml"
    )


def add_excuse(command: argparse.ArgumentParser) -> None:
    """--excuse: names that need no address this time."""
    command.add_argument(
        "--excuse",
        action="append",
        default=[],
        metavar="名称",
        help="这次不必有邮箱的单位，可写几次",
    )


def _recipients(options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import find_case
    from briefing.project import Project

    if options.table:
        return _import(Project.find(), options)
    if options.export:
        return _export(Project.find(), options.export)
    return _show(find_case(options.target), options.excuse)


def _show(case: Case, excuse: list[str]) -> int:
    """Print the table of an issue's recipients, and what stands against sending."""
    from briefing.cli.dispatch import contacts_of, journal_of, mailing
    from briefing.mail.recipients import excuse as typed
    from briefing.mail.recipients import objections

    before: list[str] = []
    if case.project.journal.is_file():
        with journal_of(case.project) as journal:
            before = addresses_before(journal, case.key)
    found = mailing(case, contacts_of(case.project), excuse, before)
    print_mailing(found)
    stops = objections(found, len(before), excused=excuse)
    report(stops)
    if not stops:
        print(
            f"没有缺的。接着预演：{' '.join(('briefing send', case.called, *map(typed, excuse)))}"
        )
    return FINDINGS if stops else DONE


def addresses_before(journal: object, key: str) -> list[str]:
    """Canonical addresses of the last issue before `key` that went to anybody."""
    from briefing.mail.journal import Journal, State

    assert isinstance(journal, Journal)
    for job in reversed(journal.jobs()):
        if job.key != key:
            rows = journal.rows(job, State.SENT, State.UNCERTAIN, State.BOUNCED, State.REFUSED)
            if rows:
                return [row.address for row in rows]
    return []


def print_mailing(found: Mailing) -> None:
    """The table: every printed name, its addresses, and what is to be said of it."""
    from briefing.cli.tables import table

    rows = []
    for entry in found.entries:
        addresses = [
            f"{person.address.shown}（{person.name}）" if person.name else person.address.shown
            for person in entry.people
        ] or ["—"]
        notes = [str(entry.cover)]
        if entry.missing and entry.missing != (entry.name,):
            notes.append(f"缺 {'、'.join(entry.missing)}")
        if entry.excused and entry.people:
            notes.append(f"不发 {'、'.join(entry.excused)}")
        if entry.folded:
            notes.append(f"和前面重复，只发一次：{'、'.join(entry.folded)}")
        if entry.fresh:
            notes.append(f"上期没有：{'、'.join(entry.fresh)}")
        for n, address in enumerate(addresses):
            first = n == 0
            rows.append(
                (
                    entry.list_name if first else "",
                    entry.name if first else "",
                    address,
                    "；".join(notes) if first else "",
                )
            )
    print(table(("列表", "名称", "邮箱", "情况"), rows))
    print(f"\n共 {len(found.entries)} 个名称，{len(found.destinations)} 个邮箱（重复的只算一次）")
    if found.gone:
        print(f"上期有、这期没有：{'、'.join(found.gone)}")


def _import(project: Project, options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import contacts_of
    from briefing.diagnostics import BriefingError, Diagnostic, Location
    from briefing.mail.contacts_file import dump_contacts
    from briefing.mail.contacts_table import merged, read_table
    from briefing.outputs import put

    try:
        data = options.table.read_bytes()
    except OSError as error:
        place = Location(str(options.table), 1, 1)
        problem = Diagnostic("no-file", "表格打不开", place, "核对文件名")
        raise BriefingError([problem]) from error
    new = read_table(data, str(options.table))
    old = contacts_of(project)
    result, notes = merged(old, new)
    for note in notes:
        print(note)
    if not notes:
        print("表格里的都已经在通讯录里了，没有改动")
        return DONE
    if not options.go:
        print(f"以上 {len(notes)} 处改动还没有写入。看过没错，就再加 --go 运行一次")
        return DONE
    path = project.contacts
    files = {path.name: dump_contacts(result).encode("utf-8")}
    if path.is_file():  # comments are lost, so what was there stays beside it
        files[f"{path.name}.old"] = path.read_bytes()
        print(f"原来的通讯录留在 {os.path.relpath(path)}.old")
    put(project.root, files)
    print(f"已写入 {os.path.relpath(path)}，共 {len(result.units)} 个单位")
    print("接着看谁还没有邮箱：briefing recipients")
    return DONE


def _export(project: Project, target: Path) -> int:
    from briefing.cli.dispatch import contacts_of
    from briefing.mail.contacts_table import export
    from briefing.outputs import put

    contacts = contacts_of(project)
    if str(target) == "-":
        sys.stdout.buffer.write(export(contacts))
        return DONE
    put(target.parent, {target.name: export(contacts)})
    print(f"已存为 {target}，{len(contacts.units)} 个单位")
    return DONE
