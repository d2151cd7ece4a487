"""The dry run of briefing send: what would be sent to whom, on the screen or as files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import DONE, IMPOSSIBLE, report
from briefing.cli.errands import Errand, differences, errand_of, journal_for

if TYPE_CHECKING:
    from briefing.cli.dispatch import Case
    from briefing.mail.journal import Job, Journal


def rehearse(case: Case, options: argparse.Namespace) -> int:
    """Say what a send would do, or write it out as files; the exit code."""
    with journal_for(case, None) as journal:
        errand = errand_of(case, journal, options)
        mail, settings = errand.consignment, errand.settings
        print(f"\n主题：{mail.subject}")
        sender = settings.sender
        print(f"发件：{sender.name} <{sender.address.wire}>，经 {settings.server.host}")
        for each in mail.enclosures:
            size = max(1, len(each.content) // 1024)
            print(f"附件：{each.name}（{size} KB，SHA-256 {each.digest}）")
        changes = differences(errand, journal) if journal else []
        if errand.stops:
            report(errand.stops)
            return IMPOSSIBLE
        if options.eml:
            return _write_out(errand, options.eml, journal)
        if errand.job and journal:
            _print_state(errand.job, journal, changes)
        else:
            print(f"\n计划发给 {len(errand.to)} 个邮箱，每人单独一封")
        from briefing.cli.progress import span
        from briefing.mail.throttle import Throttle

        left = _left(errand, journal)
        needed = Throttle(settings.pace, 0.0).least(left, 0.0)
        if needed > 60:
            print(f"按设置的速度，全部发完约需 {span(needed)}")
        print("这是预演，什么也没有发")
        if left or changes:
            print(f"要发送：{_command(errand, options, changes)}")
        else:
            print(f"没有还要发的人，细看：briefing delivery {errand.case.key}")
        return DONE


def _left(errand: Errand, journal: Journal | None) -> int:
    """How many a send would still have to do with."""
    from briefing.mail.journal import OPEN

    if not errand.job or not journal:
        return len(errand.to)
    known = {row.address: row.state in OPEN for row in journal.rows(errand.job)}
    return sum(known.get(to.address.canonical, True) for to in errand.to)


def _command(errand: Errand, options: argparse.Namespace, changes: Sequence[str]) -> str:
    """What sends what was shown: with the excuses that were given, which a job remembers."""
    from briefing.mail.recipients import excuse

    known = errand.job.details["excused"] if errand.job else ()
    words = ["briefing send", errand.case.called, "--go"]
    words += [excuse(name) for name in options.excuse if name not in known]
    words += ["--fewer"] * (options.fewer and not errand.job)
    words += ["--replan rest"] * bool(changes)
    return " ".join(words)


def _print_state(job: Job, journal: Journal, changes: Sequence[str]) -> None:
    from briefing.mail.report import summary

    print(f"\n这一期已有发送记录（共 {job.total} 个收件人）：{summary(journal.counts(job))}")
    for change in changes:
        print(f"和上次计划相比：{change}")
    if changes:
        print("要按现在的发，加 --replan rest（只发给还没收到的）或 --replan all（全部重发）")


def _write_out(errand: Errand, folder: Path, journal: Journal | None) -> int:
    """Every message as a file, just as it would be sent."""
    from briefing.mail.message import addressed, compared, freeze, message_id
    from briefing.mail.planning import destination_of, letter_of
    from briefing.outputs import put, safe_name

    files = {}
    if errand.job and journal:
        letter = letter_of(journal, errand.job)
        for row in journal.rows(errand.job):
            name = safe_name(f"{row.n + 1:04}_{destination_of(row).address.canonical}", ".eml")
            files[name] = letter.written_to(row)
    else:
        sender, mail = errand.settings.sender, errand.consignment
        frozen = freeze(mail, sender, datetime.now().astimezone())
        for n, to in enumerate(errand.to, 1):
            identifier = message_id("eml", to.address.canonical, sender.address.domain)
            message = addressed(frozen, to, identifier)
            compared(message, mail, sender, to, identifier)
            files[safe_name(f"{n:04}_{to.address.canonical}", ".eml")] = message
    put(folder, files)
    print(f"\n已把 {len(files)} 封邮件存进 {folder}，什么也没有发。用邮件软件打开就能看")
    return DONE
