from __future__ import annotations

import pytest

from briefing import Faces, Template, render
from briefing.printing.stationery import Stationery, load_stationery
from briefing.shipped import TEMPLATES
from tests.samples import issue


@pytest.fixture(scope="session")
def measures() -> Stationery:
    """Those that come with the program."""
    return load_stationery(TEMPLATES / "print-room" / "sheets.yaml")


@pytest.fixture(scope="session")
def small_pdf(shanghai: Template, shipped_faces: Faces) -> bytes:
    """A bulletin of one page."""
    return render(issue(), shanghai, "pdf", shipped_faces)
