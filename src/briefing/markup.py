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
    lines = list(_lines(body))
    levels = [_heading_level(body.value[start:end]) for start, end in lines]
    for (start, end), level, following in zip(lines, levels, (*levels[1:], -1), strict=True):
        # Short numbered lines one after another are a list; a heading has something below it.
        if level and (following == 0 or following > level):
            runs = tuple(_emphasized(body, start, end, None, None))
            bookmark = "".join(run.text for run in runs)
            yield Paragraph(f"heading-{level}", runs, bookmark=bookmark)
        else:
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


def _heading_level(line: str) -> int:
    """The level a line has if it is a heading: numbered, short, and not stopped like a sentence."""
    short = len(line) <= _LONGEST_HEADING and not any(stop in line for stop in _STOPS)
    return _level(line) if short else 0


def _level(line: str) -> int:
    return next((level for level, mark in enumerate(_LEVELS, 1) if mark.match(line)), 0)


def _paragraph(body: Text, start: int, end: int) -> Paragraph:
    """A paragraph of text; its first sentence is a run-in heading if it is numbered like one."""
    line = body.value[start:end]
    level = _level(line)
    sentence = _FIRST_SENTENCE.match(line)
    if level not in (1, 2) or not sentence or sentence.end() == len(line):
        return Paragraph("body", tuple(_emphasized(body, start, end)))
    turn = start + sentence.end()
    if sentence[0].count("**") % 2 and body.value.startswith("**", turn):
        turn += 2  # the full stop is emphasized as well
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
