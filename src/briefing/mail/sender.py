"""The sender (发送): hands a planned job to a mail server and writes down every step.

One thread, the caller's, owns the journal; couriers, one for each connection, do the talking.
Nothing is in doubt but what was at its final dot when the lights went out.
"""

from __future__ import annotations

import heapq
import queue
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from briefing.mail.breaker import Breaker
from briefing.mail.courier import AtDot, Courier, Desk, Failure, Outcome, Request, Trouble, Wants
from briefing.mail.endings import Ending
from briefing.mail.journal import OPEN, Job, Journal, Move, Row, State
from briefing.mail.planning import Letter
from briefing.mail.replies import Judgement, Reply, Verdict
from briefing.mail.settings import Pace
from briefing.mail.smtp import Connection
from briefing.mail.throttle import DAY, Throttle

_TICK = 0.5  # seconds between looks at the clock
_GRACE = 30.0  # seconds that a stopped sender waits for answers under way
_PORTION = 500  # recipients read from the journal at once
_LONGEST_PAUSE = 4 * 3_600.0  # seconds between tries; what is stored beyond counts as now
_TRIES = 6  # of one recipient in one run
_CONTROL = (Verdict.RECONNECT, Verdict.PAUSE, Verdict.STOP)  # nobody's message is to blame
_TODAY = 900.0  # seconds; a longer wait for the daily limit ends the run


