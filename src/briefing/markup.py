"""What the marks in 正文 mean: lines become paragraphs, headings, run-in headings and tables.

Levels and their order are those of GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）. Two asterisks on
either side of words mean 着重.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from briefing.diagnostics import Diagnostic, quoted
from briefing.document import Block, Paragraph, Table
from briefing.emphasis import emphasized
from briefing.figures import figure
from briefing.issue import Material, Sheet, Text
from briefing.references import LANDSCAPE, Reference, nearly_reference_at, reference_at
from briefing.tables import (
    caption,
    caption_of,
    is_row,
    table_of_lines,
    table_of_sheet,
    wrong_wish,
)

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


def blocks(body: Text, materials: Mapping[str, Material], short: int) -> Iterator[Block]:
    """What `body` says, in which nothing is `unsettable`: paragraphs, tables and figures.

    A line is a paragraph; blank lines and indents typed by hand do not count.
    short  the most characters of texts that stand in the middle of a table's column
    """
    for item, followed in _with_next(items(body)):
        if isinstance(item, Lines):
            yield from _paragraphs(body, item.lines, followed)
            continue
        if isinstance(item, Reference):
            yield from figure(item, materials)
            continue
        made = _table(body, item, materials, short)
        if isinstance(made, Table):
            yield from caption(item.caption)
            yield made


def unsettable(body: Text, materials: Mapping[str, Material]) -> Iterator[Diagnostic]:
    """What of `body` cannot be set."""
    for item in items(body):
        if isinstance(item, Lines):
            for start, end in item.lines:
                yield from _wrong_line(body, start, end)
        elif isinstance(item, Reference):
            if item.path.value not in materials:
                yield _not_read(item)
        else:
            yield from (problem for wish in item.wishes for problem in wrong_wish(wish))
            made = _table(body, item, materials, 0)
            if not isinstance(made, Table):
                yield from made


def unsettable_note(note: Text) -> Iterator[Diagnostic]:
    """Tables and pictures: they belong into 正文."""
    for start, end in _lines(note):
        nearly = nearly_reference_at(note, start, end)
        if nearly or is_row(note.value[start:end]):
            remedy = "移到正文里"
            yield Diagnostic("not-in-note", "按语里不能排表格和图片", note.at(start), remedy)


class Lines(NamedTuple):
    """Lines of text in a row, by where they begin and end."""

    lines: list[tuple[int, int]]


class Written(NamedTuple):
    """A table: lines of pipes, or a sheet that a line refers to."""

    caption: Text
    wishes: tuple[Text, ...]
    lines: list[tuple[int, int]]
    reference: Reference | None = None


Item = Lines | Written | Reference


def items(body: Text) -> Iterator[Item]:
    """What `body` is made of, in its order."""
    lines = list(_lines(body))
    text: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        start, end = lines[at]
        rows = _rows(body, lines, at)
        above = None if rows else caption_of(body, start, end)
        below = _rows(body, lines, at + 1) if above else []
        reference = reference_at(body, start, end)
        if not rows and not below and not reference:
            text.append((start, end))
            at += 1
            continue
        if text:
            yield Lines(text)
            text = []
        if reference and not rows and not below and (reference.chart or not reference.is_sheet):
            yield reference
            at += 1
        elif reference:
            yield Written(reference.caption, reference.wishes, [], reference)
            at += 1
        else:
            wish, said = above or (None, body.part(start, start))
            yield Written(said, (wish,) if wish else (), rows or below)
            at += len(rows or below) + bool(above)
    if text:
        yield Lines(text)


def _rows(body: Text, lines: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The lines of pipes from `at` on, up to a line of another kind or a blank one.

    One of them at least is a row for sure: a single line may begin with |x|.
    """
    rows: list[tuple[int, int]] = []
    for start, end in lines[at:]:
        apart = rows and body.value.count("\n", rows[-1][1], start) > 1
        if apart or not body.value.startswith("|", start):
            break
        rows.append((start, end))
    return rows if any(is_row(body.value[start:end]) for start, end in rows) else []


def _table(
    body: Text, item: Written, materials: Mapping[str, Material], short: int
) -> Table | list[Diagnostic]:
    if item.reference is None:
        made = table_of_lines(body, item.lines, short)
    else:
        sheet = materials.get(item.reference.path.value)
        if not isinstance(sheet, Sheet):
            return [_not_read(item.reference)]
        made = table_of_sheet(sheet, short)
    landscape = any(wish.value == LANDSCAPE for wish in item.wishes)
    return made._replace(landscape=landscape) if isinstance(made, Table) else made


def _not_read(reference: Reference) -> Diagnostic:
    message = f"{quoted(reference.path.value)}还没有读进来"
    return Diagnostic("no-material", message, reference.path.location, "从文件读这一期")


def _wrong_line(body: Text, start: int, end: int) -> Iterator[Diagnostic]:
    line = body.value[start:end]
    if nearly_reference_at(body, start, end):
        remedy = "单独写一行，用半角符号：![图题](图片/合影.jpg)"
        message = "这里像是要插图片，写法不对"
        yield Diagnostic("nearly-a-reference", message, body.at(start), remedy)
    elif line.startswith("｜") and line.endswith("｜") and len(line) > 1:
        message = "表格的竖线是全角的“｜”"
        yield Diagnostic("wide-bar", message, body.at(start), "用半角的 |")
    elif caption_of(body, start, end):
        message = f"{quoted(line)}下面没有表格"
        remedy = "表题写在表格的正上方，中间不空行；不是表题的，换一个说法"
        yield Diagnostic("caption-alone", message, body.at(start), remedy)


def _with_next(found: Iterator[Item]) -> Iterator[tuple[Item, bool]]:
    """Each with whether another one follows."""
    last = next(found, None)
    for item in found:
        assert last is not None
        yield last, True
        last = item
    if last is not None:
        yield last, False


def _paragraphs(
    body: Text, lines: Sequence[tuple[int, int]], followed: bool
) -> Iterator[Paragraph]:
    """Lines of text as paragraphs and headings; `followed`: by something else."""
    levels = [_heading_level(body.value[start:end]) for start, end in lines]
    behind = 0 if followed else -1
    for (start, end), level, following in zip(lines, levels, (*levels[1:], behind), strict=True):
        # Short numbered lines one after another are a list; a heading has something below it.
        if level and (following == 0 or following > level):
            runs = tuple(emphasized(body, start, end, None, None))
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
        yield Paragraph(style, tuple(emphasized(body, start, end)))


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
        return Paragraph("body", tuple(emphasized(body, start, end)))
    turn = start + sentence.end()
    if sentence[0].count("**") % 2 and body.value.startswith("**", turn):
        turn += 2  # the full stop is emphasized as well
    style = f"run-in-{level}"  # a heading is emphasis enough
    heading = emphasized(body, start, turn, style, style)
    return Paragraph("body", (*heading, *emphasized(body, turn, end)))
