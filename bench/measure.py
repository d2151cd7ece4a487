"""Whole processes, start to exit: wall time, processor time, peak memory; always in pairs."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One process with the children it waited for: seconds, seconds, MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Pair:
    """Medians of a command, and of its ratios to another that ran in turn with it."""

    wall: float
    cpu: float
    peak: float
    wall_ratio: float
    cpu_ratio: float
    peak_ratio: float


@dataclass(frozen=True)
class Command:
    """A command line, its working folder and what it adds to the environment; where it writes."""

    line: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    result: Path | None = None

    @property
    def size(self) -> int:
        """Bytes of what it wrote."""
        if self.result is None:
            return 0
        files = [self.result] if self.result.is_file() else list(self.result.glob("*.*"))
        return sum(file.stat().st_size for file in files)


def once(command: Command) -> Run:
    """Run it; RuntimeError with what it said if it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.line, cwd=command.folder, env={**os.environ, **command.environment},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command.line}: {said.decode('utf-8', 'replace')[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def pair(one: Command, other: Command, runs: int) -> Pair:
    """A B A B …, after one of each that does not count; ratios are taken pair by pair."""
    once(one)
    once(other)
    both = [(once(one), once(other)) for _ in range(runs)]
    median = statistics.median
    return Pair(
        median(a.wall for a, _ in both),
        median(a.cpu for a, _ in both),
        median(a.peak for a, _ in both),
        median(a.wall / b.wall for a, b in both),
        median(a.cpu / b.cpu for a, b in both),
        median(a.peak / b.peak for a, b in both),
    )
