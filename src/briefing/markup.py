"""What the marks in 正文 mean: lines become paragraphs, headings and run-in headings.

Levels and their order are those of GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）. Two asterisks on
either side of words mean 着重.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, Location
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
_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_FIGURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def paragraphs(body: Text) -> Iterator[Paragraph]:
    """The paragraphs of `body`, a line each; blank lines and indents typed by hand do not count."""
    for start, end in _lines(body):
        yield _paragraph(body, start, end)


def _lines(body: Text) -> Iterator[tuple[int, int]]:
    """Where the lines of `body` that hold something begin and end, indents left out."""
    start = 0
    for line in body.value.split("\n"):
        kept = line.strip(_BLANK)
        if kept:
            first = start + len(line) - len(line.lstrip(_BLANK))
            yield first, first + len(kept)
        start += len(line) + 1


def plain_paragraphs(body: Text, style: str) -> Iterator[Paragraph]:
    """The paragraphs of a text in which nothing is a heading, all in one style."""
    for start, end in _lines(body):
        yield Paragraph(style, tuple(_emphasized(body, start, end)))


def unsettable(body: Text) -> Iterator[Diagnostic]:
    """Lines in which Markdown asks for what cannot be set yet: figures and tables."""
    for start, end in _lines(body):
        line = body.value[start:end]
        if _FIGURE.fullmatch(line):
            yield _unsettable("图片", body.at(start))
        elif line.startswith("|") and line.endswith("|") and len(line) > 1:
            yield _unsettable("表格", body.at(start))


def _unsettable(what: str, place: Location) -> Diagnostic:
    remedy = f"先用文字写，或在生成的 DOCX 里加上{what}"
    return Diagnostic("not-yet", f"现在还不能排{what}", place, remedy)


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
        return Paragraph("body", tuple(_emphasized(body, start, end)))
    if len(line) <= _LONGEST_HEADING and not any(stop in line for stop in _STOPS):
        runs = tuple(_emphasized(body, start, end, None, None))
        return Paragraph(f"heading-{level}", runs, bookmark="".join(run.text for run in runs))
    sentence = _FIRST_SENTENCE.match(line)
    if level > 2 or not sentence or sentence.end() == len(line):
        return Paragraph("body", tuple(_emphasized(body, start, end)))
    turn = start + sentence.end()
    style = f"run-in-{level}"  # a heading is emphasis enough
    heading = _emphasized(body, start, turn, style, style)
    return Paragraph("body", (*heading, *_emphasized(body, turn, end)))


def _emphasized(
    body: Text, start: int, end: int, plain: str | None = None, strong: str | None = "emphasis"
) -> Iterator[Run]:
    """body.value[start:end] as runs: in `strong` what stands between double asterisks."""
    for match in _EMPHASIS.finditer(body.value, start, end):
        if match.start() > start:
            yield stretch(body, start, match.start(), plain)
        yield stretch(body, *match.span(1), strong)
        start = match.end()
    if start < end:
        yield stretch(body, start, end, plain)
