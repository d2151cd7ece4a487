from pathlib import Path

from briefing.checks import rule
from briefing.checks.catalogue import RULES
from briefing.checks.manual import described, page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_made_of_the_rules(accept: bool) -> None:
    if accept:
        PAGE.write_bytes(page().encode("utf-8"))

    assert PAGE.read_bytes().decode("utf-8") == page()


def test_every_rule_is_on_the_page() -> None:
    lines = page().splitlines()

    assert all(sum(line.startswith(f"| {each.id} |") for line in lines) == 1 for each in RULES)


def test_a_rule_described() -> None:
    comma = rule("P05")
    assert comma is not None
    text = described(comma)

    assert text.startswith("P05（必错）中文里的逗号")
    assert "\n依据：GB/T 15834-2011 4.1—4.9\n" in text
    assert "\n误：会议要求,各网点立即整改。\n" in text
    assert text.endswith("briefing fix 会改。\n")
