"""Faces as composite PDF fonts: one Type0 / Identity-H subset a face (ISO 32000-1 9.7).

Each character has a code of its own, also where two share a glyph (· and •), and `ToUnicode` says
which it stands for: text copied out is the text put in, above U+FFFF as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFString,
)

from briefing.fonts import Face
from briefing.writers.embedding import whole_file
from briefing.writers.pdf_archive import Stream, compressed
from briefing.writers.pdf_objects import Array, Dictionary

# Tables a PDF reader has no use for; glyphs are found by number and named by ToUnicode.
_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "kern", "cmap", "name", "post", "OS/2", "DSIG",
            "vhea", "vmtx", "VORG", "gasp")  # fmt: skip
_SYMBOLIC = 4  # font descriptor flag: codes are not a standard Latin encoding


class Subset(NamedTuple):
    """A face cut down to some characters, or whole where its licence forbids to cut it.

    data     the font file, or the bare CFF table of an OpenType font with PostScript outlines
    glyphs   character → its glyph in `data`
    widths   character → its advance in 1/1000 em
    """

    face: Face
    data: bytes
    glyphs: Mapping[str, int]
    widths: Mapping[str, float]

    @property
    def numbers(self) -> dict[str, int]:
        """Character → the number it is shown by."""
        # A bare CFF table has no map from codes to glyphs: there a code is the glyph.
        if self.face.is_cff:
            return dict(self.glyphs)
        return {char: number for number, char in enumerate(self.glyphs, 1)}

    @property
    def codes(self) -> dict[str, str]:
        """Character → its code as four hexadecimal digits."""
        return {char: f"{number:04X}" for char, number in self.numbers.items()}


def subset(face: Face, chars: Iterable[str]) -> Subset:
    """The glyphs of `chars`, renumbered, without hints and layout tables.

    A face whose licence forbids subsets stays whole; it must be TrueType then.
    """
    chars = sorted(set(chars))
    widths = dict(zip(chars, map(face.measured(1000.0).__getitem__, chars), strict=True))
    if not face.licence.subsetting:
        return Subset(face, whole_file(face), {char: face.glyph(char) for char in chars}, widths)
    import uharfbuzz

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, chars))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    if face.is_cff:
        wanted.flags |= uharfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    plan = uharfbuzz.SubsetPlan(face.font.face, wanted)
    cut = plan.execute()
    renumbered = dict(plan.old_to_new_glyph_mapping.items())
    data = cut.reference_table("CFF ") if face.is_cff else cut.blob
    return Subset(
        face,
        bytes(data.data),
        {char: renumbered[face.glyph(char)] for char in chars},
        widths,
    )


def embed(pdf: PDFDocument, part: Subset, program: Stream) -> PDFObjectReference:
    """Put a subset into the PDF; the reference is to its Type0 font.

    program  what its data become, which may still be on its way
    """
    family = _postscript_name(part.face.family)
    # Only a part of a face has a tag before its name (ISO 32000-1 9.6.4).
    name = PDFName(f"{_tag(part)}+{family}" if part.face.licence.subsetting else family)
    cff = part.face.is_cff
    if cff:
        program.dictionary["Subtype"] = PDFName("CIDFontType0C")
    else:
        program.dictionary["Length1"] = len(part.data)
    face, upem = part.face.font.face, part.face.font.face.upem
    head = bytes(face.reference_table("head").data)
    box = [int.from_bytes(head[at : at + 2], "big", signed=True) for at in range(36, 44, 2)]
    extents = part.face.font.get_font_extents("ltr")
    descriptor = {
        "Type": PDFName("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": Array([round(edge * 1000 / upem) for edge in box]),
        "ItalicAngle": 0,
        "Ascent": round(extents.ascender * 1000 / upem),
        "Descent": round(extents.descender * 1000 / upem),
        "CapHeight": round(extents.ascender * 1000 / upem),
        "StemV": 80,
        "FontFile3" if cff else "FontFile2": pdf.Reference(program),
    }
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    descendant = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType0" if cff else "CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": Dictionary(system),
        "FontDescriptor": pdf.Reference(Dictionary(descriptor)),
        "DW": 1000,
        "W": _widths(part),
    }
    if not cff:
        glyphs = (part.glyphs[char].to_bytes(2, "big") for char in part.numbers)
        descendant["CIDToGIDMap"] = pdf.Reference(compressed(b"\0\0" + b"".join(glyphs)))
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": name,
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": Array([pdf.Reference(Dictionary(descendant))]),
        "ToUnicode": pdf.Reference(compressed(_to_unicode(part.numbers).encode("ascii"))),
    }
    reference: PDFObjectReference = pdf.Reference(Dictionary(font))
    return reference


def _tag(part: Subset) -> str:
    """Six capitals that tell this subset from others of the face (ISO 32000-1 9.6.4)."""
    digest = hashlib.sha256("".join(part.glyphs).encode("utf-8")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _postscript_name(family: str) -> str:
    """A name of ASCII letters and digits; Chinese families are written by their code points."""
    return "".join(
        char if char.isascii() and char.isalnum() else "" if char == " " else f"u{ord(char):X}"
        for char in family
    )


def _widths(part: Subset) -> Array:
    """The W array: runs of neighbouring numbers whose width is not the default 1000."""
    numbered = {number: part.widths[char] for char, number in part.numbers.items()}
    rows: list[Any] = []
    runs: list[tuple[int, list[float]]] = []
    for number, width in sorted(numbered.items()):
        if width == 1000:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == number:
            runs[-1][1].append(width)
        else:
            runs.append((number, [width]))
    for first, widths in runs:
        rows += [first, Array([round(width, 2) for width in widths])]
    return Array(rows)


def _utf_16(char: str) -> str:
    """A character in UTF-16, big end first, as hexadecimal digits."""
    if char <= "\uffff":
        return f"{ord(char):04X}"
    return char.encode("utf-16-be").hex().upper()


def _to_unicode(numbers: Mapping[str, int]) -> str:
    """The ToUnicode CMap; at most a hundred entries a block, as the specification wants."""
    entries = sorted((number, char) for char, number in numbers.items())
    blocks = []
    for first in range(0, len(entries), 100):
        block = entries[first : first + 100]
        rows = [f"<{number:04X}> <{_utf_16(char)}>" for number, char in block]
        blocks.append("\n".join((f"{len(block)} beginbfchar", *rows, "endbfchar")))
    return "\n".join((
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
        *blocks,
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
        "",
    ))  # fmt: skip
