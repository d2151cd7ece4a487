"""Faces inside a DOCX: TrueType subsets, obfuscated (ISO/IEC 29500-4 14.2.1 names the scheme)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from briefing.fonts import Face
from briefing.writers.embedding import whole_file

_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "kern", "DSIG", "vhea", "vmtx")


class Embedded(NamedTuple):
    """A font file for a document, cut down to some characters if its licence allows.

    whole      whether nothing was cut away
    panose     twenty hexadecimal digits, from OS/2
    signature  ulUnicodeRange1-4 and ulCodePageRange1-2, eight hexadecimal digits each
    """

    data: bytes
    panose: str
    signature: tuple[str, ...]
    whole: bool = False

    @property
    def digest(self) -> str:
        """What tells this file from others of the same family."""
        return hashlib.sha256(self.data).hexdigest()


def embedded_font(face: Face, chars: Iterable[str]) -> Embedded:
    """The subset of a face for `chars` as TrueType, its names and character map kept.

    A face whose licence forbids subsets stays whole; it must be TrueType then.
    """
    if not face.licence.subsetting:
        return Embedded(whole_file(face), face.panose, signature(face.os2), whole=True)
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, sorted(set(chars))))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    wanted.name_id_set.clear()
    wanted.name_id_set.invert()
    wanted.name_lang_id_set.clear()
    wanted.name_lang_id_set.invert()
    cut = uharfbuzz.subset(face.font.face, wanted)
    table = bytes(cut.reference_table("OS/2").data)
    data = bytes(cut.blob.data)
    if face.is_cff:
        data = _truetype(data)
    return Embedded(data, face.panose, signature(table))


def signature(os2: bytes) -> tuple[str, ...]:
    """The scripts and code pages of a face (w:sig), from its table OS/2; zeros if it has none."""
    words = (os2[at : at + 4].hex().upper() for at in (42, 46, 50, 54, 78, 82))
    return tuple(word or "0" * 8 for word in words)


def _truetype(opentype: bytes) -> bytes:
    """A font with PostScript outlines as one with TrueType's, the only ones Word embeds.

    Curves stay within a thousandth of an em.
    """
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    font = TTFont(BytesIO(opentype), recalcTimestamp=False)
    outlines = font.getGlyphSet()
    order = font.getGlyphOrder()
    tolerance = font["head"].unitsPerEm / 1000
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, tolerance, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
                 "SizeOfInstructions", "ComponentElements", "ComponentDepth"):  # fmt: skip
        setattr(limits, f"max{name}", 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
    converted = BytesIO()
    font.save(converted)
    return converted.getvalue()


def obfuscated(font: bytes, guid: uuid.UUID) -> bytes:
    """The file with its first 32 bytes xored with the key's, last byte first."""
    key = guid.bytes[::-1]
    head = bytes(byte ^ key[at % 16] for at, byte in enumerate(font[:32]))
    return head + font[32:]
