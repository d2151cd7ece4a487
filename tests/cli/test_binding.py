import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.fonts import Faces
from briefing.project import Project
from briefing.writers.deflate import cores
from tests.offices import office, published
from tests.samples import SMALL
from tests.sessions import left_of

Capture = pytest.CaptureFixture[str]
SHIPPED = ("--fonts", "shipped")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return office(tmp_path)


def made() -> list[str]:
    return sorted(path.name for path in Path("out").glob("*合订本*"))


def test_both_files(project: Project, capsys: Capture) -> None:
    assert main(["volume", "2026", *SHIPPED]) == 0
    out, err = capsys.readouterr()

    assert made() == ["2026年合订本_简报.docx", "2026年合订本_简报.pdf"]
    # cover, contents, three issues of a page, index; each on a leaf
    assert "2026年合订本_简报.pdf（3 期，12 页，" in out
    assert "3 期都取自期文件（存档里没有）" in out
    assert err == ""


def test_part_of_a_year_one_kind_elsewhere(project: Project, capsys: Capture) -> None:
    line = ["volume", "2026", "--from", "3", "--to", "4", "--only", "pdf", "--out", "别处"]
    assert main([*line, *SHIPPED]) == 0

    assert [path.name for path in Path("别处").iterdir()] == ["2026年合订本_第3-4期_简报.pdf"]
    assert "2 期，10 页" in capsys.readouterr().out


def test_what_is_not_ready_is_told_and_nothing_is_made(
    project: Project, shipped_faces: Faces, capsys: Capture
) -> None:
    published(project, shipped_faces)
    capsys.readouterr()

    assert main(["volume", "2026", *SHIPPED]) == 2
    err = capsys.readouterr().err
    assert "issues/2026-4.yaml:1:1: 2026年第4期还没有出刊" in err
    assert "2026年第5期还没有出刊" in err
    assert "--anyway" in err
    assert made() == []


def test_anyway(project: Project, shipped_faces: Faces, capsys: Capture) -> None:
    published(project, shipped_faces)
    (project.issues / "2026-5.yaml").unlink()
    capsys.readouterr()

    assert main(["volume", "2026", "--anyway", "--only", "pdf", *SHIPPED]) == 1
    out, err = capsys.readouterr()
    assert "2026年第4期还没有出刊" in err
    assert "1 期取自存档，是出刊时的样子；1 期取自期文件" in out
    assert made() == ["2026年合订本_简报.pdf"]


def test_all_published(project: Project, shipped_faces: Faces, capsys: Capture) -> None:
    for number in (3, 4, 5):
        published(project, shipped_faces, number)
    capsys.readouterr()

    assert main(["volume", "2026", "--only", "docx", *SHIPPED]) == 0
    assert "3 期都取自存档，是出刊时的样子" in capsys.readouterr().out


def test_all_mistakes_of_all_issues(project: Project, capsys: Capture) -> None:
    for number in (3, 5):
        path = project.issues / f"2026-{number}.yaml"
        path.write_text(path.read_text("utf-8").replace("  - 标题", "  - 题目"), "utf-8")

    assert main(["volume", "2026", *SHIPPED]) == 2
    err = capsys.readouterr().err
    assert "2026-3.yaml:5" in err
    assert "2026-5.yaml:5" in err
    assert made() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["volume"], "还要写：年"),
        (["volume", "26"], "“26”不是年份，写四位数字，如 2025"),
        (["volume", "２０２６"], "“２０２６”不是年份"),
        (["volume", "2026", "--from", "零"], "“零”不行，写一个从 1 起的数字"),
        (["volume", "2026", "--only", "html"], "没有“html”，可写：docx、pdf"),
    ],
)
def test_mistakes_on_the_command_line(arguments: list[str], message: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)

    assert end.value.code == 2
    assert message in capsys.readouterr().err


def test_a_year_without_issues(project: Project, capsys: Capture) -> None:
    assert main(["volume", "2020", *SHIPPED]) == 2
    assert "没有要合订的期" in capsys.readouterr().err


# --- being stopped

TWO_PROCESSES = pytest.mark.skipif(
    not Path("/proc/self/stat").exists() or cores() < 2, reason="asks /proc, wants two processors"
)


def started(root: Path) -> "subprocess.Popen[str]":
    """A volume in two processes, in a session of its own, both at work."""
    (root / "issues").mkdir()
    (root / "briefing.yaml").write_text("刊名: 简报\n", "utf-8")
    for number in range(1, 121):
        text = SMALL.replace("期号: 3", f"期号: {number}")
        (root / "issues" / f"2025-{number}.yaml").write_text(text, "utf-8")
    work = subprocess.Popen(
        [sys.executable, "-m", "briefing", "volume", "2025", "--only", "pdf", *SHIPPED],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True,
        # Where tests run in the background, Ctrl+C is ignored, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
             "PYTHONUTF8": "1"},
    )  # fmt: skip
    until = time.monotonic() + 60
    while len(left_of(work.pid)) < 2 and work.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert len(left_of(work.pid)) == 2
    return work


@TWO_PROCESSES
def test_ctrl_c_leaves_no_file_and_no_process(tmp_path: Path) -> None:
    work = started(tmp_path)
    os.killpg(work.pid, signal.SIGINT)  # as a terminal does: to every process
    out, error = work.communicate(timeout=60)

    assert (work.returncode, out) == (130, "")
    assert error == "已中断，没有写坏任何文件。\n"
    assert left_of(work.pid) == []
    assert list(tmp_path.glob("out/*")) == []


@TWO_PROCESSES
def test_a_copy_that_is_killed_is_not_missed(tmp_path: Path) -> None:
    work = started(tmp_path)
    (copy,) = set(left_of(work.pid)) - {work.pid}
    os.kill(copy, signal.SIGKILL)
    out, error = work.communicate(timeout=60)

    assert (work.returncode, error) == (0, "")
    assert "120 期" in out
    (made,) = tmp_path.glob("out/*")
    assert made.read_bytes().endswith(b"%%EOF\n")


@TWO_PROCESSES
def test_the_copy_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    work = started(tmp_path)
    work.kill()
    work.communicate(timeout=60)
    until = time.monotonic() + 60
    while left_of(work.pid) and time.monotonic() < until:
        time.sleep(0.1)

    assert left_of(work.pid) == []
    assert list(tmp_path.glob("out/*")) == []
