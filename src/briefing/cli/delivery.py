"""briefing delivery, report, bounces, test-mail: proof of what was sent, and trying it out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_fonts,
    kinds_of,
    report,
    shown,
)
from briefing.diagnostics import BriefingError, Diagnostic
from briefing.issue import USUAL_TEMPLATE

if TYPE_CHECKING:
    from briefing.mail.journal import Journal
    from briefing.mail.report import Account
    from briefing.project import Project

_KINDS = ("txt", "csv", "xlsx", "json", "pdf")


def add(commands: Commands) -> None:
    """Add the commands."""
    purpose = "看发到哪里了：谁收到、谁没收到、怎么办（签批见 status）"
    status = add_command(commands, "delivery", purpose, _delivery)
    status.add_argument("target", nargs="?", metavar="期", help="期号，不写则取最近发送的一期")
    status.add_argument("--all", action="store_true", help="列出发送过的各期")
    written = add_command(
        commands, "report", "生成邮件发送清单（文字、表格、JSON、可打印的 PDF）", _report
    )
    written.add_argument("target", nargs="?", metavar="期", help="期号，不写则取最近发送的一期")
    written.add_argument(
        "--to",
        type=partial(kinds_of, _KINDS),
        default=("pdf",),
        metavar="pdf,xlsx,csv,txt,json",
        help="要哪些文件，默认 PDF；xlsx 用表格软件打开",
    )
    written.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程的 out")
    add_fonts(written)
    trial = add_command(commands, "test-mail", "只给自己发一封，看看样子和附件", _test_mail)
    trial.add_argument("target", nargs="?", metavar="期", help="期文件或期号，不写则取最新一期")
    trial.add_argument("--to", metavar="邮箱", help="发给谁，不写就发给发件邮箱自己")
    back = add_command(commands, "bounces", "读退信，把退回的人记下来", _bounces)
    back.add_argument(
        "mailbox", type=Path, metavar="邮箱文件", help="Maildir 文件夹，或 mbox、eml 文件"
    )


def _project_with_journal() -> Project:
    from briefing.project import Project

    project = Project.find()
    if not project.journal.is_file():
        raise _nothing_sent()
    return project


def _nothing_sent() -> BriefingError:
    remedy = "先用 briefing send 发送"
    return BriefingError([Diagnostic("no-job", "还没有发送过任何一期", None, remedy)])


def _account(journal: Journal, target: str | None) -> Account:
    """The account of the job that somebody means, of the last one if nobody says."""
    from briefing.cli.dispatch import find_key
    from briefing.mail.report import account_of

    key = find_key(target, journal)
    job = journal.job(key) if key else None
    if job is None:
        raise _nothing_sent()
    return account_of(journal, job)


def _delivery(options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import journal_of
    from briefing.cli.tables import table
    from briefing.mail.report import as_text, shown_time, summary

    project = _project_with_journal()
    with journal_of(project) as journal:
        if options.all:
            rows = [
                (job.key, shown_time(job.created), str(job.total), summary(journal.counts(job)))
                for job in journal.jobs()
            ]
            print(table(("期", "计划时间", "收件人", "结果"), rows))
            return DONE
        print(as_text(_account(journal, options.target)), end="")
    return DONE


def _report(options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import journal_of
    from briefing.mail.report import TITLE, as_csv, as_json, as_text, as_xlsx
    from briefing.outputs import put, safe_name

    project = _project_with_journal()
    with journal_of(project) as journal:
        account = _account(journal, options.target)
    files = {}
    for kind in options.to:
        name = safe_name(f"{account.job.key}_{TITLE}", f".{kind}")
        if kind == "pdf":
            from briefing.cli.printed_report import as_pdf
            from briefing.printing.setting import Setter
            from briefing.printing.stationery import load_stationery

            measures = load_stationery(project.stationery)
            template, faces = project.template(USUAL_TEMPLATE), project.faces(options.fonts)
            files[name] = as_pdf(account, Setter(template, faces, measures.leading), measures)
        else:
            makers: dict[str, Callable[[], bytes]] = {
                "txt": lambda: as_text(account).encode(),
                "csv": lambda: as_csv(account),
                "xlsx": lambda: as_xlsx(account),
                "json": lambda: as_json(account),
            }
            files[name] = makers[kind]()
    for path in put(options.out or project.out, files):
        print(f"已生成 {shown(path)}")
    return DONE


def _test_mail(options: argparse.Namespace) -> int:
    from datetime import datetime

    from briefing.cli import dispatch
    from briefing.mail.addresses import parse_address
    from briefing.mail.endings import ConfigurationError, Ending
    from briefing.mail.message import addressed, compared, freeze, message_id
    from briefing.mail.recipients import Destination
    from briefing.mail.replies import Place, Verdict, judge
    from briefing.mail.secret import find_secret
    from briefing.mail.smtp import Connection, TransportError, stuffed

    case = dispatch.find_case(options.target)
    dispatch.refuse_secret(case.issue)
    try:
        settings = dispatch.settings_of(case)
        server, sender = settings.server, settings.sender
        made = dispatch.consignment(case, settings)
        now = datetime.now().astimezone()
        address = parse_address(options.to) if options.to else sender.address
        if isinstance(address, Diagnostic):
            raise BriefingError([address])
        made = type(made)(
            made.key, f"【试发】{made.subject}", made.text, made.html, made.enclosures
        )
        to = Destination(address, (sender.name,))
        identifier = message_id(now.isoformat(), address.canonical, sender.address.domain)
        frozen = freeze(made, sender, now)
        compared(addressed(frozen, to, identifier), made, sender, to, identifier)
        secret = find_secret(server.user, settings.password_file) if server.user else None
    except ConfigurationError as error:
        report(error.diagnostics)
        return Ending.CONFIGURATION
    place, reply, judgement = Place.CONNECT, None, None
    connection = None
    try:
        print(f"连接 {server.host} 的 {server.port} 端口（加密：{server.encryption}）……")
        connection = Connection(server, secret)
        print(f"已连上{'并登录' if server.user else ''}，把《{made.subject}》发给 {address.wire}……")
        message = stuffed(addressed(frozen, to, identifier))
        utf8 = address.needs_smtputf8
        connection.offer(settings.envelope.wire, address.wire, len(message), utf8)
        connection.text(message)
        place, reply = Place.DOT, connection.dot()
        judgement = judge(place, reply)
    except TransportError as error:
        place, reply, judgement = error.place, error.reply, error.judgement
    finally:
        if connection:
            connection.close(farewell=True)
    said = f"：{reply.code} {reply.text}" if reply else ""
    if judgement.verdict is Verdict.ACCEPTED:
        print(f"服务器收下了{said}")
        print("打开邮箱看看主题、正文和附件名；没有就看看垃圾邮件")
        print(f"没有问题，就看预演：briefing send {case.called}")
        return DONE
    message_text = f"试发没有成功（{place}）：{judgement.reason}{said}"
    report([Diagnostic("not-sent", message_text, None, judgement.remedy)])
    stop = judgement.verdict is Verdict.STOP
    return Ending.CONFIGURATION if stop else IMPOSSIBLE


def _bounces(options: argparse.Namespace) -> int:
    from briefing.cli.dispatch import journal_of, lock_of
    from briefing.mail.bounces import match, note, read_bounces
    from briefing.mail.endings import Ending, LockedError

    project = _project_with_journal()
    known = 0
    jobs, strangers = [], []
    try:
        with lock_of(project) as lock, journal_of(project, lock) as journal:
            for bounce in read_bounces(options.mailbox):
                found = match(journal, bounce)
                if found is None:
                    strangers.append(bounce.address)
                elif note(journal, *found, bounce):
                    job, row = found
                    jobs.append(job.key)
                    said = (job.key, "、".join(row.names), row.shown, bounce.reason)
                    print("　".join(filter(None, said)))
                else:
                    known += 1
    except LockedError as error:
        report(error.diagnostics)
        return Ending.LOCKED
    if strangers:
        print(f"和本工程的发送对不上的退信：{'、'.join(sorted(set(strangers)))}")
    if not jobs and not strangers and not known:
        print("里面没有退信（只说“推迟”的不算，服务器还在试）")
        return DONE
    print(f"新记下 {len(jobs)} 个退回的人" + (f"，另有 {known} 个以前已记下" if known else ""))
    for key in dict.fromkeys(jobs):
        print(f"怎么办，见：briefing delivery {key}")
    return FINDINGS if jobs else DONE
