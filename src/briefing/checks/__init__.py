"""The proofreader (校对): what an editor should know of an issue that can be set all the same.

check(issue, registry, earlier) → findings; `catalogue` has all it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from briefing.checks.excuses import covered, levels
from briefing.checks.rules import Checked, Earlier, Example, Find, Reading, Rule
from briefing.diagnostics import Diagnostic, Level, Location
from briefing.issue import Issue
from briefing.registry import EMPTY, Registry

__all__ = [
    "Earlier",
    "Example",
    "Find",
    "Reading",
    "Rule",
    "barring",
    "check",
    "covered",
    "finds",
    "levels",
    "rule",
]


def rule(name: str) -> Rule | None:
    """The rule of that id; upper or lower case does not matter, nor a nought (P5 for P05)."""
    from briefing.checks.catalogue import BY_ID

    name = name.strip().upper()
    return BY_ID.get(name) or BY_ID.get(f"{name[:1]}0{name[1:]}")


def check(
    issue: Issue,
    registry: Registry = EMPTY,
    earlier: Sequence[Earlier] = (),
    own_words: str = "",
    remarks: Iterable[Diagnostic] = (),
) -> list[Diagnostic]:
    """All that the rules find in `issue`, in the order of the file.

    registry    names and formulations to hold the text against
    earlier     issues before this one
    own_words   look-alikes of the project, written as in lookalikes.txt
    remarks     what the typesetter says of its pages, asked for last
    """
    from briefing.checks.catalogue import RULES

    strictness = levels(issue)
    used: set[int] = set()
    found: list[Diagnostic] = []

    def judge(by: Rule, find: Find) -> None:
        level = strictness.get(by.id, find.level or by.level)
        excuse = covered(find, by.id, issue.excuses)
        if by.bars:
            level, excuse = by.level, None
        if excuse:
            used.add(id(excuse))
        elif level:
            found.append(_diagnostic(by, find, level))

    for by, find in finds(Reading(issue, registry, earlier, own_words, remarks)):
        judge(by, find)
    known = frozenset(by.id for by in RULES)
    bars = frozenset(by.id for by in RULES if by.bars)
    checked = Checked(issue, frozenset(used), known, bars)
    for by in RULES:
        for find in by.find(checked) if by.after else ():
            judge(by, find)
    return sorted(dict.fromkeys(found), key=_by_place)


def barring(issue: Issue) -> list[Diagnostic]:
    """What of the findings nobody may sign or publish, in the order of the file."""
    from briefing.checks.placeholders import RULES  # the only ones; the whole catalogue is slow

    reading = Reading(issue)
    found = (_diagnostic(by, find, by.level) for by in RULES for find in by.found_in(reading))
    return sorted(found, key=_by_place)


def _by_place(finding: Diagnostic) -> tuple[Location, str]:
    return finding.location or Location("", 0, 0), finding.code


def finds(reading: Reading) -> Iterator[tuple[Rule, Find]]:
    """What every rule finds in the texts, rule by rule, whatever the issue excuses."""
    from briefing.checks.catalogue import RULES

    for by in RULES:
        for find in by.found_in(reading):
            yield by, find


def _diagnostic(of: Rule, find: Find, level: Level) -> Diagnostic:
    remedy = find.remedy
    if find.instead and not remedy:
        remedy = f"改为“{find.instead}”"
    if find.passage is None:
        return Diagnostic(of.id, find.why, find.place, remedy, level)
    text = find.passage.text
    end = text.at(max(find.end - 1, find.start))
    behind = Location(end.file, end.line, end.column + 1)
    return Diagnostic(of.id, find.why, text.at(find.start), remedy, level, behind)
