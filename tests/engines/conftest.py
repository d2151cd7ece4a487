"""Finished files that several tests look at, made once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefing import load, load_faces, load_template, render_all
from briefing.shipped import FONTS, TEMPLATES

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BRIEFING_SHARED", ROOT.parent / "shared"))
REFERENCE = SHARED / "issues" / "2025-26.yaml"
SAMPLES = sorted((ROOT / "issues").glob("*.yaml"))


@pytest.fixture(scope="session")
def issue_files() -> list[Path]:
    """The samples, and the reference issue where it is there."""
    assert len(SAMPLES) >= 2
    return [*SAMPLES, *([REFERENCE] if REFERENCE.exists() else [])]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, issue_files: list[Path]) -> list[Path]:
    """A folder for each of the issue files, with its bulletin.pdf and bulletin.docx."""
    folders = []
    faces = load_faces("shipped", FONTS)
    for file in issue_files:
        folder = tmp_path_factory.mktemp("finished")
        issue = load(file)
        template = load_template(TEMPLATES / issue.template)
        for kind, data in render_all(issue, template, ("pdf", "docx"), faces).items():
            (folder / f"bulletin.{kind}").write_bytes(data)
        folders.append(folder)
    return folders
