import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.mail.endings import JournalError, LockedError
from briefing.mail.lock import Lock

HOLD = """
import sys
from pathlib import Path
from briefing.mail.lock import Lock
with Lock(Path(sys.argv[1])) as lock:
    lock.note(7)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_f93_a_second_sender_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"进程 {other.pid}"), Lock(path):
            pass
        other.kill()

    with Lock(path) as lock:  # f95: the kernel has freed it
        assert lock.witnessed == 7


def test_f95_a_lock_file_of_a_dead_process_is_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "journal.lock"
    path.write_text('00000000000000000005\n{"pid": 1, "host": "elsewhere"}\n', "ascii")

    with Lock(path) as lock:
        assert lock.witnessed == 5
        assert f'"pid": {os.getpid()}' in path.read_text("ascii")


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff" * 100])
def test_a_lock_file_of_anything(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.lock"
    path.write_bytes(content)
    with Lock(path) as lock:
        assert lock.witnessed == 0
        lock.note(12)
    with Lock(path) as lock:
        assert lock.witnessed == 12


def test_f87_no_place_for_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="journal-unwritable"), Lock(tmp_path / "file" / "lock"):
        pass
