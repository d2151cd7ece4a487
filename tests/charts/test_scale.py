"""Round numbers along an axis."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.charts.scale import alike, plain, scale


def ticks(*values: str, from_zero: bool = True, percent: bool = False) -> list[str]:
    return list(scale([Decimal(each) for each in values], from_zero).labels(percent))


def test_from_zero_in_round_steps() -> None:
    assert ticks("120", "85", "30") == ["0", "25", "50", "75", "100", "125"]
    assert ticks("5689") == ["0", "2000", "4000", "6000"]
    assert ticks("0.3") == ["0", "0.1", "0.2", "0.3"]


def test_whole_numbers_have_whole_steps() -> None:
    assert ticks("1") == ["0", "1"]
    assert ticks("3", "2") == ["0", "1", "2", "3"]


def test_decimals_stand_below_each_other() -> None:
    """Nought needs none."""
    written = ["0.35", "0.40", "0.45", "0.50", "0.55", "0.60", "0.65"]
    assert ticks("0.61", "0.38", from_zero=False) == written
    assert ticks("0.8") == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert alike([Decimal("38.0"), Decimal("24.9")]) == ["38.0", "24.9"]
    assert alike([Decimal("25.0"), Decimal(75)]) == ["25", "75"]


def test_below_zero() -> None:
    assert ticks("-12.5", "20") == ["-20", "-10", "0", "10", "20"]
    assert ticks("-3", "-1") == ["-3", "-2", "-1", "0"]


def test_all_noughts() -> None:
    assert ticks("0", "0") == ["0", "1"]


def test_lines_may_begin_higher_up() -> None:
    assert ticks("82.3", "94.7", from_zero=False) == ["80", "85", "90", "95"]
    assert ticks("20", "94.7", from_zero=False)[0] == "0"


def test_large_numbers_are_said_in_wan_and_yi() -> None:
    assert ticks("90000") == ["0", "2万", "4万", "6万", "8万", "10万"]
    assert ticks("49000")[-1] == "50000"
    assert ticks("1234567") == ["0", "25万", "50万", "75万", "100万", "125万"]
    assert ticks("3000000000") == ["0", "10亿", "20亿", "30亿"]


def test_shares() -> None:
    assert ticks("45.2", "20", percent=True)[-1] == "50%"


@pytest.mark.parametrize(
    ("number", "written"), [("1E+6", "1000000"), ("0.50", "0.5"), ("100", "100"), ("-0.0", "-0")]
)
def test_plain(number: str, written: str) -> None:
    assert plain(Decimal(number)) == written


@given(st.lists(st.decimals(-(10**15), 10**15, places=3), min_size=1, max_size=30), st.booleans())
def test_every_value_lies_on_the_axis(values: list[Decimal], from_zero: bool) -> None:
    axis = scale(values, from_zero)

    assert axis.least <= min(values)
    assert max(values) <= axis.most
    assert 2 <= len(axis.ticks) <= 12
    assert axis.ticks[0] == axis.least
    assert axis.ticks[-1] == axis.most
    assert not any("E" in label for label in axis.labels(percent=False))
