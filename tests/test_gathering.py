"""What a volume holds: what was published, as it was; and what is told of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.gathering import Gathered, Span, gather
from briefing.project import Project
from tests.offices import ISSUE, office, published, signed

YEAR = Span(2026)


def gathered(project: Project, faces: Faces, span: Span = YEAR) -> Gathered:
    return gather(project, span, lambda: faces)


def told(project: Project, faces: Faces, span: Span = YEAR) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in gathered(project, faces, span).findings]


def names(found: Gathered) -> list[str]:
    return [str(number) for number in found.numbers]


def add(project: Project, name: str, head: str, day: str) -> None:
    text = f"{head}\n日期: {day}\n稿件:\n  - 标题: 题\n    正文: 话。\n"
    (project.issues / f"{name}.yaml").write_text(text, "utf-8")


@pytest.fixture
def habits(tmp_path: Path) -> Callable[[str], Project]:
    """A project with more in its briefing.yaml."""

    def make(more: str) -> Project:
        project = office(tmp_path)
        path = tmp_path / "briefing.yaml"
        path.write_text(path.read_text("utf-8") + more, "utf-8")
        return project

    return make


def test_an_office_without_an_archive(tmp_path: Path, shipped_faces: Faces) -> None:
    found = gathered(office(tmp_path), shipped_faces)

    assert names(found) == ["2026-3", "2026-4", "2026-5"]
    assert found.findings == ()
    assert found.published == 0
    assert [each().issue.number for each in found.held] == [3, 4, 5]


def test_part_of_a_year(tmp_path: Path, shipped_faces: Faces) -> None:
    found = gathered(office(tmp_path), shipped_faces, Span(2026, 4, 4))

    assert names(found) == ["2026-4"]
    assert found.findings == ()


def test_a_published_issue_is_what_it_was(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    file = project.issues / "2026-3.yaml"
    file.write_text(file.read_text("utf-8").replace("第3次开会", "改过的题"), "utf-8")
    (tmp_path / "registry.yaml").write_text("单位: [甲局, 乙局]\n", "utf-8")
    found = gathered(project, shipped_faces, Span(2026, 3, 3))
    printed = found.held[0]()

    assert found.published == 1
    assert str(printed.issue.entries[0].title[0]) == "第3次开会"
    assert printed.registry.unit_names == ("甲局",)
    assert not printed.draft


def test_of_which_only_the_archive_is_left(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    (project.issues / "2026-3.yaml").unlink()
    found = gathered(project, shipped_faces, Span(2026, 3, 3))

    assert names(found) == ["2026-3"]
    assert found.held[0]().issue.number == 3


def test_a_template_from_before_this_version(tmp_path: Path, shipped_faces: Faces) -> None:
    """It lies in the archive as it was then, and knows nothing of volumes."""
    project = office(tmp_path)
    record = published(project, shipped_faces)
    path = record.folder / "templates/shanghai/template.yaml"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    old = "".join(row for row in rows if not row.startswith(("  volume_", "  volume:", "  head:")))
    path.chmod(0o644)
    path.write_text(old.replace("小标宋 # usual GB/T 9704 7.2.4", "楷体"), "utf-8")
    printed = gathered(project, shipped_faces, Span(2026, 3, 3)).held[0]()

    assert printed.template.labels["volume_contents"] == "总目录"
    assert printed.template.head == 42.55
    assert printed.template.styles["masthead"].font == "楷体"


def test_what_was_not_published_is_told(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    found = gathered(project, shipped_faces)

    assert [each.code for each in found.findings] == ["volume-unpublished"] * 2
    assert found.findings[0].message == "2026年第4期还没有出刊，存档里没有它"
    assert "briefing publish" in found.findings[0].remedy
    assert found.published == 1


def test_drafts_are_told_and_say_so(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    signed(project, shipped_faces)
    found = gathered(project, shipped_faces)

    assert [each.message for each in found.findings] == [
        "2026年第4期还没有签批完，是草稿", "2026年第5期还没有签批完，是草稿",
    ]  # fmt: skip
    assert [each().draft for each in found.held] == [False, True, True]


def test_a_gap(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    (project.issues / "2026-4.yaml").unlink()

    assert told(project, shipped_faces) == [("volume-gap", "2026 年缺第4期")]
    assert told(project, shipped_faces, Span(2026, 5)) == []
    assert told(project, shipped_faces, Span(2026, 3, 3)) == []


def test_the_last_numbers_that_were_asked_for(tmp_path: Path, shipped_faces: Faces) -> None:
    found = told(office(tmp_path), shipped_faces, Span(2026, None, 7))

    assert found == [("volume-gap", "2026 年缺第6期、第7期")]


def test_many_are_not_all_named(tmp_path: Path, shipped_faces: Faces) -> None:
    (found,) = told(office(tmp_path), shipped_faces, Span(2026, None, 52))

    assert found[1].endswith("第15期等 47 期")


def test_numbers_that_are_not_used(habits: Callable[[str], Project], shipped_faces: Faces) -> None:
    project = habits("空号: [2026-4]\n")
    (project.issues / "2026-4.yaml").unlink()

    assert told(project, shipped_faces) == []


def test_a_year_after_another_begins_with_one(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    text = ISSUE.format(number=2, total=49).replace("2026-03-02", "2027-01-10")
    (project.issues / "2027-2.yaml").write_text(text, "utf-8")

    assert told(project, shipped_faces, Span(2027)) == [("volume-gap", "2027 年缺第1期")]


def test_a_bulletin_whose_beginning_nobody_wrote_down(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    (tmp_path / "briefing.yaml").write_text("刊名: 简报\n编印单位: 办公室\n", "utf-8")
    assert told(project, shipped_faces) == []
    new = "刊名: 简报\n编印单位: 办公室\n上接: {总期号: 0}\n"
    (tmp_path / "briefing.yaml").write_text(new, "utf-8")

    assert told(project, shipped_faces) == [("volume-gap", "2026 年缺第1期、第2期")]


def test_special_issues_of_their_own_series_come_last(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    add(project, "2026-1增刊", "期号: 1\n期次: 增刊", "2026-03-03")

    assert names(gathered(project, shipped_faces)) == ["2026-3", "2026-4", "2026-5", "2026-1增刊"]
    part = gathered(project, shipped_faces, Span(2026, 1, 3))
    assert names(part) == ["2026-3"]


def test_special_issues_that_go_with_a_regular_one_follow_it(
    habits: Callable[[str], Project], shipped_faces: Faces
) -> None:
    project = habits("期次编号: 不计\n")
    add(project, "2026-3增刊", "期号: 3\n期次: 增刊", "2026-03-03")

    assert names(gathered(project, shipped_faces))[:2] == ["2026-3", "2026-3增刊"]


def test_special_issues_that_count_along_leave_no_gap(
    habits: Callable[[str], Project], shipped_faces: Faces
) -> None:
    project = habits("期次编号: 连续\n")
    (project.issues / "2026-4.yaml").unlink()
    add(project, "2026-4增刊", "期号: 4\n总期号: 46\n期次: 增刊", "2026-03-04")

    assert told(project, shipped_faces) == []


def test_a_year_without_issues(tmp_path: Path, shipped_faces: Faces) -> None:
    with pytest.raises(BriefingError) as refused:
        gathered(office(tmp_path), shipped_faces, Span(2025))

    (problem,) = refused.value.diagnostics
    assert problem.code == "no-issue"
    assert problem.remedy.endswith("有期文件的年份：2026")
