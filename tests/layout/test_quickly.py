"""Lines are set without looking at every character: they are those of the slow way."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.layout.justify import set_line
from briefing.layout.linebreak import break_lines
from briefing.layout.page import TextRun
from briefing.layout.shaping import Piece, Shaped, shape
from tests.fakes import SquareFace
from tests.layout import slowly

LATIN = SquareFace("Latin", advances=dict.fromkeys("ab1, .%()-/", 0.5))
KAI = SquareFace("Kai")
TEXT = "汉字共项。，、；：“”‘’（）《》—…·℃①ab12 ,.%()-/\t\n\u3000\U00020bb7"


@st.composite
def measured(draw: st.DrawFn) -> tuple[Shaped, Shaped]:
    """A text in one to three looks, quickly and slowly."""
    text = draw(st.text(st.sampled_from(TEXT), min_size=1, max_size=60))
    cuts = draw(st.sets(st.integers(1, len(text)), max_size=2))
    edges = sorted({0, len(text), *cuts})
    looks = [
        Piece(start, end, (LATIN, KAI)[number % 2], None)
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    size = draw(st.sampled_from([10.0, 16.0]))
    tracking = draw(st.sampled_from([0.0, -0.25, 1.3]))
    return shape(text, looks, size, tracking), slowly.shape(text, looks, size, tracking)


@given(measured())
def test_texts_are_measured_alike(both: tuple[Shaped, Shaped]) -> None:
    quick, slow = both

    assert quick == slow


@given(measured(), st.floats(30, 300), st.sampled_from(["left", "justify"]))
def test_lines_are_spread_alike(both: tuple[Shaped, Shaped], width: float, align: str) -> None:
    made, slow = both
    if "\t" in made.text:
        return  # set in two parts, each as a line without a tab
    for line in break_lines(made, width - 20, width):
        if line.start == line.end:
            continue
        slack = width - slow.width(line.start, line.end)
        places = slowly.places(slow, line)
        spread = align == "justify" and not line.last and places
        expected = slowly.runs(slow, line, 100, 50, slack / places if spread else 0.0)
        found = list(set_line(made, line, 100, width, 50, align, "000000"))
        assert_alike(found[: len(expected)], expected)
        # What is left is a space that nobody sees.
        assert [run.text for run in found[len(expected) :]] in ([], [" "])


def assert_alike(found: Sequence[TextRun], expected: Sequence[TextRun]) -> None:
    assert [run._replace(x=0, spacing=0) for run in found] == [
        run._replace(x=0, spacing=0) for run in expected
    ]
    for one, other in zip(found, expected, strict=True):
        assert one.x == pytest.approx(other.x, abs=1e-6)
        assert one.spacing == pytest.approx(other.spacing, abs=1e-6)
