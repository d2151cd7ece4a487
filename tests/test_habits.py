from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.habits import NO_HABITS, Counting, Habits
from briefing.source import load, load_habits

ISSUE = "期号: 3\n日期: 2026-03-02\n稿件: [{标题: 甲, 正文: 乙}]\n"
COMMON = "刊名: 简报\n编印单位: 局\n"


def habits(tmp_path: Path, text: str) -> Habits:
    (tmp_path / "briefing.yaml").write_text(COMMON + text, "utf-8")
    return load_habits(tmp_path / "briefing.yaml")


def refused(tmp_path: Path, text: str) -> list[str]:
    """What is wrong, as both readers of the file say."""
    found = []
    with pytest.raises(SourceError) as error:
        habits(tmp_path, text)
    found.append(
        [f"{each.code} {each.location.line}" for each in error.value.diagnostics if each.location]
    )
    (tmp_path / "3.yaml").write_text(ISSUE, "utf-8")
    with pytest.raises(SourceError) as error:
        load(tmp_path / "3.yaml", tmp_path / "briefing.yaml")
    found.append(
        [f"{each.code} {each.location.line}" for each in error.value.diagnostics if each.location]
    )
    assert found[0] == found[1]
    return found[0]


def test_a_file_without_a_word_of_it(tmp_path: Path) -> None:
    assert habits(tmp_path, "") == NO_HABITS
    assert Habits(None, Counting.OWN, (), False) == NO_HABITS


def test_all_of_it(tmp_path: Path) -> None:
    found = habits(
        tmp_path,
        "上接: {期: 2025-25, 总期号: 515}\n期次编号: 不计\n空号: [2025-27, 2025-30]\n签批: 是\n",
    )

    assert found.start is not None
    assert (str(found.start.issue), found.start.total) == ("2025-25", 515)
    assert (found.editions, found.signed_off) == (Counting.NOT, True)
    assert [str(each) for each in found.void] == ["2025-27", "2025-30"]


def test_in_english(tmp_path: Path) -> None:
    found = habits(
        tmp_path, "start: {issue: 2025-25}\neditions: 连续\nvoid: 2025-27\nsigned_off: true\n"
    )

    assert found.start is not None
    assert (str(found.start.issue), found.start.total) == ("2025-25", None)
    assert (found.editions, found.signed_off) == (Counting.ALONG, True)
    assert [str(each) for each in found.void] == ["2025-27"]


def test_they_are_no_part_of_an_issue(tmp_path: Path) -> None:
    habits(tmp_path, "签批: 是\n空号: []\n")
    (tmp_path / "3.yaml").write_text(ISSUE, "utf-8")

    assert load(tmp_path / "3.yaml", tmp_path / "briefing.yaml").number == 3


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("上接: 2025-25\n", ["wrong-shape 3"]),
        ("上接: {期: 25}\n", ["not-an-issue 3"]),
        ("上接: {期: 2025-25, 总期号: 五百}\n", ["not-a-number 3"]),
        ("上接: {期号: 25}\n", ["misplaced-key 3"]),
        ("期次编号: 另编\n", ["unknown-choice 3"]),
        ("空号: [2025-27, 28]\n", ["not-an-issue 3"]),
        ("签批: 要\n签批: 是\n", ["not-yes-or-no 3", "duplicate-key 4"]),
    ],
)
def test_what_is_wrong_in_it(text: str, codes: list[str], tmp_path: Path) -> None:
    assert refused(tmp_path, text) == codes


def test_an_issue_cannot_say_how_the_office_signs(tmp_path: Path) -> None:
    (tmp_path / "3.yaml").write_text(f"{COMMON}{ISSUE}签批: 否\n", "utf-8")

    with pytest.raises(SourceError) as error:
        load(tmp_path / "3.yaml")
    (problem,) = error.value.diagnostics
    assert problem.code == "misplaced-key"
    assert "briefing.yaml" in problem.remedy


def test_what_is_held_back_is_not_in_the_issue(tmp_path: Path) -> None:
    kept = "{标题: 甲, 正文: 乙}, {标题: 戊, 正文: 己, 暂缓: 否}"
    text = f"稿件: [{{标题: 丙, 正文: 丁, 暂缓: 是}}, {kept}]\n"
    head = COMMON + "期号: 3\n日期: 2026-03-02\n"
    (tmp_path / "3.yaml").write_text(head + text, "utf-8")
    assert [str(each.title[0]) for each in load(tmp_path / "3.yaml").entries] == ["甲", "戊"]

    (tmp_path / "3.yaml").write_text(f"{head}稿件: [{{标题: 甲, 正文: 乙, 暂缓: 是}}]\n", "utf-8")
    with pytest.raises(SourceError) as error:
        load(tmp_path / "3.yaml")
    assert [each.code for each in error.value.diagnostics] == ["all-held"]
