"""briefing new, list, renumber, hold: issues and their numbers."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    Commands,
    add_command,
    add_file,
    counting,
    day,
    newest,
    report,
)
from briefing.cli.tables import table, width_of
from briefing.diagnostics import BriefingError, Diagnostic, Location

if TYPE_CHECKING:
    from briefing.project import Project


def add(commands: Commands) -> None:
    """Add the commands."""
    new = add_command(commands, "new", "建下一期的期文件，期号、总期号接着编", _new)
    new.add_argument("--date", type=day, metavar="日期", help="编印日期，默认今天")
    new.add_argument("--edition", default="", metavar="期次", help="增刊、专刊等")
    new.add_argument("--carry", action="store_true", help="把上一期暂缓的稿件带过来")
    new.add_argument("--number", type=counting, metavar="期号", help="补登往期时写明期号")
    new.add_argument("--total", type=counting, metavar="总期号", help="补登往期时写明总期号")
    add_command(commands, "list", "列出各期：期号、日期、状态、标题", _list)
    renumber = add_command(
        commands, "renumber", "照各期的顺序改正一个期文件的期号、总期号和文件名", _renumber
    )
    add_file(renumber)
    renumber.add_argument("--date", type=day, metavar="日期", help="同时改编印日期")
    hold = add_command(commands, "hold", "暂缓一篇稿件，留给下一期（briefing new --carry）", _hold)
    hold.add_argument("entry", type=counting, metavar="第几篇", help="按文件里的先后，从 1 数")
    add_file(hold)
    hold.add_argument("--release", action="store_true", help="取消暂缓，本期仍用")


def _new(options: argparse.Namespace) -> int:
    from briefing.drafting import Wanted, begin
    from briefing.holdings import ledger_of
    from briefing.project import Project

    project = Project.find()
    wanted = Wanted(
        options.date or date.today(),
        options.edition,
        options.number,
        options.total,
        options.carry,
    )
    draft = begin(project, wanted, lambda: ledger_of(project))
    total = f"（总第{draft.total}期）" if draft.total is not None else ""
    print(f"已建 {os.path.relpath(draft.path)}：{draft.number.spoken}{total}，日期 {wanted.day}")
    for title in draft.carried:
        print(f"带来上期暂缓的《{title}》")
    if draft.left:
        titles = "、".join(f"《{title}》" for title in draft.left)
        print(f"上期暂缓的 {titles} 没有带来；要带来，删去这个文件后用 briefing new --carry")
    print("接着：写好“（待写：……）”的各处，再运行 briefing check")
    return DONE


def _list(_: argparse.Namespace) -> int:
    from briefing.approval import state_of
    from briefing.holdings import ledger_of
    from briefing.project import Project

    project = Project.find()
    ledger = ledger_of(project)
    rows = []
    for each in sorted(ledger.issues, key=lambda each: each.number.order):
        total = str(each.total) if each.total is not None else ""
        day = each.day.isoformat() if each.day else ""
        rows.append((each.stem, total, day, state_of(project, each), "；".join(each.titles)))
    print(_fitted(("期", "总期号", "日期", "状态", "标题"), rows))
    discords = ledger.discords()
    report(each.finding for each in discords)
    return FINDINGS if discords else DONE


def _fitted(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table, its last column cut to the terminal."""
    widths = [max(map(width_of, column)) for column in zip(head, *rows, strict=True)]
    room = shutil.get_terminal_size((120, 24)).columns - sum(widths[:-1]) - 2 * len(widths)
    return table(head, ((*cells, _cut(last, max(room, 20))) for *cells, last in rows))


def _cut(text: str, room: int) -> str:
    if width_of(text) <= room:
        return text
    while width_of(text) > room - 2:
        text = text[:-1]
    return f"{text}……"


def _renumber(options: argparse.Namespace) -> int:
    from briefing.holdings import ledger_of
    from briefing.project import project_of
    from briefing.renumbering import renumber

    file: Path = options.file or newest()
    project = project_of(file)
    _refuse_published(project, file)
    path = renumber(project, file, options.date, ledger_of(project))
    if path is None:
        print(f"{file}：期号不用改")
    else:
        print(f"{file}：已改号" if path == file else f"{file}：已改号，文件名改为 {path.name}")
    return DONE


def _refuse_published(project: Project, file: Path) -> None:
    """BriefingError if the issue has been published: it stays as it is."""
    if project.holds(file) and (project.archive / file.stem).is_dir():
        message = f"{file.stem} 已经出刊，不能再改"
        problem = Diagnostic("published", message, Location(str(file), 1, 1), "在下一期写“更正”")
        raise BriefingError([problem])


def _hold(options: argparse.Namespace) -> int:
    from briefing.outputs import put
    from briefing.project import project_of
    from briefing.source.editing import Sheet

    file: Path = options.file or newest()
    project = project_of(file)
    _refuse_published(project, file)
    project.load(file)
    sheet = Sheet.of(file.read_bytes(), str(file))
    index = options.entry - 1
    if index >= sheet.entries:
        message = f"只有 {sheet.entries} 篇稿件，没有第 {options.entry} 篇"
        remedy = f"写 1 到 {sheet.entries}"
        raise BriefingError([Diagnostic("no-entry", message, Location(str(file), 1, 1), remedy)])
    title = sheet.title_of(index)
    if options.release:
        edited = sheet.without_entry_value(index, "held")
    else:
        edited = sheet.with_entry_value(index, "held", "是")
    put(file.parent, {file.name: edited.data})
    print(f"{file}：《{title}》{'本期仍用' if options.release else '已暂缓，本期不印'}")
    return DONE
