from __future__ import annotations

import re
from itertools import permutations

import pytest

from briefing.checks.vocabulary import confused_with, lexicon
from tests.hanzi import TABLE
from vocabulary.build import (
    CHECKS,
    HERE,
    LEXICON,
    OF_THE_TRADE,
    SIDE,
    chosen,
    counted,
    face,
    levels,
    listed,
    of_titles,
    picture,
    shapes,
    slips_by_sound,
    sounds,
)

READINGS = {
    "经": "jing1",
    "精": "jing1",
    "典": "dian3",
    "点": "dian3",
    "静": "jing4",
    "快": "kuai4",
}


def reading(char: str) -> str:
    return READINGS[char]


def test_words_are_counted_less_names_and_what_is_too_long() -> None:
    lines = ["快递 19 n", "张三 9 nr", "张三儿 9 nrt", "张 7 nr", "一二三四五 5 m", "T恤 4 n"]

    assert counted(lines) == {"快递": 19, "张": 7}


def test_longer_words_must_have_been_met_oftener() -> None:
    counts = {"快": 1, "慢": 9, "经典": 3, "精点": 2, "三个字": 8, "个三字": 7, "四个字了": 10,
              "了四个字": 9}  # fmt: skip
    readings = dict.fromkeys("经典精点", "")

    words = chosen(counts, "快", [], [], readings.__getitem__)

    assert words == {"快": 1, "经典": 3, "三个字": 8, "四个字了": 10}


def test_words_of_the_trade_are_common_and_never_slips() -> None:
    counts = {"经典": 6000, "精典": 4, "快快": 3, "快点": 9}

    words = chosen(counts, "", ["精典", "经点", "经典"], ["快点", "经点"], reading)

    assert words == {"经典": 6000, "精典": OF_THE_TRADE, "快快": 3, "经点": OF_THE_TRADE}


@pytest.mark.parametrize(
    ("rare", "common", "slip"),
    [
        ({"精典": 5}, {"经典": 300}, True),
        ({"精典": 20}, {"经典": 1200}, True),
        ({"精典": 20}, {"经典": 1199}, False),
        ({"精典": 21}, {"经典": 9999}, False),
        ({"精典": 3}, {"经典": 299}, False),
        ({"静典": 5}, {"经典": 9999}, False),  # another tone
        ({"精点": 5}, {"经典": 9999}, False),  # two characters differ
    ],
)
def test_what_a_slip_is_by_its_sound(
    rare: dict[str, int], common: dict[str, int], slip: bool
) -> None:
    assert slips_by_sound(rare | common, reading) == (set(rare) if slip else set())


def test_levels_are_twice_the_logarithm() -> None:
    counts = {"乙": 2, "甲": 2, "丙": 4, "丁": 0, "戊": 1, "己": 1024}

    assert list(levels(counts)) == ["0 丁 戊", "2 乙 甲", "4 丙", "20 己"]


def test_sounds_keep_the_order_of_the_characters() -> None:
    assert list(sounds("点经典精", reading)) == ["音 dian3 点典", "音 jing1 经精"]


def test_shapes() -> None:
    seen = [[("乙", 0.9), ("丙", 0.7), ("丁", 0.6)], [("甲", 0.9)], [("甲", 0.63)], []]

    assert list(shapes("甲乙丁", "甲乙丙丁", seen, ["甲丁丙"])) == [
        "形 甲 乙丁",
        "形 乙 甲",
        "形 丁 甲",
    ]
    assert list(shapes("甲乙丙丁", "甲乙丙丁", seen, [])) == [
        "形 甲 乙",
        "似 甲 丙",
        "形 乙 甲",
        "似 丙 甲",
    ]


def test_two_rare_characters_are_alike_only_in_a_group() -> None:
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 3502)))
    common, rare, other = list(characters[3499:])
    pairs = {common: [(rare, 0.8)], rare: [(other, 0.8)], other: [(common, 0.7)]}
    seen = [pairs.get(char, []) for char in characters]

    assert list(shapes(characters, characters, seen, [])) == [f"形 {common} {rare}"]
    assert f"形 {rare} {other}" in shapes(characters, characters, seen, [rare + other])


def test_a_picture_has_the_ink_of_its_character() -> None:
    blank, one, eight = (picture(char, face()) for char in " 一八")

    assert len(blank) == len(one) == SIDE * SIDE
    assert set(blank) == {0}
    rows = [max(one[at : at + SIDE]) for at in range(0, len(one), SIDE)]
    assert 1 <= sum(ink > 100 for ink in rows) <= 3  # a stroke across the middle
    assert sum(eight) > sum(one) > 0


# --- what is committed belongs together


def test_the_characters_are_those_of_two_levels() -> None:
    characters = "".join(listed("characters.txt"))

    assert len(characters) == len(set(characters)) == 6500
    assert set(characters) < set(TABLE)
    assert {word for word in lexicon().weights if len(word) == 1} < set(characters)


def test_words_of_our_own_are_among_the_words_and_slips_are_not() -> None:
    weights = lexicon().weights
    trade = {*listed("trade.txt"), *of_titles(LEXICON.read_text("utf-8"))}
    slips = set(listed("slips.txt"))

    assert trade & slips == set()
    assert {word for word in trade if not 2 <= len(word) <= 4} == set()
    # 申报, counted 1,101 times, is of level 20.
    assert [word for word in trade if weights.get(word, -99) <= weights["申报"]] == []
    assert slips & weights.keys() == set()


def test_the_groups_are_confused() -> None:
    pairs = [pair for group in listed("confused.txt") for pair in permutations(group, 2)]

    assert len(pairs) > 2000
    assert [pair for pair in pairs if confused_with(pair[0]).get(pair[1], 9.0) > 0.5] == []


@pytest.mark.parametrize(("name", "origin"), [("words.txt", "jieba"), ("alike.txt", "pypinyin")])
def test_each_file_carries_the_licence_of_what_it_was_made_from(name: str, origin: str) -> None:
    lines = (CHECKS / name).read_text("utf-8").splitlines()
    head = "".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    title, *licence = (HERE / "licences" / f"{origin}.txt").read_text("utf-8").split("\n\n")

    assert "MIT" in title
    assert "Copyright (c)" in licence[0]
    for paragraph in licence:
        assert re.sub(r"\s", "", paragraph) in re.sub(r"\s", "", head)
