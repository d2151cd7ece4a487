"""An installed wheel, away from the checkout, makes what the checkout makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.conftest import ROOT, SAMPLES

pytestmark = pytest.mark.engine


def run(*words: str | Path, cwd: Path, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd, env={**os.environ, **more}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_away_from_the_checkout(tmp_path: Path) -> None:
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", tmp_path / "site", ROOT,
        cwd=tmp_path)  # fmt: skip
    sample = tmp_path / "一期.yaml"
    sample.write_bytes(SAMPLES[0].read_bytes())
    wheel = {"PYTHONPATH": str(tmp_path / "site")}

    where = run("-c", "import briefing; print(briefing.__file__)", cwd=tmp_path, **wheel)
    run("-m", "briefing", "build", sample, "--out", "made", cwd=tmp_path, **wheel)
    run("-m", "briefing", "build", SAMPLES[0], "--out", tmp_path / "here", cwd=ROOT)

    assert Path(where.strip()).is_relative_to(tmp_path / "site")
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    here = {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()}
    assert len(made) == 2
    assert made == here
