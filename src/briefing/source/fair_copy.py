"""A fair copy of a file with slips of the hand in it (誊清): read on as if they were mended.

A slip hides what stands behind it from YAML. Where it can have been meant in one way only, the
copy has what was meant, and reading it finds what else is wrong. The slips stay findings, and the
places in the copy are those of the file as it was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from briefing.diagnostics import Diagnostic, quoted
from briefing.source.manuscript import ENOUGH, Manuscript, Stitch, stitched, unpicked
from briefing.source.mistakes import (
    SPACES,
    WIDE_DASHES,
    Mistake,
    badly_indented,
    closed,
    looks_structural,
    mistake_in,
    outdented,
    unclosed,
)

_NEAR = 2  # columns: lines that are farther off may be meant to stand on another level
_ROW = re.compile(r"( *)((?:-(?: +|$))*)(?:([^\s:#\[\]{}]{1,20}):(?: +|$))?(.*)")


class FairCopy(NamedTuple):
    """A file with its slips mended.

    slips   what was mended, and what would have to be
    whole   every slip is mended: the copy says what was meant
    """

    manuscript: Manuscript
    slips: tuple[Diagnostic, ...]
    whole: bool


def fair_copy(manuscript: Manuscript, keys: frozenset[str]) -> FairCopy:
    """Copy a file that could not be read; `keys` are those of its format.

    Lines tell nothing of slips where reading has not failed, so it is only for such files.
    """
    copyist = _Copyist(manuscript.lines, keys)
    copyist.copy()
    lines = tuple(copyist.lines)
    copy = Manuscript(manuscript.name, "\n".join(lines), lines, copyist.stitches)
    slips = tuple(
        Diagnostic(
            slip.code,
            slip.message,
            manuscript.at(number, slip.column),
            slip.remedy,
            mended=bool(slip.stitches),
        )
        for number, slip in copyist.slips
    )
    whole = len(slips) < ENOUGH and all(slip.mended for slip in slips)
    return FairCopy(copy, slips, whole)


class _Row(NamedTuple):
    """A line with a key or an item: its column, whether a dash is first, its key and the rest."""

    column: int
    dash: bool
    key_column: int
    name: str
    value: str


class _Level(NamedTuple):
    """An open list (`dash`) or mapping; `keyed` items of a list are mappings."""

    column: int
    dash: bool
    keyed: bool


def _row(line: str) -> _Row:
    match = _ROW.match(line)
    assert match  # it matches anything
    column, dashes = len(match[1]), match[2]
    return _Row(column, bool(dashes), column + len(dashes), match[3] or "", match[4].strip())


def _roughly_mended(line: str, keys: frozenset[str]) -> str:
    """The line with its first mistake mended, to see at once what else is in the file."""
    slip = mistake_in(line, keys)
    return stitched(line, slip.stitches) if slip else line


class _Copyist:
    """Goes down the lines as YAML would, and mends them on the way."""

    def __init__(self, lines: Sequence[str], keys: frozenset[str]) -> None:
        self.lines = list(lines)
        self._written = lines
        self.stitches: dict[int, tuple[Stitch, ...]] = {}
        self.slips: list[tuple[int, Mistake]] = []  # columns are those of the lines as written
        self._keys = keys
        rows = enumerate(_row(_roughly_mended(line, keys)) for line in lines)
        self._rows = [each for each in rows if each[1].dash or each[1].name in keys]
        written = (line for line in lines if looks_structural(line, keys))
        outermost = min((len(line) - len(line.lstrip(SPACES)) for line in written), default=0)
        self._levels = [_Level(outermost, False, True)]
        self._opens: int | None = None  # column of the key behind which nothing stands yet
        self._text: int | None = None  # column of the key whose text may run on in deeper lines

    def copy(self) -> None:
        number = 0
        while number < len(self.lines) and len(self.slips) < ENOUGH:
            number = self._line(number)

    def _note(self, number: int, slip: Mistake) -> None:
        """Keep the slip, and mend it if it can be."""
        before = self.stitches.get(number, ())
        self.slips.append((number, slip._replace(column=unpicked(slip.column, before))))
        self._mend(number, slip.stitches)

    def _mend(self, number: int, stitches: tuple[Stitch, ...]) -> None:
        if stitches:
            self.stitches[number] = (*self.stitches.get(number, ()), *stitches)
            self.lines[number] = stitched(self.lines[number], stitches)

    def _line(self, number: int) -> int:
        """Mend a line and what belongs to it; the number of the next one."""
        line = self.lines[number]
        content = line.lstrip(SPACES)
        if not content.strip():
            return number + 1
        indentation = line[: len(line) - len(content)]
        odd = next((at for at, char in enumerate(indentation) if char != " "), None)
        bad = None if odd is None else badly_indented(indentation[odd], odd)
        spaces = (Stitch(0, len(indentation), " " * len(indentation)),)
        if content.startswith("#"):
            if bad:
                self._note(number, bad._replace(stitches=spaces))
            return number + 1
        if not self._is_row(line, content):
            if self._opens is not None:
                self._opens, self._text = None, self._opens
            return number + 1
        if bad:  # for now; where it belongs shows when its dash and its key are in order
            self._mend(number, spaces)
        while slip := mistake_in(self.lines[number], self._keys):
            self._note(number, slip)
            if not slip.stitches:
                break
        self._align(number, bad)
        return self._value(number, _row(self.lines[number]))

    def _is_row(self, line: str, content: str) -> bool:
        """Whether the line begins an item or has a key, and is not a text that runs on."""
        width = len(line) - len(content)
        mappings = [level.column for level in self._levels if not level.dash]
        row = _row(content)
        if row.dash or row.name in self._keys:
            return True
        runs_on = self._text is not None and width > self._text
        if content[0] in WIDE_DASHES + "-":
            lists = [level.column for level in self._levels if level.dash]
            near = self._opens is not None or any(abs(width - at) <= _NEAR for at in lists)
            return looks_structural(content, self._keys) or (near and not runs_on)
        if looks_structural(content, self._keys):
            return not runs_on
        if row.name:  # a key, but none of these
            return width in mappings
        return content.split()[0] in self._keys and width in mappings

    # --- where a line begins

    def _align(self, number: int, bad: Mistake | None) -> None:
        """Put the line on the level where it belongs, and remember which levels are open then."""
        row = _row(self.lines[number])
        column = self._column(number, row, anywhere=bad is not None)
        if bad or column != row.column:
            self._note(number, self._misplaced(number, row, column, bad))
        if column is None:
            return
        row, place = _row(self.lines[number]), column
        while self._levels and self._levels[-1].column > place:
            self._levels.pop()
        if not row.dash:
            while self._levels and self._levels[-1].dash and self._levels[-1].column == place:
                self._levels.pop()
        if not any(level[:2] == (place, row.dash) for level in self._levels):
            self._levels.append(_Level(place, row.dash, not row.dash or bool(row.name)))
        if row.dash and row.name:
            self._levels.append(_Level(row.key_column, False, True))

    def _misplaced(
        self, number: int, row: _Row, column: int | None, bad: Mistake | None
    ) -> Mistake:
        stitches = () if column is None else (Stitch(0, row.column, " " * column),)
        if bad:
            return bad._replace(stitches=stitches)
        content = self._written[number].strip()
        message = f"{quoted(content)}的缩进与同一级的各行对不齐"
        remedy = "同一级的各行左边要对齐，下一级比上一级多两个空格"
        if column is not None:
            amount = f"改成 {column} 个空格" if column else "不要空格"
            remedy = f"行首{amount}，和同一级的各行对齐"
        return Mistake(row.column, "wrong-indentation", message, remedy, stitches)

    def _column(self, number: int, row: _Row, *, anywhere: bool) -> int | None:
        """Where the line should begin; None if it might be in several places."""
        keyed = not row.dash or bool(row.name)
        open_ones = [
            level.column
            for level in self._levels
            if level.dash == row.dash and level.keyed == keyed
        ]
        parent = self._opens
        same = any(level[:2] == (row.column, row.dash) for level in self._levels)
        if same and not anywhere:
            return row.column
        if parent is not None:
            deep = row.column > parent or (row.dash and row.column == parent)
            if deep or anywhere:
                usual = self._usual(number, row, parent, anywhere=anywhere)
                return usual if usual is not None else parent + 2 if anywhere else row.column
        if not row.dash and row.name not in self._keys:
            return row.column
        if anywhere:
            near = [column for column in open_ones if column > self._levels[0].column]
        else:
            distances = {column: abs(column - row.column) for column in open_ones}
            least = min(distances.values(), default=_NEAR + 1)
            near = [column for column in distances if distances[column] == least <= _NEAR]
        if len(near) > 1:  # where the same key stands elsewhere
            alike = (other for at, other in self._rows if at != number and _alike(other, row))
            elsewhere = {other.column for other in alike}
            near = [column for column in near if column in elsewhere] or near
        if len(near) > 1:  # within an item, if more items of its list follow
            after = next((other for at, other in self._rows if at > number), None)
            if (
                after
                and after.dash
                and _Level(after.column, True, bool(after.name)) in self._levels
            ):
                near = [column for column in near if column > after.column]
        return near[0] if len(near) == 1 else None

    def _usual(self, number: int, row: _Row, parent: int, *, anywhere: bool) -> int | None:
        """The column of most of the lines that follow on the same level, if it is another one."""
        following = takewhile(
            lambda other: other.dash or other.column > parent,
            (other for at, other in self._rows if at > number),
        )
        columns = Counter(
            other.column
            for other in following
            if (_alike(other, row) if row.dash else not other.dash)
        )
        if not columns:
            return None
        usual, count = columns.most_common(1)[0]
        near = anywhere or abs(usual - row.column) <= _NEAR
        sure = anywhere or count > 1 or usual == parent + 2
        return usual if near and sure and usual >= parent else None

    # --- what stands behind the key

    def _value(self, number: int, row: _Row) -> int:
        """Pass over the value; the number of the line behind it."""
        self._opens = self._text = None
        value, column = row.value, row.key_column
        if not value or value.startswith("#"):
            self._opens = column if row.name else None
        elif value[0] in "|>":
            return self._block(number, column)
        elif value[0] in "\"'" and not closed(value):
            return self._quoted(number, value, column)
        elif value[0] in "[{":
            return self._bracketed(number, value)
        else:
            self._text = column
        return number + 1

    def _quoted(self, number: int, value: str, column: int) -> int:
        following = (line.rstrip() for line in islice(self.lines, number + 1, None))
        next_one = next((line for line in following if line and line.lstrip()[0] != "#"), "")
        content = next_one.lstrip(SPACES)
        begins = looks_structural(content, self._keys) or content.partition(" ")[0] in self._keys
        if not next_one or (begins and len(next_one) - len(content) <= column):
            line = self.lines[number]
            self._note(number, unclosed(value, len(line.rstrip()) - len(value)))
            return number + 1
        return self._behind(number, value, closed)

    def _bracketed(self, number: int, value: str) -> int:
        def balanced(text: str) -> bool:
            return sum(map(text.count, "[{")) <= sum(map(text.count, "]}"))

        return self._behind(number, value, balanced)

    def _behind(self, number: int, value: str, complete: Callable[[str], bool]) -> int:
        """The line behind a value of several lines; the next one if it has no end."""
        text = value
        for last in range(number, min(number + ENOUGH, len(self.lines))):
            if last > number:
                text += "\n" + self.lines[last]
            if complete(text):
                return last + 1
        return number + 1

    def _block(self, number: int, fence: int) -> int:
        """Mend the indentation of a text whose key stands at `fence`."""
        texts: list[tuple[int, int]] = []  # numbers of its lines and the spaces before them
        least = fence + 1
        end = number + 1
        while end < len(self.lines):
            line = self.lines[end]
            content = line.lstrip(SPACES)
            width = len(line) - len(line.lstrip(" "))
            if content.strip() and not (content.startswith("#") and width <= fence):
                if width < least and self._is_row(line, content):
                    break
                texts.append((end, width))
                least = max(texts[0][1], fence + 1)
            elif content.startswith("# ") and len(line) - len(content) > width:
                break  # a comment behind spaces that are none
            end += 1
        if texts:
            self._indent(texts, fence)
        return end

    def _indent(self, texts: list[tuple[int, int]], fence: int) -> None:
        """Put the lines of a text under each other."""
        straight = [(at, width) for at, width in texts if self.lines[at][width] not in SPACES]
        widths = Counter(width for _, width in straight if width > fence)
        most = max(widths.values(), default=0)
        usual = [width for width in widths if widths[width] == most] or [fence + 2]
        indent = fence + 2 if fence + 2 in usual else usual[0]
        first, width = texts[0]
        if texts[0] in straight and fence < width <= indent:
            indent = width  # YAML goes by the first line; deeper ones begin with spaces
        elif width > indent:
            content = self.lines[first].strip()
            message = f"{quoted(content)}前面有 {width} 个空格，下面各行只有 {indent} 个"
            remedy = f"改成 {indent} 个，和下面各行对齐"
            stitch = Stitch(0, width, " " * indent)
            self._note(first, Mistake(width, "wrong-indentation", message, remedy, (stitch,)))
            texts[0] = first, indent
        before = None
        for number, width in texts:
            line = self.lines[number]
            kind = (width, line[width] if line[width] in SPACES else "")
            if width < indent:
                slip = outdented(line[width:], width, indent)
                if kind == before:  # the same as in the line above
                    self._mend(number, slip.stitches)
                else:
                    self._note(number, slip)
            before = kind


def _alike(one: _Row, other: _Row) -> bool:
    """Whether both begin an item with the same key, or have the same key without a dash."""
    return one.dash == other.dash and one.name == other.name
