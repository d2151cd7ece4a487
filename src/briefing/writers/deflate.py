"""Deflating: how hard, and beside other work.

Outlines are nine tenths of what is deflated. Measured on 454 KB of them: zlib's usual level 6 makes
299 KB in 17 ms; level 5 for filtered data (fewer short matches) with more memory the same in 14;
level 9 298 KB in 31; level 1 317 KB in 10.
"""

from __future__ import annotations

import os
import zlib
from _thread import allocate_lock, start_new_thread

_LEVEL = 5
_MEMORY = 9
# Outlines make three quarters of a DOCX, and level 1 takes a third of the time that level 6 does
# for a twentieth more bytes.
_OF_TEXT, _OF_FONTS = 6, 1
_WORTH_A_THREAD = 20_000  # bytes


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def deflate(content: bytes) -> bytes:
    """Deflated, with zlib's head and sum around it."""
    made = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, _MEMORY, zlib.Z_FILTERED)
    return made.compress(content) + made.flush()


def level_of(name: str) -> int:
    """How hard zlib is to work on a file in a DOCX."""
    return _OF_FONTS if name.endswith(".odttf") else _OF_TEXT


class Deflating:
    """Content that is deflated while others work: zlib lets go of the interpreter."""

    def __init__(self, content: bytes) -> None:
        self._made: bytes | None = None
        self._error: BaseException | None = None
        self._working = allocate_lock()
        if len(content) < _WORTH_A_THREAD or cores() < 2:
            self._made = deflate(content)
            return
        self._working.acquire()
        try:
            start_new_thread(self._work, (content,))
        except RuntimeError:  # no more threads are to be had
            self._work(content)

    def _work(self, content: bytes) -> None:
        try:
            self._made = deflate(content)
        except BaseException as error:
            self._error = error
        finally:
            self._working.release()

    def result(self) -> bytes:
        """The content, deflated; what went wrong with it is raised here."""
        with self._working:
            if self._error:
                raise self._error
            assert self._made is not None
            return self._made
