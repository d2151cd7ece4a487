"""Two validators that do not know each other find nothing wrong with the DOCX.

One is the validator of Microsoft's Open XML SDK (as WebAssembly, from npm, in tests/validators),
the other a port of it that also knows what Word itself stumbles over.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.conftest import Made

pytestmark = pytest.mark.engine

VALIDATOR = Path(__file__).parents[1] / "validators/node_modules/.bin/ooxml-validate"


@pytest.mark.parametrize("version", ["Microsoft365", "Office2010"])
def test_the_sdk_s_validator(in_all_templates: list[Made], version: str) -> None:
    node = Path(sys.executable).with_name("node")
    program = str(node) if node.exists() else shutil.which("node")
    assert program
    assert VALIDATOR.exists(), "tests/run installs it"
    for made in in_all_templates:
        checked = subprocess.run(
            [program, str(VALIDATOR), "--ov", version, "--of", "json",
             str(made.docx)],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert json.loads(checked.stdout) == []


def test_openxml_audit(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        checked = subprocess.run(
            [sys.executable, "-m", "openxml_audit", str(made.docx)],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert "Errors: 0" in checked.stdout
