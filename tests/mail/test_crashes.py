"""F77 to F81 and F83 to F100 with processes that are killed, stopped and starved.

The long runs are in tests/mail/long_runs.py.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.mail.endings import Ending, JournalError, LockedError
from briefing.mail.journal import State
from briefing.mail.machine import Machine, this_machine
from briefing.mail.planning import difference, doubts, plan
from briefing.mail.sender import Clock
from tests.mail.lab import (
    DATE,
    FAST,
    SENDER,
    Lab,
    consignment,
    destinations,
    invariants,
)
from tests.mail.server import Fault, Rules, Server, as_arguments, read_ledger, until

S, E = State, Ending
USUAL = Rules()


@contextmanager
def server_process(folder: Path, *faults: Fault, rules: Rules = USUAL) -> Iterator[int]:
    """The faulty server in a process of its own; its port."""
    command = as_arguments(folder, faults, rules)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def start(folder: Path, port: int, count: int, **more: Any) -> subprocess.Popen[str]:
    given = {"port": port, "count": count, **more}
    command = [sys.executable, "-m", "tests.mail.lab", str(folder), json.dumps(given)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str], seconds: float = 60.0) -> tuple[int, dict[str, Any]]:
    """The exit code, and what the sender said of itself if it came to its end."""
    out, err = process.communicate(timeout=seconds)
    assert "Traceback" not in err, err
    return process.returncode, json.loads(out) if out else {}


def said(process: subprocess.Popen[str], word: str) -> None:
    """Wait for what a sender says next."""
    assert process.stderr
    assert process.stderr.readline() == f"{word}\n"


@contextmanager
def gated(
    folder: Path, at: str = "mail", nth: int = 5, do: str = "gate"
) -> Iterator[tuple[int, Path]]:
    """A server that keeps its nth answer at a stage until somebody opens the gate."""
    gate = folder / "gate"
    with server_process(folder, Fault(at, do, str(gate), nth=nth, times=1)) as port:
        yield port, gate


def at_the_gate(folder: Path) -> None:
    """Wait until the sender waits."""
    ledger = folder / "ledger.jsonl"
    until(lambda: ledger.exists() and '"fault"' in ledger.read_text("utf-8"))


def test_f77_kill_at_every_fail_point(tmp_path: Path) -> None:
    """Count the points of an undisturbed run, then die at each of them once, and go on.

    Points are the steps on the wire and every statement of the journal. The same against Postfix
    and Exim is in test_real_servers.
    """
    with server_process(tmp_path) as port:
        points = killed_everywhere(tmp_path, port, "")

        def arrived() -> list[dict[str, Any]]:
            return read_ledger(tmp_path / "ledger.jsonl")

        uncertain = gone_on(tmp_path, port, "", points, arrived)
    assert points > 60
    assert 0 < uncertain < points / 3  # but for the time between dot and answer


def killed_everywhere(folder: Path, port: int, prefix: str, sql: bool = True) -> int:
    """Send to two recipients from folder 0, and die at the nth point in folder n; the points."""
    given = {"every": True, "sql": sql, "port": port, "count": 2, "prefix": prefix}
    command = [sys.executable, "-m", "tests.mail.lab", str(folder), json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    points: int = json.loads(done.stdout)["points"]
    return points


def gone_on(
    folder: Path,
    port: int,
    prefix: str,
    points: int,
    arrived: Callable[[], list[dict[str, Any]]],
) -> int:
    """Resume every one of them; I1 to I10 for each; how many recipients are uncertain."""
    labs = [
        Lab(
            folder / str(n),
            port,
            destinations(2, prefix=f"{prefix}p{n}-"),
            answer=30.0,
            final=60.0,
            patience=60.0,
        )
        for n in range(points + 1)
    ]
    finishes = [lab.run() for lab in labs]
    events = arrived()
    violations = [each for each in events if each["event"] == "violation"]
    uncertain = 0
    for n, (lab, finish) in enumerate(zip(labs, finishes, strict=True)):
        mine = [e for e in events if e.get("to", "").startswith(f"{prefix}p{n}-")]
        counts = invariants(lab, [*mine, *violations], finish, crashes=min(n, 1))
        uncertain += counts[S.UNCERTAIN]
        assert counts[S.SENT] + counts[S.UNCERTAIN] == 2
        assert finish.ending is (E.UNCERTAIN if counts[S.UNCERTAIN] else E.COMPLETE)
    return uncertain


def random_kills(folder: Path, port: int, count: int, kills: int, seed: int, **more: Any) -> int:
    """Kill the sender so often, each time when it has come so far by chance, then let it end.

    How often it was killed: not by the clock, as a fast machine would be done before. A message
    takes two steps at least, to its dot and from there.
    """
    rng = random.Random(seed)
    done = 0
    for steps in sorted(rng.sample(range(1, 2 * count), kills)):
        process = start(folder, port, count, **more)
        said(process, "begin")
        while process.poll() is None and _written_down(folder) < steps:
            time.sleep(rng.random() * 0.003)
        process.kill()
        process.communicate()
        done += process.returncode == -signal.SIGKILL
    for _ in range(50):
        code, _ = finished(start(folder, port, count, **more))
        if code in (E.COMPLETE, E.REFUSED, E.UNCERTAIN):
            return done
    raise AssertionError(f"not at its end after fifty starts: {code}")


def _written_down(folder: Path) -> int:
    """How many changes of state the journal has."""
    with (
        contextlib.suppress(sqlite3.OperationalError),  # it is not there yet
        contextlib.closing(sqlite3.connect(folder / "journal.db")) as journal,
    ):
        return int(journal.execute("SELECT COUNT(*) FROM log").fetchone()[0])
    return 0


FLAKY = (
    Fault("dot", "take-drop", chance=0.03),
    Fault("dot", "drop", chance=0.03),
    Fault("dot", "say", "451 4.3.0 try later", chance=0.03),
    Fault("rcpt", "say", "450 4.2.0 Greylisted", once=True),
    Fault("mail", "say", "421 4.4.2 idle", every=25),
    Fault("rcpt", "reset", chance=0.01),
)


@pytest.mark.parametrize("connections", [1, 4])
def test_f78_random_kills(tmp_path: Path, connections: int) -> None:
    with server_process(tmp_path) as port:
        lab = Lab(tmp_path, port, destinations(120), pace=replace(FAST, connections=connections))
        kills = random_kills(tmp_path, port, 120, 3, seed=78, connections=connections)
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, crashes=kills)

    assert kills >= 1
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 120


def test_f78_random_kills_and_a_flaky_server(tmp_path: Path) -> None:
    with server_process(tmp_path, *FLAKY) as port:
        lab = Lab(tmp_path, port, destinations(80))
        kills = random_kills(tmp_path, port, 80, 3, seed=7)
        lost = _lost(tmp_path)
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, crashes=kills, lost=lost)

    assert counts[S.SENT] + counts[S.UNCERTAIN] == 80


def _lost(folder: Path) -> int:
    """Answers to the dot that the server kept to itself."""
    lines = (folder / "ledger.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return sum(e["event"] == "fault" and e["stage"] == "dot" and "drop" in e["do"] for e in events)


# --- signals


@pytest.mark.parametrize(
    ("number", "ending"),
    [
        (signal.SIGINT, E.INTERRUPTED),
        (signal.SIGTERM, E.TERMINATED),
        (signal.SIGHUP, E.HANGUP),
    ],
    ids=["f79_int", "f79_term", "f80_hup"],
)
def test_signals_end_in_good_order(tmp_path: Path, number: signal.Signals, ending: Ending) -> None:
    with gated(tmp_path) as (port, gate):
        lab = Lab(tmp_path, port, destinations(30))
        process = start(tmp_path, port, 30, answer=60.0)
        said(process, "begin")
        at_the_gate(tmp_path)
        process.send_signal(number)
        said(process, "stopping")
        gate.touch()
        code, _ = finished(process)
        assert code == ending
        counts = invariants(lab, tmp_path / "ledger.jsonl", None)
        assert counts == {S.SENT: 4, S.QUEUED: 26}  # the fifth had not come to its dot
        assert finished(start(tmp_path, port, 30))[0] == E.COMPLETE
        invariants(lab, tmp_path / "ledger.jsonl", None)


def test_f79_a_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    with gated(tmp_path, "dot", 3, "take-gate") as (port, _):
        lab = Lab(tmp_path, port, destinations(5))
        process = start(tmp_path, port, 5, final=600.0)
        said(process, "begin")
        at_the_gate(tmp_path)
        process.send_signal(signal.SIGINT)
        said(process, "stopping")
        process.send_signal(signal.SIGINT)
        assert finished(process)[0] == 130  # the gate stays shut
    with server_process(tmp_path) as port:
        assert finished(start(tmp_path, port, 5))[0] == E.UNCERTAIN
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, crashes=1)
    assert counts == {S.SENT: 4, S.UNCERTAIN: 1}


@pytest.mark.parametrize("stage", ["mail", "dot"])
def test_f81_stopped_for_longer_than_every_time_out(tmp_path: Path, stage: str) -> None:
    with gated(tmp_path, stage, 5, "gate" if stage == "mail" else "take-gate") as (port, gate):
        lab = Lab(tmp_path, port, destinations(20))
        process = start(tmp_path, port, 20, answer=0.5, final=0.5)
        said(process, "begin")
        at_the_gate(tmp_path)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.0)
        gate.touch()
        process.send_signal(signal.SIGCONT)
        code, _ = finished(process)
        while code == E.UNFINISHED:
            code, _ = finished(start(tmp_path, port, 20))
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, lost=stage == "dot")
    assert code in (E.COMPLETE, E.UNCERTAIN)
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 20


# --- storage


def test_f82_out_of_memory(tmp_path: Path) -> None:
    """A limit on memory ends the program somewhere; the next one goes on."""
    with server_process(tmp_path) as port:
        lab = Lab(tmp_path, port, destinations(50))
        given = json.dumps({"port": port, "count": 50})

        def starve() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (45_000_000, 45_000_000))

        subprocess.run(
            [sys.executable, "-m", "tests.mail.lab", str(tmp_path), given],
            check=False,
            capture_output=True,
            preexec_fn=starve,
            timeout=60,
        )
        code, _ = finished(start(tmp_path, port, 50))
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, crashes=1)
    assert code in (E.COMPLETE, E.UNCERTAIN)
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 50


@pytest.mark.parametrize("limit", [90_000, 130_000, 200_000])
def test_f85_f86_the_disk_fills_up(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond a limit: some commit fails, before a dot or behind an answer."""
    with server_process(tmp_path) as port:
        lab = Lab(tmp_path, port, destinations(60))
        given = json.dumps({"port": port, "count": 60})

        def fill_up() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = subprocess.run(
            [sys.executable, "-m", "tests.mail.lab", str(tmp_path), given],
            check=False,
            capture_output=True,
            text=True,
            preexec_fn=fill_up,
            timeout=60,
        )
        assert "journal-unwritable" in done.stderr
        code, _ = finished(start(tmp_path, port, 60))
        counts = invariants(lab, tmp_path / "ledger.jsonl", None, crashes=1)
    assert code in (E.COMPLETE, E.UNCERTAIN)
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 60


