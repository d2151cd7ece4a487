"""Pages → PDF. It decides nothing: every position comes from the layout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import cos, radians, sin

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFString,
)

from briefing.document import Document
from briefing.fonts import Face
from briefing.issue import Picture
from briefing.layout.page import Anchor, Image, Mark, Page, Part, Shape, Stroke, TextRun
from briefing.template import Template
from briefing.writers.deflate import Deflating
from briefing.writers.embedding import must_suit_pdf
from briefing.writers.pdf_archive import (
    Catalog,
    Sheet,
    compressed,
    deflated,
    information,
    metadata,
    output_intents,
)
from briefing.writers.pdf_drawing import (
    color,
    embed_picture,
    named,
    painted_picture,
    painted_shape,
)
from briefing.writers.pdf_fonts import Subset, embed, subset
from briefing.writers.pdf_packing import PackedDocument
from briefing.writers.pdf_tags import Path, Stretch, add_tree, stretches

LANGUAGE = "zh-CN"


def write(document: Document, pages: Sequence[Page], template: Template) -> bytes:
    """The finished PDF; the same pages give the same bytes.

    FontError lists the faces whose licences keep them out of it.
    """
    return write_sheets(document, lambda: ((page, template) for page in pages), packed=True)


def write_sheets(
    document: Document, sheets: Callable[[], Iterable[tuple[Page, Template]]], packed: bool = False
) -> bytes:
    """A PDF of pages each in a template of its own.

    sheets  gives all pages from the first; it is asked twice, for the marks of thousands of pages
            need not be there at once
    packed  whether what is no stream lies deflated in streams of its own
    FontError lists the faces whose licences keep them out of it.
    """
    make = PackedDocument if packed else PDFDocument
    pdf = make(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    resources = _Resources(pdf, _with_sizes(sheets()))
    said: list[tuple[Stretch, ...]] = []
    painted: list[Sheet] = []
    pages: list[Page] = []
    for page, template in sheets():
        geometry = template.page
        upright = (geometry.width, geometry.height)
        here = stretches(page)
        painted.append(_page(here, *(upright[::-1] if page.landscape else upright), resources))
        # The tree and the outline want no marks.
        said.append(tuple(each._replace(marks=()) for each in here if each.path))
        pages.append(page._replace(parts=()))
        pdf.addPage(painted[-1])
    links = _link_pages(pdf, pages, painted)
    catalog = pdf.Catalog = Catalog()
    catalog.Lang, catalog.Pages = PDFString(LANGUAGE), pdf.Pages
    catalog.Outlines = _outline(pdf, pages, painted)
    catalog.PageMode = PDFName("UseOutlines" if catalog.Outlines else "UseNone")
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    catalog.Metadata = metadata(document, LANGUAGE)
    catalog.OutputIntents = output_intents(pdf)
    add_tree(pdf, said, painted, links)
    pdf.info = information(document)
    pdf._ID = _identifier(painted, document, resources.pictures)
    resources.settle()
    data: bytes = pdf.format()
    return data


def sheet_of(marks: Sequence[Mark], width: float, height: float) -> bytes:
    """A PDF of one sheet, as large as a drawing, with nothing but its marks."""
    pdf = PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    resources = _Resources(pdf, ((mark, None) for mark in marks))
    pdf.addPage(_page(stretches(Page(1, (Part((), tuple(marks)),))), width, height, resources))
    pdf.info = PDFDictionary({})
    resources.settle()
    data: bytes = pdf.format()
    return data


def _with_sizes(
    sheets: Iterable[tuple[Page, Template]],
) -> Iterator[tuple[Mark, Template | None]]:
    """Every mark of some pages with the template that says how fine its pictures are."""
    for page, template in sheets:
        for mark in page.marks:
            yield mark, template


def _printed(mark: Image, template: Template | None) -> Picture:
    if template is None:
        return mark.picture
    from briefing.writers.pictures import for_print

    return for_print(mark.picture, mark.width, template)


class _Resources:
    """What the marks of a PDF are painted with: fonts and pictures, and their names.

    marks  each with its template; without one, pictures stay as they are
    """

    def __init__(self, pdf: PDFDocument, marks: Iterable[tuple[Mark, Template | None]]) -> None:
        used: dict[Face, set[str]] = {}
        self.printed: dict[Image, Picture] = {}
        for mark, template in marks:
            if isinstance(mark, TextRun):
                used.setdefault(mark.face, set()).update(mark.text)
            elif isinstance(mark, Image):
                self.printed[mark] = _printed(mark, template)
        must_suit_pdf(used)
        parts: dict[Face, Subset] = {face: subset(face, chars) for face, chars in used.items()}
        self.codes = {face: part.codes for face, part in parts.items()}
        self.names = {face: f"F{number}" for number, face in enumerate(parts, 1)}
        self.programs = [(deflated(b""), Deflating(part.data)) for part in parts.values()]
        fonts = {
            self.names[face]: embed(pdf, part, program)
            for (face, part), (program, _) in zip(parts.items(), self.programs, strict=True)
        }
        self.pictures = named(self.printed.values())
        self.dictionary = PDFDictionary({"Font": PDFDictionary(fonts)})
        if self.pictures:
            images = {name: embed_picture(pdf, picture) for picture, name in self.pictures.items()}
            self.dictionary["XObject"] = PDFDictionary(images)

    def settle(self) -> None:
        """Fonts are deflated while pages are painted; from now on they are."""
        for program, work in self.programs:
            program.content = work.result()


def _page(said: Sequence[Stretch], width: float, height: float, resources: _Resources) -> Sheet:
    sheet = Sheet()
    sheet.pagewidth, sheet.pageheight = round(width, 2), round(height, 2)
    sheet.MediaBox = PDFArray([0, 0, sheet.pagewidth, sheet.pageheight])
    sheet.Resources = resources.dictionary
    sheet.Tabs = PDFName("S")  # from link to link in the order of the tree
    content = "\n".join(_content(said, height, resources))
    sheet.Contents = compressed(content.encode("ascii"))
    return sheet


def _content(said: Sequence[Stretch], height: float, resources: _Resources) -> Iterator[str]:
    """Operators of a page; settings are written when they change.

    A sequence of marked content stands within a text object, or text objects within it.
    """
    codes, names = resources.codes, resources.names
    look: tuple[object, ...] = ()
    spacing = 0.0
    ink = ""
    in_text = False
    for stretch in said:
        if not stretch.marks:
            continue
        all_text = all(isinstance(mark, TextRun) for mark in stretch.marks)
        if all_text is not in_text:
            yield "BT" if all_text else "ET"
            in_text = all_text
        yield stretch.opening
        for mark in stretch.marks:
            if not isinstance(mark, TextRun):
                if in_text:
                    yield "ET"
                    in_text = False
                yield from _drawn(mark, height, resources)
                continue
            if not in_text:
                yield "BT"
                in_text = True
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
            yield f"{_turned(mark)} {mark.x:.3f} {height - mark.y:.3f} Tm <{text}> Tj"
        if in_text and not all_text:
            yield "ET"
            in_text = False
        yield "EMC"
    if in_text:
        yield "ET"


def _turned(mark: TextRun) -> str:
    """The first four numbers of a text matrix (ISO 32000-1 8.3.3)."""
    if not mark.turn:
        return "1 0 0 1"
    along, aside = cos(radians(mark.turn)), sin(radians(mark.turn))
    return f"{along:.4f} {aside:.4f} {-aside:.4f} {along:.4f}"


def _drawn(mark: Stroke | Image | Shape, height: float, resources: _Resources) -> Iterator[str]:
    if isinstance(mark, Image):
        yield painted_picture(mark, resources.pictures[resources.printed[mark]], height)
    elif isinstance(mark, Shape):
        yield from painted_shape(mark, height)
    else:
        yield f"{color(mark.color)} RG {mark.width:.3f} w"
        start = f"{mark.x1:.3f} {height - mark.y1:.3f} m"
        yield f"{start} {mark.x2:.3f} {height - mark.y2:.3f} l S"


def _link_pages(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[Sheet]
) -> dict[int, list[tuple[Path, PDFDictionary]]]:
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
    found: dict[int, list[tuple[Path, PDFDictionary]]] = {}
    for index, (page, sheet) in enumerate(zip(pages, painted, strict=True)):
        found[index] = [
            (
                link.path,
                PDFDictionary({
                    "Type": PDFName("Annot"),
                    "Subtype": PDFName("Link"),
                    "Rect": PDFArray([
                        round(edge, 2)
                        for edge in (
                            link.x1, sheet.pageheight - link.y - link.height,
                            link.x2, sheet.pageheight - link.y,
                        )
                    ]),
                    "Border": PDFArray([0, 0, 0]),
                    "Contents": PDFString(titles[link.target]),  # ISO 14289-1 7.18.5
                    "F": 4,  # it is printed, were there anything to print (ISO 19005-2 6.3.2)
                    "Dest": goals[link.target],
                }),
            )
            for link in page.links
        ]  # fmt: skip
        sheet.Annots = [pdf.Reference(annotation) for _, annotation in found[index]]
    return found


def _destination(pdf: PDFDocument, anchor: Anchor, sheet: Sheet) -> PDFArray:
    y = round(sheet.pageheight - anchor.y, 2)
    return PDFArray([pdf.Reference(sheet), PDFName("XYZ"), "null", y, "null"])


def _outline(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[Sheet]
) -> PDFDictionary | None:
    """The bookmarks: headings nested by their level (ISO 32000-1 12.3.3)."""
    if not any(page.anchors for page in pages):
        return None
    root = PDFDictionary({"Type": PDFName("Outlines")})
    open_items: list[tuple[int, PDFDictionary, list[PDFDictionary]]] = [(0, root, [])]
    closed: list[tuple[PDFDictionary, list[PDFDictionary]]] = []
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


def _bookmark(pdf: PDFDocument, anchor: Anchor, sheet: Sheet) -> PDFDictionary:
    goal = _destination(pdf, anchor, sheet)
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


def _identifier(painted: Sequence[Sheet], document: Document, pictures: Iterable[Picture]) -> bytes:
    """The file identifier: follows from the content alone."""
    digest = hashlib.sha256(document.title.encode("utf-8"))
    for sheet in painted:
        digest.update(sheet.Contents.content)
    for picture in pictures:
        digest.update(picture.data)
    value = digest.hexdigest()[:32].upper()
    return f"[<{value}> <{value}>]".encode("ascii")
