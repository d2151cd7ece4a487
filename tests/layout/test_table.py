"""Tables on pages of ten characters, each ten points; rules are 1 and 0.5 points wide.

Rows are multiples of ten points high, of which a line takes eight; no padding but where said.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import LayoutError
from briefing.document import Paragraph, Run, Table
from briefing.layout import Page, layout_document, verify
from briefing.layout.columns import Cell, Want, settled, shared, want
from briefing.layout.linebreak import break_lines
from briefing.layout.page import Stroke, TextRun
from briefing.layout.table import set_table
from briefing.template import Rule, Ruling, Template
from tests.fakes import document, paragraph, shaped, small_page, square_faces

RULING = Ruling(Rule(1.0, "000000"), Rule(0.5, "000000"), 0.0, 2.0, 10.0, 3, 8)


@pytest.fixture
def page(shanghai: Template) -> Template:
    """Five lines of twelve characters."""
    small = small_page(shanghai, characters=12)
    styles = {
        name: replace(style, leading=8.0) if name.startswith("table-") else style
        for name, style in small.styles.items()
    }
    styles["table-caption"] = replace(styles["table-caption"], leading=10.0)
    return replace(small, table=RULING, styles=styles)


def table(*rows: str, style: str = "table-text") -> Table:
    """Rows of cells that spaces part."""
    head, *rest = [row.split(" ") for row in rows]
    made = [tuple(Paragraph("table-head", (Run(cell),)) for cell in head)]
    made += [tuple(Paragraph(style, (Run(cell),)) for cell in row) for row in rest]
    return Table(tuple(made))


def lay(template: Template, *blocks: Paragraph | Table) -> list[Page]:
    made = document(*blocks)
    verify(made, template, square_faces())
    return layout_document(made, template, square_faces())[1]


def texts(page: Page) -> list[tuple[float, str]]:
    return [(round(m.y, 2), m.text) for m in page.marks[:-1] if isinstance(m, TextRun)]


def flat(page: Page) -> list[tuple[float, float]]:
    """Middle and width of each horizontal rule."""
    strokes = [mark for mark in page.marks if isinstance(mark, Stroke)]
    return sorted({(round(s.y1, 2), s.width) for s in strokes if s.y1 == s.y2})


def test_rows_take_whole_lines(page: Template) -> None:
    (only,) = lay(page, table("甲 乙", "一 二"), paragraph("body", "后"))

    # The head is a point lower, which the rule below the last row takes: the table is 20 high.
    assert flat(only) == [(10.5, 1.0), (19.25, 0.5), (29.5, 1.0)]
    assert texts(only)[-1] == (38, "后")


def test_text_stands_in_the_middle_between_the_rules(page: Template) -> None:
    (only,) = lay(page, table("甲 乙", "一 二"))

    # Head: 11 to 19, the line is just as high. Row: from 19.5 to 29, a point and a half to spare.
    assert [y for y, _ in texts(only)] == [17.4, 17.4, 26.65, 26.65]


def test_a_row_is_as_high_as_its_longest_cell(page: Template) -> None:
    made = set_table(table("甲 乙", f"一 {'长' * 18}"), 0, page, square_faces())

    assert [len(cell.lines) for cell in made.rows[1].cells] == [1, 2]
    assert [row.height for row in made.rows] == [9.0, 20.0]  # 2 x 8 + 2 are 18


def test_the_head_stands_again_on_each_page(page: Template) -> None:
    pages = lay(page, table("甲 乙", *(f"一{n} 二" for n in range(6))))

    assert [text for _, text in texts(pages[0])[:2]] == ["甲", "乙"]
    assert [text for _, text in texts(pages[1])] == ["甲", "乙", "一4", "二", "一5", "二"]
    assert texts(pages[0])[0] == texts(pages[1])[0]
    assert flat(pages[0])[-1] == (59.25, 0.5)  # a page ends like a row
    assert flat(pages[1])[-1] == (39.5, 1.0)


def test_paths_of_cells_lead_through_table_and_row(page: Template) -> None:
    (only,) = lay(page, paragraph("body", "文"), table("甲 乙", "一 二"))
    paths = [part.path for part in only.parts if part.path and part.path[0][0] == "table"]

    assert paths[0] == (("table", 1), ("row", 0), ("head-cell", 0), ("paragraph", 0))
    assert paths[-1] == (("table", 1), ("row", 1), ("cell", 1), ("paragraph", 0))


@pytest.mark.parametrize(("lines", "on"), [(2, 0), (3, 1)])
def test_caption_head_and_first_row_stay_together(page: Template, lines: int, on: int) -> None:
    made = table("甲 乙", "一 二", "三 四")
    before = paragraph("body", "文" * 12 * lines)
    pages = lay(page, before, paragraph("table-caption", "题"), made)

    where = [n for n, each in enumerate(pages) for _, text in texts(each) if text == "题"]
    assert where == [on]
    first = [n for n, each in enumerate(pages) for _, text in texts(each) if text == "一"]
    assert first == [on]


def test_the_frame_fills_the_measure(page: Template) -> None:
    (only,) = lay(page, table("甲 乙", "一 二"))
    upright = [m for m in only.marks if isinstance(m, Stroke) and m.x1 == m.x2]

    assert sorted({(s.x1, s.width) for s in upright}) == [(10.5, 1.0), (70, 0.5), (129.5, 1.0)]
    level = [m for m in only.marks if isinstance(m, Stroke) and m.y1 == m.y2]
    assert {(s.x1, s.x2) for s in level} == {(10, 130)}
    assert min(s.y1 for s in upright) == 10
    assert max(s.y2 for s in upright) == 30


# --- what cannot be set


def refused(template: Template, made: Table) -> list[str]:
    with pytest.raises(LayoutError) as error:
        lay(template, made)
    assert all(each.remedy for each in error.value.diagnostics)
    return [each.message for each in error.value.diagnostics]


def test_a_table_that_is_too_wide(page: Template) -> None:
    assert refused(page, table("甲 乙", f"{'a' * 10} {'b' * 10}")) == [
        "表格有 2 栏，最窄也比版心宽 29 毫米，最宽的是“甲”、“乙”"
    ]


def test_a_row_that_is_taller_than_a_page(page: Template) -> None:
    lay(page, table("甲", "长" * 11 * 4))  # 4 x 8 + 2 and the head's 10 are less than 50
    assert refused(page, table("甲", "长" * 80)) == [
        "“长长长长长长长长长长长长长长长长长长长长……”一格有 8 行，一页排不下"
    ]


# --- widths of columns


def wants(*texts: tuple[str, ...]) -> list[Want]:
    return [want([Cell(shaped(text)) for text in column], 3, 8) for column in texts]


def test_a_column_wants_its_longest_word_at_least() -> None:
    (one,) = wants(("甲", "汉字abcd汉字"))

    # Two points between Han and Latin on either side, and a quarter of a point to be safe.
    assert one == Want(4 * 200 + 5, 8 * 200 + 2 * 40 + 5, short=False)


def test_a_number_with_its_unit_is_not_torn() -> None:
    assert wants(("甲", "12.5万"))[0].least == 5 * 200 + 40 + 5


def test_a_long_head_takes_two_lines() -> None:
    (one,) = wants(("一二三四五六", "1"))

    assert (one.least, one.natural) == (3 * 200 + 5, 3 * 200 + 5)
    assert wants(("一二三四", "1"))[0].natural == 4 * 200 + 5


def test_columns_grow_in_proportion() -> None:
    assert shared([Want(100, 100), Want(100, 300)], 800) == [200, 600]
    assert shared([Want(0, 0), Want(0, 0)], 800) == [400, 400]


def test_short_texts_are_whole_before_long_ones_get_more() -> None:
    assert shared([Want(100, 300, True), Want(100, 9000)], 1000) == [300, 700]


def test_long_texts_share_by_the_root_of_what_they_lack() -> None:
    assert shared([Want(0, 400), Want(0, 1600)], 300) == [100, 200]


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 4000), st.booleans()), min_size=1, max_size=9
    ),
    st.integers(0, 5000),
)
def test_any_columns(given_wants: list[tuple[int, int, bool]], more: int) -> None:
    columns = [Want(least, least + lack, short) for least, lack, short in given_wants]
    room = sum(each.least for each in columns) + more
    widths = shared(columns, room)

    assert sum(widths) == room
    assert all(width >= each.least for width, each in zip(widths, columns, strict=True))
    if sum(each.natural for each in columns) <= room and any(each.natural for each in columns):
        assert all(width >= each.natural for width, each in zip(widths, columns, strict=True))


def test_no_line_ends_where_rounding_decides() -> None:
    """Ten characters just fit, and just do not."""
    cells = [[Cell(shaped("汉" * 30))], [Cell(shaped("字"))]]

    for width in (1997, 2000, 2003):
        first, second = settled([width, 4000], cells)
        assert first + second == width + 4000
        assert abs(first - 2000) >= 4
    assert settled([2100, 4000], cells) == [2100, 4000]


def test_where_others_are_as_narrow_as_their_texts_a_column_gives_to_them() -> None:
    """The second column holds its one line and 5 twips; any less and rounding decides there."""
    cells = [[Cell(shaped("汉" * 30)), Cell(shaped("字" * 4))], [Cell(shaped("文" * 10))]]

    assert settled([1998, 2005], cells) == [1994, 2009]
    assert settled([2002, 2005], cells) == [1994, 2013]
    assert settled([2008, 2005], cells) == [2008, 2005]
    # What fits its line by 5 twips still does.
    cells[0][1] = Cell(shaped("字字", size=49.875))
    assert settled([2000, 2005], cells) == [2000, 2005]


@given(st.text("汉字，。（“”%0189ab ", min_size=1, max_size=40).map(str.strip).filter(bool))
def test_words_and_numbers_are_whole_in_the_least_width(text: str) -> None:
    cell = Cell(shaped(text))
    least = want([Cell(shaped("")), cell], 1, 8).least / 20
    lines = break_lines(cell.text, least, least)

    for line in lines[:-1]:
        a, b = text[line.end - 1], text[line.end : line.end + 1]
        assert not (a.isascii() and a.isalnum() and b.isascii() and b.isalnum())
