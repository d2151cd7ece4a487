"""Deflating, by libdeflate: the one place where it is said how hard.

Outlines are nine tenths of what is deflated. Measured on 293 KB of them: zlib's usual level 6 makes
192 KB in 12.8 ms; libdeflate's levels 1, 6 and 9 make 195 in 2.1, 192 in 4.3 and 191 in 8.3.
Its bytes depend on its version alone, not on the processor; the archive keeps that number.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import deflate

_USUAL, _QUICK = 6, 1
_VERSION = 20  # of ZIP: deflated entries
_DEFLATED = 8
_DAY_ONE = 1 << 5 | 1  # 1 January 1980, what Word writes itself
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def stream(content: bytes) -> bytes:
    """Deflated as zlib does it (RFC 1950), as streams of a PDF are."""
    return bytes(deflate.zlib_compress(content, _USUAL))


def archive(files: Iterable[tuple[str, bytes, bool]]) -> bytes:
    """A ZIP (APPNOTE.TXT 6.3.10, 4.3) of files: names in ASCII, contents, whether to be quick.

    It has no clock and no system in it: the same files give the same bytes.
    """
    entries, index = bytearray(), bytearray()
    count = 0
    for name, content, quick in files:
        packed = deflate.deflate_compress(content, _QUICK if quick else _USUAL)
        sizes = (deflate.crc32(content), len(packed), len(content), len(name), 0)
        about = struct.pack("<HHHHHIIIHH", _VERSION, 0, _DEFLATED, 0, _DAY_ONE, *sizes)
        index += _CENTRAL + struct.pack("<H", _VERSION) + about
        index += struct.pack("<HHHII", 0, 0, 0, 0, len(entries)) + name.encode("ascii")
        entries += _LOCAL + about + name.encode("ascii") + packed
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(index), len(entries), 0)
    return bytes(entries + index + _END + end)
