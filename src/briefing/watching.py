"""Waiting for an editor to save (守候): which of some files were changed, and when that is over.

Files are asked for their size and time a few times in a second. That costs next to nothing, and
unlike the notices of the system it works on network shares, where offices keep their files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PAUSE = 0.15  # seconds between two looks

Look = dict[Path, tuple[int, int] | None]


def changes(
    files: Callable[[], Iterable[Path]], sleep: Callable[[float], None]
) -> Iterator[frozenset[Path]]:
    """Which files are others than before, each time that some are; first of all, none.

    What is saved while the caller is at work on a change is told of as the next one.

    files  names them, anew for each look: what an issue refers to changes as it is written
    sleep  waits between two looks, in seconds

    An editor may take a moment to write a file, or take it away before it puts the new one in its
    place: changes are told of when two looks in a row have seen the same.
    """
    told = look(files())
    yield frozenset()
    before = told
    while True:
        sleep(PAUSE)
        now = look(files())
        if now == before and now != told:
            yield frozenset(path for path in {**told, **now} if told.get(path) != now.get(path))
            told = now
        before = now


def look(files: Iterable[Path]) -> Look:
    """Size and time of each file; None for one that is not there."""
    return {path: _of(path) for path in files}


def _of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
