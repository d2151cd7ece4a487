"""Issues of a year for tests of volumes."""

from collections.abc import Callable, Sequence

from briefing.issue import Issue
from briefing.template import Template
from briefing.volume import Printed
from tests.samples import SMALL, issue

LONG = "　　".join("甲局开会，部署工作，李四发言。" for _ in range(70))


def numbered(number: int, text: str = SMALL) -> Issue:
    """A small issue with another number."""
    return issue(text.replace("期号: 3\n总期号: 45", f"期号: {number}\n总期号: {42 + number}"))


def held(issues: Sequence[Issue], template: Template) -> list[Callable[[], Printed]]:
    """Issues as a volume wants them, all in one template."""
    return [lambda each=each: Printed(each, template) for each in issues]  # type: ignore[misc]
