"""The machine a job runs on (本机): which one, since when it runs, and what its disk is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import Diagnostic
from briefing.mail.endings import JournalError

_SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "davfs")
_SPARE = 20_000_000  # bytes that stay free beside what a job needs


@dataclass(frozen=True, slots=True)
class Machine:
    """A fingerprint, the current boot, and the clocks.

    since_boot  seconds since this boot, also while asleep; no clock that people set
    now         seconds since 1970, for showing and for nothing else
    """

    fingerprint: str
    boot: str
    since_boot: float
    now: float


def this_machine() -> Machine:
    """The machine we run on, now."""
    name = f"{_first_line('/etc/machine-id')} {socket.gethostname()}"
    return Machine(
        hashlib.sha256(name.encode()).hexdigest()[:16],
        _first_line("/proc/sys/kernel/random/boot_id"),
        _since_boot(),
        time.time(),
    )


def _since_boot() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)  # Linux alone has one that counts sleep
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def refuse_shared_disk(folder: Path, mounts: str | None = None) -> None:
    """Raise JournalError if the folder lies on a network: SQLite's WAL does not work there.

    `mounts` is the text of /proc/self/mountinfo.
    """
    kind = filesystem_of(folder, _mounts() if mounts is None else mounts)
    if kind.startswith(_SHARED):
        message = f"“{os.path.relpath(folder)}”在网络磁盘（{kind}）上，那里的发送记录靠不住"
        remedy = "把工程放到本机的磁盘上再发送"
        raise JournalError([Diagnostic("network-disk", message, None, remedy)])


def filesystem_of(folder: Path, mounts: str) -> str:
    """The type of file system that `folder` lies on, by mountinfo (proc(5)); "" if unknown."""
    path = os.path.realpath(folder)
    best, kind = "", ""
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        words = fields.split()
        if len(words) < 5 or not rest:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), words[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, rest.split()[0]
    return kind


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text("utf-8", "replace")
    except OSError:
        return ""


def refuse_full_disk(folder: Path, need: int) -> None:
    """Raise JournalError unless the disk has room for `need` more bytes and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < need + _SPARE:
        message = (
            f"磁盘只剩 {free // 1_000_000} MB，记下这次发送要 {(need + _SPARE) // 1_000_000} MB"
        )
        raise JournalError([Diagnostic("disk-full", message, None, "腾出空间后再试，还什么也没发")])
