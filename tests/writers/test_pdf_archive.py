"""What the PDF says of itself to archives; whether a checker agrees is asked in tests/engines."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from lxml import etree

from briefing.document import Document
from briefing.writers.pdf_archive import metadata
from briefing.writers.srgb import profile

SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


@pytest.fixture(scope="module")
def pdf(files: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(files["pdf"])) as opened:
        yield opened


def said(packet: bytes, path: str) -> str:
    tree = etree.fromstring(packet.decode("utf-8").encode("utf-8"))
    (found,) = tree.iterfind(f".//{path}", SPACES)
    return "".join(str(text) for text in found.itertext()).strip()


def test_metadata_and_information_say_the_same(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    info = {key: str(value) for key, value in pdf.docinfo.items()}

    assert said(packet, "dc:title") == info["/Title"]
    assert said(packet, "dc:creator") == info["/Author"]
    assert said(packet, "dc:description") == info["/Subject"]
    assert said(packet, "pdf:Keywords") == info["/Keywords"]
    assert said(packet, "pdf:Producer") == info["/Producer"]
    assert said(packet, "xmp:CreatorTool") == info["/Creator"]
    assert info["/CreationDate"] == info["/ModDate"] == "D:20250728000000+08'00'"
    for name in ("CreateDate", "ModifyDate", "MetadataDate"):
        assert said(packet, f"xmp:{name}") == "2025-07-28T00:00:00+08:00"


def test_metadata_claim_archival_and_accessible(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()

    assert said(packet, "pdfaid:part") + said(packet, "pdfaid:conformance") == "2A"
    assert said(packet, "pdfuaid:part") == "1"


def test_metadata_can_be_read_without_knowing_pdf(files: dict[str, bytes]) -> None:
    assert b'<?xpacket begin="\xef\xbb\xbf"' in files["pdf"]
    assert "上海市邮政管理局党建办、文明办</rdf:li>".encode() in files["pdf"]


def test_signs_of_xml_in_a_title() -> None:
    odd = Document("甲<乙>&“丙”", "", "", (), date(2025, 7, 1), (), ())

    assert said(metadata(odd, "zh-CN").content, "dc:title") == "甲<乙>&“丙”"


def test_colours_are_srgb(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents

    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert intent.DestOutputProfile.read_bytes() == profile()


def test_nothing_is_transparent_and_no_colour_but_rgb(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        assert set(page.Resources.keys()) <= {"/Font", "/XObject"}
        for picture in page.Resources.get("/XObject", {}).values():
            assert picture.Subtype == "/Image"
            assert picture.ColorSpace in ("/DeviceRGB", "/DeviceGray")
            assert "/SMask" not in picture
            assert "/Mask" not in picture
        operators = {str(each.operator) for each in pikepdf.parse_content_stream(page)}
        text = {"BT", "ET", "Tf", "Tm", "Tj", "Tc", "rg"}
        drawing = {"RG", "w", "m", "l", "c", "h", "S", "f", "B", "j", "q", "Q", "cm", "Do"}
        assert operators <= {"BDC", "EMC", *text, *drawing}


def test_streams_are_as_long_as_they_say(files: dict[str, bytes]) -> None:
    """A line end stands before each `endstream` and does not count (ISO 19005-2 6.1.7.1)."""
    data = files["pdf"]
    starts = [
        (int(match[1]), match.end())
        for match in re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", data)
    ]

    assert len(starts) == data.count(b"endstream\n") > 10
    for length, start in starts:
        assert data[start + length : start + length + 12] == b"\r\nendstream\n"
