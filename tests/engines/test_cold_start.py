"""What a cold start costs, counted in instructions: the same however busy the machine is.

Counted are all of a process, from start to exit, as multiples of `python -c pass`, without what is
done in a copy of it. Who makes it cheaper lowers the figures here; who makes it a quarter dearer
has to say why.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Python 3.11, uharfbuzz 0.57, PyYAML 6.0.
RECORDED = {"pdf": 18.3, "docx": 21.3, "docx,pdf": 21.2, "html": 11.8}
ALLOWED = 1.25

pytestmark = pytest.mark.engine


def environment(cache: Path) -> dict[str, str]:
    """That of users: compiled modules are kept, and hashes do not vary from run to run."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    path = str(ROOT / "src")
    return {**kept, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(cache), "PYTHONHASHSEED": "0"}


def instructions(cache: Path, *arguments: str) -> int:
    """How many instructions a Python process takes."""
    command = [
        "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
        sys.executable, *arguments,
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, env=environment(cache), capture_output=True, text=True, check=True
    )
    found = re.search(r"I +refs: +([\d,]+)", done.stderr)
    assert found, done.stderr
    return int(found[1].replace(",", ""))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all modules compiled that the builds below load."""
    assert shutil.which("valgrind"), "tests/run installs it"
    cache = tmp_path_factory.mktemp("compiled")
    command = [sys.executable, *build("docx,html,pdf", cache)]
    subprocess.run(command, cwd=ROOT, env=environment(cache), check=True, capture_output=True)
    return cache


def build(kinds: str, out: Path) -> list[str]:
    options = ["--fonts", "shipped", "--to", kinds, "--out", str(out)]
    return ["-m", "briefing", "build", "issues/2025-26.yaml", *options]


@pytest.mark.parametrize("kinds", RECORDED)
def test_a_cold_start_takes_no_more_than_recorded(kinds: str, compiled: Path) -> None:
    empty = instructions(compiled, "-c", "pass")
    taken = instructions(compiled, *build(kinds, compiled)) / empty
    print(f"{kinds}: {taken:.1f} times an empty program, recorded {RECORDED[kinds]}")

    assert taken < ALLOWED * RECORDED[kinds]


def test_a_start_a_quarter_slower_would_be_noticed(compiled: Path) -> None:
    """The measure itself: an import or two more are seen, chance is not."""
    empty = [instructions(compiled, "-c", "pass") for _ in range(2)]
    more = instructions(compiled, "-c", "import dataclasses, json, logging")

    assert abs(empty[0] - empty[1]) < 0.02 * empty[0]
    assert more > 1.5 * empty[0]