def test_f89_the_wal_file_was_deleted(tmp_path: Path) -> None:
    with gated(tmp_path) as (port, _):
        lab = Lab(tmp_path, port, destinations(10))
        process = start(tmp_path, port, 10, answer=60.0)
        said(process, "begin")
        at_the_gate(tmp_path)
        process.kill()
        process.communicate()
    assert (tmp_path / "journal.db-wal").exists()
    (tmp_path / "journal.db-wal").unlink()
    (tmp_path / "journal.db-shm").unlink()

    assert _doubts(lab), "nothing noticed"


def test_f90_an_older_copy_was_put_in_place(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, destinations(10))
        lab.run(limit=3)
        shutil.copy(tmp_path / "journal.db", tmp_path / "backup")
        lab.run(limit=3)
    shutil.copy(tmp_path / "backup", tmp_path / "journal.db")

    (found,) = _doubts(lab)
    assert "备份" in found
    assert "少了 6 步" in found


def _doubts(lab: Lab, machine: Machine | None = None) -> list[str]:
    from briefing.mail.journal import Journal
    from briefing.mail.lock import Lock

    with Lock(lab.folder / "journal.lock") as lock:
        try:
            journal = Journal(lab.folder / "journal.db", lambda: ("", 0.0), lock.note)
        except JournalError as error:
            return [str(error)]
        job = journal.job("2025-26")
        found = (
            doubts(job, machine or this_machine(), lock.witnessed, journal.last_step)
            if job
            else ["no job"]
        )
        journal.close()
    return found


