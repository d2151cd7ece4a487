"""Pages → PDF. It decides nothing: every position comes from the layout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

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
from briefing.layout.page import Anchor, Page, Stroke, TextRun
from briefing.template import Geometry
from briefing.writers.embedding import must_suit_pdf
from briefing.writers.pdf_archive import (
    Catalog,
    Sheet,
    compressed,
    information,
    metadata,
    output_intents,
)
from briefing.writers.pdf_fonts import embed, subset
from briefing.writers.pdf_tags import Path, Stretch, add_tree, stretches

LANGUAGE = "zh-CN"


def write(document: Document, pages: Sequence[Page], geometry: Geometry) -> bytes:
    """The finished PDF; the same pages give the same bytes.

    FontError lists the faces whose licences keep them out of it.
    """
    pdf = PDFDocument(dummyoutline=1, compression=1, invariant=1, pdfVersion=(1, 7))
    used: dict[Face, set[str]] = {}
    for page in pages:
        for mark in page.marks:
            if isinstance(mark, TextRun):
                used.setdefault(mark.face, set()).update(mark.text)
    must_suit_pdf(used)
    parts = {face: subset(face, chars) for face, chars in used.items()}
    names = {face: f"F{number}" for number, face in enumerate(parts, 1)}
    fonts = PDFDictionary({names[face]: embed(pdf, part) for face, part in parts.items()})
    said = [stretches(page) for page in pages]
    codes = {face: part.codes for face, part in parts.items()}
    painted = [_page(each, geometry, codes, names, fonts) for each in said]
    for sheet in painted:
        pdf.addPage(sheet)
    links = _link_pages(pdf, pages, painted, geometry.height)
    catalog = pdf.Catalog = Catalog()
    catalog.Lang, catalog.Pages = PDFString(LANGUAGE), pdf.Pages
    catalog.Outlines = _outline(pdf, pages, painted, geometry.height)
    catalog.PageMode = PDFName("UseOutlines" if catalog.Outlines else "UseNone")
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    catalog.Metadata = metadata(document, LANGUAGE)
    catalog.OutputIntents = output_intents(pdf)
    add_tree(pdf, said, painted, links)
    pdf.info = information(document)
    pdf._ID = _identifier(painted, document)
    data: bytes = pdf.format()
    return data


def _page(
    said: Sequence[Stretch],
    geometry: Geometry,
    codes: Mapping[Face, Mapping[str, str]],
    names: Mapping[Face, str],
    fonts: PDFDictionary,
) -> Sheet:
    sheet = Sheet()
    sheet.pagewidth, sheet.pageheight = round(geometry.width, 2), round(geometry.height, 2)
    sheet.MediaBox = PDFArray([0, 0, sheet.pagewidth, sheet.pageheight])
    sheet.Resources = PDFDictionary({"Font": fonts})
    sheet.Tabs = PDFName("S")  # from link to link in the order of the tree
    content = "\n".join(_content(said, geometry.height, codes, names))
    sheet.Contents = compressed(content.encode("ascii"))
    return sheet


def _content(
    said: Sequence[Stretch],
    height: float,
    codes: Mapping[Face, Mapping[str, str]],
    names: Mapping[Face, str],
) -> Iterator[str]:
    """Operators of a page; settings are written when they change.

    A sequence of marked content stands within a text object, or text objects within it.
    """
    look: tuple[object, ...] = ()
    spacing = 0.0
    color = ""
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
            if isinstance(mark, Stroke):
                if in_text:
                    yield "ET"
                    in_text = False
                yield f"{_color(mark.color)} RG {mark.width:.3f} w"
                start = f"{mark.x1:.3f} {height - mark.y1:.3f} m"
                yield f"{start} {mark.x2:.3f} {height - mark.y2:.3f} l S"
                continue
            if not in_text:
                yield "BT"
                in_text = True
            if (mark.face, mark.size) != look:
                look = (mark.face, mark.size)
                yield f"/{names[mark.face]} {mark.size:g} Tf"
            if mark.color != color:
                color = mark.color
                yield f"{_color(color)} rg"
            if mark.spacing != spacing:
                spacing = mark.spacing
                yield f"{spacing:.4f} Tc"
            text = "".join(map(codes[mark.face].__getitem__, mark.text))
            yield f"1 0 0 1 {mark.x:.3f} {height - mark.y:.3f} Tm <{text}> Tj"
        if in_text and not all_text:
            yield "ET"
            in_text = False
        yield "EMC"
    if in_text:
        yield "ET"


def _color(written: str) -> str:
    """Six hexadecimal digits as three numbers from 0 to 1."""
    parts = (int(written[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return " ".join(f"{part:.4g}" for part in parts)


def _link_pages(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[Sheet], height: float
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
    goals = {anchor.name: _destination(pdf, anchor, sheet, height) for anchor, sheet in anchors}
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
                            link.x1, height - link.y - link.height, link.x2, height - link.y,
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


def _destination(pdf: PDFDocument, anchor: Anchor, sheet: Sheet, height: float) -> PDFArray:
    place = [pdf.Reference(sheet), PDFName("XYZ"), "null", round(height - anchor.y, 2), "null"]
    return PDFArray(place)


def _outline(
    pdf: PDFDocument, pages: Sequence[Page], painted: Sequence[Sheet], height: float
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


def _bookmark(pdf: PDFDocument, anchor: Anchor, sheet: Sheet, height: float) -> PDFDictionary:
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


def _identifier(painted: Sequence[Sheet], document: Document) -> bytes:
    """The file identifier: follows from the content alone."""
    digest = hashlib.sha256(document.title.encode("utf-8"))
    for sheet in painted:
        digest.update(sheet.Contents.content)
    value = digest.hexdigest()[:32].upper()
    return f"[<{value}> <{value}>]".encode("ascii")
