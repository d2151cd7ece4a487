"""Pages that are turned: upright ones have five lines of ten characters, ten points each.

Their margins are 10 at the top, 20 at the right, 30 at the foot and 40 at the left.
"""

from dataclasses import replace

import pytest

from briefing.diagnostics import LayoutError
from briefing.document import Document, Paragraph, Run, Table
from briefing.layout import Page, layout_document, remarks, verify, with_title_breaks
from briefing.layout.page import TextRun
from briefing.layout.turning import as_upright, turned
from briefing.registry import EMPTY
from briefing.template import Margins, Rule, Ruling, Template
from tests.fakes import SQUARE, changed, document, paragraph, small_page, square_faces

RULING = Ruling(Rule(1.0, "000000"), Rule(0.5, "000000"), 0.0, 2.0, 10.0, 3, 8)
END = Paragraph("section-end", ())
COLOPHON = (
    Paragraph("rule-first", ()),
    paragraph("recipients", "报：局"),
    Paragraph("rule-last", ()),
)


@pytest.fixture
def page(shanghai: Template) -> Template:
    """160 points wide and 90 high: turned, three lines of five characters more or less."""
    small = small_page(shanghai)
    geometry = replace(
        small.page,
        width=160.0,
        height=90.0,
        type_area=replace(small.page.type_area, top=10.0, left=40.0),
        margins=Margins(top=10.0, bottom=30.0, left=40.0, right=20.0),
    )
    styles = {
        name: replace(style, leading=8.0) if name.startswith("table-") else style
        for name, style in small.styles.items()
    }
    styles["table-caption"] = replace(styles["table-caption"], leading=10.0)
    return replace(small, page=geometry, table=RULING, styles=styles)


def wide(rows: int = 1, text: str = "一") -> Table:
    made = [(Paragraph("table-head", (Run("甲"),)),)]
    made += [(Paragraph("table-text", (Run(text),)),) for _ in range(rows)]
    return Table(tuple(made), landscape=True)


def lay(template: Template, made: Document) -> list[Page]:
    verify(made, template, square_faces())
    return layout_document(made, template, square_faces())[1]


def said(page: Page) -> list[str]:
    """What stands on a page above its folio."""
    return [mark.text for mark in page.marks if isinstance(mark, TextRun)][:-1]


def test_the_left_margin_comes_to_the_top(page: Template) -> None:
    lying = turned(page).page

    assert (lying.width, lying.height) == (90, 160)
    assert lying.margins == Margins(top=40.0, right=10.0, bottom=20.0, left=30.0)
    assert (lying.measure, lying.depth) == (50, 100)
    area = lying.type_area
    assert (area.top, area.left, area.width, area.height) == (40, 30, 50, 100)


def test_rules_end_with_the_type_area(shanghai: Template) -> None:
    """Upright lines begin above it, as they are higher than their type."""
    upright, lying = shanghai.page, turned(shanghai).page

    assert upright.margins.top < upright.type_area.top
    assert lying.margins.left == pytest.approx(lying.type_area.left)
    assert lying.measure == pytest.approx(upright.type_area.height)


def test_what_stands_at_the_foot_comes_to_the_left(page: Template) -> None:
    (made,) = as_upright([TextRun(50.0, 80.0, "1", SQUARE, 10.0, "000000")], page.page)

    assert isinstance(made, TextRun)
    assert (made.x, made.y, made.turn) == (10, 50, -90)


def test_a_table_has_pages_of_its_own(page: Template) -> None:
    blocks = (
        paragraph("body", "前"),
        paragraph("table-caption", "题"),
        wide(),
        END,
        paragraph("body", "后"),
    )
    pages = lay(page, document(*blocks))

    assert [each.landscape for each in pages] == [False, True, False]
    assert [said(each) for each in pages] == [["前"], ["题", "甲", "一"], ["后"]]
    caption = pages[1].marks[0]
    assert isinstance(caption, TextRun)
    assert (caption.x, caption.y) == (50, 48)  # in the middle of 30 to 80, below 40


def test_it_goes_on_on_turned_pages(page: Template) -> None:
    pages = lay(page, document(paragraph("body", "前"), wide(12), END, paragraph("body", "后")))

    # Ten rows to a page, the head among them.
    assert [each.landscape for each in pages] == [False, True, True, False]
    assert [said(each) for each in pages[1:3]] == [["甲"] + ["一"] * 9, ["甲"] + ["一"] * 3]


