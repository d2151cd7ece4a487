"""What LibreOffice deals to which page, and the paragraphs that it would misplace."""

from collections import defaultdict
from collections.abc import Sequence

import pytest

from briefing.document import Block, Document, Paragraph, Table
from briefing.layout import layout_document
from briefing.layout.first_guess import guess, limits
from briefing.layout.page import Page
from briefing.template import Template
from tests.fakes import changed, document, paragraph, small_page, square_faces


def body(lines: int = 1) -> Paragraph:
    """Of so many lines of ten characters."""
    return paragraph("body", "文" * 10 * lines)


def heading() -> Paragraph:
    return paragraph("heading-2", "题")


def table(rows: int, columns: int = 2) -> Table:
    cell = paragraph("table-text", "数")
    return Table(((cell,) * columns,) * rows)


@pytest.fixture
def page(shanghai: Template) -> Template:
    """Pages of thirty lines of ten characters: more than are dealt to one at first."""
    return changed(small_page(shanghai, lines=30), "heading-2", keep_next=True)


# --- the guess


def test_twenty_paragraphs_and_one_more_on_each_further_page() -> None:
    made = guess([body()] * 70, 20)

    assert made.starts == ((20, 0), (41, 0), (62, 0))
    assert made.forced == frozenset()


def test_a_page_that_begins_in_any_case_counts_anew() -> None:
    blocks: list[Block] = [body()] * 40
    blocks[10] = body()._replace(new_page=True)

    made = guess(blocks, 20)

    assert made.starts == ((10, 0), (31, 0))
    assert made.forced == {(10, 0)}


def test_rows_count_as_paragraphs() -> None:
    assert guess([*[body()] * 10, table(8), *[body()] * 5], 20).starts == ((13, 0),)


def test_a_table_a_little_too_long_begins_a_page() -> None:
    assert guess([*[body()] * 10, table(15), body()], 20).starts == ((10, 0),)


def test_a_long_table_is_dealt_out_its_head_on_each_page() -> None:
    """Twenty cells a page: ten rows of two, then the head and nine."""
    assert guess([body(), table(40), body()], 20).starts == ((1, 10), (1, 19), (1, 28), (1, 37))


def test_a_very_long_table_has_as_many_rows_as_there_would_be_paragraphs() -> None:
    assert guess([body(), table(61)], 20).starts == ((1, 20), (1, 39), (1, 58))


def test_turned_pages_begin_in_any_case() -> None:
    lying = table(3)._replace(landscape=True)

    assert guess([body(), lying, body()], 20).forced == {(1, 0), (2, 0)}


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([body()] * 80, [25]),
        ([body()] * 98, [25, 20]),  # pictures and frames decide, which are not counted here
        ([body()] * 120, [20]),
        ([body()] * 120 + [table(2, 1)] * 2, [25]),  # two nodes and six a table, less 25
    ],
)
def test_how_many_a_page_depends_on_the_nodes(blocks: list[Block], expected: list[int]) -> None:
    assert limits(blocks) == expected


# --- what is put right


def pages_of_slices(pages: Sequence[Page]) -> dict[int, list[int]]:
    """Number of a block → the page of each of its lines; of each of its rows, if it is a table."""
    found: dict[int, list[int]] = defaultdict(list)
    for page in pages:
        for part in page.parts:
            (kind, number), *inner = part.path or (("", 0),)
            if kind == "table":
                if inner[0][1] == len(found[number]):  # the first cell of a row
                    found[number].append(page.number)
            elif kind:
                found[part.path[-1][1]].append(page.number)
    return found


def laid(page: Template, *blocks: Block) -> tuple[Document, list[list[int]]]:
    """The document as it is set; for each page, the blocks whose lines it has, one a line."""
    made, pages = layout_document(document(*blocks), page, square_faces())
    where = pages_of_slices(pages)
    shown = [[n for n in where for at in where[n] if at == each.number] for each in pages]
    return made, shown


def told(made: Document) -> dict[int, str]:
    """The blocks that say how they break."""
    found = {}
    for number, block in enumerate(made.blocks):
        if isinstance(block, Paragraph) and (block.new_page or block.two_lines):
            found[number] = "page" if block.new_page else "lines"
    return found


def test_a_line_of_a_paragraph_dealt_to_a_later_page_is_not_left_alone(page: Template) -> None:
    made, shown = laid(page, *[body()] * 29, body(3), *[body()] * 90)

    assert told(made) == {29: "lines"}
    assert shown[0] == list(range(29))
    assert shown[1][:3] == [29, 29, 29]


def test_two_lines_are_left(page: Template) -> None:
    made, shown = laid(page, *[body()] * 28, body(3), *[body()] * 90)

    assert told(made) == {}
    assert shown[0][-2:] == [28, 28]


def test_a_line_of_a_paragraph_dealt_to_its_page_is_left(page: Template) -> None:
    """Fourteen paragraphs of two lines and one of one before it, so it is among the first 20."""
    made, shown = laid(page, *[body(2)] * 14, body(), body(3), *[body()] * 100)

    assert told(made) == {}
    assert shown[0][-2:] == [14, 15]


@pytest.mark.parametrize(
    ("singles", "pairs", "expected"),
    [
        (7, 11, {}),  # the nineteenth: its text is dealt to the same page
        (9, 10, {19: "page"}),  # the twentieth: its text is dealt to the next
        (11, 9, {}),  # the twenty-first: it is dealt to the next page itself
    ],
)
def test_a_title_is_not_left_where_its_text_is_dealt_to_the_next_page(
    page: Template, singles: int, pairs: int, expected: dict[int, str]
) -> None:
    """It has room on the last line of the page, but its text has none behind it."""
    before = [*[body()] * singles, *[body(2)] * pairs]
    made, shown = laid(page, *before, heading(), body(2), *[body()] * 100)

    assert told(made) == expected
    assert len(shown[0]) == 29
    assert shown[1][0] == len(before)


def test_shorter_issues_are_dealt_twenty_five_a_page(page: Template) -> None:
    made, _ = laid(page, *[body()] * 19, *[body(2)] * 5, heading(), body(2))

    assert told(made) == {24: "page"}


def test_a_page_that_goes_on_with_what_the_next_was_dealt(page: Template) -> None:
    """Two pages of thirty leave the third with what the fourth was dealt, from block 62 on."""
    made, shown = laid(page, *[body()] * 60, *[body()] * 29, body(2), *[body()] * 60)

    assert told(made) == {89: "lines"}
    assert shown[2] == list(range(60, 89))
