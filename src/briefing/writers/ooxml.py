"""The XML that python-docx has no objects for: styles, settings, font table, frames.

Elements stand in the order the schema wants (ISO/IEC 29500-1, transitional). Lengths go in as
points and come out as twips.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from briefing.cjk import NOT_AT_END, NOT_AT_START
from briefing.template import Mark, Rule, Ruling, Style
from briefing.units import twips
from briefing.writers.xmltext import escaped, quoted

NAMESPACES = " ".join((
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"',
    'mc:Ignorable="w14 w15"',
))  # fmt: skip

# Hanging punctuation off. LibreOffice 7.4 to 26.8 reads overflowPunct inverted, Word does not:
# Word takes the choice, LibreOffice the fallback.
_OVERFLOW = {
    "switch": (
        '<mc:AlternateContent><mc:Choice Requires="w15"><w:overflowPunct w:val="0"/></mc:Choice>'
        '<mc:Fallback><w:overflowPunct w:val="1"/></mc:Fallback></mc:AlternateContent>'
    ),
    "plain": '<w:overflowPunct w:val="0"/>',
}
_ALIGN = {"justify": "both", "left": "left", "center": "center", "right": "right"}
# Word keeps at most so many characters of each set.
_MOST_AT_START, _MOST_AT_END = 100, 50


class Use(NamedTuple):
    """What a document asks of a style beside its looks.

    tab     where its right tab stands, in points from the left margin
    framed  its paragraphs stand in a frame, which itself keeps the space before them
    turned  its paragraphs begin a page
    at_least its lines are as high as what stands in them
    """

    tab: float | None = None
    framed: bool = False
    turned: bool = False
    at_least: bool = False


# Names under which Word, WPS and LibreOffice know a style of their own.
_BUILT_IN = {
    "toc 1",
    "toc 2",
    "toc 3",
    "body text",
    "heading 1",
    "heading 2",
    "heading 3",
    "heading 4",
    "heading 5",
}


def style_id(key: str, look: Style | Mark) -> str:
    """The identifier in the DOCX of the template's style `key`: Word's own for a style it knows."""
    if look.name.lower() in _BUILT_IN:
        return look.name.title().replace(" ", "")
    return "Briefing" + key.title().replace("-", "")


def styles_xml(
    styles: Mapping[str, Style],
    families: Mapping[str, str],
    *,
    uses: Mapping[str, Use],
    marks: Iterable[tuple[str, str, str]],
    overflow: str,
) -> str:
    """word/styles.xml.

    families  role → family name
    uses      style → how the document uses it, where that says more than the template
    marks     (identifier, name, family) of each character style
    """
    base, body = styles["base"], style_id("body", styles["body"])
    rows = [_defaults(base, families[base.font]), _normal(base, overflow)]
    for name, style in styles.items():
        if name != "base":
            identifier = style_id(name, style)
            use = uses.get(name, Use())
            rows.append(_style(identifier, style, base, families, use, body))
    rows.append(
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
        "</w:style>"
    )
    for identifier, name, family in marks:
        rows.append(
            f'<w:style w:type="character" w:customStyle="1" w:styleId="{identifier}">'
            f'<w:name w:val={quoted(name)}/><w:basedOn w:val="DefaultParagraphFont"/>'
            f"<w:qFormat/><w:rPr>{_fonts(family)}</w:rPr></w:style>"
        )
    rows.append(
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        f'<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_margins(0.0)}</w:tblPr>'
        "</w:style>"
    )
    return f"<w:styles {NAMESPACES}>{''.join(rows)}</w:styles>"


def _fonts(family: str) -> str:
    """One family in all four slots, so that quotes and dashes never fall to a Latin font."""
    name = quoted(family)
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>'
    )


def _defaults(base: Style, family: str) -> str:
    size = round(base.size * 2)
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(family)}<w:kern w:val="0"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _normal(base: Style, overflow: str) -> str:
    """The default paragraph style carries the typography once."""
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f"<w:name w:val={quoted(base.name)}/><w:qFormat/><w:pPr>"
        '<w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:wordWrap w:val="1"/>'
        f'{_OVERFLOW[overflow]}<w:topLinePunct w:val="0"/><w:autoSpaceDE w:val="1"/>'
        '<w:autoSpaceDN w:val="1"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(base.leading)}"'
        f' w:lineRule="exact"/><w:jc w:val="{_ALIGN[base.align]}"/></w:pPr>'
        f'<w:rPr><w:color w:val="{base.color}"/><w:sz w:val="{round(base.size * 2)}"/>'
        f'<w:szCs w:val="{round(base.size * 2)}"/></w:rPr></w:style>'
    )


def _style(
    identifier: str,
    style: Style,
    base: Style,
    families: Mapping[str, str],
    use: Use,
    body: str,
) -> str:
    known = style.name.lower() in _BUILT_IN
    custom = "" if known else ' w:customStyle="1"'
    follow = f'<w:next w:val="{body}"/>' if style.outline else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}">'
        f"<w:name w:val={quoted(style.name)}/>"
        f'<w:basedOn w:val="Normal"/>{follow}<w:qFormat/>'
        f"<w:pPr>{_paragraph(style, base, use)}</w:pPr>"
        f"<w:rPr>{_run(style, base, families)}</w:rPr></w:style>"
    )


def _paragraph(style: Style, base: Style, use: Use) -> str:
    """What a paragraph style sets against the base style."""
    keep_lines = style.keep_next or style.keep_lines
    parts = ["<w:keepNext/>" if style.keep_next else "", "<w:keepLines/>" if keep_lines else ""]
    parts.append("<w:pageBreakBefore/>" if use.turned else "")
    parts.append("<w:widowControl/>" if style.widow_control else "")
    borders = _border("top", style.rule_above) if style.rule_above else ""
    if style.rule_below:
        borders += _border("bottom", style.rule_below, style.rule_below_gap)
    parts.append(f"<w:pBdr>{borders}</w:pBdr>" if borders else "")
    if use.tab is not None:
        leader = ' w:leader="dot"' if style.leader else ""
        parts.append(f'<w:tabs><w:tab w:val="right"{leader} w:pos="{twips(use.tab)}"/></w:tabs>')
    parts.append(
        f'<w:spacing w:before="{0 if use.framed else twips(style.before)}" w:after="0"'
        f' w:line="{twips(style.leading)}"'
        f' w:lineRule="{"atLeast" if use.at_least else "exact"}"/>'
    )
    parts.append(_indents(style))
    if style.align != base.align:
        parts.append(f'<w:jc w:val="{_ALIGN[style.align]}"/>')
    if style.outline:
        parts.append(f'<w:outlineLvl w:val="{style.outline - 1}"/>')
    return "".join(parts)


def _border(side: str, rule: Rule, gap: float = 0.0) -> str:
    width = max(2, round(rule.space * 8))  # eighths of a point, 2 at least
    return (
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{round(gap)}" w:color="{rule.color}"/>'
    )


def _indents(style: Style) -> str:
    if not (style.left or style.right or style.indent):
        return ""
    given = f' w:left="{twips(style.left)}" w:right="{twips(style.right)}"'
    if style.indent < 0:
        given += f' w:hanging="{twips(-style.indent)}"'
    elif style.indent:
        # Characters as well, so that the indent follows when a clerk changes the type size.
        hundredths = round(style.indent / style.size * 100)
        given += f' w:firstLineChars="{hundredths}" w:firstLine="{twips(style.indent)}"'
    return f"<w:ind{given}/>"


def _margins(sides: float) -> str:
    """The space between a cell's rules and its text: none above and below, rows have heights."""
    widths = {"top": 0.0, "left": sides, "bottom": 0.0, "right": sides}
    written = (f'<w:{side} w:w="{twips(w)}" w:type="dxa"/>' for side, w in widths.items())
    return f"<w:tblCellMar>{''.join(written)}</w:tblCellMar>"