def test_two_tables_stand_on_one_page(page: Template) -> None:
    gap = Paragraph("table-gap", ())
    pages = lay(page, document(paragraph("body", "前"), wide(), gap, wide(), END))

    assert [each.landscape for each in pages] == [False, True]


def test_the_folio_stays_where_it_is(page: Template) -> None:
    pages = lay(page, document(paragraph("body", "前"), wide(), END, paragraph("body", "后" * 60)))
    second, last = pages[1].marks[-1], pages[3].marks[-1]

    assert isinstance(second, TextRun)
    assert isinstance(last, TextRun)
    assert (second.x, second.y, second.turn) == (90 - last.y, last.x, -90)
    assert [each.number for each in pages] == [1, 2, 3, 4]


def test_what_ends_a_section_makes_no_page(page: Template) -> None:
    """The table fills its page to the last line."""
    pages = lay(page, document(paragraph("body", "前"), wide(9), END, paragraph("body", "后")))

    assert [each.landscape for each in pages] == [False, True, False]


def test_space_above_is_kept_where_a_section_begins(page: Template) -> None:
    """Engines drop it where a page ends by itself, not behind a break."""
    template = changed(page, "title", before=20.0)
    title = paragraph("title", "题")
    pages = lay(template, document(paragraph("body", "前"), wide(), END, title))
    mark = pages[2].marks[0]

    assert isinstance(mark, TextRun)
    assert mark.y == 10 + 20 + 8


def test_headings_lie_down_with_their_table(page: Template) -> None:
    headings = (paragraph("title", "题"), paragraph("heading-1", "一"))
    caption = paragraph("table-caption", "表")
    pages = lay(page, document(paragraph("body", "文"), *headings, caption, wide(), END))

    assert [each.landscape for each in pages] == [False, True]
    assert [said(each) for each in pages] == [["文"], ["题", "一", "表", "甲", "一"]]


def test_headings_are_not_parted_from_their_table(page: Template) -> None:
    """Two lines, a head and a row stand where there would be room for the lines alone."""
    headings = (paragraph("title", "题"), paragraph("heading-1", "一"))
    pages = lay(page, document(paragraph("body", "前"), wide(7), *headings, wide(), END))

    assert [said(each) for each in pages[1:]] == [["甲", *"一" * 7], ["题", "一", "甲", "一"]]


def test_a_title_is_turned_for_the_page_it_stands_on(page: Template) -> None:
    """Ten characters upright, five lying: on the sheet of these tests, lying lines are shorter."""
    title = paragraph("title", "上级召开会议")
    upright = with_title_breaks(document(title), page, square_faces(), EMPTY)
    lying = with_title_breaks(document(title, wide(), END), page, square_faces(), EMPTY)

    assert next(each.text for each in upright.paragraphs()) == "上级召开会议"
    assert next(each.text for each in lying.paragraphs()) == "上级\n召开会议"


def test_the_colophon_behind_a_table_stands_upright(page: Template) -> None:
    made = document(paragraph("body", "前"), wide(), END, colophon=COLOPHON)
    pages = lay(page, made)

    assert [each.landscape for each in pages] == [False, True, False]
    assert said(pages[2]) == ["报：局"]
    assert list(remarks(made, pages, page, square_faces())) == []


# --- what cannot be set


def refused(template: Template, made: Table) -> list[tuple[str, bool]]:
    """What is wrong, and whether it would help to turn the page."""
    with pytest.raises(LayoutError) as error:
        lay(template, document(made))
    return [(each.code, "横排" in each.remedy) for each in error.value.diagnostics]


@pytest.mark.parametrize(
    ("length", "upright", "lying"),
    [
        (4, [], []),
        (6, [("table-too-wide", True)], []),
        (11, [("table-too-wide", False)], [("table-too-wide", False)]),
    ],
)
def test_too_wide(
    page: Template,
    length: int,
    upright: list[tuple[str, bool]],
    lying: list[tuple[str, bool]],
) -> None:
    """On a sheet that is higher than wide: five characters upright, ten lying."""
    sheet = turned(page)
    for landscape, expected in ((False, upright), (True, lying)):
        made = wide(text="a" * length)._replace(landscape=landscape)
        if expected:
            assert refused(sheet, made) == expected
        else:
            assert lay(sheet, document(made))
