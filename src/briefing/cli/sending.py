"""briefing send: the dry run, and the real one with --go."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import DONE, IMPOSSIBLE, Commands, add_command, new_parser, report
from briefing.cli.errands import Errand, differences, errand_of, journal_for
from briefing.cli.recipients import add_excuse
from briefing.cli.rehearsal import rehearse
from briefing.diagnostics import BriefingError, DeliveryError, Diagnostic

if TYPE_CHECKING:
    from briefing.cli.dispatch import Case
    from briefing.mail.endings import Ending
    from briefing.mail.journal import Job, Journal, Row
    from briefing.mail.sender import Sender


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "把一期发给名单上的每个人；不写 --go 只看计划，什么也不发"
    send = add_command(commands, "send", purpose, _send)
    send.add_argument("target", nargs="?", metavar="期", help="期文件或期号，不写则取最新一期")
    send.add_argument("--go", action="store_true", help="真的发送；停下后再运行同一条命令会接着发")
    send.add_argument("--eml", type=Path, metavar="文件夹", help="不发送，把每封邮件存成 .eml 文件")
    send.add_argument(
        "--only", action="append", default=[], metavar="邮箱或名称", help="只发给他，可写几次"
    )
    send.add_argument("--limit", type=_count, default=0, metavar="个数", help="这次最多发几个")
    send.add_argument(
        "--replan",
        choices=("rest", "all"),
        metavar="rest|all",
        help="名单或内容改过以后重新计划：rest 只发给还没收到的，all 全部重发",
    )
    send.add_argument(
        "--resend-uncertain",
        type=_count,
        metavar="个数",
        help="再发给“不确定”的人，写明有几个；他们可能收到两封",
    )
    send.add_argument("--resend-refused", action="store_true", help="再发给被拒收的人")
    send.add_argument(
        "--mark-sent",
        action="append",
        default=[],
        metavar="邮箱",
        help="查明“不确定”的人已收到，记下",
    )
    add_excuse(send)
    send.add_argument("--fewer", action="store_true", help="名单确实比上期少了一半以上")
    send.add_argument("--take-over", action="store_true", help="核对过了，仍按这份发送记录接着发")
    send.add_argument(
        "--wait", type=_count, default=30, metavar="分钟", help="最多等“稍后再发”的人多久，默认 30"
    )


def send_now(file: Path) -> int:
    """briefing send FILE --go, for a command that comes before it."""
    parser, commands = new_parser()
    add(commands)
    print()
    return _send(parser.parse_args(["send", str(file), "--go"]))


def _count(written: str) -> int:
    """A whole number from 0 on."""
    if not re.fullmatch("[0-9]{1,6}", written):
        raise argparse.ArgumentTypeError(f"“{written}”不行，写一个整数，如 3")
    return int(written)


def _send(options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import find_case, refuse_secret, refuse_unpublished
    from briefing.mail.endings import ConfigurationError, Ending, JournalError, LockedError

    try:
        case = find_case(options.target)
        refuse_secret(case.issue)
        if not options.mark_sent:  # that notes what was found out about mail already sent
            refuse_unpublished(case)
        if options.go or options.mark_sent:
            return _really(case, options)
        return rehearse(case, options)
    except LockedError as error:
        report(error.diagnostics)
        return Ending.LOCKED
    except ConfigurationError as error:
        report(error.diagnostics)
        return Ending.CONFIGURATION
    except JournalError as error:
        report(error.diagnostics)
        return Ending.UNFINISHED if options.go else IMPOSSIBLE


# --- the real thing


def _really(case: Case, options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import lock_of
    from briefing.mail.machine import this_machine
    from briefing.mail.planning import doubts, loss

    with lock_of(case.project) as lock, journal_for(case, lock) as journal:
        assert journal is not None
        job = journal.job(case.key)
        if options.mark_sent:
            return _mark_sent(job, journal, options.mark_sent)
        lost = loss(lock.witnessed, journal.last_step)
        if not options.take_over and job and _open_count(job, journal):
            worries = doubts(job, this_machine(), lock.witnessed, journal.last_step)
            if worries:
                raise DeliveryError([_doubtful(each, job, journal) for each in worries])
        elif lost and not options.take_over:
            raise DeliveryError([_forgotten(lost, case.key)])
        errand = errand_of(case, journal, options)
        if errand.stops:
            report(errand.stops)
            return IMPOSSIBLE
        if job:
            recovered = journal.recover(job)
            if recovered:
                print(f"上次中断时有 {len(recovered)} 个人正在发，记为“不确定”")
        job = _planned(errand, journal, options)
        journal.write(job, [], this_machine())
        _ask_again(job, journal, options)
        return _run(errand, job, journal, options)


def _open_count(job: Job, journal: Journal) -> int:
    from briefing.mail.journal import OPEN

    counts = journal.counts(job)
    return sum(counts.get(each, 0) for each in OPEN)


def _doubtful(worry: str, job: Job, journal: Journal) -> Diagnostic:
    from briefing.mail.journal import OPEN

    rows = journal.rows(job, *OPEN, most=20)
    names = "、".join(row.shown for row in rows)
    count = _open_count(job, journal)
    names += "……" if count > 20 else ""
    remedy = (
        f"先查“已发送”或服务器日志：还没发的 {count} 个人（{names}）里，"
        "其实收到过的会收到第二封。确认以后加 --take-over"
    )
    return Diagnostic("doubtful-journal", worry, None, remedy)


def _forgotten(lost: str, key: str) -> Diagnostic:
    """Steps are gone, and nobody can tell whose they were."""
    remedy = (
        f"先从备份恢复整个 archive 文件夹，或查“已发送”：{key} 期若发过，再发就有人收到两封。"
        "确认没有发过（或要再发），加 --take-over"
    )
    return Diagnostic("doubtful-journal", lost, None, remedy)


def _planned(errand: Errand, journal: Journal, options: argparse.Namespace) -> Job:
    from briefing.mail.machine import refuse_full_disk, this_machine
    from briefing.mail.planning import plan

    job, settings = errand.job, errand.settings
    changes = differences(errand, journal)
    if job and changes and not options.replan:
        remedy = (
            "要按现在的发，加 --replan rest（只发给还没收到的）或 --replan all（全部重发）；"
            "要按原来的接着发，把改动退回去。已经发出的内容有错，请另发一期更正"
        )
        message = f"和上次计划不一样：{'；'.join(changes)}"
        raise BriefingError([Diagnostic("changed-since", message, None, remedy)])
    if job and not (options.replan and (changes or options.replan == "all")):
        return job
    size = sum(len(each.content) for each in errand.consignment.enclosures)
    refuse_full_disk(errand.case.project.journal.parent, 4 * size + 2_000 * len(errand.to))
    return plan(
        journal,
        errand.consignment,
        errand.to,
        settings.sender,
        settings.envelope,
        marked=settings.marked,
        date=datetime.now().astimezone().replace(microsecond=0),
        machine=this_machine(),
        former=job,
        anew=options.replan == "all",
        excused=errand.excused,
    )


def _ask_again(job: Job, journal: Journal, options: argparse.Namespace) -> None:
    """What people ask for: uncertain or refused recipients are queued once more."""
    from briefing.mail.journal import Move, State

    only = _chosen(job, journal, options.only)

    def rows_in(state: State) -> list[Row]:
        return [row for row in journal.rows(job, state) if not only or row.address in only]

    if options.resend_uncertain is not None:
        rows = rows_in(State.UNCERTAIN)
        if len(rows) != options.resend_uncertain:
            message = f"“不确定”的有 {len(rows)} 个，不是 {options.resend_uncertain} 个，没有重发"
            remedy = f"先看 briefing delivery {job.key}，再写对个数"
            raise BriefingError([Diagnostic("wrong-count", message, None, remedy)])
        said = "按要求重发"
        journal.write(
            job, [Move(r.address, State.UNCERTAIN, State.QUEUED, reply=said) for r in rows]
        )
    if options.resend_refused:
        rows = rows_in(State.REFUSED)
        journal.write(
            job, [Move(r.address, State.REFUSED, State.QUEUED, reply="按要求重发") for r in rows]
        )


def _mark_sent(job: Job | None, journal: Journal, addresses: Sequence[str]) -> int:
    from briefing.mail.journal import Move, State

    if job is None:
        remedy = "核对期号，看 briefing delivery --all"
        raise BriefingError([Diagnostic("no-job", "这一期还没有发送记录", None, remedy)])
    journal.recover(job)
    rows = {row.address for row in journal.rows(job, State.UNCERTAIN)}
    named = {_canonical(each): each for each in addresses}
    unknown = [written for address, written in named.items() if address not in rows]
    if unknown:
        message = f"“{unknown[0]}”不在“不确定”的人里"
        remedy = f"先看 briefing delivery {job.key}"
        raise BriefingError([Diagnostic("not-uncertain", message, None, remedy)])
    said = "人工查明已发出"
    moves = [Move(each, State.UNCERTAIN, State.SENT, reply=said) for each in named]
    journal.write(job, moves)
    print(f"已记下 {len(moves)} 个人收到了")
    return DONE


def _canonical(written: str) -> str:
    """An address as the journal knows it; what is none stays as it is."""
    from briefing.mail.addresses import parse_address

    found = parse_address(written.strip())
    return written if isinstance(found, Diagnostic) else found.canonical


def _chosen(job: Job, journal: Journal, only: Sequence[str]) -> list[str]:
    """Canonical addresses of those who are named, by address or by printed name."""
    from briefing.mail.contacts import key_of

    if not only:
        return []
    rows = journal.rows(job)
    found = []
    for each in only:
        address, wanted = _canonical(each), key_of(each)
        named = [
            row.address
            for row in rows
            if row.address == address or any(_is_called(key_of(name), wanted) for name in row.names)
        ]
        if not named:
            message, remedy = f"名单里没有“{each}”", "照 briefing recipients 列出的名称或邮箱写"
            raise BriefingError([Diagnostic("not-listed", message, None, remedy)])
        found += named
    return found


def _is_called(name: str, wanted: str) -> bool:
    """Whether 各企业(甲企业) is meant: as a whole, by 各企业 or by 甲企业."""
    parts = name.endswith(")") and (name.startswith(f"{wanted}(") or name.endswith(f"({wanted})"))
    return bool(wanted) and (name == wanted or parts)


def _run(errand: Errand, job: Job, journal: Journal, options: argparse.Namespace) -> int:
    import time

    from briefing.cli import progress
    from briefing.mail.planning import letter_of
    from briefing.mail.report import account_of, as_text
    from briefing.mail.secret import find_secret
    from briefing.mail.sender import Clock, Sender
    from briefing.mail.smtp import Connection

    server = errand.settings.server
    only = _chosen(job, journal, options.only)
    letter = letter_of(journal, job)
    left = _open_count(job, journal)
    if left:
        secret = find_secret(server.user, errand.settings.password_file) if server.user else None
        pace = errand.settings.pace
        pace = replace(pace, connections=min(pace.connections, left))
        before = f"，以前发过的不再发（共 {job.total} 个）" if left < job.total else ""
        print(f"\n开始发送，还有 {left} 个收件人{before}")
        print("要停下按 Ctrl-C，以后运行同一条命令会接着发")
        with progress.shown(job.total) as tell:
            sender = Sender(
                journal,
                job,
                letter,
                lambda: Connection(server, secret),
                pace,
                Clock(time.monotonic, time.time),
                only=only,
                limit=options.limit,
                patience=options.wait * 60.0,
                tell=tell,
            )
            with _stoppable(sender):
                finish = sender.run()
        ending: Ending = finish.ending
        halt = finish.halt
    else:
        from briefing.mail.sender import conclusion

        print("\n没有还要发的人")
        ending, halt = conclusion(journal.counts(job)), None
    print()
    print(as_text(account_of(journal, job)), end="")
    if halt:
        sys.stdout.flush()
        report([Diagnostic("stopped", f"停下了：{halt.reason}", None, halt.remedy)])
    return ending


@contextmanager
def _stoppable(sender: Sender) -> Iterator[None]:
    """The first signal ends the run in good order; a second one at once."""
    from briefing.mail.endings import Ending

    endings = {
        getattr(signal, name): ending
        for name, ending in (
            ("SIGINT", Ending.INTERRUPTED),
            ("SIGTERM", Ending.TERMINATED),
            ("SIGHUP", Ending.HANGUP),
        )
        if hasattr(signal, name)
    }
    asked = False

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            os.write(2, "马上停下。正在发的人会记为“不确定”\n".encode())
            os._exit(endings[signal.Signals(number)])
        asked = True
        os.write(2, "\n正在停下：等手上这几封的应答，最多 30 秒。再按一次马上停\n".encode())
        sender.stop(endings[signal.Signals(number)])

    old: dict[int, Callable[..., object] | int | None] = {}
    try:
        for number in endings:
            old[number] = signal.signal(number, stop)
    except ValueError:  # not in the main thread: nobody can press Ctrl-C there
        pass
    try:
        yield
    finally:
        for each, handler in old.items():
            signal.signal(each, handler)
