"""形近误识: words that scanning and hasty typing turn into others (团难 for 困难).

The words stand in lookalikes.txt, a line each, and a project may add its own; that file says how
they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import BriefingError, Diagnostic, Level, Location, quoted

_LINE = re.compile(
    r"(?P<wrong>\S+)\s+(?P<right>\S+)\s+(?P<level>必错|疑似|提示)"
    r"(?P<conditions>(?:\s+(?:前非|后非|前是|后是|前有|后有)：\S+)*)"
)
_LEVELS = {"必错": Level.MISTAKE, "疑似": Level.DOUBT, "提示": Level.HINT}
_CLAUSE = re.compile("[，。；：！？]")
_NEAR = 14  # characters in which 前有 and 后有 look for their words, within the clause


class LookAlike(NamedTuple):
    """A wrong word, what was meant, and what beside it makes it another word or this slip.

    not_before   characters of which none may stand directly before it
    not_behind   beginnings of which none may stand directly behind it
    before, behind   endings and beginnings of which one must stand there, if there are any
    ahead, after     words of which one must stand in its clause, not far before or behind it
    """

    wrong: str
    right: str
    level: Level
    not_before: str = ""
    not_behind: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def fits(self, text: str, start: int) -> bool:
        """Whether the word that is written from `start` stands where it is wrong."""
        end = start + len(self.wrong)
        if start and text[start - 1] in self.not_before:
            return False
        if text.startswith(self.not_behind, end):
            return False
        if self.before and not text.endswith(self.before, 0, start):
            return False
        if self.behind and not text.startswith(self.behind, end):
            return False
        if self.ahead:
            near = _CLAUSE.split(text[max(start - _NEAR, 0) : start])[-1]
            if not any(word in near for word in self.ahead):
                return False
        if self.after:
            near = _CLAUSE.split(text[end : end + _NEAR])[0]
            return any(word in near for word in self.after)
        return True


def parse(lines: str) -> tuple[LookAlike, ...]:
    """The words of a list; raises BriefingError with every line that is none."""
    found, problems = [], []
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match and match["wrong"] != match["right"]:
            found.append(_with_conditions(match))
        else:
            remedy = "写成“误写 原词 级别”，如：团难 困难 必错 前非：集社 后非：以、题"
            place = Location("lookalikes.txt", number, 1)
            problems.append(Diagnostic("bad-word", f"{quoted(line)}不是词表的一行", place, remedy))
    if problems:
        raise BriefingError(problems)
    return tuple(found)


def _with_conditions(line: re.Match[str]) -> LookAlike:
    """The word of a line; its conditions list words between 、, only 前非 characters."""
    written = {
        name: words for name, _, words in (c.partition("：") for c in line["conditions"].split())
    }
    lists = {name: tuple(filter(None, words.split("、"))) for name, words in written.items()}
    return LookAlike(
        line["wrong"],
        line["right"],
        _LEVELS[line["level"]],
        not_before=written.get("前非", ""),
        not_behind=lists.get("后非", ()),
        before=lists.get("前是", ()),
        behind=lists.get("后是", ()),
        ahead=lists.get("前有", ()),
        after=lists.get("后有", ()),
    )


@cache
def _words(own: str) -> dict[str, tuple[tuple[str, tuple[LookAlike, ...]], ...]]:
    """The wrong words of both lists by their first two characters, the longest first.

    Where the project has lines for a word, those of the shipped list do not count.
    """
    shipped = (files("briefing.checks") / "lookalikes.txt").read_text("utf-8")
    lines: dict[str, tuple[LookAlike, ...]] = {}
    for words in (parse(shipped), parse(own)):
        of_this: dict[str, tuple[LookAlike, ...]] = {}
        for word in words:
            of_this[word.wrong] = (*of_this.get(word.wrong, ()), word)
        lines |= of_this
    found: dict[str, list[tuple[str, tuple[LookAlike, ...]]]] = {}
    for wrong in sorted(lines, key=len, reverse=True):
        found.setdefault(wrong[:2], []).append((wrong, lines[wrong]))
    return {start: tuple(words) for start, words in found.items()}


def wrong_words(text: str, own: str) -> Iterator[tuple[int, LookAlike]]:
    """Where `text` has a wrong word of the shipped list or of the project's `own`.

    The longest that is written somewhere is the one that counts there, fit or unfit.
    """
    words = _words(own)
    behind = 0
    for at, pair in enumerate(map(add, text, text[1:])):
        for wrong, lines in words[pair] if pair in words and at >= behind else ():
            if text.startswith(wrong, at):
                word = next((each for each in lines if each.fits(text, at)), None)
                if word:
                    yield at, word
                behind = at + len(wrong)
                break


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
