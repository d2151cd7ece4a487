"""Which faces go into a file, whether their licences let them, and with which characters.

The bits of OS/2 fsType are obeyed (OpenType 1.9): a PDF is for reading and printing, a DOCX for
editing, so a face for previews may stand in the one and not in the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO

from briefing.diagnostics import Diagnostic, FontError
from briefing.fonts import Face, Usage


class Embed(StrEnum):
    """What a DOCX carries of the faces it is set in.

    AUTO      the characters used, but of faces that offices have only the names
    NONE      names only
    USED      the characters used
    EDITABLE  these and what people type: the 3,755 commonest hanzi, punctuation
    """

    AUTO = "auto"
    NONE = "none"
    USED = "used"
    EDITABLE = "editable"


def typed_characters() -> frozenset[str]:
    """What people may type into a DOCX: ASCII and GB 2312's punctuation, figures and level 1.

    These are its rows 1 to 3 and 16 to 55; row 55 ends at its 89th place. Python reads two places
    of row 1 as other characters than those people type, · and —.
    """
    ascii_ = map(chr, range(0x20, 0x7F))
    rows = (*range(1, 4), *range(16, 56))
    places = (bytes((0xA0 + row, 0xA0 + place)) for row in rows for place in range(1, 95))
    return frozenset((*ascii_, *"·—", *(each.decode("gb2312", "ignore") for each in places))) - {""}


def named_only(face: Face, embed: Embed) -> bool:
    """Whether a DOCX only names the face: its readers have it, or nothing is to be embedded."""
    return embed is Embed.NONE or (embed is Embed.AUTO and face.standard is not None)


def must_suit_docx(faces: Iterable[Face], embed: Embed) -> None:
    """FontError lists every face that is to be embedded in a DOCX and may not."""
    carried = [face for face in faces if not named_only(face, embed)]
    _refuse((face, why) for face in carried if (why := _against_docx(face, embed)))


def must_suit_pdf(faces: Iterable[Face]) -> None:
    """FontError lists every face that may not stand in a PDF, which has to carry its fonts."""
    _refuse((face, why) for face in faces if (why := _against_pdf(face)))


def whole_file(face: Face) -> bytes:
    """The file of a face as it is; one of a collection (.ttc) as a file of its own."""
    data = face.file.read_bytes()
    if data[:4] != b"ttcf":
        return data
    from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

    old = SFNTReader(BytesIO(data), fontNumber=face.index)
    alone = BytesIO()
    new = SFNTWriter(alone, len(old.tables), old.sfntVersion)
    for tag in old.keys():  # noqa: SIM118 - it is no mapping
        new[tag] = old[tag]
    new.close()
    return alone.getvalue()


def _refuse(refused: Iterable[tuple[Face, tuple[str, str]]]) -> None:
    problems = [
        Diagnostic(
            "font-licence", f"字体“{face.family}”（{face.file.name}）{why}", face.location, do
        )
        for face, (why, do) in refused
    ]
    if problems:
        raise FontError(problems)


def _against_pdf(face: Face) -> tuple[str, str] | None:
    """Why a PDF may not carry the face, and what to do about it."""
    why = _against_both(face)
    if not why and not face.licence.subsetting and face.is_cff:
        why = f"{_SAYS}只许整个嵌入，而 PDF 里只能放它的一部分（PostScript 轮廓）"
    if not why:
        return None
    own = "在 fonts/fonts.yaml 里换一种字体，或换用许可嵌入的版本"
    return (
        f"{why}，不能用在 PDF 里",
        own if face.origin == "工程" else "改用 --fonts shipped（随附字体）",
    )


def _against_docx(face: Face, embed: Embed) -> tuple[str, str] | None:
    """Why a DOCX may not carry the face, and what to do about it."""
    why = _against_both(face)
    if not why and face.licence.usage is Usage.PREVIEW:
        why = f"{_SAYS}{Usage.PREVIEW.value}，而 DOCX 是给人改的"
    if not why and not face.licence.subsetting and face.is_cff:
        why = f"{_SAYS}只许原样嵌入，而 DOCX 只收 TrueType 轮廓"
    if not why:
        return None
    if face.standard and embed is not Embed.AUTO:
        return f"{why}，不能嵌入 DOCX", "不写 --embed：DOCX 只写它的名字；或写 --embed none"
    do = "写 --embed none（只写字体名，收件人没有这种字体时样子会变）或 --to pdf，或换一种字体"
    if face.origin == "工程":
        do += "；收件人都装有它的，在 fonts/fonts.yaml 里给它写上 embed: false"
    return f"{why}，不能嵌入 DOCX", do


_SAYS = "的许可"


def _against_both(face: Face) -> str:
    licence = face.licence
    if licence.usage is Usage.RESTRICTED:
        return f"{_SAYS}写明{Usage.RESTRICTED.value}"
    return "" if licence.outlines else f"{_SAYS}只许嵌入点阵，不许嵌入轮廓"