@dataclass(frozen=True, slots=True)
class Clock:
    """`monotonic` decides; `wall` is stored and shown."""

    monotonic: Callable[[], float]
    wall: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands.

    counts  of the whole job, by state
    left    still to do, deferred ones included
    rate    messages a second, of late
    needed  seconds it will take at least, under the limits and at this rate
    waiting seconds until the next try, if all that is left must wait
    """

    counts: dict[State, int]
    left: int
    rate: float
    needed: float
    waiting: float


@dataclass(frozen=True, slots=True)
class Finish:
    """How a run ended, and why before its time, if so."""

    ending: Ending
    counts: dict[State, int]
    halt: Judgement | None


class Sender:
    """One run of a job. `run` may be called once; `stop` from anywhere, also a signal."""

    def __init__(
        self,
        journal: Journal,
        job: Job,
        letter: Letter,
        connect: Callable[[], Connection],
        pace: Pace,
        clock: Clock,
        *,
        only: Sequence[str] = (),
        limit: int = 0,
        patience: float = 1_800.0,
        tell: Callable[[Progress], None] = lambda progress: None,
        at: Callable[[str], None] = lambda point: None,
    ) -> None:
        """only      canonical addresses; nobody else is sent anything
        limit     so many final outcomes at most; 0 is all
        patience  seconds to wait in all for recipients that the server put off
        tell      is told of progress twice a second
        at        is told every point at which a crash could hurt; for tests
        """
        self._journal, self._job, self._letter, self._connect = journal, job, letter, connect
        self._pace, self._clock, self._tell, self._at = pace, clock, tell, at
        self._only, self._limit, self._patience = frozenset(only), limit, patience
        self._desk = Desk(pace.connections)
        self._breaker = Breaker()
        now, wall = clock.monotonic(), clock.wall()
        past = [wall - stamp for stamp in journal.dots_since(wall - DAY, wall)]
        self._throttle = Throttle(pace, now, past)
        self._counts = Counter(journal.counts(job))
        self._queued = self._portions()
        self._again: deque[Row] = deque()
        self._later: list[tuple[float, int, Row]] = []
        self._tries: Counter[str] = Counter()
        self._alive = pace.connections
        self._handed = self._under_way = 0
        self._halt: Judgement | None = None
        self._ending: Ending | None = None
        self._waiting_until = 0.0
        self._recent: deque[float] = deque(maxlen=50)
        self._late = False

    def stop(self, ending: Ending) -> None:
        """Finish what is under way, and nothing more."""
        self._ending = ending
        self._desk.requests.put(None)

    def run(self) -> Finish:
        """Send until nothing is left that may be sent. Raises JournalError at once."""
        self._collect_deferred()
        threads = [
            threading.Thread(target=courier.run, name=f"courier {n}", daemon=True)
            for n, courier in enumerate(self._couriers())
        ]
        for thread in threads:
            thread.start()
        try:
            self._serve()
        finally:
            self._desk.close()
            for thread in threads:
                thread.join(0.5)
        self._journal.recover(self._job)  # answers that did not come within the grace
        self._counts = Counter(self._journal.counts(self._job))
        self._tell(self._progress())
        return Finish(self._conclusion(), dict(self._counts), self._halt)

    def _couriers(self) -> Iterator[Courier]:
        beyond = next(iter(self._journal.beyond_ascii(self._job)), None)
        for n in range(self._pace.connections):
            yield Courier(
                n,
                self._desk,
                self._letter,
                self._connect,
                self._pace.per_connection,
                beyond.shown if beyond else "",
                self._at,
            )

    # --- requests

    def _serve(self) -> None:
        told, stopped = self._clock.monotonic(), 0.0
        while self._alive:
            batch = self._batch()
            # Asked once: a signal between writing and answering must not change the answer.
            self._late = self._ending is not None
            moves = [move for request in batch for move in self._moves(request)]
            # Whoever wants a recipient need not wait for the disk; whoever is at a dot must.
            for request in batch:
                if _goes_on(request):
                    self._hand_out(request.courier)
            self._write(moves)
            for request in batch:
                if not _goes_on(request):
                    self._reply(request)
            now = self._clock.monotonic()
            if now - told >= _TICK:
                told = now
                self._tell(self._progress())
            if self._ending is not None:
                stopped = stopped or now
                if now - stopped > _GRACE:
                    return

    def _batch(self) -> list[Request]:
        """All that couriers ask for now; one commit is enough for them."""
        found: list[Request] = []
        try:
            first = self._desk.requests.get(timeout=_TICK)
            found += [first] if first else []
            while len(found) < self._pace.connections:
                more = self._desk.requests.get_nowait()
                found += [more] if more else []
        except queue.Empty:
            pass
        return found

    def _write(self, moves: list[Move]) -> None:
        if not moves:
            return
        self._at("writing")
        self._journal.write(self._job, moves)
        self._at("written")
        for move in moves:
            self._counts[move.old] -= 1
            self._counts[move.new] += 1

    def _moves(self, request: Request) -> list[Move]:
        match request:
            case AtDot(courier, row) if not self._late:
                return [Move(row.address, row.state, State.DOT, connection=courier, tried=True)]
            case Outcome(row=row):
                return self._outcome(request)
        return []

    def _reply(self, request: Request) -> None:
        match request:
            case AtDot(courier, row):
                if self._late:
                    self._give_back(row)
                    self._alive -= 1
                self._desk.answer(courier, None if self._late else True)
            case Outcome(courier):
                self._desk.answer(courier, self._back_off())
            case Trouble(courier):
                self._desk.answer(courier, self._trouble(request))
            case Failure(courier, _, error):
                self._alive -= 1
                self._desk.answer(courier, None)
                raise error

    def _hand_out(self, courier: int) -> None:
        answer = self._next()
        self._alive -= answer is None
        self._desk.answer(courier, answer)

    # --- outcomes

    def _outcome(self, outcome: Outcome) -> list[Move]:
        """The step that an outcome means for its recipient; none if it stays where it was."""
        row, verdict = outcome.row, outcome.judgement.verdict
        self._under_way -= 1
        old = State.DOT if outcome.dotted else row.state
        self._tries[row.address] += 1
        new = self._state_after(verdict, row, outcome.dotted)
        if verdict in _CONTROL:
            self._control(outcome.judgement, outcome.reply)
        elif halt := self._breaker.outcome(outcome.place, outcome.reply, verdict):
            self._halt = self._halt or halt
        if new in (State.SENT, State.REFUSED, State.UNCERTAIN):
            self._handed += 1
            self._recent.append(self._clock.monotonic())
        not_before = 0.0
        if new is State.DEFERRED and verdict in (Verdict.DEFERRED, Verdict.FULL):
            wait = self._wait(row, outcome.judgement)
            not_before = self._clock.wall() + wait
            self._schedule(row, State.DEFERRED, wait)
        elif new in (State.DEFERRED, row.state):
            self._give_back(row, new)
        if verdict in _CONTROL and not outcome.dotted:
            return []
        return [_move(outcome, old, new, not_before)]

    def _state_after(self, verdict: Verdict, row: Row, dotted: bool) -> State:
        match verdict:
            case Verdict.ACCEPTED:
                return State.SENT
            case Verdict.REFUSED | Verdict.SPAM:
                return State.REFUSED
            case Verdict.FULL:
                again = "邮箱满" in row.reply or self._tries[row.address] > 1
                return State.REFUSED if again else State.DEFERRED
            case Verdict.DEFERRED:
                return State.DEFERRED
            case Verdict.UNCERTAIN if dotted:
                return State.UNCERTAIN
            case _:  # the server said no to the job, not to the recipient
                return State.DEFERRED if dotted else row.state

    def _control(self, judgement: Judgement, reply: Reply | None) -> None:
        """The connection or the job is to blame."""
        if judgement.verdict is Verdict.RECONNECT:
            self._halt = self._halt or self._breaker.trouble(judgement)
            return
        said = f"：{reply.code} {reply.text[:120]}" if reply else ""
        halt = Judgement(judgement.verdict, judgement.reason + said, judgement.remedy)
        self._halt = self._halt or halt

    def _trouble(self, trouble: Trouble) -> float | None:
        """How long to wait before connecting anew."""
        self._under_way -= 1
        if trouble.row:
            self._give_back(trouble.row)
        self._control(trouble.judgement, trouble.reply)
        return 0.0 if self._halt else self._back_off() or self._pace.reconnect

    def _back_off(self) -> float:
        """Seconds to rest after an outcome; none while there is progress."""
        broken = self._breaker.broken
        return float(self._pace.reconnect * 2 ** (broken - 1)) if broken > 1 else 0.0

    def _wait(self, row: Row, judgement: Judgement) -> float:
        """Seconds until a deferred recipient is tried again; twice as long each time."""
        first = judgement.wait * self._pace.first_retry / 120.0
        doubled: float = first * 2 ** (self._tries[row.address] - 1)
        return min(doubled, _LONGEST_PAUSE)

    # --- who is next

    def _portions(self) -> Iterator[Row]:
        """The queued recipients in the order of the list, read as they are needed."""
        after = -1
        while rows := self._journal.rows(self._job, State.QUEUED, after=after, most=_PORTION):
            after = rows[-1].n
            yield from (row for row in rows if self._wanted(row))

    def _wanted(self, row: Row) -> bool:
        return not self._only or row.address in self._only

    def _collect_deferred(self) -> None:
        wall = self._clock.wall()
        for row in self._journal.rows(self._job, State.DEFERRED):
            if self._wanted(row):
                wait = row.not_before - wall
                self._schedule(row, State.DEFERRED, wait if 0 < wait <= _LONGEST_PAUSE else 0.0)

    def _schedule(self, row: Row, state: State, wait: float) -> None:
        if self._tries[row.address] >= _TRIES:
            return  # it stays in the journal for the next run
        due = self._clock.monotonic() + wait
        heapq.heappush(self._later, (due, row.n, _in_state(row, state)))

    def _give_back(self, row: Row, state: State | None = None) -> None:
        self._again.append(_in_state(row, state or row.state))

    def _next(self) -> Row | float | None:
        """A recipient, seconds to wait, or None if this run has nothing more to do."""
        if self._halt or self._ending is not None:
            return None
        if self._limit and self._handed + self._under_way >= self._limit:
            return None if self._handed >= self._limit else _TICK
        now = self._clock.monotonic()
        row = self._candidate(now)
        if row:
            return self._at_its_time(row, now)
        if self._later:
            wait = self._later[0][0] - now
            patient = self._waiting_until or now + self._patience
            if self._later[0][0] <= patient:
                self._waiting_until = patient
                return min(wait, 60.0)
            return None
        # Somebody else's recipient may come back.
        return 0.1 if self._under_way else None

    def _at_its_time(self, row: Row, now: float) -> Row | float | None:
        """The row, if the limits let it go now; else it comes first the next time."""
        pause = self._throttle.wait(now)
        if pause <= 0:
            self._under_way += 1
            self._throttle.took(now)
            return row
        self._again.appendleft(row)
        if pause <= _TODAY:
            return pause
        self._halt = Judgement(
            Verdict.PAUSE,
            f"已到每天 {self._pace.per_day} 封的上限",
            f"约 {pause / 3600:.0f} 小时以后再运行同一条命令接着发",
        )
        return None

    def _candidate(self, now: float) -> Row | None:
        if self._later and self._later[0][0] <= now:
            return heapq.heappop(self._later)[2]
        if self._again:
            return self._again.popleft()
        return next(self._queued, None)

    # --- what to tell

    def _progress(self) -> Progress:
        now = self._clock.monotonic()
        left = sum(self._counts[state] for state in OPEN)
        rate = 0.0
        if len(self._recent) > 1 and self._recent[-1] > self._recent[0]:
            rate = (len(self._recent) - 1) / (self._recent[-1] - self._recent[0])
        needed = max(self._throttle.least(left, now), left / rate if rate else 0.0)
        waiting = 0.0
        if self._later and not self._under_way:
            waiting = max(0.0, self._later[0][0] - now)
        counts = {state: n for state, n in self._counts.items() if n}
        return Progress(counts, left, rate, needed, waiting)

    def _conclusion(self) -> Ending:
        if self._ending is not None:
            return self._ending
        if self._halt and self._halt.verdict is Verdict.STOP:
            return Ending.CONFIGURATION
        return conclusion(self._counts)


def conclusion(counts: dict[State, int]) -> Ending:
    """What the states of all recipients come to."""
    have = {state for state, n in counts.items() if n}
    if have.intersection(OPEN):
        return Ending.UNFINISHED
    if State.UNCERTAIN in have:
        return Ending.UNCERTAIN
    if have & {State.REFUSED, State.BOUNCED}:
        return Ending.REFUSED
    return Ending.COMPLETE


def _goes_on(request: Request) -> bool:
    return isinstance(request, Wants) or (isinstance(request, Outcome) and request.wants)


def _in_state(row: Row, state: State) -> Row:
    return row if row.state is state else replace(row, state=state)


def _move(outcome: Outcome, old: State, new: State, not_before: float) -> Move:
    reply, judgement = outcome.reply, outcome.judgement
    said = reply.text if reply else ""
    why = judgement.reason
    shown = f"{why}：{said}" if why and said else why or said
    return Move(
        outcome.row.address,
        old,
        new,
        reply.code if reply else 0,
        reply.enhanced if reply else "",
        shown,
        not_before,
        outcome.courier,
        tried=not outcome.dotted,
    )
