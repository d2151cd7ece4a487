"""The document (文稿): blocks in reading order that name their style, nothing of their looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefing.diagnostics import Location
from briefing.issue import Picture, Text

if TYPE_CHECKING:
    from briefing.series import Plot


class Run(NamedTuple):
    """A stretch of text in one character style.

    text    may hold "\\n" (a break, in titles only) and "\\t" (go to the
            right edge of the measure)
    style   a character style of the template, or None for the paragraph's own look
    places  (offset, Location) of each stretch that stands unbroken in the issue file, so that a
            character can be traced back; empty for text that the program wrote
    page_of the anchor whose page number the text is, once that is known
    """

    text: str
    style: str | None = None
    places: tuple[tuple[int, Location], ...] = ()
    page_of: str = ""

    def at(self, index: int) -> Location | None:
        """Where the character at `index` was written."""
        found: Location | None = None
        for offset, place in self.places:
            if offset > index:
                break
            found = Location(place.file, place.line, place.column + index - offset)
        return found

    def part(self, start: int, stop: int) -> Run:
        """The run from `start` up to `stop`, each character in its place."""
        first = self.at(start)
        later = ((o - start, place) for o, place in self.places if start < o < stop)
        places = (((0, first),) if first else ()) + tuple(later)
        return Run(self.text[start:stop], self.style, places)


class Paragraph(NamedTuple):
    """A paragraph in a named style.

    bookmark   what the outline shows for it
    anchor     the name that contents refer to it by, unlike any other
    new_page   whether it begins a page whatever stands before it
    two_lines  whether no page begins or ends with one line of it, as if its style said so
    """

    style: str
    runs: tuple[Run, ...]
    bookmark: str = ""
    anchor: str = ""
    new_page: bool = False
    two_lines: bool = False

    @property
    def text(self) -> str:
        """All the text of the paragraph."""
        return "".join(run.text for run in self.runs)

    @property
    def target(self) -> str:
        """The anchor that the paragraph leads to, if it is a line of the contents."""
        return next((run.page_of for run in self.runs if run.page_of), "")

    def paragraphs(self) -> Iterator[Paragraph]:
        """Itself."""
        yield self

    def at(self, index: int) -> Location | None:
        """Where the character at `index` of the text was written; None if the program wrote it."""
        for run in self.runs:
            if index < len(run.text):
                return run.at(index)
            index -= len(run.text)
        return None


def with_breaks(paragraph: Paragraph, ends: Sequence[int]) -> Paragraph:
    """`paragraph` with a break at each of the offsets `ends`; spaces before one give way to it."""
    if not ends:
        return paragraph
    text = paragraph.text
    runs: list[Run] = []
    for start, stop in pairwise((0, *ends, len(text))):
        end = start + len(text[start:stop].rstrip(" \u3000"))
        runs += [Run("\n")] if runs else []
        offset = 0
        for run in paragraph.runs:
            part = run.part(max(start - offset, 0), max(end - offset, 0))
            runs += [part] if part.text else []
            offset += len(run.text)
    return paragraph._replace(runs=tuple(runs))


def whole_run(text: Text, style: str | None = None) -> Run:
    """A text of the issue as a run that knows where it was written."""
    file = text.location.file
    places = tuple((offset, Location(file, line, column)) for offset, line, column in text.spans)
    return Run(text.value, style, places or ((0, text.location),))


class Figure(NamedTuple):
    """A picture on lines of its own.

    alt        what it shows, for those who do not see it
    captioned  whether a caption follows, from which no page break parts it
    place      where the issue refers to it
    """

    picture: Picture
    alt: str
    captioned: bool
    place: Location | None = None

    @property
    def style(self) -> str:
        """Its style."""
        return "figure"

    def paragraphs(self) -> Iterator[Paragraph]:
        """None: a picture says nothing."""
        return iter(())


class Chart(NamedTuple):
    """A chart on lines of its own; the other fields are those of a Figure."""

    plot: Plot
    alt: str
    captioned: bool
    place: Location | None = None

    @property
    def style(self) -> str:
        """Its style."""
        return "figure"

    def paragraphs(self) -> Iterator[Paragraph]:
        """Its words, as they stand in the sheet."""
        for text in self.plot.texts():
            yield Paragraph("chart-text", (whole_run(text),))


class Table(NamedTuple):
    """Rows of as many cells each, the first the heads of the columns; its caption stands before it.

    A cell's style says on which side of its column its text stands.
    landscape  whether it stands on pages that are turned (横排)
    """

    rows: tuple[tuple[Paragraph, ...], ...]
    landscape: bool = False

    def paragraphs(self) -> Iterator[Paragraph]:
        """The cells, row by row."""
        for row in self.rows:
            yield from row


Block = Paragraph | Figure | Chart | Table

# What belongs to the table below it: nobody looks for that overleaf from a heading.
_ABOVE_TABLES = frozenset(("section", "title", "title-single", "table-caption"))
_ABOVE_TABLES |= {f"heading-{level}" for level in range(1, 5)}
# Empty paragraphs that belong to the table (or the contents) before them.
_BEHIND_TABLES = frozenset(("table-gap", "section-end", "colophon-anchor"))


def across(blocks: Sequence[Block]) -> list[bool]:
    """Which of the blocks stand on turned pages: such tables and what belongs to them.

    The caption does, and the headings and titles right above one another and above it.
    """
    found = [isinstance(block, Table) and block.landscape for block in blocks]
    for number in range(len(blocks) - 2, -1, -1):
        block = blocks[number]
        if isinstance(block, Paragraph) and block.style in _ABOVE_TABLES:
            found[number] = found[number + 1]
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.style in _BEHIND_TABLES:
            found[number] = number > 0 and found[number - 1]
    return found


class Document(NamedTuple):
    """One bulletin, assembled.

    blocks    masthead and entries, down the pages
    colophon  版记: stands whole at the foot of the last page
    draft     what every page carries as long as it is a draft; empty if it is none
    """

    title: str
    subject: str
    author: str
    keywords: tuple[str, ...]
    issued: date
    blocks: tuple[Block, ...]
    colophon: tuple[Paragraph, ...]
    draft: str = ""

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in reading order."""
        for block in self.blocks:
            yield from block.paragraphs()
        yield from self.colophon


