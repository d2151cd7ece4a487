"""Two validators that do not know each other find nothing wrong with the DOCX.

One is the validator of Microsoft's Open XML SDK (as WebAssembly, from npm, in tests/validators),
the other a port of it that also knows what Word itself stumbles over.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from briefing import load, load_faces, load_template, render
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.printing.copies import numbered_docx
from briefing.registry import Registry, Unit
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import read
from briefing.volume import Order, Printed, bind
from briefing.writers.bound import write as write_volume
from tests.engines import generated
from tests.engines.conftest import SAMPLES, TEMPLATE_NAMES, Made

pytestmark = pytest.mark.engine

VALIDATOR = Path(__file__).parents[1] / "validators/node_modules/.bin/ooxml-validate"


@pytest.fixture(scope="session")
def packages(in_all_templates: list[Made], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The finished bulletins in all templates, the last sample otherwise as well.

    With other shares of its fonts, and as a draft.
    """
    files = [made.docx for made in in_all_templates]
    issue, faces = load(SAMPLES[-1]), load_faces("shipped", FONTS)
    template = load_template(TEMPLATES / issue.template)
    for embed in ("none", "editable"):
        files.append(tmp_path_factory.mktemp(embed) / "bulletin.docx")
        files[-1].write_bytes(render(issue, template, "docx", faces, embed=embed))
    files.append(tmp_path_factory.mktemp("turned") / "bulletin.docx")
    turned = read(generated.turned_tables(0).encode(), "turned")
    files[-1].write_bytes(render(turned, template, "docx", faces, draft=True))
    # A numbered copy whose colophon has empty pages before it.
    back_cover = replace(template, colophon_page=4)
    files.append(tmp_path_factory.mktemp("copy") / "bulletin.docx")
    files[-1].write_bytes(numbered_docx(load(SAMPLES[0]), back_cover, [20], faces)[20])
    files.append(tmp_path_factory.mktemp("volume") / "bulletin.docx")
    files[-1].write_bytes(_volume(turned, faces))
    files.append(tmp_path_factory.mktemp("draft") / "bulletin.docx")
    files[-1].write_bytes(render(issue, template, "docx", faces, draft=True))
    return files


def _volume(wide: Issue, faces: Faces) -> bytes:
    """A volume of all there is: several templates, turned pages, a draft, 版记 behind blanks."""
    templates = [load_template(TEMPLATES / name) for name in TEMPLATE_NAMES]
    back_cover = replace(templates[-1], colophon_page=4)
    held = [
        *(partial(Printed, load(file), template) for file in SAMPLES for template in templates),
        partial(Printed, wide, back_cover),
        partial(Printed, wide, templates[0], draft=True),
    ]
    names = Registry(units=(Unit("浦东局"),))
    return write_volume(bind(Order(held, templates[-1], faces, names, 2025)), ("docx",))["docx"]


@pytest.mark.parametrize("version", ["Microsoft365", "Office2010"])
def test_the_sdk_s_validator(packages: list[Path], version: str) -> None:
    node = Path(sys.executable).with_name("node")
    program = str(node) if node.exists() else shutil.which("node")
    assert program
    assert VALIDATOR.exists(), "tests/run installs it"
    for package in packages:
        checked = subprocess.run(
            [program, str(VALIDATOR), "--ov", version, "--of", "json",
             str(package)],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert json.loads(checked.stdout) == []


def test_openxml_audit(packages: list[Path]) -> None:
    for package in packages:
        checked = subprocess.run(
            [sys.executable, "-m", "openxml_audit", str(package)],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert "Errors: 0" in checked.stdout
