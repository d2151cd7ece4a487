"""Pages → PDF. It decides nothing: every position comes from the layout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFString,
)

from briefing.document import Document
from briefing.fonts import Face
from briefing.issue import Picture
from briefing.layout.page import Anchor, Image, Mark, Page, Part, Shape, Stroke, TextRun
from briefing.template import Template
from briefing.writers.pdf_drawing import (
    color,
    embed_picture,
    named,
    painted_picture,
    painted_shape,
)
from briefing.writers.pdf_fonts import Subset, compressed, embed, subset
from briefing.writers.pictures import for_print

LANGUAGE = "zh-CN"
PRODUCER = "briefing"


def write(document: Document, pages: Sequence[Page], template: Template) -> bytes:
    """The finished PDF; the same pages give the same bytes."""
    pdf = PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7), lang=LANGUAGE)
    geometry = template.page

    def printed(mark: Image) -> Picture:
        return for_print(mark.picture, mark.width, template)

    resources = _Resources(pdf, [mark for page in pages for mark in page.marks], printed)
    painted = [_page(page, geometry.width, geometry.height, resources) for page in pages]
    for sheet in painted:
        pdf.addPage(sheet)
    _link_pages(pdf, pages, painted, geometry.height)
    catalog = pdf.Catalog
    catalog.Outlines = _outline(pdf, pages, painted, geometry.height)
    catalog.PageMode = PDFName("UseOutlines" if catalog.Outlines else "UseNone")
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    pdf.info = _info(document)
    pdf._ID = _identifier(painted, document, resources.pictures)
    data: bytes = pdf.format()
    return data


def sheet_of(marks: Sequence[Mark], width: float, height: float) -> bytes:
    """A PDF of one sheet, as large as a drawing, with nothing but its marks."""
    pdf = PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    resources = _Resources(pdf, marks, lambda mark: mark.picture)
    pdf.addPage(_page(Page(1, (Part((), tuple(marks)),)), width, height, resources))
    pdf.info = PDFDictionary({})
    data: bytes = pdf.format()
    return data


class _Resources:
    """What the marks of a PDF are painted with: fonts and pictures, and their names."""

    def __init__(
        self, pdf: PDFDocument, marks: Iterable[Mark], printed: Callable[[Image], Picture]
    ) -> None:
        used: dict[Face, set[str]] = {}
        self.printed: dict[Image, Picture] = {}
        for mark in marks:
            if isinstance(mark, TextRun):
                used.setdefault(mark.face, set()).update(mark.text)
            elif isinstance(mark, Image):
                self.printed[mark] = printed(mark)
        parts: dict[Face, Subset] = {face: subset(face, chars) for face, chars in used.items()}
        self.codes = {face: part.codes for face, part in parts.items()}
        self.names = {face: f"F{number}" for number, face in enumerate(parts, 1)}
        fonts = {self.names[face]: embed(pdf, part) for face, part in parts.items()}
        self.pictures = named(self.printed.values())
        self.dictionary = PDFDictionary({"Font": PDFDictionary(fonts)})
        if self.pictures:
            images = {name: embed_picture(pdf, picture) for picture, name in self.pictures.items()}
            self.dictionary["XObject"] = PDFDictionary(images)


def _page(page: Page, width: float, height: float, resources: _Resources) -> PDFPage:
    sheet = PDFPage()
    sheet.pagewidth, sheet.pageheight = round(width, 2), round(height, 2)
    sheet.MediaBox = PDFArray([0, 0, sheet.pagewidth, sheet.pageheight])
    sheet.Resources = resources.dictionary
    content = "\n".join(_content(page, height, resources))
    sheet.Contents = compressed(content.encode("ascii"))
    return sheet


def _content(page: Page, height: float, resources: _Resources) -> Iterator[str]:
    """Operators of a page; settings are written when they change.

    Pictures and areas lie under the text, rules on it.
    """
    codes, names = resources.codes, resources.names
    for mark in page.marks:
        if isinstance(mark, Image):
            name = resources.pictures[resources.printed[mark]]
            yield painted_picture(mark, name, height)
        elif isinstance(mark, Shape):
            yield from painted_shape(mark, height)
    look: tuple[object, ...] = ()
    spacing = 0.0
    ink = ""
    yield "BT"
    for mark in page.marks:
        if not isinstance(mark, TextRun):
            continue
        if (mark.face, mark.size) != look:
            look = (mark.face, mark.size)
            yield f"/{names[mark.face]} {mark.size:g} Tf"
        if mark.color != ink:
            ink = mark.color
            yield f"{color(ink)} rg"
        if mark.spacing != spacing:
            spacing = mark.spacing
            yield f"{spacing:.4f} Tc"
        text = "".join(map(codes[mark.face].__getitem__, mark.text))
        yield f"1 0 0 1 {mark.x:.3f} {height - mark.y:.3f} Tm <{text}> Tj"
    yield "ET"
    for mark in page.marks:
        if isinstance(mark, Stroke):
            yield f"{color(mark.color)} RG {mark.width:.3f} w"
            start = f"{mark.x1:.3f} {height - mark.y1:.3f} m"
            yield f"{start} {mark.x2:.3f} {height - mark.y2:.3f} l S"


def _link_pages(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[PDFPage], height: float
) -> None:
    """Lines of the contents lead to their titles."""
    goals = {
        anchor.name: _destination(pdf, anchor, sheet, height)
        for page, sheet in zip(pages, painted, strict=True)
        for anchor in page.anchors
    }
    for page, sheet in zip(pages, painted, strict=True):
        sheet.Annots = [
            PDFDictionary({
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray([
                    round(edge, 2)
                    for edge in (link.x1, height - link.y - link.height, link.x2, height - link.y)
                ]),
                "Border": PDFArray([0, 0, 0]),
                "F": 4,  # it is printed, were there anything to print
                "Dest": goals[link.target],
            })
            for link in page.links
        ]  # fmt: skip


def _destination(pdf: PDFDocument, anchor: Anchor, sheet: PDFPage, height: float) -> PDFArray:
    place = [pdf.Reference(sheet), PDFName("XYZ"), "null", round(height - anchor.y, 2), "null"]
    return PDFArray(place)


def _outline(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[PDFPage], height: float
) -> PDFDictionary | None:
    """The bookmarks: headings nested by their level (ISO 32000-1 12.3.3)."""
    if not any(page.anchors for page in pages):
        return None
    root = PDFDictionary({"Type": PDFName("Outlines")})
    open_items: list[tuple[int, PDFDictionary, list[PDFDictionary]]] = [(0, root, [])]
    closed: list[tuple[PDFDictionary, list[PDFDictionary]]] = []
    for page, sheet in zip(pages, painted, strict=True):
        for anchor in page.anchors:
            item = _bookmark(pdf, anchor, sheet, height)
            while open_items[-1][0] >= anchor.level:
                closed.append(open_items.pop()[1:])
            open_items[-1][2].append(item)
            open_items.append((anchor.level, item, []))
    closed += [entry[1:] for entry in reversed(open_items)]
    for parent, children in closed:  # children before their parents
        _link(pdf, parent, children)
    return root


def _bookmark(pdf: PDFDocument, anchor: Anchor, sheet: PDFPage, height: float) -> PDFDictionary:
    goal = _destination(pdf, anchor, sheet, height)
    return PDFDictionary({"Title": PDFString(anchor.title), "Dest": goal})


def _link(pdf: PDFDocument, parent: PDFDictionary, children: Sequence[PDFDictionary]) -> None:
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


def _info(document: Document) -> PDFDictionary:
    stamp = PDFString(_pdf_date(document.issued))
    return PDFDictionary({
        "Title": PDFString(document.title),
        "Author": PDFString(document.author),
        "Subject": PDFString(document.subject),
        "Keywords": PDFString("；".join(document.keywords)),
        "Creator": PDFString(PRODUCER),
        "Producer": PDFString(PRODUCER),
        "CreationDate": stamp,
        "ModDate": stamp,
    })  # fmt: skip


def _pdf_date(day: date) -> str:
    """Midnight of the day of issue: no clock goes into the file."""
    return f"D:{day:%Y%m%d}000000+08'00'"


def _identifier(
    painted: Sequence[PDFPage], document: Document, pictures: Iterable[Picture]
) -> bytes:
    """The file identifier: follows from the content alone."""
    digest = hashlib.sha256(document.title.encode("utf-8"))
    for sheet in painted:
        digest.update(sheet.Contents.content)
    for picture in pictures:
        digest.update(picture.data)
    value = digest.hexdigest()[:32].upper()
    return f"[<{value}> <{value}>]".encode("ascii")
