"""Several processes on this machine, forked when the fonts are open, so that they share them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from briefing.batch import Made, Order, Shops, guarded, make
from briefing.diagnostics import Diagnostic, Location

AHEAD = 3  # pieces of work that wait for each worker, so that none stands idle
_FORKS = "fork" in multiprocessing.get_all_start_methods()
_SELDOM = 50_000  # new objects between two looks for garbage; Python's own number is 700
_LOOK_UP = 0.5  # seconds between two looks whether the parent is still there

# What is open in this process. Where there is a fork, workers begin with what is open here.
_SHOPS = Shops()


def made_in_processes(orders: Sequence[Order], jobs: int) -> Iterator[tuple[Order, Made]]:
    """Each order with what became of it, in their order, by so many processes."""
    global _SHOPS
    _SHOPS = Shops()  # what an earlier run opened may have changed since
    if _FORKS:
        from briefing.writers import docx, pdf  # noqa: F401  # loaded once for all

        _SHOPS.fonts_opened(orders[0])
    done = 0
    while done < len(orders):
        executor = _pool(jobs)
        try:
            for order, future in through(_given_to(executor), orders[done:], AHEAD * jobs):
                if isinstance(future.exception(), BrokenProcessPool):
                    break
                yield order, guarded(order, future.result)
                done += 1
            else:
                return
        except BrokenProcessPool:
            pass
        finally:
            executor.shutdown(cancel_futures=True)
        # Somebody killed a worker. Whose work it was nobody knows: the next one goes alone.
        yield orders[done], _alone(orders[done])
        done += 1


def through(
    submit: Callable[[Order], Future[Made]], orders: Iterable[Order], ahead: int
) -> Iterator[tuple[Order, Future[Made]]]:
    """Orders with their futures, done, in their order; never more than `ahead` under way."""
    waiting: deque[tuple[Order, Future[Made]]] = deque()
    for order in orders:
        waiting.append((order, submit(order)))
        if len(waiting) >= ahead:
            waiting[0][1].exception()
            yield waiting.popleft()
    while waiting:
        waiting[0][1].exception()
        yield waiting.popleft()


def _given_to(executor: ProcessPoolExecutor) -> Callable[[Order], Future[Made]]:
    return lambda order: executor.submit(_made_here, order)


def _pool(jobs: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if _FORKS else None)
    return ProcessPoolExecutor(jobs, context, _begin, (os.getpid(),))


def _alone(order: Order) -> Made:
    """An order carried out in a process of its own."""
    with _pool(1) as single:
        future = single.submit(_made_here, order)
        if not isinstance(future.exception(), BrokenProcessPool):
            return guarded(order, future.result)
    remedy = "可能内存不够：关掉别的程序，或减少 --jobs，再生成一次"
    place = Location(str(order.file), 1, 1)
    return Made({}, (Diagnostic("worker-died", "生成它的进程两次被中止", place, remedy),))


def _made_here(order: Order) -> Made:
    return make(order, _SHOPS)


def _begin(parent: int) -> None:
    """In each worker, before its work."""
    # Ctrl-C reaches every process of a terminal; the first of them decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is loaded stays; of what an issue leaves behind, next to nothing goes in circles.
    gc.freeze()
    gc.set_threshold(_SELDOM)
    if _FORKS:
        threading.Thread(target=partial(_end_with, parent), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when its parent was killed.

    A queue would tell, if its other end did not lie open in every other worker.
    """
    while os.getppid() == parent:
        time.sleep(_LOOK_UP)
    os._exit(1)
