"""One sender at a time (锁): a lock that the kernel frees, and a witness of the journal's age.

The file also keeps the number of the last step that the journal wrote. It is written after every
commit and never waited for: after a crash it may be behind the journal, never ahead. If it is
ahead, somebody has put an older journal in place or taken away its -wal file.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from briefing.diagnostics import Diagnostic, reason_of
from briefing.mail.endings import JournalError, LockedError

_WIDTH = 20  # digits of the witness, at the start of the file


class Lock:
    """Held while it is entered. Raises LockedError if another process holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1
        self.witnessed = 0

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            binary = getattr(os, "O_BINARY", 0)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | binary, 0o600)
        except OSError as error:
            message = f"写不了发送记录所在的文件夹“{os.path.relpath(self._path.parent)}”"
            remedy = f"{reason_of(error)}；检查这个文件夹能不能写"
            raise JournalError([Diagnostic("journal-unwritable", message, None, remedy)]) from error
        try:
            _take(self._handle)
        except OSError:
            holder = self._holder()
            os.close(self._handle)
            message = f"另一个发送程序正在运行（{holder}），没有做任何事"
            remedy = "等它结束；它若已停住，结束那个进程再试"
            raise LockedError([Diagnostic("locked", message, None, remedy)]) from None
        digits = self._read(_WIDTH, 0)
        self.witnessed = int(digits) if digits.isdigit() else 0
        holder = json.dumps({"pid": os.getpid(), "host": socket.gethostname()})
        os.ftruncate(self._handle, _WIDTH)
        self.note(self.witnessed)
        self._put(f"\n{holder}\n", _WIDTH)
        return self

    def note(self, step: int) -> None:
        """The journal has committed the step of that number."""
        with suppress(OSError):  # a full disk: the journal itself will say so
            self._put(f"{step:0{_WIDTH}}", 0)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._handle)

    def _holder(self) -> str:
        try:
            held = json.loads(self._read(1000, _WIDTH))
            return f"电脑 {held['host']} 上的进程 {held['pid']}"
        except (ValueError, KeyError, TypeError, OSError):
            return "不知道是哪个进程"

    # Windows has neither pread nor pwrite.

    def _read(self, most: int, start: int) -> bytes:
        os.lseek(self._handle, start, os.SEEK_SET)
        return os.read(self._handle, most)

    def _put(self, text: str, start: int) -> None:
        os.lseek(self._handle, start, os.SEEK_SET)
        os.write(self._handle, text.encode())


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 10_000, os.SEEK_SET)  # a place where nothing is read or written
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