def _run(style: Style, base: Style, families: Mapping[str, str]) -> str:
    parts = []
    if style.font != base.font:
        parts.append(_fonts(families[style.font]))
    parts.append('<w:b w:val="0"/><w:i w:val="0"/>' if style.outline else "")
    if style.color != base.color:
        parts.append(f'<w:color w:val="{style.color}"/>')
    if style.tracking:
        parts.append(f'<w:spacing w:val="{twips(style.tracking)}"/>')
    if style.size != base.size:
        parts.append(
            f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/>'
        )
    return "".join(parts)


def settings_xml(embedded: bool, subsets: bool = True) -> str:
    """word/settings.xml: what makes Word and LibreOffice break as the layout does.

    subsets  whether Word, saving it again, is to keep only the characters then in use
             (ISO/IEC 29500-1 17.8.3.15)
    """
    fonts = "<w:embedTrueTypeFonts/>" if embedded else ""
    fonts += "<w:saveSubsetFonts/>" if embedded and subsets else ""
    no_end = quoted("".join(sorted(NOT_AT_END))[:_MOST_AT_END])
    no_start = quoted("".join(sorted(NOT_AT_START))[:_MOST_AT_START])
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/>{fonts}'
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val={no_end}/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val={no_start}/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="14"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def document_xml(blocks: Iterable[str], section: str) -> str:
    """word/document.xml of paragraphs and a section."""
    return f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}{section}</w:body></w:document>"


