import io
from pathlib import Path

import pytest

from briefing.cli import main

Capture = pytest.CaptureFixture[str]
TEXT = (
    "刊名: 简报  \n期号: 1\n编印单位: 局\n日期: 2025-07-21\n\n"
    "稿件: # 注\n  - 标题: 甲\n    正文: |\n      {}\n"
)
BEFORE, AFTER = TEXT.format("会上,他 说。"), TEXT.format("会上，他说。")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("甲.yaml")
    path.write_text(BEFORE, "utf-8")
    return path


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(text))


def test_the_change_is_shown_and_made(file: Path, capsys: Capture) -> None:
    assert main(["fix", "甲.yaml", "--yes"]) == 0
    assert capsys.readouterr().out == (
        "--- 甲.yaml（原文）\n+++ 甲.yaml（改后）\n@@ 第 9 行 @@\n"
        "-      会上,他 说。\n+      会上，他说。\n甲.yaml：已改好\n"
    )
    assert file.read_text("utf-8") == AFTER


def test_the_second_time_there_is_nothing_to_do(file: Path, capsys: Capture) -> None:
    file.write_text(AFTER, "utf-8")

    assert main(["fix", "甲.yaml"]) == 0
    assert capsys.readouterr().out == "甲.yaml：没有可以自动改的地方\n"


@pytest.mark.parametrize(
    ("said", "code", "text"),
    [("y\n", 0, AFTER), ("是\n", 0, AFTER), ("n\n", 1, BEFORE), ("", 1, BEFORE)],
)
def test_it_asks(
    file: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: int, text: str
) -> None:
    answer(monkeypatch, said)

    assert main(["fix", "甲.yaml"]) == code
    assert file.read_text("utf-8") == text


def test_nobody_to_ask(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    assert main(["fix", "甲.yaml"]) == 1
    assert file.read_text("utf-8") == BEFORE
    assert "要写入请加 --yes" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_left(file: Path, capsys: Capture) -> None:
    file.write_text("刊名: 简报\n", "utf-8")

    assert main(["fix", "甲.yaml", "--yes"]) == 2
    assert file.read_text("utf-8") == "刊名: 简报\n"
    assert "缺少“期号”" in capsys.readouterr().err


def test_what_comes_from_the_publication_file_stays_there(file: Path) -> None:
    Path("issues").mkdir()
    Path("briefing.yaml").write_text("刊名: 甲,乙简报\n编印单位: 局\n", "utf-8")
    name = Path("issues/2025-1.yaml")
    # a comment that looks like the first line of the publication file
    own = BEFORE.replace("刊名: 简报  \n", "# 名: 甲,乙简报\n").replace("编印单位: 局\n", "")
    name.write_text(own, "utf-8")

    assert main(["fix", str(name), "--yes"]) == 0
    assert name.read_text("utf-8") == own.replace("会上,他 说", "会上，他说")
    assert Path("briefing.yaml").read_text("utf-8").startswith("刊名: 甲,乙简报")
