"""What the marks in 正文 mean: lines become paragraphs, headings and run-in headings.

Levels and their order are those of GB/T 9704-2012 7.3.3: 一、 （一） 1. （1）. Two asterisks on
either side of words mean 着重.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from briefing.diagnostics import Diagnostic, Location
from briefing.document import Block, Chart, Figure, Paragraph, Run, whole_run
from briefing.issue import Material, Picture, Sheet, Text
from briefing.references import Reference, nearly_reference_at, reference_at
from briefing.series import read_plot

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


def blocks(body: Text, materials: Mapping[str, Material]) -> Iterator[Block]:
    """What `body` holds, a line each; blank lines and indents typed by hand do not count.

    `materials` holds the files that it refers to, by their paths as written.
    """
    lines = list(_lines(body))
    levels = [_heading_level(body.value[start:end]) for start, end in lines]
    for (start, end), level, following in zip(lines, levels, (*levels[1:], -1), strict=True):
        reference = reference_at(body, start, end)
        if reference:
            yield from _referred(reference, materials)
            continue
        # Short numbered lines one after another are a list; a heading has something below it.
        if level and (following == 0 or following > level):
            runs = tuple(_emphasized(body, start, end, None, None))
            bookmark = "".join(run.text for run in runs)
            yield Paragraph(f"heading-{level}", runs, bookmark=bookmark)
        else:
            yield _paragraph(body, start, end)


def _referred(reference: Reference, materials: Mapping[str, Material]) -> Iterator[Block]:
    """A figure or a chart, and its caption."""
    material = materials.get(reference.path.value)
    caption = Paragraph("figure-caption", tuple(_emphasized(reference.caption)))
    alt = caption.text.strip() or PurePosixPath(reference.path.value.replace("\\", "/")).stem
    captioned = bool(caption.text.strip())
    place = reference.path.location
    if isinstance(material, Picture):
        yield Figure(material, alt, captioned, place)
    elif isinstance(material, Sheet) and reference.chart:
        plot = read_plot(material, reference.chart, place)
        assert not isinstance(plot, list), "materials are read and checked before"
        yield Chart(plot, alt, captioned, place)
    else:
        raise LookupError(reference.path.value)  # no file was read for it
    if captioned:
        yield caption


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


def unsettable(
    body: Text, materials: Mapping[str, Material], *, plain: bool = False
) -> Iterator[Diagnostic]:
    """Lines that ask for what cannot be set there; `plain`: of a text that holds paragraphs only.

    Also what is nearly a reference, which would be printed as it stands.
    """
    for start, end in _lines(body):
        line = body.value[start:end]
        place = body.at(start)
        reference = reference_at(body, start, end)
        if reference and plain:
            message = "按语里不能排图片和表格"
            yield Diagnostic("reference-in-note", message, place, "移到正文里")
        elif reference and reference.path.value not in materials:
            message = f"没有读入“{reference.path.value}”"
            yield Diagnostic("no-material", message, place, "从期文件读入，图片放在它旁边")
        elif not reference and nearly_reference_at(body, start, end):
            remedy = "单独写一行，用半角符号：![图题](图片/合影.jpg)"
            yield Diagnostic("nearly-a-reference", "这里像是要插图片，但写法不对", place, remedy)
        elif line.startswith("|") and line.endswith("|") and len(line) > 1:
            yield _unsettable("表格", body.at(start))


def _unsettable(what: str, place: Location) -> Diagnostic:
    remedy = f"先用文字写，或在生成的 DOCX 里加上{what}"
    return Diagnostic("not-yet", f"现在还不能排{what}", place, remedy)


def stretch(text: Text, start: int, end: int, style: str | None = None) -> Run:
    """text.value[start:end] as a run that knows where it was written."""
    return whole_run(text.part(start, end), style)


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
    body: Text,
    start: int = 0,
    end: int | None = None,
    plain: str | None = None,
    strong: str | None = "emphasis",
) -> Iterator[Run]:
    """body.value[start:end] as runs: in `strong` what stands between double asterisks."""
    end = len(body.value) if end is None else end
    for match in _EMPHASIS.finditer(body.value, start, end):
        if match.start() > start:
            yield stretch(body, start, match.start(), plain)
        yield stretch(body, *match.span(1), strong)
        start = match.end()
    if start < end:
        yield stretch(body, start, end, plain)