def paragraph_xml(style: str, content: str, place: str = "", section: str = "") -> str:
    """A paragraph in a style with its runs.

    place    properties of its own that say where it stands
    section  the one that ends with it
    """
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{place}{section}</w:pPr>{content}</w:p>'


def table_xml(widths: Sequence[float], ruling: Ruling, rows: Iterable[str]) -> str:
    """A table whose columns stay as wide as they are.

    Its rules are its own: with a style of tables LibreOffice forgets the character styles in its
    cells. The indent goes to where text begins in the first column; the rule left of it stands
    within the measure.
    """
    indent = ruling.padding + ruling.outer.space / 2
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    outer = "".join(_border(side, ruling.outer) for side in ("top", "left", "bottom", "right"))
    inner = "".join(_border(side, ruling.inner) for side in ("insideH", "insideV"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{twips(indent)}" w:type="dxa"/>'
        f'<w:tblBorders>{outer}{inner}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"{_margins(ruling.padding)}</w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row_xml(height: float, cells: Iterable[tuple[float, str]], head: bool) -> str:
    """A row that no page break tears; the head stands again on each page.

    cells  (width, paragraph) of each
    """
    repeated = "<w:tblHeader/>" if head else ""
    written = (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        for width, content in cells
    )
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="exact"/>'
        f"{repeated}</w:trPr>{''.join(written)}</w:tr>"
    )


def runs_xml(
    runs: Iterable[tuple[str, str | None]], families: Mapping[str, str] | None = None
) -> str:
    """Runs, each (text, character style or None).

    families  character style → the family to name in the run as well: in contents LibreOffice
              drops the style
    """
    named = families or {}
    return "".join(text_run_xml(text, mark, named.get(mark or "", "")) for text, mark in runs)


def bookmark_xml(number: int, name: str, content: str) -> str:
    """Content that contents can refer to by the bookmark's name."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def frame_xml(top: float, width: float) -> str:
    """What puts a paragraph, with its neighbours in the same frame, at `top` on the sheet.

    It stands on the paragraph itself: LibreOffice does not read it from a style.
    """
    return (
        f'<w:framePr w:w="{twips(width)}" w:wrap="notBeside" w:vAnchor="page"'
        f' w:hAnchor="margin" w:xAlign="left" w:y="{twips(top)}"/>'
    )


def text_run_xml(text: str, mark: str | None, family: str = "") -> str:
    """A run of text in a character style; `family` is named in it as well."""
    fonts = _fonts(family) if family else ""
    properties = f'<w:rPr><w:rStyle w:val="{mark}"/>{fonts}</w:rPr>' if mark else ""
    content = (
        f'<w:t xml:space="preserve">{escaped(text)}</w:t>'.replace(
            "\n", '</w:t><w:br/><w:t xml:space="preserve">'
        )
        .replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        .replace('<w:t xml:space="preserve"></w:t>', "")
    )
    return f"<w:r>{properties}{content}</w:r>"


class FontEntry(NamedTuple):
    """A family in the font table; `relationship` and `key` tell of an embedded file.

    subsetted  whether the file has only the characters in use
    """

    family: str
    panose: str
    alt: str = ""
    signature: tuple[str, ...] = ()
    relationship: str = ""
    key: str = ""
    subsetted: bool = True


def font_table_xml(entries: Iterable[FontEntry]) -> str:
    """word/fontTable.xml."""
    return f"<w:fonts {NAMESPACES}>{''.join(map(_font, entries))}</w:fonts>"


def _font(entry: FontEntry) -> str:
    alt = f"<w:altName w:val={quoted(entry.alt)}/>" if entry.alt else ""
    names = ("usb0", "usb1", "usb2", "usb3", "csb0", "csb1")
    bits = "".join(
        f' w:{name}="{value}"' for name, value in zip(names, entry.signature, strict=False)
    )
    signature = f"<w:sig{bits}/>" if bits else ""
    subsetted = ' w:subsetted="1"' if entry.subsetted else ""
    embedded = (
        f'<w:embedRegular r:id="{entry.relationship}" w:fontKey="{entry.key}"{subsetted}/>'
        if entry.relationship
        else ""
    )
    return (
        f"<w:font w:name={quoted(entry.family)}>{alt}"
        f'<w:panose1 w:val="{entry.panose}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        f'<w:pitch w:val="variable"/>{signature}{embedded}</w:font>'
    )
