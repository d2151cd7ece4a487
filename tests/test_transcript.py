"""The week that docs/weekly.md shows, from an empty folder: each command as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGES = (DOCS / "weekly.md", DOCS / "weekly.zh-CN.md")
_BLOCK = re.compile(r"```(console|yaml|diff)\n(.*?)```", re.DOTALL)
_NAMED = re.compile(r"`(issues/\d[^`]*\.yaml)`")
# what is another one at each run, or with each version of a font
_VARIES = (
    (re.compile(r"（\d+ KB）"), "（n KB）"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "time"),
    (re.compile(r"[0-9a-f]{16}……"), "digest"),
)


class Session:
    """Somebody at a terminal, and an editor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = ""

    def run(self, line: str) -> str:
        """What a command says."""
        program, *arguments = shlex.split(line)
        if program == "cd":
            self.folder /= arguments[0]
            return ""
        assert program == "briefing"
        done = subprocess.run(
            [sys.executable, "-m", "briefing", *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PYTHONUTF8": "1",
                "COLUMNS": "100",
            },
        )
        return done.stdout

    def write(self, file: str, text: str) -> None:
        assert (self.folder / file).is_file()  # `briefing new` has made it
        (self.folder / file).write_text(text, "utf-8")
        self.file = file

    def change(self, difference: str) -> None:
        taken, put = (line[1:] for line in difference.splitlines())
        path = self.folder / self.file
        text = path.read_text("utf-8")
        assert taken in text
        path.write_text(text.replace(taken, put), "utf-8")


def played(page: str, folder: Path) -> str:
    """The page with what the commands really say."""
    session = Session(folder)
    parts, end = [], 0
    for block in _BLOCK.finditer(page):
        kind, text = block.groups()
        parts.append(page[end : block.start(2)])
        end = block.end(2)
        if kind == "yaml":
            *_, file = _NAMED.findall(page[: block.start()])
            session.write(file, text)
        elif kind == "diff":
            session.change(text)
        else:
            commands = [line for line in text.splitlines() if line.startswith("$ ")]
            text = "".join(f"{line}\n{session.run(line[2:])}" for line in commands)
        parts.append(text)
    return "".join((*parts, page[end:]))


def settled(text: str) -> str:
    for pattern, instead in _VARIES:
        text = pattern.sub(instead, text)
    return text


def test_the_page_shows_what_happens(tmp_path: Path, accept: bool) -> None:
    page = PAGES[0].read_text("utf-8")
    happened = played(page, tmp_path)
    if accept and settled(happened) != settled(page):
        for path in PAGES:
            words = _BLOCK.split(path.read_text("utf-8"))[::3]
            blocks = [f"```{kind}\n{text}```" for kind, text in _BLOCK.findall(happened)]
            paired = zip_longest(words, blocks, fillvalue="")
            path.write_text("".join(word + block for word, block in paired), "utf-8")
        page = PAGES[0].read_text("utf-8")

    assert settled(happened) == settled(page), "pytest --accept puts it in"


def test_both_pages_show_the_same() -> None:
    first, second = (_BLOCK.findall(path.read_text("utf-8")) for path in PAGES)

    assert first == second
    assert len(first) > 10
