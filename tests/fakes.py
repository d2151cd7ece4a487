"""Made-up faces and pages, with numbers one can check in the head."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from briefing.document import Block, Document, Paragraph, Run
from briefing.fonts import Face, Faces
from briefing.layout.shaping import Piece, Shaped, shape
from briefing.template import ROLES, Rule, Style, Template


class SquareFace(Face):
    """A face whose characters are all one em wide, and which no file is needed for.

    lacking   characters it has not
    advances  characters of another width, in ems
    """

    __slots__ = ("lacking", "widths")

    def __init__(
        self,
        family: str = "Square",
        lacking: Container[str] = "",
        advances: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(family, Path(), 0, "随附")
        self.lacking = lacking
        self.widths = advances or {}

    def glyph(self, char: str) -> int:
        return 0 if char in self.lacking else ord(char)

    def advance(self, char: str) -> float:
        return self.widths.get(char, 1.0)

    @property
    def is_cff(self) -> bool:
        return False

    @property
    def os2(self) -> bytes:
        return b""

    def middle(self, char: str) -> float:
        return 0.5


SQUARE = SquareFace()


def square_faces(*chain: Face) -> Faces:
    """The same chain for every role."""
    return Faces(dict.fromkeys(ROLES, chain or (SQUARE,)))


def shaped(text: str, size: float = 10.0, tracking: float = 0.0, face: Face = SQUARE) -> Shaped:
    """`text` in one face: ten points a character unless said otherwise."""
    return shape(text, [Piece(0, len(text), face, None)], size, tracking)


def paragraph(style: str, text: str) -> Paragraph:
    return Paragraph(style, (Run(text),), bookmark=text if style.startswith("title") else "")


def small_page(template: Template, lines: int = 5, characters: int = 10) -> Template:
    """`template` on a page of `lines` x `characters`, each 10 points, with margins of 10 points.

    Every style has type of 10 points on 10 points of leading, without spaces and indents, so that
    a line is a line wherever it stands; paragraphs without text are 1 point high, as are rules.
    """
    measure, depth = characters * 10.0, lines * 10.0
    page = replace(
        template.page,
        width=measure + 20,
        height=depth + 20,
        type_area=replace(
            template.page.type_area, top=10.0, left=10.0, width=measure, height=depth
        ),
        margins=replace(template.page.margins, top=10.0, bottom=10.0, left=10.0, right=10.0),
        leading=10.0,
        lines=lines,
        characters=characters,
    )
    styles = {name: _plain(style) for name, style in template.styles.items()}
    return replace(template, page=page, styles=styles, folio_gap=0.0)


def _plain(style: Style) -> Style:
    return replace(
        style,
        size=10.0,
        leading=1.0 if style.rule_above or style.leading < 2 else 10.0,
        indent=0.0,
        left=0.0,
        right=0.0,
        before=0.0,
        tracking=0.0,
        fit=None,
        at_most=None,
        rule_above=Rule(1.0, "000000") if style.rule_above else None,
        rule_below=None,
        rule_below_gap=0.0,
    )


def changed(template: Template, style: str, **changes: object) -> Template:
    """`template` with some fields of one style changed."""
    new = replace(template.styles[style], **changes)  # type: ignore[arg-type]
    return replace(template, styles={**template.styles, style: new})


def document(*blocks: Block, colophon: Sequence[Paragraph] = ()) -> Document:
    return Document("简报", "简报", "办公室", ("简报",), date(2025, 7, 1), blocks, tuple(colophon))


def above(document: Document) -> list[Paragraph]:
    """The paragraphs above the colophon, those in tables as well."""
    return [paragraph for block in document.blocks for paragraph in block.paragraphs()]
