"""Sheets are folded and stapled here as a clerk would, with numbers for pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.printing.imposition import (
    FoldMarks,
    Side,
    booklet,
    booklet_pages,
    by_hand,
    creep,
    padded,
    single,
    two_up,
)
from briefing.printing.options import Sides

W, H = 200.0, 300.0
Half = tuple[int | None, int]  # the page in it, and 1 if its head is up, -1 if down


def seen(side: Side) -> dict[str, Half]:
    """What lies in the left and in the right half of a side, as it comes out of the printer."""
    halves: dict[str, Half] = {}
    for place in side.places:
        left = place.x + W / 2 < W
        if side.turned:
            left = not left
        halves["left" if left else "right"] = (place.page, -1 if side.turned else 1)
    return halves


def behind(back: Side, sides: Sides) -> dict[str, Half]:
    """What lies behind the left and the right half of the front, as one sees it turning the leaf.

    Over the short edge, a lying sheet is turned like a page: left and right change places. Over
    the long edge its head goes down: left stays left, and what was printed upright hangs.
    """
    found = seen(back)
    if sides is Sides.SHORT:
        return {"left": found["right"], "right": found["left"]}
    return {half: (page, -up) for half, (page, up) in found.items()}


def read_through(sides: list[Side], turned_over: Sides) -> list[Half]:
    """The pages of the booklet from cover to cover: sheets in one another, folded, stapled."""
    right: list[Half] = []
    left: list[Half] = []
    for at in range(0, len(sides), 2):
        front, back = seen(sides[at]), behind(sides[at + 1], turned_over)
        # Each leaf has a page before and one behind; the fold is on its left, or on its right.
        right += [front["right"], back["right"]]
        left = [back["left"], front["left"], *left]
    return right + left


@pytest.mark.parametrize("turned_over", [Sides.SHORT, Sides.LONG])
@pytest.mark.parametrize("pages", range(1, 25))
def test_a_folded_booklet_reads_in_order(pages: int, turned_over: Sides) -> None:
    order = padded(pages)
    sheets = booklet(order, W, H, sides=turned_over)

    assert len(sheets) == -(-pages // 4) * 2
    assert read_through(sheets, turned_over) == [(page, 1) for page in order]


@pytest.mark.parametrize("turned_over", [Sides.SHORT, Sides.LONG])
def test_the_wrong_edge_hangs_the_backs(turned_over: Sides) -> None:
    """The simulation can fail: printed over the other edge, the booklet cannot be read."""
    other = Sides.LONG if turned_over is Sides.SHORT else Sides.SHORT
    sheets = booklet(padded(8), W, H, sides=turned_over)

    assert read_through(sheets, other) != [(page, 1) for page in range(8)]


def test_empty_pages_stand_before_the_last() -> None:
    assert padded(5) == [0, 1, 2, 3, None, None, None, 4]
    assert padded(7) == [0, 1, 2, 3, 4, 5, None, 6]
    assert padded(8) == list(range(8))
    assert padded(1) == [None, None, None, 0]


@given(st.integers(1, 200), st.sampled_from([1, 2, 4]))
def test_padding_loses_no_page(pages: int, multiple: int) -> None:
    order = padded(pages, multiple)

    assert len(order) % multiple == 0
    assert [page for page in order if page is not None] == list(range(pages))
    assert order[-1] == pages - 1


def test_pages_of_eight() -> None:
    assert booklet_pages(8) == [(7, 0), (1, 6), (5, 2), (3, 4)]


def test_other_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="6"):
        booklet_pages(6)


def test_creep_of_a_worked_example() -> None:
    """24 pages of 80 g paper, 0.1 mm thick: six sheets; the middle one moves half a millimetre."""
    moved = [creep(sheet, 0.1) for sheet in range(6)]

    assert moved == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])


def test_creep_moves_pages_towards_the_fold() -> None:
    sheets = booklet(padded(24), W, H, thickness=0.5)
    outer, inner = sheets[0], sheets[-1]

    assert [place.x for place in outer.places] == [0.0, W]
    assert [place.x for place in inner.places] == [2.5, W - 2.5]


def test_fold_marks_stand_at_the_middle_of_both_edges() -> None:
    (front, *_) = booklet(padded(4), W, H, marks=FoldMarks(10, 20))

    assert [(line.x1, line.y1, line.x2, line.y2) for line in front.lines] == [
        (W, 10, W, 30),
        (W, 270, W, 290),
    ]


def test_two_pages_beside_each_other() -> None:
    first, second = two_up([0, 1, 2], W, H)

    assert (first.width, first.height) == (H, W)
    assert [place.page for place in first.places] == [0, 1]
    assert [place.page for place in second.places] == [2]
    left, right = first.places
    assert left.scale == pytest.approx(2 / 3)
    assert (left.x, left.y) == pytest.approx(((150 - W * 2 / 3) / 2, 0.0))
    assert right.x - left.x == pytest.approx(150)


def on(side: Side) -> int | None:
    """The one page of a side, if it has one."""
    return side.places[0].page if side.places else None


def duplexed_by_hand(pages: int) -> list[tuple[int | None, int | None]]:
    """(front, back) of each sheet in the order of the finished pile, first on top."""
    fronts, backs = by_hand(single(list(range(pages)), W, H))
    printed = [on(side) for side in fronts]
    # Face down in the tray: the last sheet lies on top, and is drawn in first again.
    again = printed[::-1]
    sheets = list(zip(again, map(on, backs), strict=True))
    return sheets[::-1]


@pytest.mark.parametrize("pages", [1, 2, 5, 6])
def test_both_sides_by_hand(pages: int) -> None:
    expected = [(page, page + 1 if page + 1 < pages else None) for page in range(0, pages, 2)]

    assert duplexed_by_hand(pages) == expected
