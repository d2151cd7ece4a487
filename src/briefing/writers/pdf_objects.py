"""Dictionaries and arrays of a PDF as reportlab has them, written to the same bytes in less time.

A volume has ten thousand of them and more references; reportlab asks of every name whether its
letters need escaping, and sends every number and name through an encoding of its own.
"""

from __future__ import annotations

from functools import cache

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFObjectReference,
)
from reportlab.pdfbase.pdfdoc import format as written_by_reportlab

_ENTRIES, _ITEMS = 6, 10  # in a line


class Dictionary(PDFDictionary):  # type: ignore[misc]
    """A dictionary, its keys in alphabetical order."""

    def format(self, document: PDFDocument, IND: bytes = b"\n ") -> bytes:  # noqa: N803
        entries = self.dict
        rows = [_KEYS[key] + written(entries[key], document) for key in sorted(entries)]
        return b"<<\n" + _in_lines(rows, _ENTRIES) + b"\n>>"


class Array(PDFArray):  # type: ignore[misc]
    """An array, of whatever."""

    def format(self, document: PDFDocument, IND: bytes = b"\n ") -> bytes:  # noqa: N803
        items = [written(each, document) for each in self.sequence]
        return b"[ " + _in_lines(items, _ITEMS) + b" ]"


@cache
def named(word: str) -> str:
    """A name, its letters escaped where need be."""
    name: str = PDFName(word)
    return name


def reference(pdf: PDFDocument, value: PDFObject) -> bytes:
    """Where an object is found, as it stands in the file; it gets its number with the first."""
    made: bytes = pdf.Reference(value).format(pdf)
    return made


def written(value: object, document: PDFDocument) -> bytes:
    """A value as it stands in the file; an object that must stand by itself is referred to."""
    kind = type(value)
    if kind is bytes:
        return value  # type: ignore[return-value]
    if kind is PDFObjectReference:
        return b"%d %d R" % document.idToObjectNumberAndVersion[value.name]  # type: ignore[attr-defined]
    if kind is int:
        return b"%d" % value  # type: ignore[str-format]
    if kind is str and value.isascii():  # type: ignore[attr-defined]
        return value.encode("ascii")  # type: ignore[attr-defined,no-any-return]
    made: bytes = written_by_reportlab(value, document)
    return made


def _in_lines(parts: list[bytes], most: int) -> bytes:
    """Parts with so many in a line."""
    if len(parts) <= most:
        return b" ".join(parts)
    lines = (b" ".join(parts[at : at + most]) for at in range(0, len(parts), most))
    return b" \n  ".join(lines)


class _Keys(dict[str, bytes]):
    """What stands before the values of keys, each worked out once."""

    def __missing__(self, key: str) -> bytes:
        found = self[key] = named(key).encode("ascii") + b" "
        return found


_KEYS = _Keys()
