import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from briefing.watching import changes
from tests.offices import office


def nothing() -> None:
    pass


def seen(
    files: list[Path],
    steps: Sequence[Callable[[], object]],
    at_work: Callable[[], object] = nothing,
) -> list[list[str]]:
    """Names of changed files, each time that some are told of; a step is done between two looks.

    `at_work` happens while the first files are made, before anything has changed.
    """
    todo = iter(steps)

    def sleep(seconds: float) -> None:
        assert seconds < 0.3
        next(todo)()

    told = []
    try:
        for changed in changes(lambda: files, sleep):
            told.append(sorted(path.name for path in changed))
            if len(told) == 1:
                at_work()
    except (StopIteration, RuntimeError):
        assert told[0] == []
        return told[1:]
    raise AssertionError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "甲.yaml"
    path.write_text("甲", "utf-8")
    return path


def test_nothing_happens(file: Path) -> None:
    assert seen([file], [nothing] * 5) == []


def test_a_change_is_told_of_when_it_is_over(file: Path) -> None:
    steps = [lambda: file.write_text("甲乙", "utf-8"), nothing, nothing]

    assert seen([file], steps) == [["甲.yaml"]]
    assert seen([file], [lambda: file.write_text("丙丁戊", "utf-8")]) == []


def test_a_file_that_is_written_in_pieces_is_told_of_once(file: Path) -> None:
    steps = [
        lambda: file.write_text("", "utf-8"),
        lambda: file.write_text("甲乙", "utf-8"),
        lambda: file.write_text("甲乙丙", "utf-8"),
        nothing,
        nothing,
    ]

    assert seen([file], steps) == [["甲.yaml"]]


def test_a_file_of_the_same_size(file: Path) -> None:
    def same() -> None:
        file.write_text("乙", "utf-8")
        os.utime(file, (1, 1))

    assert seen([file], [same, nothing]) == [["甲.yaml"]]


def test_what_is_saved_while_the_files_are_made(file: Path) -> None:
    saved = seen([file], [nothing, nothing], at_work=lambda: file.write_text("甲乙", "utf-8"))

    assert saved == [["甲.yaml"]]


def test_a_file_that_goes_and_comes(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "乙.png"

    def swap() -> None:
        file.unlink()
        other.touch()

    steps = [swap, nothing, lambda: file.write_text("丙", "utf-8"), nothing]
    assert seen([file, other], steps) == [["乙.png", "甲.yaml"], ["甲.yaml"]]


# --- the command


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """briefing watch on the third issue; its first files are there."""
    office(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", "watch", "issues/2026-3.yaml", "--fonts", "shipped"],
        # Where tests run in the background, Ctrl+C is ignored, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONUTF8": "1",
        },
    )
    assert process.stdout
    assert "守着" in process.stdout.readline()
    assert "已生成" in process.stdout.readline()
    stop = threading.Timer(60, process.kill)  # whoever waits for its lines gets an end
    stop.start()
    yield process
    stop.cancel()
    process.kill()
    process.wait()
    process.stdout.close()


def said(watcher: subprocess.Popen[str], text: str) -> bool:
    """Whether one of the next lines has the text; those up to it are read."""
    assert watcher.stdout
    return any(text in watcher.stdout.readline() for _ in range(9))


def test_the_files_follow_what_is_saved(watcher: subprocess.Popen[str], tmp_path: Path) -> None:
    assert watcher.stdout
    pdf = tmp_path / "out" / "2026年第3期_简报.pdf"
    file = tmp_path / "issues" / "2026-3.yaml"
    first, text = pdf.read_bytes(), file.read_text("utf-8")

    start = time.monotonic()
    file.write_text(text.replace("开会，", "开大会，"), "utf-8")
    assert said(watcher, "已生成")
    took = time.monotonic() - start
    second = pdf.read_bytes()
    assert second != first

    file.write_text(text.replace("开会，", "开会,"), "utf-8")
    assert said(watcher, "必错：半角“,”应为全角“，”")
    excerpt, caret = watcher.stdout.readline(), watcher.stdout.readline()
    assert "开会," in excerpt
    assert caret.strip() == "^"
    second = pdf.read_bytes()

    file.write_text(text.replace("日期", "日起"), "utf-8")
    assert said(watcher, "没有生成，上次的文件还在")
    assert said(watcher, "issues/2026-3.yaml:3:1: 没有“日起”这一项")
    assert pdf.read_bytes() == second

    (tmp_path / "briefing.yaml").write_text(
        (tmp_path / "briefing.yaml").read_text("utf-8").replace("办公室", "局"), "utf-8"
    )
    file.write_text(text, "utf-8")
    assert said(watcher, "已生成")
    assert pdf.read_bytes() not in (first, second)

    watcher.send_signal(signal.SIGINT)
    assert watcher.wait(5) == 0
    assert watcher.stdout.read().endswith("不再守着了\n")
    # within a second on a machine of its own; others may be at work on this one
    assert took < 3
