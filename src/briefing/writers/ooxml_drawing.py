"""A picture in a line of a DOCX: DrawingML within WordprocessingML (ISO/IEC 29500-1 20.4, 20.2)."""

from __future__ import annotations

from briefing.writers.xmltext import quoted

_EMU = 12_700  # to a point
_WORDPROCESSING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def inline_picture_xml(
    relationship: str, number: int, name: str, alt: str, width: float, height: float
) -> str:
    """A run with a picture that stands in the line as a character does.

    number  unlike that of any other drawing, from 1
    alt     what readers hear who do not see it
    """
    size = f'cx="{max(1, round(width * _EMU))}" cy="{max(1, round(height * _EMU))}"'
    properties = f'id="{number}" name={quoted(name)} descr={quoted(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WORDPROCESSING}" distT="0" distB="0" distL="0"'
        f' distR="0"><wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"<wp:docPr {properties}/><wp:cNvGraphicFramePr>"
        f'<a:graphicFrameLocks xmlns:a="{_MAIN}" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{_MAIN}"><a:graphicData uri="{_PICTURE}">'
        f'<pic:pic xmlns:pic="{_PICTURE}"><pic:nvPicPr><pic:cNvPr {properties}/>'
        f'<pic:cNvPicPr><a:picLocks noChangeAspect="1"/></pic:cNvPicPr></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
