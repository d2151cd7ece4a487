from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from briefing import Template
from briefing.printing.anatomy import anatomy
from briefing.printing.process import in_process_colors, is_red, palette, reds
from briefing.printing.sheets import opened
from briefing.printing.stationery import Stationery


def colors(data: bytes) -> set[tuple[str, tuple[float, ...]]]:
    with opened(data) as pdf:
        return {color for page in pdf.pages for color in anatomy(page).colors}


def test_red_is_two_inks_and_black_one(
    small_pdf: bytes, shanghai: Template, measures: Stationery
) -> None:
    """GB/T 9704 6.2: Y80 M80, BL100."""
    assert {kind for kind, _ in colors(small_pdf)} == {"rgb"}
    assert colors(in_process_colors(small_pdf, shanghai, measures)) == {
        ("cmyk", (0.0, 0.8, 0.8, 0.0)),
        ("cmyk", (0.0, 0.0, 0.0, 1.0)),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0 0 0 rg", b"0 0 0 1 k"),
        ("0.25 G", b"0 0 0 0.75 K"),
        ("1 g", b"0 0 0 0 k"),
        ("0.5 0.5 0.5 RG", b"0 0 0 0.5 K"),
        ("0.902 0 0.0706 rg", b"0 0.8 0.8 0 k"),
        ("0.1059 0.251 0.4745 rg", b"0 0 0 0.7669 k"),  # 1B4079, of charts
        ("0.6588 0.2706 0.1804 rg", b"0 0 0 0.6236 k"),  # A8452E, likewise
        ("0 0 1 rg", b"0 0 1 rg"),
        ("1 0 0 rg", b"1 0 0 rg"),
        ("0 1 1 0 k", b"0 1 1 0 k"),
    ],
)
def test_each_color(before: str, after: bytes, shanghai: Template, measures: Stationery) -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.Contents = pdf.make_stream(before.encode())
        pdf.save(out)
    with opened(in_process_colors(out.getvalue(), shanghai, measures)) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes().strip() == after


def test_nothing_says_that_it_is_for_screens(
    small_pdf: bytes, shanghai: Template, measures: Stationery
) -> None:
    with opened(in_process_colors(small_pdf, shanghai, measures)) as pdf:
        assert "/OutputIntents" not in pdf.Root


def test_reds_of_a_template(shanghai: Template) -> None:
    assert list(reds(shanghai)) == [pytest.approx((0.902, 0.0, 0.0706), abs=0.001)]
    assert len(palette(shanghai)) > 6  # those of charts among them
    assert not is_red((0.9, 0.6, 0.1))
    assert not is_red((0.2, 0.0, 0.0))
