"""Planning a job (计划): what is sent and to whom, frozen before anything is sent.

From then on only the bytes in the journal are sent, also when a job is resumed. What is asked for
now is compared with the plan, and another content or list is another plan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from briefing.diagnostics import DeliveryError, Diagnostic
from briefing.mail.addresses import Address, parse_address
from briefing.mail.consignment import Consignment, Enclosure
from briefing.mail.journal import Job, Journal, Part, Row, State
from briefing.mail.machine import Machine
from briefing.mail.message import (
    From,
    addressed,
    compared,
    freeze,
    head_compared,
    head_for,
    message_id,
)
from briefing.mail.recipients import Destination

_DAY = 86_400.0
_FROZEN, _SUBJECT, _TEXT, _HTML, _FILE = "frozen", "subject", "text", "html", "file"
# Who is done with, for good or for ill; everybody else still gets the mail.
REACHED = frozenset({State.SENT, State.UNCERTAIN, State.BOUNCED, State.DOT})


@dataclass(frozen=True, slots=True)
class Letter:
    """What the job sends: the frozen bytes, and what they were made of.

    envelope  the address that bounces go to
    marked    bounces carry a mark that says whose mail came back
    """

    consignment: Consignment
    sender: From
    envelope: Address
    marked: bool
    frozen: bytes

    def written_to(self, row: Row) -> bytes:
        """The message for one recipient."""
        return addressed(self.frozen, destination_of(row), row.identifier)


def destination_of(row: Row) -> Destination:
    """The recipient that a row of the journal stands for."""
    return Destination(_read(row.shown), row.names)


def bounce_mark(identifier: str) -> str:
    """What stands behind the + of the return address: enough of the Message-ID to find it."""
    return identifier[1:17]


def plan(
    journal: Journal,
    consignment: Consignment,
    destinations: Sequence[Destination],
    sender: From,
    envelope: Address,
    *,
    marked: bool,
    date: datetime,
    machine: Machine,
    former: Job | None = None,
    anew: bool = False,
    excused: Sequence[str] = (),
) -> Job:
    """Freeze a job in the journal. Raises DeliveryError if the message is not as planned.

    former  the plan this one takes the place of: who got the mail under it is not sent it again,
            unless `anew`
    """
    frozen = freeze(consignment, sender, date)
    content = digest_of(consignment, sender, envelope)
    salt = (
        former.salt
        if former
        else hashlib.sha256(f"{content} {date.isoformat()}".encode()).hexdigest()
    )
    known: dict[str, Row] = {}
    if former and not anew:
        known = {row.address: row for row in journal.rows(former)}
    if former and anew:
        salt = hashlib.sha256(f"{salt} {date.isoformat()}".encode()).hexdigest()
    domain = sender.address.domain
    rows = [_row(n, to, salt, domain, known) for n, to in enumerate(destinations)]
    # Who got it and is not on the list any more stays in the books; whose mail came back did not.
    listed, had = {row.address for row in rows}, REACHED - {State.BOUNCED}
    kept = [row for row in known.values() if row.state in had and row.address not in listed]
    rows += [_kept(len(rows) + n, row) for n, row in enumerate(kept)]
    for row in rows[:1]:
        message = addressed(frozen, destination_of(row), row.identifier)
        compared(message, consignment, sender, destination_of(row), row.identifier)
    for row, to in zip(rows, destinations, strict=False):  # those kept were compared once
        head_compared(head_for(to, row.identifier), to, row.identifier)
    job = Job(
        consignment.key,
        former.revision + 1 if former else 1,
        date.isoformat(timespec="seconds"),
        content,
        digest_of_list(to.address.canonical for to in destinations),
        len(rows),
        sender.address.wire,
        salt,
        machine,
        _details(sender, envelope, marked, excused),
    )
    parts = [
        Part(_FROZEN, "", frozen),
        Part(_SUBJECT, "", consignment.subject.encode()),
        Part(_TEXT, "", consignment.text.encode()),
        Part(_HTML, "", consignment.html.encode()),
        *(Part(_FILE, each.name, each.content) for each in consignment.enclosures),
    ]
    return journal.plan(job, parts, rows)


def _row(n: int, to: Destination, salt: str, domain: str, known: dict[str, Row]) -> Row:
    canonical = to.address.canonical
    old = known.get(canonical)
    identifier = old.identifier if old else message_id(salt, canonical, domain)
    if old and (old.state in REACHED or old.state is State.REFUSED):
        return _kept(n, old)
    return Row(n, canonical, to.address.shown, to.names, identifier)


def _kept(n: int, old: Row) -> Row:
    return Row(
        n,
        old.address,
        old.shown,
        old.names,
        old.identifier,
        State.UNCERTAIN if old.state is State.DOT else old.state,
        old.tries,
        old.code,
        old.enhanced,
        old.reply,
        old.at,
    )


def digest_of(consignment: Consignment, sender: From, envelope: Address) -> str:
    """What tells one mail from another, whoever gets it and whenever it goes."""
    details = _details(sender, envelope, False, ())
    seen = json.dumps([consignment.digest, details], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()


def digest_of_list(canonical: Iterable[str]) -> str:
    """The same for the same mailboxes in any order."""
    return hashlib.sha256("\n".join(sorted(canonical)).encode()).hexdigest()


def _details(
    sender: From, envelope: Address, marked: bool, excused: Sequence[str]
) -> dict[str, Any]:
    return {
        "address": sender.address.shown,
        "name": sender.name,
        "list_id": sender.list_id,
        "reply_to": sender.reply_to.shown if sender.reply_to else "",
        "unsubscribe": sender.unsubscribe,
        "envelope": envelope.shown,
        "marked": marked,
        "excused": list(excused),
    }


def letter_of(journal: Journal, job: Job) -> Letter:
    """What the job sends, out of the journal. Raises DeliveryError if the bytes do not agree."""
    parts = journal.parts(job)
    by_role = {part.role: part.content for part in parts if part.role != _FILE}
    files = tuple(Enclosure(part.name, part.content) for part in parts if part.role == _FILE)
    subject, text, html = (by_role[role].decode() for role in (_SUBJECT, _TEXT, _HTML))
    consignment = Consignment(job.key, subject, text, html, files)
    details = job.details
    reply_to = details["reply_to"]
    sender = From(
        _read(details["address"]),
        details["name"],
        details["list_id"],
        _read(reply_to) if reply_to else None,
        details["unsubscribe"],
    )
    envelope = _read(details["envelope"])
    letter = Letter(consignment, sender, envelope, details["marked"], by_role[_FROZEN])
    for row in journal.rows(job, most=1):
        compared(letter.written_to(row), consignment, sender, destination_of(row), row.identifier)
    return letter


def _read(shown: str) -> Address:
    address = parse_address(shown)
    if isinstance(address, Diagnostic):
        raise DeliveryError([address])
    return address


@dataclass(frozen=True, slots=True)
class Difference:
    """How what is asked for now differs from a plan; addresses are canonical."""

    content: bool
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.content or bool(self.added or self.dropped)


def difference(
    journal: Journal,
    job: Job,
    consignment: Consignment,
    destinations: Sequence[Destination],
    sender: From,
    envelope: Address,
) -> Difference:
    """Whether content or list have changed since the job was planned."""
    now = {to.address.canonical for to in destinations}
    rows = journal.rows(job)
    before = {row.address for row in rows}
    same = digest_of_list(now) == job.digest_list
    # Who got it under an earlier plan and left the list since is no change of this one.
    dropped = {row.address for row in rows if row.state not in REACHED} - now
    return Difference(
        digest_of(consignment, sender, envelope) != job.digest_content,
        tuple(sorted(now - before)),
        () if same else tuple(sorted(dropped)),
    )


def loss(witnessed: int, last_step: int) -> str:
    """Why the journal does not tell all that was sent; "" if it does.

    `witnessed` is the last step that the lock file knows of.
    """
    if witnessed <= last_step:
        return ""
    return (
        f"发送记录比上次发送时少了 {witnessed - last_step} 步："
        "它可能是从备份恢复的，或被删了，或旁边的 -wal 文件被删了"
    )


def doubts(job: Job, machine: Machine, witnessed: int, last_step: int) -> list[str]:
    """Why the journal may not tell all that was sent: another machine, a long time, a backup."""
    lost = loss(witnessed, last_step)
    if lost or not last_step:
        return [lost] if lost else []
    then, found = job.machine, []
    if then.fingerprint != machine.fingerprint:
        found.append("这份发送记录是在另一台电脑上写的，那边可能又发过")
    if then.boot == machine.boot and machine.boot:
        age = machine.since_boot - then.since_boot
    else:
        age = abs(machine.now - then.now)  # set forward or back, it is a long time either way
    if age > _DAY:
        found.append(f"上次发送是 {age / 3600:.0f} 小时以前，中间的情况要人核对")
    return found
