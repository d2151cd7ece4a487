"""Make words.txt and alike.txt of `checks/`, which rule L02 weighs texts with.

Run by hand by a maintainer, never when the program runs:

    python -m vocabulary.build           write both files
    python -m vocabulary.build --check   tell whether what is committed is what would be written

Needs jieba, pypinyin and numpy (`pip install -e '.[data]'`) and Pillow. The comments at the head
of both files are written by hand and kept. The same versions of the packages give the same bytes;
with others than `VERSIONS` the difference is to be looked at, and tried with
`python -m tests.checks.compare`, before it is committed.
"""

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
CHECKS = HERE.parent / "src" / "briefing" / "checks"
# Words whose ends a title may break at; all are words of the trade.
LEXICON = HERE.parent / "src" / "briefing" / "layout" / "lexicon.txt"
FACE = HERE.parent / "fonts" / "briefing-hei.ttf"

PACKAGES = ("jieba", "numpy", "pypinyin")
# Those whose versions may tell; numpy's does not, as all it adds up is whole numbers.
VERSIONS = {"jieba": "0.42.1", "pypinyin": "0.55.0", "Pillow": "13.0.0"}

# How often a word must have been counted, by its length: longer ones part a text more boldly.
LEAST = {1: 0, 2: 3, 3: 8, 4: 10}
LONGEST = max(LEAST)
PERSONS = "nr"  # with which the tags of names of persons begin
# What a word of the trade counts at least, in sixty million; the dictionary has 申报 1,101 times,
# and 签收, the daily business of our readers, 19 times.
OF_THE_TRADE = 1500
# A pair counted this rarely is a slip for one that sounds the same, differs in one character, and
# is counted this much oftener: 精典 for 经典.
RARE, COMMON, OFTENER = 20, 300, 60

COMMON_CHARACTERS = 3500  # of level 1, which stand first
# Shapes: the side of a picture in dots, how many neighbours a character has at most, and from
# which correlation on they are alike, or a little alike.
SIDE, NEIGHBOURS, ALIKE, LITTLE = 24, 14, 0.74, 0.62


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args(arguments).check
    if missing := [package for package in PACKAGES if find_spec(package) is None]:
        parser.error(f"{', '.join(missing)} missing: pip install -e '.[data]'")
    for package, wanted in VERSIONS.items():
        if (found := version(package)) != wanted:
            print(f"{package} is {found}; the committed files were made with {wanted}.")

    characters = "".join(listed("characters.txt"))
    trade = {*listed("trade.txt"), *of_titles(LEXICON.read_text("utf-8"))}
    counts = counted(dictionary().read_text("utf-8").splitlines())
    words = chosen(counts, characters, trade, set(listed("slips.txt")), reading)
    known = "".join(char for char in characters if char in words)
    made = {
        "words.txt": levels(words),
        "alike.txt": [
            *sounds(known, reading),
            *shapes(known, characters, neighbours(characters), listed("confused.txt")),
        ],
    }
    stale = 0
    for name, lines in made.items():
        path = CHECKS / name
        before = path.read_text("utf-8")
        head = [line for line in before.splitlines() if line.startswith("#")]
        after = "".join(f"{line}\n" for line in (*head, *lines))
        if check and before != after:
            stale = 1
            print(f"{name} is not what would be written.")
        elif not check:
            path.write_text(after, "utf-8", newline="\n")
    return stale


def listed(name: str) -> Iterator[str]:
    """The entries of one of our own lists, between blanks."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return (entry for line in lines if not line.startswith("#") for entry in line.split())


def of_titles(lexicon: str) -> Iterator[str]:
    """The words of layout/lexicon.txt that are neither too short nor too long to weigh."""
    for line in lexicon.splitlines():
        if not line.startswith("#"):
            words = line.partition(":")[2].split()
            yield from (word for word in words if 2 <= len(word) <= LONGEST and is_han(word))


def dictionary() -> Path:
    """jieba's dictionary; jieba itself is not imported, as that warns and takes its time."""
    jieba = find_spec("jieba")
    assert jieba is not None
    assert jieba.origin is not None
    return Path(jieba.origin).with_name("dict.txt")


def reading(char: str) -> str:
    """The commonest reading of a character, its tone a figure behind it: `ji4`, `de`."""
    from pypinyin import Style, pinyin

    return str(pinyin(char, style=Style.TONE3, heteronym=False)[0][0])


def is_han(word: str) -> bool:
    return all("一" <= char <= "鿿" for char in word)


def counted(lines: Iterable[str]) -> dict[str, int]:
    """How often the words of a dictionary (`word count tag`) were met, less names of persons."""
    counts = {}
    for line in lines:
        word, count, tag = line.split()
        named = len(word) > 1 and tag.startswith(PERSONS)
        if len(word) <= LONGEST and is_han(word) and not named:
            counts[word] = int(count)
    return counts


