from collections.abc import Sequence

import pytest
from hypothesis import given

from briefing.layout.justify import set_line
from briefing.layout.linebreak import Line, break_lines
from briefing.layout.page import TextRun
from briefing.layout.shaping import Piece, Shaped, shape
from tests.fakes import SQUARE, SquareFace, shaped
from tests.layout.texts import OFFICE, TEXTS, WIDTHS


def places(runs: Sequence[TextRun]) -> list[tuple[str, float]]:
    """Each character and where it stands."""
    found = []
    for run in runs:
        x = run.x
        for char in run.text:
            found.append((char, x))
            x += run.face.advance(char) * run.size + run.spacing
    return found


def right_end(runs: Sequence[TextRun]) -> float:
    char, x = places(runs)[-1]
    return x + runs[-1].face.advance(char) * runs[-1].size


def set_text(text: str, align: str, width: float, last: bool = False) -> list[TextRun]:
    line = Line(0, len(text), last)
    return list(set_line(shaped(text), line, 100, width, 50, align, "000000"))


def test_slack_is_spread_evenly() -> None:
    runs = set_text("汉字汉", "justify", 40)

    assert places(runs) == [("汉", 100), ("字", 115), ("汉", 130)]
    assert right_end(runs) == 140


def test_the_last_line_keeps_its_natural_width() -> None:
    assert places(set_text("汉字", "justify", 40, last=True)) == [("汉", 100), ("字", 110)]


@pytest.mark.parametrize(("align", "x"), [("left", 100), ("center", 110), ("right", 120)])
def test_the_other_ways_move_the_line_as_a_whole(align: str, x: float) -> None:
    assert places(set_text("汉字", align, 40)) == [("汉", x), ("字", x + 10)]


def test_words_numbers_and_pairs_are_not_stretched() -> None:
    # 汉 | 12 | 汉 | —— | 汉: four places and two gaps of 2 between Han and digits.
    runs = set_text("汉12汉——汉", "justify", 94)

    assert places(runs) == [
        ("汉", 100), ("1", 117), ("2", 127), ("汉", 144), ("—", 159), ("—", 169), ("汉", 184),
    ]  # fmt: skip


def test_spaces_between_words_stretch() -> None:
    runs = set_text("ab cd", "justify", 60)

    assert places(runs) == [("a", 100), ("b", 110), (" ", 125), ("c", 140), ("d", 150)]


def test_one_word_alone_cannot_be_stretched() -> None:
    assert right_end(set_text("abc", "justify", 40)) == 130


def test_a_tab_sends_what_follows_to_the_right_edge() -> None:
    runs = set_text("甲乙\t丙丁", "left", 60)

    assert places(runs) == [
        ("甲", 100), ("乙", 110), (" ", 120), ("丙", 140), ("丁", 150),
    ]  # fmt: skip


def test_characters_equally_far_apart_are_one_run() -> None:
    (run,) = set_text("汉字汉", "justify", 40)

    assert (run.text, run.spacing, run.y, run.size, run.color) == ("汉字汉", 5, 50, 10, "000000")


def test_another_face_is_another_run() -> None:
    kai = SquareFace("Kai")
    made = shape("一二三", [Piece(0, 1, SQUARE, None), Piece(1, 3, kai, None)], 10, 0)
    runs = list(set_line(made, Line(0, 3, True), 0, 40, 0, "left", "000000"))

    assert [(run.text, run.face, run.x) for run in runs] == [("一", SQUARE, 0), ("二三", kai, 10)]


def test_a_line_in_the_middle_of_a_piece_has_its_face() -> None:
    kai = SquareFace("Kai")
    made = shape("一二三四", [Piece(0, 1, SQUARE, None), Piece(1, 4, kai, None)], 10, 0)
    (run,) = set_line(made, Line(2, 4, True), 0, 40, 0, "left", "000000")

    assert (run.text, run.face, run.x) == ("三四", kai, 0)


# --- what holds for any text


