"""What stands on the pages of a PDF, as a press sees it: fonts, pictures, lines, colours.

Read with pikepdf by following every operator (ISO 32000-1 8.4 to 8.10, annex A).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

Matrix = tuple[float, float, float, float, float, float]
Forms = tuple[tuple[int, int], ...]  # numbers of objects, the outermost first
Color = tuple[str, tuple[float, ...]]  # kind (gray, rgb, cmyk, other), its parts from 0 to 1

_MOST = 10_000  # forms drawn on a page: more are there to do harm
_BLACK: dict[str, tuple[float, ...]] = {
    "gray": (0.0,),
    "rgb": (0.0, 0.0, 0.0),
    "cmyk": (0.0, 0.0, 0.0, 1.0),
}
_BADNESS = ("embedded", "drawn", "missing")
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST = 12  # forms within forms
_SPACES = {"g": "gray", "rg": "rgb", "k": "cmyk"}
_STROKES = frozenset({"S", "s", "B", "B*", "b", "b*"})
_FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_NAMED = {"/DeviceGray": "gray", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is shown: dots to the inch along its coarser side, its dots."""

    resolution: float
    width: int
    height: int


@dataclass
class Anatomy:
    """All that is drawn on one page.

    size       width and height in points, as it is seen
    fonts      name → how it is in the file: "embedded", "missing" or "drawn" (Type 3)
    pictures   every one shown
    thinnest   the finest line or bar in points; None if there is none
    colors     of text, lines and areas
    marks      whether anything is drawn at all
    see_through  whether transparency is asked for
    hidden     whether there are layers that may be switched off
    notes      kinds of annotations that print
    cropped    whether a part of the sheet is cut off from view
    turned     by how many degrees a reader turns it
    damaged    whether a part of it is not as the standard says, so that programs differ about it;
               then the rest is not complete
    """

    size: tuple[float, float]
    fonts: dict[str, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    thinnest: float | None = None
    colors: set[Color] = field(default_factory=set)
    marks: bool = False
    see_through: bool = False
    hidden: bool = False
    notes: list[str] = field(default_factory=list)
    cropped: bool = False
    turned: int = 0
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state, as far as it matters."""

    matrix: Matrix = _IDENTITY
    width: float = 1.0
    fill: Color = ("gray", _BLACK["gray"])
    stroke: Color = ("gray", _BLACK["gray"])
    font: tuple[str, str] = ("", "embedded")
    mode: int = 0  # of text (9.3.6)


def anatomy(page: pikepdf.Page) -> Anatomy:
    """What is on a page."""
    import pikepdf

    found = Anatomy((0.0, 0.0))
    try:
        box = _edges(page.mediabox)
        unit = float(page.get("/UserUnit", 1))
        found.turned = int(page.get("/Rotate", 0)) % 360
        size = ((box[2] - box[0]) * unit, (box[3] - box[1]) * unit)
        found.size = size[::-1] if found.turned % 180 else size
        crop = _edges(page.cropbox)
        found.cropped = any(abs(a - b) > 0.5 for a, b in zip(box, crop, strict=True))
        found.notes = list(_printing_notes(page))
        _Reader(found).read(page, page.obj.get("/Resources"), _State())
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, pikepdf.PdfError):
        found.damaged = True  # something is of another kind than the standard says
    return found


def _edges(box: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top; any two opposite corners may be written (7.9.5)."""
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _printing_notes(page: pikepdf.Page) -> Iterator[str]:
    """Annotations with a look of their own that come out on paper (12.5.3: flag 3)."""
    for note in page.obj.get("/Annots", ()):
        kind = str(note.get("/Subtype", "")).lstrip("/")
        flags = int(note.get("/F", 0))
        if kind not in ("Link", "Popup") and flags & 4 and not flags & 2:
            yield kind


class _Reader:
    """Follows the operators of a page and of the forms on it."""

    def __init__(self, found: Anatomy) -> None:
        self.found = found
        self.forms = 0

    def read(self, stream: Any, resources: Any, state: _State, within: Forms = ()) -> None:
        import pikepdf

        resources = resources if resources is not None else pikepdf.Dictionary()
        saved: list[_State] = []
        path: list[tuple[float, float]] = []
        for instruction in pikepdf.parse_content_stream(stream):
            operator = str(instruction.operator)
            operands = instruction.operands
            if operator == "q":
                saved.append(state)
            elif operator == "Q":
                state = saved.pop() if saved else state
            elif operator == "re":
                path.append((abs(float(operands[2])), abs(float(operands[3]))))
            elif operator in _STROKES or operator in _FILLS:
                self.paint(operator, path, state)
                path = []
            elif operator == "n":
                path = []
            elif operator in _TEXT:
                self.text(state)
            elif operator == "Tf":
                state = _with(state, font=_font(resources.Font[str(operands[0])]))
            elif operator == "Do":
                self.object(resources, str(operands[0]), state, within)
            elif operator == "INLINE IMAGE":
                image = operands[0]
                self.picture(int(image.width), int(image.height), state.matrix)
            elif operator == "gs":
                state = self.settings(resources.ExtGState[str(operands[0])], state)
            elif operator == "sh":
                self.found.marks = True
                self.found.colors.add(("other", ()))
            elif operator == "BDC" and str(operands[0]) == "/OC":
                self.found.hidden = True
            else:
                state = _after(operator, operands, state, resources)

    def paint(self, operator: str, path: list[tuple[float, float]], state: _State) -> None:
        self.found.marks = True
        scale = _scale(state.matrix)
        if operator in _STROKES:
            self.found.colors.add(state.stroke)
            self.line(state.width * scale)
        if operator in _FILLS:
            self.found.colors.add(state.fill)
            for width, height in path:
                self.line(min(width, height) * scale)

    def text(self, state: _State) -> None:
        how = state.mode % 4  # from 4 on it is a clipping path too
        if how == 3:
            return
        self.found.marks = True
        if how != 1:
            self.found.colors.add(state.fill)
        if how != 0:
            self.found.colors.add(state.stroke)
        name, embedded = state.font
        # Two fonts may have one name; the worse one is to be told of.
        before = self.found.fonts.get(name, embedded)
        self.found.fonts[name] = max(before, embedded, key=_BADNESS.index)

    def line(self, width: float) -> None:
        thinnest = self.found.thinnest
        self.found.thinnest = width if thinnest is None else min(thinnest, width)

    def object(self, resources: Any, name: str, state: _State, within: Forms) -> None:
        drawn = resources.XObject[name]
        if "/OC" in drawn:
            self.found.hidden = True
        if str(drawn.get("/Subtype")) == "/Image":
            self.found.see_through |= "/SMask" in drawn
            self.picture(int(drawn.Width), int(drawn.Height), state.matrix)
        else:
            own = tuple(float(part) for part in drawn.get("/Matrix", _IDENTITY))
            inner = _with(state, matrix=_times(own, state.matrix))
            self.forms += 1
            if drawn.objgen in within or len(within) > _DEEPEST or self.forms > _MOST:
                raise ValueError("forms without end")
            self.read(drawn, drawn.get("/Resources", resources), inner, (*within, drawn.objgen))

    def picture(self, width: int, height: int, matrix: Matrix) -> None:
        self.found.marks = True
        across, up = hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3])
        shown = [dots * 72 / side for dots, side in ((width, across), (height, up)) if side]
        self.found.pictures.append(Picture(min(shown, default=0.0), width, height))

    def settings(self, given: Any, state: _State) -> _State:
        """What a dictionary of settings (8.4.5) says of transparency, lines and the font."""
        clear = any(float(given.get(key, 1)) < 1 for key in ("/ca", "/CA"))
        blend = str(given.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
        mask = str(given.get("/SMask", "/None")) != "/None"
        self.found.see_through |= clear or blend or mask
        if "/LW" in given:
            state = _with(state, width=float(given.LW))
        if "/Font" in given:
            state = _with(state, font=_font(given.Font[0]))
        return state


def _font(font: Any) -> tuple[str, str]:
    """The name of a font, and how it is in the file."""
    shown = str(font.get("/BaseFont", font.get("/Name", "?"))).lstrip("/")
    if str(font.get("/Subtype")) == "/Type3":
        return shown, "drawn"
    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", {})
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return shown, "embedded" if any(file in descriptor for file in files) else "missing"


def _after(operator: str, operands: Any, state: _State, resources: Any) -> _State:
    """The state behind an operator that draws nothing."""
    if operator == "cm":
        given = tuple(float(part) for part in operands)
        return _with(state, matrix=_times(given, state.matrix))
    if operator == "w":
        return _with(state, width=float(operands[0]))
    if operator == "Tr":
        return _with(state, mode=int(operands[0]))
    lower = operator.lower()
    if lower in _SPACES:
        color = _color(_SPACES[lower], operands)
        return _with(state, **{"fill" if operator == lower else "stroke": color})
    side = "fill" if operator == lower else "stroke"
    if lower == "cs":
        kind = _kind(str(operands[0]), resources)
        return _with(state, **{side: (kind, _BLACK.get(kind, ()))})  # 8.6.3: black at first
    if lower in ("sc", "scn"):
        kind = (state.fill if side == "fill" else state.stroke)[0]
        return _with(state, **{side: _color(kind, operands)})
    return state


def _color(kind: str, operands: Any) -> Color:
    """A colour; ValueError if it has not as many parts as its kind."""
    parts = tuple(float(part) for part in operands if _is_number(part))
    if kind in _BLACK and len(parts) != len(_BLACK[kind]):
        raise ValueError(f"{kind}: {parts}")
    return kind, parts


def _kind(name: str, resources: Any) -> str:
    """gray, rgb, cmyk, or "other": separations, patterns."""
    if name in _NAMED:
        return _NAMED[name]
    space = resources.get("/ColorSpace", {}).get(name)
    if space is None:
        return "other"
    first = str(space[0] if _is_array(space) else space)
    if first == "/ICCBased":
        return {1: "gray", 3: "rgb", 4: "cmyk"}.get(int(space[1].N), "other")
    return {"/CalGray": "gray", "/CalRGB": "rgb"}.get(first, _NAMED.get(first, "other"))


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _with(state: _State, **changes: Any) -> _State:
    from dataclasses import replace

    return replace(state, **changes)


def _times(first: Any, second: Matrix) -> Matrix:
    """Both matrices behind one another (8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _scale(matrix: Matrix) -> float:
    """How much finer or thicker a line gets at most."""
    return min(hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3]))
