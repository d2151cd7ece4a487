import pytest

from briefing.cjk import NOT_AT_END, NOT_AT_START, Script, numeral, script

# GB/T 15834-2011 5.1: marks that may not begin or end a line.
GB_NOT_AT_START = "。，、；：？！”’）］〕】》〉～·"
GB_NOT_AT_END = "“‘（［〔【《〈"


@pytest.mark.parametrize("mark", GB_NOT_AT_START)
def test_marks_that_the_standard_keeps_from_a_line_s_start(mark: str) -> None:
    assert mark in NOT_AT_START


def test_marks_that_the_standard_keeps_from_a_line_s_end() -> None:
    assert set(GB_NOT_AT_END) - NOT_AT_END == set()


def test_only_straight_quotes_may_stand_at_neither_end() -> None:
    both = NOT_AT_START & NOT_AT_END

    assert both == {'"', "'"}


def test_letters_and_digits_may_stand_at_both_ends() -> None:
    assert (NOT_AT_START | NOT_AT_END) & set("汉字一aZ09０９") == set()


@pytest.mark.parametrize("char", "汉㐀，。（％々𬭩𬱖　")
def test_han(char: str) -> None:
    assert script(char) is Script.HAN


@pytest.mark.parametrize("char", "aZ09.,()%·é")
def test_latin(char: str) -> None:
    assert script(char) is Script.LATIN


@pytest.mark.parametrize("char", " “”‘’—…℃①\u00a0")
def test_weak(char: str) -> None:
    assert script(char) is Script.WEAK


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (35, "三十五"),
     (99, "九十九"), (100, "一百"), (101, "一百零一"), (110, "一百一十"), (119, "一百一十九"),
     (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_no_numeral_for_it(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        numeral(number)
