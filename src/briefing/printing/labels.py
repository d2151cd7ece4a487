"""Sheets of labels and envelopes (标签、信封) for those who get paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from briefing.diagnostics import Diagnostic, PrintError
from briefing.layout.page import Mark, Part, Stroke
from briefing.printing.addresses import Paper
from briefing.printing.setting import Setter, box, drawn, said
from briefing.printing.stationery import Stationery


def with_address(papers: Sequence[Paper]) -> list[Paper]:
    """Those that have an address to be sent to; PrintError if there are none."""
    found = [paper for paper in papers if paper.address]
    if not found:
        remedy = "在 addresses.csv 里写名称、地址、邮编，一个单位一行"
        raise PrintError([Diagnostic("no-addresses", "没有一个单位有地址", None, remedy)])
    return found


def label_sheets(
    papers: Sequence[Paper],
    setter: Setter,
    measures: Stationery,
    title: str,
    day: date,
    first: int = 1,
) -> bytes:
    """The PDF of labels, row by row; `first` is the first that is still on the sheet, from 1.

    PrintError names all whose address has no room on the label.
    """
    page = setter.template.page
    each = measures.label_columns * measures.label_rows
    places: list[Paper | None] = [*[None] * ((first - 1) % each), *papers]
    too_long: list[str] = []
    pages = [
        [
            said(number, _label(paper, number, setter, measures, too_long))
            for number, paper in enumerate(places[start : start + each])
            if paper
        ]
        for start in range(0, len(places), each)
    ]
    _refuse(too_long, "标签")
    return setter.pdf(title, "", day, (page.width, page.height), pages)


def _refuse(too_long: Sequence[str], what: str) -> None:
    remedy = "在 addresses.csv 里缩短地址，或在 sheets.yaml 里改小字号"
    if too_long:
        raise PrintError(
            [Diagnostic("no-room", f"“{name}”的{what}排不下", None, remedy) for name in too_long]
        )


def _label(
    paper: Paper, place: int, setter: Setter, measures: Stationery, too_long: list[str]
) -> list[Mark]:
    """The marks of a label; a name that is put into `too_long` if they have no room."""
    row, column = divmod(place, measures.label_columns)
    x = measures.label_left + column * measures.label_width + measures.label_margin
    top = measures.label_top + row * measures.label_height
    width = measures.label_width - 2 * measures.label_margin
    rows = [
        (f"{paper.code}　{paper.address}".strip("　"), measures.text_face, measures.label_size),
        (paper.name, measures.strong_face, measures.label_name_size),
        (f"{paper.person}　收" if paper.person else "", measures.text_face, measures.label_size),
    ]
    marks, bottom = _stack(rows, x, 0.0, width, setter)
    room = measures.label_height - 2 * measures.label_inset
    if bottom > room:
        too_long.append(paper.name)
    marks, _ = _stack(rows, x, top + (measures.label_height - bottom) / 2, width, setter)
    return marks


def _stack(
    rows: Sequence[tuple[str, str, float]], x: float, top: float, width: float, setter: Setter
) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    for text, role, size in rows:
        if text:
            more, top = setter.lines(text, role, size, x, top, width)
            marks += more
    return marks, top


def envelopes(
    papers: Sequence[Paper],
    setter: Setter,
    measures: Stationery,
    sender: tuple[str, str, str],
    title: str,
    day: date,
) -> bytes:
    """The PDF of envelopes, one a page; `sender`: name, address, post code.

    PrintError names all whose address would run into the sender's.
    """
    size = (measures.envelope_width, measures.envelope_height)
    too_long: list[str] = []
    pages = [list(_envelope(paper, setter, measures, sender, too_long)) for paper in papers]
    _refuse(too_long, "信封")
    return setter.pdf(title, sender[0], day, size, pages)


def _envelope(
    paper: Paper,
    setter: Setter,
    measures: Stationery,
    sender: tuple[str, str, str],
    too_long: list[str],
) -> Iterator[Part]:
    yield drawn(_code_boxes(measures))
    if paper.code:
        yield said(0, _code(paper.code, setter, measures))
    top, width = measures.to_top, measures.envelope_width - measures.to_left - measures.from_right
    rows = (
        (paper.address, measures.text_face),
        (paper.name if paper.person else f"{paper.name}　收", measures.strong_face),
        (f"{paper.person}　收" if paper.person else "", measures.text_face),
    )
    for number, (text, role) in enumerate(rows, 1):
        marks, bottom = setter.lines(text, role, measures.to_size, measures.to_left, top, width)
        top += measures.to_leading * max(
            1, round((bottom - top) / (measures.to_size * setter.leading))
        )
        if marks:
            yield said(number, marks)
    lines = [part for part in (f"{sender[1]}　{sender[0]}".strip("　"), sender[2]) if part]
    taken = sum(
        setter.lines(text, measures.text_face, measures.from_size, 0.0, 0.0, width)[1]
        for text in lines
    )
    end, top = top, measures.envelope_height - measures.from_bottom - taken
    if end > top:
        too_long.append(paper.name)
    for number, text in enumerate(lines, 4):
        marks, top = setter.lines(
            text, measures.text_face, measures.from_size, measures.to_left, top, width, "right"
        )
        yield said(number, marks)


def _code_boxes(measures: Stationery) -> Iterator[Stroke]:
    side = measures.code_box
    for at in range(6):
        x = measures.code_left + at * (side + measures.code_gap)
        yield from box(x, measures.code_top, side, side, measures.code_line)


def _code(code: str, setter: Setter, measures: Stationery) -> list[Mark]:
    """The digits in their boxes."""
    side, size = measures.code_box, measures.to_size
    top = measures.code_top + (side - size * setter.leading) / 2
    marks: list[Mark] = []
    for at, digit in enumerate(code):
        x = measures.code_left + at * (side + measures.code_gap)
        more, _ = setter.lines(digit, measures.strong_face, size, x, top, side, "center")
        marks += more
    return marks
