"""Thirty and more situations of an office, and what the ledger says of each.

An issue is written `name 期号 总期号 日期 期次`; a number or a total that is left out is `-`.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from briefing.diagnostics import BriefingError
from briefing.filing import Number
from briefing.project import Project

BASE = "上接: {期: 2025-25, 总期号: 515}\n"


def project(root: Path, issues: list[str], habits: str = "") -> Project:
    (root / "issues").mkdir()
    (root / "briefing.yaml").write_text(f"刊名: 简报\n编印单位: 办公室\n{habits}", "utf-8")
    for written in issues:
        stem, number, total, day, edition = [*written.split(), "-", "-"][:5]
        lines = [f"期号: {number}", f"总期号: {total}", f"日期: {day}", f"期次: {edition}"]
        text = "".join(f"{line}\n" for line in lines if not line.endswith(": -"))
        entries = "稿件: [{标题: 甲, 正文: 乙}]\n"
        (root / "issues" / f"{stem}.yaml").write_text(text + entries, "utf-8")
    return Project(root)


def found(root: Path, issues: list[str], habits: str = "") -> list[str]:
    """Code, file:line, and the file:line of the other place, if the message names one."""
    rows = []
    for each in project(root, issues, habits).ledger().discords():
        assert each.finding.location
        place = Path(each.finding.location.file).name
        other = re.search(r"(?:issues/|/(?=briefing))(\S+\.yaml:\d+):\d+", each.finding.message)
        rows.append(
            f"{each.finding.code} {place}:{each.finding.location.line}"
            + (f" {other[1]}" if other else "")
        )
    return rows


A, B, C = "2025-26 26 516 2025-07-21", "2025-27 27 517 2025-07-28", "2025-28 28 518 2025-08-04"

EXTRA, LATER = "2025-1增刊 1 - 2025-07-22 增刊", "2025-27增刊 27 517 2025-07-22 增刊"
BACK, PLAIN = "2025-10 10 500 2025-03-17", "2025-26 26 - 2025-07-21"
NOT, ALONG, VOID = "期次编号: 不计\n", "期次编号: 连续\n", "空号: [2025-27]\n"

SCENARIOS: dict[str, tuple[list[str], str, list[str]]] = {
    "nothing yet": ([], "", []),
    "one issue, any number": ([A], "", []),
    "one after the other": ([A, B, C], "", []),
    "after what was there before": ([A, B], BASE, []),
    "the first one does not follow what was there before": (
        [B],
        BASE,
        ["number-gap 2025-27.yaml:1 briefing.yaml:3"],
    ),
    "the running total does not follow what was there before": (
        ["2025-26 26 520 2025-07-21"],
        BASE,
        ["total-mismatch 2025-26.yaml:2 briefing.yaml:3"],
    ),
    "a new year": (["2025-52 52 542 2025-12-29", "2026-1 1 543 2026-01-05"], "", []),
    "a new year that goes on counting": (
        ["2025-52 52 542 2025-12-29", "2026-53 53 543 2026-01-05"],
        "",
        [
            "number-gap 2026-53.yaml:1 2025-52.yaml:1",
            "total-mismatch 2026-53.yaml:2 2025-52.yaml:2",
        ],
    ),
    "a new year whose total begins anew": (
        ["2025-52 52 542 2025-12-29", "2026-1 1 1 2026-01-05"],
        "",
        ["total-mismatch 2026-1.yaml:2 2025-52.yaml:2"],
    ),
    "a new year that begins with 2": (
        ["2025-52 52 542 2025-12-29", "2026-2 2 544 2026-01-12"],
        "",
        ["number-gap 2026-2.yaml:1 2025-52.yaml:1"],
    ),
    "a new bulletin": (["2026-1 1 1 2026-01-05"], "上接: {总期号: 0}\n", []),
    "a new bulletin that begins with 2": (
        ["2026-2 2 2 2026-01-05"],
        "上接: {总期号: 0}\n",
        ["number-gap 2026-2.yaml:1", "total-mismatch 2026-2.yaml:2"],
    ),
    "a gap": ([A, C], "", ["number-gap 2025-28.yaml:1 2025-26.yaml:1"]),
    "a gap that is meant, whose total was used": ([A, C], "空号: [2025-27]\n", []),
    "a gap that is meant, whose total was not used": (
        [A, "2025-28 28 517 2025-08-04"],
        "空号: [2025-27]\n",
        [],
    ),
    "a gap that is meant, and a total beyond it": (
        [A, "2025-28 28 519 2025-08-04"],
        "空号: [2025-27]\n",
        ["total-mismatch 2025-28.yaml:2 2025-26.yaml:2"],
    ),
    "a wide gap": (
        [A, "2025-30 30 520 2025-08-18"],
        "",
        ["number-gap 2025-30.yaml:1 2025-26.yaml:1"],
    ),
    "last week's file, renamed only": (
        [A, "2025-27 26 516 2025-07-21"],
        "",
        ["name-against-content 2025-27.yaml:1", "number-repeated 2025-27.yaml:1 2025-26.yaml:1"],
    ),
    "the total was forgotten in renumbering": (
        [A, "2025-27 27 516 2025-07-28"],
        "",
        ["total-repeated 2025-27.yaml:2 2025-26.yaml:2"],
    ),
    "the total was left out": (
        [A, "2025-27 27 - 2025-07-28"],
        "",
        ["total-missing 2025-27.yaml:1 2025-26.yaml:2"],
    ),
    "an office without totals": (["2025-26 26 - 2025-07-21", "2025-27 27 - 2025-07-28"], "", []),
    "one wrong total is found once": (
        [A, "2025-27 27 571 2025-07-28", "2025-28 28 572 2025-08-04"],
        "",
        ["total-mismatch 2025-27.yaml:2 2025-26.yaml:2"],
    ),
    "the date was forgotten": (
        [A, "2025-27 27 517 2025-07-14"],
        "",
        ["date-backwards 2025-27.yaml:3 2025-26.yaml:3"],
    ),
    "two on one day": ([A, "2025-27 27 517 2025-07-21"], "", []),
    "the year was forgotten": (
        ["2026-1 1 543 2025-01-05"],
        "",
        ["name-against-content 2026-1.yaml:3"],
    ),
    "a back issue": (["2025-10 10 500 2025-03-17", A], BASE, []),
    "a back issue with a wrong total": (
        ["2025-10 10 501 2025-03-17", A],
        BASE,
        ["total-mismatch briefing.yaml:3 2025-10.yaml:2"],
    ),
    "back issues where nobody says what was before": (
        ["2025-10 10 500 2025-03-17", A],
        "",
        ["number-gap 2025-26.yaml:1 2025-10.yaml:1"],
    ),
    "a back issue of another year": (["2024-10 10 450 2024-03-17", A], BASE, []),
    "a supplement with a number of its own": (
        [A, "2025-1增刊 1 - 2025-07-23 增刊", B],
        "",
        [],
    ),
    "a second supplement": (
        [A, "2025-1增刊 1 - 2025-07-23 增刊", "2025-2增刊 2 - 2025-07-25 增刊"],
        "期次编号: 单独\n",
        [],
    ),
    "a supplement is missing": (
        ["2025-1增刊 1 - 2025-07-23 增刊", "2025-3增刊 3 - 2025-07-25 增刊"],
        "",
        ["number-gap 2025-3增刊.yaml:1 2025-1增刊.yaml:1"],
    ),
    "supplements of two kinds": (
        [A, "2025-1增刊 1 - 2025-07-23 增刊", "2025-1专刊 1 - 2025-07-25 专刊"],
        "",
        [],
    ),
    "a supplement that is not counted": (
        [A, "2025-26增刊 26 - 2025-07-23 增刊", B],
        "期次编号: 不计\n",
        [],
    ),
    "a supplement to nothing": (
        [A, "2025-29增刊 29 - 2025-07-23 增刊"],
        "期次编号: 不计\n",
        ["supplement-alone 2025-29增刊.yaml:1"],
    ),
    "supplements counted like others": (
        [A, "2025-27增刊 27 517 2025-07-23 增刊", C],
        "期次编号: 连续\n",
        [],
    ),
    "a counted supplement takes the number of a regular issue": (
        [A, "2025-26增刊 26 517 2025-07-23 增刊"],
        "期次编号: 连续\n",
        ["number-repeated 2025-26增刊.yaml:1 2025-26.yaml:1"],
    ),
    "a supplement without a word of it in its name": (
        ["2025-1 1 - 2025-07-23 增刊"],
        "",
        ["name-against-content 2025-1.yaml:1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("issues", "habits", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_what_the_ledger_finds(
    issues: list[str],
    habits: str,
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert found(tmp_path, issues, habits) == expected


NEXT: dict[str, tuple[list[str], str, str, str, str, int | None]] = {
    "the very first": ([], "", "2026-03-02", "", "2026-1", None),
    "the very first of a new bulletin": ([], "上接: {总期号: 0}\n", "2026-03-02", "", "2026-1", 1),
    "after what was there before": ([], BASE, "2025-07-21", "", "2025-26", 516),
    "in the year after": ([], BASE, "2026-01-05", "", "2026-1", 516),
    "the next": ([A, B], BASE, "2025-08-04", "", "2025-28", 518),
    "January": (["2025-52 52 542 2025-12-29"], "", "2026-01-05", "", "2026-1", 543),
    "back issues do not count": ([BACK], BASE, "2025-07-21", "", "2025-26", 516),
    "an office without totals": ([PLAIN], "", "2025-07-28", "", "2025-27", None),
    "behind a number that is not used": ([A], VOID, "2025-08-04", "", "2025-28", 517),
    "behind a gap": ([A, C], "", "2025-08-11", "", "2025-29", 519),
    "the first supplement": ([A], "", "2025-07-23", "增刊", "2025-1增刊", None),
    "the second supplement": (
        [A, EXTRA], "", "2025-07-23", "增刊", "2025-2增刊", None),
    "a supplement of the new year": (
        ["2025-7增刊 7 - 2025-07-22 增刊"], "", "2026-02-23", "增刊", "2026-1增刊", None),
    "the regular one after a supplement": (
        [A, EXTRA], "", "2025-07-28", "", "2025-27", 517),
    "a supplement that is not counted": ([A], NOT, "2025-07-23", "增刊", "2025-26增刊", None),
    "a supplement counted like others": ([A], ALONG, "2025-07-23", "增刊", "2025-27增刊", 517),
    "behind a counted supplement": (
        [LATER], ALONG, "2025-07-28", "", "2025-28", 518),
    "behind one that cannot be read": (
        [A, "2025-27 x 517 2025-07-28"], "", "2025-08-04", "", "2025-28", 518),
}  # fmt: skip


@pytest.mark.parametrize(
    ("issues", "habits", "day", "edition", "name", "total"), NEXT.values(), ids=NEXT
)
def test_which_number_comes_next(
    issues: list[str],
    habits: str,
    day: str,
    edition: str,
    name: str,
    total: int | None,
    tmp_path: Path,
) -> None:
    ledger = project(tmp_path, issues, habits).ledger()

    number, running = ledger.following(date.fromisoformat(day), edition)
    assert (str(number), running) == (name, total)


@pytest.mark.parametrize(
    ("issues", "habits", "day", "edition", "code"),
    [
        ([A], "", "2025-07-20", "", "date-backwards"),
        ([A], "", "2024-07-28", "", "date-backwards"),
        ([], "期次编号: 不计\n", "2025-07-28", "增刊", "supplement-alone"),
        ([A], "期次编号: 不计\n", "2026-01-05", "增刊", "supplement-alone"),
    ],
)
def test_there_is_no_telling(
    issues: list[str], habits: str, day: str, edition: str, code: str, tmp_path: Path
) -> None:
    ledger = project(tmp_path, issues, habits).ledger()

    with pytest.raises(BriefingError) as refused:
        ledger.following(date.fromisoformat(day), edition)
    assert [each.code for each in refused.value.diagnostics] == [code]


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "2025-27.yaml").write_text("期号: x\n", "utf-8")

    (only,) = Project(tmp_path).ledger().discords()
    assert (only.finding.code, only.stems) == ("ledger-unreadable", ("2025-27",))


def test_a_finding_is_told_to_both_files(tmp_path: Path) -> None:
    ledger = project(tmp_path, [A, C]).ledger()

    assert [each.code for each in ledger.about("2025-26")] == ["number-gap"]
    assert [each.code for each in ledger.about("2025-28")] == ["number-gap"]
    assert ledger.about("2025-27") == []


@pytest.mark.parametrize(
    ("stem", "number"),
    [
        ("2025-26", Number(2025, 26)),
        ("2025-1增刊", Number(2025, 1, "增刊")),
        ("2025-1_2期合刊", Number(2025, 1, "2期合刊")),
        ("2025-26-1", None),
        ("2025-26 (1)", None),
        ("样例", None),
    ],
)
def test_names_say_numbers(stem: str, number: Number | None) -> None:
    assert Number.of_name(stem) == number
    assert number is None or str(number) == stem
