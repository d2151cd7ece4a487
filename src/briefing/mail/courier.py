"""One connection's work (投递员): recipients from the desk, one after another.

A courier runs in a thread of its own and never touches the journal: before the final dot it asks
the desk, and goes on only when the desk has written that down.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from briefing.mail.journal import Row
from briefing.mail.message import head_compared
from briefing.mail.planning import Letter, bounce_mark, destination_of
from briefing.mail.replies import Judgement, Place, Reply, Verdict, judge
from briefing.mail.smtp import Connection, TransportError, stuffed

_IDLE = 20.0  # seconds after which a server may tire of a silent connection


@dataclass(frozen=True, slots=True)
class Wants:
    """A courier asks for a recipient; answered with a Row, with seconds to wait, or with None."""

    courier: int


@dataclass(frozen=True, slots=True)
class AtDot:
    """All but the dot is on its way; answered with True when the journal has it."""

    courier: int
    row: Row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a recipient; `dotted` if the dot went out.

    Answered when it is written; or, if the server took the message, at once and as Wants is: the
    next recipient's message may be on its way while this one is written. Its dot may not.
    """

    courier: int
    row: Row
    place: Place
    reply: Reply | None
    judgement: Judgement
    dotted: bool

    @property
    def wants(self) -> bool:
        """The courier goes on to the next recipient without waiting."""
        return self.dotted and self.judgement.verdict is Verdict.ACCEPTED


@dataclass(frozen=True, slots=True)
class Trouble:
    """The connection failed before anybody's message began; answered with seconds to wait."""

    courier: int
    row: Row | None
    place: Place
    reply: Reply | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Failure:
    """A courier cannot go on, by a fault of the program's."""

    courier: int
    row: Row | None
    error: BaseException


Request = Wants | AtDot | Outcome | Trouble | Failure
Answer = Row | float | bool | None


class Desk:
    """Where couriers and the one who keeps the journal meet."""

    def __init__(self, couriers: int) -> None:
        self.requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._answers = [queue.SimpleQueue[Answer]() for _ in range(couriers)]
        self._closed = threading.Event()

    def ask(self, request: Request) -> Answer:
        """Put a request and wait for its answer; None once the desk is closed."""
        if self._closed.is_set():
            return None
        self.requests.put(request)
        return self._answers[request.courier].get()

    def answer(self, courier: int, answer: Answer) -> None:
        self._answers[courier].put(answer)

    def rest(self, seconds: float) -> None:
        """Sleep, unless the desk closes."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """Nothing is written any more: whoever waits gets None."""
        self._closed.set()
        for answers in self._answers:
            answers.put(None)


class Courier:
    """Hands messages to the server until the desk has no more."""

    def __init__(
        self,
        number: int,
        desk: Desk,
        letter: Letter,
        connect: Callable[[], Connection],
        per_connection: int,
        beyond_ascii: str,
        at: Callable[[str], None],
    ) -> None:
        """beyond_ascii: an address on the list that needs SMTPUTF8; "" if there is none"""
        self._number, self._desk, self._letter, self._connect = number, desk, letter, connect
        self._most, self._beyond_ascii, self._at = per_connection, beyond_ascii, at
        self._body = stuffed(letter.frozen)
        self._open: Connection | None = None
        self._row: Row | None = None
        self._given: Answer = None  # what the desk answered already

    def run(self) -> None:
        """The thread's work; an error of the program's goes to the desk."""
        try:
            while self._step():
                pass
        except BaseException as error:
            self._hang_up(False)
            self._desk.ask(Failure(self._number, self._row, error))
        self._hang_up(True)

    def _step(self) -> bool:
        self._row = None
        answer, self._given = self._given, None
        if answer is None:
            answer = self._desk.ask(Wants(self._number))
        if isinstance(answer, Row):
            self._row = answer
            return self._deliver(answer)
        if isinstance(answer, float):
            if answer > _IDLE:
                self._hang_up(True)
            self._desk.rest(answer)
            return True
        return False

    def _deliver(self, row: Row) -> bool:
        """Whether to go on."""
        if self._open and self._most and self._open.count >= self._most:
            self._hang_up(True)
        try:
            connection = self._open or self._connected()
        except TransportError as error:
            self._hang_up(False)
            report = Trouble(self._number, row, error.place, error.reply, error.judgement)
            wait = self._desk.ask(report)
            if isinstance(wait, float):
                self._desk.rest(wait)
            return wait is not None
        try:
            self._offer(connection, row)
        except TransportError as error:
            self._recover(error)
            report_of = Outcome(self._number, row, error.place, error.reply, error.judgement, False)
            return self._desk.ask(report_of) is not None
        if not self._desk.ask(AtDot(self._number, row)):
            self._hang_up(False)  # without the dot the server keeps nothing
            return False
        self._at("dot is next")
        reply = connection.dot()
        self._at("dot answered")
        judgement = judge(Place.DOT, reply)
        if reply is None or reply.code == 421 or judgement.verdict in _USED_UP:
            self._hang_up(False)
        return self._report(row, Place.DOT, reply, judgement, dotted=True)

    def _report(
        self, row: Row, place: Place, reply: Reply | None, judgement: Judgement, *, dotted: bool
    ) -> bool:
        """Whether to go on, after a rest if the desk wants one."""
        outcome = Outcome(self._number, row, place, reply, judgement, dotted)
        rest = self._desk.ask(outcome)
        if outcome.wants:
            self._given = rest
            return rest is not None
        if isinstance(rest, float) and rest:
            self._desk.rest(rest)
        return rest is not None

    def _connected(self) -> Connection:
        self._at("connecting")
        self._open = connection = self._connect()
        self._at("connected")
        if self._beyond_ascii and "SMTPUTF8" not in connection.features.names:
            self._refuse(f"服务器不支持“@”前有汉字的邮箱（{self._beyond_ascii}）")
        size = len(self._body)
        if connection.features.size and size > connection.features.size:
            most = connection.features.size / 1e6
            self._refuse(f"邮件有 {size / 1e6:.1f} MB，服务器最多收 {most:.1f} MB")
        return connection

    def _refuse(self, reason: str) -> None:
        judgement = Judgement(Verdict.STOP, reason, "换一个邮箱，或减少附件")
        raise TransportError(Place.MAIL, None, judgement)

    def _offer(self, connection: Connection, row: Row) -> None:
        """Everything up to the dot."""
        to = destination_of(row)
        message = self._letter.written_to(row)
        head = message[: len(message) - len(self._letter.frozen)]
        head_compared(head, to, row.identifier)
        envelope = self._letter.envelope.wire
        if self._letter.marked:
            local, _, domain = envelope.partition("@")
            envelope = f"{local}+{bounce_mark(row.identifier)}@{domain}"
        utf8 = to.address.needs_smtputf8
        self._at("offering")
        connection.offer(envelope, to.address.wire, len(head) + len(self._body), utf8)
        self._at("text is next")
        connection.text(head + self._body)
        self._at("text has gone")

    def _recover(self, error: TransportError) -> None:
        """Make the connection fit for the next recipient, or give it up."""
        if error.broken or error.place in (Place.TEXT, Place.DATA) or not self._open:
            self._hang_up(False)
            return
        try:
            self._open.reset()
        except TransportError:
            self._hang_up(False)

    def _hang_up(self, farewell: bool) -> None:
        if self._open:
            self._open.close(farewell)
            self._open = None


_USED_UP = (Verdict.RECONNECT, Verdict.PAUSE, Verdict.STOP)
