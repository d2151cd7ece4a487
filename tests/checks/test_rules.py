"""What the manual says of every rule is true."""

import re

import pytest

from briefing.checks import Rule, rule
from briefing.checks.catalogue import RULES
from briefing.checks.manual import described
from tests.checks.examples import codes

# Those on pages need pages: see test_pages.py.
READ = [each for each in RULES if each.id[0] != "V"]


@pytest.mark.parametrize("each", READ, ids=lambda each: each.id)
def test_the_wrong_example_is_found_by_its_rule(each: Rule) -> None:
    assert each.id in codes(each.wrong, each)


@pytest.mark.parametrize("each", READ, ids=lambda each: each.id)
def test_the_right_example_is_not(each: Rule) -> None:
    assert codes(each.right, each) == []


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_every_rule_has_a_manual_in_chinese(each: Rule) -> None:
    assert re.search("[\u4e00-\u9fff]{3}", each.title)
    assert each.title.endswith("。")
    assert each.source
    assert described(each).startswith(f"{each.id}（{each.level}）{each.title}")


def test_the_catalogue_is_complete() -> None:
    known = {each.id for each in RULES}

    assert {f"P{number:02}" for number in range(1, 18)} <= known
    assert {f"N{number:02}" for number in range(1, 16)} <= known
    assert {"D01", "D02", "D03"} <= known


def test_no_two_rules_have_one_name() -> None:
    assert len({each.id for each in RULES}) == len(RULES)


def test_rules_are_asked_for_in_any_case() -> None:
    assert rule("p05") is rule("P05")
    assert rule("P99") is None
