"""Document → DOCX: named styles, no hard line breaks; Word breaks the lines.

python-docx supplies the package and its parts (`docx_package`), all that stands in them is written
by `ooxml` and its neighbours.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from briefing.document import Document
from briefing.fonts import Face, Faces, by_their_own_names
from briefing.layout.page import Page
from briefing.template import Template
from briefing.writers import ooxml
from briefing.writers.docx_body import Body, Portion, Text
from briefing.writers.docx_fonts import embedded_font, obfuscated, signature
from briefing.writers.docx_package import FONT_TABLE, OBFUSCATED_FONT, Word
from briefing.writers.docx_styles import StyleSheet
from briefing.writers.embedding import Embed, must_suit_docx, named_only, typed_characters
from briefing.writers.ooxml_package import core_properties_xml, theme_xml

LANGUAGE = "zh-CN"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))


def write(
    document: Document,
    template: Template,
    faces: Faces,
    pages: Sequence[Page],
    embed: Embed = Embed.AUTO,
) -> bytes:
    """The finished DOCX of a verified document; the same input gives the same bytes.

    `template` is fitted to the document, `pages` are what the layout makes of it.
    FontError lists the faces whose licences forbid to embed them as asked.
    """
    return write_portions(document, [Portion(document, template, pages)], template, faces, embed)


def write_portions(
    about: Document,
    portions: Sequence[Portion],
    template: Template,
    faces: Faces,
    embed: Embed = Embed.AUTO,
) -> bytes:
    """A DOCX of one portion or several.

    about     the document whose properties it has
    template  of the styles that all others are told apart from
    """
    if embed in (Embed.USED, Embed.EDITABLE):
        faces = by_their_own_names(faces)
    word = Word()
    text = Text(word, StyleSheet(template, faces), faces, len(portions) > 1)
    bodies = [Body(each, text) for each in portions]
    if not text.several:
        text.lay_out_styles(bodies[0])
    # What has contents that name the styles of all titles is written last: those of a volume.
    for body in sorted(bodies, key=lambda each: bool(each.contents) and not each.portion.title):
        body.write(last=body is bodies[-1])
    if text.several:
        text.lay_out_styles(bodies[0])
    embedded = _embed_fonts(word, text, embed)
    settings = ooxml.settings_xml(embedded, subsets=embed is not Embed.EDITABLE)
    theme = theme_xml(faces.first(template.styles["base"].font).family)
    word.add(RT.STYLES, "/word/styles.xml", CT.WML_STYLES, text.sheet.xml())
    word.add(RT.SETTINGS, "/word/settings.xml", CT.WML_SETTINGS, settings)
    word.add(RT.THEME, "/word/theme/theme1.xml", CT.OFC_THEME, theme)
    blocks = (block for body in bodies for block in body.blocks)
    word.document.content = ooxml.document_xml(blocks, bodies[-1].ending)
    word.describe(_properties(about))
    return word.packed()


def _properties(document: Document) -> str:
    """Core properties; the dates are the issue's."""
    title, subject, author = document.title, document.subject, document.author
    keywords = document.keywords
    return core_properties_xml(title, subject, author, keywords, document.issued, LANGUAGE)


def _embed_fonts(word: Word, text: Text, embed: Embed) -> bool:
    """The font table, with the faces that readers may lack; whether there are any."""
    must_suit_docx(text.used, embed)
    table = word.part("/word/fontTable.xml", FONT_TABLE)
    # Without more a clerk who corrects a figure or a Latin word finds its characters there.
    further = typed_characters() if embed is Embed.EDITABLE else frozenset(_ASCII)
    entries: list[ooxml.FontEntry] = []
    embedded = 0
    for face, chars in sorted(text.used.items(), key=lambda item: item[0].family):
        if named_only(face, embed):
            entries.append(_named(face, text.faces))
            continue
        embedded += 1
        font = embedded_font(face, chars | {char for char in further if face.glyph(char)})
        guid = uuid.uuid5(uuid.NAMESPACE_URL, f"{face.family} {font.digest}")
        name = f"/word/fonts/font{embedded}.odttf"
        part = word.part(name, OBFUSCATED_FONT, obfuscated(font.data, guid))
        entries.append(
            ooxml.FontEntry(
                face.family,
                font.panose,
                face.standard.alt if face.standard else "",
                font.signature,
                table.relate_to(part, RT.FONT),
                f"{{{str(guid).upper()}}}",
                # What is there to type with is not "the characters in use".
                subsetted=not font.whole and embed is not Embed.EDITABLE,
            )
        )
    listed = {face.family for face in text.used}
    for role, chain in text.faces.chains.items():
        if role and chain[0].standard and chain[0].family not in listed:
            entries.append(_named(chain[0], text.faces))
    table.content = ooxml.font_table_xml(entries)
    word.document.relate_to(table, RT.FONT_TABLE)
    return embedded > 0


def _named(face: Face, faces: Faces) -> ooxml.FontEntry:
    """A face that is only named; one of ours with what offices have in its stead.

    Names stand in a list with commas (ISO/IEC 29500-1 17.8.3.1).
    """
    if face.standard:
        return ooxml.FontEntry(face.family, face.standard.panose, face.standard.alt)
    instead = [
        name
        for role, chain in faces.chains.items()
        for name in faces.offices.get(role, ())
        if chain[0] is face
    ]
    return ooxml.FontEntry(face.family, face.panose, ",".join(instead), signature(face.os2))
