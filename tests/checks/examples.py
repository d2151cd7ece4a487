"""Examples of rules as issues: what a reader of the manual would type to see them."""

from functools import partial

from briefing.checks import Earlier, Example, Reading, Rule, check
from briefing.diagnostics import Diagnostic
from briefing.source import read

_ISSUE = (
    "刊名: 某某简报\n期号: 2\n编印单位: 某局\n日期: {day}\n{lines}稿件:\n"
    "  - 标题: {title}\n    正文: |\n"
)


def written(example: Example, title: str = "") -> str:
    """The example as an issue file."""
    head = _ISSUE.format(day=example.day, lines=example.lines, title=title or example.title)
    return head + "".join(f"      {line}\n" for line in example.body.split("\n"))


def reading(example: Example) -> Reading:
    issue = read(written(example).encode(), "例.yaml")
    return Reading(issue, example.registry, _earlier(example))


def findings(example: Example) -> list[Diagnostic]:
    given = reading(example)
    return check(given.issue, given.registry, given.earlier)


def codes(example: Example, rule: Rule) -> list[str]:
    """The findings of one rule."""
    return [each.code for each in findings(example) if each.code == rule.id]


def _earlier(example: Example) -> tuple[Earlier, ...]:
    if not example.before:
        return ()
    old = Example(example.before, lines="", day=example.day)
    text = written(old, "旧稿").replace("期号: 2", "期号: 1")
    return (Earlier(example.day.year, 1, lambda: text, partial(read, text.encode(), "旧.yaml")),)
