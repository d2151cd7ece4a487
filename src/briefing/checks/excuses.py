"""放行与级别: what an issue lets stand, and how serious a project is about a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from briefing.checks.passages import Part, Passage, found_at
from briefing.checks.rules import Checked, Example, Find, Rule
from briefing.diagnostics import Level
from briefing.issue import Excuse, Issue, Strictness, Text

NO_LONGER_NEEDED = "X01"


def no_longer_needed(checked: Checked) -> Iterator[Find]:
    """放行的地方已经改好或不再有，就删去那一项放行。

    放行只对写明的规则和文字有效，要写理由；期号、密级这样没有原文可写的，文字写提示里的几个字。
    """
    for excuse in checked.issue.excuses:
        excusable = excuse.rule.value.upper() in checked.known - checked.bars
        if id(excuse) not in checked.used and excusable:
            why = f"放行 {excuse.rule} 的“{excuse.words}”已经用不着"
            yield _at(excuse.words, why, "删去这一项")


def unknown_rule(checked: Checked) -> Iterator[Find]:
    """“校对”和“放行”里的规则编号要真有，而且管得着。

    没有写完的（W01）不能放行，也不能改级别。
    """
    issue = checked.issue
    for switch in issue.switches:
        yield from _not_to_be_touched(switch.rule, checked, "改级别、关掉")
    for excuse in issue.excuses:
        yield from _not_to_be_touched(excuse.rule, checked, "放行")


def _not_to_be_touched(rule: Text, checked: Checked, doing: str) -> Iterator[Find]:
    if rule.value.upper() not in checked.known:
        yield _at(rule, f"没有“{rule}”这条规则", "编号见 briefing explain")
    elif rule.value.upper() in checked.bars:
        yield _at(rule, f"{rule}不能{doing}", "删去这一项，改好它指出的地方")


def _at(text: Text, why: str, remedy: str) -> Find:
    return Find(Passage(text, Part.SETTING), 0, len(text.value), why, remedy)


def covered(find: Find, rule: str, excuses: Iterable[Excuse]) -> Excuse | None:
    """The excuse that lets `find` of `rule` stand, if there is one."""
    for excuse in excuses:
        if excuse.rule.value.upper() != rule:
            continue
        words = excuse.words.value
        if find.passage is None:
            if words in find.why:
                return excuse
            continue
        end = max(find.end, find.start + 1)
        for at in found_at(words, find.passage.text.value):
            if at < end and find.start < at + len(words):
                return excuse
    return None


def levels(issue: Issue) -> Mapping[str, Level | None]:
    """What the project says of rules; None where one is switched off."""
    return {
        each.rule.value.upper(): None
        if each.strictness is Strictness.OFF
        else Level(each.strictness.value)
        for each in issue.switches
    }


RULES = (
    Rule(
        NO_LONGER_NEEDED,
        Level.DOUBT,
        "惯例（放行要有依据）",
        no_longer_needed,
        Example(
            "近日，某局开会。",
            lines="放行: [{规则: N05, 文字: 3～5万, 理由: 照录原文}]\n",
        ),
        Example(
            "近日，日均3～5万件。",
            lines="放行: [{规则: N05, 文字: 3～5万, 理由: 照录原文}]\n",
        ),
        after=True,
    ),
    Rule(
        "X02",
        Level.MISTAKE,
        "惯例（放行要有依据）",
        unknown_rule,
        Example("近日，某局开会。", lines="校对: {N99: 关}\n"),
        Example("近日，某局开会。", lines="校对: {N07: 关}\n"),
        after=True,
    ),
)
