"""The usual slips of the hand in a line of an issue file (笔误), and how the line was meant.

YAML's own messages speak of block mappings and simple keys, in English, and stop at the first.
These rules look for what clerks really do (full-width colons, tabs, quotes within a text). They
are asked only where reading has failed: on a good line they prove nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from briefing.diagnostics import Diagnostic, quoted
from briefing.source.manuscript import Manuscript, Stitch

_WIDE_COLONS = "：﹕∶︰"
WIDE_DASHES = "－—–―‐‑−﹣·•‧・●"
SPACES = " \t\u3000\xa0"
_KEY = re.compile(rf"([^\s:,，。;；#\[\]{{}}{_WIDE_COLONS}]{{1,20}})\s*([:{_WIDE_COLONS}])")
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'")
ALIGN = "同一级的各行左边要对齐，下一级比上一级多两个空格"


class Mistake(NamedTuple):
    """A slip in a line; `column` counts from 0.

    stitches  how to mend it, if it can have been meant in one way only
    """

    column: int
    code: str
    message: str
    remedy: str
    stitches: tuple[Stitch, ...] = ()


def mistake_on(manuscript: Manuscript, number: int, keys: frozenset[str]) -> Diagnostic | None:
    """The mistake on line `number`, from 0, if it looks like one."""
    mistake = mistake_in(manuscript.lines[number], keys) if number < len(manuscript.lines) else None
    if mistake is None:
        return None
    place = manuscript.at(number, mistake.column)
    return Diagnostic(mistake.code, mistake.message, place, mistake.remedy)


def looks_structural(content: str, keys: frozenset[str]) -> bool:
    """Whether a line has a key of the format, well written or not."""
    bare = content.strip().lstrip("-" + WIDE_DASHES).strip()
    match = _KEY.match(bare)
    return bare in keys or bool(match and match[1].strip("“”‘’\"'") in keys)


def outdented(content: str, width: int, indent: int) -> Mistake:
    """A line of a text that has `width` spaces before it and ought to have `indent`."""
    stitches = (Stitch(0, width + len(content) - len(content.lstrip(SPACES)), " " * indent),)
    if content[0] in SPACES:
        return badly_indented(content[0], width)._replace(stitches=stitches)
    message = f"{quoted(content)}前面的空格不够，接不上前面的正文"
    remedy = f"正文每行前面都空 {indent} 格，以下各行也一样"
    return Mistake(width, "outdented-text", message, remedy, stitches)


def badly_indented(char: str, column: int) -> Mistake:
    """`char`, which is no space, stands in the indentation."""
    name = {"\t": " Tab 键", "\u3000": "全角空格", "\xa0": "不间断空格"}.get(char, "特殊空格")
    message = f"行首的缩进用了{name}"
    return Mistake(column, "wrong-indentation", message, "改用半角空格，每一级两个")


def mistake_in(line: str, keys: frozenset[str]) -> Mistake | None:
    """The first mistake in a line that is not text, if it looks like one."""
    content = line.strip()
    start = len(line) - len(line.lstrip())
    for column, char in enumerate(line[:start]):
        if char != " " and content:
            return badly_indented(char, column)
    if content[:1] in tuple(WIDE_DASHES):
        rest = content.lstrip(WIDE_DASHES + SPACES)
        return Mistake(
            start,
            "wide-dash",
            f"行首的“{content[0]}”不是减号",
            f"改成英文减号加空格：- {_brief(rest)}",
            (Stitch(start, len(content) - len(rest), "- "),),
        )
    if re.match(r"-[^\s-]", content):
        remedy = f"写成 - {_brief(content[1:])}"
        stitch = Stitch(start + 1, 0, " ")
        return Mistake(start + 1, "missing-space", "行首的“-”后面缺少空格", remedy, (stitch,))
    listed = False
    while re.match(r"- ", content):
        inner = content[2:].lstrip(" ")
        start, content, listed = start + len(content) - len(inner), inner, True
    match = _KEY.match(content)
    name = match[1].strip("“”‘’\"'") if match else ""
    if match is None or (name not in keys and match[2] != ":"):
        if listed and content[:1] in tuple("\"'%@`*&!"):
            return _mistake_in_value("- ", content, start)
        return _missing_colon(content, start, keys)
    rest = content[match.end() :]
    column = start + match.end() - 1
    behind = rest.lstrip(_WIDE_COLONS + ":" + SPACES)
    colon = Stitch(column, len(content) - match.end() + 1 - len(behind), ": " if behind else ":")
    if match[2] != ":":
        remedy = f"改成英文冒号加空格：{name}: {_brief(behind)}".rstrip()
        stitches = (colon, Stitch(start, match.end() - 1, name))
        message = f"“{match[1]}”后面是中文冒号“{match[2]}”"
        return Mistake(column, "wide-colon", message, remedy, stitches)
    if rest and rest[0] not in " \t" and name in keys:
        what = "全角空格，要用半角空格" if rest[0] == "\u3000" else "文字，缺少空格"
        message = f"“{match[1]}:”后面直接是{what}"
        remedy = f"写成 {name}: {_brief(behind)}".rstrip()
        return Mistake(column + 1, "missing-space", message, remedy, (colon,))
    value = rest.strip(" \t")
    if rest[:1] not in (" ", "\t") or not value:
        return None
    column += 1 + len(rest) - len(rest.lstrip(" \t"))
    return _mistake_in_value(f"{name}: ", value, column)


def _missing_colon(content: str, start: int, keys: frozenset[str]) -> Mistake | None:
    name = re.split(r"\s", content, maxsplit=1)[0]
    if name not in keys:
        return None
    behind = content[len(name) :].strip()
    remedy = f"写成 {name}: {_brief(behind)}".rstrip()
    column = start + len(name)
    stitch = Stitch(column, len(content) - len(name) - len(behind), ": " if behind else ":")
    return Mistake(column, "missing-colon", f"“{name}”后面缺少冒号", remedy, (stitch,))


def _mistake_in_value(lead: str, value: str, column: int) -> Mistake | None:
    """A mistake in the text from `column` on; `lead` is the key or the dash before it."""
    first = value[0]
    if first in "\"'":
        return _text_after_quote(lead, value, column)
    if first == "｜":
        message = f"“{lead[:-1]}”后面是全角竖线“｜”"
        remedy = "改成英文竖线“|”，文字从下一行起"
        return Mistake(column, "wide-bar", message, remedy, (Stitch(column, 1, "|"),))
    if first in "%@`" or (first in "*&!" and not re.match(r"!!|[*&!][\w-]*$", value, re.ASCII)):
        return _reserved_sign(lead, value, column)
    if first in "[{":
        return _mistake_in_brackets(lead, value, column)
    if first in "|>":
        match = re.match(r"[|>][-+0-9]*\s*", value)
        behind = value[match.end() :] if match else ""
        if not behind or behind.startswith("#"):
            return None
        message = f"“{first}”后面直接写了文字{quoted(behind)}"
        remedy = f"“{first}”后面换行，文字从下一行起，前面比“{lead[:-2]}”多空两格"
        return Mistake(column + len(value) - len(behind), "text-after-bar", message, remedy)
    if value.startswith("- "):
        message = f"“{lead[:-1]}”同一行里写了“-”"
        remedy = f"“-”另起一行；只有一项时可以不写“-”：{lead}{_brief(value[2:])}"
        return Mistake(column, "dash-after-colon", message, remedy)
    text = re.split(r"\s#", value, maxsplit=1)[0]
    colons = list(re.finditer(r":(\s+|$)", text))
    if not colons:
        return None
    message = f"“{lead[:-2]}”的内容里又有英文冒号"
    chinese = re.sub(r":\s*", "：", value)
    remedy = f"改成中文冒号：{lead}{_brief(chinese)}；或给整个内容加引号"
    # from behind, so that the places before stay as they are
    stitches = (Stitch(column + at.start(), len(at[0]), "：") for at in reversed(colons))
    place = column + colons[0].start()
    return Mistake(place, "colon-in-text", message, remedy, tuple(stitches))


def _text_after_quote(lead: str, value: str, column: int) -> Mistake | None:
    match = (_DOUBLE_QUOTED if value[0] == '"' else _SINGLE_QUOTED).match(value)
    behind = value[match.end() :].lstrip() if match else ""
    if not match or not behind or behind.startswith("#"):
        return None
    message = f"{quoted(match[0])}后面还有文字{quoted(behind)}"
    chinese = re.sub(r"[\"']([^\"']*)[\"']", r"“\1”", value)
    return Mistake(
        column + len(value) - len(behind),
        "text-after-quote",
        message,
        f"引号要包住整个内容；文中的引号用中文的，如 {lead}{_brief(chinese)}",
        (Stitch(column, len(value), chinese),),  # as long as before
    )


def _reserved_sign(lead: str, value: str, column: int) -> Mistake:
    message = f"{quoted(value)}：没加引号的文字不能以“{value[0]}”开头"
    # a comment behind may be one, or belong to the text
    doubtful = "'" in value or re.search(r"\s#", value)
    stitches = Stitch(column + len(value), 0, "'"), Stitch(column, 0, "'")
    remedy = f"加引号：{lead}{_in_quotes(value)}"
    return Mistake(column, "reserved-sign", message, remedy, () if doubtful else stitches)


def _mistake_in_brackets(lead: str, value: str, column: int) -> Mistake | None:
    """Text behind a closed bracket: the bracket was meant as text."""
    depth = 0
    for index, char in enumerate(value):
        depth += (char in "[{") - (char in "]}")
        if depth == 0:
            behind = value[index + 1 :].lstrip()
            if not behind or behind.startswith("#"):
                return None
            return _reserved_sign(lead, value, column)
    return None


def closed(value: str) -> bool:
    """Whether a value that begins with a quote has its end on the same line."""
    return (_DOUBLE_QUOTED if value[0] == '"' else _SINGLE_QUOTED).match(value) is not None


def unclosed(value: str, column: int) -> Mistake:
    """A quote at `column` that has no end before the next key."""
    quote = value[0]
    message = f"{quoted(value)}只有开头的引号，没有结尾的引号"
    remedy = f"在内容末尾加上 {quote}，或删掉开头的 {quote}"
    end = column + len(value.rstrip())
    # escapes and comments are not what somebody had in mind who forgot a quote
    plain = not re.search(r"\\|\s#", value)
    stitches = (Stitch(end, 0, quote),) if plain else ()
    return Mistake(column, "unclosed-quote", message, remedy, stitches)


def _brief(text: str, most: int = 16) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


def _in_quotes(text: str) -> str:
    if len(text) > 24 or "'" in text:
        return "'……'"
    return f"'{text}'"
