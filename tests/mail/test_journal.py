import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from briefing.mail.endings import JournalError
from briefing.mail.journal import MOVES, Job, Journal, Move, Part, Row, State
from briefing.mail.machine import Machine

S = State
HERE = Machine("host", "boot", 100.0, 1_000.0)
CLOCK = ("2025-07-21T09:30:00+08:00", 1_000.0)


def opened(folder: Path, noted: Callable[[int], None] = lambda step: None) -> Journal:
    return Journal(folder / "journal.db", lambda: CLOCK, noted)


def planned(journal: Journal, count: int = 3, key: str = "2025-26", revision: int = 1) -> Job:
    rows = [Row(n, f"{n}@a.cn", f"{n}@A.cn", (f"{n}局",), f"<{n}@b.cn>") for n in range(count)]
    job = Job(
        key, revision, CLOCK[0], "content", "list", count, "jb@b.cn", "salt", HERE, {"甲": [1]}
    )
    return journal.plan(job, [Part("frozen", "", b"bytes"), Part("file", "甲.docx", b"PK")], rows)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = opened(tmp_path)
    yield journal
    journal.close()


def sent(journal: Journal, job: Job, address: str) -> None:
    journal.write(job, [Move(address, S.QUEUED, S.DOT, tried=True)])
    journal.write(job, [Move(address, S.DOT, S.SENT, 250, "2.0.0", "ok queued")])


def test_a_plan_comes_back(journal: Journal) -> None:
    job = planned(journal)

    assert journal.job("2025-26") == job
    assert journal.jobs() == [job]
    assert [(p.role, p.name, p.content) for p in journal.parts(job)] == [
        ("frozen", "", b"bytes"),
        ("file", "甲.docx", b"PK"),
    ]
    assert [row.address for row in journal.rows(job)] == ["0@a.cn", "1@a.cn", "2@a.cn"]
    assert journal.rows(job)[1] == Row(1, "1@a.cn", "1@A.cn", ("1局",), "<1@b.cn>")
    assert journal.counts(job) == {S.QUEUED: 3}


def test_steps_are_kept(journal: Journal) -> None:
    job = planned(journal)
    sent(journal, job, "1@a.cn")

    (row,) = journal.rows(job, S.SENT)
    assert (row.address, row.tries, row.code, row.reply) == ("1@a.cn", 1, 250, "ok queued")
    assert [(old, new) for _, old, new, *_ in journal.steps(job)] == [
        (S.QUEUED, S.DOT),
        (S.DOT, S.SENT),
    ]
    assert journal.counts(job) == {S.QUEUED: 2, S.SENT: 1}


def test_rows_in_portions(journal: Journal) -> None:
    job = planned(journal, 5)

    assert [row.n for row in journal.rows(job, S.QUEUED, after=1, most=2)] == [2, 3]


@pytest.mark.parametrize(
    ("old", "new"), [(old, new) for old in S for new in S if new not in MOVES[old]]
)
def test_a_step_that_is_not_allowed_is_refused(journal: Journal, old: State, new: State) -> None:
    job = planned(journal)

    with pytest.raises(JournalError, match="journal-contradicts"):
        journal.write(job, [Move("0@a.cn", old, new)])
    assert journal.counts(job) == {S.QUEUED: 3}
    assert journal.last_step == 0


def test_a_step_from_where_a_recipient_is_not_undoes_them_all(journal: Journal) -> None:
    job = planned(journal)
    moves = [Move("0@a.cn", S.QUEUED, S.DOT), Move("1@a.cn", S.DOT, S.SENT)]

    with pytest.raises(JournalError, match="journal-contradicts"):
        journal.write(job, moves)
    assert journal.counts(job) == {S.QUEUED: 3}


def test_what_a_crash_left_at_the_dot_becomes_uncertain(tmp_path: Path) -> None:
    first = opened(tmp_path)
    job = planned(first)
    sent(first, job, "0@a.cn")
    first.write(job, [Move("1@a.cn", S.QUEUED, S.DOT, tried=True)])
    first.close()

    second = opened(tmp_path)
    assert [row.address for row in second.recover(job)] == ["1@a.cn"]
    assert second.counts(job) == {S.SENT: 1, S.UNCERTAIN: 1, S.QUEUED: 1}
    assert second.recover(job) == []
    second.close()


def test_a_later_revision_takes_the_place_of_the_former(journal: Journal) -> None:
    planned(journal)
    second = planned(journal, 2, revision=2)
    other = planned(journal, 1, key="2025-27")

    assert journal.job("2025-26") == second
    assert journal.jobs() == [second, other]


def test_a_plan_with_an_address_twice_is_refused_whole(journal: Journal) -> None:
    row = Row(0, "a@a.cn", "a@a.cn", (), "<1@b.cn>")
    job = Job("k", 1, "", "", "", 2, "", "", HERE, {})

    with pytest.raises(JournalError):
        journal.plan(job, [], [row, Row(1, "a@a.cn", "a@a.cn", (), "<2@b.cn>")])
    assert journal.jobs() == []


def test_dots_of_a_clock_that_was_ahead_count_as_now(journal: Journal) -> None:
    job = planned(journal)
    sent(journal, job, "0@a.cn")  # at 1000

    assert journal.dots_since(999.0, 5_000.0) == [1_000.0]
    assert journal.dots_since(999.0, 1_000.0 - 500) == [500.0]
    assert journal.dots_since(1_001.0, 5_000.0) == []


