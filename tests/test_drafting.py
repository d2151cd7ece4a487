import multiprocessing
from datetime import date
from pathlib import Path

import pytest

from briefing.diagnostics import BriefingError
from briefing.drafting import Wanted, begin, prepare
from briefing.ledger import Ledger
from briefing.project import Project
from briefing.source.editing import Sheet

LAST = """\
# 这一期的说明
刊名: 简报 # 照旧
# 主编
编印单位: '办公室'
期号: 26
总期号: 516
日期: 2025-07-21
密级: 秘密
按语: 本期按语
稿件:
- 标题: 甲
  正文: 乙
-   标题: "丙"
    # 等数字
    暂缓: 是
    正文: |
      丁。

      戊。
报:
    - 上级  # 每年核对
签发: 张明
"""
DAY = date(2025, 7, 28)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "issues").mkdir()
    (tmp_path / "briefing.yaml").write_text("刊名: 简报\n编印单位: 局\n", "utf-8")
    return Project(tmp_path)


def last(project: Project, text: str = LAST) -> None:
    text = text.replace("简报 # 照旧", "'简报' # 照旧").replace("上级  #", "'上级'  #")
    (project.issues / "2025-26.yaml").write_bytes(text.encode())


def test_the_first_issue(project: Project) -> None:
    draft = begin(project, Wanted(DAY))

    assert draft.path == project.issues / "2025-1.yaml"
    assert draft.path.read_text("utf-8") == (
        "期号: 1\n日期: 2025-07-28\n\n稿件:\n  - 标题: （待写：标题）\n    正文: |\n"
        "      （待写：正文，每行一段）\n    来源: （待写：供稿单位）\n"
    )
    assert project.load(draft.path).number == 1


def test_what_all_issues_say_is_taken_over_as_it_is_written(project: Project) -> None:
    last(project)
    draft = begin(project, Wanted(DAY))

    assert draft.data.decode() == (
        "刊名: '简报' # 照旧\n# 主编\n编印单位: '办公室'\n"
        "期号: 27\n总期号: 517\n日期: 2025-07-28\n\n"
        "稿件:\n  - 标题: （待写：标题）\n    正文: |\n"
        "      （待写：正文，每行一段）\n    来源: （待写：供稿单位）\n\n"
        "报:\n    - '上级'  # 每年核对\n签发: 张明\n"
    )
    assert (draft.carried, draft.left) == ((), ("丙",))


def test_what_was_held_back_is_taken_over_if_asked_for(project: Project) -> None:
    last(project)
    draft = begin(project, Wanted(DAY, carry=True))

    assert (
        '稿件:\n  - 标题: "丙"\n    # 等数字\n    正文: |\n      丁。\n\n      戊。\n\n'
        "  - 标题: （待写" in draft.data.decode()
    )
    assert (draft.carried, draft.left) == (("丙",), ())
    assert str(project.load(draft.path).entries[0].title[0]) == "丙"


def test_line_ends_and_mark_are_those_of_the_last_issue(project: Project) -> None:
    last(project, "\ufeff" + LAST.replace("\n", "\r\n"))
    data = begin(project, Wanted(DAY, carry=True)).data

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 20


def test_a_supplement_and_a_back_issue(project: Project) -> None:
    last(project)
    extra = begin(project, Wanted(DAY, edition="增刊"))
    back = begin(project, Wanted(date(2025, 7, 7), number=24))

    assert (extra.path.name, extra.total) == ("2025-1增刊.yaml", None)
    assert project.load(extra.path).edition is not None
    assert (back.path.name, back.total) == ("2025-24.yaml", None)
    own = begin(project, Wanted(date(2025, 7, 7), number=25, total=515))
    assert "总期号: 515\n" in own.data.decode()
    assert project.ledger().discords() == []


