from __future__ import annotations

from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from briefing.diagnostics import PrintError
from briefing.printing.imposition import FoldMarks, booklet, padded, two_up
from briefing.printing.sheets import Ink, imposed, opened, page_sizes, standing

W, H = 200.0, 300.0


@pytest.fixture(scope="module")
def numbered() -> bytes:
    """Six small pages with a square each, further to the right on each."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        for number in range(6):
            pdf.add_blank_page(page_size=(W, H))
            content = f"{10 + 20 * number} 100 10 10 re f".encode()
            pdf.pages[-1].obj.Contents = pdf.make_stream(content)
        pdf.save(out)
    return out.getvalue()


def squares(data: bytes) -> list[list[tuple[int, int]]]:
    """(left, bottom) of the squares of each page."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        return [
            [(round(rect["x0"]), round(rect["y0"])) for rect in page.rects] for page in pdf.pages
        ]


def test_pages_stand_where_they_were_told_to(numbered: bytes) -> None:
    """Order 0 1 2 3 4 - - 5: (5, 0), (1, -), (-, 2), (3, 4)."""
    data = imposed(numbered, booklet(padded(6), W, H), Ink(0.25, 1.0))

    assert squares(data) == [
        [(110, 100), (210, 100)],
        [(30, 100)],
        [(250, 100)],
        [(70, 100), (290, 100)],
    ]


def test_creep_on_paper(numbered: bytes) -> None:
    data = imposed(numbered, booklet(padded(6), W, H, thickness=5), Ink(0.25, 1.0))

    assert squares(data)[3] == [(75, 100), (285, 100)]


def test_turned_backs(numbered: bytes) -> None:
    from briefing.printing.options import Sides

    data = imposed(numbered, booklet(padded(6), W, H, sides=Sides.LONG), Ink(0.25, 1.0))

    assert squares(data)[1] == [(360, 190)]  # 400 - 30 - 10, 300 - 100 - 10


def test_marks_are_drawn(numbered: bytes) -> None:
    sides = booklet(padded(6), W, H, marks=FoldMarks(5, 10))
    with pdfplumber.open(BytesIO(imposed(numbered, sides, Ink(0.25, 1.0)))) as pdf:
        lines = [(line["x0"], line["y0"], line["y1"], line["linewidth"]) for line in
                 pdf.pages[0].lines]  # fmt: skip

    assert sorted(lines) == [(200, 5, 15, 0.25), (200, 285, 295, 0.25)]


def test_proofs_are_smaller(numbered: bytes) -> None:
    data = imposed(numbered, two_up(range(6), W, H), Ink(0.25, 1.0))
    with pdfplumber.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 3
        assert [round(rect["width"], 2) for rect in pdf.pages[0].rects] == [6.67, 6.67]


def test_a_form_stands_in_the_file_once(small_pdf: bytes) -> None:
    twice = imposed(small_pdf, two_up([0, 0], 595.3, 841.9), Ink(0.25, 1.0))
    once = imposed(small_pdf, two_up([0], 595.3, 841.9), Ink(0.25, 1.0))

    assert len(twice) < len(once) + 100


def test_sizes_as_they_are_seen(numbered: bytes) -> None:
    with opened(numbered) as pdf:
        pdf.pages[0].obj.Rotate = 90
        assert page_sizes(pdf)[:2] == [(H, W), (W, H)]


def test_no_pdf() -> None:
    with pytest.raises(PrintError, match="not-a-pdf"), opened(b"no"):
        pass


def test_damage_that_shows_while_one_works_on_it(small_pdf: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(small_pdf)) as pdf:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(b"no zlib", filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].obj.Contents = stream
        pdf.save(out)

    with pytest.raises(PrintError, match="damaged-page"):
        imposed(out.getvalue(), two_up([0], W, H), Ink(0.25, 1.0))


def test_the_same_sheets_are_the_same_bytes(small_pdf: bytes) -> None:
    sides = booklet(padded(1), 595.3, 841.9, marks=FoldMarks(5, 10))
    made = {imposed(small_pdf, sides, Ink(0.25, 1.0)) for _ in range(2)}

    assert len(made) == 1


def of_sizes(*sizes: tuple[float, float], encryption: pikepdf.Encryption | bool = False) -> bytes:
    """Pages of these sizes, each with a square 20 points from the left and 30 from the top."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        for width, height in sizes:
            pdf.add_blank_page(page_size=(width, height))
            content = f"20 {height - 40} 10 10 re f".encode()
            pdf.pages[-1].obj.Contents = pdf.make_stream(content)
        pdf.save(out, encryption=encryption)
    return out.getvalue()


def test_lying_pages_stand_with_their_top_at_the_left() -> None:
    made = standing(of_sizes((W, H), (H, W), (W, H)), W, H)

    with opened(made) as pdf:
        assert page_sizes(pdf) == [(W, H)] * 3
    assert squares(made) == [[(20, 260)], [(30, 20)], [(20, 260)]]


def noted() -> bytes:
    """A lying page on which somebody wrote a note."""
    out = BytesIO()
    with opened(of_sizes((H, W))) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=pikepdf.Array([10, 10, 90, 30]),
            Contents="再核一遍",
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        of_sizes((W, H)),
        noted(),
        of_sizes((H, W + 20)),
        of_sizes((H, W), encryption=pikepdf.Encryption(owner="o", user="")),
        of_sizes((H, W), encryption=pikepdf.Encryption(owner="o", user="u")),
        b"not a PDF",
    ],
    ids=["standing", "with a note", "of another size", "encrypted", "locked", "broken"],
)
def test_what_is_not_turned(data: bytes) -> None:
    assert standing(data, W, H) == data
