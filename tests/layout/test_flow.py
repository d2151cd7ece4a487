"""Pages of five lines of ten characters, each ten points, within margins of ten points.

The baselines of a page's lines are 18, 28, 38, 48 and 58; its body ends at 60.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.diagnostics import LayoutError
from briefing.document import Document, Paragraph, Run
from briefing.layout import Page, layout_document, verify
from briefing.layout.blocks import Slice
from briefing.layout.filling import Filling
from briefing.layout.page import Anchor, Part, Step, Stroke, TextRun
from briefing.template import Rule, Template
from tests.fakes import SQUARE, changed, document, paragraph, small_page, square_faces

BOTTOM = 60.0
COLOPHON = (
    Paragraph("rule-first", ()),
    paragraph("recipients", "报：局"),
    Paragraph("rule-last", ()),
)


@pytest.fixture
def page(shanghai: Template) -> Template:
    return small_page(shanghai)


def lay(template: Template, made: Document) -> list[Page]:
    return layout_document(made, template, square_faces())[1]


def texts(page: Page, below: float = 0.0) -> list[tuple[float, str]]:
    """Baseline and text of each line above the folio."""
    marks = [mark for mark in page.marks[:-1] if isinstance(mark, TextRun) and mark.y > below]
    return [(mark.y, mark.text) for mark in marks]


def strokes(page: Page) -> list[Stroke]:
    return [mark for mark in page.marks if isinstance(mark, Stroke)]


def body(lines: int) -> Paragraph:
    return paragraph("body", "文" * 10 * lines)


def numbered(pages: Sequence[Page]) -> list[list[float]]:
    """The baselines of each page's lines."""
    return [[y for y, _ in texts(page)] for page in pages]


def test_lines_go_down_the_pages(page: Template) -> None:
    assert numbered(lay(page, document(body(7)))) == [[18, 28, 38, 48, 58], [18, 28]]


def test_a_page_is_filled_to_the_last_line(page: Template) -> None:
    assert numbered(lay(page, document(body(5)))) == [[18, 28, 38, 48, 58]]
    assert numbered(lay(page, document(body(2), body(3)))) == [[18, 28, 38, 48, 58]]


def test_an_indent_is_of_the_first_line_alone(page: Template) -> None:
    page = changed(page, "body", indent=20.0, left=10.0)
    (only,) = lay(page, document(paragraph("body", "文" * 10)))
    runs = [mark for mark in only.marks[:-1] if isinstance(mark, TextRun)]

    assert [(run.x, run.text) for run in runs] == [(40, "文" * 7), (20, "文" * 3)]


# --- space before


def test_space_before_stands_between_blocks_and_above_the_first(page: Template) -> None:
    page = changed(page, "title", before=10.0)

    (first,) = lay(page, document(paragraph("title", "题"), body(1), paragraph("title", "末")))
    assert texts(first) == [(28, "题"), (38, "文" * 10), (58, "末")]


def test_space_before_is_dropped_at_the_top_of_a_page(page: Template) -> None:
    page = changed(page, "title", before=10.0)
    pages = lay(page, document(body(4), paragraph("title", "题"), body(1)))

    assert texts(pages[1]) == [(18, "题"), (28, "文" * 10)]


# --- headings


def test_a_heading_goes_with_the_line_behind_it(page: Template) -> None:
    pages = lay(page, document(body(4), paragraph("title", "题"), body(2)))

    assert numbered(pages) == [[18, 28, 38, 48], [18, 28, 38]]


def test_a_heading_stays_where_one_line_fits_behind_it(page: Template) -> None:
    pages = lay(page, document(body(3), paragraph("title", "题"), body(2)))

    assert numbered(pages) == [[18, 28, 38, 48, 58], [18]]


def test_headings_in_a_row_move_together(page: Template) -> None:
    heads = paragraph("title", "题"), paragraph("heading-1", "一、节")
    pages = lay(page, document(body(3), *heads, body(1)))

    assert texts(pages[1]) == [(18, "题"), (28, "一、节"), (38, "文" * 10)]


def test_the_space_between_headings_counts(page: Template) -> None:
    page = changed(page, "heading-1", before=10.0)
    heads = paragraph("title", "题"), paragraph("heading-1", "一、节")
    pages = lay(page, document(body(2), *heads, body(1)))

    assert numbered(pages) == [[18, 28], [18, 38, 48]]


def test_a_long_heading_is_not_torn(page: Template) -> None:
    pages = lay(page, document(body(3), paragraph("title", "题" * 20), body(1)))

    assert numbered(pages) == [[18, 28, 38], [18, 28, 38]]


def test_the_outline_leads_to_the_top_of_the_heading(page: Template) -> None:
    page = changed(page, "title", before=10.0)
    pages = lay(
        page, document(body(1), paragraph("title", "甲"), body(2), paragraph("title", "乙"))
    )

    assert [each.anchors for each in pages] == [(Anchor("甲", 1, 30),), (Anchor("乙", 1, 10),)]


