"""Two pieces of work at a time, where a second processor stands by."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
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


class Aside:
    """Work that is done in a copy of this process, if there can be one, from now on.

    If the copy fails, whatever the reason, the work is done here when its result is asked for: so
    it raises here what it raises.
    """

    def __init__(self, work: Callable[[], bytes]) -> None:
        self._work = work
        self._copy = 0
        if can_fork():
            self._reading, writing = os.pipe()
            self._copy = os.fork()
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
        return made if self._ended() == 0 else self._work()

    def stop(self) -> None:
        """Leave no copy behind, whether it is done or not."""
        if self._copy:
            os.kill(self._copy, signal.SIGKILL)
            self._ended()

    def _ended(self) -> int:
        _, status = os.waitpid(self._copy, 0)
        os.close(self._reading)
        self._copy = 0
        return status


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
        answers, sending = os.pipe()
        receiving, results = os.pipe()
        try:
            self._copy = os.fork()
        except OSError:  # there are no more processes to be had
            for end in (answers, sending, receiving, results):
                os.close(end)
            return
        if self._copy == 0:
            os.close(sending)
            os.close(receiving)
            _steps_in_the_copy(self._work, answers, results)
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
            os.kill(self._copy, signal.SIGKILL)
            os.waitpid(self._copy, 0)
            self._copy = 0
            self._receiving.close()
            with suppress(OSError):  # what was not sent is lost
                self._sending.close()


def _steps_in_the_copy(work: Callable[[], Steps], answers: int, results: int) -> None:
    """Never returns."""
    code = 1
    try:
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
