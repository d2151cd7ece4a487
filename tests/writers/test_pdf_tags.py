"""The tag tree of pages made by hand: tables, figures, what goes on on another page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from page import validate_pdf_bytes

from briefing.document import Document
from briefing.fonts import Face, Faces
from briefing.layout.page import Anchor, Link, Mark, Page, Part, Step, Stroke, TextRun
from briefing.template import Template
from briefing.writers import pdf
from briefing.writers.pdf_tags import stretches
from tests.fakes import SQUARE
from tests.tagtree import Tagged, read_tags

DOCUMENT = Document("甲报 2025年第1期", "甲报", "甲局", ("简报",), date(2025, 7, 1), (), ())
TABLE = ("table", 7)
RULE = Stroke(80, 300, 500, 300, 1, "000000")


def text(written: str, face: Face = SQUARE, silent: bool = False) -> TextRun:
    return TextRun(100, 100, written, face, 16, "000000", silent=silent)


def part(*path: Step, marks: tuple[Mark, ...] = (), alt: str = "") -> Part:
    return Part(path, marks, alt)


class Maker:
    """Makes pages of parts in a real face, and files of pages."""

    def __init__(self, face: Face, template: Template) -> None:
        self.face = face
        self.template = template

    def say(self, written: str, *path: Step) -> Part:
        return Part(path, (text(written, self.face),))

    def file(self, *pages: Page) -> bytes:
        return pdf.write(DOCUMENT, pages, self.template)

    def tags(self, *parts: Part) -> Tagged:
        return read_tags(self.file(Page(1, parts)))


@pytest.fixture(scope="module")
def make(shipped_faces: Faces, shanghai: Template) -> Maker:
    return Maker(shipped_faces.first("仿宋"), shanghai)


def shown(tagged: Tagged) -> list[tuple[str, str]]:
    """Type and own text of every element that has text or no children."""
    return [(each.kind, each.own) for each in tagged.root.all() if each.own or not each.children]


def attribute(data: bytes, kind: str, key: str) -> list[object]:
    """The values of a key in every element of a type."""
    with pikepdf.open(BytesIO(data)) as opened:
        elements = [
            each
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == kind
        ]
        return [each[key] for each in elements if key in each]


# --- stretches


def sequences(*parts: Part) -> list[tuple[str, str]]:
    """What opens each sequence, and its text."""
    return [
        (each.opening, "".join(mark.text for mark in each.marks if isinstance(mark, TextRun)))
        for each in stretches(Page(1, parts))
        if each.marks
    ]


def test_lines_of_a_paragraph_are_one_sequence() -> None:
    lines = [part(("paragraph", 3), marks=(text(line),)) for line in ("甲", "乙")]

    assert sequences(*lines, part(("paragraph", 4), marks=(text("丙"),))) == [
        ("/P <</MCID 0>> BDC", "甲乙"),
        ("/P <</MCID 1>> BDC", "丙"),
    ]


def test_folios_and_rules_are_artifacts_of_their_kinds() -> None:
    assert sequences(part(marks=(RULE,)), part(marks=(RULE,)), part(marks=(text("— 1 —"),))) == [
        ("/Artifact <</Type /Layout>> BDC", ""),
        ("/Artifact <</Type /Pagination>> BDC", "— 1 —"),
    ]


def test_dots_and_rules_among_text_say_nothing() -> None:
    marks = (text("甲"), text("....", silent=True), text("3"), RULE)

    assert sequences(part(("paragraph", 0), marks=marks)) == [
        ("/P <</MCID 0>> BDC", "甲"),
        ("/Artifact <</Type /Layout>> BDC", "...."),
        ("/P <</MCID 1>> BDC", "3"),
        ("/Artifact <</Type /Layout>> BDC", ""),
    ]


def test_every_mark_is_in_a_sequence_in_its_order() -> None:
    marks = (text("甲"), RULE, text("乙"))
    parts = (part(("paragraph", 0), marks=marks), part(marks=(RULE, text("— 1 —"))))
    page = Page(1, parts)

    assert tuple(mark for each in stretches(page) for mark in each.marks) == page.marks


def test_all_of_a_figure_is_its_content() -> None:
    drawing = part(("figure", 2), marks=(RULE, text("5"), RULE), alt="柱形图")

    assert sequences(drawing) == [("/Figure <</MCID 0>> BDC", "5")]


def test_a_figure_of_which_nothing_is_said_is_decoration() -> None:
    (only,) = sequences(part(("figure", 2), marks=(RULE, text("5"))))

    assert only == ("/Artifact <</Type /Layout>> BDC", "5")


# --- the tree


def test_no_level_of_headings_is_left_out(make: Maker) -> None:
    levels = (1, 3, 2, 3, 4, 5, 6, 1, 2)
    parts = [make.say("题", (f"heading-{level}", at)) for at, level in enumerate(levels)]

    kinds = [kind for kind, _ in shown(make.tags(make.say("报", ("masthead", 0)), *parts))]

    assert kinds == ["H1", "H2", "H3", "H3", "H4", "H5", "H6", "H6", "H2", "H3"]


def test_all_lines_of_the_name_are_one_heading(make: Maker) -> None:
    lines = [make.say(line, ("masthead", 0)) for line in ("甲行业", "简报")]

    assert shown(make.tags(lines[0], Part((), (RULE,)), lines[1])) == [("H1", "甲行业简报")]


def table(make: Maker) -> list[Part]:
    head, body, last = ((TABLE, ("row", at)) for at in range(3))
    return [
        make.say("指标", *head, ("head-cell", 0), ("paragraph", 0)),
        make.say("数值", *head, ("head-cell", 1), ("paragraph", 0)),
        make.say("网点", *body, ("cell", 0), ("paragraph", 0)),
        make.say("5689", *body, ("cell", 1), ("paragraph", 0)),
        part(*body, ("cell", 1), marks=(RULE,)),
        make.say("件数", *last, ("cell", 0), ("paragraph", 0)),
        part(*last, ("cell", 1)),
    ]


def test_a_table_has_rows_of_cells(make: Maker) -> None:
    (found,) = make.tags(*table(make)).root.children

    assert found.kind == "Table"
    assert [[(cell.kind, cell.text) for cell in row.children] for row in found.children] == [
        [("TH", "指标"), ("TH", "数值")],
        [("TD", "网点"), ("TD", "5689")],
        [("TD", "件数"), ("TD", "")],
    ]
    assert {each.kind for row in found.children for each in row.children[0].children} == {"P"}


def test_head_cells_are_of_their_columns(make: Maker) -> None:
    found = attribute(make.file(Page(1, tuple(table(make)))), "/TH", "/A")

    assert len(found) == 2
    for each in found:
        assert isinstance(each, pikepdf.Dictionary)
        assert (str(each.O), str(each.Scope)) == ("/Table", "/Column")


def test_a_figure_says_its_caption(make: Maker) -> None:
    drawing = part(("figure", 2), marks=(RULE, text("5", make.face)), alt="网点数（个）")
    caption = make.say("图1 网点数", ("figure", 2), ("caption", 0))
    data = make.file(Page(1, (drawing,)))

    assert shown(read_tags(data)) == [("Figure", "5")]
    assert [str(each) for each in attribute(data, "/Figure", "/Alt")] == ["网点数（个）"]
    assert shown(make.tags(part(("figure", 2), marks=()), caption)) == [("Caption", "图1 网点数")]


def test_a_caption_of_nothing_is_a_paragraph(make: Maker) -> None:
    assert shown(make.tags(make.say("图1", ("caption", 4)))) == [("P", "图1")]


def test_what_goes_on_on_another_page_is_one_element(make: Maker) -> None:
    pages = [
        Page(number, (make.say(f"第{number}段", ("paragraph", 0)), make.say(f"— {number} —")))
        for number in (1, 2, 3)
    ]
    tagged = read_tags(make.file(*pages))

    assert shown(tagged) == [("P", "第1段第2段第3段")]
    assert tagged.artifacts == ["— 1 —", "— 2 —", "— 3 —"]


def test_a_line_of_the_contents_is_a_link(make: Maker) -> None:
    path = (("contents", 0), ("contents-line", 5))
    page = Page(
        1,
        (make.say("一、甲 1", *path), make.say("甲", ("heading-1", 6))),
        (Anchor("一、甲", 1, 200.0, "entry-1"),),
        # A line that is turned has two rectangles.
        (Link(80, 500, 90, 29, "entry-1", path), Link(80, 500, 119, 29, "entry-1", path)),
    )
    data = make.file(page)
    (contents, heading) = read_tags(data).root.children

    assert [each.kind for each in contents.all()] == ["TOC", "TOCI", "Reference", "Link"]
    assert (contents.text, heading.kind) == ("一、甲 1", "H2")
    with pikepdf.open(BytesIO(data)) as opened:
        annotations = list(opened.pages[0].Annots)
        assert [str(each.Contents) for each in annotations] == ["一、甲", "一、甲"]
        assert all(int(each.F) == 4 for each in annotations)


def test_checkers_find_nothing_in_tables_and_figures(make: Maker) -> None:
    drawing = part(("figure", 9), marks=(RULE, text("5", make.face)), alt="网点数")
    parts = (make.say("甲报", ("masthead", 0)), *table(make), drawing, make.say("— 1 —"))
    again = (make.say("指标数值"), make.say("— 2 —"))
    data = make.file(Page(1, parts), Page(2, again))

    for profile in ("2a", "ua1"):
        report = validate_pdf_bytes(data, profile=profile)
        assert [each.message for each in report.failures] == []
