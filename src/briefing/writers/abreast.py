"""Two pieces of work at a time, where a second processor stands by."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from briefing.writers.deflate import cores


def can_fork() -> bool:
    """Whether a copy of this process can do a part of its work.

    Not where other threads run, as a copy has none of them and all of their locks; not on macOS,
    whose libraries do not survive it.
    """
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return hasattr(os, "fork") and sys.platform != "darwin" and alone and cores() > 1


def _forked(pipes: int) -> tuple[int, list[tuple[int, int]]] | None:
    """The number of a copy, 0 in the copy itself, and the two ends of so many pipes to it.

    None if the system has no more processes or files to give.
    """
    ends: list[tuple[int, int]] = []
    try:
        for _ in range(pipes):
            ends.append(os.pipe())
        return os.fork(), ends
    except OSError:
        for end in chain.from_iterable(ends):
            os.close(end)
        return None


def _waited(copy: int) -> int:
    """How a copy ended; where SIGCHLD is ignored nobody is told, and it counts as failed."""
    try:
        return os.waitpid(copy, 0)[1]
    except ChildProcessError:
        return 1


def _killed(copy: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(copy, signal.SIGKILL)
    _waited(copy)


class Aside:
    """Work that is done in a copy of this process, if there can be one, from now on.

    If the copy fails, whatever the reason, the work is done here when its result is asked for: so
    it raises here what it raises.
    """

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._work = work
        self._copy = 0
        if can_fork() and (forked := _forked(1)):
            self._copy, [(self._reading, writing)] = forked
            if self._copy == 0:
                _in_the_copy(work, self._reading, writing)
            os.close(writing)

    def result(self) -> bytes:
        """What the work makes; to be asked for once."""
        if not self._copy:
            return self._work()
        try:
            with os.fdopen(self._reading, "rb", closefd=False) as pipe:
                made = pipe.read()
        except BaseException:
            self.stop()
            raise
        ended = _waited(self._copy)
        self._close()
        return made if ended == 0 else self._work()

    def stop(self) -> None:
        """Leave no copy behind, whether it is done or not."""
        if self._copy:
            _killed(self._copy)
            self._close()

    def _close(self) -> None:
        os.close(self._reading)
        self._copy = 0


def together(aside: Callable[[], bytes], here: Callable[[], None]) -> bytes:
    """What `aside` makes, in a copy of this process, while `here` is done in this one."""
    copy = Aside(aside)
    try:
        here()
    except BaseException:
        copy.stop()
        raise
    return copy.result()


def _in_the_copy(work: Callable[[], bytes], reading: int, writing: int) -> None:
    """Never returns: what the copy would clean up belongs to the other."""
    code = 1
    try:
        os.close(reading)
        made = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(made)
        code = 0
    finally:
        os._exit(code)


Steps = Generator[Any, Any, None]


class Companion:
    """Work in steps, in a copy of this process or in this one, without a difference but in time.

    work   yields what a step has made and is sent what the next one is to begin with
    aside  whether in a copy; what it yields and is sent must be such as can be pickled then

    If the copy fails, whatever the reason, its steps are done here, from the first.
    """

    def __init__(self, work: Callable[[], Steps], aside: bool) -> None:
        self._work = work
        self._sent: list[Any] = []
        self._here: Steps | None = None
        self._copy = 0
        if aside:
            self._begin()

    def _begin(self) -> None:
        forked = _forked(2)
        if not forked:
            return
        self._copy, [(answers, sending), (receiving, results)] = forked
        if self._copy == 0:
            _steps_in_the_copy(self._work, answers, results, (sending, receiving))
        os.close(answers)
        os.close(results)
        self._sending, self._receiving = os.fdopen(sending, "wb"), os.fdopen(receiving, "rb")

    def tell(self, what: Any) -> None:
        """What the next step is to begin with."""
        self._sent.append(what)
        if self._copy:
            import pickle

            try:
                pickle.dump(what, self._sending, pickle.HIGHEST_PROTOCOL)
                self._sending.flush()
            except OSError:  # it has gone
                self.stop()

    def result(self) -> Any:
        """What the step makes that was begun last; the first begins by itself."""
        if self._copy:
            import pickle

            try:
                return pickle.load(self._receiving)
            except (EOFError, OSError, pickle.UnpicklingError):
                self.stop()
        if self._here is None:
            self._here = self._work()
            made = next(self._here)
            for each in self._sent:
                made = self._here.send(each)
            return made
        return self._here.send(self._sent[-1])

    def stop(self) -> None:
        """Leave no copy behind, whether it is done or not."""
        if self._copy:
            _killed(self._copy)
            self._copy = 0
            self._receiving.close()
            with suppress(OSError):  # what was not sent is lost
                self._sending.close()


def _steps_in_the_copy(
    work: Callable[[], Steps], answers: int, results: int, others: Sequence[int]
) -> None:
    """Never returns; `others` are the ends of the pipes that are not for a copy."""
    code = 1
    try:
        for end in others:
            os.close(end)
        import pickle

        with os.fdopen(answers, "rb") as told, os.fdopen(results, "wb") as telling:
            steps = work()
            made = next(steps)
            while True:
                pickle.dump(made, telling, pickle.HIGHEST_PROTOCOL)
                telling.flush()
                made = steps.send(pickle.load(told))
    finally:
        os._exit(code)
