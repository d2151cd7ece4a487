"""Marks → content streams (ISO 32000-1 7.8.2): what a page is painted with, and its operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, radians, sin
from typing import NamedTuple

from briefing.fonts import Face
from briefing.issue import Picture
from briefing.layout.page import Anchor, Image, Link, Mark, Page, Shape, Stroke, TextRun
from briefing.template import Template
from briefing.writers.deflate import deflate
from briefing.writers.pdf_drawing import color, painted_picture, painted_shape
from briefing.writers.pdf_tags import Stretch, stretches


class Used:
    """What marks are painted with.

    chars     face → its characters; faces in the order in which they first appear
    printed   pictures of the document, and how fine they are wanted → as they are printed
    pictures  those that are printed, each once, in that order as well
    """

    def __init__(self) -> None:
        self.chars: dict[Face, set[str]] = {}
        self.printed: dict[tuple[Image, float], Picture] = {}
        self.pictures: dict[Picture, None] = {}

    def add(self, marks: Iterable[Mark], template: Template | None) -> None:
        """Some marks; the template says how fine its pictures are, without one as they are."""
        for mark in marks:
            if isinstance(mark, TextRun):
                self.chars.setdefault(mark.face, set()).update(mark.text)
            elif isinstance(mark, Image):
                printed = _printed(mark, template)
                self.printed[mark, finest(template)] = printed
                self.pictures[printed] = None


class Palette(NamedTuple):
    """What content streams call faces and pictures, and the codes of a face's characters."""

    faces: Mapping[Face, str]
    codes: Mapping[Face, Mapping[str, str]]
    pictures: Mapping[Picture, str]


class Painted(NamedTuple):
    """A page as its PDF needs it.

    content  deflated
    said     its marked content, without the marks
    """

    content: bytes
    width: float
    height: float
    said: tuple[Stretch, ...]
    anchors: tuple[Anchor, ...] = ()
    links: tuple[Link, ...] = ()


def paint(
    sheets: Iterable[tuple[Page, Template]], palette: Palette, used: Used
) -> Iterator[Painted]:
    """Each page painted, in its template; `used` by them, and perhaps by others."""
    for page, template in sheets:
        width, height = template.page.width, template.page.height
        if page.landscape:
            width, height = height, width
        said = stretches(page)
        # The tree and the outline want no marks.
        kept = tuple(each._replace(marks=()) for each in said if each.path)
        content = painted_marks(said, height, palette, used, finest(template))
        yield Painted(content, width, height, kept, page.anchors, page.links)


def painted_marks(
    said: Sequence[Stretch], height: float, palette: Palette, used: Used, fine: float = 0.0
) -> bytes:
    """The content stream of a page, deflated; `fine` as `finest` of its template."""
    return deflate("\n".join(_content(said, height, palette, used, fine)).encode("ascii"))


def finest(template: Template | None) -> float:
    """What a template prints of a picture at most, in dots an inch; 0 for all that there is."""
    return template.pictures.finest if template else 0.0


def _printed(mark: Image, template: Template | None) -> Picture:
    if template is None:
        return mark.picture
    from briefing.writers.pictures import for_print

    return for_print(mark.picture, mark.width, template)


def _content(
    said: Sequence[Stretch], height: float, palette: Palette, used: Used, fine: float
) -> Iterator[str]:
    """Operators of a page; settings are written when they change.

    A sequence of marked content stands within a text object, or text objects within it.
    """
    codes, names = palette.codes, palette.faces
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
                yield from _drawn(mark, height, palette, used, fine)
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


def _drawn(
    mark: Stroke | Image | Shape, height: float, palette: Palette, used: Used, fine: float
) -> Iterator[str]:
    if isinstance(mark, Image):
        yield painted_picture(mark, palette.pictures[used.printed[mark, fine]], height)
    elif isinstance(mark, Shape):
        yield from painted_shape(mark, height)
    else:
        yield f"{color(mark.color)} RG {mark.width:.3f} w"
        start = f"{mark.x1:.3f} {height - mark.y1:.3f} m"
        yield f"{start} {mark.x2:.3f} {height - mark.y2:.3f} l S"
