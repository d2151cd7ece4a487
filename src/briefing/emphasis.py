"""Words of an issue as runs (着重): two asterisks on either side make them stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.document import Run, whole_run
from briefing.issue import Text

_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def stretch(text: Text, start: int, end: int, style: str | None = None) -> Run:
    """text.value[start:end] as a run that knows where it was written."""
    return whole_run(text.part(start, end), style)


def emphasized(
    text: Text, start: int, end: int, plain: str | None = None, strong: str | None = "emphasis"
) -> Iterator[Run]:
    """text.value[start:end] as runs: in `strong` what stands between double asterisks."""
    for match in _EMPHASIS.finditer(text.value, start, end):
        if match.start() > start:
            yield stretch(text, start, match.start(), plain)
        yield stretch(text, *match.span(1), strong)
        start = match.end()
    if start < end:
        yield stretch(text, start, end, plain)
