"""Runs that are too long for every change: python -m tests.mail.long_runs KIND [SEED]

    kills    150 random kill -9 over 1,200 recipients, against the faulty server behaving well
    flaky    the same with six kinds of fault at once
    postfix  the same against Postfix
    many     10,000 recipients with three kills: time, memory, ledger
    plan     100,000 recipients planned: time, memory
    orders   300 jobs with faults, crashes, resends and plans in any order

Each prints its seed and its figures, and fails if an invariant does not hold. Ten minutes of
made-up input are python -m tests.mail.fuzzing.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from briefing.mail.journal import State
from tests.mail.lab import FILE, Lab, destinations, invariants
from tests.mail.server import Rules, read_ledger
from tests.mail.test_crashes import FLAKY, _lost, finished, random_kills, server_process, start

S = State


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="briefing-long-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def kills(seed: int, flaky: bool) -> None:
    """Ten jobs against the faulty server, each with a server and a ledger of its own."""
    tally = Tally(seed)
    faults = FLAKY if flaky else ()
    with folder() as top:
        for n in range(10):
            here = top / str(n)
            here.mkdir()
            with server_process(here, *faults, rules=Rules(seed=seed + n)) as port:
                times = killed_often(here, port, tally, n)
            lab = Lab(here, port, destinations(120, prefix=f"k{n}-"))
            tally.add(lab, read_ledger(here / "ledger.jsonl"), times, _lost(here))
    tally.tell()


def postfix(seed: int) -> None:
    """Ten jobs against one Postfix; the ledger is its Maildir."""
    from tests.mail.conftest import make_certificates
    from tests.mail.mta import Postfix

    tally = Tally(seed)
    with folder() as top, Postfix(make_certificates(Path(tempfile.mkdtemp()))) as running:
        for n in range(10):
            here = top / str(n)
            here.mkdir()
            times = killed_often(here, running.ports.plain, tally, n)
            lab = Lab(here, running.ports.plain, destinations(120, prefix=f"k{n}-"))
            tally.add(lab, running.ledger(f"k{n}-"), times, 0)
    tally.tell()


def killed_often(where: Path, port: int, tally: Tally, n: int) -> int:
    """Kill the sender of the nth job, 120 recipients, fifteen times; how often it was so."""
    return random_kills(where, port, 120, 15, tally.rng.randrange(10**6), prefix=f"k{n}-")


class Tally:
    """I1 to I10 of each job, and the sums over all of them."""

    def __init__(self, seed: int) -> None:
        self.seed, self.rng = seed, random.Random(seed)
        self.counts: Counter[State] = Counter()
        self.kills = self.withheld = self.arrived = self.twice = self.lost = 0

    def add(self, lab: Lab, events: list[dict[str, Any]], kills: int, withheld: int) -> None:
        """kills     of the sender
        withheld  answers that the server kept to itself
        """
        self.counts += invariants(lab, events, None, crashes=kills, lost=withheld)
        got = Counter(each["to"] for each in events if each["event"] == "accepted")
        rows = lab.rows()
        self.kills, self.withheld = self.kills + kills, self.withheld + withheld
        self.arrived += sum(row.state is S.UNCERTAIN and row.shown in got for row in rows)
        self.twice += sum(n > 1 for n in got.values())
        self.lost += sum(row.state is S.SENT and row.shown not in got for row in rows)

    def tell(self) -> None:
        counts = {str(state): n for state, n in self.counts.items()}
        print(f"seed {self.seed}: {self.kills} kills, {self.counts.total()} recipients, {counts}")
        print(f"answers withheld {self.withheld}, doubled {self.twice}, lost {self.lost}")
        print(f"uncertain {self.counts[S.UNCERTAIN]}, of which {self.arrived} had arrived")


def many(seed: int) -> None:
    rng = random.Random(seed)
    count, file = 10_000, FILE.content * 29
    with folder() as here:
        (here / "file").write_bytes(file)
        begun = time.monotonic()
        killed = 0
        with server_process(here) as port:
            while True:
                process = start(here, port, count, file=str(here / "file"))
                if killed < 3:
                    try:
                        process.wait(5 + rng.random() * 8)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        process.communicate()
                        killed += 1
                        continue
                code, said = finished(process, 3_000)
                break
            seconds = time.monotonic() - begun
            lab = Lab(here, port, destinations(count), file=file)
            counts = invariants(lab, here / "ledger.jsonl", None, crashes=killed)
    print(f"seed {seed}: 10000 recipients, {killed} kills, {seconds:.0f} s, exit {code}")
    print(f"{dict(counts)}; memory {said['kilobytes'] / 1024:.0f} MB")


def plan_many() -> None:
    with folder() as here:
        lab = Lab(here, 1, destinations(100_000), file=FILE.content * 29)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.monotonic()
        with lab.journal() as journal:
            job = lab.job(journal)
            seconds = time.monotonic() - begun
            assert journal.counts(job) == {S.QUEUED: 100_000}
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        size = (here / "journal.db").stat().st_size / 1e6
    print(f"100000 recipients planned in {seconds:.1f} s, {more / 1024:.0f} MB more memory")
    print(f"journal {size:.0f} MB")


def orders(seed: int) -> None:
    from hypothesis import HealthCheck, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from tests.mail.test_any_order import AnyOrder

    given = settings(
        max_examples=300,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seeded(seed)(AnyOrder), settings=given)
    print(f"seed {seed}: 300 jobs of up to 20 steps, all invariants hold")


def main() -> None:
    kind = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    match kind:
        case "kills" | "flaky":
            kills(seed, kind == "flaky")
        case "postfix":
            postfix(seed)
        case "many":
            many(seed)
        case "plan":
            plan_many()
        case "orders":
            orders(seed)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