def stretchable(made: Shaped, line: Line) -> bool:
    """Whether slack may stand anywhere in the line: beside a hanzi, for one."""
    text = made.text[line.start : line.end]
    return any(char in "汉字党建一" for char in text) and len(text) > 1


@given(TEXTS, WIDTHS)
def test_every_line_is_set_whole_in_order_and_to_the_edge(text: str, width: float) -> None:
    made = shaped(text, tracking=-0.25, face=OFFICE)

    for line in break_lines(made, width, width):
        runs = list(set_line(made, line, 100, width, 50, "justify", "000000"))
        rest = text[line.end :]
        if rest.startswith(" ") and rest.strip():
            assert runs.pop().text == " "
        found = places(runs)
        xs = [x for _, x in found]
        assert "".join(char for char, _ in found) == text[line.start : line.end]
        assert xs == sorted(xs)
        assert xs[0] == 100
        if not line.last and stretchable(made, line):
            assert right_end(runs) == pytest.approx(100 + width, abs=0.01)
        if line.last:
            natural = made.width(line.start, line.end)
            assert right_end(runs) == pytest.approx(100 + natural, abs=0.01)


def test_dots_lead_to_what_stands_behind_the_tab() -> None:
    """Ten points a square: 30 of text, 10 of a number at 80 + 20, so 60 for six dots."""
    text = shaped("甲乙丙\t9")
    whole = Line(0, 5, True)

    runs = list(set_line(text, whole, 0, 80, 7, "left", "000000", beyond=20, leader=True))

    shown = [(run.text, run.x, run.silent) for run in runs]
    assert shown == [
        ("甲乙丙", 0, False), (" ", 30, False), ("......", 30, True), ("9", 90, False),
    ]  # fmt: skip


# --- spaces for those who do not see where a line ends


def lines_of(text: str, *lines: tuple[int, int]) -> list[str]:
    made = shaped(text)
    return [
        "".join(run.text for run in set_line(made, Line(*line, True), 0, 80, 7, "left", "000000"))
        for line in lines
    ]


def test_a_line_that_ends_between_words_ends_with_their_space() -> None:
    assert lines_of("ab cd", (0, 2), (3, 5)) == ["ab ", "cd"]


def test_a_line_that_ends_within_text_has_no_space() -> None:
    assert lines_of("汉字", (0, 1), (1, 2)) == ["汉", "字"]
    assert lines_of("abcd", (0, 2), (2, 4)) == ["ab", "cd"]


def test_a_break_in_a_title_parts_words_but_not_hanzi() -> None:
    assert lines_of("ab\ncd", (0, 2), (3, 5)) == ["ab ", "cd"]
    assert lines_of("汉\n字", (0, 1), (2, 3)) == ["汉", "字"]
    assert lines_of("汉\nab", (0, 1), (2, 4)) == ["汉", "ab"]


def test_spaces_that_end_a_paragraph_are_none() -> None:
    assert lines_of("ab  ", (0, 2)) == ["ab"]


def test_the_space_stands_behind_the_last_character() -> None:
    *_, last, space = set_line(shaped("汉ab cd"), Line(0, 3, False), 100, 60, 7, "left", "E60012")

    assert (last.text, last.x) == ("b", 122)
    assert (space.text, space.x, space.y, space.color) == (" ", 132, 7, "E60012")


def test_another_face_lends_its_space() -> None:
    bare = SquareFace("Bare", lacking=" ")
    made = shape("ab\t9", [Piece(0, 3, bare, None), Piece(3, 4, SQUARE, None)], 10, 0)

    _, space, _ = set_line(made, Line(0, 4, True), 0, 80, 7, "left", "000000")

    assert (space.text, space.face) == (" ", SQUARE)


def test_where_no_face_has_a_space_there_is_none() -> None:
    bare = shaped("ab cd", face=SquareFace(lacking=" "))

    (run,) = set_line(bare, Line(0, 2, False), 0, 80, 7, "left", "000000")

    assert run.text == "ab"
