import pytest

from briefing.units import TYPE_SIZES, parse_length, twips, whole_twips


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("25.4mm", 72.0),
        ("2.54cm", 72.0),
        ("12pt", 12.0),
        ("20tw", 1.0),
        ("-5tw", -0.25),
        ("0", 0.0),
        ("0mm", 0.0),
        (" 12pt ", 12.0),
        ("三号", 16.0),
        ("小二", 18.0),
        ("五号", 10.5),
    ],
)
def test_lengths_in_points(written: str, points: float) -> None:
    assert parse_length(written) == pytest.approx(points)


def test_characters_and_lines_are_multiples_of_what_they_are_used_with() -> None:
    assert parse_length("2字", em=16) == 32
    assert parse_length("-0.5字", em=14) == -7
    assert parse_length("1行", em=16, leading=28) == 28


@pytest.mark.parametrize(
    "written",
    ["", "12", "12 pt", "12px", "pt", "1.pt", "+1mm", "2字", "1行", "八号", "1e2mm"],
)
def test_what_is_not_a_length_here(written: str) -> None:
    with pytest.raises(ValueError, match=r"^" + written.replace("+", r"\+") + "$"):
        parse_length(written)


def test_the_larger_the_name_the_larger_the_type() -> None:
    sizes = list(TYPE_SIZES.values())

    assert sizes == sorted(sizes, reverse=True)


def test_twips_are_twentieths_of_a_point() -> None:
    assert twips(29.55) == 591
    assert twips(0.26) == 5
    assert twips(0.29) == 6
    assert whole_twips(0.26) == 0.25
    assert whole_twips(-0.26) == -0.25
