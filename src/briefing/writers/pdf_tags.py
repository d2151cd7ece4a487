"""What the marks of a PDF say: marked content on the pages, and the tree of it (ISO 32000-1 14.8).

Neighbouring marks of one piece of the document are one sequence of marked content. What says
nothing is an artifact: rules, folios, leaders, headings of a table repeated on another page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFString

from briefing.layout.page import Mark, Page, Part, Step, TextRun
from briefing.writers.pdf_objects import Array, Dictionary, named, reference

Path = tuple[Step, ...]
# The standard structure type (ISO 32000-1 14.8.4) of each kind of step; headings have a level.
_TYPES = {
    "issue": "Sect",
    "contents": "TOC",
    "contents-line": "TOCI",
    "reference": "Reference",
    "link": "Link",
    "paragraph": "P",
    "table": "Table",
    "row": "TR",
    "head-cell": "TH",
    "cell": "TD",
    "figure": "Figure",
    "caption": "Caption",
}
_HEADING = "heading-"
_DEEPEST = 6
_LAYOUT, _PAGINATION = "Layout", "Pagination"


class Stretch(NamedTuple):
    """Neighbouring marks on a page that belong to one piece, said in one go.

    path      of the piece; empty for an artifact
    artifact  its kind, if it is one
    number    by which the tree calls it (MCID); None for artifacts and what has no marks
    alt       what is said instead of a figure
    """

    path: Path
    marks: tuple[Mark, ...]
    artifact: str = ""
    number: int | None = None
    alt: str = ""

    @property
    def opening(self) -> str:
        """The operator that begins its marked content; EMC ends it."""
        if self.artifact:
            return f"/Artifact <</Type /{self.artifact}>> BDC"
        return f"/{_type_of(self.path)} <</MCID {self.number}>> BDC"


def stretches(page: Page) -> tuple[Stretch, ...]:
    """All marks of a page in their order; a part without marks is a stretch without any."""
    found: list[Stretch] = []
    count = 0
    pieces = (piece for part in page.parts for piece in _pieces(part))
    for (path, artifact, alt), group in groupby(pieces, lambda piece: piece[0]):
        marks = tuple(mark for _, mark in group if mark is not None)
        number = None if artifact or not marks else count
        count += number is not None
        found.append(Stretch(path, marks, artifact, number, alt))
    return tuple(found)


def _pieces(part: Part) -> Iterator[tuple[tuple[Path, str, str], Mark | None]]:
    """Each mark of a part with what it belongs to; a part without marks is there as well."""
    path = _leading(part.path)
    drawn = _drawn(part.path)
    if path and not part.marks:
        yield (path, "", part.alt), None
    for mark in part.marks:
        if path and drawn and part.alt:
            yield (path, "", part.alt), mark
        elif not path and isinstance(mark, TextRun) and not mark.silent:
            yield ((), _PAGINATION, ""), mark
        elif not path or drawn or not isinstance(mark, TextRun) or mark.silent:
            yield ((), _LAYOUT, ""), mark
        else:
            yield (path, "", ""), mark


def _drawn(path: Path) -> bool:
    """Whether a part is a drawing, which is a figure where something is said of it."""
    return bool(path) and path[-1][0] == "figure"


def _leading(path: Path) -> Path:
    """The path down to the element that holds the marks: a line of the contents is a link."""
    if path and path[-1][0] == "contents-line":
        return (*path, ("reference", 0), ("link", 0))
    return path


def _type_of(path: Path) -> str:
    """The type of marked content; a heading's level is known to the tree alone."""
    kind = path[-1][0]
    return "H1" if kind == "masthead" else "H" if kind.startswith(_HEADING) else _TYPES[kind]


class _Element:
    """An element of the tree while it grows."""

    def __init__(self, kind: str, alt: str = "") -> None:
        self.kind = kind
        self.alt = alt
        self.children: list[_Element | tuple[int, int] | Dictionary] = []
        self.dictionary = Dictionary({"S": named(kind)})
        self._reference = b""

    def reference(self, pdf: PDFDocument) -> bytes:
        """Of its dictionary, which gets its number with the first."""
        if not self._reference:
            self._reference = reference(pdf, self.dictionary)
        return self._reference


