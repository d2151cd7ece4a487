"""Pictures made on the spot: the bytes of files as cameras, scanners and screens make them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from briefing.diagnostics import Location
from briefing.issue import Picture, Sheet, Text
from briefing.materials.pictures import read_picture

PLACE = Location("甲.yaml", 9, 14)


def image(width: int, height: int, mode: str = "RGB", color: Any = None) -> Image.Image:
    """A picture of one colour with its upper left quarter in another."""
    found = Image.new(mode, (width, height), color if color is not None else 0)
    other = {"RGB": (200, 30, 40), "RGBA": (200, 30, 40, 255), "CMYK": (0, 200, 200, 0)}
    found.paste(other.get(mode, 180), (0, 0, max(1, width // 2), max(1, height // 2)))
    return found


def file(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


def png(width: int = 80, height: int = 60, **options: Any) -> bytes:
    return file(image(width, height), "PNG", **options)


def jpeg(width: int = 80, height: int = 60, **options: Any) -> bytes:
    return file(image(width, height), "JPEG", **options)


def bomb(width: int = 10_000, height: int = 10_000) -> bytes:
    """A PNG of a hundred megapixels in a few bytes: its head says so, its rows are missing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", head),
            (b"IDAT", zlib.compress(b"\0" * 30_000)),
            (b"IEND", b""),
        )
    )


def picture(width: int = 80, height: int = 60, name: str = "甲.png") -> Picture:
    read = read_picture(png(width, height), name, PLACE)
    assert isinstance(read, Picture)
    return read


def sheet(*rows: str, name: str = "数.csv") -> Sheet:
    """A sheet of rows written as in a CSV, each cell in its place."""
    found = []
    for line, row in enumerate(rows, 1):
        cells, column = [], 1
        for cell in row.split(","):
            cells.append(Text(cell, Location(name, line, column), ((0, line, column),)))
            column += len(cell) + 1
        found.append(tuple(cells))
    return Sheet(name, tuple(found))
