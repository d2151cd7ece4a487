"""Where the characters of a text stand in the file it was read from (字位).

YAML takes indentation, quotes and folds away; here the way back is found. All functions yield
(offset in the text, line, column) for each stretch that stands unbroken in the file, as
`issue.Text` wants them; lines and columns there count from 1, in the arguments from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.source.manuscript import Manuscript


def spans_of_block(value: str, lines: Sequence[str], first: int) -> Iterator[tuple[int, int, int]]:
    """One span for each line of a literal block; `first` is the number of its first line.

    `value` may have lost spaces and empty lines at its end, but nothing else.
    """
    offset = 0
    for number, text in enumerate(value.split("\n"), first):
        written = lines[number] if number < len(lines) else ""
        # the indentation is what the text leaves of the line; only the last line may be shorter
        end = len(written) if written.endswith(text) else len(written.rstrip())
        yield offset, number + 1, (max(end - len(text), 0) if text else 0) + 1
        offset += len(text) + 1


def spans_of_folded(
    value: str, source: str, place: tuple[int, int], escape: str
) -> Iterator[tuple[int, int, int]]:
    """Spans of a folded or escaped text: what is equal in `source` is the same character.

    `source` begins at `place` (line and column from 0), its escapes with `escape` if it has any.
    Exact but for spaces at the folds.
    """
    line, column = place
    index = here = 0
    unbroken = False
    while index < len(value) and here < len(source):
        char, follower = source[here], source[here + 1 : here + 2]
        width, taken = 1, 0
        if char == escape and follower not in ("\r", "\n"):
            width, taken = {"x": 4, "u": 6, "U": 10}.get(follower, 2), 1
        elif char in "\r\n":
            width, taken = 1 + (char + follower == "\r\n"), int(value[index] in " \n")
        elif char == value[index]:
            taken = 1
        if taken and not unbroken:
            yield index, line + 1, column + 1
        unbroken = taken == width == 1 and char not in "\r\n"
        index, here, column = index + taken, here + width, column + width
        if char in "\r\n":
            line, column = line + 1, 0


def spans_as_written(
    spans: Sequence[tuple[int, int, int]], length: int, manuscript: Manuscript
) -> Iterator[tuple[int, int, int]]:
    """`spans` of a text of `length` characters, in the columns of the file before it was mended."""
    if not manuscript.stitches:
        yield from spans
        return
    for (offset, line, column), (end, *_) in pairwise([*spans, (length, 0, 0)]):
        before = -1
        for index in range(max(end - offset, 1) if line - 1 in manuscript.stitches else 1):
            written = manuscript.at(line - 1, column - 1 + index).column
            if written != before + 1 or index == 0:
                yield offset + index, line, written
            before = written