def test_a_rule_below_stands_under_the_text_over_the_whole_measure(page: Template) -> None:
    page = changed(page, "body", rule_below=Rule(2.0, "E60012"), rule_below_gap=4.0)
    (only,) = lay(page, document(body(1), paragraph("title", "题")))

    assert strokes(only) == [Stroke(10, 25, 110, 25, 2, "E60012")]  # from 20 + 4 to 26
    assert texts(only)[1] == (34, "题")


# --- the colophon: two rules and a line, 13 points with the line that carries the first rule


def test_the_last_rule_ends_at_the_foot_of_the_type_area(page: Template) -> None:
    (only,) = lay(page, document(body(1), colophon=COLOPHON))

    assert [stroke.y1 for stroke in strokes(only)] == [47.5, 59.5]
    assert [(stroke.x1, stroke.x2, stroke.width) for stroke in strokes(only)] == [(10, 110, 1)] * 2
    assert texts(only) == [(18, "文" * 10), (57, "报：局")]


@pytest.mark.parametrize(
    ("space", "pages"),
    [
        (6.0, 1),  # the colophon begins at 41: three lines and the anchor's point end there
        (6.1, 2),
    ],
)
def test_the_colophon_goes_to_a_new_page_if_there_is_no_room(
    page: Template, space: float, pages: int
) -> None:
    page = changed(page, "rule-last", before=space)
    made = lay(page, document(body(3), colophon=COLOPHON))

    assert len(made) == pages
    assert strokes(made[-1])[-1].y1 == 59.5
    assert strokes(made[0]) == [] or pages == 1


def test_no_colophon_no_rules(page: Template) -> None:
    (only,) = lay(page, document(body(1)))

    assert strokes(only) == []


# --- folios


def test_folios_stand_outside_a_character_from_the_edge(page: Template) -> None:
    page = changed(changed(page, "folio-odd", right=10.0), "folio-even", left=10.0)
    pages = lay(page, document(body(11)))
    folios = [each.marks[-1] for each in pages]

    # “— 1 —” is five characters of 10 points with gaps of none: spaces and dashes are weak.
    assert [(each.x, each.y, each.text) for each in folios if isinstance(each, TextRun)] == [
        (50, 65, "— 1 —"),
        (20, 65, "— 2 —"),
        (50, 65, "— 3 —"),
    ]


# --- what cannot be set


def test_editor_and_date_must_fit_on_a_line(page: Template) -> None:
    fits = document(paragraph("imprint-line", "五个字的局\t四个数字"))
    verify(fits, page, square_faces())

    with pytest.raises(LayoutError) as refused:
        verify(document(paragraph("imprint-line", "五个字的局\t五个数字！")), page, square_faces())
    assert [each.code for each in refused.value.diagnostics] == ["line-too-long"]
    assert "“五个字的局”和“五个数字！”" in refused.value.diagnostics[0].message


def test_the_colophon_must_fit_on_a_page(page: Template) -> None:
    colophon = (COLOPHON[0], paragraph("recipients", "报：" + "局" * 38), COLOPHON[2])
    full = changed(page, "rule-last", before=7.0)  # 2 + four lines + 7 + 1 are the page's 50

    layout_document(document(body(1), colophon=colophon), full, square_faces())
    fuller = changed(page, "rule-last", before=7.1)
    with pytest.raises(LayoutError) as refused:
        layout_document(document(body(1), colophon=colophon), fuller, square_faces())
    assert [each.code for each in refused.value.diagnostics] == ["colophon-too-long"]


# --- what holds for any document

