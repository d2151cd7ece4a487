"""What the proofreader may mend by itself (改正): an issue file → the same file, mended.

Spaces, widths, quotes, dashes, ellipses, forms of dates: marks, never words. Rounds are made until
nothing is left to mend, so mending what was mended changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from briefing.checks import Find, Reading, covered, levels
from briefing.checks.catalogue import RULES
from briefing.checks.passages import found_at
from briefing.diagnostics import SourceError
from briefing.issue import Issue
from briefing.registry import EMPTY, Registry
from briefing.source.splicing import Edit, splice

_ROUNDS = 1_000  # two are usual; a row of half-width marks may need one for each of them
_MARK = "\ufeff"


def mend(data: bytes, read: Callable[[bytes], Issue], registry: Registry = EMPTY) -> bytes:
    """`data` of an issue file with all mended that is safe to mend; `read` makes an issue of it.

    Digits, Latin letters and hanzi stay in their order, and registered names are not touched; the
    only hanzi added are those of a date. Raises SourceError if the file cannot be read.
    """
    issue = read(data)
    for _ in range(_ROUNDS):
        text = data.decode("utf-8")
        edits = list(_edits(issue, registry))
        after = _tried(text, edits, issue, read)
        if after is None:  # together they do not do: one spoils the YAML
            after = text
            for edit in edits:
                single = _tried(text, [edit], issue, read)
                if single is not None and single != text:
                    after = single
                    break
        if after == text:
            break
        data = after.encode("utf-8")
        issue = read(data)
    return data


def _tried(
    text: str, edits: Sequence[Edit], before: Issue, read: Callable[[bytes], Issue]
) -> str | None:
    """`text` with the edits made; None if it then says something else than was meant."""
    mark = _MARK if text.startswith(_MARK) else ""
    after = mark + splice(text.removeprefix(_MARK), edits)
    if after == text:
        return text
    try:
        issue = read(after.encode("utf-8"))
    except SourceError:
        return None
    return after if _words(issue) == _words(before) else None


def _words(issue: Issue) -> list[str]:
    """What mending must not change: figures, letters, hanzi, passage by passage."""
    return [_kept(each.text.value) for each in Reading(issue).passages]


def _kept(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if char.isalnum() and char not in "年月日")


def _edits(issue: Issue, registry: Registry) -> Iterator[Edit]:
    """The edits of one round: none overlap, none touch a registered name."""
    reading = Reading(issue, registry)
    names = (*registry.unit_names, *registry.other_names)
    off = {rule for rule, level in levels(issue).items() if level is None}
    taken: dict[int, list[tuple[int, int]]] = {}
    for rule in RULES:
        if not rule.mends or rule.id in off:
            continue
        for find in rule.found_in(reading):
            passage = find.passage
            if passage is None or find.instead is None or not find.mend:
                continue
            if passage.text.location.file != issue.location.file:
                continue  # the publication file's
            if covered(find, rule.id, issue.excuses) or _in_a_name(find, names):
                continue
            spans = taken.setdefault(id(passage), [])
            if any(find.start < end and start < find.end for start, end in spans):
                continue
            if _kept(find.written) == _kept(find.instead):
                spans.append((find.start, find.end))
                yield Edit(passage.text.at(find.start), find.written, find.instead)


def _in_a_name(find: Find, names: Sequence[str]) -> bool:
    value = find.passage.text.value if find.passage else ""
    return any(
        at < find.end and find.start < at + len(name)
        for name in names
        for at in found_at(name, value)
    )
