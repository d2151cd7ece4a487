"""Numbered copies as poppler reads them, and as LibreOffice sets their DOCX."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from briefing import Faces, Template, load
from briefing.printing.copies import numbered_docx, numbered_pdf, written
from tests.engines.conftest import SAMPLES
from tests.engines.reading import by_libreoffice, read_lines

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def eight_pages(shanghai: Template) -> Template:
    return replace(shanghai, colophon_page=4)


def test_the_number_of_each_of_two_hundred(
    eight_pages: Template, shipped_faces: Faces, tmp_path: Path
) -> None:
    source = load(SAMPLES[0])
    file = tmp_path / "copies.pdf"
    file.write_bytes(numbered_pdf(source, eight_pages, range(1, 201), shipped_faces))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    command = ["pdftotext", str(file), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")

    assert len(pages) == 1600 + 1
    copies = [pages[at : at + 8] for at in range(0, 1600, 8)]
    assert [copy[0].split()[0] for copy in copies] == [written(n) for n in range(1, 201)]
    rest = [[copy[0].partition("\n")[2], *copy[1:]] for copy in copies]
    assert all(copy == rest[0] for copy in rest)


def test_a_docx_agrees_with_its_copy_in_the_pdf(
    eight_pages: Template, shipped_faces: Faces, tmp_path: Path
) -> None:
    """Line for line."""
    source = load(SAMPLES[0])
    numbers = (3, 20)
    (tmp_path / "copies.pdf").write_bytes(numbered_pdf(source, eight_pages, numbers, shipped_faces))
    pages = read_lines(tmp_path / "copies.pdf")
    made = numbered_docx(source, eight_pages, numbers, shipped_faces)
    for copy, (number, data) in enumerate(made.items()):
        (tmp_path / f"{number}.docx").write_bytes(data)
        theirs = read_lines(by_libreoffice(tmp_path / f"{number}.docx", tmp_path / str(number)))
        ours = pages[8 * copy : 8 * copy + 8]

        assert ours[0][0].text == written(number)
        assert [[line.text for line in page] for page in theirs] == [
            [line.text for line in page] for page in ours
        ]
        for page, other in zip(ours, theirs, strict=True):
            for line, match in zip(page, other, strict=True):
                assert line.baseline == pytest.approx(match.baseline, abs=0.5), line.text
