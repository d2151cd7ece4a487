"""What a proofreader reads (段落): the texts of an issue, line by line, each with its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from briefing.cjk import HAN
from briefing.issue import Entry, Issue, Text

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


class Part(Enum):
    """The part of a passage in its issue."""

    MASTHEAD = "报头"
    TITLE = "标题"
    SECTION = "栏目"
    NOTE = "按语"
    BODY = "正文"
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
        yield from _of_entry(entry, number)
    for recipient in (*issue.report_to, *issue.copy_to, *issue.distribute_to):
        yield Passage(recipient.name, Part.RECIPIENT)


def _of_entry(entry: Entry, number: int) -> Iterator[Passage]:
    if entry.section:
        yield Passage(entry.section, Part.SECTION, number)
    for line in entry.title:
        yield Passage(line, Part.TITLE, number, last=line is entry.title[-1])
    if entry.note:
        yield from _lines(entry.note, Part.NOTE, number)
    yield from _lines(entry.body, Part.BODY, number)
    for name in entry.attachments:
        yield Passage(name, Part.ATTACHMENT, number)
    if entry.credit:
        yield Passage(entry.credit, Part.CREDIT, number)


def _lines(text: Text, part: Part, entry: int | None = None) -> Iterator[Passage]:
    """The lines of a text that hold something; spaces at their ends are indents, not text."""
    found = [match for match in _LINE.finditer(text.value) if match[0].strip()]
    for match in found:
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        yield Passage(text.part(start, end), part, entry, last=match is found[-1])
