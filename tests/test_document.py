from datetime import date

from briefing.diagnostics import Location
from briefing.document import Document, Paragraph, Run, Table, across, dump

# “一二三四五” written as “一二” on line 3 and “三四五” on line 4.
TWO_LINES = Run("一二三四五", None, ((0, Location("甲", 3, 7)), (2, Location("甲", 4, 7))))


def test_a_character_is_traced_to_the_line_it_was_written_on() -> None:
    assert TWO_LINES.at(1) == Location("甲", 3, 8)
    assert TWO_LINES.at(2) == Location("甲", 4, 7)
    assert TWO_LINES.at(4) == Location("甲", 4, 9)


def test_text_of_the_program_was_written_nowhere() -> None:
    assert Run("报：").at(0) is None


def test_a_paragraph_asks_the_run_the_character_is_in() -> None:
    paragraph = Paragraph("title", (Run("一、"), TWO_LINES))

    assert paragraph.text == "一、一二三四五"
    assert paragraph.at(1) is None
    assert paragraph.at(2) == Location("甲", 3, 7)
    assert paragraph.at(6) == Location("甲", 4, 9)
    assert paragraph.at(7) is None


def test_dump_shows_every_paragraph_with_its_style() -> None:
    document = Document(
        title="简报 2025年第1期",
        subject="简报",
        author="办公室",
        keywords=("简报", "党建"),
        issued=date(2025, 7, 1),
        blocks=(
            Paragraph("title", (Run("甲"), Run("\n"), Run("乙")), bookmark="甲乙"),
            Paragraph("body", (Run("（一）丙。", "run-in-2"), Run("丁"))),
        ),
        colophon=(Paragraph("print-run", (Run("共印8份"),)),),
    )

    assert dump(document).splitlines() == [
        "title    简报 2025年第1期",
        "subject  简报",
        "author   办公室",
        "keywords 简报；党建",
        "issued   2025-07-01",
        "",
        "title         '甲\\n乙'  #甲乙",
        "body          '‹run-in-2:（一）丙。›丁'",
        "--",
        "print-run     '共印8份'",
    ]
    assert [each.style for each in document.paragraphs()] == ["title", "body", "print-run"]


def test_what_stands_on_turned_pages() -> None:
    """Such tables, their captions, and the empty paragraphs behind them."""
    text, title = Paragraph("body", ()), Paragraph("table-caption", ())
    gap, end = Paragraph("table-gap", ()), Paragraph("section-end", ())
    wide, narrow = Table((), landscape=True), Table(())

    assert across([text, title, wide, gap, wide, end, text]) == [False, *[True] * 5, False]
    assert across([title, narrow, end, title, wide, end]) == [False] * 3 + [True] * 3
    assert across([wide, title, narrow, gap, narrow]) == [True] + [False] * 4


def test_headings_right_above_a_turned_table_belong_to_it() -> None:
    text, caption = Paragraph("body", ()), Paragraph("table-caption", ())
    section, title = Paragraph("section", ()), Paragraph("title", ())
    heading, wide = Paragraph("heading-2", ()), Table((), landscape=True)

    assert across([text, section, title, heading, caption, wide]) == [False, *[True] * 5]
    assert across([heading, text, wide, heading, text]) == [False, False, True, False, False]
    assert across([wide, heading, wide, title]) == [True, True, True, False]
    assert across([title, Table(())]) == [False, False]
