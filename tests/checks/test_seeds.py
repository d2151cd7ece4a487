"""A page as a scanner left it, and what becomes of it.

The page is of our own making, with the faults that such pages have: torn lines, half-width marks,
straight quotes, two words misread, a title that names one place and a text that names another.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from briefing.checks import check
from briefing.mending import mend
from briefing.source import read
from tests.checks import seeds

PAGE = (Path(__file__).parent / "scanned.txt").read_text("utf-8")
CLEAN = (Path(__file__).parent / "cleaned.txt").read_text("utf-8")
HAN = "[\u4e00-\u9fff]"


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("C01", f"(?<={HAN}) (?={HAN})"),
        ("P05", f"(?<={HAN}),"),
        ("P06", '"'),
        ("P05", "[()]"),
    ],
)
def test_every_fault_of_a_kind_is_found_at_its_place(rule: str, pattern: str) -> None:
    text = seeds.whole(PAGE)
    lines = text.splitlines()
    expected = {
        (number, match.start() + 1)
        for number, line in enumerate(lines, 1)
        if line.startswith("      ")
        for match in re.finditer(pattern, line)
    }
    found = {
        (each.location.line, each.location.column)
        for each in check(read(text.encode(), "扫描.yaml"))
        if each.code == rule and each.location
    }

    assert len(expected) >= 6
    assert expected <= found


def test_the_words_and_the_place() -> None:
    text = seeds.entries(seeds.split(PAGE))
    found = check(read(text.encode(), "扫描.yaml"))
    words = Counter(each.code for each in found if each.code in ("L01", "T01"))

    assert words == {"L01": 2, "T01": 1}


def test_mending_gives_the_clean_text_but_for_the_words() -> None:
    text = seeds.entries(seeds.split(PAGE))
    mended = mend(text.encode(), lambda data: read(data, "扫描.yaml")).decode()

    expected = CLEAN.replace("困难", "团难").replace("日常", "目常")
    assert mended == seeds.entries(seeds.split(expected))