def test_f90_another_machine(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port)
        lab.run(limit=1)

    here = this_machine()
    assert _doubts(lab) == []
    (found,) = _doubts(lab, replace(here, fingerprint="elsewhere"))
    assert "另一台电脑" in found


@pytest.mark.parametrize(
    ("change", "doubtful"),
    [
        ({"since_boot": 90_000.0}, True),
        ({"since_boot": 80_000.0}, False),
        ({"now": 365 * 86_400.0}, False),  # f99: the same boot; the clock was set forward
        ({"now": -365 * 86_400.0}, False),  # f98: set back
        ({"boot": "another", "now": 3_600.0}, False),
        ({"boot": "another", "now": 90_000.0}, True),
        ({"boot": "another", "now": -90_000.0}, True),
    ],
)
def test_f98_f99_how_old_a_job_is(tmp_path: Path, change: dict[str, Any], doubtful: bool) -> None:
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port)
        lab.run(limit=1)

    here = this_machine()
    later = replace(
        here,
        boot=change.get("boot", here.boot),
        since_boot=here.since_boot + change.get("since_boot", 0.0),
        now=here.now + change.get("now", 0.0),
    )
    assert bool(_doubts(lab, later)) is doubtful


@pytest.mark.parametrize("shift", [-365 * 86_400.0, 365 * 86_400.0, 3_600.0])
def test_f98_f99_f100_the_clock_moves_during_a_job(tmp_path: Path, shift: float) -> None:
    """Deferred recipients are neither sent early for ever nor kept waiting for a year."""
    with Server(tmp_path, Fault("rcpt", "say", "450 later", has="r1@", times=1)) as server:
        lab = Lab(
            tmp_path, server.port, pace=replace(FAST, first_retry=120.0, per_day=100), patience=0.0
        )
        assert lab.run().counts == {S.SENT: 2, S.DEFERRED: 1}
        moved = Clock(time.monotonic, lambda: time.time() + shift)
        again = replace(lab, clock=moved)
        finish = again.run()
        # An hour ahead the two minutes are over; a year back they lie too far ahead to be true.
        assert finish.ending is E.COMPLETE
        invariants(lab, server.path, finish)


