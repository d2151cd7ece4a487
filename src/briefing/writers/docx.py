"""Document → DOCX: named styles, no hard line breaks; Word breaks the lines.

python-docx supplies the package and its parts; styles, settings and body are written by `ooxml`,
so nothing of its own template remains in the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.spec import default_content_types
from docx.oxml.parser import parse_xml

from briefing.document import Document
from briefing.fonts import Face, Faces, by_their_own_names
from briefing.layout.page import Page
from briefing.template import Template
from briefing.writers import ooxml
from briefing.writers.deflate import archive
from briefing.writers.docx_blank import blank, replace_root
from briefing.writers.docx_body import Body, Portion, Text
from briefing.writers.docx_fonts import embedded_font, obfuscated, signature
from briefing.writers.docx_styles import StyleSheet
from briefing.writers.embedding import Embed, must_suit_docx, named_only, typed_characters

LANGUAGE = "zh-CN"
_FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_LONGEST = 255  # characters of a core property that Word takes
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
    word = blank()
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
    _set_theme_fonts(word, faces.first(template.styles["base"].font).family)
    replace_root(word.part.part_related_by(RT.STYLES), text.sheet.xml())
    replace_root(word.part.part_related_by(RT.SETTINGS), settings)
    blocks = (block for body in bodies for block in body.blocks)
    replace_root(word.part, ooxml.document_xml(blocks, bodies[-1].ending))
    _describe(word, about)
    return _packed(word)


def _set_theme_fonts(word: Any, family: str) -> None:
    """Point the theme at the body's family: Word wants a theme, and its own names others."""
    part = word.part.part_related_by(RT.THEME)
    theme = parse_xml(part.blob)
    for fonts in theme.iter(f"{{{_DRAWING}}}majorFont", f"{{{_DRAWING}}}minorFont"):
        for font in list(fonts):
            fonts.remove(font)
        for script in ("latin", "ea", "cs"):
            fonts.append(fonts.makeelement(f"{{{_DRAWING}}}{script}", {"typeface": family}))
    part._blob = serialize_part_xml(theme)


def _embed_fonts(word: Any, text: Text, embed: Embed) -> bool:
    """The font table, with the faces that readers may lack; whether there are any."""
    must_suit_docx(text.used, embed)
    package = word.part.package
    table = Part(PackURI("/word/fontTable.xml"), _FONT_TABLE, b"", package)
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
        part = Part(
            PackURI(f"/word/fonts/font{embedded}.odttf"),
            _OBFUSCATED,
            obfuscated(font.data, guid),
            package,
        )
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
    table._blob = ooxml.font_table_xml(entries).encode("utf-8")
    word.part.relate_to(table, RT.FONT_TABLE)
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


def _describe(word: Any, document: Document) -> None:
    """Core properties; the dates are the issue's, so that no clock goes into the file."""
    stamp = datetime.combine(document.issued, time())
    core = word.core_properties
    core.title, core.subject = document.title[:_LONGEST], document.subject[:_LONGEST]
    core.author = core.last_modified_by = document.author[:_LONGEST]
    core.keywords = "；".join(document.keywords)[:_LONGEST]
    core.language, core.category, core.comments = LANGUAGE, "", ""
    core.created = core.modified = stamp
    core.revision = 1


def _packed(word: Any) -> bytes:
    """The package as bytes that depend on its content alone: parts sorted, no clock.

    python-docx's own `save` stamps the time and deflates everything for nothing first.
    """
    package = word.part.package
    parts = sorted(package.iter_parts(), key=lambda part: str(part.partname))
    files = {PACKAGE_URI.rels_uri: package.rels.xml}
    for part in parts:
        part.before_marshal()
        files[part.partname] = part.blob
        if part.rels:
            files[part.partname.rels_uri] = part.rels.xml
    named = ((CONTENT_TYPES_URI, _content_types(parts)), *sorted(files.items()))
    # Outlines are most of the file, and sought through quickly they take a hundredth more.
    return archive((uri.membername, content, uri.ext == "odttf") for uri, content in named)


def _content_types(parts: Sequence[Part]) -> bytes:
    """What is in which part (ISO/IEC 29500-2 7.2.3)."""
    usual = {(part.partname.ext, part.content_type) for part in parts} & set(default_content_types)
    types: Any = CT_Types.new()  # type: ignore[no-untyped-call]
    for ext, kind in sorted({("rels", CT.OPC_RELATIONSHIPS), ("xml", CT.XML), *usual}):
        types.add_default(ext, kind)
    for part in parts:
        if (part.partname.ext, part.content_type) not in usual:
            types.add_override(part.partname, part.content_type)
    written: bytes = serialize_part_xml(types)
    return written
