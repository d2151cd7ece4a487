"""build --changed: what is made again and what is not, with everything as users have it."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.batch import Order, make
from briefing.cli import main
from briefing.fonts import load_faces
from briefing.freshness import RECORD, Freshness
from briefing.shipped import FONTS
from briefing.writers import render_setting
from tests.offices import office, published, signed
from tests.samples import SMALL

COUNT = 4
SHIPPED = Path(__file__).parents[1] / "templates"
OWN = "templates/ours/template.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four issues, all of them built; the second has a template of the project's own.

    The third refers to a sheet, the fourth has an attachment.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "issues").mkdir()
    write(OWN, "name: 我们的\nabout: 试用\nextends: shanghai\nlabels: {contents: 本期要目}\n")
    write("issues/数据.csv", "项,数\n甲,1\n乙,2\n")
    write("issues/附件.txt", "甲")
    changes = {
        2: ("刊名:", "版式: ours\n刊名:"),
        3: ("      近日，", "      ![网点](数据.csv)\n      近日，"),
        4: ("    来源: 甲局", "    来源: 甲局\n    附件: [附件.txt]"),
    }
    for number in range(1, COUNT + 1):
        text = SMALL.replace("期号: 3", f"期号: {number}").replace(*changes.get(number, ("", "")))
        write(f"issues/2025-{number}.yaml", text)
    assert changed() == list(range(1, COUNT + 1))
    return tmp_path


def write(name: str, text: str) -> None:
    """Write a file that was there before the program began."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    a_while_ago = path.stat().st_mtime_ns - 10**9
    os.utime(path, ns=(a_while_ago, a_while_ago))


def edit(name: str, old: str, new: str) -> None:
    text = Path(name).read_text("utf-8")
    assert old in text
    write(name, text.replace(old, new))


def changed(*more: str, code: int = 0) -> list[int]:
    """The numbers of the issues that a build makes again."""
    before = looks()
    assert main(["build", "--changed", "--fonts", "shipped", *more]) == code
    after = looks()
    again = {name for name, look in after.items() if before.get(name) != look}
    return sorted({int(name.split("第")[1].split("期")[0]) for name in again})


def looks() -> dict[str, tuple[int, int]]:
    """Which file stands under each name: a new one has another inode or time."""
    files = (path for path in Path("out").glob("*期_*"))
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("out").glob("*期_*")}


def test_nothing_has_changed(project: Path) -> None:
    record = Path("out", RECORD).stat()

    assert changed() == []
    assert changed("--jobs", "2") == []
    assert Path("out", RECORD).stat() == record


def test_a_touched_file_with_the_same_content_has_not_changed(project: Path) -> None:
    for name in ("issues/2025-2.yaml", OWN, "issues/数据.csv"):
        os.utime(name)

    assert changed() == []


def test_an_issue_that_was_edited(project: Path) -> None:
    edit("issues/2025-2.yaml", "乙局也开会。", "乙局又开会。")

    assert changed() == [2]
    assert changed() == []


def test_an_edit_of_the_same_size_and_time(project: Path) -> None:
    path = Path("issues/2025-2.yaml")
    time = path.stat().st_mtime_ns
    edit(str(path), "乙局也开会。", "乙局又开会。")
    os.utime(path, ns=(time, time))

    assert changed() == [2]


@pytest.mark.parametrize(
    ("step", "again"),
    [
        (lambda: edit(OWN, "本期要目", "目录"), [2]),
        (lambda: edit("issues/数据.csv", "1", "5"), [3]),
        (lambda: write("issues/附件.txt", "乙"), [4]),
        (lambda: Path("issues/附件.txt").unlink(), [4]),
        # a template in front of the shipped one: all build on it
        (lambda: shutil.copytree(SHIPPED / "shanghai", "templates/shanghai"), [1, 2, 3, 4]),
        (lambda: write("briefing.yaml", "印数: 90\n"), [1, 2, 3, 4]),
        (lambda: write("registry.yaml", "单位: [甲局]\n"), [1, 2, 3, 4]),
        (lambda: write("issues/2025-3.signed.jsonl", ""), [3]),
        (lambda: write("fonts/fonts.yaml", "chains: {仿宋: [Briefing Song]}\n"), [1, 2, 3, 4]),
        (lambda: write("sendings.txt", "甲"), []),
        (lambda: write("templates/ours/new.yaml.j2", "甲"), []),
        (lambda: write("issues/甲.csv", "甲"), []),
    ],
)
def test_what_has_a_say_and_what_has_none(
    project: Path, step: Callable[[], object], again: list[int]
) -> None:
    step()

    assert changed() == again
    assert changed() == []


def test_a_base_of_the_template(project: Path) -> None:
    shutil.copytree(SHIPPED / "shanghai", "templates/shanghai")
    assert changed() == [1, 2, 3, 4]
    edit("templates/shanghai/template.yaml", "contents: 本期要目", "contents: 目录")

    assert changed() == [1, 2, 3, 4]


def test_without_the_record_everything_is_made_again_byte_for_byte(project: Path) -> None:
    before = contents()
    Path("out", RECORD).unlink()

    assert changed("--jobs", "2") == [1, 2, 3, 4]
    assert contents() == before


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"format": 99}', '{"format": 1, "built": 3}', "\xff"]
)
def test_a_damaged_record_is_an_empty_one(project: Path, damage: str) -> None:
    Path("out", RECORD).write_bytes(damage.encode("latin-1"))

    assert changed() == [1, 2, 3, 4]


