"""Where lines may end, and where they do.

Lines are filled and the break moved back until it is allowed (推出); nothing is squeezed and no
mark hangs into the margin. The rules are those LibreOffice 7.4 was measured to follow, evaluated
portion by portion as it does: in Han text the two prohibited sets alone, in Latin text the pair
rules of UAX #14. Where it breaks GB/T 15834-2011 we do not follow: —— and …… are never torn
(5.1.4, 5.1.5), no line begins with ～ (5.1.6) or ends with / (5.1.9).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from briefing.cjk import NOT_AT_END, NOT_AT_START, PAIRED, Script, script
from briefing.layout.shaping import Shaped

_TOLERANCE = 0.01  # pt; far below the twip in which engines measure
_QUOTES = frozenset("“”‘’\"'")
_CLOSING = frozenset(")]}%,.:;!?/、，。）》】」』〕〉！？；：％…℃")
_OPENING = frozenset("([{（《【「『〔〈")
# Marks that hold on to a letter or digit behind them: closing brackets, infix marks, prefixes,
# and the solidus, which may not end a line either (GB/T 15834-2011 5.1.9).
_STICKY = frozenset(")]}.,:;%℃/、，。）》】」』〕〉$￥¥£€+\\")


class Line(NamedTuple):
    """text[start:end]; `last` marks the end of a paragraph or a break the editor asked for."""

    start: int
    end: int
    last: bool


def break_lines(shaped: Shaped, first: float, rest: float) -> list[Line]:
    """The lines of a text: `first` and `rest` are the widths of the first and the other lines.

    "\\n" ends a line wherever it stands. Spaces at a line's end belong to no line. What stands
    behind a tab belongs to the last line and takes no room: it goes to the right edge.
    """
    lines: list[Line] = []
    tab = shaped.text.find("\t")
    start, width, length = 0, first, len(shaped.text) if tab < 0 else tab
    while start < length:
        stop = shaped.text.find("\n", start, length)
        stop = length if stop < 0 else stop
        cut = _cut(shaped, start, stop, width)
        if cut >= stop:
            lines.append(Line(start, _trimmed(shaped.text, start, stop), True))
            start = stop + 1
        else:
            end = _allowed(shaped, start, cut)
            lines.append(Line(start, _trimmed(shaped.text, start, end), False))
            start = end
        width = rest
    if tab >= 0 and lines:
        lines[-1] = Line(lines[-1].start, len(shaped.text), True)
    return lines


def may_turn(text: str, at: int) -> bool:
    """Whether a line may be ended by hand before text[at]: no mark stands wrongly, no word and no
    number is torn.
    """
    a, b = text[at - 1], text[at]
    torn = _wordlike(b) and (_wordlike(a) or (a.isascii() and a in _STICKY))
    return _han_may_break(text, at) and not torn


def unbroken(shaped: Shaped) -> float:
    """The width of the widest stretch that no line ends within, by the rules of any script."""
    text, start, widest = shaped.text, 0, 0.0
    for at in range(1, len(text) + 1):
        if at == len(text) or (_han_may_break(text, at) and _latin_may_break(text, at)):
            widest = max(widest, shaped.width(start, _trimmed(text, start, at)))
            start = at
    return widest


def _cut(shaped: Shaped, start: int, stop: int, width: float) -> int:
    """The first character from `start` that no longer fits; a space never overflows."""
    origin = (shaped.reach[start - 1] if start else 0.0) + shaped.gaps[start]
    cut = bisect_right(shaped.reach, origin + width + _TOLERANCE, start, stop)
    while cut < stop and shaped.text[cut] == " ":
        cut += 1
    return max(cut, start + 1)


def _trimmed(text: str, start: int, end: int) -> int:
    """`end` without the spaces before it."""
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


def _allowed(shaped: Shaped, start: int, cut: int) -> int:
    """The last place at or before `cut` where the line from `start` may end; `cut` if none is."""
    text = shaped.text
    limit = cut
    while True:
        begin = max(shaped.portions[limit], start)
        at = limit
        if _language(shaped, start, limit) is Script.HAN:
            while at > start and not _han_may_break(text, at):
                at -= 1
        else:
            while at > start and not _latin_may_break(text, at):
                at -= 1
        if at >= begin or begin == start:
            break
        if 0 < start == shaped.portions[begin - 1] and _han_may_break(text, begin):
            # LibreOffice looks no further in a line that begins with a portion.
            return begin
        limit = begin - 1
    return at if at > start else cut


def _language(shaped: Shaped, start: int, cut: int) -> Script:
    """The script whose rules apply at `cut`: that of the last letter or digit up to it."""
    begin = shaped.portions[cut]
    for index in range(cut, start - 1, -1):
        if shaped.text[index].isalnum():
            return shaped.scripts[index if index < begin else cut]
    return shaped.scripts[cut]


def _torn(a: str, b: str) -> bool:
    return a == b and a in PAIRED


def _han_may_break(text: str, at: int) -> bool:
    a, b = text[at - 1], text[at]
    return not (b == " " or b in NOT_AT_START or _ends_wrongly(text, at) or _torn(a, b))


def _ends_wrongly(text: str, at: int) -> bool:
    """Whether a line that ends before `at` ends with a mark that may not, spaces aside."""
    return (
        text[:at].rstrip(" ")[-1:] in NOT_AT_END
        if text[at - 1] == " "
        else (text[at - 1] in NOT_AT_END)
    )


def _latin_may_break(text: str, at: int) -> bool:
    a, b = text[at - 1], text[at]
    if b == " ":
        return False
    if a == " ":
        # A space does not make up for a mark that may not begin or end a line (LB13, LB14).
        return b not in _CLOSING and b not in NOT_AT_START and not _ends_wrongly(text, at)
    if b in _CLOSING or a in _OPENING or a in _QUOTES or b in _QUOTES or _torn(a, b):
        return False
    if b in NOT_AT_START or a in NOT_AT_END:
        return False
    wordlike_a, wordlike_b = _wordlike(a), _wordlike(b)
    if (wordlike_a or a in "%％℃") and (wordlike_b or b in _OPENING):
        return False
    if wordlike_a and b in "+\\$£€":
        return False
    return not (wordlike_b and a in _STICKY)


def _wordlike(char: str) -> bool:
    """What words and numbers are made of: letters, digits and the signs among them (AL)."""
    if char.isalnum():
        return char < "\u2e80"
    return char == "·" or (script(char) is not Script.HAN and char not in _APART)


_APART = (
    _CLOSING | _OPENING | _QUOTES | PAIRED | NOT_AT_START | NOT_AT_END | frozenset(" +\\$£€-–/|")
)