def test_a_number_that_is_taken(project: Project) -> None:
    last(project)

    with pytest.raises(BriefingError) as refused:
        begin(project, Wanted(DAY, number=26))
    (problem,) = refused.value.diagnostics
    assert problem.code == "number-repeated"
    assert str(problem.location).endswith("2025-26.yaml:5:5")


def test_what_would_not_be_right_is_not_written(project: Project) -> None:
    (project.root / "briefing.yaml").write_text("编印单位: 局\n", "utf-8")

    with pytest.raises(BriefingError) as refused:
        begin(project, Wanted(DAY))
    assert [each.code for each in refused.value.diagnostics] == ["missing-field"]
    assert list(project.issues.iterdir()) == []


def test_somebody_else_was_faster(project: Project) -> None:
    """Both have looked at the ledger; the other one writes first."""
    calls: list[Ledger] = []

    def ledger() -> Ledger:
        found = project.ledger()
        if not calls:
            (project.issues / "2025-1.yaml").write_text("期号: 1\n", "utf-8")
        calls.append(found)
        return found

    draft = begin(project, Wanted(DAY), ledger)
    assert (len(calls), draft.path.name) == (2, "2025-2.yaml")
    assert (project.issues / "2025-1.yaml").read_text("utf-8") == "期号: 1\n"


def test_somebody_else_took_the_number_asked_for(project: Project) -> None:
    def ledger() -> Ledger:
        found = project.ledger()
        (project.issues / "2025-5.yaml").write_text("期号: 5\n", "utf-8")
        return found

    with pytest.raises(BriefingError) as refused:
        begin(project, Wanted(DAY, number=5), ledger)
    assert "刚刚有人建好了" in str(refused.value)


def _one_of_many(root: Path, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    begin(Project(root), Wanted(DAY))


def test_eight_editors_at_once_get_eight_numbers(project: Project) -> None:
    last(project)
    context = multiprocessing.get_context("fork")
    start = context.Barrier(8)
    editors = [context.Process(target=_one_of_many, args=(project.root, start)) for _ in range(8)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    assert [editor.exitcode for editor in editors] == [0] * 8
    assert [path.stem for path in project.issue_files()] == [f"2025-{n}" for n in range(26, 35)]
    assert project.ledger().discords() == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("期号: {{ number }}\n{% if x %}\n", 2),
        ("期号: {{ nummer }}\n", 1),
        ("期号: {{ ''.__class__.__mro__ }}\n", 1),
        ("期号: {{ carried.append(1) }}\n", 1),
    ],
)
def test_a_wrong_text_of_a_template(text: str, line: int, project: Project) -> None:
    own = project.root / "templates" / "shanghai"
    own.mkdir(parents=True)
    (own / "new.yaml.j2").write_text(text, "utf-8")

    with pytest.raises(BriefingError) as refused:
        begin(project, Wanted(DAY))
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.location.line if problem.location else 0) == ("new-text", line)
    assert list(project.issues.iterdir()) == []


def test_a_template_has_a_text_of_its_own(project: Project) -> None:
    with (project.root / "briefing.yaml").open("a", encoding="utf-8") as file:
        file.write("版式: 内参\n")
    own = project.root / "templates" / "内参"
    own.mkdir(parents=True)
    (own / "new.yaml.j2").write_text(
        "期号: {{ number }}\n日期: {{ date }}\n稿件: [{标题: 内参, 正文: 略}]\n", "utf-8"
    )
    draft = prepare(project, Wanted(DAY), project.ledger())

    assert draft.data.decode() == "期号: 1\n日期: 2025-07-28\n稿件: [{标题: 内参, 正文: 略}]\n"


def test_nothing_of_a_text_is_taken_for_a_template(project: Project) -> None:
    last(project, LAST.replace("丁。", "{{ number }}{% raw %}丁。"))
    draft = begin(project, Wanted(DAY, carry=True))

    assert "      {{ number }}{% raw %}丁。\n" in draft.data.decode()
    assert Sheet.of(draft.data, "甲.yaml").entries == 2
