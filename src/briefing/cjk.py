"""What kind of character a character is: prohibited at line ends, script, numerals.

The two sets are those that LibreOffice 7.4 was measured to use for zh-CN and ］, which it leaves
out; they hold every mark of GB/T 15834-2011 5.1 but – — and /. Word is handed the same sets in the
DOCX, so that all engines break alike.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

# 避头: may not begin a line.
NOT_AT_START = frozenset(
    "!\"'),-.:;?]}¢·―‖’”•′、。〉》」』】〕〗〞！），．：；？］｜｝～､￠ˇˉ々"
    "︰︱︳︴︶︸︺︼︾﹀﹂﹄﹏﹐﹒﹔﹕﹖﹗﹚﹜﹞"
)
# 避尾: may not end a line.
NOT_AT_END = frozenset("\"'([{£¥‘“‵〈《「『【〔〖〝（［｛￡￥︵︷︹︻︽︿﹁﹃﹙﹛﹝")

# Two of these make one mark two ems long that is never torn: GB/T 15834-2011 5.1.4, 5.1.5.
PAIRED = frozenset("—…")


# Hanzi, as the inside of a character class of `re`.
HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


class Script(Enum):
    """What a line breaker needs to know of a character's writing system."""

    HAN = "han"
    LATIN = "latin"
    WEAK = "weak"  # belongs to the text before it


# Blocks outside these are weak. LibreOffice sorts by block, so “ ” … — ℃ ① are weak and · Latin.
_LATIN = ((0x21, 0x9F), (0xA1, 0x58F), (0x10A0, 0x10FF), (0x1E00, 0x1FFF), (0x2C60, 0x2C7F))
_HAN = (
    (0x1100, 0x11FF),
    (0x2E80, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)


@cache  # asked for every character of every page
def script(char: str) -> Script:
    """The script of one character."""
    code = ord(char)
    if any(first <= code <= last for first, last in _HAN):
        return Script.HAN
    if any(first <= code <= last for first, last in _LATIN):
        return Script.LATIN
    return Script.WEAK


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number from 1 to 9999 in Chinese numerals: 12 → 十二, 105 → 一百零五."""
    if not 1 <= number <= 9999:
        raise ValueError(number)
    written = ""
    for place, unit in enumerate(("", "十", "百", "千")):
        digit = number // 10**place % 10
        if digit:
            written = _DIGITS[digit] + unit + written
        elif written and not written.startswith("零"):
            written = "零" + written
    written = written.removeprefix("零")
    return written.removeprefix("一") if written.startswith("一十") else written
