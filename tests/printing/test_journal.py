from __future__ import annotations

import re
from itertools import count, product
from pathlib import Path

import pytest

from briefing.diagnostics import PrintError
from briefing.printing.journal import CHINESE, MOVES, Job, Journal, State

JOB = Job("2026-3", "ab" * 32, "office", "2 份", (1, 2), 8)


def journal(folder: Path) -> Journal:
    seconds = count()
    return Journal(folder / "archive" / "print.db", lambda: f"12:00:{next(seconds):02}")


def test_a_job_is_there_after_the_file_is_closed(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        begun = kept.begin(JOB)
        held = kept.move(begun, State.HELD, spooled="office-7")
    with journal(tmp_path) as kept:
        (job,) = kept.jobs()

    assert re.fullmatch("2026-3 #1 [0-9a-f]{8}", begun.title)
    assert job.numbers == (1, 2)
    assert (job.state, job.spooled) == (State.HELD, "office-7") == (held.state, held.spooled)


def test_every_step_is_kept(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        job = kept.begin(JOB)
        kept.move(job, State.REFUSED, "no such printer")

        assert kept.steps(job) == [("", "handing", ""), ("handing", "refused", "no such printer")]


def test_jobs_by_state_and_subject(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        first = kept.begin(JOB)
        kept.begin(Job("2026-4", "", "office", "", (), 1))
        kept.move(first, State.REFUSED)

        assert [job.id for job in kept.jobs(State.HANDING)] == [2]
        assert [job.id for job in kept.jobs(subject="2026-3")] == [1]
        assert [job.id for job in kept.jobs(State.HANDING, subject="2026-3")] == []


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_only_the_moves_of_the_table(old: State, new: State, tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        job = kept.begin(JOB)
        kept._sql.execute("UPDATE job SET state=?", (old,))
        job = kept.jobs()[0]
        if new in MOVES[old]:
            assert kept.move(job, new).state is new
            return
        with pytest.raises(PrintError, match="journal-contradicts"):
            kept.move(job, new)
        assert kept.jobs()[0].state is old


def test_a_job_that_has_moved_meanwhile(tmp_path: Path) -> None:
    with journal(tmp_path) as kept:
        job = kept.begin(JOB)
        kept.move(job, State.HELD, spooled="office-7")
        with pytest.raises(PrintError, match="journal-contradicts"):
            kept.move(job, State.UNCERTAIN)


def test_one_program_at_a_time(tmp_path: Path) -> None:
    with journal(tmp_path), pytest.raises(PrintError, match="printing-elsewhere"):
        journal(tmp_path)
    with journal(tmp_path):
        pass


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "print.db"
    path.parent.mkdir()
    path.write_bytes(b"this is no database, whatever its name says" * 50)

    with pytest.raises(PrintError, match="journal-damaged"):
        journal(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")

    with pytest.raises(PrintError, match="journal-unwritable"):
        journal(tmp_path)


def test_every_state_has_a_name() -> None:
    assert set(CHINESE) == set(State) == set(MOVES)
    assert len(set(CHINESE.values())) == len(State)
