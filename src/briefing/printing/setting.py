"""Setting text that belongs to no bulletin: labels, envelopes, lists; with the layout's own tools.

Points, origin at the sheet's top left corner, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing.diagnostics import Diagnostic, LayoutError
from briefing.document import Document, Paragraph, Run
from briefing.fonts import Faces
from briefing.layout.justify import set_line
from briefing.layout.linebreak import break_lines
from briefing.layout.page import Mark, Page, Part, Stroke
from briefing.layout.paragraph import BASELINE
from briefing.layout.shaping import pieces, shape
from briefing.template import Style, Template

BLACK = "000000"


@dataclass(frozen=True, slots=True)
class Setter:
    """The faces and the template whose page gives what is not said; leading, of the type size."""

    template: Template
    faces: Faces
    leading: float

    def lines(
        self,
        text: str,
        role: str,
        size: float,
        x: float,
        top: float,
        width: float,
        align: str = "left",
    ) -> tuple[list[Mark], float]:
        """Text broken to a width from `top` on; its marks, and where it ends.

        LayoutError if a character has no face.
        """
        style = Style("", role, size, size * self.leading, align, BLACK)
        looks = pieces(Paragraph("", (Run(text),)), style, self.template, self.faces)
        missing = [text[look.start : look.end] for look in looks if look.face is None]
        if missing:
            remedy = "换一个字，或在工程的 fonts/ 里加一种有这个字的字体"
            problem = Diagnostic("missing-glyph", f"“{missing[0]}”没有字体能印", None, remedy)
            raise LayoutError([problem])
        shaped = shape(text, looks, size, 0.0)
        broken = break_lines(shaped, width, width) if text else []
        marks: list[Mark] = []
        for line in broken:
            baseline = top + BASELINE * size * self.leading
            marks += set_line(shaped, line, x, width, baseline, align, BLACK)
            top += size * self.leading
        return marks, top

    def printable(self, text: str, role: str, size: float) -> str:
        """`text` with · for what no face has: words of strangers, that must not stop a list."""
        style = Style("", role, size, size * self.leading, "left", BLACK)
        looks = pieces(Paragraph("", (Run(text),)), style, self.template, self.faces)
        return "".join(
            text[look.start : look.end] if look.face else "·" * (look.end - look.start)
            for look in looks
        )

    def pdf(
        self,
        title: str,
        author: str,
        day: date,
        size: tuple[float, float],
        pages: Iterable[Sequence[Part]],
    ) -> bytes:
        """The finished PDF of pages of that size."""
        from briefing.writers import pdf

        geometry = replace(self.template.page, width=size[0], height=size[1])
        document = Document(title, title, author, (title,), day, (), ())
        made = [Page(number, tuple(parts)) for number, parts in enumerate(pages, 1)]
        return pdf.write(document, made, replace(self.template, page=geometry))


def said(number: int, marks: Iterable[Mark]) -> Part:
    """Marks that are read as a paragraph."""
    return Part((("paragraph", number),), tuple(marks))


def drawn(strokes: Iterable[Stroke]) -> Part:
    """Lines that say nothing."""
    return Part((), tuple(strokes))


def box(x: float, y: float, width: float, height: float, line: float) -> Iterator[Stroke]:
    """The four sides of a box."""
    right, bottom = x + width, y + height
    for x1, y1, x2, y2 in (
        (x, y, right, y), (right, y, right, bottom), (right, bottom, x, bottom), (x, bottom, x, y),
    ):  # fmt: skip
        yield Stroke(x1, y1, x2, y2, line, BLACK)
