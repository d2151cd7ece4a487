import errno
import os
import signal
import threading
import time

import pytest

from briefing.diagnostics import FontError
from briefing.writers import abreast
from briefing.writers.abreast import Aside, Companion, Steps, can_fork, together


@pytest.fixture(autouse=True)
def by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that other tests have left asleep do not count."""
    left = threading.active_count() - 1
    count = threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: count() - left)


needs_fork = pytest.mark.skipif(
    not can_fork(), reason="this system has no fork, or one processor only"
)


@needs_fork
def test_one_is_made_in_a_copy_of_the_process_while_the_other_is_made_here() -> None:
    done = []
    made = together(lambda: str(os.getpid()).encode(), lambda: done.append(os.getpid()))

    assert done == [os.getpid()]
    assert int(made) != os.getpid()


@needs_fork
def test_more_than_a_pipe_holds_comes_back_whole() -> None:
    assert together(lambda: b"x" * 5_000_000, lambda: time.sleep(0.05)) == b"x" * 5_000_000


def test_what_goes_wrong_aside_is_raised_here() -> None:
    def aside() -> bytes:
        raise FontError([])

    done = []
    with pytest.raises(FontError):
        together(aside, lambda: done.append(1))

    assert done == [1]


@needs_fork
def test_a_copy_that_is_killed_leaves_its_work_to_us() -> None:
    here = os.getpid()

    def aside() -> bytes:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return b"made here"

    assert together(aside, lambda: None) == b"made here"


@needs_fork
def test_what_goes_wrong_here_leaves_no_copy_behind() -> None:
    def here() -> None:
        raise KeyboardInterrupt

    def aside() -> bytes:
        time.sleep(60)
        return b""

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        together(aside, here)

    assert time.monotonic() - begun < 10
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_where_other_threads_run_nothing_is_copied() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert not can_fork()
        assert int(together(lambda: str(os.getpid()).encode(), lambda: None)) == os.getpid()
    finally:
        stop.set()
        other.join()


def test_with_one_processor_nothing_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "cores", lambda: 1)

    assert not can_fork()


@needs_fork
def test_work_aside_goes_on_until_it_is_asked_for() -> None:
    def work() -> bytes:
        time.sleep(0.5)
        return str(os.getpid()).encode()

    begun = time.monotonic()
    aside = Aside(work)
    time.sleep(0.5)

    assert int(aside.result()) != os.getpid()
    assert time.monotonic() - begun < 0.95
    aside.stop()  # there is nothing left to stop


@needs_fork
def test_work_that_nobody_asks_for_is_stopped() -> None:
    def work() -> bytes:
        time.sleep(60)
        return b""

    Aside(work).stop()

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


# --- steps


def counting() -> Steps:
    """Yields its process, then twice what it was sent, then all that it was sent."""
    sent = [(yield os.getpid())]
    sent.append((yield sent[0] * 2))
    yield sent


@pytest.mark.parametrize("aside", [False, pytest.param(True, marks=needs_fork)])
def test_steps_go_on_with_what_they_are_told(aside: bool) -> None:
    companion = Companion(counting, aside)
    process = companion.result()
    companion.tell("甲" * 100_000)  # more than a pipe holds
    twice = companion.result()
    companion.tell({"乙": 1})

    assert (process == os.getpid()) is not aside
    assert twice == "甲" * 200_000
    assert companion.result() == ["甲" * 100_000, {"乙": 1}]
    companion.stop()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
@pytest.mark.parametrize("fatal", [0, 1, 2])
def test_steps_of_a_copy_that_is_killed_are_done_here(fatal: int) -> None:
    here = os.getpid()

    def work() -> Steps:
        told: list[object] = []
        for step in range(3):
            if step == fatal and os.getpid() != here:
                os.kill(os.getpid(), 9)
            told.append((yield [*told, step]))

    companion = Companion(work, aside=True)
    made = [companion.result()]
    for each in ("甲", "乙"):
        companion.tell(each)
        made.append(companion.result())

    assert made == [[0], ["甲", 1], ["甲", "乙", 2]]


@needs_fork
def test_what_goes_wrong_in_a_step_aside_is_raised_here() -> None:
    def work() -> Steps:
        yield 1
        raise FontError([])

    companion = Companion(work, aside=True)
    assert companion.result() == 1
    companion.tell(None)
    with pytest.raises(FontError):
        companion.result()


@needs_fork
@pytest.mark.parametrize("begun", [False, True])
def test_a_companion_that_is_stopped_leaves_no_copy(begun: bool) -> None:
    def work() -> Steps:
        yield 1
        time.sleep(60)

    companion = Companion(work, aside=True)
    if begun:
        companion.result()
        companion.tell(None)
    companion.stop()
    companion.stop()  # there is nothing left to stop

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
def test_where_no_process_is_to_be_had_the_steps_are_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    companion = Companion(counting, aside=True)

    assert companion.result() == os.getpid()
    companion.stop()
    assert int(together(lambda: str(os.getpid()).encode(), lambda: None)) == os.getpid()


@needs_fork
def test_where_no_pipe_is_to_be_had_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    pipes = [os.pipe()]

    def pipe() -> tuple[int, int]:
        if pipes:
            return pipes.pop()
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pipe", pipe)
    ends = pipes[0]
    companion = Companion(counting, aside=True)

    assert companion.result() == os.getpid()
    for end in ends:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(end)
    assert int(together(lambda: str(os.getpid()).encode(), lambda: None)) == os.getpid()


@needs_fork
def test_where_nobody_is_told_how_copies_end_all_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor may have left SIGCHLD ignored."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert int(together(lambda: str(os.getpid()).encode(), lambda: None)) == os.getpid()
        companion = Companion(counting, aside=True)
        assert companion.result() != os.getpid()
        companion.stop()
        Aside(lambda: b"").stop()
    finally:
        signal.signal(signal.SIGCHLD, before)
