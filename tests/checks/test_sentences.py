"""How often the proofreader is right, on sentences with a trap for each rule."""

from briefing.checks.catalogue import RULES
from briefing.diagnostics import Level
from tests.checks.sentences import sentences

RIGHT, WRONG = sentences()


def test_there_are_enough_of_them() -> None:
    assert len(RIGHT) >= 300
    assert len(WRONG) >= 300
    # The others need an issue around them: see the tests of their modules.
    elsewhere = {
        "P03",
        "T03",
        "D01",
        "D02",
        "D03",
        "E01",
        "S01",
        "W01",
        "X01",
        "X02",
        "V01",
        "V02",
        "V03",
        "V04",
    }
    assert {each.rule for each in WRONG} | elsewhere == {rule.id for rule in RULES}


def test_no_right_sentence_is_called_a_mistake() -> None:
    levels = [finding.level for each in RIGHT for finding in each.findings()]

    assert levels.count(Level.MISTAKE) == 0
    assert levels.count(Level.DOUBT) <= 3


def test_wrong_sentences_are_found_at_the_right_place() -> None:
    missed = [each for each in WRONG if not each.found(each.findings())]

    assert len(missed) <= 0.05 * len(WRONG), missed
