import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from briefing.archive import Record
from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.project import Project
from briefing.shipped import TEMPLATES
from briefing.verification import verify
from tests.offices import office, published

PDF, DOCX = "2026年第3期_简报.pdf", "2026年第3期_简报.docx"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, shipped_faces: Faces) -> Path:
    """A project that has published two issues."""
    root = tmp_path_factory.mktemp("pristine") / "project"
    project = office(root)
    published(project, shipped_faces)
    published(project, shipped_faces, 4)
    return root


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Project:
    shutil.copytree(pristine, tmp_path / "project")
    return Project(tmp_path / "project")


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))


def flip(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def found(project: Project, *names: str) -> list[tuple[str, str, str]]:
    """Record, code and file of each damage."""
    return [
        (report.name, each.code, Path(each.location.file).name if each.location else "")
        for report in verify(project, list(names) or None)
        for each in report.damage
    ]


def test_what_nobody_touched(project: Project) -> None:
    reports = verify(project)

    assert [(each.name, each.damage, each.notes) for each in reports] == [
        ("2026-3", (), ()),
        ("2026-4", (), ()),
    ]


@pytest.mark.parametrize(
    "name",
    [
        PDF,
        DOCX,
        "issues/2026-3.yaml",
        "issues/附件/方案.csv",
        "briefing.yaml",
        "registry.yaml",
        "templates/shanghai/template.yaml",
        "templates/shanghai/new.yaml.j2",
    ],
)
def test_a_flipped_bit_in_any_file(name: str, project: Project) -> None:
    path = project.archive / "2026-3" / name
    right = path.read_bytes()
    rewrite(path, flip)
    place = len(right) // 2

    assert found(project) == [("2026-3", "file-changed", path.name)]
    (damage,) = verify(project, ["2026-3"])[0].damage
    # the right bytes come out again, or the project still has them
    told = f"第 {place + 1} 字节是 {right[place] ^ 1:02X}，应为 {right[place]:02X}"
    assert told in damage.message


def test_a_missing_file(project: Project) -> None:
    (project.archive / "2026-3" / DOCX).unlink()

    assert found(project) == [("2026-3", "file-missing", DOCX)]


def test_a_cut_file(project: Project) -> None:
    rewrite(project.archive / "2026-3" / PDF, lambda data: data[:-7])

    (damage,) = verify(project, ["2026-3"])[0].damage
    assert "为止相同" in damage.message


def test_a_changed_manifest(project: Project) -> None:
    path = project.archive / "2026-3" / "manifest.json"
    rewrite(path, lambda data: data.replace("第3次开会".encode(), "第8次开会".encode()))

    assert found(project) == [
        ("2026-3", "manifest-changed", "manifest.json"),
        ("2026-3", "manifest-changed", "manifest.json"),
        ("2026-4", "manifest-changed", "manifest.json"),
    ]


def test_the_last_manifest_has_none_behind_it(project: Project) -> None:
    path = project.archive / "2026-4" / "manifest.json"
    rewrite(path, lambda data: data.replace("第4次开会".encode(), "第8次开会".encode()))

    assert found(project) == [("2026-4", "manifest-changed", "manifest.json")]


def test_no_manifest_at_all(project: Project) -> None:
    rewrite(project.archive / "2026-3" / "manifest.json", lambda data: b"{}")

    assert found(project) == [
        ("2026-4", "chain-broken", "manifest.json"),
        ("2026-3", "bad-manifest", "manifest.json"),
    ]


def test_a_replaced_template(project: Project) -> None:
    """Somebody puts another template into the archive, of the same size even."""
    path = project.archive / "2026-3" / "templates" / "shanghai" / "template.yaml"
    rewrite(path, lambda data: data.replace(b"gap: 7mm", b"gap: 9mm"))

    (damage,) = verify(project, ["2026-3"])[0].damage
    assert damage.code == "file-changed"
    assert "是 39，应为 37" in damage.message  # 9 for 7


def test_a_forged_template(project: Project) -> None:
    """The template is exchanged together with the manifest and its seal: two others tell."""
    record = project.archive / "2026-3"
    template = record / "templates" / "shanghai" / "template.yaml"
    rewrite(template, lambda data: data.replace(b"gap: 7mm", b"gap: 9mm"))
    _seal_again(record, template)

    assert ("2026-3", "rebuilt-otherwise", PDF) in found(project)
    assert ("2026-4", "manifest-changed", "manifest.json") in found(project)


def _seal_again(folder: Path, changed: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    name = changed.relative_to(folder).as_posix()
    manifest["files"][name]["sha256"] = sha256(changed.read_bytes()).hexdigest()
    data = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    rewrite(folder / "manifest.json", lambda _: data)
    seal = f"{sha256(data).hexdigest()}  manifest.json\n".encode()
    rewrite(folder / "manifest.sha256", lambda _: seal)


def test_the_project_has_another_template_today(project: Project) -> None:
    own = project.root / "templates" / "shanghai"
    shutil.copytree(TEMPLATES / "shanghai", own)
    rewrite(own / "template.yaml", lambda data: data.replace(b"gap: 7mm", b"gap: 9mm"))
    (first, second) = verify(project)

    assert first.damage == second.damage == ()
    assert first.notes == second.notes
    assert "现在的版式 shanghai 和出刊时的不同" in first.notes[0]


def _reseal(project: Project, change: Callable[[dict[str, Any]], None]) -> Record:
    folder = project.archive / "2026-4"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    data = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    rewrite(folder / "manifest.json", lambda _: data)
    seal = f"{sha256(data).hexdigest()}  manifest.json\n".encode()
    rewrite(folder / "manifest.sha256", lambda _: seal)
    return Record(folder, manifest, sha256(data).hexdigest())


def test_another_version_explains_other_bytes(project: Project) -> None:
    """As if an older program had made the PDF: its bytes are listed, and differ from today's."""
    pdf = project.archive / "2026-4" / "2026年第4期_简报.pdf"
    rewrite(pdf, lambda data: data.replace(b">briefing<", b">BRIEFING<"))

    def older(manifest: dict[str, Any]) -> None:
        digest = sha256(pdf.read_bytes()).hexdigest()
        manifest["versions"]["reportlab"] = "4.0.0"
        manifest["files"][pdf.name]["sha256"] = digest

    _reseal(project, older)
    (report,) = verify(project, ["2026-4"])

    assert report.damage == ()
    assert "reportlab 4.0.0 → " in report.notes[0]
    assert "字节是 42，应为 62" in report.notes[1]  # B for b


def test_the_fonts_are_not_here(project: Project) -> None:
    def others(manifest: dict[str, Any]) -> None:
        manifest["fonts"]["faces"][0]["sha256"] = "0" * 64

    _reseal(project, others)
    (report,) = verify(project, ["2026-4"])

    assert (report.damage, report.notes) == ((), ("本机没有当时用的字体，没有重排",))


def test_no_such_record(project: Project) -> None:
    with pytest.raises(BriefingError) as refused:
        verify(project, ["2026-5"])
    assert str(refused.value) == "存档里没有 2026-5。存档里有：2026-3、2026-4 [not-archived]"
