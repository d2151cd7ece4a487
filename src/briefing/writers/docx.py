"""Document → DOCX: named styles, no hard line breaks; Word breaks the lines.

python-docx supplies the package and its parts; styles, settings and body are written by `ooxml`,
so nothing of its own template remains in the file.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.spec import default_content_types
from docx.oxml.parser import parse_xml

from briefing.document import Block, Document, Paragraph, Table, across
from briefing.fonts import Face, Faces, by_their_own_names
from briefing.layout import blank_pages, stands_alone
from briefing.layout.filling import colophon_places
from briefing.layout.page import Page
from briefing.layout.paragraph import set_paragraph
from briefing.layout.shaping import pieces
from briefing.layout.turning import turned
from briefing.template import Template
from briefing.writers import ooxml
from briefing.writers.deflate import level_of
from briefing.writers.docx_fonts import embedded_font, obfuscated, signature
from briefing.writers.docx_pictures import PicturePlaces
from briefing.writers.docx_sections import Sections
from briefing.writers.embedding import Embed, must_suit_docx, named_only, typed_characters
from briefing.writers.ooxml_sections import blank_page_xml

LANGUAGE = "zh-CN"
_FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_STALE = ("customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings",
          "extended-properties", "fontTable")  # fmt: skip
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # what Word writes itself
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
    if embed in (Embed.USED, Embed.EDITABLE):
        faces = by_their_own_names(faces)
    word: Any = docx.Document()
    _drop_stale(word)
    pictures = PicturePlaces(word, template, faces)
    blanks = blank_pages(pages) if document.colophon else 0
    sections = Sections(word, document, template, faces, blanks)
    body = _Body(document, template, faces, pages, pictures, sections)
    embedded = _embed_fonts(word, body, embed)
    settings = ooxml.settings_xml(embedded, subsets=embed is not Embed.EDITABLE)
    _set_theme_fonts(word, faces.first(template.styles["base"].font).family)
    _replace_root(word.part.part_related_by(RT.STYLES), body.styles())
    _replace_root(word.part.part_related_by(RT.SETTINGS), settings)
    _replace_root(word.part, ooxml.document_xml(body.blocks, sections.last))
    _describe(word, document)
    return _packed(word)


class _Body:
    """The document's paragraphs as XML, and the faces and styles they turned out to need."""

    def __init__(
        self,
        document: Document,
        template: Template,
        faces: Faces,
        pages: Sequence[Page],
        pictures: PicturePlaces,
        sections: Sections,
    ) -> None:
        self.template = template
        self.faces = faces
        self.used: dict[Face, set[str]] = {}
        self.fallbacks: dict[Face, str] = {}
        self.uses: dict[str, ooxml.Use] = {}
        self.anchors: list[str] = []
        self.pictures = pictures
        self.contents = [each for each in document.paragraphs() if each.target]
        self.sections = sections
        self.turned = across(document.blocks)
        self.blocks = [self.block(block, number) for number, block in enumerate(document.blocks)]
        if document.colophon:
            self.blocks += self.silence(document)
            self.blocks += self.colophon(document, pages[-1])
        self.draft = document.draft
        if self.draft:
            self.need(faces.first(template.styles["draft-header"].font), self.draft)
        for style in ("folio-odd", "folio-even"):
            text = "0123456789".join(sections.folio)
            self.need(faces.first(template.styles[style].font), text)

    def style(self, key: str) -> str:
        return ooxml.style_id(key, self.template.styles[key])

    def mark(self, key: str) -> str:
        return ooxml.style_id(key, self.template.marks[key])

    def need(self, face: Face, text: str) -> None:
        self.used.setdefault(face, set()).update(text)

    def block(self, block: Block, number: int) -> str:
        if isinstance(block, Paragraph):
            return self.paragraph(block, section=self.sections.end(number))
        if isinstance(block, Table):
            return self.table(block, number)
        return self.pictures.paragraph(block, self.sections.end(number))

    def table(self, table: Table, number: int) -> str:
        template = turned(self.template) if table.landscape else self.template
        from briefing.layout.table import set_table

        made = set_table(table, number, template, self.faces)
        rows = []
        for row in made.rows:
            written = (self.paragraph(cell.paragraph) for cell in row.cells)
            cells = zip(made.widths, written, strict=True)
            rows.append(ooxml.row_xml(row.height, cells, head=row is made.rows[0]))
        return ooxml.table_xml(made.widths, self.template.table, rows)

    def paragraph(self, paragraph: Paragraph, frame: str = "", section: str = "") -> str:
        style = self.template.styles[paragraph.style]
        runs = list(self.runs(paragraph))
        if "\t" in paragraph.text:
            self.uses[paragraph.style] = ooxml.Use(tab=self.template.page.measure)
        content = ooxml.runs_xml(runs)
        if paragraph.target:
            content = self.contents_line(paragraph, runs)
        if paragraph.anchor:
            self.anchors.append(paragraph.anchor)
            content = ooxml.bookmark_xml(len(self.anchors), _bookmark(paragraph.anchor), content)
        return ooxml.paragraph_xml(ooxml.style_id(paragraph.style, style), content, frame, section)

    def runs(self, paragraph: Paragraph) -> Iterator[tuple[str, str | None]]:
        """The text in stretches of one character style."""
        style = self.template.styles[paragraph.style]
        for piece in pieces(paragraph, style, self.template, self.faces):
            assert piece.face is not None
            stretch = paragraph.text[piece.start : piece.end]
            self.need(piece.face, stretch + "." * style.leader)
            role = self.template.marks[piece.mark].font if piece.mark else style.font
            mark = self.mark(piece.mark) if piece.mark else None
            if piece.face is not self.faces.first(role):
                fallback = f"BriefingFallback{len(self.fallbacks) + 1}"
                mark = self.fallbacks.setdefault(piece.face, fallback)
            yield stretch, mark

    def contents_line(self, paragraph: Paragraph, runs: Sequence[tuple[str, str | None]]) -> str:
        """The first line of the contents begins the field that the last one ends."""
        page = paragraph.runs[-1].text
        *texts, (last, mark) = runs
        families = {identifier: family for identifier, _, family in self.marks()}
        head = ooxml.runs_xml((*texts, (last.removesuffix(page), mark)), families)
        line = ooxml.contents_line_xml(_bookmark(paragraph.target), head, page)
        titles = self.template.styles["title-single"].name
        begin = ooxml.contents_begin(titles) if paragraph is self.contents[0] else ""
        end = ooxml.CONTENTS_END if paragraph is self.contents[-1] else ""
        return begin + line + end

    def colophon(self, document: Document, last_page: Page) -> Iterator[str]:
        """The colophon, framed at the foot of the page that the paragraph behind it is on.

        If it takes a page of its own, that paragraph begins one: left to itself, LibreOffice
        takes text that would fit along.

        Each rule has a frame of its own: LibreOffice sets no frame whose paragraphs differ in
        their borders, and Word would end a border at the paragraph's indents.
        """
        parts = [set_paragraph(part, self.template, self.faces) for part in document.colophon]
        frame = ""
        places = colophon_places(parts, self.template.page)
        alone = stands_alone(document, last_page, self.template, self.faces)
        # Behind turned pages a section begins the page.
        alone = alone and (self.sections.blanks > 0 or not self.turned[-1])
        self.uses["colophon-anchor"] = ooxml.Use(turned=alone)
        for y, part in places:
            if part.style.rule_above or not frame:
                frame = ooxml.frame_xml(y, self.template.page.measure)
            tab = self.uses.get(part.paragraph.style, ooxml.Use()).tab
            self.uses[part.paragraph.style] = ooxml.Use(tab=tab, framed=True)
            yield self.paragraph(part.paragraph, frame)
            if part.style.rule_above:
                frame = ""
        yield ooxml.paragraph_xml(self.style("colophon-anchor"), "")

    def silence(self, document: Document) -> Iterator[str]:
        """The empty pages before the colophon; what ends the section of pages with folios."""
        if self.sections.blanks:
            if isinstance(document.blocks[-1], Table):  # a table cannot end a section
                end = self.sections.end(len(document.blocks) - 1)
                yield ooxml.paragraph_xml(self.style("section-end"), "", section=end)
            blank = blank_page_xml(self.style("colophon-anchor"))
            yield from [blank] * self.sections.blanks

    def marks(self) -> Iterator[tuple[str, str, str]]:
        """(identifier, name, family) of each character style."""
        for key, mark in self.template.marks.items():
            yield self.mark(key), mark.name, self.faces.first(mark.font).family
        for face, identifier in self.fallbacks.items():
            yield identifier, f"补字 {face.family}", face.family

    def styles(self) -> str:
        shown = {
            name: style
            for name, style in self.template.styles.items()
            if name != "draft-mark" and (self.draft or name != "draft-header")
        }
        return ooxml.styles_xml(
            {**shown, **self.pictures.styles},
            {role: chain[0].family for role, chain in self.faces.chains.items()},
            uses={**self.uses, **dict.fromkeys(self.pictures.styles, ooxml.Use(at_least=True))},
            marks=self.marks(),
            overflow=self.template.overflow,
        )


