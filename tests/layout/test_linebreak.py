from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.cjk import NOT_AT_END, NOT_AT_START, PAIRED
from briefing.layout.linebreak import Line, break_lines
from tests.fakes import shaped
from tests.layout.texts import HANZI, MARKS, OFFICE, TEXTS, WIDTHS


def lines(text: str, characters: int, first: int | None = None) -> list[str]:
    """The lines of a text of square characters, so many to a line."""
    width = characters * 10.0
    made = break_lines(shaped(text), width if first is None else first * 10.0, width)
    return [text[line.start : line.end] for line in made]


def test_lines_are_filled() -> None:
    assert lines("汛前检查不留死角", 4) == ["汛前检查", "不留死角"]
    assert lines("汛前检查不留死角", 3) == ["汛前检", "查不留", "死角"]


def test_the_first_line_has_a_width_of_its_own() -> None:
    assert lines("汛前检查不留死角", 4, first=2) == ["汛前", "检查不留", "死角"]


def test_a_full_stop_does_not_begin_a_line() -> None:
    assert lines("汛前检查，不留死角。", 4) == ["汛前检", "查，不留", "死角。"]


@pytest.mark.parametrize("mark", "。，、；：？！”’）》】〕〉～·")
def test_marks_that_do_not_begin_a_line(mark: str) -> None:
    assert lines(f"一二三四{mark}五", 4) == ["一二三", f"四{mark}五"]


@pytest.mark.parametrize("mark", "“‘（《【〔〈")
def test_marks_that_do_not_end_a_line(mark: str) -> None:
    assert lines(f"一二三{mark}四五", 4) == ["一二三", f"{mark}四五"]


@pytest.mark.parametrize("pair", ["——", "……"])
def test_marks_two_ems_long_are_not_torn(pair: str) -> None:
    assert lines(f"一二三{pair}四", 4) == ["一二三", f"{pair}四"]


def test_several_marks_take_the_character_before_them_along() -> None:
    assert lines("一二三四。”五", 4) == ["一二三", "四。”五"]
    assert lines("一二三。”《四五", 5) == ["一二三。”", "《四五"]


def test_nothing_is_squeezed_when_no_break_is_allowed() -> None:
    assert lines("。。。。。。", 4) == ["。。。。", "。。"]


def test_words_and_numbers_stay_whole() -> None:
    assert lines("汉字ABCD", 4) == ["汉字", "ABCD"]
    assert lines("共有1234件", 6) == ["共有", "1234件"]
    assert lines("增长12.5%左右", 5) == ["增长", "12.5%", "左右"]


def test_what_holds_on_to_a_word_or_number() -> None:
    assert lines("一二5%(b)三", 5) == ["一二", "5%(b)", "三"]
    assert lines("一二三ab“cd”", 6) == ["一二三", "ab“cd”"]


def test_a_word_longer_than_a_line_is_chopped() -> None:
    assert lines("ABCDEFGH", 5) == ["ABCDE", "FGH"]


def test_no_line_ends_with_a_solidus() -> None:
    assert lines("汉ab/cd", 4) == ["汉", "ab/c", "d"]


def test_spaces_at_a_break_belong_to_no_line() -> None:
    assert lines("ab   cd", 2) == ["ab", "cd"]
    assert lines("汉字 汉", 2) == ["汉字", "汉"]


def test_a_space_does_not_make_up_for_a_mark_that_may_not_begin_a_line() -> None:
    assert lines("一二ab ，三四", 6) == ["一二", "ab ，三四"]


@pytest.mark.parametrize("mark", "（“")
def test_a_space_does_not_make_up_for_a_mark_that_may_not_end_a_line(mark: str) -> None:
    assert lines(f"一二ab {mark} 三四", 7) == ["一二ab", f"{mark} 三四"]


def test_the_gap_between_han_and_latin_counts() -> None:
    assert lines("共3项事", 4) == ["共3项", "事"]  # 30 points and two gaps of 2
    assert lines("项事3", 3) == ["项事", "3"]


