"""词汇: how common words are (words.txt), and which characters are taken for others (alike.txt).

What papers of offices say most stands in office.txt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_LONGEST = 4  # characters of a word in words.txt
# What makes a slip less likely than one to a character of the same sound; logarithms, as all
# weights here.
OTHER_TONE = 1.0
_SHAPES = {"形": 0.5, "似": 2.0}
_ALL = math.log(6e7)  # of how many words those of words.txt were counted
_STRANGER = -20.0  # the weight of a character that is not among them


class Lexicon(NamedTuple):
    """What is known of words: how often each is met (logarithms), and pairs within long ones."""

    weights: Mapping[str, float]
    within: frozenset[str]

    def holds(self, pair: str) -> bool:
        """Whether two characters stand side by side in a word."""
        return pair in self.weights or pair in self.within

    def parted(self, text: str) -> tuple[float, list[int]]:
        """The best way to part `text` into words: its weight, and where the words end."""
        known, within = self.weights.get, self.within
        best, starts = [0.0], [0]
        before = ""
        for first, char in enumerate(text):
            most = best[first] + known(char, _STRANGER)
            end = first + 1
            pair = before + char
            if first and (weight := known(pair)) is not None and best[first - 1] + weight > most:
                most, first = best[first - 1] + weight, first - 1
            for start in range(end - 3, max(end - _LONGEST, 0) - 1, -1) if pair in within else ():
                weight = known(text[start:end])
                if weight is not None and best[start] + weight > most:
                    most, first = best[start] + weight, start
            best.append(most)
            starts.append(first)
            before = char
        ends, end = [], len(text)
        while end:
            ends.append(end)
            end = starts[end]
        return best[-1], ends[::-1]

    def longest_around(self, text: str, at: int) -> tuple[int, int]:
        """From where to where the longest word goes that has the character at `at`."""
        for size in range(_LONGEST, 1, -1):
            for start in range(max(at - size + 1, 0), min(at, len(text) - size) + 1):
                if text[start : start + size] in self.weights:
                    return start, start + size
        return at, at + 1


@cache
def lexicon() -> Lexicon:
    weights: dict[str, float] = {}
    for line in _lines("words.txt"):
        level, *words = line.split()
        weights.update(dict.fromkeys(words, int(level) / 2 * math.log(2) - _ALL))
    long = (word for word in weights if len(word) > 2)
    within = {word[at : at + 2] for word in long for at in range(len(word) - 1)}
    return Lexicon(weights, frozenset(within))


@cache
def office_words() -> frozenset[str]:
    """The words of two characters of which papers of offices are made."""
    return frozenset(word for line in _lines("office.txt") for word in line.split())


@cache
def _alike() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, Mapping[str, float]]]:
    """The reading of each character, the characters of each reading, and the shapes like it."""
    readings: dict[str, str] = {}
    sounding: dict[str, str] = {}
    shapes: dict[str, dict[str, float]] = {}
    for line in _lines("alike.txt"):
        kind, key, characters = line.split()
        if kind == "音":
            sounding[key] = characters
            readings.update(dict.fromkeys(characters, key))
        else:
            for char in characters:
                for one, other in ((key, char), (char, key)):
                    shapes.setdefault(one, {}).setdefault(other, _SHAPES[kind])
    return readings, sounding, shapes


@lru_cache(4096)
def confused_with(char: str) -> Mapping[str, float]:
    """The characters that one is confused with, and what is to be taken off for it."""
    readings, sounding, shapes = _alike()
    found = dict(shapes.get(char, {}))
    if reading := readings.get(char):
        syllable = reading.rstrip("1234")
        for tone in ("", *"1234"):
            less = 0.0 if syllable + tone == reading else OTHER_TONE
            for other in sounding.get(syllable + tone, ""):
                found[other] = min(found.get(other, less), less)
    found.pop(char, None)
    return found


def _lines(name: str) -> Iterator[str]:
    text = (files("briefing.checks") / name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
