"""Pictures and shapes in a PDF: image XObjects and path operators (ISO 32000-1 8.5, 8.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from struct import unpack

from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFName,
    PDFObjectReference,
)

from briefing.issue import Picture
from briefing.layout.page import Image, Shape
from briefing.writers.pdf_archive import Stream
from briefing.writers.pdf_objects import Dictionary

# Colour type of a PNG's IHDR → components and colour space; others are not written by us.
_COLORS = {0: (1, "DeviceGray"), 2: (3, "DeviceRGB")}
_PNG_PREDICTORS = 15


def embed_picture(pdf: PDFDocument, picture: Picture) -> PDFObjectReference:
    """Put a picture into the PDF; its bytes go in as they are."""
    if picture.kind == "jpeg":
        stream = Stream(content=picture.data)
        space = "DeviceGray" if _jpeg_components(picture.data) == 1 else "DeviceRGB"
        stream.dictionary["Filter"] = PDFName("DCTDecode")
    else:
        color, content = _png(picture.data)
        components, space = _COLORS[color]
        stream = Stream(content=content)
        stream.dictionary["Filter"] = PDFName("FlateDecode")
        stream.dictionary["DecodeParms"] = Dictionary({
            "Predictor": _PNG_PREDICTORS,
            "Colors": components,
            "BitsPerComponent": 8,
            "Columns": picture.width,
        })  # fmt: skip
    described = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": picture.width,
        "Height": picture.height,
        "ColorSpace": PDFName(space),
        "BitsPerComponent": 8,
    }
    for key, value in described.items():
        stream.dictionary[key] = value
    return pdf.Reference(stream)


def _png(data: bytes) -> tuple[int, bytes]:
    """Colour type and compressed rows of a PNG without interlacing: PDF reads them as they are."""
    at, color, rows = 8, 0, []
    while at < len(data):
        length, kind = unpack(">I4s", data[at : at + 8])
        if kind == b"IHDR":
            depth, color, _, _, interlaced = data[at + 16 : at + 21]
            assert (depth, interlaced) == (8, 0)
        elif kind == b"IDAT":
            rows.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return color, b"".join(rows)


def _jpeg_components(data: bytes) -> int:
    """How many colours a JPEG has, from its frame header."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + unpack(">H", data[at + 2 : at + 4])[0]
    return data[at + 9]


def painted_picture(mark: Image, name: str, height: float) -> str:
    """The operators that show a picture."""
    place = f"{mark.x:.3f} {height - mark.y - mark.height:.3f}"
    return f"q {mark.width:.3f} 0 0 {mark.height:.3f} {place} cm /{name} Do Q"


def painted_shape(mark: Shape, height: float) -> Iterator[str]:
    """The operators that draw a shape."""
    yield "q"
    if mark.edge:
        yield f"{color(mark.edge)} RG {mark.width:.3f} w 1 j"
    if mark.fill:
        yield f"{color(mark.fill)} rg"
    for name, points in mark.steps:
        turned = (height - at if index % 2 else at for index, at in enumerate(points))
        yield " ".join((*(f"{at:.3f}" for at in turned), name))
    yield "B" if mark.fill and mark.edge else "f" if mark.fill else "S"
    yield "Q"


def color(written: str) -> str:
    """Six hexadecimal digits as three numbers from 0 to 1."""
    parts = (int(written[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return " ".join(f"{part:.4g}" for part in parts)


def names_of(pictures: Iterable[Picture]) -> Mapping[Picture, str]:
    """A name for each picture, one for those that are the same."""
    return {picture: f"Im{number}" for number, picture in enumerate(dict.fromkeys(pictures), 1)}
