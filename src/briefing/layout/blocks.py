"""What flows down the pages: blocks, each made of slices that no page break tears."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from briefing.document import Paragraph
from briefing.layout.page import Part


class Slice(NamedTuple):
    """A line, a row of a table, a picture.

    height  of all it takes, in points
    at      what stands there if its upper edge is at a height (points from the sheet's top)
    target  the anchor it leads to
    lines   how many parts of it say something
    blank   whether nothing at all stands there
    """

    height: float
    at: Callable[[float], Iterable[Part]]
    target: str = ""
    lines: int = 1
    blank: bool = False


class SetBlock(Protocol):
    """A block of the document, set to the measure.

    slices     from the top down; at least one
    repeated   what stands again above the rest where the block goes on on another page
    before     the space above it, dropped at the top of a page but the first
    keep_next  no page ends between it and the next block
    lead       what of it may not be parted from a heading above: the height of its first slices
    heading    the paragraph that the outline and the contents may lead to
    outline    its level in the outline
    """

    @property
    def slices(self) -> tuple[Slice, ...]: ...

    @property
    def repeated(self) -> tuple[Slice, ...]: ...

    @property
    def before(self) -> float: ...

    @property
    def keep_next(self) -> bool: ...

    @property
    def lead(self) -> float: ...

    @property
    def heading(self) -> Paragraph | None: ...

    @property
    def outline(self) -> int: ...
