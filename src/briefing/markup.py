"""What the marks in 正文 mean: lines become paragraphs, headings and run-in headings.

Levels and their order are those of GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.diagnostics import Location
from briefing.document import Paragraph, Run
from briefing.issue import Text

_HAN = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    re.compile(rf"{_HAN}、"),
    re.compile(rf"（{_HAN}）"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"（\d{1,2}）"),
)
# A line that begins like a heading is one if it is short and does not stop like a sentence.
_LONGEST_HEADING = 40
_STOPS = "。；：，！？…"
_FIRST_SENTENCE = re.compile(r"[^。！？]*。")
_BLANK = " \t　"


def paragraphs(body: Text) -> Iterator[Paragraph]:
    """The paragraphs of `body`, a line each; blank lines and indents typed by hand do not count."""
    start = 0
    for line in body.value.split("\n"):
        kept = line.strip(_BLANK)
        if kept:
            first = start + len(line) - len(line.lstrip(_BLANK))
            yield _paragraph(body, first, first + len(kept))
        start += len(line) + 1


def stretch(text: Text, start: int, end: int, style: str | None = None) -> Run:
    """text.value[start:end] as a run that knows where it was written."""
    part = text.part(start, end)
    file = text.location.file
    places = tuple((offset, Location(file, line, column)) for offset, line, column in part.spans)
    return Run(part.value, style, places)


def _paragraph(body: Text, start: int, end: int) -> Paragraph:
    line = body.value[start:end]
    level = next((n for n, mark in enumerate(_LEVELS, 1) if mark.match(line)), 0)
    if not level:
        return Paragraph("body", (stretch(body, start, end),))
    if len(line) <= _LONGEST_HEADING and not any(stop in line for stop in _STOPS):
        run = stretch(body, start, end)
        return Paragraph(f"heading-{level}", (run,), bookmark=run.text)
    sentence = _FIRST_SENTENCE.match(line)
    if level > 2 or not sentence or sentence.end() == len(line):
        return Paragraph("body", (stretch(body, start, end),))
    turn = start + sentence.end()
    runs = (stretch(body, start, turn, f"run-in-{level}"), stretch(body, turn, end))
    return Paragraph("body", runs)
