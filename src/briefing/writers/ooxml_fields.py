"""Fields of a DOCX as XML: contents, and the numbers of pages in headers and footers.

Issues of a volume have two numbers on each page. The running one is what Word counts, in the
header; the issue's own is that less the pages before the issue, in the footer.
"""

from __future__ import annotations

from collections.abc import Iterable

from briefing.writers.ooxml import NAMESPACES, paragraph_xml, text_run_xml
from briefing.writers.xmltext import escaped

# In the contents of a volume: level 1 is left to the contents of the issues themselves.
ISSUE_LEVEL, ENTRY_LEVEL = 2, 3
_VOLUME = "v"


def contents_line_xml(name: str, text: str, page: str, field: bool = True) -> str:
    """A line of the contents: text and the page number as a field, both leading to a bookmark.

    field  False where the number is not that which Word counts: then it is text
    """
    number = _field(f"PAGEREF {name} \\h", page) if field else text_run_xml(page, None)
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{text}{number}</w:hyperlink>'


def contents_begin(titles: Iterable[str]) -> str:
    """What begins the contents: headings of level 1, and titles in the styles of these names.

    Word makes the lines anew by it if asked to.
    """
    listed = ",".join(f"{escaped(name)},1" for name in titles)
    return _field_begin(f'TOC \\o "1-1" \\h \\z \\t "{listed}" ')


def volume_contents_begin(titles: Iterable[tuple[str, int]]) -> str:
    """What begins the contents of a volume: the marks of issues, and titles by their styles.

    titles  (name of a style, level of its paragraphs in the contents)
    """
    listed = ",".join(f"{escaped(name)},{level}" for name, level in titles)
    marks = f'\\f {_VOLUME} \\l "{ISSUE_LEVEL}-{ISSUE_LEVEL}"'
    return _field_begin(f'TOC {marks} \\h \\z \\t "{listed}" ')


def contents_mark_xml(text: str) -> str:
    """What stands unseen where an issue begins, for the contents of a volume."""
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    command = escaped(f' TC "{text}" \\f {_VOLUME} \\l {ISSUE_LEVEL} ')
    return (
        f'<w:r>{hidden}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{hidden}<w:instrText xml:space="preserve">{command}</w:instrText></w:r>'
        f'<w:r>{hidden}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _field_begin(command: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {command}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


CONTENTS_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{result}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def header_xml(style: str, text: str) -> str:
    """A header of one paragraph."""
    return f"<w:hdr {NAMESPACES}>{paragraph_xml(style, text_run_xml(text, None))}</w:hdr>"


def empty_xml(kind: str, style: str) -> str:
    """A header or footer (`kind`: hdr or ftr) that shows nothing."""
    return f"<w:{kind} {NAMESPACES}>{paragraph_xml(style, '')}</w:{kind}>"


def numbered_xml(
    kind: str,
    style: str,
    around: tuple[str, str],
    frame: str = "",
    anchor: str = "",
    offset: int = 0,
) -> str:
    """A header or footer (`kind`: hdr or ftr) with the number of the page between two texts.

    frame   that it stands in; LibreOffice makes one only before a paragraph without
    anchor  the style of that paragraph
    offset  how many pages of a volume are before the first of the issue
    """
    before, behind = (text_run_xml(text, None) if text else "" for text in around)
    number = _difference(offset) if offset else _field("PAGE", "1")
    content = f"{before}{number}{behind}"
    paragraphs = paragraph_xml(style, _word_alone(content) if offset else content, frame)
    paragraphs += paragraph_xml(anchor, "") if anchor else ""
    return f"<w:{kind} {NAMESPACES}>{paragraphs}</w:{kind}>"


def _difference(offset: int) -> str:
    """The number of the page less an offset, as a field with a field in it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> = </w:instrText></w:r>'
        f"{_field('PAGE', str(offset + 1))}"
        f'<w:r><w:instrText xml:space="preserve"> - {offset} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        "<w:r><w:t>1</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _word_alone(runs: str) -> str:
    """Runs that LibreOffice passes over: it does no sums in fields, and would show a wrong one."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="w15">{runs}</mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )
