"""SHA-256 of what files are made from (摘要): of files, and of parts that belong together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path


def digest(parts: Iterable[bytes]) -> str:
    """64 hexadecimal digits that tell these parts, in this order, from others."""
    total = hashlib.sha256()
    for part in parts:
        # Lengths as well: what ends one part must not pass for the beginning of the next.
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def sum_of(path: Path) -> str:
    """The SHA-256 of a file's bytes; OSError if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_of_font(path: Path) -> str:
    """The same, worked out once in a process as long as the file has its size and time.

    Fonts are large, and every issue is set in the same ones. OSError if it cannot be read.
    """
    seen = path.stat()
    return _remembered(path, seen.st_size, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=256)
def _remembered(path: Path, *_: int) -> str:
    return sum_of(path)
