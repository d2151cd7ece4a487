"""The journal (发送记录): who has been sent what, on the disk before and after each final dot.

SQLite with a write-ahead log and synchronous=FULL: what `write` has returned from survives a
crash. States go only where MOVES lets them, and every step is kept in `log`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic
from briefing.mail.endings import JournalError
from briefing.mail.machine import Machine, refuse_shared_disk


class State(StrEnum):
    """Where one recipient of a job stands."""

    QUEUED = "queued"
    DOT = "dot"  # the final dot may be under way
    SENT = "sent"  # the server answered 2xx to the dot
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"  # final for the program; only people move it on
    BOUNCED = "bounced"


S = State
MOVES: Mapping[State, frozenset[State]] = {
    S.QUEUED: frozenset({S.DOT, S.REFUSED, S.DEFERRED}),
    S.DEFERRED: frozenset({S.DOT, S.REFUSED, S.DEFERRED, S.QUEUED}),
    S.DOT: frozenset({S.SENT, S.REFUSED, S.DEFERRED, S.UNCERTAIN}),
    S.SENT: frozenset({S.BOUNCED}),
    S.UNCERTAIN: frozenset({S.SENT, S.QUEUED}),
    S.REFUSED: frozenset({S.QUEUED}),
    S.BOUNCED: frozenset(),
}
OPEN = (S.QUEUED, S.DEFERRED, S.DOT)  # not done with; who is in one of them may still be sent it
_VERSION = 1  # of the tables below, in the file's user_version
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, created TEXT NOT NULL,
  digest_content TEXT NOT NULL, digest_list TEXT NOT NULL, total INTEGER NOT NULL,
  from_addr TEXT NOT NULL, salt TEXT NOT NULL, host TEXT NOT NULL, boot TEXT NOT NULL,
  since_boot REAL NOT NULL, touched REAL NOT NULL, details TEXT NOT NULL, UNIQUE(key, revision));
CREATE TABLE IF NOT EXISTS blob(sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS part(
  job INTEGER NOT NULL, n INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob, PRIMARY KEY(job, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rcpt(
  job INTEGER NOT NULL, n INTEGER NOT NULL, addr TEXT NOT NULL, shown TEXT NOT NULL,
  names TEXT NOT NULL, msgid TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
  code INTEGER NOT NULL, enhanced TEXT NOT NULL, reply TEXT NOT NULL, at TEXT NOT NULL,
  not_before REAL NOT NULL, PRIMARY KEY(job, addr), UNIQUE(job, n), UNIQUE(job, msgid)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log(
  n INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, addr TEXT NOT NULL,
  old TEXT NOT NULL, new TEXT NOT NULL, code INTEGER NOT NULL, reply TEXT NOT NULL,
  at TEXT NOT NULL, stamp REAL NOT NULL, conn INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS log_dots ON log(new, stamp);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient of a job; `address` is canonical, `names` are the printed ones."""

    n: int
    address: str
    shown: str
    names: tuple[str, ...]
    identifier: str
    state: State = State.QUEUED
    tries: int = 0
    code: int = 0
    enhanced: str = ""
    reply: str = ""
    at: str = ""
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that a job keeps: the frozen message, what it was made of, each file."""

    role: str
    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """What was planned. `details` are plain values that whoever planned it wants back."""

    key: str
    revision: int
    created: str
    digest_content: str
    digest_list: str
    total: int
    from_address: str
    salt: str
    machine: Machine
    details: Mapping[str, Any]
    id: int = 0

    @property
    def name(self) -> str:
        return self.key if self.revision == 1 else f"{self.key}（第 {self.revision} 次计划）"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one recipient. `stamp` is wall time, for showing and for the daily count."""

    address: str
    old: State
    new: State
    code: int = 0
    enhanced: str = ""
    reply: str = ""
    not_before: float = 0.0
    connection: int = 0
    tried: bool = False


