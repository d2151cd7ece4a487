"""The workers of a Dask cluster, through its interface of `concurrent.futures`.

They read the same folders and make the same bytes as this machine would, or refuse: the program,
its libraries and the fonts have to be the same there, byte for byte.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from briefing.batch import DASK, Made, Order, Shops, guarded, make
from briefing.batch.processes import AHEAD, through
from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.ingredients import sum_of_faces, sum_of_program

_TIMEOUT = 10  # seconds for the scheduler to answer, and for a worker to be there
_RUNS = 4  # for which a worker keeps what is open; several may use the cluster


@dataclass(frozen=True, slots=True)
class Terms:
    """What has to be the same on a worker.

    run      tells runs apart: what one has opened is no longer true for the next
    program  the sum of the program
    faces    the sum of the faces; empty if they cannot be had, which the work will tell
    """

    run: str
    program: str
    faces: str


def made_in_cluster(orders: Sequence[Order], address: str) -> Iterator[tuple[Order, Made]]:
    """Each order with what became of it, in their order, by the workers at "dask://HOST:PORT"."""
    client = _client(address)
    try:
        count = _workers(client, address)
        executor = client.get_executor(pure=False)
        shops, run = Shops(), os.urandom(8).hex()

        def submit(order: Order) -> Future[Made]:
            terms = Terms(run, sum_of_program(), _faces(order, shops))
            future: Future[Made] = executor.submit(_made_there, _absolute(order), terms)
            return future

        for order, future in through(submit, orders, AHEAD * count):
            yield order, _as_written(order, _result(order, future))
    finally:
        client.close()


def _result(order: Order, future: Future[Made]) -> Made:
    from distributed import KilledWorker

    if isinstance(future.exception(), KilledWorker):
        remedy = "看集群的机器内存够不够，再生成一次"
        place = Location(str(order.file), 1, 1)
        return Made({}, (Diagnostic("worker-died", "生成它的进程几次被中止", place, remedy),))
    return guarded(order, future.result)


def _client(cluster: str) -> Any:
    """A connection to the scheduler at "dask://HOST:PORT"."""
    address = cluster.removeprefix(DASK)
    try:
        from distributed import Client
    except ImportError as error:
        remedy = "装上它：pip install 'briefing[cluster]'"
        raise BriefingError([Diagnostic("no-dask", "没有装 Dask", None, remedy)]) from error
    try:
        connect: Any = Client  # it has no types
        return connect(f"tcp://{address}", timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        text = f"连不上 Dask 的调度程序“{address}”"
        remedy = "核对 主机:端口，看 dask scheduler 是否在运行"
        raise BriefingError([Diagnostic("no-scheduler", text, None, remedy)]) from error


def _workers(client: Any, address: str) -> int:
    """How many threads the workers have; BriefingError if there are none, or other programs."""
    try:
        client.wait_for_workers(1, timeout=_TIMEOUT)
    except TimeoutError as error:
        remedy = "在各台机器上运行 dask worker，再生成一次"
        problem = Diagnostic("no-workers", f"{address} 没有工作进程", None, remedy)
        raise BriefingError([problem]) from error
    try:
        there = client.run(sum_of_program)
    except ModuleNotFoundError:
        there = {}
    mine = sum_of_program()
    other = sorted(worker for worker, found in there.items() if found != mine)
    if other or not there:
        raise BriefingError([_other_program("、".join(other) or address)])
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def _other_program(where: str) -> Diagnostic:
    text = f"{where} 装的 briefing（或它用的库、Python）和这里不是同一个版本"
    return Diagnostic("other-program", text, None, "在各台机器上装同样的版本，再生成一次")


def _faces(order: Order, shops: Shops) -> str:
    with suppress(BriefingError, OSError):
        return sum_of_faces(shops.of(order.file).faces(order.fonts))
    return ""


def _absolute(order: Order) -> Order:
    """An order that means the same in every process, wherever it stands."""
    return order._replace(file=order.file.resolve())


def _as_written(order: Order, made: Made) -> Made:
    """Problems with the paths of files as they were written here."""
    folder = order.file.resolve().parent

    def here(place: Location | None) -> Location | None:
        if place is None or not Path(place.file).is_relative_to(folder):
            return place
        return place._replace(file=str(order.file.parent / Path(place.file).relative_to(folder)))

    problems = (
        each._replace(location=here(each.location), end=here(each.end)) for each in made.problems
    )
    return replace(made, problems=tuple(problems))


# --- on a worker

_OPEN: dict[str, Shops] = {}
_ONE_AT_A_TIME = threading.Lock()  # a worker may have several threads


def _made_there(order: Order, terms: Terms) -> Made:
    with _ONE_AT_A_TIME:
        while terms.run not in _OPEN and len(_OPEN) >= _RUNS:
            del _OPEN[next(iter(_OPEN))]
        shops = _OPEN.setdefault(terms.run, Shops())
        if terms.program != sum_of_program():
            return Made({}, (_other_program(platform.node()),))
        if terms.faces and _faces(order, shops) != terms.faces:
            text = "集群的机器上字体和这里的不同，排出来会不一样"
            remedy = "在各台机器上装同样的字体，或用 --fonts shipped"
            place = Location(str(order.file), 1, 1)
            return Made({}, (Diagnostic("other-fonts", text, place, remedy),))
        return guarded(order, partial(make, order, shops))
