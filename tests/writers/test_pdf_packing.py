"""Packed files: every object is found, whatever it is and however many there are."""

from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from briefing.writers.pdf_archive import compressed
from briefing.writers.pdf_packing import PackedDocument


def packed(count: int) -> bytes:
    """A file of one page, `count` dictionaries in an array and a stream."""
    pdf = PackedDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    stream = compressed(b"words " * 100)
    items = [pdf.Reference(PDFDictionary({"Number": n, "Text": PDFString("甲")}))
             for n in range(count)]  # fmt: skip
    pdf.info = PDFDictionary({
        "Items": PDFArray(items), "Stream": pdf.Reference(stream), "Kind": PDFName("Trial")
    })  # fmt: skip
    data: bytes = pdf.format()
    return data


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 1000])
def test_every_object_is_found(count: int) -> None:
    with pikepdf.open(BytesIO(packed(count))) as pdf:
        info = pdf.trailer.Info
        assert [int(each.Number) for each in info.Items] == list(range(count))
        assert {str(each.Text) for each in info.Items} <= {"甲"}
        assert info.Stream.read_bytes() == b"words " * 100
        assert info.Kind == "/Trial"
        assert pdf.check_pdf_syntax() == []


def test_it_is_small_and_the_same_each_time() -> None:
    data = packed(1000)

    assert data == packed(1000)
    assert len(data) < 15_000  # 15 bytes an object; unpacked they are eighty and more
    assert data.startswith(b"%PDF-1.7\n")
    assert b"/Type /XRef" in data


def test_streams_end_on_a_line_of_their_own() -> None:
    """ISO 19005-2 6.1.7.1."""
    data = packed(300)

    assert data.count(b"endstream") == data.count(b"\r\nendstream\n") == 4
