from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from briefing import Faces, Template, load, render
from briefing.diagnostics import PrintError
from briefing.printing.copies import multiplied, numbered_docx, numbered_pdf, sample, written
from briefing.printing.sheets import opened
from tests.samples import ISSUES, issue

LONG = ISSUES / "2025-26.yaml"


@pytest.fixture(scope="module")
def eight_pages(shanghai: Template) -> Template:
    """The template in which the longer sample takes eight pages."""
    return replace(shanghai, colophon_page=4)


def first_lines(data: bytes, each: int) -> list[str]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        lines = [page.extract_text().splitlines()[0] for page in pdf.pages[::each]]
    return ["".join(line.split()) for line in lines]


PAGES = 2  # of a copy of the small issue: its colophon has no room below the text


def test_every_copy_has_its_number(shanghai: Template, shipped_faces: Faces) -> None:
    data = numbered_pdf(issue(), shanghai, (1, 9, 123456), shipped_faces)

    assert first_lines(data, PAGES) == ["000001", "000009", "123456"]


def test_the_number_stands_where_a_build_puts_it(shanghai: Template, shipped_faces: Faces) -> None:
    """In the first line of the type area (GB/T 9704 7.2.1), and all else where it stood."""
    copy = replace(issue(), copy_number=123456)
    built = render(copy, shanghai, "pdf", shipped_faces)
    (alone,) = [numbered_pdf(issue(), shanghai, (123456,), shipped_faces)]

    def chars(data: bytes) -> list[tuple[str, float, float, float]]:
        with pdfplumber.open(BytesIO(data)) as pdf:
            return [
                (char["text"], char["x0"], char["top"], char["size"])
                for page in pdf.pages
                for char in page.chars
            ]

    assert chars(alone) == chars(built)
    assert chars(alone)[0][1] == pytest.approx(shanghai.page.type_area.left, abs=1.5)


def test_two_hundred_copies_of_eight_pages(eight_pages: Template, shipped_faces: Faces) -> None:
    source = load(LONG)
    one = render(sample(source), eight_pages, "pdf", shipped_faces)
    begun = time.perf_counter()
    data = numbered_pdf(source, eight_pages, range(1, 201), shipped_faces)
    taken = time.perf_counter() - begun

    with opened(data) as pdf:
        assert len(pdf.pages) == 1600
    assert len(data) <= 1.5 * len(one) + 200 * 2048
    assert len(data) <= 1.5 * len(one)  # as it turns out, the copies take next to nothing
    assert taken < 10
    assert first_lines(data, 8) == [written(number) for number in range(1, 201)]


def test_copies_share_what_they_have_in_common(shanghai: Template, shipped_faces: Faces) -> None:
    data = numbered_pdf(load(LONG), shanghai, (1, 2), shipped_faces)
    with opened(data) as pdf:
        count = len(pdf.pages) // 2
        mine, other = pdf.pages[:count], pdf.pages[count:]

        assert all(
            a.obj.Contents.objgen == b.obj.Contents.objgen
            for a, b in zip(mine[1:], other[1:], strict=True)
        )
        parts = [page.obj.Contents for page in (mine[0], other[0])]
        assert [a.objgen == b.objgen for a, b in zip(*parts, strict=True)] == [True, False, True]
        fonts = {
            font.objgen for page in pdf.pages for font in page.obj.Resources.Font.as_dict().values()
        }
        assert len(fonts) <= 6


def test_each_begins_on_a_sheet_of_its_own(shanghai: Template, shipped_faces: Faces) -> None:
    data = numbered_pdf(issue(), shanghai, (1, 2), shipped_faces, multiple=4)
    with pdfplumber.open(BytesIO(data)) as pdf:
        texts = [page.extract_text()[:6].strip() for page in pdf.pages]

    assert texts == ["000001", "报：上级一", "", "", "000002", "报：上级一", "", ""]


def test_the_same_copies_are_the_same_bytes(shanghai: Template, shipped_faces: Faces) -> None:
    made = [numbered_pdf(issue(), shanghai, (5, 6), shipped_faces) for _ in range(2)]

    assert made[0] == made[1]


def test_what_is_done_to_one_is_done_to_all(shanghai: Template, shipped_faces: Faces) -> None:
    seen: list[bytes] = []

    def treat(data: bytes) -> bytes:
        seen.append(data)
        return data

    numbered_pdf(issue(), shanghai, range(1, 6), shipped_faces, treat=treat)

    assert len(seen) == 1


def test_nothing_of_the_digits_beside_the_sheet_remains(
    shanghai: Template, shipped_faces: Faces
) -> None:
    data = numbered_pdf(issue(), shanghai, (7,), shipped_faces)
    with opened(data) as pdf:
        content = b"".join(part.read_bytes() for part in pdf.pages[0].obj.Contents)

    assert b"-1000" not in content


def test_a_template_that_prints_no_number(shanghai: Template, shipped_faces: Faces) -> None:
    labels = {**shanghai.labels, "copy_number": "内部资料"}
    silent = replace(shanghai, labels=labels)

    with pytest.raises(PrintError, match="no-copy-number"):
        numbered_pdf(issue(), silent, (1,), shipped_faces)
    with pytest.raises(PrintError, match="no-copy-number"):
        numbered_docx(issue(), silent, (1,), shipped_faces)


def test_text_around_the_number(shanghai: Template, shipped_faces: Faces) -> None:
    labelled = replace(shanghai, labels={**shanghai.labels, "copy_number": "编号{份号}号"})
    data = numbered_pdf(issue(), labelled, (1, 20), shipped_faces)

    assert first_lines(data, PAGES) == ["编号000001号", "编号000020号"]


def test_a_pdf_without_a_number(small_pdf: bytes) -> None:
    with pytest.raises(PrintError, match="no-copy-number"):
        multiplied(small_pdf, "000001", (1, 2))


@pytest.mark.parametrize("embed", ["none", "used"])
def test_docx_copies_are_what_a_build_gives(
    embed: str, shanghai: Template, shipped_faces: Faces
) -> None:
    """To the last byte."""
    made = numbered_docx(issue(), shanghai, (1, 7, 999999), shipped_faces, embed=embed)

    for number, data in made.items():
        copy = replace(issue(), copy_number=number)
        assert data == render(copy, shanghai, "docx", shipped_faces, embed=embed)


def test_copies_are_no_archival_files(shanghai: Template, shipped_faces: Faces) -> None:
    """They are for the printer: they must not claim tags that they have not."""
    with pikepdf.open(BytesIO(numbered_pdf(issue(), shanghai, (1, 2), shipped_faces))) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root
