"""The same issue gives the same bytes, whoever builds it, where and when."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.samples import ISSUES

ISSUE = ISSUES / "2025-26.yaml"


def built(folder: Path, umask: str, **environment: str) -> dict[str, str]:
    """File name → SHA-256 of what a build in a process of its own makes."""
    folder.mkdir()
    command = [sys.executable, "-m", "briefing", "build", str(ISSUE)]
    command += ["--fonts", "shipped", "--to", "docx,html,pdf"]
    done = subprocess.run(
        ["sh", "-c", f'umask {umask}; exec "$@"', "sh", *command, "--out", str(folder / "out")],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "out").iterdir()
    }


def test_the_same_bytes_elsewhere_and_later(tmp_path: Path) -> None:
    one = built(tmp_path / "one", "022", TZ="Asia/Shanghai", PYTHONHASHSEED="1")
    time.sleep(3)  # the clock of a zip file ticks every two seconds
    other = built(tmp_path / "二", "077", TZ="America/New_York", PYTHONHASHSEED="2", LC_ALL="C")

    assert len(one) == 3
    assert one == other
