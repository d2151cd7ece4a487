"""briefing copies, briefing labels: what the print room makes besides the bulletin itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    Commands,
    add_command,
    add_embed,
    add_fonts,
    kinds_of,
    report,
    shown,
)
from briefing.diagnostics import Diagnostic, Location, PrintError

if TYPE_CHECKING:
    from briefing.cli.print_material import Material
    from briefing.issue import Issue
    from briefing.printing.addresses import Paper
    from briefing.printing.register import Entry
    from briefing.printing.setting import Setter

_COPIES = ("pdf", "docx", "csv", "xlsx", "register")
_LABELS = ("labels", "envelopes", "checklist")


def add(commands: Commands) -> None:
    """Add the commands."""
    copies = add_command(
        commands, "copies", "带份号的各份：PDF、DOCX，和谁领哪一份的登记表", _make_copies
    )
    copies.add_argument("what", nargs="?", default="", metavar="期文件|年-期号")
    copies.add_argument("--numbered", default="", metavar="1-20", help="份号，不写则从 1 到“印数”")
    copies.add_argument(
        "--to",
        type=partial(kinds_of, _COPIES),
        default=("pdf", "csv", "register"),
        metavar=",".join(_COPIES),
        help="pdf 各份；docx 一份一个；csv、xlsx、register（PDF）是登记表",
    )
    copies.add_argument("--each", action="store_true", help="PDF 也一份一个文件")
    labels = add_command(commands, "labels", "标签、信封、发送清单（PDF）", _make_labels)
    labels.add_argument("what", nargs="?", default="", metavar="期文件|年-期号")
    labels.add_argument(
        "--to",
        type=partial(kinds_of, _LABELS),
        default=_LABELS,
        metavar=",".join(_LABELS),
        help="labels 标签，envelopes 信封，checklist 发送清单；不写则都要",
    )
    labels.add_argument(
        "--from", dest="first", type=int, default=1, metavar="第几格", help="标签纸用过几格时"
    )
    for command in (copies, labels):
        command.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里")
        command.set_defaults(template="", cmyk=False)
        add_fonts(command)
    labels.set_defaults(numbered="")
    add_embed(copies)


def _material(options: argparse.Namespace) -> tuple[Material, Issue]:
    from briefing.cli.print_material import Material

    material = Material.of(options)
    if material.issue is None:
        place = Location(str(material.file), 1, 1)
        remedy = "写期文件或 年-期号"
        raise PrintError([Diagnostic("no-issue", "这里要期文件，不是 PDF", place, remedy)])
    return material, material.issue


def _setter(material: Material) -> Setter:
    from briefing.printing.setting import Setter

    faces = material.project.faces(material.fonts)
    return Setter(material.template, faces, material.stationery.leading)


def _papers(material: Material, issue: Issue) -> list[Paper]:
    from briefing.printing.addresses import on_paper, read_addresses

    path = material.project.addresses
    return on_paper(issue, read_addresses(path.read_bytes(), str(path)) if path else [])


def _title(issue: Issue) -> str:
    return f"{''.join(line.value for line in issue.title)} {issue.date.year}年第{issue.number}期"


def _put(material: Material, options: argparse.Namespace, files: dict[str, bytes]) -> None:
    from briefing.outputs import put

    folder = options.out or material.project.output(material.file)
    for path in put(folder, files):
        print(f"已生成 {shown(path)}")


def _make_copies(options: argparse.Namespace) -> int:
    from briefing.printing import register
    from briefing.printing.copies import numbered_docx, written

    material, issue = _material(options)
    numbers = material.numbers or tuple(range(1, (issue.print_run or 0) + 1))
    if not numbers:
        remedy = "加 --numbered 1-20，或在期文件里写“印数”"
        raise PrintError([Diagnostic("no-numbers", "不知道要哪些份号", None, remedy)])
    name = material.subject
    entries = _register(material, issue, numbers)
    faces = partial(material.project.faces, material.fonts)
    files: dict[str, bytes] = {}
    if "pdf" in options.to and options.each:
        for number in numbers:
            files[f"{name}-{written(number)}.pdf"] = material.numbered((number,), 1)
    elif "pdf" in options.to:
        files[f"{name}-份号.pdf"] = material.numbered(numbers, 1)
    if "docx" in options.to:
        made = numbered_docx(
            issue, material.template, numbers, faces, material.project.registry(), options.embed
        )
        files |= {f"{name}-{written(number)}.docx": data for number, data in made.items()}
    title = _title(issue)
    tables: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: register.to_xlsx(entries, title),
        "register": lambda: _register_sheets(material, issue, entries),
    }
    names = {"xlsx": f"{name}-份号.xlsx", "register": f"{name}-份号登记表.pdf"}
    files |= {names[kind]: make() for kind, make in tables.items() if kind in options.to}
    _put(material, options, files)
    if "csv" in options.to:
        _keep_register(material, entries)
    return DONE


def _register_sheets(material: Material, issue: Issue, entries: list[Entry]) -> bytes:
    from briefing.printing.lists import register_sheets

    setter = _setter(material)
    return register_sheets(entries, setter, material.stationery, _title(issue), issue.date)


def _register(material: Material, issue: Issue, numbers: tuple[int, ...]) -> list[Entry]:
    """As people have edited it, or from the lists if there is none or it has other numbers."""
    from briefing.printing import register

    path = material.project.register(material.subject)
    if path.is_file():
        known = register.read_csv(path.read_bytes(), str(path))
        if {entry.number for entry in known} == set(numbers):
            return known
        place = Location(str(path), 1, 1)
        remedy = "照登记表写 --numbered，或先把登记表改名留存"
        message = "登记表里是别的份号"
        raise PrintError([Diagnostic("other-register", message, place, remedy)])
    return register.allotted(_papers(material, issue), numbers)


def _keep_register(material: Material, entries: list[Entry]) -> None:
    """Write it once; afterwards it belongs to those who edit it."""
    from briefing.outputs import put
    from briefing.printing import register

    path = material.project.register(material.subject)
    if path.is_file():
        print(f"登记表用 {shown(path)}")
        return
    put(path.parent, {path.name: register.to_csv(entries)})
    print(f"已生成登记表 {shown(path)}，可以改；再运行一次就照它印")


def _make_labels(options: argparse.Namespace) -> int:
    from briefing.printing import register
    from briefing.printing.labels import envelopes, label_sheets, with_address
    from briefing.printing.lists import checklist

    material, issue = _material(options)
    papers, setter, measures = _papers(material, issue), _setter(material), material.stationery
    title, day, name = _title(issue), issue.date, material.subject
    if not 0 < options.first <= measures.label_columns * measures.label_rows:
        message = f"标签纸上没有第 {options.first} 格"
        raise PrintError([Diagnostic("bad-value", message, None, "从 1 数起，先横后竖")])
    files: dict[str, bytes] = {}
    if "labels" in options.to:
        found = with_address(papers)
        files[f"{name}-标签.pdf"] = label_sheets(found, setter, measures, title, day, options.first)
    if "envelopes" in options.to:
        settings = material.settings
        sender = (issue.editor.value, settings.sender, settings.sender_code)
        found = with_address(papers)
        files[f"{name}-信封.pdf"] = envelopes(found, setter, measures, sender, title, day)
    if "checklist" in options.to:
        path = material.project.register(name)
        entries = register.read_csv(path.read_bytes(), str(path)) if path.is_file() else []
        files[f"{name}-发送清单.pdf"] = checklist(papers, entries, setter, measures, title, day)
    _put(material, options, files)
    return DONE if options.to == ("checklist",) else _missed(papers)


def _missed(papers: list[Paper]) -> int:
    """Say who has no label and no envelope, as nobody misses what was never made."""
    names = [paper.name for paper in papers if not paper.address]
    if not names:
        return DONE
    message = f"{len(names)} 个单位没有地址，没有做标签、信封：{'、'.join(names)}"
    remedy = "在 addresses.csv 里补上；自己去取、不发纸的，份数写 0 或不管它"
    report([Diagnostic("no-address", message, None, remedy)])
    return FINDINGS
