"""Characters put into an issue file in the place of others (改字), all else left as it stands.

Comments, layout, quoting and line ends stay, since nothing is written anew: the text of the file
is cut at the places of the edits and joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefing.diagnostics import Location

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
# A quote as the kinds of YAML scalars may have to write it.
_ESCAPED = {'"': '\\"', "'": "''"}


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `new` where `old` stands; `place` is that of the first character of `old`."""

    place: Location
    old: str
    new: str


def splice(text: str, edits: Iterable[Edit]) -> str:
    """`text` of a file with the edits made, which must not overlap.

    An edit is left out where the file does not show `old` letter by letter (an escape, a fold).
    """
    starts = [match.start() for match in _LINE.finditer(text)]
    cuts: list[tuple[int, int, str]] = []
    for edit in edits:
        if edit.place.line > len(starts):
            continue
        at = starts[edit.place.line - 1] + edit.place.column - 1
        escaped = _ESCAPED.get(edit.old, "\0")
        if text.startswith(escaped, at):
            cuts.append((at, at + len(escaped), edit.new))
        elif text.startswith(edit.old, at):
            cuts.append((at, at + len(edit.old), edit.new))
    parts, done = [], 0
    for start, end, new in sorted(cuts):
        if start >= done:
            parts += [text[done:start], new]
            done = end
    return "".join((*parts, text[done:]))