def with_page_numbers(document: Document, pages: Mapping[str, int]) -> Document:
    """The document with the page number of each anchor in the contents."""

    def numbered(run: Run) -> Run:
        return run._replace(text=str(pages[run.page_of])) if run.page_of else run

    blocks = (
        block._replace(runs=tuple(map(numbered, block.runs)))
        if isinstance(block, Paragraph) and block.target
        else block
        for block in document.blocks
    )
    return document._replace(blocks=tuple(blocks))


def dump(document: Document) -> str:
    """The document as text, a line a paragraph, for tests and for those who want to look."""
    head = (
        f"title    {document.title}",
        f"subject  {document.subject}",
        f"author   {document.author}",
        f"keywords {'；'.join(document.keywords)}",
        f"issued   {document.issued}",
    )
    blocks = [row for block in document.blocks for row in _shown(block)]
    return "\n".join((*head, "", *blocks, "--", *map(_line, document.colophon), ""))


def _shown(block: Block) -> Iterator[str]:
    """A line a paragraph, those of a table's cells below their row."""
    if isinstance(block, Paragraph):
        yield _line(block)
        return
    if isinstance(block, Figure):
        picture = block.picture
        shown = f"{picture.name} {picture.kind} {picture.width}x{picture.height}"
        yield f"{'figure':<14}{shown}  {block.alt!r}"
        return
    if isinstance(block, Chart):
        yield f"{'chart':<14}{block.plot.kind}  {block.alt!r}"
        yield from (f"  {'|'.join(row)}" for row in block.plot.rows())
        return
    yield "table landscape" if block.landscape else "table"
    for row in block.rows:
        yield " row"
        yield from (f"  {_line(cell)}" for cell in row)


def _line(paragraph: Paragraph) -> str:
    shown = "".join(
        f"‹{run.style}:{run.text}›" if run.style else run.text for run in paragraph.runs
    )
    bookmark = f"  #{paragraph.bookmark}" if paragraph.bookmark else ""
    return f"{paragraph.style:<14}{shown!r}{bookmark}"
