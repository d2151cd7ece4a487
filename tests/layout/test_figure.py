"""Figures on a page of twenty lines of forty characters, ten points each, margins of ten points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import LayoutError, Location
from briefing.document import Block, Chart, Document, Figure
from briefing.layout import remarks, verify
from briefing.layout.figure import printed_size, set_figure, whole_lines
from briefing.layout.flow import flow
from briefing.layout.page import Image, Page, Shape, TextRun
from briefing.references import ChartKind
from briefing.series import Plot, read_plot
from briefing.template import Template
from tests.fakes import SquareFace, document, paragraph, small_page, square_faces
from tests.pictures import PLACE, picture, sheet

FACES = square_faces()


@pytest.fixture(scope="module")
def page(shanghai: Template) -> Template:
    """Pictures take half the page, five points of white, a point a pixel."""
    look = replace(
        shanghai.pictures, height=0.5, above=5.0, shrink=0.1, coarsest=72.0, coarse=100.0
    )
    return replace(small_page(shanghai, lines=20, characters=40), pictures=look)


def figure(width: int = 80, height: int = 60, captioned: bool = True) -> Figure:
    return Figure(picture(width, height), "合影", captioned, PLACE)


def with_caption(width: int, height: int) -> tuple[Block, ...]:
    return figure(width, height), paragraph("figure-caption", "图题")


def chart(*rows: str, kind: ChartKind = ChartKind.COLUMN) -> Chart:
    plot = read_plot(sheet(*rows), kind, PLACE)
    assert isinstance(plot, Plot)
    return Chart(plot, "图表", captioned=False, place=PLACE)


def pages(template: Template, *blocks: Block) -> list[Page]:
    made = Document("简报", "简报", "", (), document().issued, blocks, ())
    return flow(made, template, FACES)


def images(page: Page) -> list[Image]:
    return [mark for mark in page.marks if isinstance(mark, Image)]


def texts(page: Page) -> list[tuple[str, float]]:
    """Text and the upper edge of its line."""
    runs = [mark for mark in page.marks if isinstance(mark, TextRun)]
    return [(run.text, round(run.y - 8, 2)) for run in runs if "—" not in run.text]


# --- how large


def test_as_large_as_its_pixels_but_no_coarser(page: Template) -> None:
    assert printed_size(80, 45, page) == (80, 45)


def test_no_wider_than_the_line(page: Template) -> None:
    assert printed_size(800, 110, page) == (400, 55)


def test_no_higher_than_its_share_of_the_page(page: Template) -> None:
    # half of twenty lines is ten, less five points of white
    assert printed_size(190, 1900, page) == (9.5, 95)


def test_a_little_smaller_to_save_most_of_a_line(page: Template) -> None:
    assert printed_size(100, 48, page) == pytest.approx((93.75, 45))  # 6 % of its height
    assert printed_size(100, 54, page) == (100, 54)  # 45 would be 17 %


@given(width=st.integers(1, 6000), height=st.integers(1, 6000))
def test_whatever_its_pixels(shanghai: Template, width: int, height: int) -> None:
    look, geometry = shanghai.pictures, shanghai.page
    wide, high = printed_size(width, height, shanghai)

    assert wide / high == pytest.approx(width / height)
    assert wide <= geometry.measure + 0.001
    assert width / wide * 72 >= look.coarsest - 0.001
    lines = whole_lines(high, shanghai)
    assert high + look.above <= lines * geometry.leading + 0.3
    assert lines * geometry.leading <= look.height * geometry.depth


# --- where


def test_in_the_middle_of_the_line_on_the_foot_of_whole_lines(page: Template) -> None:
    (made,) = pages(page, paragraph("body", "甲"), *with_caption(80, 52), paragraph("body", "乙"))

    # 52 and 5 of white are six lines; text before on the first, the caption on the eighth
    assert images(made) == [Image(170, 28, 80, 52, picture(80, 52))]
    assert texts(made) == [("甲", 10), ("图题", 80), ("乙", 90)]


def test_a_part_of_its_own_that_says_what_it_shows(page: Template) -> None:
    (made,) = pages(page, *with_caption(80, 45))
    first, second, *_ = made.parts

    assert (first.path, first.alt) == ((("figure", 0),), "合影")
    assert (second.path, second.alt) == ((("caption", 1),), "")


def test_it_goes_to_the_next_page_with_its_caption(page: Template) -> None:
    # Fourteen lines, then a picture of five and its caption: twenty. With one more, it goes on.
    fits = pages(page, paragraph("body", "甲" * 40 * 14), *with_caption(80, 45))
    over = pages(page, paragraph("body", "甲" * 40 * 15), *with_caption(80, 45))

    assert [len(images(each)) for each in fits] == [1]
    assert [len(images(each)) for each in over] == [0, 1]
    assert texts(over[1])[0] == ("图题", 60)


def test_a_caption_is_not_torn(page: Template) -> None:
    two_lines = paragraph("figure-caption", "图" * 60)
    made = pages(page, paragraph("body", "甲" * 40 * 14), figure(80, 45), two_lines)

    assert [len(images(each)) for each in made] == [0, 1]


def test_a_title_stays_with_the_figure_below_it(page: Template) -> None:
    title = paragraph("title", "题")
    made = pages(page, paragraph("body", "甲" * 40 * 14), title, *with_caption(80, 45))

    assert [text for text, _ in texts(made[1])] == ["题", "图题"]


def test_without_a_caption_nothing_holds_on_to_it(page: Template) -> None:
    made = pages(
        page,
        paragraph("body", "甲" * 40 * 15),
        figure(80, 45, captioned=False),
        paragraph("body", "乙"),
    )

    assert [len(images(each)) for each in made] == [1, 0]
    assert set_figure(figure(captioned=False), page).keep_next is False


# --- charts


def test_a_chart_takes_the_line_and_its_words_know_their_place(page: Template) -> None:
    (made,) = pages(page, chart("月,件", "一,3", "二,2"))

    assert {mark.text for mark in made.marks if isinstance(mark, TextRun)} >= {"一", "二", "件"}
    assert any(isinstance(mark, Shape) and mark.fill for mark in made.marks)
    assert [text.text for text in chart("月,件", "一,3").paragraphs()] == ["一", "件", "3"]


def test_a_character_of_a_chart_that_no_face_has(page: Template) -> None:
    faces = square_faces(SquareFace(lacking="龘"))
    made = Document("", "", "", (), document().issued, (chart("月,件", "一,3", "龘,2"),), ())

    with pytest.raises(LayoutError) as error:
        verify(made, page, faces)

    (problem,) = error.value.diagnostics
    assert (problem.code, problem.location) == ("missing-glyph", Location("数.csv", 3, 1))


def test_all_charts_without_room_at_once(page: Template) -> None:
    crowded = [f"很长的名称第{at}个,3" for at in range(60)]
    full = chart("月,件", *crowded)
    made = Document("", "", "", (), document().issued, (full, full), ())

    with pytest.raises(LayoutError) as error:
        verify(made, page, FACES)

    assert [each.code for each in error.value.diagnostics] == ["chart-too-full"] * 2


# --- remarks


def test_a_coarse_picture_is_worth_a_remark(page: Template) -> None:
    coarse, fine = figure(80, 45), figure(800, 450)
    made = Document("", "", "", (), document().issued, (coarse, fine), ())

    (remark,) = remarks(made, flow(made, page, FACES), page, FACES)

    assert str(remark) == (
        "甲.yaml:9:14: 疑似：“甲.png”只有 80 像素宽，印出来不清楚。"
        "换一张宽 111 像素以上的原图 [V03]"
    )


def test_a_page_with_a_picture_is_not_the_colophons_alone(page: Template) -> None:
    blocks = (paragraph("body", "甲" * 40 * 16), figure(80, 45, captioned=False))
    colophon = (
        paragraph("rule-first", ""),
        paragraph("print-run", "共"),
        paragraph("rule-last", ""),
    )
    made = Document("", "", "", (), document().issued, blocks, colophon)

    found = [each.code for each in remarks(made, flow(made, page, FACES), page, FACES)]

    assert "V02" not in found