@pytest.mark.parametrize("damage", [None, 3, {}, {"wish": 1}, {"wish": "", "outputs": 3}])
def test_a_damaged_entry_is_none(project: Path, damage: object) -> None:
    path = Path("out", RECORD)
    record = json.loads(path.read_bytes())
    for key in record["built"]:
        if "2025-2" in key:
            record["built"][key] = damage
    path.write_text(json.dumps(record))

    assert changed() == [2]


def test_a_project_that_is_moved_as_a_whole(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project.rename(project.with_name("elsewhere"))
    monkeypatch.chdir(project.with_name("elsewhere"))
    try:
        # the shipped template lies where it was: further away or nearer than before
        assert changed() == []
    finally:
        monkeypatch.undo()
        project.with_name("elsewhere").rename(project)


def test_a_finished_file_that_is_gone_or_edited(project: Path) -> None:
    pdf = next(Path("out").glob("*第3期*.pdf"))
    pdf.unlink()
    assert changed() == [3]
    next(Path("out").glob("*第4期*.docx")).write_bytes(b"edited")
    assert changed() == [4]


def test_other_wishes_are_other_files(project: Path) -> None:
    assert changed("--embed", "none") == [1, 2, 3, 4]
    assert changed("--embed", "none") == []
    assert changed("--to", "html") == [1, 2, 3, 4]
    assert changed("--to", "html") == []


def test_another_program_makes_everything_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.cli.changes.sum_of_program", lambda: "another")

    assert changed() == [1, 2, 3, 4]


def test_one_bad_issue_does_not_stop_the_others(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("issues/2025-1.yaml", "期号: 1", "期号: 一")
    edit("issues/2025-2.yaml", "日期: 2025-07-01", "日期: 七月")
    edit("issues/2025-3.yaml", "乙局也开会。", "乙局又开会。")
    capsys.readouterr()

    assert changed("--jobs", "2", code=2) == [3]
    out, error = capsys.readouterr()
    assert out.count("已生成") == 2
    assert "issues/2025-1.yaml:2:5: " in error
    assert "issues/2025-2.yaml:6:5: " in error
    assert out.endswith("共 4 期，3 期有改动，1 期不必再生成\n")
    # what could not be made is not forgotten
    assert changed(code=2) == []


def test_two_issues_of_one_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("issues/2025-1.yaml", "issues/2025-9.yaml")
    capsys.readouterr()

    assert changed(code=2) == []
    assert "same-name" in capsys.readouterr().err


def test_what_is_saved_while_an_issue_is_made_is_not_trusted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor saves after the issue was read, and before its sum is taken."""

    def saving(*arguments: object, **more: object) -> object:
        text = Path("issues/2025-2.yaml").read_text("utf-8")
        Path("issues/2025-2.yaml").write_text(text.replace("也开会", "又开会"), "utf-8")
        return render_setting(*arguments, **more)  # type: ignore[arg-type]

    edit("issues/2025-2.yaml", "乙局也开会。", "乙局也开会！")
    monkeypatch.setattr("briefing.batch.render_setting", saving)
    assert changed() == [2]
    monkeypatch.undo()
    monkeypatch.chdir(project)
    stale = contents()

    assert changed() == [2]
    assert contents() != stale


def test_signatures_end_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    office_project, faces = office(tmp_path, signed_off=True), load_faces("shipped", FONTS)
    age(tmp_path)
    assert changed() == [3, 4, 5]
    drafts = contents()
    signed(office_project, faces)
    age(tmp_path)

    assert changed() == [3]
    name = "2026年第3期_简报.pdf"
    assert contents()[name] != drafts[name]
    assert changed() == []
    edit("issues/附件/方案.csv", "甲", "乙")  # which voids the signatures
    assert changed() == [3, 4, 5]
    assert contents()[name] == drafts[name]


def test_what_was_published_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    office_project, faces = office(tmp_path), load_faces("shipped", FONTS)
    age(tmp_path)
    assert changed() == [3, 4, 5]
    published(office_project, faces)
    age(tmp_path)
    assert changed() == [3]  # somebody has to look whether it is the same
    assert changed() == []
    edit("issues/2026-3.yaml", "部署工作", "布置工作")
    assert changed(code=2) == []
    assert "published-otherwise" in capsys.readouterr().err


def age(folder: Path) -> None:
    """Everything was saved a while ago."""
    then = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    for path in folder.rglob("*"):
        if path.is_file() and "out" not in path.parts:
            os.utime(path, (then, then))


def test_an_order_without_sums_is_forgotten(tmp_path: Path) -> None:
    write(str(tmp_path / "2025-1.yaml"), SMALL)
    order = Order(tmp_path / "2025-1.yaml", ("html",), "shipped", "auto", noted=True)
    made = make(order)
    assert order.file in made.sums
    (tmp_path / "a.html").touch()
    record = Freshness(tmp_path)
    sums = {str(path): found for path, found in made.sums.items()}

    def sum_of(path: Path) -> str:
        return sums[os.path.normpath(path)]

    record.note(order, "x", made, [tmp_path / "a.html"])
    assert record.unchanged(order, "x", sum_of) == (tmp_path / "a.html",)
    assert record.unchanged(order, "y", sum_of) == ()
    record.note(order, "x", make(Order(order.file, ("html",), "shipped", "auto")), [])
    assert record.unchanged(order, "x", sum_of) == ()
