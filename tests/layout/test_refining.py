"""Pages of five lines of ten characters; see test_flow."""

import pytest

from briefing.document import Document, Paragraph
from briefing.layout import layout_document
from briefing.layout.page import TextRun
from briefing.layout.refining import tightened
from briefing.template import Template
from tests.fakes import changed, document, paragraph, small_page, square_faces


@pytest.fixture
def page(shanghai: Template) -> Template:
    return small_page(shanghai)


def title(text: str) -> Paragraph:
    return Paragraph("title", paragraph("title", text).runs, text, "entry-1")


def body(characters: int) -> Paragraph:
    return paragraph("body", "文" * characters)


def styles(made: Document) -> list[str]:
    return [block.style for block in made.blocks if isinstance(block, Paragraph)]


def laid(page: Template, made: Document) -> tuple[list[str], list[int]]:
    """The styles of the blocks, and how many lines each page has above its folio."""
    document, pages = layout_document(made, page, square_faces())
    return styles(document), [
        len({mark.y for mark in each.marks[:-1] if isinstance(mark, TextRun)}) for each in pages
    ]


# --- 孤字


@pytest.mark.parametrize(
    ("characters", "style"),
    [
        (10, "body"),
        (11, "body-tight"),  # eleven characters a point closer are 100 points wide
        (12, "body"),  # a last line of two characters is none of one
        (21, "body-tight"),  # eleven and ten
        (31, "body-tight"),
        (32, "body"),
    ],
)
def test_a_last_line_of_one_character_is_taken_up(
    page: Template, characters: int, style: str
) -> None:
    page = changed(page, "body-tight", tracking=-1.0)

    assert styles(tightened(document(body(characters)), page, square_faces())) == [style]


def test_a_paragraph_stays_as_it_is_if_tightening_does_not_help(page: Template) -> None:
    page = changed(page, "body-tight", tracking=-0.9)

    assert styles(tightened(document(body(11)), page, square_faces())) == ["body"]


def test_only_body_is_tightened(page: Template) -> None:
    page = changed(page, "body-tight", tracking=-1.0)
    note = paragraph("note", "文" * 11)

    assert styles(tightened(document(note), page, square_faces())) == ["note"]


# --- a title takes two lines along


def test_a_title_above_two_lines_stays(page: Template) -> None:
    assert laid(page, document(body(20), title("题"), body(30))) == (
        ["body", "title", "body"],
        [5, 1],
    )


def test_a_title_above_one_line_goes_on_with_it(page: Template) -> None:
    assert laid(page, document(body(30), title("题"), body(40))) == (
        ["body", "title", "body-first"],
        [3, 5],
    )


def test_a_paragraph_of_one_line_keeps_with_the_next(page: Template) -> None:
    assert laid(page, document(body(30), title("题"), body(5), body(20))) == (
        ["body", "title", "body-first-line", "body"],
        [3, 4],
    )


def test_a_paragraph_of_one_line_at_the_end_of_its_entry_is_all_there_is(page: Template) -> None:
    following = Paragraph("title", title("题").runs, "题", "entry-2")
    made = document(body(30), title("题"), body(5), following, body(20))

    assert laid(page, made)[1] == [5, 3]


def test_titles_one_after_another_are_each_kept(page: Template) -> None:
    """What the first keeps moves the second to where it has but one line below it."""
    made = document(body(30), title("甲"), body(20), title("乙"), body(20))

    assert laid(page, made) == (
        ["body", "title", "body-first", "title", "body-first"],
        [3, 3, 3],
    )