def _bookmark(anchor: str) -> str:
    """The name of an anchor as Word writes those its contents refer to."""
    return f"_Toc_{anchor.replace('-', '_')}"


def _drop_stale(word: Any) -> None:
    """Take out what python-docx's template has and the bulletin does not need."""
    for source in (word.part, word.part.package):
        for key, relationship in list(source.rels.items()):
            if relationship.reltype.rsplit("/", 1)[-1] in _STALE:
                del source.rels[key]


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


def _replace_root(part: Any, xml: str) -> None:
    """Give an XML part new content; python-docx itself only ever edits what is there."""
    part._element = parse_xml(xml.encode("utf-8"))


def _embed_fonts(word: Any, body: _Body, embed: Embed) -> bool:
    """The font table, with the faces that readers may lack; whether there are any."""
    must_suit_docx(body.used, embed)
    package = word.part.package
    table = Part(PackURI("/word/fontTable.xml"), _FONT_TABLE, b"", package)
    # Without more a clerk who corrects a figure or a Latin word finds its characters there.
    further = typed_characters() if embed is Embed.EDITABLE else frozenset(_ASCII)
    entries: list[ooxml.FontEntry] = []
    embedded = 0
    for face, chars in sorted(body.used.items(), key=lambda item: item[0].family):
        if named_only(face, embed):
            entries.append(_named(face, body.faces))
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
    listed = {face.family for face in body.used}
    for role, chain in body.faces.chains.items():
        if role and chain[0].standard and chain[0].family not in listed:
            entries.append(_named(chain[0], body.faces))
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
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for uri, content in ((CONTENT_TYPES_URI, _content_types(parts)), *sorted(files.items())):
            entry = zipfile.ZipInfo(uri.membername, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, content, compresslevel=level_of(entry.filename))
    return packed.getvalue()


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
