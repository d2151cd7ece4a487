"""The order of steps, with a print system of plain values that fails where it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from briefing.diagnostics import Diagnostic, PrintError
from briefing.printing import desk
from briefing.printing.cups import Outcome, Printer, SpooledJob
from briefing.printing.journal import Job, Journal, State
from briefing.printing.options import JobOptions

DATA = b"%PDF-1.7 ..."
OPTIONS = JobOptions(2)


class KilledError(BaseException):
    """Stands for kill -9: nothing behind it is done."""


@dataclass
class Spool:
    """A print system; `at` names the call that kills us, before or behind its deed."""

    at: str = ""
    queue: list[SpooledJob] = field(default_factory=list)
    refuses: bool = False
    deaf: bool = False
    files: list[bytes] = field(default_factory=list)

    def printers(self) -> list[Printer]:
        return [Printer("office", "idle", True)]

    def jobs(self) -> list[SpooledJob] | None:
        if self.deaf:
            raise PrintError([Diagnostic("no-print-system", "deaf")])
        return self.queue

    def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str:
        self.die("before hand_over")
        if self.refuses:
            raise PrintError([Diagnostic("refused", "no paper")])
        self.files.append(file.read_bytes())
        number = len(self.queue) + 1
        self.queue.append(SpooledJob(number, title, printer, Outcome.HELD))
        self.die("behind hand_over")
        return f"{printer}-{number}"

    def release(self, job: str) -> None:
        self.die("before release")
        self.become(Outcome.DONE, job)
        self.die("behind release")

    def cancel(self, job: str) -> None:
        self.become(Outcome.CANCELLED, job)

    def become(self, outcome: Outcome, job: str = "office-1") -> None:
        at = next(n for n, each in enumerate(self.queue) if each.name == job)
        old = self.queue[at]
        self.queue[at] = SpooledJob(old.number, old.title, old.printer, outcome)

    def die(self, here: str) -> None:
        if self.at == here:
            self.at = ""
            raise KilledError


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "print.db", lambda: "12:00") as opened:
        yield opened


def job(numbers: tuple[int, ...] = (), data: bytes = DATA) -> Job:
    return desk.planned("2026-3", data, 4, "office", OPTIONS, numbers)


def handed(journal: Journal, spool: Spool, numbers: tuple[int, ...] = ()) -> Job:
    return desk.hand_over(job(numbers), DATA, OPTIONS, journal, spool)


def test_what_was_handed_over_is_confirmed(journal: Journal) -> None:
    spool = Spool()
    done = handed(journal, spool)

    assert (done.state, done.spooled) == (State.CONFIRMED, "office-1")
    assert spool.files == [DATA]
    assert [new for _, new, _ in journal.steps(done)] == ["handing", "held", "confirmed"]


def test_a_refusal_is_no_job(journal: Journal) -> None:
    with pytest.raises(PrintError, match="no paper"):
        handed(journal, Spool(refuses=True))

    assert [each.state for each in journal.jobs()] == [State.REFUSED]
    assert desk.printed_before(job(), journal) == []


def test_a_failure_behind_the_deed_is_no_refusal(journal: Journal) -> None:
    """`lp` is given up after two minutes, and yet the job is in the queue: it is released."""

    class Hanging(Spool):
        def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str:
            super().hand_over(file, printer, title, options)
            raise PrintError([Diagnostic("no-print-system", "no answer")])

    spool = Hanging()
    with pytest.raises(PrintError, match="no answer"):
        handed(journal, spool)
    assert [each.state for each in journal.jobs()] == [State.UNCERTAIN]
    desk.recovered(journal, spool)
    held = desk.resumable(job(), journal)
    assert held
    desk.release(held, journal, spool)

    assert [each.outcome for each in spool.queue] == [Outcome.DONE]


def test_a_failure_of_a_system_that_cannot_be_asked_either(journal: Journal) -> None:
    with pytest.raises(PrintError, match="no paper"):
        handed(journal, Spool(refuses=True, deaf=True))
    assert [each.state for each in journal.jobs()] == [State.UNCERTAIN]

    desk.recovered(journal, Spool())
    assert [each.state for each in journal.jobs()] == [State.LOST]


def test_a_held_job_that_somebody_took_away(journal: Journal) -> None:
    """It can neither be released nor cancelled; printing it again is for people to say."""
    spool = Spool(at="before release")
    with pytest.raises(KilledError):
        handed(journal, spool)
    spool.queue.clear()
    desk.recovered(journal, spool)

    assert [each.state for each in journal.jobs()] == [State.CANCELLED]
    assert desk.resumable(job(), journal) is None
    assert [each.code for each in desk.printed_before(job(), journal)] == ["printed-before"]


@pytest.mark.parametrize(
    ("killed", "stands", "prints"),
    [
        ("before hand_over", State.LOST, 0),
        ("behind hand_over", State.HELD, 0),
        ("before release", State.HELD, 0),
        ("behind release", State.PRINTED, 1),
    ],
)
def test_killed(killed: str, stands: State, prints: int, journal: Journal) -> None:
    """Whatever happens where, it is known afterwards, and going on prints once."""
    spool = Spool(at=killed)
    with pytest.raises(KilledError):
        handed(journal, spool)
    desk.recovered(journal, spool)

    assert [each.state for each in journal.jobs()] == [stands]
    assert sum(each.outcome is Outcome.DONE for each in spool.queue) == prints
    held = desk.resumable(job(), journal)
    if held:
        desk.release(held, journal, spool)
    elif not desk.printed_before(job(), journal):
        handed(journal, spool)
    assert [each.outcome for each in spool.queue] == [Outcome.DONE]


def test_a_release_that_is_refused_waits_for_the_next_time(journal: Journal) -> None:
    class Strict(Spool):
        def release(self, job: str) -> None:
            if self.refuses:
                raise PrintError([Diagnostic("not-allowed", "log in first")])
            super().release(job)

        def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str:
            name = super().hand_over(file, printer, title, options)
            self.refuses = True
            return name

    spool = Strict()
    with pytest.raises(PrintError, match="log in first"):
        handed(journal, spool)
    spool.refuses = False
    held = desk.resumable(job(), journal)

    assert held
    assert desk.release(held, journal, spool).state is State.CONFIRMED
    assert len(spool.queue) == 1


def test_a_held_job_is_resumed_by_the_same_command_alone(journal: Journal) -> None:
    spool = Spool(at="behind hand_over")
    with pytest.raises(KilledError):
        handed(journal, spool)
    desk.recovered(journal, spool)

    assert desk.resumable(job(), journal)
    assert desk.resumable(job((1,)), journal) is None
    assert desk.resumable(job(data=b"another"), journal) is None


def test_killed_and_nobody_can_be_asked(journal: Journal) -> None:
    spool = Spool(at="behind hand_over", deaf=True)
    with pytest.raises(KilledError):
        handed(journal, spool)
    with pytest.raises(PrintError, match="deaf"):
        desk.recovered(journal, spool)

    (left,) = journal.jobs(State.UNCERTAIN)
    assert [each.code for each in desk.printed_before(job(), journal)] == ["printed-before"]
    assert "作业 #1" in desk.unsettled([left])[0].message
    spool.deaf = False
    ((_, now),) = desk.recovered(journal, spool)
    assert now.state is State.HELD


def test_a_system_that_tells_nothing_leaves_it_uncertain(journal: Journal) -> None:
    class Silent(Spool):
        def jobs(self) -> None:
            return None

    spool = Silent(at="behind hand_over")
    with pytest.raises(KilledError):
        handed(journal, spool)
    ((_, now),) = desk.recovered(journal, spool)

    assert now.state is State.UNCERTAIN


def test_a_command_that_outlived_its_program(journal: Journal) -> None:
    """It comes into the queue after we had looked there: held, and found the next time."""
    spool = Spool(at="before hand_over")
    with pytest.raises(KilledError):
        handed(journal, spool)
    ((_, lost),) = desk.recovered(journal, spool)
    spool.queue.append(SpooledJob(1, lost.title, "office", Outcome.HELD))
    ((_, now),) = desk.recovered(journal, spool)

    assert (lost.state, now.state, now.spooled) == (State.LOST, State.HELD, "office-1")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.DONE, State.PRINTED),
        (Outcome.CANCELLED, State.CANCELLED),
        (Outcome.ABORTED, State.CANCELLED),
        (Outcome.HELD, State.CONFIRMED),
        (Outcome.PRINTING, State.CONFIRMED),
        (Outcome.STOPPED, State.CONFIRMED),
    ],
)
def test_how_jobs_end(outcome: Outcome, state: State, journal: Journal) -> None:
    spool = Spool()
    handed(journal, spool)
    spool.become(outcome)
    desk.recovered(journal, spool)

    assert [each.state for each in journal.jobs()] == [state]


def test_titles_that_are_not_told(journal: Journal) -> None:
    """CUPS tells the titles of jobs to their owner alone; the number does then."""
    spool = Spool()
    handed(journal, spool)
    spool.queue = [SpooledJob(1, "", "office", Outcome.DONE)]
    desk.recovered(journal, spool)

    assert journal.jobs()[0].state is State.PRINTED


def test_the_number_of_another_s_job(journal: Journal) -> None:
    """Numbers begin anew when the spool is emptied: a title that differs is another job."""
    spool = Spool()
    handed(journal, spool)
    spool.queue = [SpooledJob(1, "someone's letter", "office", Outcome.CANCELLED)]
    desk.recovered(journal, spool)

    assert journal.jobs()[0].state is State.CONFIRMED


def test_the_same_again(journal: Journal) -> None:
    handed(journal, Spool())

    assert [each.code for each in desk.printed_before(job(), journal)] == ["printed-before"]
    assert desk.printed_before(job(data=b"another"), journal) == []
    other = desk.planned("2026-3", DATA, 4, "office", JobOptions(3))
    assert desk.printed_before(other, journal) == []


def test_a_number_again_whatever_the_bytes(journal: Journal) -> None:
    handed(journal, Spool(), (1, 2, 3))
    (found,) = desk.printed_before(job((3, 4), b"another"), journal)

    assert "份号 3 已经印过" in found.message
    assert desk.printed_before(job((4, 5), b"another"), journal) == []
    elsewhere = desk.planned("2026-4", b"another", 4, "office", OPTIONS, (3,))
    assert desk.printed_before(elsewhere, journal) == []


def test_which_printer() -> None:
    idle = Printer("甲", "idle", True)
    usual = Printer("乙", "idle", True, default=True)
    closed = Printer("丙", "idle", False, "换墨粉")

    assert desk.chosen([idle, usual], "") is usual
    assert desk.chosen([idle, usual], "甲") is idle
    assert desk.chosen([idle], "") is idle
    for printers, name in (([idle, closed], ""), ([idle], "丁"), ([], ""), ([closed], "")):
        with pytest.raises(PrintError):
            desk.chosen(printers, name)
