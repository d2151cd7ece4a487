"""What a proofreader reads (段落): the texts of an issue, line by line, each with its part.

Bars, separators, names of files and wishes behind them are no text; cells and captions are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from briefing.cjk import HAN
from briefing.issue import Entry, Issue, Material, Sheet, Text
from briefing.markup import Lines, Written, items
from briefing.references import Reference
from briefing.tables import cells_of, is_separator

# Addresses are spelt by rules of their own; a check sees letters in their place.
_ADDRESS = re.compile(
    r"(?<=\]\()[^)]*(?=\))|"  # the file of a picture
    r"(?:https?://|ftp://|www\.)[!-~]+|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|"
    r"(?<![\w.])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:cn|com|net|org|docx?|xlsx?|pdf|zip|jpe?g|png)"
    r"(?![A-Za-z0-9])(?:/[!-~]*)?",
    re.ASCII,
)
_BETWEEN = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")
_LINE = re.compile(r"[^\n]+")


def found_at(words: str, text: str) -> Iterator[int]:
    """Every place where `words` stand in `text`, those that overlap included."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


class Part(Enum):
    """The part of a passage in its issue."""

    MASTHEAD = "报头"
    TITLE = "标题"
    SECTION = "栏目"
    NOTE = "按语"
    BODY = "正文"
    CAPTION = "图题、表题"
    CELL = "表格"
    CREDIT = "来源"
    ATTACHMENT = "附件"
    RECIPIENT = "报送发"
    SETTING = "校对"


@dataclass(frozen=True)
class Passage:
    """One line of text: a paragraph, a line of a title, the name of a recipient.

    entry   the number of the entry from 0; None outside the entries
    """

    text: Text
    part: Part
    entry: int | None = None
    last: bool = field(default=True, kw_only=True)  # the last line of its title or body

    @cached_property
    def value(self) -> str:
        """The text as a check reads it: as long as what is written, addresses made letters."""
        written = self.text.value
        if not any(sign in written for sign in (".", "@", "](")):
            return written
        return _ADDRESS.sub(lambda match: "x" * len(match[0]), written)

    @cached_property
    def unspaced(self) -> tuple[str, Sequence[int]]:
        """The value without spaces between hanzi, and where each of its characters stands."""
        if not _BETWEEN.search(self.value):
            return self.value, range(len(self.value))
        left_out = {at for gap in _BETWEEN.finditer(self.value) for at in range(*gap.span())}
        kept = [at for at in range(len(self.value)) if at not in left_out]
        return "".join(self.value[at] for at in kept), kept


def passages(issue: Issue) -> Iterator[Passage]:
    """Every line of `issue` that is printed, in the order of the page."""
    for line in issue.title:
        yield Passage(line, Part.MASTHEAD)
    yield Passage(issue.editor, Part.MASTHEAD)
    if issue.note:
        yield from _lines(issue.note, Part.NOTE)
    if issue.correction:
        yield from _lines(issue.correction.explanation, Part.NOTE)
    for number, entry in enumerate(issue.entries):
        yield from _of_entry(entry, number, issue.materials)
    for recipient in (*issue.report_to, *issue.copy_to, *issue.distribute_to):
        yield Passage(recipient.name, Part.RECIPIENT)


def _of_entry(entry: Entry, number: int, materials: Mapping[str, Material]) -> Iterator[Passage]:
    if entry.section:
        yield Passage(entry.section, Part.SECTION, number)
    for line in entry.title:
        yield Passage(line, Part.TITLE, number, last=line is entry.title[-1])
    if entry.note:
        yield from _lines(entry.note, Part.NOTE, number)
    yield from _of_body(entry.body, number, materials)
    for name in entry.attachments:
        yield Passage(name, Part.ATTACHMENT, number)
    if entry.credit:
        yield Passage(entry.credit, Part.CREDIT, number)


def _of_body(body: Text, number: int, materials: Mapping[str, Material]) -> Iterator[Passage]:
    """The paragraphs, captions and cells of a body, the cells of its sheets included."""
    made = list(items(body))
    paragraphs = [line for item in made if isinstance(item, Lines) for line in item.lines]
    for item in made:
        if isinstance(item, Lines):
            for line in item.lines:
                yield Passage(body.part(*line), Part.BODY, number, last=line == paragraphs[-1])
            continue
        if item.caption.value:
            yield Passage(item.caption, Part.CAPTION, number)
        for cell in _cells(body, item, materials):
            if cell.value:
                yield Passage(cell, Part.CELL, number)


def _cells(
    body: Text, item: Written | Reference, materials: Mapping[str, Material]
) -> Iterator[Text]:
    reference = item if isinstance(item, Reference) else item.reference
    sheet = materials.get(reference.path.value) if reference else None
    if isinstance(sheet, Sheet):
        for row in sheet.rows:
            yield from row
    for line in () if reference or isinstance(item, Reference) else item.lines:
        cells = cells_of(body, *line)
        if not is_separator(cells):
            yield from cells


def _lines(text: Text, part: Part, entry: int | None = None) -> Iterator[Passage]:
    """The lines of a text that hold something; spaces at their ends are indents, not text."""
    found = [match for match in _LINE.finditer(text.value) if match[0].strip()]
    for match in found:
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        yield Passage(text.part(start, end), part, entry, last=match is found[-1])
