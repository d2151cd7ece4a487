"""The sentences of sentences.txt: 300 right ones and 300 wrong ones, with the places in these."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from briefing.checks import check
from briefing.diagnostics import Diagnostic, Location
from briefing.issue import Entry, Issue, Text
from briefing.registry import Leader, Phrase, Registry, Unit

_FILE = Path(__file__).with_name("sentences.txt")
_MARKS = re.compile("⟦(.*?)⟧")
REGISTRY = Registry(
    units=(Unit("城西街道办事处", ("城西街道",), ("城西镇人民政府",)),),
    phrases=(Phrase("一支部一品牌", ("一个支部一个品牌",)),),
    leaders=(
        Leader("欧阳明", "党工委书记", 1),
        Leader("张立华", "主任", 2),
        Leader("周大同", "局长", None, None, date(2024, 12, 31)),
    ),
    firms=(Unit("上海城西快递有限公司"),),
)


class Sentence(NamedTuple):
    """A sentence, perhaps with its title; for a wrong one its rule and where it is wrong.

    place   start and end in the title if `in_title`, else in the body; None for a right one
    """

    rule: str
    title: str
    body: str
    place: tuple[int, int] | None
    in_title: bool = False

    def issue(self) -> Issue:
        def text(value: str, line: int) -> Text:
            return Text(value, Location("句子", line, 1), ((0, line, 1),))

        entry = Entry((text(self.title, 1),), text(self.body, 2), location=Location("句子", 1, 1))
        name, editor = text("某某简报", 3), text("某某局", 4)
        return Issue((name,), 29, editor, date(2025, 7, 21), (entry,))

    def findings(self) -> list[Diagnostic]:
        return check(self.issue(), REGISTRY)

    def found(self, findings: list[Diagnostic]) -> bool:
        """Whether one of the findings is of the rule and touches the place."""
        return any(
            finding.code == self.rule and self.touches(finding.location, finding.end)
            for finding in findings
        )

    def touches(self, start: Location | None, end: Location | None) -> bool:
        if self.place is None or start is None or end is None:
            return False
        line = 1 if self.in_title else 2
        first, last = self.place
        return start.line == line and start.column - 1 < last and first < end.column - 1


def sentences() -> tuple[list[Sentence], list[Sentence]]:
    """The right ones and the wrong ones."""
    right: list[Sentence] = []
    wrong: list[Sentence] = []
    rule = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("# "):
            rule = line[2:].strip()
        elif line.startswith(("误 ", "正 ")):
            written = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line[2:])
            title, _, body = written.rpartition("｜")
            (wrong if line[0] == "误" else right).append(_sentence(rule, title, body))
    return right, wrong


def _sentence(rule: str, title: str, body: str) -> Sentence:
    title = title or "某局开展工作"
    for in_title, text in ((True, title), (False, body)):
        if mark := _MARKS.search(text):
            place = (mark.start(), mark.end() - 2)
            plain = text.replace("⟦", "").replace("⟧", "")
            return Sentence(
                rule, plain if in_title else title, body if in_title else plain, place, in_title
            )
    return Sentence(rule, title, body, None)
