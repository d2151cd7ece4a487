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
Color = tuple[str, tuple[float, ...]]  # kind (gray, rgb, cmyk, other), its parts from 0 to 1

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


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state, as far as it matters."""

    matrix: Matrix = _IDENTITY
    width: float = 1.0
    fill: Color = ("gray", (0.0,))
    stroke: Color = ("gray", (0.0,))
    invisible: bool = False


def anatomy(page: pikepdf.Page) -> Anatomy:
    """What is on a page."""
    box = [float(edge) for edge in page.mediabox]
    turned = int(page.get("/Rotate", 0)) % 360
    size = (box[2] - box[0], box[3] - box[1])
    found = Anatomy(size[::-1] if turned % 180 else size, turned=turned)
    crop = [float(edge) for edge in page.cropbox]
    found.cropped = any(abs(a - b) > 0.5 for a, b in zip(box, crop, strict=True))
    found.notes = list(_printing_notes(page))
    if "/Group" in page.obj and "/SMask" in page.obj.Group:
        found.see_through = True
    _Reader(found).read(page, page.obj.get("/Resources"), _State())
    return found


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

    def read(self, stream: Any, resources: Any, state: _State, depth: int = 0) -> None:
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
                if not state.invisible:
                    self.found.marks = True
                    self.found.colors.add(state.fill)
            elif operator == "Tf":
                self.font(resources, str(operands[0]))
            elif operator == "Do":
                self.object(resources, str(operands[0]), state, depth)
            elif operator == "INLINE IMAGE":
                image = operands[0]
                self.picture(int(image.width), int(image.height), state.matrix)
            elif operator == "gs":
                self.settings(resources, str(operands[0]))
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

    def line(self, width: float) -> None:
        thinnest = self.found.thinnest
        self.found.thinnest = width if thinnest is None else min(thinnest, width)

    def font(self, resources: Any, name: str) -> None:
        font = resources.get("/Font", {}).get(name)
        if font is None:
            return
        shown = str(font.get("/BaseFont", name)).lstrip("/")
        if str(font.get("/Subtype")) == "/Type3":
            self.found.fonts[shown] = "drawn"
            return
        holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = holder.get("/FontDescriptor", {})
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        embedded = any(file in descriptor for file in files)
        self.found.fonts[shown] = "embedded" if embedded else "missing"

    def object(self, resources: Any, name: str, state: _State, depth: int) -> None:
        drawn = resources.get("/XObject", {}).get(name)
        if drawn is None:
            return
        if "/OC" in drawn:
            self.found.hidden = True
        if str(drawn.get("/Subtype")) == "/Image":
            self.found.see_through |= "/SMask" in drawn
            self.picture(int(drawn.Width), int(drawn.Height), state.matrix)
        elif depth < _DEEPEST:
            own = tuple(float(part) for part in drawn.get("/Matrix", _IDENTITY))
            inner = _State(
                _times(own, state.matrix), state.width, state.fill, state.stroke, state.invisible
            )
            self.read(drawn, drawn.get("/Resources", resources), inner, depth + 1)

    def picture(self, width: int, height: int, matrix: Matrix) -> None:
        self.found.marks = True
        across, up = hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3])
        shown = [dots * 72 / side for dots, side in ((width, across), (height, up)) if side]
        self.found.pictures.append(Picture(min(shown, default=0.0), width, height))

    def settings(self, resources: Any, name: str) -> None:
        given = resources.get("/ExtGState", {}).get(name, {})
        clear = any(float(given.get(key, 1)) < 1 for key in ("/ca", "/CA"))
        blend = str(given.get("/BM", "/Normal")) not in ("/Normal", "/Compatible")
        mask = str(given.get("/SMask", "/None")) != "/None"
        self.found.see_through |= clear or blend or mask


def _after(operator: str, operands: Any, state: _State, resources: Any) -> _State:
    """The state behind an operator that draws nothing."""
    if operator == "cm":
        given = tuple(float(part) for part in operands)
        return _with(state, matrix=_times(given, state.matrix))
    if operator == "w":
        return _with(state, width=float(operands[0]))
    if operator == "Tr":
        return _with(state, invisible=int(operands[0]) == 3)
    lower = operator.lower()
    if lower in _SPACES and operands:
        color = (_SPACES[lower], tuple(float(part) for part in operands))
        return _with(state, **{"fill" if operator == lower else "stroke": color})
    side = "fill" if operator == lower else "stroke"
    if lower == "cs":
        return _with(state, **{side: (_kind(str(operands[0]), resources), ())})
    if lower in ("sc", "scn"):
        kind = (state.fill if side == "fill" else state.stroke)[0]
        parts = tuple(float(part) for part in operands if _is_number(part))
        return _with(state, **{side: (kind, parts)})
    return state


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
