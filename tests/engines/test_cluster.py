"""build --executor: a scheduler and workers as a computer centre would run them, on loopback."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import briefing
from tests.samples import SMALL

pytestmark = pytest.mark.engine
SOURCE = Path(briefing.__file__).parent
COUNT = 40
PATIENCE = 90.0  # seconds


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Issues, of which the third has a mistake."""
    root = tmp_path / "project"
    (root / "templates").mkdir(parents=True)
    (root / "issues").mkdir()
    for number in range(1, COUNT + 1):
        text = SMALL.replace("期号: 3", f"期号: {'三' if number == 3 else number}")
        (root / "issues" / f"2025-{number}.yaml").write_text(text, "utf-8")
    return root


def around(package: Path = SOURCE) -> dict[str, str]:
    """The environment of a process that has the program in `package`."""
    path = [str(package.parent), *filter(None, sys.path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1"}


class Cluster:
    """A scheduler; workers join it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        contact = folder / "scheduler.json"
        self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard", "--scheduler-file", str(contact),
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not contact.exists() and time.monotonic() < until:
            time.sleep(0.1)
        self.scheduler = str(json.loads(contact.read_text())["address"])
        self.address = self.scheduler.replace("tcp://", "dask://")

    def worker(self, package: Path = SOURCE) -> "subprocess.Popen[bytes]":
        return self._start(
            "distributed.cli.dask_worker", self.scheduler, "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--host", "127.0.0.1", package=package,
        )  # fmt: skip

    def _start(self, *arguments: str, package: Path = SOURCE) -> "subprocess.Popen[bytes]":
        log = (self.folder / f"{len(self.started)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=self.folder, stdout=log, stderr=log, env=around(package),
            )  # fmt: skip
        self.started.append(process)
        return process


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder)
    try:
        yield made
    finally:
        for process in reversed(made.started):
            process.kill()
            process.wait()


def build(project: Path, out: str, *more: str) -> "subprocess.Popen[str]":
    files = [f"issues/2025-{number}.yaml" for number in range(1, COUNT + 1)]
    command = [sys.executable, "-m", "briefing", "build", *files, "--fonts", "shipped"]
    return subprocess.Popen(
        [*command, "--out", out, *more], cwd=project, env=around(), encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def made(said: str) -> list[str]:
    """The files that were told of, by their names."""
    return re.findall(r"已生成 \w+/(\S+)（", said)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_worker_is_killed_and_nothing_is_lost_or_made_twice(project: Path) -> None:
    """SIGKILL in mid-run: every file is there once, with the bytes that one machine makes."""
    local, error = build(project, "local", "--jobs", "2").communicate(timeout=PATIENCE)
    assert "issues/2025-3.yaml:2:5: " in error
    with cluster(project.parent) as running:
        first, second = running.worker(), running.worker()
        client = build(project, "cluster", "--executor", running.address, "--changed")
        assert client.stdout
        assert client.stderr
        begun = client.stdout.readline()
        first.send_signal(signal.SIGKILL)
        first.wait()
        done = len(list((project / "cluster").iterdir()))
        # communicate() would lose what readline() has read ahead.
        out, error = client.stdout.read(), client.stderr.read()
        client.wait(PATIENCE)
        client.stdout.close()
        client.stderr.close()
        assert second.poll() is None

        assert done < COUNT  # of two files each: it was in the middle of its work
        assert client.returncode == 2
        assert "issues/2025-3.yaml:2:5: “三”不是数字" in error
        assert made(begun + out) == made(local)
        assert len(made(local)) == len(set(made(local))) == 2 * (COUNT - 1)
        finished = contents(project / "cluster")
        record = finished.pop(".briefing-built.json")
        assert finished == contents(project / "local")

        # What workers made is as well known as what was made here.
        assert b"2025-40.yaml" in record
        again = build(project, "cluster", "--changed")
        out, _ = again.communicate(timeout=PATIENCE)
        assert out == f"共 {COUNT} 期，1 期有改动，{COUNT - 1} 期不必再生成\n"


def test_workers_with_another_program_are_refused(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "briefing"
    shutil.copytree(SOURCE, other, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("fonts", "templates"):
        (tmp_path / name).symlink_to(SOURCE.parents[1] / name)
    (other / "version.py").write_text('__version__ = "99.0"\n', "utf-8")
    with cluster(tmp_path) as running:
        running.worker()
        running.worker(other)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            client = build(project, "cluster", "--executor", running.address)
            _, error = client.communicate(timeout=PATIENCE)
            if "other-program" in error:
                break
        assert client.returncode == 2
        assert re.search(r"^tcp://127\S+ 装的 briefing", error, re.MULTILINE)


def test_a_cluster_without_workers_is_told(project: Path, tmp_path: Path) -> None:
    with cluster(tmp_path) as running:
        out, error = build(project, "cluster", "--executor", running.address).communicate()

    assert "no-workers" in error
    assert out == ""


def test_faces_that_differ_are_refused(project: Path) -> None:
    """A worker sees another font under the same name, as when machines have other fonts."""
    from dataclasses import replace

    from briefing.batch import Order
    from briefing.batch.cluster import Terms, _made_there
    from briefing.ingredients import sum_of_program

    order = Order(project / "issues" / "2025-1.yaml", ("html",), "shipped", "auto")
    terms = Terms("run", sum_of_program(), "")
    assert _made_there(order, terms).files

    other = _made_there(order, replace(terms, faces="0" * 64))
    assert [problem.code for problem in other.problems] == ["other-fonts"]
    assert other.files == {}
