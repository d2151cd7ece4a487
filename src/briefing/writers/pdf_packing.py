"""What is no stream lies deflated in streams of its own (ISO 32000-1 7.5.7, 7.5.8).

A volume has some ten thousand tags of a hundred bytes each, nearly all alike, an issue hundreds.
"""

from __future__ import annotations

from itertools import accumulate
from struct import pack

from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFFile,
    PDFName,
    PDFStream,
)
from reportlab.pdfbase.pdfdoc import (
    format as written,
)

from briefing.writers.pdf_archive import compressed

_IN_A_STREAM = 200  # objects: readers inflate all for one
_FREE = b"\0\0\0\0\0\xff\xff"  # the row of object 0


class PackedDocument(PDFDocument):  # type: ignore[misc]
    """A document that writes its dictionaries and arrays into object streams."""

    def format(self) -> bytes:
        """The file; objects that are only referred to while others are written follow them."""
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        file = PDFFile(self._pdfVersion)
        rows: dict[int, bytes] = {}
        loose: list[tuple[int, bytes]] = []
        number = 0
        while number + 1 in self.numberToId:
            number += 1
            name = self.numberToId[number]
            value = self.idToObject[name]
            body = written(value, self, toplevel=1)
            if isinstance(value, PDFStream):
                rows[number] = _row(file.add(_object(number, body)))
            else:
                loose.append((number, body.strip()))
            # What it was made of is not needed any more.
            self.idToObject[name] = None
        for first in range(0, len(loose), _IN_A_STREAM):
            number += 1
            group = loose[first : first + _IN_A_STREAM]
            rows[number] = _row(file.add(_object(number, self._packed(group))))
            for at, (inner, _) in enumerate(group):
                rows[inner] = pack(">BIH", 2, number, at)
        number += 1
        place = file.offset
        rows[number] = _row(place)
        table = compressed(b"".join((_FREE, *(rows[each] for each in range(1, number + 1)))))
        entries = {"Type": PDFName("XRef"), "Size": number + 1, "W": "[1 4 2]"}
        entries |= {"Root": root, "Info": info, "ID": self.ID()}
        for key, value in entries.items():
            table.dictionary[key] = value
        file.add(_object(number, table.format(self)))
        file.add(f"startxref\n{place}\n%%EOF\n")
        whole: bytes = file.format(self)
        return whole

    def _packed(self, group: list[tuple[int, bytes]]) -> bytes:
        starts = accumulate((len(body) + 1 for _, body in group), initial=0)
        pairs = (f"{number} {start}" for (number, _), start in zip(group, starts, strict=False))
        head = f"{' '.join(pairs)}\n".encode("ascii")
        stream = compressed(head + b"\n".join(body for _, body in group))
        entries = {"Type": PDFName("ObjStm"), "N": len(group), "First": len(head)}
        for key, value in entries.items():
            stream.dictionary[key] = value
        content: bytes = stream.format(self)
        return content


def _row(place: int) -> bytes:
    """The row of the table for an object that stands at a place in the file."""
    return pack(">BIH", 1, place, 0)


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, body.rstrip(b"\n"))
