from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.printing.options import JobOptions, Sides, numbers_of, ranges, sheets


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("1-3", (1, 2, 3)),
        ("7", (7,)),
        ("1-2,5", (1, 2, 5)),
        ("1—3，9", (1, 2, 3, 9)),
        (" 000018 ～ 20 ", (18, 19, 20)),
    ],
)
def test_numbers(written: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(written) == numbers


@pytest.mark.parametrize(
    "written",
    ["", "甲", "3-1", "0-2", "1-", "-3", "1,,2", "1-3,2", "999999-1000000", "１-2", "1.5"],
)
def test_no_numbers(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is that of the part
        numbers_of(written)


@given(st.sets(st.integers(1, 999_999), min_size=1))
def test_ranges_are_read_back(numbers: set[int]) -> None:
    assert set(numbers_of(ranges(sorted(numbers)))) == numbers


def test_sheets_of_paper() -> None:
    assert (sheets(7, Sides.LONG), sheets(8, Sides.SHORT), sheets(7, Sides.ONE)) == (4, 4, 7)


def test_arguments_for_lp() -> None:
    options = JobOptions(3, Sides.SHORT, "A3", tray="Tray2", gray=True)

    assert " ".join(options.arguments()) == (
        "-n 3 -o sides=two-sided-short-edge -o media=A3 -o collate=true -o print-scaling=none"
        " -o number-up=1 -o page-delivery=same-order-face-down -o InputSlot=Tray2"
        " -o print-color-mode=monochrome"
    )
    assert options.described() == "3 份，双面，短边翻转，A3 纸，逐份，纸盒 Tray2，黑白"


def test_a_tray_by_the_name_that_cups_gives_it() -> None:
    """CUPS takes it behind the media; as InputSlot it would pass it over without a word."""
    arguments = " ".join(JobOptions(tray="tray-2").arguments())

    assert "-o media=A4,tray-2 " in arguments
    assert "InputSlot" not in arguments


def test_no_tray_leaves_it_to_the_printer() -> None:
    assert not [each for each in JobOptions().arguments() if "InputSlot" in each]
    assert "media=A4" in JobOptions().arguments()
    assert JobOptions().described() == "1 份，双面，长边翻转，A4 纸"
