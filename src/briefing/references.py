"""What a line of 正文 refers to (引用): ![图题](图片.jpg), ![表题](数据.csv 柱形图)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from briefing.issue import Text

_LINE = re.compile(r"[ \t\u3000]*(!\[([^\]\n]*)\]\(([^\n]*)\))[ \t\u3000]*$", re.MULTILINE)
_WORD = re.compile(r"\S+")
# Names such as “新建图片 (1).jpg” have spaces: a path ends with the ending of its file, if it has
# one that is known.
_PATH = re.compile(r"\S.*?\.(?:png|jpe?g|csv)(?=\s|$)", re.IGNORECASE)
# What Chinese keyboards make of it, what stands in the middle of a line, what is not closed.
_NEARLY = re.compile(r"[!！][\[［【][^\]］】]*[\]］】]\s*[(（]")


class ChartKind(StrEnum):
    """The charts that a sheet can be drawn as, by the word behind its path."""

    COLUMN = "柱形图"
    BAR = "条形图"
    LINE = "折线图"
    PIE = "饼图"


# Other words for them that people use.
_ALSO = {"柱状图": ChartKind.COLUMN, "曲线图": ChartKind.LINE, "扇形图": ChartKind.PIE}
LANDSCAPE = "横排"  # a table on turned pages
CHART_WISHES = {**{kind.value: kind for kind in ChartKind}, **_ALSO}


class Reference(NamedTuple):
    """A file that stands on a line of its own.

    caption  what is printed with it; may be empty
    path     of the file, as it was written
    wishes   words behind the path: how it is to be set
    """

    caption: Text
    path: Text
    wishes: tuple[Text, ...]

    @property
    def is_sheet(self) -> bool:
        """Whether it is a sheet of data, by the name of the file."""
        return self.path.value.lower().endswith(".csv")

    @property
    def chart(self) -> ChartKind | None:
        """The chart that is wished for, if one is."""
        wishes = (CHART_WISHES.get(wish.value) for wish in self.wishes)
        return next((kind for kind in wishes if kind), None)


def reference_at(body: Text, start: int, end: int) -> Reference | None:
    """The reference that body.value[start:end], a line, is; None if it is something else."""
    match = _LINE.fullmatch(body.value, start, end)
    return _reference(body, match) if match else None


def nearly_reference_at(body: Text, start: int, end: int) -> bool:
    """Whether a line that is no reference holds what was meant for one."""
    return _NEARLY.search(body.value, start, end) is not None


def references(body: Text) -> Iterator[Reference]:
    """Every reference in `body`."""
    for match in _LINE.finditer(body.value):
        yield _reference(body, match)


def _reference(body: Text, match: re.Match[str]) -> Reference:
    start, end = match.span(3)
    known = _PATH.search(body.value, start, end) or _WORD.search(body.value, start, end)
    if not known:
        return Reference(body.part(*match.span(2)), body.part(start, end), ())
    words = _WORD.finditer(body.value, known.end(), end)
    wishes = tuple(body.part(*word.span()) for word in words)
    return Reference(body.part(*match.span(2)), body.part(*known.span()), wishes)
