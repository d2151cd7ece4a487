"""The colours of the PDF are those of IEC 61966-2-1 (sRGB); this is its ICC profile.

A display profile of version 2.4 (ICC.1:2001-04), which every reader of colour knows. It is made of
the standard's numbers alone, so that nobody's profile with nobody's licence need be shipped.
"""

from __future__ import annotations

import struct

# ICC.1:2001-04, table 1: what all profiles are relative to (D50).
_WHITE = (0.9642, 1.0, 0.8249)
# The primaries of IEC 61966-2-1, adapted from D65 to D50 with the Bradford matrix.
_PRIMARIES = {
    "rXYZ": (0.43607, 0.22249, 0.01392),
    "gXYZ": (0.38515, 0.71687, 0.09708),
    "bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 256  # places of the curve; readers interpolate between them
NAME = "sRGB IEC61966-2.1"


def profile() -> bytes:
    """The profile as the bytes of an ICC file."""
    curve = _curve()
    tags = {
        "desc": _description(NAME),
        "cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        "wtpt": _xyz(_WHITE),
        **{name: _xyz(primary) for name, primary in _PRIMARIES.items()},
        "rTRC": curve,
        "gTRC": curve,
        "bTRC": curve,
    }
    start = 128 + 4 + 12 * len(tags)
    body = b""
    places: dict[bytes, int] = {}
    rows = b""
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + b"\0" * (-len(data) % 4)
        rows += struct.pack(">4sII", name.encode(), places[data], len(data))
    table = struct.pack(">I", len(tags)) + rows
    return _header(start + len(body)) + table + body


def _header(size: int) -> bytes:
    """ICC.1:2001-04 6.1; without maker and with the date of the standard, 1999-10-01."""
    return struct.pack(
        ">I4xI4s4s4s6H4s28x3I48x",
        size,
        0x02400000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(1999, 10, 1, 0, 0, 0),
        b"acsp",
        *map(_fixed, _WHITE),
    )


def _fixed(value: float) -> int:
    """s15Fixed16Number, for values that are not negative."""
    return round(value * 65536)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3I", *map(_fixed, values))


def _description(text: str) -> bytes:
    """textDescriptionType, with empty Unicode and Macintosh variants."""
    written = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(written)) + written + bytes(4 + 4 + 2 + 1 + 67)


def _curve() -> bytes:
    """IEC 61966-2-1, from the encoded value to light, both from 0 to 65535."""
    places = (step / (_STEPS - 1) for step in range(_STEPS))
    light = [
        place / 12.92 if place <= 0.04045 else ((place + 0.055) / 1.055) ** 2.4 for place in places
    ]
    values = [round(65535 * value) for value in light]
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *values)
