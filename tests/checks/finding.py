"""The words that a rule objects to, in an issue made of a title and a body."""

from collections.abc import Sequence
from datetime import date

from briefing.checks import Earlier, Example, Reading, finds
from briefing.checks.rules import Find
from briefing.registry import EMPTY, Registry
from briefing.source import read
from tests.checks.examples import written

MONDAY = date(2025, 7, 21)


def finds_of(
    rule: str,
    body: str,
    title: str = "某局开展工作",
    registry: Registry = EMPTY,
    earlier: Sequence[Earlier] = (),
    lines: str = "",
    day: date = MONDAY,
    own_words: str = "",
) -> list[Find]:
    text = written(Example(body, title, lines, registry, day=day))
    reading = Reading(read(text.encode(), "甲.yaml"), registry, earlier, own_words)
    return [find for by, find in finds(reading) if by.id == rule]


def found(
    rule: str, body: str, title: str = "某局开展工作", registry: Registry = EMPTY
) -> list[str]:
    """What `rule` objects to."""
    return [find.written for find in finds_of(rule, body, title, registry)]


def instead(rule: str, body: str) -> list[str | None]:
    """What `rule` would write there."""
    return [find.instead for find in finds_of(rule, body)]