class Journal:
    """The file. One thread uses it; `noted` is told the number of the last step committed."""

    def __init__(
        self, path: Path, clock: Callable[[], tuple[str, float]], noted: Callable[[int], None]
    ) -> None:
        self._path, self._clock, self._noted = path, clock, noted
        with _trouble(path):
            refuse_shared_disk(path.parent)
            self._sql = sqlite3.connect(path, isolation_level=None, timeout=10)
            try:
                self._prepare()
            except BaseException:
                self._sql.close()
                raise

    def _prepare(self) -> None:
        (mode,) = self._sql.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise sqlite3.OperationalError(f"journal_mode {mode}")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.execute("PRAGMA fullfsync=1")
        self._sql.execute("PRAGMA checkpoint_fullfsync=1")
        (version,) = self._sql.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            message = f"发送记录“{os.path.relpath(self._path)}”是更新的程序写的"
            remedy = "用那个版本的程序接着发"
            raise JournalError([Diagnostic("newer-journal", message, None, remedy)])
        self._sql.executescript(_SCHEMA)
        if not version:
            self._sql.execute(f"PRAGMA user_version={_VERSION}")
        if self.damage():
            raise sqlite3.DatabaseError(self.damage())

    def close(self) -> None:
        self._sql.close()

    def damage(self) -> str:
        """What SQLite finds wrong with its file; nothing if all is well."""
        (found,) = self._sql.execute("PRAGMA integrity_check(1)").fetchone()
        return "" if found == "ok" else str(found)

    @property
    def last_step(self) -> int:
        """The number of the last step in the log; 0 if there is none."""
        (n,) = self._sql.execute("SELECT coalesce(max(n), 0) FROM log").fetchone()
        return int(n)

    # --- planning

    def plan(self, job: Job, parts: Iterable[Part], rows: Iterable[Row]) -> Job:
        """Keep a job with all its recipients, in one transaction; the job with its id."""
        with _trouble(self._path), self._transaction():
            given = job.machine
            cursor = self._sql.execute(
                "INSERT INTO job VALUES(NULL,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    job.key,
                    job.revision,
                    job.created,
                    job.digest_content,
                    job.digest_list,
                    job.total,
                    job.from_address,
                    job.salt,
                    given.fingerprint,
                    given.boot,
                    given.since_boot,
                    given.now,
                    json.dumps(job.details, ensure_ascii=False),
                ),
            )
            number = cursor.lastrowid or 0
            for n, part in enumerate(parts):
                self._sql.execute(
                    "INSERT OR IGNORE INTO blob VALUES(?,?)", (part.digest, part.content)
                )
                self._sql.execute(
                    "INSERT INTO part VALUES(?,?,?,?,?)",
                    (number, n, part.role, part.name, part.digest),
                )
            self._sql.executemany(
                "INSERT INTO rcpt VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    (
                        number,
                        row.n,
                        row.address,
                        row.shown,
                        json.dumps(row.names, ensure_ascii=False),
                        row.identifier,
                        row.state,
                        row.tries,
                        row.code,
                        row.enhanced,
                        row.reply,
                        row.at,
                        row.not_before,
                    )
                    for row in rows
                ),
            )
            (count,) = self._sql.execute(
                "SELECT count(*) FROM rcpt WHERE job=?", (number,)
            ).fetchone()
            if count != job.total:
                raise sqlite3.IntegrityError(f"{count} of {job.total} recipients")
        return replace(job, id=number)

    # --- reading

    def jobs(self) -> list[Job]:
        """The last revision of every job, in the order of planning."""
        rows = self._sql.execute("SELECT * FROM job ORDER BY id").fetchall()
        return list({row[1]: _job(row) for row in rows}.values())

    def job(self, key: str) -> Job | None:
        """The last revision of a job."""
        sql = "SELECT * FROM job WHERE key=? ORDER BY revision DESC LIMIT 1"
        row = self._sql.execute(sql, (key,)).fetchone()
        return _job(row) if row else None

    def revisions(self, key: str) -> list[Job]:
        """Every plan that a job has had, the first one first."""
        sql = "SELECT * FROM job WHERE key=? ORDER BY revision"
        return [_job(row) for row in self._sql.execute(sql, (key,)).fetchall()]

    def parts(self, job: Job) -> list[Part]:
        """The bytes of a job. Raises JournalError if they are not those that were planned."""
        sql = (
            "SELECT role, name, p.sha256, bytes FROM part p JOIN blob USING(sha256)"
            " WHERE job=? ORDER BY p.n"
        )
        with _trouble(self._path):
            found = self._sql.execute(sql, (job.id,)).fetchall()
            if any(sha256(content).hexdigest() != digest for *_, digest, content in found):
                raise sqlite3.DatabaseError("a blob has changed")
        return [Part(role, name, content) for role, name, _, content in found]

    def rows(self, job: Job, *states: State, after: int = -1, most: int = -1) -> list[Row]:
        """Recipients in the order of the list, those in `states` only if any are named."""
        wanted = f"AND state IN ({','.join('?' * len(states))})" if states else ""
        sql = f"SELECT * FROM rcpt WHERE job=? AND n>? {wanted} ORDER BY n LIMIT ?"
        with _trouble(self._path):
            found = self._sql.execute(sql, (job.id, after, *states, most)).fetchall()
        return [_row(values) for values in found]

    def find(self, job: Job, beginnings: Iterable[str], address: str = "") -> list[Row]:
        """Recipients whose Message-ID begins so, then the one at that canonical address."""
        looked = [("msgid GLOB ?", f"{each}*") for each in beginnings]
        looked += [("addr=?", address)] * bool(address)
        found: list[Row] = []
        for where, value in looked:
            sql = f"SELECT * FROM rcpt WHERE job=? AND {where}"
            found += map(_row, self._sql.execute(sql, (job.id, value)))
        return found

    def beyond_ascii(self, job: Job) -> list[Row]:
        """Recipients still to be sent to whose address no ordinary server takes."""
        sql = (
            "SELECT * FROM rcpt WHERE job=? AND state IN ('queued', 'deferred')"
            " AND addr GLOB '*[^ -~]*' ORDER BY n"
        )
        return [_row(values) for values in self._sql.execute(sql, (job.id,))]

    def counts(self, job: Job) -> dict[State, int]:
        """How many recipients are in each state; states without any are left out."""
        sql = "SELECT state, count(*) FROM rcpt WHERE job=? GROUP BY state"
        return {State(state): n for state, n in self._sql.execute(sql, (job.id,))}

    def steps(self, job: Job, address: str = "") -> list[tuple[str, State, State, int, str, str]]:
        """(address, old, new, code, reply, time) of each step, in order."""
        sql = (
            "SELECT addr, old, new, code, reply, at FROM log"
            " WHERE job=? AND ? IN ('', addr) ORDER BY n"
        )
        found = self._sql.execute(sql, (job.id, address))
        return [
            (a, State(old), State(new), code, reply, at) for a, old, new, code, reply, at in found
        ]

    def dots_since(self, stamp: float, now: float) -> list[float]:
        """When dots went out, from `stamp` to `now`; a clock that was ahead is not believed."""
        sql = "SELECT min(stamp, ?) FROM log WHERE new='dot' AND stamp>? ORDER BY stamp"
        return [float(found) for (found,) in self._sql.execute(sql, (now, stamp))]

    # --- writing

    def write(self, job: Job, moves: Iterable[Move], machine: Machine | None = None) -> None:
        """All the moves, or none, on the disk when this returns.

        Raises JournalError if one is not allowed from where its recipient stands.
        """
        at, stamp = self._clock()
        last = 0
        with _trouble(self._path), self._transaction():
            for move in moves:
                if move.new not in MOVES[move.old]:
                    raise sqlite3.IntegrityError(f"{move.old} -> {move.new}")
                changed = self._sql.execute(
                    "UPDATE rcpt SET state=?, tries=tries+?, code=?, enhanced=?, reply=?, at=?,"
                    " not_before=? WHERE job=? AND addr=? AND state=?",
                    (
                        move.new,
                        int(move.tried),
                        move.code,
                        move.enhanced,
                        move.reply,
                        at,
                        move.not_before,
                        job.id,
                        move.address,
                        move.old,
                    ),
                )
                if changed.rowcount != 1:
                    raise sqlite3.IntegrityError(f"{move.address} is not {move.old}")
                cursor = self._sql.execute(
                    "INSERT INTO log VALUES(NULL,?,?,?,?,?,?,?,?,?)",
                    (
                        job.id,
                        move.address,
                        move.old,
                        move.new,
                        move.code,
                        move.reply,
                        at,
                        stamp,
                        move.connection,
                    ),
                )
                last = cursor.lastrowid or 0
            if machine:
                self._sql.execute(
                    "UPDATE job SET host=?, boot=?, since_boot=?, touched=? WHERE id=?",
                    (machine.fingerprint, machine.boot, machine.since_boot, machine.now, job.id),
                )
        if last:
            self._noted(last)

    def recover(self, job: Job) -> list[Row]:
        """Make every `dot` that a crash has left behind uncertain; those rows."""
        left = self.rows(job, State.DOT)
        said = "程序在等服务器应答时中断了"
        moves = [Move(row.address, S.DOT, S.UNCERTAIN, row.code, reply=said) for row in left]
        if moves:
            self.write(job, moves)
        return left

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._sql.execute("COMMIT")
        except BaseException:
            if self._sql.in_transaction:
                self._sql.execute("ROLLBACK")
            raise


