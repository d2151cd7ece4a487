"""A job and a server to send it to, and the invariants that hold whatever went wrong.

As a program it is the sender that tests kill:   python -m tests.mail.lab FOLDER '{"port": …}'
With "every" it dies at each point once, in children of its own, each in a folder by its number.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from briefing.mail.addresses import Address, parse_address
from briefing.mail.consignment import Consignment, enclose
from briefing.mail.endings import Ending
from briefing.mail.journal import Job, Journal, Row, State
from briefing.mail.lock import Lock
from briefing.mail.machine import this_machine
from briefing.mail.message import From
from briefing.mail.planning import letter_of, plan
from briefing.mail.recipients import Destination
from briefing.mail.secret import Secret
from briefing.mail.sender import Clock, Finish, Progress, Sender
from briefing.mail.settings import Encryption, Mechanism, Pace, Server
from briefing.mail.smtp import Connection
from tests.mail.server import PASSWORD, USER, read_ledger

FAST = Pace(per_minute=0, per_connection=0, first_retry=0.0, reconnect=0.0)
CLOCK = Clock(time.monotonic, time.time)
DATE = datetime(2025, 7, 21, 9, 30, tzinfo=timezone(timedelta(hours=8)))
FILE = enclose("2025年第26期_城西街道工作简报.docx", b"PK" + bytes(range(256)) * 8)


def address(text: str) -> Address:
    found = parse_address(text)
    assert isinstance(found, Address)
    return found


def consignment(file: bytes = FILE.content) -> Consignment:
    return Consignment(
        "2025-26",
        "城西街道工作简报2025年第26期",
        "您好！\n",
        "<p>您好！</p>\n",
        (enclose(FILE.name, file),),
    )


def destinations(count: int, domain: str = "lab.test", prefix: str = "") -> list[Destination]:
    named = (f"{prefix}r{n}@{domain}" for n in range(count))
    return [Destination(address(name), (f"第{n}局",)) for n, name in enumerate(named)]


SENDER = From(address("jb@lab.test"), "城西街道办公室", "jianbao.lab.test")


@dataclass
class Lab:
    """A folder with a journal, and a server's address."""

    folder: Path
    port: int
    to: Sequence[Destination] = field(default_factory=lambda: destinations(3))
    encryption: Encryption = Encryption.NONE
    authority: Path | None = None
    login: bool = False
    mechanism: Mechanism | None = None
    password: str = PASSWORD
    user: str = USER
    pace: Pace = FAST
    patience: float = 2.0
    answer: float = 2.0
    final: float = 2.0
    host: str = "127.0.0.1"
    fingerprint: str = ""
    clock: Clock = CLOCK
    file: bytes = FILE.content
    sender: From = SENDER
    marked: bool = False
    told: list[Progress] = field(default_factory=list)
    unsent: int = 0  # bytes that our socket may hold back; 0 is the system's choice
    before_sql: Callable[[str], None] | None = None  # is told of every statement of the journal

    @property
    def server(self) -> Server:
        return Server(
            self.host,
            self.port,
            self.encryption,
            self.authority,
            self.fingerprint,
            self.user if self.login else "",
            self.mechanism,
            "",
            min(2.0, self.answer),
            self.answer,
            self.final,
        )

    def connect(self) -> Connection:
        connection = Connection(self.server, Secret(self.password) if self.login else None)
        if self.unsent:
            connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.unsent)
        return connection

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        with Lock(self.folder / "journal.lock") as lock:
            journal = Journal(
                self.folder / "journal.db",
                lambda: (DATE.isoformat(), self.clock.wall()),
                lock.note,
            )
            journal._sql.set_trace_callback(self.before_sql)
            try:
                yield journal
            finally:
                journal.close()

    def job(self, journal: Journal) -> Job:
        job = journal.job("2025-26")
        if job is None:
            job = plan(
                journal,
                consignment(self.file),
                self.to,
                self.sender,
                self.sender.address,
                marked=self.marked,
                date=DATE,
                machine=this_machine(),
            )
        return job

    def run(self, at: Callable[[str], None] = lambda point: None, **more: Any) -> Finish:
        """Plan if that has not been done, clear up after a crash, send what is left."""
        with self.journal() as journal:
            job = self.job(journal)
            journal.recover(job)
            self.running = Sender(
                journal,
                job,
                letter_of(journal, job),
                self.connect,
                self.pace,
                self.clock,
                patience=self.patience,
                tell=self.told.append,
                at=at,
                **more,
            )
            return self.running.run()

    def rows(self) -> list[Row]:
        with self.journal() as journal:
            return journal.rows(self.job(journal))

    def states(self) -> list[State]:
        return [row.state for row in self.rows()]


