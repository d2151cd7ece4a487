"""The issues of a volume set and painted in shares, by several processes at a time.

Two things a share cannot know by itself: on which pages its issues begin, and what characters are
called in the fonts, which are cut when all are known. So it works in two steps and is told both in
between; whatever the number of shares, the same pages come of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from briefing.diagnostics import BriefingError, Diagnostic
from briefing.fonts import Face, Faces
from briefing.issue import Picture
from briefing.volume import Chapter, Frame, Order, Told, framed, indexed, set_issues
from briefing.writers.abreast import Companion, Steps, can_fork
from briefing.writers.deflate import cores
from briefing.writers.pdf_painting import Painted, Palette, Used, paint

_BEFORE = 2  # chapters before the issues: cover and contents
_WORTH_A_COPY = 6  # issues; a copy takes the time of setting two or three
_MOST = 4  # processes, as each has some memory of its own


class _Share(NamedTuple):
    """What a share tells when its issues are set.

    chars     number of a face → the characters used of it
    pictures  as they are printed
    """

    told: list[Told]
    problems: list[Diagnostic]
    chars: dict[int, set[str]]
    pictures: list[Picture]


class _Known(NamedTuple):
    """What a share is told before it paints.

    firsts        the first page of each of its issues
    faces, codes  of the palette, by the numbers of faces
    pictures      the names of the share's own, in their order
    """

    firsts: tuple[int, ...]
    faces: dict[int, str]
    codes: dict[int, Mapping[str, str]]
    pictures: list[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """A volume whose issues are set; the pages are still to be painted, where they lie."""

    frame: Frame
    used: Used
    order: Order
    work: Sequence[tuple[Companion, range, _Share]]

    def painted(self, palette: Palette) -> Iterator[Painted]:
        """Every page in turn."""
        faces = _numbered(self.order.faces)
        for companion, issues, share in self.work:
            names = {faces[face]: name for face, name in palette.faces.items()}
            codes = {faces[face]: found for face, found in palette.codes.items()}
            pictures = [palette.pictures[each] for each in share.pictures]
            firsts = self.frame.firsts[issues.start : issues.stop]
            companion.tell(_Known(firsts, names, codes, pictures))
        yield from self._framing(self.frame.before, 0, palette)
        for companion, _, _ in self.work:
            yield from companion.result()
        yield from self._framing(self.frame.after, _BEFORE + len(self.order.held), palette)

    def _framing(
        self, chapters: Sequence[Chapter], first: int, palette: Palette
    ) -> Iterator[Painted]:
        for number, each in enumerate(chapters, first):
            leaves = ((page, each.template) for page in each.leaves(number, self.order.faces))
            yield from paint(leaves, palette, self.used)


def worth_while(issues: int) -> int:
    """Into how many shares so many issues are to be dealt."""
    return max(1, min(cores(), _MOST, issues // _WORTH_A_COPY))


@contextmanager
def shared(order: Order, count: int) -> Iterator[Shared]:
    """The issues of a volume set in so many shares, the first by this process, others by copies.

    Where there can be no copies, all are set here in turn. When this is left, there are none any
    more. BriefingError lists what is wrong with any issue.
    """
    copied = count > 1 and can_fork()
    edges = [len(order.held) * each // count for each in range(count + 1)]
    companions: list[Companion] = []
    if copied:
        _open(order.faces)
    try:
        for start, stop in pairwise(edges):
            work = partial(_steps, order, range(start, stop))
            companions.append(Companion(work, aside=copied and start > 0))
        shares: list[_Share] = [each.result() for each in companions]
        if problems := [each for share in shares for each in share.problems]:
            raise BriefingError(dict.fromkeys(problems))
        told = [each for share in shares for each in share.told]
        frame = framed(told, order)
        issues = (range(start, stop) for start, stop in pairwise(edges))
        used = _used(frame, shares, order.faces)
        yield Shared(frame, used, order, list(zip(companions, issues, shares, strict=True)))
    finally:
        for each in companions:
            each.stop()


def _steps(order: Order, issues: range) -> Steps:
    """The work of a share: its issues are set, then their pages are painted."""
    held = order.held[issues.start : issues.stop]
    index = indexed(order.registry)
    chapters, told, problems = set_issues(
        held, issues.start + 1, order.template, order.faces, index
    )
    faces = _numbered(order.faces)
    used = Used()
    for chapter in chapters:
        used.add(chapter.marks(order.faces), chapter.template)
    chars = {faces[face]: found for face, found in used.chars.items()}
    known: _Known = yield _Share(told, problems, chars, [*used.pictures])
    by_number = list(faces)
    palette = Palette(
        {by_number[number]: name for number, name in known.faces.items()},
        {by_number[number]: codes for number, codes in known.codes.items()},
        dict(zip(used.pictures, known.pictures, strict=True)),
    )
    placed = (
        (number, replace(chapter, first=first))
        for number, (chapter, first) in enumerate(
            zip(chapters, known.firsts, strict=True), _BEFORE + issues.start
        )
    )
    leaves = (
        (page, chapter.template)
        for number, chapter in placed
        for page in chapter.leaves(number, order.faces)
    )
    yield list(paint(leaves, palette, used))


def _used(frame: Frame, shares: Sequence[_Share], faces: Faces) -> Used:
    """By the whole volume, in the order of its chapters."""
    used = Used()
    for chapter in frame.before:
        used.add(chapter.marks(faces), chapter.template)
    by_number = list(_numbered(faces))
    for share in shares:
        for number, chars in share.chars.items():
            used.chars.setdefault(by_number[number], set()).update(chars)
        used.pictures |= dict.fromkeys(share.pictures)
    for chapter in frame.after:
        used.add(chapter.marks(faces), chapter.template)
    return used


def _open(faces: Faces) -> None:
    """Open what is likely to be used once for all; what is wrong with it shows itself again."""
    for role in faces.chains:
        with suppress(BriefingError, OSError):
            _ = faces.first(role).font


def _numbered(faces: Faces) -> dict[Face, int]:
    """Every face with a number, by which processes name it to one another."""
    every = dict.fromkeys(chain.from_iterable(faces.chains.values()))
    return {face: number for number, face in enumerate(every)}