def test_the_last_step_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    journal = opened(tmp_path, told.append)
    sent(journal, planned(journal), "0@a.cn")

    assert told == [1, 2]
    assert journal.last_step == 2
    journal.close()


# --- storage


def test_f88_a_flipped_byte_in_a_blob_is_found(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    job = planned(journal)
    journal.close()
    with sqlite3.connect(tmp_path / "journal.db") as sql:
        sql.execute("UPDATE blob SET bytes=x'00' WHERE bytes=x'504b'")
    sql.close()

    journal = opened(tmp_path)
    with pytest.raises(JournalError, match="journal-damaged"):
        journal.parts(job)
    journal.close()


@pytest.mark.parametrize("place", range(0, 40_000, 997))
def test_f88_flipped_bytes_in_the_file_are_found_or_harmless(tmp_path: Path, place: int) -> None:
    journal = opened(tmp_path)
    job = planned(journal, 100)
    sent(journal, job, "0@a.cn")
    journal.close()
    path = tmp_path / "journal.db"
    data = bytearray(path.read_bytes())
    place %= len(data)
    data[place] ^= 0xFF
    path.write_bytes(data)

    with suppress(JournalError, ValueError, sqlite3.Error):  # found, or else harmless
        journal = opened(tmp_path)
        try:
            assert sum(journal.counts(job).values()) == 100
        finally:
            journal.close()


def test_a_journal_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "journal.db") as sql:
        assert sql.execute("PRAGMA user_version").fetchone() == (1,)
        sql.execute("PRAGMA user_version=2")
    sql.close()

    with pytest.raises(JournalError, match="newer-journal"):
        opened(tmp_path)


def test_every_plan_of_a_job_is_known(journal: Journal) -> None:
    first, second = planned(journal), planned(journal, 4, revision=2)

    assert journal.revisions("2025-26") == [first, second]
    assert journal.revisions("2025-27") == []


def test_f88_a_text_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"not a database" * 100)
    with pytest.raises(JournalError, match="journal-damaged"):
        opened(tmp_path)


def test_f87_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from briefing.mail.journal import Journal\n"
        "from briefing.mail.endings import JournalError\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try: Journal(Path(sys.argv[1]) / 'journal.db', lambda: ('', 0.0), lambda n: None)\n"
        "except JournalError as error: print(error.diagnostics[0].code)\n"
    )
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody without rights")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False
    )

    assert done.stdout == "journal-unwritable\n", done.stderr


def test_f90_a_journal_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(JournalError):
        opened(tmp_path / "gone")


def test_a_copy_of_a_journal_is_one(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    job = planned(journal)
    journal.close()
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "journal.db", tmp_path / "b")

    copy = opened(tmp_path / "b")
    assert copy.job("2025-26") == job
    copy.close()


# --- any order of events


class AnyOrder(RuleBasedStateMachine):
    """Moves in any order, crashes between any two, against a model that is a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        from tempfile import mkdtemp

        self.folder = Path(mkdtemp())
        self.journal = opened(self.folder)
        self.job = planned(self.journal, 6)
        self.model = {f"{n}@a.cn": S.QUEUED for n in range(6)}

    def teardown(self) -> None:
        self.journal.close()
        shutil.rmtree(self.folder)

    @rule(n=st.integers(0, 5), new=st.sampled_from(S))
    def move(self, n: int, new: State) -> None:
        address = f"{n}@a.cn"
        old = self.model[address]
        try:
            self.journal.write(self.job, [Move(address, old, new)])
        except JournalError:
            assert new not in MOVES[old]
        else:
            assert new in MOVES[old]
            self.model[address] = new

    @rule(n=st.integers(0, 5), old=st.sampled_from(S), new=st.sampled_from(S))
    def move_from_elsewhere(self, n: int, old: State, new: State) -> None:
        address = f"{n}@a.cn"
        if old is self.model[address]:
            return
        with pytest.raises(JournalError):
            self.journal.write(self.job, [Move(address, old, new)])

    @rule()
    def crash(self) -> None:
        copy = Path(f"{self.folder}.copy")
        shutil.copytree(self.folder, copy)  # what lies on the disk, taken without closing
        self.journal.close()
        shutil.rmtree(self.folder)
        copy.rename(self.folder)
        self.journal = opened(self.folder)
        left = self.journal.recover(self.job)
        assert {row.address for row in left} == {a for a, s in self.model.items() if s is S.DOT}
        self.model = {a: S.UNCERTAIN if s is S.DOT else s for a, s in self.model.items()}

    @invariant()
    def everybody_is_in_one_state(self) -> None:
        rows = self.journal.rows(self.job)
        assert {row.address: row.state for row in rows} == self.model
        assert len(rows) == self.job.total
        assert self.journal.damage() == ""

    @invariant()
    def the_log_leads_to_where_everybody_stands(self) -> None:
        ends = dict.fromkeys(self.model, S.QUEUED)
        for address, old, new, *_ in self.journal.steps(self.job):
            assert ends[address] is old
            ends[address] = new
        assert ends == self.model


AnyOrder.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_order = AnyOrder.TestCase