def test_f92_the_order_on_the_disk_and_on_the_wire(tmp_path: Path) -> None:
    """strace: the journal is synced before every dot and, for its answer, before the next one."""
    strace = shutil.which("strace")
    assert strace
    trace = tmp_path / "trace"
    with server_process(tmp_path) as port:
        given = json.dumps({"port": port, "count": 5})
        command = [
            strace,
            "-f",
            "-y",
            "-s",
            "40",
            "-e",
            "trace=fdatasync,fsync,sendto",
            "-o",
            str(trace),
        ]
        command += [sys.executable, "-m", "tests.mail.lab", str(tmp_path), given]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    events = []
    for line in trace.read_text("utf-8", "replace").splitlines():
        if re.search(r"f(data)?sync\(\d+<[^>]*journal\.db-wal>", line):
            events.append("sync")
        elif re.search(r'sendto\(.*"\.\\r\\n"', line):
            events.append("dot")
        elif re.search(r'sendto\(.*"MAIL FROM', line):
            events.append("mail")
    story = "".join({"sync": "s", "dot": ".", "mail": "m"}[each] for each in events)
    first, *between, last = story.replace("m", "").split(".")
    assert len(between) == 4, story
    assert first, story
    assert all(len(syncs) >= 2 for syncs in between), story
    assert last, story
    assert story.count("m") == 5, story


# --- two at once


def test_f93_two_senders_of_one_job(tmp_path: Path) -> None:
    with gated(tmp_path) as (port, gate):
        lab = Lab(tmp_path, port, destinations(30))
        first = start(tmp_path, port, 30, answer=60.0)
        said(first, "begin")
        at_the_gate(tmp_path)
        with pytest.raises(LockedError, match=f"进程 {first.pid}"):
            lab.run()
        gate.touch()
        assert finished(first)[0] == E.COMPLETE
        invariants(lab, tmp_path / "ledger.jsonl", None)


def test_f94_two_jobs_of_one_account_share_the_limits(tmp_path: Path) -> None:
    """One journal has one lock, so two jobs never run at once; the day's limit counts both."""
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, destinations(10), pace=replace(FAST, per_day=6))
        first = lab.run()
        assert first.counts == {S.SENT: 6, S.QUEUED: 4}
        assert first.halt
        assert "每天 6 封" in first.halt.reason
        second = lab.run()
        assert second.counts == {S.SENT: 6, S.QUEUED: 4}


def test_f96_f97_content_or_list_changed_since_the_plan(tmp_path: Path) -> None:
    lab = Lab(tmp_path, 1, destinations(3))
    with lab.journal() as journal:
        job = lab.job(journal)
        sender, mail = SENDER, consignment()

        def differs(content: bytes, count: int) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
            found = difference(
                journal, job, consignment(content), destinations(count), sender, sender.address
            )
            return found.content, found.added, found.dropped

        assert differs(mail.enclosures[0].content, 3) == (False, (), ())
        assert differs(b"other", 3) == (True, (), ())
        assert differs(mail.enclosures[0].content, 4) == (False, ("r3@lab.test",), ())
        assert differs(mail.enclosures[0].content, 2) == (False, (), ("r2@lab.test",))


@pytest.mark.parametrize("anew", [False, True])
def test_another_plan_spares_those_who_have_it(tmp_path: Path, anew: bool) -> None:
    with Server(tmp_path, Fault("rcpt", "say", "550 5.1.1 no", has="r1@")) as server:
        lab = Lab(tmp_path, server.port, destinations(3))
        assert lab.run().counts == {S.SENT: 2, S.REFUSED: 1}
        right = destinations(4)
        with lab.journal() as journal:
            plan(
                journal,
                consignment(),
                [right[0], right[3], right[2]],
                SENDER,
                SENDER.address,
                marked=False,
                date=DATE,
                machine=this_machine(),
                former=lab.job(journal),
                anew=anew,
            )
        finish = lab.run()

        assert finish.counts == {S.SENT: 3}
        twice = 2 if anew else 1
        assert server.accepted == Counter(
            {"r0@lab.test": twice, "r2@lab.test": twice, "r3@lab.test": 1}
        )
