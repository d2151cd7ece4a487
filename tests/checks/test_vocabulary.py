import math

import pytest

from briefing.checks.vocabulary import Lexicon, confused_with, lexicon


def words(text: str) -> list[str]:
    ends = lexicon().parted(text)[1]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    "parted",
    ["走访|网点", "集团|难以|独立|完成", "项目|常态化|推进", "警示教育|走深走实", "快", ""],
)
def test_a_text_falls_into_its_commonest_words(parted: str) -> None:
    assert words(parted.replace("|", "")) == [part for part in parted.split("|") if part]


def test_the_weight_is_that_of_the_words() -> None:
    known = Lexicon(
        {"甲": -3.0, "乙": -4.0, "甲乙": -5.0, "乙丙丁": -1.0}, frozenset(("乙丙", "丙丁"))
    )

    assert known.parted("甲乙") == (-5.0, [2])
    assert known.parted("甲乙丙丁") == (-4.0, [1, 4])
    assert known.holds("甲乙")
    assert known.holds("丙丁")
    assert not known.holds("乙甲")


def test_the_longest_word_around_a_character() -> None:
    known = Lexicon({"甲乙": -1.0, "乙丙丁": -1.0}, frozenset())

    assert known.longest_around("甲乙丙丁", 1) == (1, 4)
    assert known.longest_around("甲乙丁", 1) == (0, 2)
    assert known.longest_around("丁丁", 1) == (1, 2)


def test_what_is_confused() -> None:
    assert confused_with("答")["达"] == 0.0  # the same sound
    assert confused_with("防")["放"] == 1.0  # another tone
    assert confused_with("未")["末"] == 0.5  # the same shape
    assert "未" not in confused_with("未")
    assert "快" not in confused_with("未")


def test_every_word_of_the_lists_can_be_read() -> None:
    known = lexicon()

    assert len(known.weights) > 100_000
    assert all(1 <= len(word) <= 4 and -20 < weight < 0 for word, weight in known.weights.items())
    assert math.isclose(known.weights["传达"] - known.weights["的"], -7, abs_tol=3)
