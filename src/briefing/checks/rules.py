"""What a rule of the proofreader is (规则), and what it yields.

A rule is a function; its docstring is its manual, in Chinese, the first line what it asks for.
The rest of what is known of it stands in a `Rule`, and the tuples RULES of the modules here put
together are all rules there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from inspect import getdoc
from typing import Any

from briefing.checks.passages import Part, Passage, passages
from briefing.diagnostics import Diagnostic, Level, Location
from briefing.issue import Issue
from briefing.registry import EMPTY, Registry


@dataclass(frozen=True, slots=True)
class Earlier:
    """An issue before this one: `text` gives its file as it stands, `load` the issue.

    `load` gives None for a file that cannot be read: this is not the issue to say so.
    """

    year: int
    number: int
    text: Callable[[], str]
    load: Callable[[], Issue | None]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}期"


@dataclass(frozen=True)
class Reading:
    """An issue under the proofreader's eyes, and what is known around it.

    own_words   look-alikes of the project, written as in lookalikes.txt
    remarks     what the typesetter says of its pages
    """

    issue: Issue
    registry: Registry = EMPTY
    earlier: Sequence[Earlier] = ()
    own_words: str = ""
    remarks: Iterable[Diagnostic] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passages(self.issue))

    @cached_property
    def prose(self) -> tuple[Passage, ...]:
        """The passages of text that runs on: names of files and cells of tables left out."""
        return tuple(each for each in self.words if each.part is not Part.CELL)

    @cached_property
    def words(self) -> tuple[Passage, ...]:
        """The passages that somebody wrote, names of files left out."""
        return tuple(each for each in self.passages if each.part is not Part.ATTACHMENT)

    @cached_property
    def entries(self) -> tuple[tuple[Passage, ...], ...]:
        """The passages of each entry."""
        parts: list[list[Passage]] = [[] for _ in self.issue.entries]
        for passage in self.passages:
            if passage.entry is not None:
                parts[passage.entry].append(passage)
        return tuple(map(tuple, parts))


@dataclass(frozen=True, slots=True)
class Checked:
    """An issue when the rules have spoken: which excuses did excuse something, which rules exist.

    used   ids of the excuses
    bars   those of the known rules that neither an excuse nor a level touches
    """

    issue: Issue
    used: frozenset[int]
    known: frozenset[str]
    bars: frozenset[str]


@dataclass(frozen=True, slots=True)
class Find:
    """A place that a rule objects to: `start` up to `end` of a passage.

    why       what is wrong, in Chinese, naming the words
    remedy    what to do; by itself if there is an `instead`
    instead   what to write there; None if only a person can know
    level     how sure we are here, where the rule is surer or less sure otherwise
    mend      False where `instead` must not be put there without a person
    place     where it is, if it is in no passage
    """

    passage: Passage | None
    start: int
    end: int
    why: str
    remedy: str = ""
    instead: str | None = None
    level: Level | None = None
    mend: bool = True
    place: Location | None = None

    @property
    def written(self) -> str:
        return self.passage.text.value[self.start : self.end] if self.passage else ""


@dataclass(frozen=True, slots=True)
class Example:
    """Text that a rule is shown by: a paragraph, or an entry, or lines of an issue file."""

    body: str
    title: str = "某局开展工作"
    lines: str = ""
    registry: Registry = EMPTY
    before: str = ""  # body of an entry in the issue before
    day: date = date(2025, 7, 21)


# Takes a Passage, the Reading or what was Checked: see `whole` and `after` of Rule.
Finder = Callable[[Any], Iterator[Find]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the proofreader.

    id       P, N and D as in the catalogue of our sources; C copying, T headlines, R registered
             names, M sums, E earlier issues, L look-alikes and slips, G grammar, V pages,
             S secrecy, W what is not written yet, X the proofreader itself
    source   the clause it comes from, or 惯例 where it is a habit of offices
    whole    whether `find` takes the Reading, not one passage after the other
    after    whether it takes what is known when all other rules have spoken
    mends    whether `briefing fix` may write what the finds propose
    cells    whether `find` makes sense of cells of tables as well, which are no sentences
    bars     whether nobody may sign or publish what it finds: no level and no excuse help
    """

    id: str
    level: Level
    source: str
    find: Finder = field(repr=False)
    wrong: Example
    right: Example
    whole: bool = False
    after: bool = False
    mends: bool = False
    cells: bool = False
    bars: bool = False

    def found_in(self, reading: Reading) -> Iterator[Find]:
        """All it finds in an issue; nothing if it waits for what the others find."""
        if self.whole:
            yield from self.find(reading)
        elif not self.after:
            for passage in reading.words if self.cells else reading.prose:
                yield from self.find(passage)

    @property
    def title(self) -> str:
        """What it asks for, in one line."""
        return self._manual[0]

    @property
    def explanation(self) -> str:
        """The rest of its manual; may be empty."""
        return "\n".join(self._manual[1:]).strip()

    @property
    def _manual(self) -> list[str]:
        return (getdoc(self.find) or "").split("\n")
