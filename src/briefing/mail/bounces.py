"""Mail that came back (退信): delivery reports in a folder of mail → recipients of a job.

flufl.bounce knows how some sixteen kinds of servers write them, RFC 3464 among them. A bounce is
noted and never answered: nobody is sent anything because of one.
"""

from __future__ import annotations

import email
import logging
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.mail.journal import Job, Journal, Move, Row, State

_LARGEST = 50_000_000  # bytes of one message
_IDENTIFIER = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]+>")
_MARK = re.compile(r"\+([0-9a-f]{16})@")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address that a report says failed for good, and whose mail it may have been."""

    address: str
    identifiers: frozenset[str]
    marks: frozenset[str]
    reason: str


def read_bounces(path: Path) -> Iterator[Bounce]:
    """The failures reported in a Maildir or mbox. Raises BriefingError if it is neither."""
    for data in _messages(path):
        yield from bounces_in(data)


def _messages(path: Path) -> Iterator[bytes]:
    box: mailbox.Maildir | mailbox.mbox
    if (path / "new").is_dir() or (path / "cur").is_dir():
        box = mailbox.Maildir(path, create=False)
    elif path.is_file():
        with path.open("rb") as file:
            start = file.read(5)
        if start != b"From ":
            yield path.read_bytes()[:_LARGEST]  # one message in a file of its own
            return
        box = mailbox.mbox(path, create=False)
    else:
        remedy = "写 Maildir 文件夹（里面有 new 和 cur），或 mbox、eml 文件"
        problem = Diagnostic("no-mailbox", "这不是邮箱文件", Location(str(path), 1, 1), remedy)
        raise BriefingError([problem])
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)[:_LARGEST]
    finally:
        box.close()


def bounces_in(data: bytes) -> Iterator[Bounce]:
    """What one message reports; nothing if it is no report or cannot be made out."""
    from flufl.bounce import scan_message

    # It logs tracebacks of its detectors, which would land on the terminal of a clerk.
    logging.getLogger("flufl.bounce").disabled = True
    message = email.message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        # Detectors look for words in every line of an attachment, a quarter of a second a megabyte.
        if not part.is_multipart() and part.get_content_maintype() not in ("text", "message"):
            part.set_payload("")
    try:
        failed = scan_message(message)
    except Exception:  # detectors of strangers' formats, on mail of strangers
        return
    text = data.decode("latin-1")
    identifiers = frozenset(_IDENTIFIER.findall(text))
    marks = frozenset(_MARK.findall(text[:20_000]))
    for each in sorted(failed, key=repr):
        address = each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
        yield Bounce(address.strip().lower(), identifiers, marks, _reason(message))


def _reason(message: Message) -> str:
    """Diagnostic-Code of RFC 3464 2.3.6, as far as it can be shown."""
    for part in message.walk():
        code = part.get("Diagnostic-Code")
        if code:
            shown = "".join(c if c.isprintable() else " " for c in str(code))
            words = re.sub(r"^\s*[\w-]+\s*;", "", shown)  # the kind of code, as "smtp;"
            return " ".join(words.split())[:200]
    return ""


def match(journal: Journal, bounce: Bounce) -> tuple[Job, Row] | None:
    """Whose mail came back: by Message-ID or mark, else the last one to that address."""
    beginnings = [*bounce.identifiers, *(f"<{mark}" for mark in bounce.marks)]
    # A report that quotes a Message-ID of somebody else's is not about our mail.
    address = "" if bounce.identifiers else bounce.address
    had = {State.SENT, State.BOUNCED}
    # A mail that came back by its Message-ID had been sent; by the address, it may be another one.
    for states, wanted in ((had | {State.UNCERTAIN}, (beginnings, "")), (had, ((), address))):
        for last in reversed(journal.jobs()):
            for job in reversed(journal.revisions(last.key)):
                for row in journal.find(job, *wanted):
                    if row.state in states:
                        return job, row
    return None


def note(journal: Journal, job: Job, row: Row, bounce: Bounce) -> bool:
    """Mark the recipient as bounced; False if that had been done.

    Who was uncertain was sent the mail, as it came back: `match` knows it by its Message-ID.
    """
    if row.state is State.BOUNCED:
        return False
    said = bounce.reason or "退信"
    moves = [Move(row.address, State.SENT, State.BOUNCED, row.code, reply=said)]
    if row.state is State.UNCERTAIN:
        sent = Move(row.address, State.UNCERTAIN, State.SENT, row.code, reply="退了信，所以发出了")
        moves.insert(0, sent)
    journal.write(job, moves)
    return True
