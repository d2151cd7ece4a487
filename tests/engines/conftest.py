"""Finished files that several tests look at, made once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from briefing import Document, Template, load, load_faces, load_template, render_all
from briefing.shipped import FONTS, TEMPLATES
from briefing.writers import prepare
from tests.engines.reading import by_libreoffice

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("BRIEFING_SHARED", ROOT.parent / "shared"))
REFERENCE = SHARED / "issues" / "2025-26.yaml"
TEMPLATE_NAMES = sorted(path.parent.name for path in TEMPLATES.glob("*/template.yaml"))
SAMPLES = sorted((ROOT / "issues").glob("*.yaml"))
MARKED = Path(__file__).with_name("marked.yaml")  # has a 密级
LEDGER = Path(__file__).with_name("ledger.yaml")  # has a table that goes on over pages


@pytest.fixture(scope="session")
def issue_files() -> list[Path]:
    """The samples, and the reference issue where it is there."""
    assert len(SAMPLES) >= 2
    return [*SAMPLES, MARKED, LEDGER, *([REFERENCE] if REFERENCE.exists() else [])]


@dataclass(frozen=True)
class Made:
    """An issue finished in a template: the folder of its bulletin.pdf and bulletin.docx."""

    file: Path
    template: Template
    folder: Path

    @property
    def pdf(self) -> Path:
        """Our PDF."""
        return self.folder / "bulletin.pdf"

    @property
    def docx(self) -> Path:
        """Our DOCX."""
        return self.folder / "bulletin.docx"

    @cached_property
    def theirs(self) -> Path:
        """The PDF that LibreOffice makes of our DOCX."""
        return by_libreoffice(self.docx, self.folder / "theirs")

    @cached_property
    def document(self) -> Document:
        """The document as it is set, page numbers and all."""
        return prepare(load(self.file), self.template, load_faces("shipped", FONTS)).document


@pytest.fixture(scope="session")
def in_all_templates(
    tmp_path_factory: pytest.TempPathFactory, issue_files: list[Path]
) -> list[Made]:
    """Each of the issue files in each of the templates that come with the program."""
    faces = load_faces("shipped", FONTS)
    made = []
    for file in issue_files:
        issue = load(file)
        for name in TEMPLATE_NAMES:
            folder = tmp_path_factory.mktemp("finished")
            template = load_template(TEMPLATES / name)
            for kind, data in render_all(issue, template, ("pdf", "docx"), faces).items():
                (folder / f"bulletin.{kind}").write_bytes(data)
            made.append(Made(file, template, folder))
    return made


@pytest.fixture(scope="session")
def finished(in_all_templates: list[Made]) -> list[Path]:
    """A folder for each of the issue files, in its own template, with its PDF and DOCX."""
    return [
        made.folder for made in in_all_templates if made.template.name == load(made.file).template
    ]
