"""briefing print, briefing printers, briefing jobs, briefing preflight: the print room."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_fonts,
    newest,
    report,
)
from briefing.diagnostics import BriefingError, Diagnostic, PrintError

if TYPE_CHECKING:
    from briefing.cli.print_material import Material
    from briefing.printing.cups import Printer
    from briefing.printing.desk import PrintSystem
    from briefing.printing.journal import Job, Journal
    from briefing.printing.options import JobOptions

_NOT_YET = "还没有打印。核对无误后，加上 --go 再运行一次"
_DUPLEX = ("长边", "短边", "单面", "手动")


def add(commands: Commands) -> None:
    """Add the commands."""
    command = add_command(commands, "print", "打印：先列出作业，加 --go 才交给打印机", _print)
    add_what(command)
    command.add_argument("--go", action="store_true", help="真的打印；不写只列出作业")
    command.add_argument("--again", action="store_true", help="印过的再印一遍")
    command.add_argument("--anyway", action="store_true", help="印前检查有问题也印")
    command.add_argument("--copies", type=_count, metavar="份数", help="不写则用“印数”")
    command.add_argument("--printer", default="", metavar="打印机", help="不写则用默认的一台")
    command.add_argument(
        "--duplex",
        choices=_DUPLEX,
        metavar="|".join(_DUPLEX),
        help="双面时翻哪一边；手动是分两次印",
    )
    command.add_argument("--backs", action="store_true", help="手动双面的第二次：印反面")
    command.add_argument("--tray", default="", metavar="纸盒", help="用哪个纸盒，名称见 printers")
    shapes = command.add_mutually_exclusive_group()
    shapes.add_argument("--booklet", action="store_true", help="骑马钉小册子：A4 拼在 A3 上")
    shapes.add_argument("--two-up", action="store_true", help="校样：两页拼一张 A4")
    command.add_argument("--no-marks", action="store_true", help="小册子不印折叠线")
    command.add_argument("--cmyk", action="store_true", help="换成胶印油墨：红 Y80 M80，黑 K")
    command.add_argument(
        "--out", type=Path, metavar="文件", help="把要印的 PDF 另存一份；不加 --go 就只存不印"
    )
    add_command(commands, "printers", "列出打印机", _printers)
    jobs = add_command(commands, "jobs", "列出打印记录，处理没有结果的作业", _jobs)
    jobs.add_argument("subject", nargs="?", default="", metavar="年-期号", help="只看这一期")
    jobs.add_argument("--cancel", type=int, metavar="编号", help="取消作业")
    jobs.add_argument("--release", type=int, metavar="编号", help="放行按住的作业")
    jobs.add_argument(
        "--settle",
        nargs=2,
        metavar=("编号", "printed|lost"),
        help="不能确定的作业，到打印机前看过以后写明：printed 印了，lost 没有印",
    )
    check = add_command(commands, "preflight", "印前检查：字体、颜色、图、版心、纸张", _preflight)
    add_what(check)
    check.add_argument("--cmyk", action="store_true", help="按胶印检查：颜色须是油墨")


def add_what(command: argparse.ArgumentParser) -> None:
    """What is printed, and how it is made."""
    command.add_argument(
        "what", nargs="?", default="", metavar="文件|年-期号", help="期文件、PDF 或已出刊的一期"
    )
    command.add_argument("--numbered", default="", metavar="1-20", help="每份印上自己的份号")
    command.add_argument("--template", default="", metavar="版式", help="PDF 按哪个版式检查")
    add_fonts(command)


def _count(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 0 < int(written) < 100_000:
        raise argparse.ArgumentTypeError(f"“{written}”不是份数，写 1 到 99999")
    return int(written)


def print_system(keep: Path) -> PrintSystem:
    """The print system of this machine."""
    if sys.platform == "win32":
        from briefing.printing.windows import WindowsDesk

        return WindowsDesk(keep)
    from briefing.printing.cups import Cups

    return Cups()


def open_journal(path: Path) -> Journal:
    """The journal of a project, with the clock of this machine."""
    from briefing.printing.journal import Journal

    return Journal(path, lambda: datetime.now().astimezone().isoformat(" ", "seconds"))


def _print(options: argparse.Namespace) -> int:
    from briefing.cli.print_material import Material

    material = Material.of(options)
    data, pages, asked = material.made(options)
    findings = material.findings(options)
    report(findings)
    if options.out:
        from briefing.outputs import put

        (saved,) = put(options.out.parent, {options.out.name: data})
        print(f"已另存 {saved}")
    stops = material.stopping(findings)
    if options.go and stops and not options.anyway:
        print("没有打印：先改正上面的问题；明知有问题也要印，加 --anyway", file=sys.stderr)
        return IMPOSSIBLE
    if options.out and not options.go:
        _say_what(material, pages, asked)
        return FINDINGS if findings else DONE
    outcome = _desk(material, data, pages, asked, options)
    return max(outcome, FINDINGS if findings else DONE)


def _desk(
    material: Material, data: bytes, pages: int, asked: JobOptions, options: argparse.Namespace
) -> int:
    from briefing.printing import desk
    from briefing.printing.journal import State
    from briefing.printing.options import ranges

    system = print_system(material.project.out)
    printer = desk.chosen(system.printers(), options.printer or material.settings.printer)
    subject = material.subject
    numbers = () if options.backs else material.numbers  # they were given out with the fronts
    job = desk.planned(subject, data, pages, printer.name, asked, numbers)
    _say_what(material, pages, asked)
    print(f"打印机：{_described(printer)}")
    for warning in _unfit(printer, asked):
        print(f"注意：{warning}")
    path = material.project.print_journal
    if not options.go and not path.is_file():
        print(_NOT_YET)  # and nothing is left behind
        return DONE
    with open_journal(path) as journal:
        moved = desk.recovered(journal, system)
        for stood, stands in moved:
            _say(stood, stands)
        held = desk.resumable(job, journal)
        before = [] if held else desk.printed_before(job, journal)
        if before and not (options.go and options.again):
            report(before)
        if not options.go:
            print("还没有打印" if before else _NOT_YET)
            return DONE
        uncertain = desk.unsettled(journal.jobs(State.UNCERTAIN, subject=subject))
        if uncertain:
            raise PrintError(uncertain)
        if before and not options.again:
            return IMPOSSIBLE
        if held:
            done = desk.release(held, journal, system)
        else:
            done = desk.hand_over(job, data, asked, journal, system)
    if done.spooled:
        print(f"已交给打印机：作业 #{done.id}，{done.spooled}。结果用 briefing jobs 看")
    else:
        print(f"已交给看 PDF 的程序打印：作业 #{done.id}。它不知道要印几份、双面与否：")
        print(f"  有打印窗口的，在窗口里选 {asked.described()}；只打开了文件的，自己按打印")
        print("  不出窗口就印了的，印的是一份；打印机的默认设置改好后，差几份在那里补印")
    if numbers and not material.project.register(subject).is_file():
        print(f"谁领哪一份还没有登记：briefing copies {subject} --numbered {ranges(numbers)}")
    if material.by_hand and not options.backs:
        print("正面印完后，整叠纸原样放回纸盒，再加 --backs 运行一次")
    return DONE


def _say_what(material: Material, pages: int, asked: JobOptions) -> None:
    print(f"作业：{material.subject}，{material.described}")
    print(f"设置：{asked.described()}")
    print(f"纸张：{material.estimated(pages, asked)}")


def _unfit(printer: Printer, asked: JobOptions) -> list[str]:
    """What the printer does not say that it can do."""
    from briefing.printing.options import Sides

    found = []
    if asked.sides is not Sides.ONE and not printer.duplex:
        found.append("这台打印机没有报告能双面打印；不能的话加 --duplex 手动")
    if not printer.has(asked.media):
        found.append(f"这台打印机没有报告有 {asked.media} 纸")
    if asked.tray and printer.trays and asked.tray not in printer.trays:
        found.append(f"这台打印机没有报告纸盒“{asked.tray}”，有：{'、'.join(printer.trays)}")
    if printer.state == "paused":
        found.append("打印机已暂停，作业会排在队里，等它恢复再印")
    return found


def _say(before: Job, now: Job) -> None:
    from briefing.printing.journal import CHINESE

    print(
        f"作业 #{now.id}（{now.subject}）{CHINESE[before.state]} → {CHINESE[now.state]}"
        f"{'，' + now.spooled if now.spooled else ''}"
    )


_STATES = {"idle": "空闲", "busy": "正在打印", "paused": "已暂停"}


def _described(printer: Printer) -> str:
    parts = [_STATES[printer.state]]
    if not printer.accepts:
        parts.append("不收作业")
    if printer.reason:
        parts.append(printer.reason)
    return f"{printer.name}（{'，'.join(parts)}）"


def _printers(_: argparse.Namespace) -> int:
    system = print_system(Path("out"))
    found = system.printers()
    for printer in found:
        print(("* " if printer.default else "  ") + _described(printer))
        if printer.info and printer.info != printer.name:
            print(f"    说明：{printer.info}")
        able = ["能双面" if printer.duplex else "没有报告双面", "彩色" if printer.color else "黑白"]
        sizes = [size for size in ("A4", "A3") if printer.media and printer.has(size)]
        print(f"    {'，'.join([*able, '、'.join(sizes) or '没有报告纸张'])}")
        if printer.trays:
            print(f"    纸盒：{'、'.join(printer.trays)}")
    if not found:
        print("没有打印机。请管理员用 lpadmin 或系统设置添加")
        return FINDINGS
    return DONE


def _jobs(options: argparse.Namespace) -> int:
    from briefing.printing import desk
    from briefing.printing.journal import CHINESE, OPEN
    from briefing.project import project_of

    project = project_of(Path())
    system = print_system(project.out)
    if not project.print_journal.is_file():
        print("还没有打印过")
        return DONE
    with open_journal(project.print_journal) as journal:
        try:
            for before, now in desk.recovered(journal, system):
                _say(before, now)
        except PrintError as error:
            report(error.diagnostics)  # the journal can be read all the same
        if options.cancel:
            _cancel(_job(options.cancel, journal), journal, system)
        if options.release:
            _release(_job(options.release, journal), journal, system)
        if options.settle:
            _settle(options.settle, journal)
        jobs = journal.jobs(subject=options.subject)
        for job in jobs:
            where = job.spooled or job.printer
            print(f"#{job.id} {job.at} {job.subject} {where} {job.options}：{CHINESE[job.state]}")
        return FINDINGS if any(job.state in OPEN for job in jobs) else DONE


def _job(number: int, journal: Journal) -> Job:
    for job in journal.jobs():
        if job.id == number:
            return job
    raise PrintError([Diagnostic("no-job", f"没有作业 #{number}", None, "用 briefing jobs 看编号")])


def _cancel(job: Job, journal: Journal, system: PrintSystem) -> None:
    from briefing.printing.journal import MOVES, State

    if not job.spooled or State.CANCELLED not in MOVES[job.state]:
        raise PrintError([_settled(job)])
    system.cancel(job.spooled)
    _say(job, journal.move(job, State.CANCELLED, "取消"))


def _release(job: Job, journal: Journal, system: PrintSystem) -> None:
    from briefing.printing import desk
    from briefing.printing.journal import State

    if job.state is not State.HELD:
        raise PrintError([_settled(job)])
    _say(job, desk.release(job, journal, system))


def _settle(given: list[str], journal: Journal) -> None:
    from briefing.printing.journal import State

    number, what = given
    states = {"printed": State.PRINTED, "lost": State.LOST}
    if what not in states or not number.isdigit():
        remedy = "写成 --settle 3 printed 或 --settle 3 lost"
        raise PrintError([Diagnostic("bad-value", f"看不懂“{number} {what}”", None, remedy)])
    job = _job(int(number), journal)
    if job.state is not State.UNCERTAIN:
        raise PrintError([_settled(job)])
    _say(job, journal.move(job, states[what], "有人到打印机前看过"))


def _settled(job: Job) -> Diagnostic:
    from briefing.printing.journal import CHINESE

    message = f"作业 #{job.id} 现在是“{CHINESE[job.state]}”，不能这样处理"
    return Diagnostic("job-settled", message, None, "用 briefing jobs 看各作业的情形")


def _preflight(options: argparse.Namespace) -> int:
    from briefing.cli.print_material import Material

    if not options.what:
        options.what = str(newest())
    try:
        material = Material.of(options)
    except BriefingError as error:
        report(error.diagnostics)
        return IMPOSSIBLE
    findings = material.findings(options)
    report(findings)
    if findings:
        print(f"{options.what}：有 {len(findings)} 处要看")
        return FINDINGS
    print(f"{options.what}：可以印")
    return DONE
