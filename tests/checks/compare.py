"""Our rules, another tool and a plain list of expressions, over the same sentences.

    python -m tests.checks.compare

prints the table that stands in docs/proofreading.md.
"""

import json
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from briefing.diagnostics import Level
from tests.checks.sentences import Sentence, sentences

# What an office that has heard of regular expressions would write down in an hour.
EXPRESSIONS = (
    r"[\u4e00-\u9fff][,;:!?]",
    r"[\"']",
    r"[()]",
    r"[\u4e00-\u9fff] +[\u4e00-\u9fff]",
    r"[\u4e00-\u9fff] +\w|\w +[\u4e00-\u9fff]",
    r"[，。、；：！？“”（）] +| +[，。、；：！？“”（）]",
    r"\.{3}|。{2,}|(?<!…)…(?!…)",
    r"--|——{2}",
    r"》、《|”、“",
    r"[，、；：]{2}|。。",
    r"\d-\d|\d~\d",
    r"[０-９Ａ-Ｚａ-ｚ]",
    r"[\[【（]20\d\d[\]】）]",
    r"(?<!\d)0\d月|(?<!\d)0\d日",
    r"(?<!\d)\d\d年",
    r"[、，]等",
    r"。”[，。]",
    r"\d～\d+%",
    r"\d～\d+万",
    r"[○零]五年",
    r"\d月\d{1,2}号",
    r"\d{4}\.\d{1,2}\.\d{1,2}",
    r"团难|目常|己经|松驰|布署|再接再历",
)
Spans = list[tuple[int, int]]


class Row(NamedTuple):
    """How a tool did: wrong sentences found at their place, right ones that it objects to."""

    name: str
    found: int
    wrong: int
    alarms: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / self.wrong

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.alarms)


def ours(*levels: Level) -> Callable[[Sentence], Spans]:
    def spans(sentence: Sentence) -> Spans:
        return [
            (each.location.column - 1, each.end.column - 1)
            for each in sentence.findings()
            if each.location and each.end and each.level in levels
            and each.location.line == (1 if sentence.in_title else 2)
        ]  # fmt: skip

    return spans


def expressions(sentence: Sentence) -> Spans:
    text = sentence.title if sentence.in_title else sentence.body
    return [match.span() for pattern in EXPRESSIONS for match in re.finditer(pattern, text)]


def rewriting(rewrite: Callable[[str], str]) -> Callable[[Sentence], Spans]:
    """The places that a tool changes."""

    def spans(sentence: Sentence) -> Spans:
        text = sentence.title if sentence.in_title else sentence.body
        matcher = SequenceMatcher(None, text, rewrite(text), autojunk=False)
        changed = (code for code in matcher.get_opcodes() if code[0] != "equal")
        return [(first, max(last, first + 1)) for _, first, last, _, _ in changed]

    return spans


def tools() -> Iterator[tuple[str, Callable[[Sentence], Spans]]]:
    import autocorrect_py

    module: Any = autocorrect_py
    spaces = ("space-word", "space-punctuation", "space-bracket", "space-dash")

    def without_spaces(text: str) -> str:
        module.load_config(json.dumps({"rules": dict.fromkeys(spaces, 0)}))
        corrected = str(module.format(text))
        module.load_config(json.dumps({"rules": dict.fromkeys(spaces, 1)}))
        return corrected

    yield "briefing check，必错和疑似", ours(Level.MISTAKE, Level.DOUBT)
    yield "briefing check，三级都算", ours(*Level)
    yield "autocorrect_py，默认设置", rewriting(module.format)
    yield "autocorrect_py，关掉加空格的规则", rewriting(without_spaces)
    yield "正则表达式清单", expressions


def rows() -> list[Row]:
    right, wrong = sentences()
    found = []
    for name, spans in tools():
        hits = sum(
            any(start < each.place[1] and each.place[0] < end for start, end in spans(each))
            for each in wrong
            if each.place
        )
        alarms = sum(bool(spans(each)) for each in right)
        found.append(Row(name, hits, len(wrong), alarms, len(right)))
    return found


def table() -> str:
    lines = [
        "| 工具 | 错句指对地方 | 召回率 | 对句误报 | 准确率 |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.name} | {row.found}/{row.wrong} | {row.recall:.1%} | {row.alarms}/{row.right} "
        f"| {row.precision:.1%} |"
        for row in rows()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
