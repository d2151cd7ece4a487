"""Inputs that fuzzing has kept, those that broke something among them, tried on every change."""

from __future__ import annotations

import random

import pytest

from tests.mail.fuzzing import TARGETS, mutated, read_seeds


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_once_stays_right(name: str) -> None:
    seeds = read_seeds(name)

    assert len(seeds) >= 10
    for text in seeds:
        TARGETS[name].trial(text)


@pytest.mark.parametrize("name", TARGETS)
def test_and_what_is_near_it(name: str) -> None:
    target, seeds, rng = TARGETS[name], read_seeds(name), random.Random(20261122)
    for text in seeds:
        near = mutated(text, seeds, target.pieces, rng)
        target.trial(near if target.wide else near.encode("latin-1", "ignore").decode("latin-1"))
