from dataclasses import replace
from pathlib import Path

import pytest

from briefing.approval import hindrances, is_draft, sign, standing_in, state_of
from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.holdings import ledger_of
from briefing.project import Project
from briefing.signoff import Stage
from tests.offices import NOON, office, published, signed


def refused(project: Project, stage: Stage, faces: Faces, name: str = "张明") -> list[str]:
    with pytest.raises(BriefingError) as error:
        sign(project, project.issues / "2026-3.yaml", stage, name, faces, NOON)
    return [each.code for each in error.value.diagnostics]


def change(project: Project, old: str, new: str) -> None:
    file = project.issues / "2026-3.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_all_sign_in_turn(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    file = project.issues / "2026-3.yaml"
    awaited = [sign(project, file, stage, "张明", shipped_faces, NOON).awaited for stage in Stage]

    assert awaited == [Stage.REVIEWED, Stage.ISSUED, None]
    issue = project.load(file)
    assert standing_in(project, file, issue, shipped_faces).final
    assert not is_draft(project, file, issue, shipped_faces)


def test_nobody_signs_before_the_one_before(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)

    assert refused(project, Stage.REVIEWED, shipped_faces) == ["out-of-turn"]
    sign(project, project.issues / "2026-3.yaml", Stage.DRAFTED, "王敏", shipped_faces, NOON)
    assert refused(project, Stage.ISSUED, shipped_faces) == ["out-of-turn"]
    change(project, "开会，", "开会")
    assert refused(project, Stage.REVIEWED, shipped_faces) == ["out-of-turn"]


def test_a_change_makes_it_a_draft_again(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    file = project.issues / "2026-3.yaml"
    assert is_draft(project, file, project.load(file), shipped_faces)
    signed(project, shipped_faces)
    change(project, "期号: 3", "# 已核\n期号: 3")
    assert not is_draft(project, file, project.load(file), shipped_faces)
    change(project, "开会，", "开会")
    assert is_draft(project, file, project.load(file), shipped_faces)
    signed(project, shipped_faces)
    assert not is_draft(project, file, project.load(file), shipped_faces)


def test_an_office_without_sign_off(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    file = project.issues / "2026-3.yaml"

    assert refused(project, Stage.DRAFTED, shipped_faces) == ["sign-off-off"]
    assert not is_draft(project, file, project.load(file), shipped_faces)
    assert not project.signatures(file).exists()


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("近日，", "（待写：", ["W01"]),
        ("期号: 3", "期号: 4", ["name-against-content", "number-repeated", "total-repeated"]),
        ("总期号: 45", "总期号: 46", ["total-mismatch", "total-repeated"]),
        ("近日", "近\U0002a6d6日", ["missing-glyph"]),
        ("标题", "题目", ["unknown-key"]),
    ],
)
def test_what_is_in_the_way(
    old: str, new: str, codes: list[str], tmp_path: Path, shipped_faces: Faces
) -> None:
    project = office(tmp_path, signed_off=True)
    change(project, old, new)

    assert set(refused(project, Stage.DRAFTED, shipped_faces)) & set(codes)
    assert not project.signatures(project.issues / "2026-3.yaml").exists()


def test_who_is_printed_is_who_signs(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path, signed_off=True)
    with (project.issues / "2026-3.yaml").open("a", encoding="utf-8") as file:
        file.write("签发: 李华\n")
    path = project.issues / "2026-3.yaml"
    sign(project, path, Stage.DRAFTED, "王敏", shipped_faces, NOON)
    sign(project, path, Stage.REVIEWED, "张明", shipped_faces, NOON)

    assert refused(project, Stage.ISSUED, shipped_faces) == ["other-signer"]
    assert sign(project, path, Stage.ISSUED, "李华", shipped_faces, NOON).final


def test_an_issue_without_a_number_in_its_name_is_in_no_series(tmp_path: Path) -> None:
    project = office(tmp_path)
    sample = project.issues / "样例.yaml"
    sample.write_bytes((project.issues / "2026-3.yaml").read_bytes())

    assert hindrances(project, sample, project.load(sample)) == []


def test_states(tmp_path: Path, shipped_faces: Faces) -> None:
    project = office(tmp_path)
    published(project, shipped_faces)
    published(project, shipped_faces, 4)
    with (project.issues / "2026-3.yaml").open("a", encoding="utf-8") as file:
        file.write("# 说明\n")
    (project.issues / "2026-4.yaml").unlink()
    (project.issues / "2026-6.yaml").write_text("期号: x\n", "utf-8")
    ledger = ledger_of(project)

    assert [(each.stem, state_of(project, each)) for each in ledger.issues] == [
        ("2026-4", "已出刊（期文件不在）"),
        ("2026-3", "出刊后又改过"),
        ("2026-5", "编写中"),
        ("2026-6", "读不了"),
    ]
    assert ledger.about("2026-5") == ledger.about("2026-4") == []


def test_states_of_what_is_signed(tmp_path: Path, shipped_faces: Faces) -> None:
    project = replace(office(tmp_path, signed_off=True))
    (three, *_) = ledger_of(project).issues
    faces = project.faces("auto")

    assert state_of(project, three) == "草稿"
    signed(project, faces)
    assert state_of(project, three) == "已签发"
    change(project, "开会，", "开会")
    assert state_of(project, three) == "签后有改动"