def invariants(
    lab: Lab,
    ledger: Path | Sequence[Mapping[str, Any]],
    finish: Finish | None,
    *,
    crashes: int = 0,
    lost: int = 0,
    resent: Sequence[str] = (),
    lies: Sequence[str] = (),
) -> Counter[State]:
    """I1 to I10, against the server's ledger; the states of all recipients.

    ledger  the file, or its events
    lost    answers that the server did not give, or not so that they could be read
    resent  addresses that people asked to send again
    lies    addresses of which the server said something else than what it did
    """
    events = read_ledger(ledger) if isinstance(ledger, Path) else ledger
    accepted = Counter(each["to"] for each in events if each["event"] == "accepted")
    rows = {row.shown: row for row in lab.rows()}
    counts = Counter(row.state for row in rows.values())
    assert set(rows) == {to.address.shown for to in lab.to}, "I1"
    for shown, row in rows.items():
        known = shown in resent or shown in lies
        assert known or accepted[shown] <= 1, f"I2 {shown}"
        if row.state is State.SENT:
            assert shown in lies or accepted[shown] == 1 + (shown in resent), f"I3 {shown}"
        if accepted[shown]:
            assert shown in lies or row.state in (State.SENT, State.UNCERTAIN), f"I4 {shown}"
    assert set(accepted) <= set(rows), "I4"
    assert counts[State.UNCERTAIN] <= crashes * lab.pace.connections + lost, "I5"
    done = finish and finish.ending in (Ending.COMPLETE, Ending.REFUSED, Ending.UNCERTAIN)
    if done:
        open_states = (State.QUEUED, State.DEFERRED, State.DOT)
        assert not any(counts[state] for state in open_states), "I6"
    digest = hashlib.sha256(lab.file).hexdigest()
    ids = {row.shown: row.identifier for row in rows.values()}
    for each in events:
        if each["event"] == "accepted":
            assert each["files"] == [digest], "I7"
            assert each["header_to"] == each["to"], "I7"
            assert each["id"] == ids[each["to"]], "I7"
    assert [each for each in events if each["event"] == "violation"] == [], "I8"
    with lab.journal() as journal:
        assert journal.damage() == "", "I9"
    if finish:
        assert Counter(finish.counts) == counts, "I10"
        if finish.ending is Ending.COMPLETE:
            assert set(counts) == {State.SENT}, "I10"
    return counts


# --- the sender in a process of its own


def main() -> None:
    """Send; killed at the n-th fail point if `die` says so, or by anybody at any time.

    Prints one line of JSON when done; exits with the ending's code.
    """
    folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
    if given.get("every"):
        every(folder, given)
    else:
        one(folder, given)


def every(folder: Path, given: dict[str, Any]) -> None:
    """Run undisturbed in folder 0, then die at the n-th point in folder n; print how often."""
    points = json.loads(_in_a_child(folder, given, 0)[1])["points"]
    for n in range(1, points + 1):
        status, _ = _in_a_child(folder, given, n)
        assert status == -signal.SIGKILL, (n, status)
    print(json.dumps({"points": points}), flush=True)


def _in_a_child(folder: Path, given: dict[str, Any], n: int) -> tuple[int, str]:
    """A sender that dies at the n-th point; how it ended and what it printed."""
    here = folder / str(n)
    here.mkdir()
    given = {**given, "die": n, "prefix": f"{given['prefix']}p{n}-"}
    with tempfile.TemporaryFile("w+") as out:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            try:
                one(here, given)
            except SystemExit as end:
                sys.stdout.flush()
                os._exit(int(end.code or 0))
            os._exit(70)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        return os.waitstatus_to_exitcode(status), out.read()


def one(folder: Path, given: dict[str, Any]) -> None:
    """One sender."""
    lab = Lab(
        folder,
        given["port"],
        destinations(given["count"], given.get("domain", "lab.test"), given.get("prefix", "")),
        pace=replace(FAST, connections=given.get("connections", 1)),
        answer=given.get("answer", 5.0),
        final=given.get("final", 5.0),
        patience=given.get("patience", 5.0),
        file=Path(given["file"]).read_bytes() if given.get("file") else FILE.content,
    )
    die, count = given.get("die", 0), 0

    def at(point: str) -> None:
        nonlocal count
        count += 1
        if count == die:
            os.kill(os.getpid(), signal.SIGKILL)

    def stop(number: int, frame: object) -> None:
        if lab.running._ending is not None:
            os._exit(128 + number)
        lab.running.stop(Ending(128 + number))
        print("stopping", file=sys.stderr, flush=True)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    print("begin", file=sys.stderr, flush=True)
    at("begin")
    if given.get("sql"):
        lab.before_sql = at
    start = time.monotonic()
    finish = lab.run(at)
    at("end")
    import resource

    said = {
        "ending": int(finish.ending),
        "points": count,
        "seconds": time.monotonic() - start,
        "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
    print(json.dumps(said), flush=True)
    sys.exit(int(finish.ending))


if __name__ == "__main__":
    main()
