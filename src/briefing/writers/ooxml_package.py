"""What a package has beside its text, as XML: core properties, and a theme (DrawingML)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from briefing.writers.xmltext import escaped, quoted

_LONGEST = 255  # characters of a core property that Word takes
_SCHEMAS = " ".join((
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:dcterms="http://purl.org/dc/terms/"',
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
))  # fmt: skip
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
# Word's own colours, which it offers to whoever adds a shape or a chart.
_COLORS = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "1F497D", "lt2": "EEECE1",
           "accent1": "4F81BD", "accent2": "C0504D", "accent3": "9BBB59", "accent4": "8064A2",
           "accent5": "4BACC6", "accent6": "F79646", "hlink": "0000FF", "folHlink": "800080",
           }  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="9525">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def core_properties_xml(
    title: str, subject: str, author: str, keywords: Sequence[str], day: date, language: str
) -> str:
    """docProps/core.xml (ISO/IEC 29500-2 8.2); `day` stands for every date, so no clock goes in."""
    stamp = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    fields = (
        f"<dc:title>{_short(title)}</dc:title>"
        f"<dc:subject>{_short(subject)}</dc:subject>"
        f"<dc:creator>{_short(author)}</dc:creator>"
        f"<cp:keywords>{_short('；'.join(keywords))}</cp:keywords>"
        f"<cp:lastModifiedBy>{_short(author)}</cp:lastModifiedBy>"
        "<cp:revision>1</cp:revision>"
        f"<dcterms:created {stamp}</dcterms:created>"
        f"<dcterms:modified {stamp}</dcterms:modified>"
        f"<dc:language>{language}</dc:language>"
    )
    return f"<cp:coreProperties {_SCHEMAS}>{fields}</cp:coreProperties>"


def _short(text: str) -> str:
    return escaped(text[:_LONGEST])


def theme_xml(family: str) -> str:
    """word/theme/theme1.xml (ISO/IEC 29500-1 20.1.6.9): Word wants one, with the body's family.

    The schema wants three of each kind of look, which nothing in the text asks for.
    """
    colors = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLORS.items()
    )
    scripts = "".join(f"<a:{each} typeface={quoted(family)}/>" for each in ("latin", "ea", "cs"))
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="briefing"><a:themeElements>'
        f'<a:clrScheme name="briefing">{colors}</a:clrScheme>'
        f'<a:fontScheme name="briefing"><a:majorFont>{scripts}</a:majorFont>'
        f"<a:minorFont>{scripts}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="briefing"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
