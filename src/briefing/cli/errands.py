"""What a send is about (差事): an issue, the mail made of it, whom it goes to, and its job."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.cli.recipients import addresses_before, print_mailing
from briefing.cli.tables import table
from briefing.diagnostics import BriefingError, Diagnostic

if TYPE_CHECKING:
    from briefing.cli.dispatch import Case
    from briefing.mail.consignment import Consignment
    from briefing.mail.journal import Job, Journal
    from briefing.mail.lock import Lock
    from briefing.mail.recipients import Destination
    from briefing.mail.settings import MailSettings


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done: the case, what is sent, to whom; and the job, if it was planned.

    stops    what forbids to send it
    excused  names that get no mail, by this command or an earlier one of the same job
    """

    case: Case
    settings: MailSettings
    consignment: Consignment
    to: Sequence[Destination]
    job: Job | None
    stops: tuple[Diagnostic, ...]
    excused: tuple[str, ...] = ()


@contextmanager
def journal_for(case: Case, lock: Lock | None) -> Iterator[Journal | None]:
    """The journal; None if nothing was ever sent and nothing is to be."""
    from briefing.cli.dispatch import journal_of

    if lock is None and not case.project.journal.is_file():
        yield None
        return
    with journal_of(case.project, lock) as journal:
        yield journal


def errand_of(case: Case, journal: Journal | None, options: argparse.Namespace) -> Errand:
    """The errand of an issue; prints whom it goes to. BriefingError if it cannot be made."""
    from briefing.cli import dispatch
    from briefing.mail.recipients import objections

    settings = dispatch.settings_of(case)
    before = addresses_before(journal, case.key) if journal else []
    job = journal.job(case.key) if journal else None
    if case.issue.correction:
        return _correction(case, settings, journal, job)
    excused = tuple(dict.fromkeys([*(job.details["excused"] if job else ()), *options.excuse]))
    found = dispatch.mailing(case, dispatch.contacts_of(case.project), excused, before)
    fewer = options.fewer or job is not None
    stops = objections(found, len(before), fewer=fewer, excused=options.excuse)
    print_mailing(found)
    made = dispatch.consignment(case, settings)
    return Errand(case, settings, made, found.destinations, job, tuple(stops), excused)


def _correction(
    case: Case, settings: MailSettings, journal: Journal | None, job: Job | None
) -> Errand:
    """A correction goes to those who got what it corrects."""
    from briefing.cli import dispatch

    assert case.issue.correction
    wrong = case.issue.correction.issue
    original = journal.job(wrong.value) if journal else None
    if journal is None or original is None:
        message = f"没有 {wrong} 期的发送记录，不知道更正该发给谁"
        remedy = "核对“更正”里的期；原来那期不是用本程序发的，就把更正印出来分送"
        raise BriefingError([Diagnostic("no-original", message, wrong.location, remedy)])
    to = dispatch.receivers_of(original, journal)
    print(f"这是更正，发给收到过 {wrong} 期的 {len(to)} 个邮箱，不按本期的名单")
    print(table(("名称", "邮箱"), [("、".join(one.names), one.address.shown) for one in to]))
    stops = []
    if not to:
        message, remedy = f"没有人收到过 {wrong} 期", "核对“更正”里的期，看 briefing delivery --all"
        stops.append(Diagnostic("no-recipients", message, wrong.location, remedy))
    made = dispatch.consignment(case, settings)
    return Errand(case, settings, made, to, job, tuple(stops))


def differences(errand: Errand, journal: Journal) -> list[str]:
    """What is otherwise today than when its job was planned, in words; nothing without a job."""
    from briefing.mail.planning import difference

    if errand.job is None:
        return []
    settings = errand.settings
    found = difference(
        journal, errand.job, errand.consignment, errand.to, settings.sender, settings.envelope
    )
    said = ["邮件的内容（文字、附件或发件人）改过了"] if found.content else []
    said += [f"名单里多了：{'、'.join(found.added)}"] if found.added else []
    said += [f"名单里少了：{'、'.join(found.dropped)}"] if found.dropped else []
    return said