SECTIONS = st.lists(
    st.tuples(
        st.sampled_from(["title", "heading-1", ""]),
        st.integers(1, 15).map(lambda count: "题" * count),
        st.lists(st.integers(1, 70).map(lambda count: "文" * count), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)


def blocks(sections: Sequence[tuple[str, str, list[str]]]) -> list[Paragraph]:
    made = []
    for style, title, paragraphs in sections:
        made += [paragraph(style, title)] if style else []
        made += [paragraph("body", text) for text in paragraphs]
    return made


@given(SECTIONS, st.sampled_from([0.0, 3.0, 10.0]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document(
    shanghai: Template,
    sections: list[tuple[str, str, list[str]]],
    space: float,
    with_colophon: bool,
) -> None:
    template = changed(small_page(shanghai), "title", before=space)
    written = blocks(sections)
    pages = lay(template, document(*written, colophon=COLOPHON if with_colophon else ()))
    above = [
        [text for text in texts(each) if with_colophon is False or text[1] != "报：局"]
        for each in pages
    ]

    set_text = "".join(text for each in above for _, text in each)
    assert set_text == "".join(block.text for block in written)
    assert [each.number for each in pages] == list(range(1, len(pages) + 1))
    for each, lines in zip(pages, above, strict=True):
        baselines = [y for y, _ in lines]
        assert texts(each), "an empty page"
        assert baselines == sorted(set(baselines))
        assert all(18 <= y <= BOTTOM - 2 for y in baselines)
        assert not lines or not lines[-1][1].startswith("题"), "a heading at the foot of a page"


def test_headings_that_cannot_stand_together_are_refused(page: Template) -> None:
    """Five lines to a page: five headings want a sixth line with them, four do not."""
    heads = [paragraph("title", "甲乙") for _ in range(5)]

    layout_document(document(*heads[:4], body(1)), page, square_faces())
    with pytest.raises(LayoutError) as refused:
        layout_document(document(*heads, body(1)), page, square_faces())
    assert [each.code for each in refused.value.diagnostics] == ["chain-too-long"]


# --- no single lines


@pytest.mark.parametrize(
    ("above", "lines", "expected"),
    [
        (3, 4, [5, 2]),
        (4, 4, [4, 4]),  # one line is too few on the page
        (2, 4, [4, 2]),  # and one too few on the next
        (3, 3, [3, 3]),  # three cannot be parted
        (3, 2, [5]),
        (4, 1, [5]),
        (1, 9, [5, 5]),
    ],
)
def test_widow_control(page: Template, above: int, lines: int, expected: list[int]) -> None:
    page = changed(page, "note", widow_control=True)
    made = lay(page, document(body(above), paragraph("note", "文" * 10 * lines)))

    assert [len(texts(each)) for each in made] == expected


def test_a_paragraph_may_keep_two_lines_together_by_itself(page: Template) -> None:
    kept = paragraph("note", "文" * 40)._replace(two_lines=True)

    assert [len(texts(each)) for each in lay(page, document(body(4), kept))] == [4, 4]
    assert [len(texts(each)) for each in lay(page, document(body(3), kept))] == [5, 2]


def test_a_paragraph_may_begin_a_page_where_its_space_above_is_dropped(page: Template) -> None:
    page = changed(page, "note", before=10.0)
    begins = paragraph("note", "文")._replace(new_page=True)

    first, second = lay(page, document(body(1), begins))

    assert [len(texts(each)) for each in (first, second)] == [1, 1]
    assert [mark.y for mark in second.marks if isinstance(mark, TextRun)][:1] == [18.0]


# --- what pieces are, for those who do not see the pages


def paths(pages: Sequence[Page]) -> list[list[tuple[Step, ...]]]:
    return [[part.path for part in each.parts] for each in pages]


def test_all_lines_of_the_name_are_one_piece(page: Template) -> None:
    name = (paragraph("masthead-over", "甲"), paragraph("masthead", "乙"))

    (first,) = paths(lay(page, document(*name, body(1))))

    assert first == [(("masthead", 0),), (("masthead", 0),), (("paragraph", 2),), ()]


def test_a_link_lies_on_its_line_of_the_contents(page: Template) -> None:
    line = Paragraph("contents-line", (Run("题"), Run("\t"), Run("1", page_of="entry-1")))
    title = Paragraph("title", (Run("题"),), "题", "entry-1")

    (first,) = lay(page, document(line, title, body(2)))

    (link,) = first.links
    assert link.path == (("contents", 0), ("contents-line", 0))
    assert link.path == first.parts[0].path


@dataclass(frozen=True)
class Rows:
    """A table of rows that are a line high, the first of which is repeated."""

    count: int
    before: float = 0.0
    keep_next: bool = False
    lead: float = 10.0
    heading: None = None
    outline: int = 0

    def row(self, number: int) -> Slice:
        def at(y: float) -> Iterable[Part]:
            run = TextRun(10, y, str(number), SQUARE, 10, "000000")
            return [Part((("table", 0), ("row", number)), (run,))]

        return Slice(10.0, at)

    @property
    def slices(self) -> tuple[Slice, ...]:
        return tuple(map(self.row, range(self.count)))

    @property
    def repeated(self) -> tuple[Slice, ...]:
        return (self.row(0),)


def test_what_is_repeated_on_another_page_is_said_once(page: Template) -> None:
    pages = Filling(page.page)

    pages.add(Rows(6), 10.0, 0)

    (first, _), (second, _) = (page.finished() for page in pages.done)
    assert [part.path[1] for part in first] == [("row", number) for number in range(5)]
    assert [part.path for part in second] == [(), (("table", 0), ("row", 5))]
    again, last = (part.marks[0] for part in second)
    assert isinstance(again, TextRun)
    assert isinstance(last, TextRun)
    assert (again.text, again.y, last.text, last.y) == ("0", 10, "5", 20)
