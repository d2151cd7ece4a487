"""形近误识: words that scanning and hasty typing turn into others (团难 for 困难).

The words stand in lookalikes.txt, a line each, and a project may add its own; that file says how
they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import BriefingError, Diagnostic, Level, Location, quoted

_LINE = re.compile(
    r"(?P<wrong>\S+)\s+(?P<right>\S+)\s+(?P<level>必错|疑似|提示)"
    r"(?:\s+前非：(?P<before>\S+))?(?:\s+后非：(?P<behind>\S+))?"
)
_LEVELS = {"必错": Level.MISTAKE, "疑似": Level.DOUBT, "提示": Level.HINT}


class LookAlike(NamedTuple):
    """A wrong word, what was meant, and the characters that beside it make it another word.

    not_before   characters of which none may stand directly before it
    not_behind   beginnings of which none may stand directly behind it
    """

    wrong: str
    right: str
    level: Level
    not_before: str = ""
    not_behind: tuple[str, ...] = ()


def parse(lines: str) -> tuple[LookAlike, ...]:
    """The words of a list; raises BriefingError with every line that is none."""
    found, problems = [], []
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match and match["wrong"] != match["right"]:
            behind = tuple(filter(None, (match["behind"] or "").split("、")))
            level = _LEVELS[match["level"]]
            word = LookAlike(match["wrong"], match["right"], level, match["before"] or "", behind)
            found.append(word)
        else:
            remedy = "写成“误写 原词 级别”，如：团难 困难 必错 前非：集社 后非：以、题"
            place = Location("lookalikes.txt", number, 1)
            problems.append(Diagnostic("bad-word", f"{quoted(line)}不是词表的一行", place, remedy))
    if problems:
        raise BriefingError(problems)
    return tuple(found)


@cache
def _words(own: str) -> dict[str, tuple[LookAlike, ...]]:
    """The words of both lists by their first two characters, the longest first."""
    shipped = (files("briefing.checks") / "lookalikes.txt").read_text("utf-8")
    table = {each.wrong: each for each in (*parse(shipped), *parse(own))}
    found: dict[str, list[LookAlike]] = {}
    for word in sorted(table.values(), key=lambda each: -len(each.wrong)):
        found.setdefault(word.wrong[:2], []).append(word)
    return {start: tuple(words) for start, words in found.items()}


def _written(text: str, own: str) -> Iterator[tuple[int, LookAlike]]:
    """Where wrong words of the lists stand, whatever is beside them; the longer ones first."""
    words = _words(own)
    behind = 0
    for at in range(len(text)):
        for word in words.get(text[at : at + 2], ()) if at >= behind else ():
            if text.startswith(word.wrong, at):
                yield at, word
                behind = at + len(word.wrong)
                break


def wrong_words(text: str, own: str) -> Iterator[tuple[int, LookAlike]]:
    """Where `text` has a wrong word of the shipped list or of the project's `own`."""
    for at, word in _written(text, own):
        if at and text[at - 1] in word.not_before:
            continue
        if not (word.not_behind and text.startswith(word.not_behind, at + len(word.wrong))):
            yield at, word


def look_alikes(reading: Reading) -> Iterator[Find]:
    """形近字不误用：困难不是“团难”，日常不是“目常”。

    扫描识别和拼音、五笔输入常见的错词，按有把握的程度分三级；前后的字合起来是另一个词的
    （“集团难以”“项目常态化”）不算。
    """
    for passage in reading.words:
        value, places = passage.unspaced
        for at, word in wrong_words(value, reading.own_words):
            why = f"“{word.wrong}”像是“{word.right}”之误"
            remedy = f"改为“{word.right}”"
            start, end = places[at], places[at + len(word.wrong) - 1] + 1
            yield Find(passage, start, end, why, remedy, word.right, word.level)


RULES = (
    Rule(
        "L01",
        Level.MISTAKE,
        "惯例（形近误识词表）",
        look_alikes,
        Example("帮助居民解决团难。"),
        Example("集团难以独立完成，项目常态化推进。"),
        whole=True,
    ),
)
