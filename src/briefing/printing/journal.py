"""The print journal (打印记录): what was handed to the printer, on the disk before and after.

SQLite with a write-ahead log and synchronous=FULL. States go only where MOVES lets them, and every
step is kept in `log`. One program at a time prints: the lock goes with its process, also at kill.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from briefing.diagnostics import Diagnostic, PrintError


class State(StrEnum):
    """Where a job stands."""

    HANDING = "handing"  # `lp` may be under way
    HELD = "held"  # in the queue, and it does not go before it is released
    REFUSED = "refused"  # the print system said no
    UNCERTAIN = "uncertain"  # stopped while handing over, or no answer came
    LOST = "lost"  # it turned out that nothing had been handed over
    CONFIRMED = "confirmed"  # released
    PRINTED = "printed"  # the print system says that it is done
    CANCELLED = "cancelled"  # taken back or given up; some of it may be on paper
    GIVEN = "given"  # to a system that tells no number


S = State
MOVES: Mapping[State, frozenset[State]] = {
    S.HANDING: frozenset({S.HELD, S.REFUSED, S.UNCERTAIN, S.GIVEN}),
    S.UNCERTAIN: frozenset({S.HELD, S.CONFIRMED, S.PRINTED, S.CANCELLED, S.LOST}),
    S.HELD: frozenset({S.CONFIRMED, S.PRINTED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PRINTED, S.CANCELLED}),
    S.REFUSED: frozenset(),
    # A command that outlived its program may still have brought it into the queue, held.
    S.LOST: frozenset({S.HELD, S.CONFIRMED, S.PRINTED, S.CANCELLED}),
    S.PRINTED: frozenset(),
    S.CANCELLED: frozenset(),
    S.GIVEN: frozenset(),
}
OPEN = (S.HANDING, S.HELD, S.UNCERTAIN)
# Nothing of these is on paper, nor will be.
HARMLESS = (S.REFUSED, S.LOST)
CHINESE = {
    S.HANDING: "正在交给打印机",
    S.HELD: "按住未印",
    S.REFUSED: "打印机没有接受",
    S.UNCERTAIN: "不能确定",
    S.LOST: "没有交出",
    S.CONFIRMED: "已交给打印机",
    S.PRINTED: "已印完",
    S.CANCELLED: "已取消，可能印了一部分",
    S.GIVEN: "已交给系统，没有回执",
}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job(
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
  printer TEXT NOT NULL, options TEXT NOT NULL, numbers TEXT NOT NULL, pages INTEGER NOT NULL,
  spooled TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log(
  n INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
  said TEXT NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Job:
    """What was to be printed.

    subject  what it is of: 2026-3, or the name of a file
    digest   SHA-256 of the bytes that were handed over
    title    what the print system calls it; unlike that of any other job
    options  as a clerk reads them
    numbers  份号 of the copies in it
    pages    of the bytes, for each of its copies
    spooled  the print system's name of it, as office-12; "" while it is not known
    """

    subject: str
    digest: str
    printer: str
    options: str
    numbers: tuple[int, ...]
    pages: int
    title: str = ""
    spooled: str = ""
    state: State = State.HANDING
    at: str = ""
    id: int = 0


class Journal:
    """The file, locked for this process. `clock` gives the time as text."""

    def __init__(self, path: Path, clock: Callable[[], str]) -> None:
        self.path, self._clock = path, clock
        with _trouble(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(path)
            try:
                self._sql = sqlite3.connect(path, isolation_level=None, timeout=10)
                self._sql.execute("PRAGMA journal_mode=WAL")
                self._sql.execute("PRAGMA synchronous=FULL")
                self._sql.executescript(_SCHEMA)
                (found,) = self._sql.execute("PRAGMA integrity_check(1)").fetchone()
                if found != "ok":
                    raise sqlite3.DatabaseError(str(found))
            except BaseException:
                self._lock.close()
                raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()
        self._lock.close()

    def begin(self, job: Job) -> Job:
        """Record that a job is about to be handed over; the job with its number and title."""
        with _trouble(self.path), self._transaction():
            row = (job.subject, job.digest, "", job.printer, job.options)
            numbers, at = json.dumps(job.numbers), self._clock()
            cursor = self._sql.execute(
                "INSERT INTO job VALUES(NULL,?,?,?,?,?,?,?,'',?,?)",
                (*row, numbers, job.pages, S.HANDING, at),
            )
            number = cursor.lastrowid or 0
            # Short, for printers that show it. What stands last tells it apart from the jobs of
            # other folders, and of this one before its journal was lost.
            title = (
                f"{job.subject} #{number} {sha256(f'{job.digest} {at}'.encode()).hexdigest()[:8]}"
            )
            self._sql.execute("UPDATE job SET title=? WHERE id=?", (title, number))
            self._note(number, "", S.HANDING, "")
        return replace(job, id=number, title=title)

    def move(self, job: Job, new: State, said: str = "", spooled: str = "") -> Job:
        """Record that a job stands elsewhere now; it is on the disk when this returns.

        PrintError if it cannot get there from where it stands.
        """
        with _trouble(self.path), self._transaction():
            if new not in MOVES[job.state]:
                raise sqlite3.IntegrityError(f"{job.state} -> {new}")
            spooled = spooled or job.spooled
            changed = self._sql.execute(
                "UPDATE job SET state=?, spooled=? WHERE id=? AND state=?",
                (new, spooled, job.id, job.state),
            )
            if changed.rowcount != 1:
                raise sqlite3.IntegrityError(f"#{job.id} is not {job.state}")
            self._note(job.id, job.state, new, said)
        return replace(job, state=new, spooled=spooled)

    def jobs(self, *states: State, subject: str = "") -> list[Job]:
        """The jobs in these states (in any, if none are named) and of this subject, in order."""
        with _trouble(self.path):
            rows = self._sql.execute("SELECT * FROM job ORDER BY id").fetchall()
        found = [_job(row) for row in rows]
        return [
            job
            for job in found
            if (not states or job.state in states) and subject in ("", job.subject)
        ]

    def steps(self, job: Job) -> list[tuple[str, str, str]]:
        """(old state, new state, what was said) of each step, in order."""
        sql = "SELECT old, new, said FROM log WHERE job=? ORDER BY n"
        return self._sql.execute(sql, (job.id,)).fetchall()

    def _note(self, number: int, old: str, new: State, said: str) -> None:
        row = (number, old, new, said, self._clock())
        self._sql.execute("INSERT INTO log VALUES(NULL,?,?,?,?,?)", row)

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


def _job(row: Sequence[object]) -> Job:
    number, subject, digest, title, printer, options, numbers, pages, spooled, state, at = row
    return Job(
        subject=str(subject),
        digest=str(digest),
        printer=str(printer),
        options=str(options),
        numbers=tuple(json.loads(str(numbers))),
        pages=int(str(pages)),
        title=str(title),
        spooled=str(spooled),
        state=State(str(state)),
        at=str(at),
        id=int(str(number)),
    )


def _lock(path: Path) -> sqlite3.Connection:
    """A file beside the journal, held for as long as the connection is open.

    SQLite's own locks, as they work on every system and the kernel frees them at kill.
    """
    held = sqlite3.connect(path.with_suffix(".lock"), isolation_level=None, timeout=0)
    try:
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        held.close()
        if "locked" not in str(error):
            raise
        remedy = "等它结束，再运行一次"
        problem = Diagnostic("printing-elsewhere", "另一个程序正在打印", None, remedy)
        raise PrintError([problem]) from error
    return held


@contextmanager
def _trouble(path: Path) -> Iterator[None]:
    """SQLite's errors in our words."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        said = str(error)
        if isinstance(error, sqlite3.IntegrityError):
            code, message = "journal-contradicts", f"打印记录和程序对不上（{said}），已停下"
            remedy = "不要再印，请把这一行和打印记录一起发给维护人员"
        elif isinstance(error, sqlite3.OperationalError | OSError):
            code, message = "journal-unwritable", f"打印记录“{path}”写不进磁盘（{said}），已停下"
            remedy = "腾出磁盘空间，或检查文件夹能不能写，再运行一次"
        else:
            code, message = "journal-damaged", f"打印记录“{path}”坏了（{said}）"
            remedy = "不要再印；先从备份恢复它，它记着哪些已经印过"
        raise PrintError([Diagnostic(code, message, None, remedy)]) from error
