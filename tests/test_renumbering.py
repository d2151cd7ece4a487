from datetime import date
from pathlib import Path

import pytest

from briefing.diagnostics import BriefingError
from briefing.project import Project
from briefing.renumbering import renumber
from tests.source.styles import STYLES


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "issues").mkdir()
    (tmp_path / "briefing.yaml").touch()
    (tmp_path / "issues" / "2025-26.yaml").write_bytes(STYLES["as everybody"])
    return Project(tmp_path)


@pytest.mark.parametrize("data", STYLES.values(), ids=STYLES)
def test_last_weeks_file_under_a_new_name_gets_its_numbers(data: bytes, project: Project) -> None:
    copy = project.issues / "2025-27.yaml"
    copy.write_bytes(data)

    assert renumber(project, copy, date(2025, 7, 28)) == copy
    issue = project.load(copy)
    assert (issue.number, issue.total, issue.date) == (27, 517, date(2025, 7, 28))
    assert project.ledger().discords() == []
    # no more than the lines of the three values is another one now
    changed = {*data.splitlines()} ^ {*copy.read_bytes().splitlines()}
    assert len(changed) == (2 if data.startswith(b"{") else 6)


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("the date in words", "日期: 2025年7月28日\n"),
        ("the date with strokes", "日期: 2025/7/28\n"),
        ("full-width digits", "日期: 2025年7月28日\n"),
        ("numbers in single quotes", "日期: '2025-07-28'\n"),
    ],
)
def test_the_date_keeps_its_form(style: str, written: str, project: Project) -> None:
    copy = project.issues / "2025-27.yaml"
    copy.write_bytes(STYLES[style])
    renumber(project, copy, date(2025, 7, 28))

    assert written in copy.read_text("utf-8")


def test_a_copy_with_a_name_of_no_issue_gets_the_next_one(project: Project) -> None:
    copy = project.issues / "新的.yaml"
    copy.write_bytes(STYLES["as everybody"])

    assert renumber(project, copy, date(2025, 7, 28)) == project.issues / "2025-27.yaml"
    assert not copy.exists()
    assert project.ledger().discords() == []


def test_only_the_total_is_wrong(project: Project) -> None:
    other = project.issues / "2025-27.yaml"
    text = STYLES["as everybody"].decode().replace("26", "27").replace("07-21", "07-28")
    other.write_text(text, "utf-8")
    (project.issues / "2025-28.yaml").write_text(
        text.replace("27", "28").replace("516", "518"), "utf-8"
    )

    assert renumber(project, other) == other
    assert project.load(other).total == 517


def test_all_is_right(project: Project) -> None:
    file = project.issues / "2025-26.yaml"

    assert renumber(project, file) is None
    assert file.read_bytes() == STYLES["as everybody"]


def test_numbers_of_what_cannot_be_read_are_left_alone(project: Project) -> None:
    (project.issues / "2025-27.yaml").write_text("期号: 27\n", "utf-8")
    copy = project.issues / "2025-26-1.yaml"
    copy.write_bytes(STYLES["as everybody"])

    assert renumber(project, copy) == project.issues / "2025-28.yaml"
    assert (project.issues / "2025-27.yaml").read_text("utf-8") == "期号: 27\n"


def test_somebody_else_was_faster(project: Project) -> None:
    before = project.ledger()
    copy = project.issues / "新的.yaml"
    copy.write_bytes(STYLES["as everybody"])
    (project.issues / "2025-27.yaml").write_text("期号: 27\n", "utf-8")

    with pytest.raises(BriefingError) as refused:
        renumber(project, copy, besides=before)
    assert refused.value.diagnostics[0].code == "number-repeated"
    assert copy.read_bytes() == STYLES["as everybody"]
