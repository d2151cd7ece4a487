"""What a line of 正文 refers to (引用): ![图题](图片.jpg), ![表题](数据.csv 横排)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.issue import Text

_LINE = re.compile(r"[ \t\u3000]*(!\[([^\]\n]*)\]\(([^()\n]*)\))[ \t\u3000]*$", re.MULTILINE)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that stands on a line of its own.

    caption  what is printed with it; may be empty
    path     of the file, as it was written
    wishes   words behind the path: how it is to be set
    """

    caption: Text
    path: Text
    wishes: tuple[Text, ...]


def reference_at(body: Text, start: int, end: int) -> Reference | None:
    """The reference that body.value[start:end], a line, is; None if it is something else."""
    match = _LINE.fullmatch(body.value, start, end)
    return _reference(body, match) if match else None


def references(body: Text) -> Iterator[Reference]:
    """Every reference in `body`."""
    for match in _LINE.finditer(body.value):
        yield _reference(body, match)


def _reference(body: Text, match: re.Match[str]) -> Reference:
    words = [body.part(*word.span()) for word in _WORD.finditer(body.value, *match.span(3))]
    path = words[0] if words else body.part(*match.span(3))
    return Reference(body.part(*match.span(2)), path, tuple(words[1:]))