def test_the_editor_s_breaks_stand() -> None:
    made = break_lines(shaped("甲乙\n丙丁戊"), 20, 20)

    assert made == [Line(0, 2, True), Line(3, 5, False), Line(5, 6, True)]


def test_no_text_has_no_lines() -> None:
    assert break_lines(shaped(""), 20, 20) == []


# --- what holds for any text


def broken(text: str, width: float) -> list[Line]:
    return break_lines(shaped(text, face=OFFICE), width, width)


@given(TEXTS, WIDTHS)
def test_nothing_is_lost_or_doubled(text: str, width: float) -> None:
    made = broken(text, width)

    assert (made[0].start, made[-1].end) == (0, len(text))
    for above, below in pairwise(made):
        assert text[above.end : below.start].strip(" ") == ""
    assert [line.last for line in made] == [False] * (len(made) - 1) + [True]


@given(TEXTS, WIDTHS)
def test_no_line_is_empty_or_too_wide(text: str, width: float) -> None:
    measured = shaped(text, face=OFFICE)

    for line in break_lines(measured, width, width):
        assert line.end > line.start
        assert measured.width(line.start, line.end) <= width + 0.01 or line.end == line.start + 1


@given(TEXTS, WIDTHS, st.text(HANZI + MARKS, max_size=20))
def test_what_follows_does_not_move_the_lines_above(text: str, width: float, more: str) -> None:
    text = f"汉{text}"  # a script for weak characters that open the text

    assert broken(text + more, width)[: len(broken(text, width)) - 1] == broken(text, width)[:-1]


@given(TEXTS.map(lambda text: text.replace(" ", "")), WIDTHS)
def test_breaks_are_good_where_they_can_be(text: str, width: float) -> None:
    """Where a line begins or ends badly, it has not one place between two hanzi."""
    for above, below in pairwise(broken(text, width)):
        a, b = text[above.end - 1], text[below.start]
        bad = b in NOT_AT_START or a in NOT_AT_END or (a == b and a in PAIRED)
        if bad:
            between = range(above.start + 1, below.start + 1)
            assert not any(text[k - 1] in HANZI and text[k] in HANZI for k in between)


# The marks of full width: % · and / go by the rules of Latin text.
@given(st.text(HANZI + "“”‘’（）《》，。、：；？！～—…", min_size=1, max_size=100), WIDTHS)
def test_a_line_without_latin_is_as_full_as_it_can_be(text: str, width: float) -> None:
    """The next character did not fit, or every place behind the break is forbidden."""
    text = f"汉{text}"
    for above, below in pairwise(broken(text, width)):
        cut = above.start + round(width / 10)
        for k in range(below.start + 1, cut + 1):
            a, b = text[k - 1], text[k]
            assert b in NOT_AT_START or a in NOT_AT_END or (a == b and a in PAIRED)


@pytest.mark.parametrize("word", ["A&B", "5G+AI", "C++", "a@b.cn", "A·B", "3×5"])
def test_signs_hold_latin_words_together(word: str) -> None:
    """As in UAX #14: only a hyphen or the end of the word lets a line end."""
    assert lines(f"国国国{word}国", 5)[0] == "国国国"


def test_a_line_that_begins_behind_a_figure_may_end_before_the_next() -> None:
    """LibreOffice looks no further back there; elsewhere a comma holds on to the figure."""
    text = "国国90国国，113"  # two points stand between 国 and 9
    made = break_lines(shaped(text), 42, 40)
    assert [text[line.start : line.end] for line in made] == ["国国90", "国国，", "113"]
    assert lines("国国国国国国，113", 4)[1:3] == ["国", "国，11"]
    # No line ends with an opening mark, though LibreOffice would let it.
    text = "国国90国国〔113"
    made = break_lines(shaped(text), 42, 40)
    assert [text[line.start : line.end] for line in made] == ["国国90", "国国", "〔113"]
    # And none begins with a mark that closes.
    assert lines("00国国:", 2) == ["00", "国", "国:"]