def add_tree(
    pdf: PDFDocument,
    said: Sequence[Sequence[Stretch]],
    sheets: Sequence[Dictionary],
    links: Mapping[int, Sequence[tuple[Path, Dictionary]]],
) -> None:
    """Put the structure tree of a document into its catalog.

    said    the stretches of each page
    sheets  the pages, which learn by which number the tree calls them
    links   the annotations on a page by its index, each with the path of what it lies on
    """
    tree = _Tree()
    places = [reference(pdf, sheet) for sheet in sheets]
    parents: list[list[_Element]] = []
    annotations: list[tuple[_Element, Dictionary, int]] = []
    for index, page in enumerate(said):
        of_page = []
        for stretch in page:
            if not stretch.path:
                continue
            element = tree.element(stretch.path, stretch.alt)
            if stretch.number is not None:
                element.children.append((index, stretch.number))
                of_page.append(element)
        parents.append(of_page)
        for path, annotation in links.get(index, ()):
            annotations.append((tree.element(_leading(path)), annotation, index))
    for element, annotation, index in annotations:
        element.children.append(
            Dictionary({
                "Type": named("OBJR"),
                "Obj": reference(pdf, annotation),
                "Pg": places[index],
            })
        )  # fmt: skip
    root = Dictionary({"Type": named("StructTreeRoot")})
    numbers: list[object] = []
    for index, (sheet, elements) in enumerate(zip(sheets, parents, strict=True)):
        sheet["StructParents"] = index
        owners = Array([each.reference(pdf) for each in elements])
        numbers += [index, owners]
    for key, (element, annotation, _) in enumerate(annotations, len(sheets)):
        annotation["StructParent"] = key
        numbers += [key, element.reference(pdf)]
    root["ParentTree"] = Dictionary({"Nums": Array(numbers)})
    root["ParentTreeNextKey"] = len(sheets) + len(annotations)
    root["K"] = tree.root.reference(pdf)
    tree.root.dictionary["P"] = reference(pdf, root)
    _finish(pdf, tree.root, places)
    pdf.Catalog.StructTreeRoot = root
    pdf.Catalog.MarkInfo = Dictionary({"Marked": "true"})


class _Tree:
    """Elements by their paths, made when they are first asked for."""

    def __init__(self) -> None:
        self.root = _Element("Document")
        self.known: dict[Path, _Element] = {(): self.root}
        self.above: list[int] = []  # levels of the headings that the next one stands under

    def element(self, path: Path, alt: str = "") -> _Element:
        found = self.known.get(path)
        if found is None:
            parent = self.element(path[:-1])
            found = self.known[path] = _Element(self.kind(path[-1][0], parent), alt)
            parent.children.append(found)
        return found

    def kind(self, step: str, parent: _Element) -> str:
        if step == "masthead":
            self.above = []  # each issue of a volume begins anew
            return "H1"
        if step.startswith(_HEADING):
            # No level may be left out on the way down (ISO 14289-1 7.4.2); an editor may.
            level = int(step.removeprefix(_HEADING))
            self.above = [*(each for each in self.above if each < level), level]
            return f"H{min(1 + len(self.above), _DEEPEST)}"
        if step == "caption" and parent.kind not in ("Table", "Figure"):
            return "P"
        return _TYPES[step]


def _finish(pdf: PDFDocument, element: _Element, places: Sequence[bytes]) -> None:
    """Write children, page and attributes into the dictionary of an element and all below it.

    places  references to the pages
    """
    written = element.dictionary
    pages = [child[0] for child in element.children if isinstance(child, tuple)]
    if pages:
        written["Pg"] = places[pages[0]]
    kids: list[object] = []
    above = element.reference(pdf)
    for child in element.children:
        if isinstance(child, _Element):
            child.dictionary["P"] = above
            _finish(pdf, child, places)
            kids.append(child.reference(pdf))
        elif isinstance(child, tuple):
            page, number = child
            kids.append(number if page == pages[0] else _elsewhere(places[page], number))
        else:
            kids.append(child)
    if kids:
        written["K"] = kids[0] if len(kids) == 1 else Array(kids)
    if element.kind == "TH":
        of_table = {"O": named("Table"), "Scope": named("Column")}
        written["A"] = Dictionary(of_table)
    if element.alt:
        written["Alt"] = PDFString(element.alt)


def _elsewhere(place: bytes, number: int) -> Dictionary:
    """Content on another page than the element's first."""
    return Dictionary({
        "Type": named("MCR"),
        "Pg": place,
        "MCID": number,
    })  # fmt: skip
