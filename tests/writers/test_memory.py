"""What is made of an issue does not stay in memory until garbage is looked for."""

import gc
import weakref
from pathlib import Path

from briefing.project import Project
from briefing.writers import prepare

ROOT = Path(__file__).parents[2]


def test_faces_and_pages_go_with_the_last_who_knows_them() -> None:
    project = Project(ROOT)
    issue = project.load(ROOT / "issues" / "2025-26.yaml")
    gc.collect()
    gc.disable()
    try:
        setting = prepare(issue, project.template(issue.template), project.faces("shipped"))
        used = [face for chain in setting.faces.chains.values() for face in chain]
        assert setting.pages
        known = [weakref.ref(face) for face in used]
        del setting, used

        assert [each() for each in known if each() is not None] == []
    finally:
        gc.enable()
