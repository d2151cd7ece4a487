"""Pages → PDF. It decides nothing: every position comes from the layout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFObjectReference,
    PDFString,
)

from briefing.document import Document
from briefing.issue import Picture
from briefing.layout.page import Anchor, Mark, Page, Part
from briefing.template import Template
from briefing.writers.deflate import Deflating
from briefing.writers.embedding import must_suit_pdf
from briefing.writers.pdf_archive import (
    Catalog,
    Sheet,
    deflated,
    information,
    metadata,
    output_intents,
)
from briefing.writers.pdf_drawing import embed_picture, names_of
from briefing.writers.pdf_fonts import embed, subset
from briefing.writers.pdf_objects import Array, Dictionary, named, reference, written
from briefing.writers.pdf_packing import PackedDocument
from briefing.writers.pdf_painting import Painted, Palette, Used, paint, painted_marks
from briefing.writers.pdf_tags import Path, add_tree, stretches

LANGUAGE = "zh-CN"


def write(document: Document, pages: Sequence[Page], template: Template) -> bytes:
    """The finished PDF; the same pages give the same bytes.

    FontError lists the faces whose licences keep them out of it.
    """
    used = Used()
    for page in pages:
        used.add(page.marks, template)
    sheets = ((page, template) for page in pages)
    return write_painted(document, used, lambda palette: paint(sheets, palette, used))


def write_painted(
    document: Document,
    used: Used,
    painted: Callable[[Palette], Iterable[Painted]],
) -> bytes:
    """A PDF of pages from wherever they are painted.

    used     by all of them
    painted  gives the pages from the first, once it is known what to call what they use
    FontError lists the faces whose licences keep them out of it.
    """
    pdf = PackedDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    resources = _Resources(pdf, used)
    pages = list(painted(resources.palette))
    sheets = [
        Sheet(page.width, page.height, resources.written, deflated(page.content)) for page in pages
    ]
    for sheet in sheets:
        pdf.addPage(sheet)
    links = _link_pages(pdf, pages, sheets)
    catalog = pdf.Catalog = Catalog()
    catalog.Lang, catalog.Pages = PDFString(LANGUAGE), pdf.Pages
    catalog.Outlines = _outline(pdf, pages, sheets)
    catalog.PageMode = named("UseOutlines" if catalog.Outlines else "UseNone")
    catalog.ViewerPreferences = Dictionary({"DisplayDocTitle": "true"})
    catalog.Metadata = metadata(document, LANGUAGE)
    catalog.OutputIntents = output_intents(pdf)
    add_tree(pdf, [page.said for page in pages], sheets, links)
    pdf.info = information(document)
    pdf._ID = _identifier(sheets, document, used.pictures)
    resources.settle()
    data: bytes = pdf.format()
    return data


def sheet_of(marks: Sequence[Mark], width: float, height: float) -> bytes:
    """A PDF of one sheet, as large as a drawing, with nothing but its marks."""
    pdf = PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    used = Used()
    used.add(marks, None)
    resources = _Resources(pdf, used)
    said = stretches(Page(1, (Part((), tuple(marks)),)))
    content = painted_marks(said, height, resources.palette, used)
    pdf.addPage(Sheet(width, height, resources.written, deflated(content)))
    pdf.info = Dictionary({})
    resources.settle()
    data: bytes = pdf.format()
    return data


class _Resources:
    """The fonts and pictures of a PDF, and what its content streams call them."""

    def __init__(self, pdf: PDFDocument, used: Used) -> None:
        must_suit_pdf(used.chars)
        parts = {face: subset(face, chars) for face, chars in used.chars.items()}
        names = {face: f"F{number}" for number, face in enumerate(parts, 1)}
        self.programs = [(deflated(b""), Deflating(part.data)) for part in parts.values()]
        fonts = {
            names[face]: embed(pdf, part, program)
            for (face, part), (program, _) in zip(parts.items(), self.programs, strict=True)
        }
        pictures = names_of(used.pictures)
        codes = {face: part.codes for face, part in parts.items()}
        self.palette = Palette(names, codes, pictures)
        found = Dictionary({"Font": Dictionary(fonts)})
        if pictures:
            images = {name: embed_picture(pdf, picture) for picture, name in pictures.items()}
            found["XObject"] = Dictionary(images)
        self.written = written(found, pdf)  # once for all pages

    def settle(self) -> None:
        """Fonts are deflated while pages are painted; from now on they are."""
        for program, work in self.programs:
            program.content = work.result()


def _link_pages(
    pdf: PDFDocument, pages: Sequence[Painted], painted: Sequence[Sheet]
) -> dict[int, list[tuple[Path, Dictionary]]]:
    """Lines of the contents lead to their titles.

    The links of each page, by its index, with the path of what they lie on.
    """
    anchors = [
        (anchor, sheet)
        for page, sheet in zip(pages, painted, strict=True)
        for anchor in page.anchors
    ]
    titles = {anchor.name: anchor.title for anchor, _ in anchors}
    goals = {anchor.name: _destination(pdf, anchor, sheet) for anchor, sheet in anchors}
    found: dict[int, list[tuple[Path, Dictionary]]] = {}
    for index, (page, sheet) in enumerate(zip(pages, painted, strict=True)):
        found[index] = [
            (
                link.path,
                Dictionary({
                    "Type": named("Annot"),
                    "Subtype": named("Link"),
                    "Rect": Array([
                        round(edge, 2)
                        for edge in (
                            link.x1, sheet.height - link.y - link.height,
                            link.x2, sheet.height - link.y,
                        )
                    ]),
                    "Border": Array([0, 0, 0]),
                    "Contents": PDFString(titles[link.target]),  # ISO 14289-1 7.18.5
                    "F": 4,  # it is printed, were there anything to print (ISO 19005-2 6.3.2)
                    "Dest": goals[link.target],
                }),
            )
            for link in page.links
        ]  # fmt: skip
        if found[index]:
            sheet["Annots"] = Array([reference(pdf, annotation) for _, annotation in found[index]])
    return found


def _destination(pdf: PDFDocument, anchor: Anchor, sheet: Sheet) -> Array:
    y = round(sheet.height - anchor.y, 2)
    return Array([pdf.Reference(sheet), named("XYZ"), "null", y, "null"])


def _outline(
    pdf: PDFDocument, pages: Sequence[Painted], painted: Sequence[Sheet]
) -> Dictionary | None:
    """The bookmarks: headings nested by their level (ISO 32000-1 12.3.3)."""
    if not any(page.anchors for page in pages):
        return None
    root = Dictionary({"Type": named("Outlines")})
    open_items: list[tuple[int, Dictionary, list[Dictionary]]] = [(0, root, [])]
    closed: list[tuple[Dictionary, list[Dictionary]]] = []
    for page, sheet in zip(pages, painted, strict=True):
        for anchor in page.anchors:
            item = _bookmark(pdf, anchor, sheet)
            while open_items[-1][0] >= anchor.level:
                closed.append(open_items.pop()[1:])
            open_items[-1][2].append(item)
            open_items.append((anchor.level, item, []))
    closed += [entry[1:] for entry in reversed(open_items)]
    for parent, children in closed:  # children before their parents
        _link(pdf, parent, children)
    return root


def _bookmark(pdf: PDFDocument, anchor: Anchor, sheet: Sheet) -> Dictionary:
    goal = _destination(pdf, anchor, sheet)
    return Dictionary({"Title": PDFString(anchor.title), "Dest": goal})


def _link(pdf: PDFDocument, parent: Dictionary, children: Sequence[Dictionary]) -> None:
    """Tie children to their parent and to one another."""
    if not children:
        return
    links: list[PDFObjectReference] = [pdf.Reference(child) for child in children]
    parent["First"], parent["Last"] = links[0], links[-1]
    parent["Count"] = sum(1 + child.dict.get("Count", 0) for child in children)  # all open
    for before, after in zip(range(len(children)), range(1, len(children)), strict=False):
        children[before]["Next"], children[after]["Prev"] = links[after], links[before]
    above = pdf.Reference(parent)
    for child in children:
        child["Parent"] = above


def _identifier(painted: Sequence[Sheet], document: Document, pictures: Iterable[Picture]) -> bytes:
    """The file identifier: follows from the content alone."""
    digest = hashlib.sha256(document.title.encode("utf-8"))
    for sheet in painted:
        digest.update(sheet.content.content)
    for picture in pictures:
        digest.update(picture.data)
    value = digest.hexdigest()[:32].upper()
    return f"[<{value}> <{value}>]".encode("ascii")
