"""A paragraph set to the measure: its lines, and the rules above and below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from briefing.document import Paragraph
from briefing.fonts import Faces
from briefing.layout.blocks import Slice
from briefing.layout.justify import set_line
from briefing.layout.linebreak import Line, break_lines
from briefing.layout.page import Mark, Part, Step, Stroke
from briefing.layout.shaping import Piece, Shaped, pieces, shape
from briefing.template import Rule, Style, Template

# Exact leading: where engines put the baseline in it, from the top. LibreOffice, measured; Word
# 0.80 to 0.82 by its own exports.
BASELINE = 0.8


class _Marks(NamedTuple):
    """What the lines of a paragraph are written out from.

    Its slices refer to this and not to the paragraph, which keeps them: a circle would stay in
    memory, faces and all, until garbage is looked for.
    """

    style: Style
    shaped: Shaped
    lines: tuple[Line, ...]
    left: float
    measure: float
    path: tuple[Step, ...]

    def slice(self, lines: range, y: float) -> Iterator[Part]:
        """The lines of a slice whose upper edge is at `y`, with the rules above and below."""
        style = self.style
        if style.rule_above and lines[0] == 0:
            yield self._rule(style.rule_above, y)
            y += style.rule_above.space
        for index in lines:
            if self.lines:
                yield Part(self.path, tuple(self.line(index, y + BASELINE * style.leading)))
            y += style.leading
        if style.rule_below and lines[-1] == max(0, len(self.lines) - 1):
            yield self._rule(style.rule_below, y + style.rule_below_gap)

    def line(self, index: int, baseline: float) -> Iterator[Mark]:
        """The marks of a line that stands on `baseline`."""
        style = self.style
        indent = 0.0 if index else style.indent
        return set_line(
            self.shaped,
            self.lines[index],
            self.left + style.left + indent,
            self.measure - style.left - style.right - indent,
            baseline,
            style.align,
            style.color,
            beyond=style.right,
            leader=style.leader,
        )

    def _rule(self, rule: Rule, y: float) -> Part:
        """A rule over the whole measure whose upper edge is at `y`."""
        middle = y + rule.width / 2
        right = self.left + self.measure
        return Part((), (Stroke(self.left, middle, right, middle, rule.width, rule.color),))


@dataclass(frozen=True)  # without slots, for what is cached
class SetParagraph:
    """A paragraph broken into lines.

    left     where the measure begins, in points from the sheet's left edge
    measure  its width
    path     of its parts
    """

    paragraph: Paragraph
    style: Style
    shaped: Shaped
    lines: tuple[Line, ...]
    left: float
    measure: float
    path: tuple[Step, ...] = ()

    @property
    def before(self) -> float:
        """The space above."""
        return self.style.before

    @property
    def keep_next(self) -> bool:
        """Whether no page may end behind it."""
        return self.style.keep_next

    @property
    def heading(self) -> Paragraph | None:
        """The paragraph, if the outline shows it."""
        return self.paragraph if self.paragraph.bookmark else None

    @property
    def outline(self) -> int:
        """Its level in the outline."""
        return self.style.outline

    @property
    def repeated(self) -> tuple[Slice, ...]:
        """Nothing."""
        return ()

    @property
    def height(self) -> float:
        """The height of its lines and rules, without the space before; no text is one line."""
        return sum(each.height for each in self.slices)

    @property
    def lead(self) -> float:
        """Its first line; the first two or all of it where these stand together."""
        if self.style.keep_lines:
            return self.height
        return self.style.leading * (self._together if len(self.lines) > 1 else 1)

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """Its lines; the rules stand with the first and the last."""
        count = max(1, len(self.lines))
        above, below = self.style.rule_above, self.style.rule_below
        found = []
        for lines in _together(count, self._together):
            height = len(lines) * self.style.leading
            if above and lines[0] == 0:
                height += above.space
            if below and lines[-1] == count - 1:
                height += self.style.rule_below_gap + below.space
            text = len(lines) if self.lines else 0
            ruled = (above and lines[0] == 0) or (below and lines[-1] == count - 1)
            target = self.paragraph.target
            part = partial(self._marks.slice, lines)
            found.append(Slice(height, part, target, text, blank=not text and not ruled))
        return tuple(found)

    @property
    def _together(self) -> int:
        """How many of its lines stand together at the foot of a page, and at the top of one."""
        return 2 if self.style.widow_control or self.paragraph.two_lines else 1

    @cached_property
    def _marks(self) -> _Marks:
        return _Marks(self.style, self.shaped, self.lines, self.left, self.measure, self.path)

    def line(self, index: int, baseline: float) -> Iterator[Mark]:
        """The marks of a line that stands on `baseline`."""
        return self._marks.line(index, baseline)


def _together(count: int, least: int) -> Iterator[range]:
    """The lines 0 to count - 1 in stretches, `least` or more in the first and the last."""
    if count < 2 * least:
        yield range(count)
        return
    yield range(least)
    yield from (range(index, index + 1) for index in range(least, count - least))
    yield range(count - least, count)


def set_paragraph(
    paragraph: Paragraph,
    template: Template,
    faces: Faces,
    path: tuple[Step, ...] = (),
    column: tuple[float, float] | None = None,
) -> SetParagraph:
    """Break a paragraph into lines in its style.

    `column`: where the measure begins and how wide it is, if it is not the page's.
    """
    left, measure = column or (template.page.margins.left, template.page.measure)
    style = template.styles[paragraph.style]
    looks: list[Piece] = pieces(paragraph, style, template, faces)
    shaped = shape(paragraph.text, looks, style.size, style.tracking)
    rest = measure - style.left - style.right
    lines = break_lines(shaped, rest - style.indent, rest)
    return SetParagraph(paragraph, style, shaped, tuple(lines), left, measure, path)
