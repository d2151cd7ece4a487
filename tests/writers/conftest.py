"""Finished files, made once for all tests of the writers."""

import pytest

from briefing.fonts import Faces
from briefing.source import load
from briefing.template import Template
from briefing.writers import Setting, prepare, render_all
from tests.samples import ISSUES, SMALL, issue

# 㙍 is in none of the first faces, 𬭩 and 𬱖 lie above U+FFFF.
RARE = SMALL.replace("标题: 乙局", "标题: 乙局𬭩𬱖").replace(
    "乙局也开会。", "㙍局𬭩𬱖开会 A&B <C>。"
)


@pytest.fixture(scope="session")
def setting(shanghai: Template, shipped_faces: Faces) -> Setting:
    """2025-27, which has everything an issue can have, ready for the writers."""
    return prepare(load(ISSUES / "2025-27.yaml"), shanghai, shipped_faces)


@pytest.fixture(scope="session")
def files(shanghai: Template, shipped_faces: Faces) -> dict[str, bytes]:
    """2025-27 as DOCX and PDF."""
    made = load(ISSUES / "2025-27.yaml")
    return render_all(made, shanghai, ("docx", "pdf"), shipped_faces)


@pytest.fixture(scope="session")
def rare(shanghai: Template, shipped_faces: Faces) -> dict[str, bytes]:
    """The small issue with rare characters, as DOCX and PDF."""
    return render_all(issue(RARE), shanghai, ("docx", "pdf"), shipped_faces)
