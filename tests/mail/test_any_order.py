"""Faults, crashes, resumed runs, resends and second senders in any order, by hypothesis.

A crash here is an exception at a point where a kill could come: nothing is written after it. The
kills of whole processes are in test_crashes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from briefing.mail.endings import Ending, LockedError
from briefing.mail.journal import Move, State
from briefing.mail.lock import Lock
from briefing.mail.machine import this_machine
from briefing.mail.planning import plan
from tests.mail.lab import DATE, SENDER, Lab, consignment, destinations
from tests.mail.server import Fault, Server

S = State
FAULTS = st.sampled_from(
    [
        Fault("dot", "take-drop", times=1),
        Fault("dot", "drop", nth=2, times=1),
        Fault("dot", "garbage", nth=2, times=1),
        Fault("dot", "half", times=1),
        Fault("dot", "say", "451 4.3.0 later", nth=2, times=2),
        Fault("dot", "say", "421 4.3.2 bye", times=1),
        Fault("dot", "say", "554 5.6.0 no", has="r1@", times=1),
        Fault("rcpt", "say", "550 5.1.1 no", has="r2@", times=1),
        Fault("rcpt", "say", "450 4.2.0 grey", once=True),
        Fault("rcpt", "reset", nth=2, times=1),
        Fault("mail", "say", "421 4.4.2 idle", nth=2, times=1),
        Fault("mail", "say", "550 Sender frequency limited", nth=3),
        Fault("data", "drop", times=1),
        Fault("connect", "drop", times=1),
        Fault("ehlo", "say", "421 busy", times=1),
    ]
)


class _CrashError(BaseException):
    pass


class AnyOrder(RuleBasedStateMachine):
    """One job of five recipients, or a few more, whatever happens to it."""

    @initialize(connections=st.sampled_from([1, 1, 2]))
    def begin(self, connections: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="briefing-any-"))
        self.to = destinations(5)
        self.connections = connections
        self.crashes = self.lost = 0
        self.accepted: Counter[str] = Counter()
        self.resent: Counter[str] = Counter()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def lab(self, port: int = 1) -> Lab:
        from briefing.mail.settings import Pace

        pace = Pace(0, 0, 0, self.connections, 0.0, 0.0)
        return Lab(self.folder, port, self.to, pace=pace, answer=2.0, final=2.0, patience=0.5)

    @rule(faults=st.lists(FAULTS, max_size=3), crash=st.integers(0, 60), limit=st.integers(0, 4))
    def run(self, faults: list[Fault], crash: int, limit: int) -> None:
        count = 0

        def at(point: str) -> None:
            nonlocal count
            count += 1
            if count == crash:
                raise _CrashError

        finish = None
        with Server(self.folder, *faults) as server:
            try:
                finish = self.lab(server.port).run(at, limit=limit)
            except _CrashError:
                self.crashes += 1
            with self.lab().journal():
                pass  # the lock is free again
            events = server.events("fault")
            assert server.violations == []
            self.accepted += server.accepted
        server.path.unlink()
        withheld = ("take-drop", "drop", "garbage", "half")
        self.lost += sum(each["stage"] == "dot" and each["do"] in withheld for each in events)
        if finish and finish.ending is Ending.COMPLETE:
            assert set(self.lab().states()) == {S.SENT}
        if finish and finish.ending in (Ending.REFUSED, Ending.UNCERTAIN):
            assert not set(self.lab().states()) & {S.QUEUED, S.DEFERRED, S.DOT}

    @rule()
    def resend_what_is_uncertain(self) -> None:
        lab = self.lab()
        with lab.journal() as journal:
            job = lab.job(journal)
            rows = journal.rows(job, S.UNCERTAIN)
            journal.write(job, [Move(row.address, S.UNCERTAIN, S.QUEUED) for row in rows])
        self.resent.update(row.shown for row in rows)

    @rule()
    def resend_what_was_refused(self) -> None:
        lab = self.lab()
        with lab.journal() as journal:
            job = lab.job(journal)
            rows = journal.rows(job, S.REFUSED)
            journal.write(job, [Move(row.address, S.REFUSED, S.QUEUED) for row in rows])

    @rule()
    def find_out_who_has_got_it(self) -> None:
        """People look into the server's log and mark those whom they find there."""
        lab = self.lab()
        with lab.journal() as journal:
            job = lab.job(journal)
            rows = [row for row in journal.rows(job, S.UNCERTAIN) if self.accepted[row.shown]]
            journal.write(job, [Move(row.address, S.UNCERTAIN, S.SENT) for row in rows])

    @precondition(lambda self: len(self.to) < 8)
    @rule()
    def plan_anew_with_one_more(self) -> None:
        lab = self.lab()
        self.to = destinations(len(self.to) + 1)
        with lab.journal() as journal:
            former = lab.job(journal)
            journal.recover(former)
            plan(
                journal,
                consignment(),
                self.to,
                SENDER,
                SENDER.address,
                marked=False,
                date=DATE,
                machine=this_machine(),
                former=former,
            )

    @rule()
    def a_second_sender(self) -> None:
        with Lock(self.folder / "journal.lock"), pytest.raises(LockedError):
            self.lab().run()

    @invariant()
    def nobody_twice_nobody_forgotten(self) -> None:
        if not hasattr(self, "folder"):
            return
        lab = self.lab()
        rows = {row.shown: row for row in lab.rows()}
        assert set(rows) == {to.address.shown for to in self.to}  # I1
        for shown, row in rows.items():
            got = self.accepted[shown]
            assert got <= 1 + self.resent[shown]  # I2
            if row.state is S.SENT:
                assert got >= 1  # I3
            if got and not self.resent[shown]:
                assert row.state in (S.SENT, S.UNCERTAIN, S.DOT)  # I4
        unsure = sum(row.state in (S.UNCERTAIN, S.DOT) for row in rows.values())
        assert unsure <= self.crashes * self.connections + self.lost  # I5
        with lab.journal() as journal:
            assert journal.damage() == ""  # I9


AnyOrder.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_any_order = AnyOrder.TestCase
