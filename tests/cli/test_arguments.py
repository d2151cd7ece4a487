"""Words that commands offer again lest they import, before they run, what gives them a meaning."""

from __future__ import annotations

from importlib import import_module

import pytest

from briefing.cli import FAMILIES
from briefing.cli.arguments import new_parser
from briefing.fonts import CHOICES
from briefing.printing.settings import Duplex
from briefing.signoff import Stage
from briefing.writers.embedding import Embed

WORDS = {
    "--as": tuple(Stage),
    "--duplex": tuple(Duplex),
    "--fonts": CHOICES,
    "--embed": tuple(Embed),
}


@pytest.mark.parametrize("option", WORDS)
def test_commands_offer_all_that_there_is_and_no_more(option: str) -> None:
    _, commands = new_parser()
    for family in FAMILIES:
        import_module(f"briefing.cli.{family}").add(commands)
    found = [
        action
        for command in commands.choices.values()
        for action in command._actions
        if option in action.option_strings
    ]

    assert found
    for each in found:
        assert tuple(each.choices or ()) == WORDS[option]
        assert each.metavar == "|".join(WORDS[option])