def _job(row: tuple[Any, ...]) -> Job:
    number, key, revision, created, content, listed, total, sender, salt, *rest = row
    host, boot, since_boot, touched, details = rest
    machine = Machine(host, boot, since_boot, touched)
    known = (key, revision, created, content, listed, total, sender, salt, machine)
    return Job(*known, json.loads(details), number)


def _row(values: tuple[Any, ...]) -> Row:
    _, n, address, shown, names, identifier, state, *rest = values
    return Row(n, address, shown, tuple(json.loads(names)), identifier, State(state), *rest)


@contextmanager
def _trouble(path: Path) -> Iterator[None]:
    """SQLite's errors in our words."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if isinstance(error, sqlite3.IntegrityError):
            code, message = "journal-contradicts", f"发送记录和程序对不上（{said}），已停下"
            remedy = "不要再发，请把这一行和 archive 文件夹发给维护人员"
        elif "full" in said or "I/O" in said or "readonly" in said or "unable to open" in said:
            code, message = "journal-unwritable", f"发送记录写不进磁盘（{said}），已停下"
            remedy = "腾出磁盘空间，或检查文件夹能不能写，再运行同一条命令接着发"
        else:
            code, message = "journal-damaged", f"发送记录“{os.path.relpath(path)}”坏了（{said}）"
            remedy = "不要再发；用备份恢复整个 archive 文件夹，再看 briefing delivery"
        raise JournalError([Diagnostic(code, message, None, remedy)]) from error
