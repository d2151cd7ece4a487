import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from briefing.archive import examine, find
from briefing.diagnostics import BriefingError, Diagnostic
from briefing.fonts import Faces, load_faces
from briefing.issue import Issue
from briefing.project import Project
from briefing.publication import make, publish
from briefing.shipped import FONTS
from briefing.writers import render_all
from tests.offices import how, office, published, signed

Break = Callable[[pikepdf.Pdf], None]

OUTPUTS = ["2026年第3期_简报.docx", "2026年第3期_简报.pdf"]


def refused(project: Project, faces: Faces, number: int = 3) -> list[str]:
    with pytest.raises(BriefingError) as error:
        publish(project, project.issues / f"2026-{number}.yaml", how(faces))
    assert not list(project.archive.glob("2*"))
    return [each.code for each in error.value.diagnostics]


def test_all_that_an_issue_is_made_from_is_archived(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    signed(project, shipped_faces)
    record = published(project, shipped_faces)

    assert {name: record.manifest["files"][name]["role"] for name in record.files} == {
        **dict.fromkeys(OUTPUTS, "output"),
        "briefing.yaml": "publication",
        "registry.yaml": "registry",
        "issues/2026-3.signed.jsonl": "signatures",
        "issues/2026-3.yaml": "source",
        "issues/附件/方案.csv": "reference",
        "templates/shanghai/new.yaml.j2": "template",
        "templates/shanghai/template.yaml": "template",
    }
    assert examine(record) == []
    for name in record.files:
        if (tmp_path / name).exists():
            assert (record.folder / name).read_bytes() == (tmp_path / name).read_bytes()


def test_what_the_manifest_says(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    manifest = published(project, shipped_faces, 4).manifest

    assert (manifest["year"], manifest["number"], manifest["total"]) == (2026, 4, 46)
    assert (manifest["date"], manifest["entries"]) == ("2026-03-04", ["第4次开会"])
    assert (manifest["serial"], manifest["previous"]["name"]) == (2, "2026-3")
    assert manifest["published"] == "2026-03-02T12:00:00+00:00"
    assert {"briefing", "python", "reportlab", "python-docx"} <= manifest["versions"].keys()
    families = [each["family"] for each in manifest["fonts"]["faces"]]
    assert families == sorted(set(families))
    assert "Briefing FangSong" in families


def test_the_files_put_out_are_those_of_the_archive(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    record = published(project, shipped_faces)

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == OUTPUTS
    for name in OUTPUTS:
        assert (tmp_path / "out" / name).read_bytes() == (record.folder / name).read_bytes()


def test_the_archive_alone_makes_the_same_files(tmp_path: Path, shipped_faces: Faces) -> None:
    record = published(office(tmp_path), shipped_faces)
    made = make(Project(record.folder), record.source, ("docx", "pdf"), shipped_faces, "auto")

    assert {
        name: data == (record.folder / name).read_bytes() for name, data in made.items()
    } == dict.fromkeys(OUTPUTS, True)


def test_once_more_puts_the_files_out_again(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    record = published(project, shipped_faces)
    (tmp_path / "out" / OUTPUTS[0]).unlink()
    (tmp_path / "out" / OUTPUTS[1]).write_bytes(b"")

    again = publish(project, project.issues / "2026-3.yaml", how(shipped_faces))
    assert again == (record, False, [])
    for name in OUTPUTS:
        assert (tmp_path / "out" / name).read_bytes() == (record.folder / name).read_bytes()


def test_what_was_published_cannot_be_published_otherwise(
    tmp_path: Path, shipped_faces: Faces
) -> None:
    project = office(tmp_path)
    record = published(project, shipped_faces)
    with (project.issues / "2026-3.yaml").open("a", encoding="utf-8") as file:
        file.write("# 说明\n")

    with pytest.raises(BriefingError) as error:
        publish(project, project.issues / "2026-3.yaml", how(shipped_faces))
    assert error.value.diagnostics[0].code == "published-otherwise"
    assert find(project.archive, "2026-3") == record


def test_an_enclosure_was_changed_after_publishing(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    (project.issues / "附件" / "方案.csv").write_text("甲,2\n", "utf-8")

    with pytest.raises(BriefingError) as error:
        publish(project, project.issues / "2026-3.yaml", how(shipped_faces))
    (problem,) = error.value.diagnostics
    assert problem.code == "published-otherwise"
    assert "之后 issues/附件/方案.csv 又改过" in problem.message


def test_what_is_not_signed_is_not_published(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    assert refused(project, shipped_faces) == ["not-signed"]
    signed(project, shipped_faces)
    (tmp_path / "registry.yaml").write_text("单位: [甲局]\n人名: [次开]\n", "utf-8")
    assert refused(project, shipped_faces) == ["not-signed"]
    signed(project, shipped_faces)

    published(project, shipped_faces)


def test_a_gap_is_in_the_way(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    (project.issues / "2026-3.yaml").unlink()

    assert refused(project, shipped_faces, 4) == ["number-gap"]
    published(project, shipped_faces, 5)


def test_only_issues_with_a_number_are_published(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    sample = project.issues / "样例.yaml"
    sample.write_bytes((project.issues / "2026-3.yaml").read_bytes())

    with pytest.raises(BriefingError) as error:
        publish(project, sample, how(shipped_faces))
    assert error.value.diagnostics[0].code == "not-an-issue-file"


def draws(content: bytes) -> Break:
    """Something more on the first page."""
    return lambda pdf: pdf.pages[0].contents_add(b"q " + content + b" Q")


def without_fonts(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].obj.Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def of_another_size(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = [0, 0, 612, 842]


def publishing(
    project: Project, faces: Faces, change: Break, monkeypatch: pytest.MonkeyPatch
) -> list[Diagnostic]:
    """Publish with a writer of PDF that has some fault; what is remarked."""

    def faulty(*arguments: Any) -> dict[str, bytes]:
        made = render_all(*arguments)
        out = BytesIO()
        with pikepdf.open(BytesIO(made["pdf"])) as pdf:
            change(pdf)
            pdf.save(out)
        return {**made, "pdf": out.getvalue()}

    monkeypatch.setattr("briefing.publication.render_all", faulty)
    return publish(project, project.issues / "2026-3.yaml", how(faces))[2]


@pytest.mark.parametrize(
    ("code", "change", "said"),
    [
        ("font-not-embedded", without_fonts, "第 1 页的字体"),
        ("page-size", of_another_size, "第 1 页是 216 × 297 毫米，应为 210 × 297 毫米"),
        ("wrong-color", draws(b"1 0 0 rg 200 400 50 50 re f"), "没有的颜色 #FF0000"),
        ("outside", draws(b"10 400 20 20 re f"), "第 1 页有印在版心外的：离左边 4 至 1"),
    ],
)
def test_what_is_unfit_for_print_is_not_published(
    code: str,
    change: Break,
    said: str,
    tmp_path: Path,
    shipped_faces: Faces,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = office(tmp_path)
    with pytest.raises(BriefingError) as error:
        publishing(project, shipped_faces, change, monkeypatch)

    problem = error.value.diagnostics[0]
    assert problem.code == code
    assert said in problem.message
    assert problem.remedy
    assert str(problem.location) == f"{project.issues / '2026-3.yaml'}:1:1"
    assert [path.name for path in project.archive.iterdir()] == [".lock"]
    assert not (tmp_path / "out").exists()


def test_what_is_merely_not_fine_is_published(
    tmp_path: Path, shipped_faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = office(tmp_path)
    thin = draws(b"0.1 w 200 400 m 300 400 l S")
    (remark,) = publishing(project, shipped_faces, thin, monkeypatch)

    assert remark.code == "hairline"
    assert find(project.archive, "2026-3") is not None


def test_a_table_across_the_sheet_is_fit_for_print(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    file = project.issues / "2026-3.yaml"
    table = "".join(f"      {line}\n" for line in ("表题（横排）：表", "|甲|乙|", "|-|-|", "|1|2|"))
    file.write_text(file.read_text("utf-8").replace("工作。\n", f"工作。\n{table}"), "utf-8")

    record, _, remarks = publish(project, file, how(shipped_faces, ("pdf",)))
    assert remarks == []
    with pikepdf.open(record.folder / "2026年第3期_简报.pdf") as pdf:
        widths = [round(float(page.mediabox[2])) for page in pdf.pages]
    assert 842 in widths


def test_a_docx_alone_has_no_preflight(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)

    assert publish(project, project.issues / "2026-3.yaml", how(shipped_faces, ("docx",)))[2] == []


def test_somebody_saves_in_the_middle(
    tmp_path: Path, shipped_faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is another one when it is copied than it was when it was looked at."""
    project = office(tmp_path)
    file = project.issues / "2026-3.yaml"

    class Saved(Project):
        def template_folders(self, name: str) -> tuple[Path, ...]:
            file.write_text(file.read_text("utf-8").replace("开会，", "开会"), "utf-8")
            return super().template_folders(name)

        def load(self, path: Path | str) -> Issue:
            issue = super().load(path)
            if not changed:
                changed.append(path)
                file.write_text(file.read_text("utf-8").replace("开会，", "开会"), "utf-8")
            return issue

    changed: list[object] = []
    with pytest.raises(BriefingError) as error:
        publish(Saved(tmp_path), file, how(shipped_faces))
    assert error.value.diagnostics[0].code == "changed-meanwhile"
    assert [path.name for path in project.archive.iterdir()] == [".lock"]


def test_killed_at_every_step(tmp_path: Path) -> None:
    """kill -9 before each call that changes a file: the issue is archived whole or not at all."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )

    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    # both halves have been seen: before the folder had its name, and after
    assert told["absent"] > 20
    assert told["whole"] > 3


def _publish(root: Path, start: object, results: object) -> None:
    faces = load_faces("shipped", FONTS)
    start.wait()  # type: ignore[attr-defined]
    record, fresh, _ = publish(Project(root), root / "issues" / "2026-3.yaml", how(faces, ("pdf",)))
    results.put((record.digest, fresh))  # type: ignore[attr-defined]


def test_two_at_once(tmp_path: Path) -> None:
    """One archives the issue; the other is told that it was published, and by which record."""
    project = office(tmp_path)
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(2), context.SimpleQueue()
    workers = [context.Process(target=_publish, args=(tmp_path, start, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    (first, one), (second, other) = results.get(), results.get()
    assert first == second
    assert {one, other} == {True, False}
    record = find(project.archive, "2026-3")
    assert record is not None
    assert (record.digest, examine(record)) == (first, [])
    assert list((tmp_path / "out").glob(".*")) == []
