from pathlib import Path

from briefing.fonts import Faces
from briefing.holdings import earlier_issues, ledger_of
from briefing.project import Project
from tests.offices import office, published


def before(project: Project, number: int) -> list[tuple[str, str, bool]]:
    """The issues before one: what it is called, its first title, whether its text holds that."""
    file = project.issues / f"2026-{number}.yaml"
    found = []
    for each in earlier_issues(project, project.load(file), file):
        old = each.load()
        title = str(old.entries[0].title[0]) if old else ""
        found.append((str(each), title, title in each.text()))
    return found


THIRD = ("2026年第3期", "第3次开会", True)
FOURTH = ("2026年第4期", "第4次开会", True)


def test_issues_before_one_in_their_order(tmp_path: Path) -> None:
    project = office(tmp_path)

    assert before(project, 3) == []
    assert before(project, 5) == [THIRD, FOURTH]


def test_one_of_which_only_the_archive_is_left(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces, 3)
    assert before(project, 5) == [THIRD, FOURTH]
    (project.issues / "2026-3.yaml").unlink()

    assert before(project, 5) == [THIRD, FOURTH]
    assert [str(each.number) for each in ledger_of(project).issues] == [
        "2026-3",
        "2026-4",
        "2026-5",
    ]


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    project = office(tmp_path)
    (project.issues / "2026-4.yaml").write_text("刊名: 简报\n", "utf-8")
    (project.archive / "2026-2").mkdir(parents=True)

    assert before(project, 5) == [("2026年第2期", "", True), THIRD, ("2026年第4期", "", True)]
