"""Values of other types than text (数值): a number, a date, a choice, a name, an address.

Each function takes the text and the metadata of its field in `issue`, and returns the value or
what is wrong. The text as written stays text: YAML's own guesses (010 is 8, no is False) have no
part in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from briefing.diagnostics import Diagnostic, quoted
from briefing.issue import Text

Meaning = Mapping[Any, Any]  # metadata of a field

_REFERENCE = re.compile(r"[0-9]{4}-[1-9][0-9]{0,3}")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")


def parse_number(text: Text, meaning: Meaning) -> int | Diagnostic:
    """A whole number from `least` to `most`; full-width digits are read like others."""
    key, example = meaning["key"], f"如 {meaning['key']}: {meaning['example']}"
    digits = _narrow(text.value)
    if not re.fullmatch(r"[0-9]+", digits):
        remedy = f"只写数字，{example}"
        only = re.fullmatch(r"[^0-9.+-]*?([1-9][0-9]{0,4})[^0-9.+-]*", digits)
        if only:
            remedy = f"只写数字：{key}: {only[1]}"
        return Diagnostic("not-a-number", f"{quoted(text.value)}不是数字", text.location, remedy)
    if digits[0] == "0" and digits.strip("0"):
        remedy = f"写 {digits.lstrip('0')}" if len(digits) < 9 else example
        message = f"{quoted(text.value)}前面多了 0"
        return Diagnostic("leading-zero", message, text.location, remedy)
    if len(digits) > 9 or not meaning["least"] <= int(digits) <= meaning["most"]:
        message = (
            f"“{key}”应在 {meaning['least']} 到 {meaning['most']} 之间，不能是{quoted(text.value)}"
        )
        return Diagnostic("out-of-range", message, text.location, f"核对后改正，{example}")
    return int(digits)


def parse_date(text: Text, meaning: Meaning) -> date | Diagnostic:
    """A day of the calendar: 2025-07-21, 2025/7/21 or 2025年7月21日."""
    match = _DATE.fullmatch(_narrow(text.value))
    if not match:
        remedy = "写成 2025-07-21 或 2025年7月21日 的样子"
        return Diagnostic("not-a-date", f"{quoted(text.value)}不是日期", text.location, remedy)
    year, month, day = (int(part) for part in match.groups() if part)
    if not meaning["least"] <= year <= meaning["most"]:
        message = (
            f"年份应在 {meaning['least']} 到 {meaning['most']} 之间，不能是{quoted(text.value)}"
        )
        return Diagnostic("not-a-date", message, text.location, "核对年份")
    try:
        return date(year, month, day)
    except ValueError:
        lacking = f" {month} 月没有 {day} 日" if 1 <= month <= 12 else f"没有 {month} 月"
        message = f"{quoted(text.value)}不是日期：{year} 年{lacking}"
        return Diagnostic("not-a-date", message, text.location, "对照日历改正")


def parse_choice(text: Text, meaning: Meaning) -> StrEnum | Diagnostic:
    """A member of the enumeration `choices`."""
    members: dict[str, StrEnum] = {str(each.value): each for each in meaning["choices"]}
    if text.value in members:
        return members[text.value]
    message = f"“{meaning['key']}”不能是{quoted(text.value)}"
    remedy = f"写 {'、'.join(members)} 之一"
    return Diagnostic("unknown-choice", message, text.location, remedy)


_TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def parse_truth(text: Text, meaning: Meaning) -> bool | Diagnostic:
    """Whether something is wanted."""
    if text.value.lower() in _TRUTHS:
        return _TRUTHS[text.value.lower()]
    message = f"“{meaning['key']}”不能是{quoted(text.value)}"
    return Diagnostic("not-yes-or-no", message, text.location, "写 true（要）或 false（不要）")


def parse_reference(text: Text, meaning: Meaning) -> Text | Diagnostic:
    """Another issue, as its file is called: year and number."""
    if _REFERENCE.fullmatch(text.value):
        return text
    message = f"{quoted(text.value)}不是期的写法"
    remedy = f"写年份、“-”和期号，如 {meaning['key']}: {meaning['example']}"
    return Diagnostic("not-an-issue", message, text.location, remedy)


def parse_name(text: Text, meaning: Meaning) -> str | Diagnostic:
    """The name of a folder: letters, digits, hyphens and Han characters, so never a path."""
    if all(map(_may_be_in_name, text.value)) and not text.value.startswith("-"):
        return text.value
    message = f"{quoted(text.value)}不能作{meaning['key']}的名字"
    remedy = f"只用汉字、字母、数字和“-”，不写路径，如 {meaning['key']}: {meaning['example']}"
    return Diagnostic("bad-name", message, text.location, remedy)


def parse_mail(text: Text, meaning: Meaning) -> Text | Diagnostic:
    """An address as far as one can see: sending looks again, and more closely."""
    parts = text.value.split("@")
    if text.value.isascii() and len(parts) == 2 and all(parts) and not re.search(r"\s", text.value):
        return text
    narrow = _narrow(text.value)
    remedy = f"写成 {meaning['example']} 的样子"
    if narrow.count("@") > 1:
        remedy = "几个邮箱写成列表：[a@example.cn, b@example.cn]"
    elif narrow != text.value and narrow.isascii():
        remedy = f"改成半角：{narrow}"
    message = f"{quoted(text.value, 60)}不是邮箱地址"
    return Diagnostic("bad-mail", message, text.location, remedy)


def _may_be_in_name(char: str) -> bool:
    return (
        char == "-"
        or "\u3400" <= char <= "\u4dbf"
        or "\u4e00" <= char <= "\u9fff"
        or (char.isascii() and char.isalnum())
    )


def _narrow(text: str) -> str:
    """`text` with full-width letters and digits made half-width."""
    if text.isascii():
        return text
    from unicodedata import normalize  # a file with half-width digits needs none

    return normalize("NFKC", text)