def chosen(
    counts: Mapping[str, int],
    characters: str,
    trade: Collection[str],
    slips: Collection[str],
    reading: Callable[[str], str],
) -> dict[str, int]:
    """The words a text may fall into, and how often each was counted.

    Single characters are those of `characters`; words of the trade are never taken for slips.
    """
    words = {
        word: count
        for word, count in counts.items()
        if count >= LEAST[len(word)] and (len(word) > 1 or word in characters)
    }
    for word in trade:
        words[word] = max(words.get(word, 0), OF_THE_TRADE)
    rare = slips_by_sound(words, reading) | set(slips)
    return {word: count for word, count in words.items() if word not in rare or word in trade}


def slips_by_sound(words: Mapping[str, int], reading: Callable[[str], str]) -> set[str]:
    """The rare pairs that a common one sounds like and differs from in one character."""
    sounds = {char: reading(char) for word in words if len(word) == 2 for char in word}
    common = defaultdict(list)
    for word, count in words.items():
        if len(word) == 2 and count >= COMMON:
            common[sounds[word[0]], sounds[word[1]]].append(word)
    return {
        word
        for word, count in words.items()
        if len(word) == 2 and count <= RARE
        for other in common[sounds[word[0]], sounds[word[1]]]
        if words[other] >= OFTENER * count and (word[0] == other[0]) != (word[1] == other[1])
    }


def levels(words: Mapping[str, int]) -> Iterator[str]:
    """The lines of words.txt: a level, which is 2 log₂ of the count, and the words of it."""
    by_level = defaultdict(list)
    for word, count in words.items():
        by_level[round(2 * math.log2(max(count, 1)))].append(word)
    return (f"{level} {' '.join(sorted(by_level[level]))}" for level in sorted(by_level))


def sounds(characters: str, reading: Callable[[str], str]) -> Iterator[str]:
    """The lines 音 of alike.txt: a reading and its characters, in the order given."""
    by_reading: dict[str, str] = defaultdict(str)
    for char in characters:
        by_reading[reading(char)] += char
    return (f"音 {sound} {by_reading[sound]}" for sound in sorted(by_reading))


def shapes(
    known: str,
    characters: str,
    neighbours: Iterable[Iterable[tuple[str, float]]],
    groups: Iterable[str],
) -> Iterator[str]:
    """The lines 形 and 似 of alike.txt: a character of `known`, and those that look like it.

    `neighbours` has for each of `characters`, the commonest first, what looks like it, and how
    much; what stands in a group is alike whatever it looks like. Two rare characters are not said
    to be alike by their looks: whoever types one of them means it.
    """
    rank = {char: at for at, char in enumerate(characters)}
    confused = defaultdict(set)
    for group in groups:
        for one, other in permutations(group, 2):
            confused[one].add(other)
    for char, seen in zip(characters, neighbours, strict=True):
        if char not in known:
            continue
        common = rank[char] < COMMON_CHARACTERS
        near, little = set(confused[char]), set()
        for other, correlation in seen:
            commons = common + (rank[other] < COMMON_CHARACTERS)
            if correlation > ALIKE and commons:
                near.add(other)
            elif LITTLE < correlation <= ALIKE and commons == 2:
                little.add(other)
        for kind, others in (("形", near), ("似", little - near)):
            if alike := sorted(others & set(known), key=rank.__getitem__):
                yield f"{kind} {char} {''.join(alike)}"


def neighbours(characters: str) -> Iterator[list[tuple[str, float]]]:
    """For each character those whose pictures go with its own most, and the correlations.

    The sums are of whole numbers below 2⁵³ and therefore exact, in whatever order they are made.
    """
    import numpy as np

    hei = face()
    pictures = np.array([list(picture(char, hei)) for char in characters], dtype=np.float64)
    sums = pictures @ pictures.T
    dots = pictures.shape[1]
    totals = pictures.sum(axis=1)
    spreads = np.sqrt(dots * (pictures * pictures).sum(axis=1) - totals * totals)
    for at in range(len(characters)):
        together = dots * sums[at] - totals * totals[at]
        correlations = together / (spreads * spreads[at])
        correlations[at] = -1.0
        nearest = np.argsort(-correlations, kind="stable")[:NEIGHBOURS]
        yield [(characters[other], float(correlations[other])) for other in nearest]


def face() -> ImageFont.FreeTypeFont:
    """Hei, drawn the same whether or not this Pillow has a layout engine of its own."""
    return ImageFont.truetype(FACE, 40, layout_engine=ImageFont.Layout.BASIC)


def picture(char: str, face: ImageFont.FreeTypeFont) -> bytes:
    """A character, a byte of ink for each dot, row by row."""
    large = Image.new("L", (2 * SIDE, 2 * SIDE), 0)
    ImageDraw.Draw(large).text((4, 0), char, 255, font=face)
    return large.resize((SIDE, SIDE), Image.Resampling.LANCZOS).tobytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
