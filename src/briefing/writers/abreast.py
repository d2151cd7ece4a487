"""Two pieces of work at a time, where a second processor stands by."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from briefing.writers.deflate import cores


def can_fork() -> bool:
    """Whether a copy of this process can do a part of its work.

    Not where other threads run, as a copy has none of them and all of their locks; not on macOS,
    whose libraries do not survive it.
    """
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return hasattr(os, "fork") and sys.platform != "darwin" and alone and cores() > 1


def together(aside: Callable[[], bytes], here: Callable[[], None]) -> bytes:
    """What `aside` makes, in a copy of this process, while `here` is done in this one.

    If the copy fails, whatever the reason, `aside` is done here: so it raises here what it raises.
    """
    if not can_fork():
        here()
        return aside()
    reading, writing = os.pipe()
    copy = os.fork()
    if copy == 0:
        _in_the_copy(aside, reading, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            here()
            made = pipe.read()
    except BaseException:
        os.kill(copy, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(copy, 0)
    return made if status == 0 else aside()


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
