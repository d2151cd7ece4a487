import json
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from briefing.diagnostics import BriefingError
from briefing.drafting import Wanted, begin
from briefing.fonts import Faces
from briefing.founding import SAMPLE, Office, files_of, found
from briefing.project import Project
from briefing.writers import render

DAY = date(2026, 3, 2)
SMALL = Office(("街道简报",), "街道办公室")
FULL = Office(
    title=("城西街道", "工作简报：#1"),
    editor='"城西"街道办公室',
    last="2026-8",
    total=108,
    report_to=("区政府", "区委: 办公室"),
    copy_to=("区民政局",),
    distribute_to=("各社区",),
    signed_off=True,
)


@pytest.mark.parametrize("office", [SMALL, FULL])
def test_a_new_project_builds_at_once(office: Office, tmp_path: Path, shipped_faces: Faces) -> None:
    found(tmp_path, office, DAY)
    project = Project.find(tmp_path)
    issue = project.load(project.issues / f"{SAMPLE}.yaml")

    assert tuple(map(str, issue.title)) == office.title
    assert str(issue.editor) == office.editor
    assert tuple(str(each.name) for each in issue.report_to) == office.report_to
    assert render(issue, project.template(issue.template), "pdf", shipped_faces)[:5] == b"%PDF-"


def test_numbers_go_on_from_what_was_there(tmp_path: Path) -> None:
    found(tmp_path, FULL, DAY)
    draft = begin(Project(tmp_path), Wanted(DAY))

    assert (str(draft.number), draft.total) == ("2026-9", 109)
    assert draft.data.startswith(b"# yaml-language-server: $schema=../issue.schema.json\n")
    assert Project(tmp_path).habits().signed_off
    assert Project(tmp_path).ledger().discords() == []


def test_a_new_bulletin_begins_with_1(tmp_path: Path) -> None:
    found(tmp_path, Office(("简报",), "局", total=0), DAY)
    draft = begin(Project(tmp_path), Wanted(DAY))

    assert (str(draft.number), draft.total) == ("2026-1", 1)


def test_an_editor_finds_the_schemas_and_they_fit(tmp_path: Path) -> None:
    found(tmp_path, FULL, DAY)
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    schemas = {Path(name): pattern for name, pattern in settings["yaml.schemas"].items()}

    assert set(schemas.values()) == {"issues/*.yaml", "briefing.yaml"}
    for name, pattern in schemas.items():
        schema = json.loads((tmp_path / name).read_text("utf-8"))
        for path in tmp_path.glob(pattern):
            jsonschema.validate(_as_editors_read(path), schema)


def _as_editors_read(path: Path) -> Any:
    # BaseLoader leaves every scalar a text; editors read numbers as such, which is as right
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def test_the_program_s_own_folder_is_such_a_project() -> None:
    root = Path(__file__).parents[1]
    files = files_of(SMALL, DAY)

    for name in ("issue.schema.json", "publication.schema.json", ".vscode/settings.json"):
        assert (root / name).read_text("utf-8") == files[name], name
    assert Project.find(root).ledger().discords() == []


def test_there_is_a_project_already(tmp_path: Path) -> None:
    (tmp_path / "briefing.yaml").touch()

    with pytest.raises(BriefingError) as refused:
        found(tmp_path, SMALL, DAY)
    assert refused.value.diagnostics[0].code == "project-exists"
    assert [path.name for path in tmp_path.iterdir()] == ["briefing.yaml"]


def test_what_cannot_be_written_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BriefingError):
        found(tmp_path / "new", Office(("简\u200b报",), "局"), DAY)
    assert not (tmp_path / "new").exists()


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "说明.md").write_text("我们的说明", "utf-8")
    made = found(tmp_path, SMALL, DAY)

    assert tmp_path / "说明.md" not in made
    assert (tmp_path / "说明.md").read_text("utf-8") == "我们的说明"


# --- the command


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefing", "init", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def test_nobody_is_there_to_be_asked(tmp_path: Path) -> None:
    done = run(tmp_path, "--title", "简报")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("缺少 --editor")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--last", "25", "“25”不是期的写法，写年份、“-”和期号，如 2025-25"),
        ("--total", "五百", "“五百”不是总期号，写一个数字，如 515；新办的写 0"),
        ("--sign-off", "yes", "“yes”：写 是 或 否"),
    ],
)
def test_a_wrong_option(option: str, value: str, message: str, tmp_path: Path) -> None:
    done = run(tmp_path, "--title", "简报", "--editor", "局", option, value)

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == message
    assert list(tmp_path.iterdir()) == []


def test_somebody_is_asked(tmp_path: Path) -> None:
    """At a terminal: what is wrong is asked for again, what is needed as well."""
    typed = [
        "",
        "城西街道/工作简报",
        "街道办",
        "25",
        "2026-8",
        "",
        "区政府、区委",
        "",
        "社区",
        "是",
    ]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", "init", "新刊"],
        cwd=tmp_path,
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=_environment(),
    )
    os.write(ours, "".join(f"{line}\n" for line in typed).encode())
    said, _ = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)

    assert process.returncode == 0
    assert said.count("刊名（") == 2
    assert "“25”不是期的写法" in said
    project = Project(tmp_path / "新刊")
    issue = project.load(project.issues / f"{SAMPLE}.yaml")
    assert list(map(str, issue.title)) == ["城西街道", "工作简报"]
    assert [str(each.name) for each in issue.report_to] == ["区政府", "区委"]
    assert project.habits().signed_off
    start = project.habits().start
    assert start is not None
    assert (str(start.issue), start.total) == ("2026-8", None)
