"""The usual slips of the hand in an issue file (笔误), recognised on the lines as they stand.

YAML's own messages speak of block mappings and simple keys, in English, and stop at the first.
These rules look for what clerks really do (full-width colons, tabs, quotes within a text) and
find all of it. They are asked only where reading has failed: on a good line they prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from briefing.diagnostics import Diagnostic, quoted
from briefing.source.manuscript import ENOUGH, Manuscript

_WIDE_COLONS = "：﹕∶︰"
_WIDE_DASHES = "－—–―‐‑−﹣"
_KEY = re.compile(rf"([^\s:,，。;；#\[\]{{}}{_WIDE_COLONS}]{{1,20}})\s*([:{_WIDE_COLONS}])")
# also where the bar is ill written: what follows is text then, whatever it looks like
_OPENS_BLOCK = re.compile(rf"[:{_WIDE_COLONS}]\s*\S?[|>｜]")
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'")
_ALIGN = "同一级的各行左边要对齐，下一级比上一级多两个空格"

Mistake = tuple[int, str, str, str]  # column from 0, code, message, remedy


class Fault(NamedTuple):
    """A syntax error as PyYAML reports it; places are (line, column) from 0.

    `place` is where it gave up, `context` where that began which it could not finish.
    """

    said: str
    place: tuple[int, int]
    context: tuple[int, int]


def explain(manuscript: Manuscript, keys: frozenset[str], fault: Fault) -> Iterator[Diagnostic]:
    """Everything that may have led to `fault`, in the order of the file; at least one finding."""
    explained = False
    for number, mistake in islice(_mistakes(manuscript.lines, keys), ENOUGH):
        if number > fault.place[0] and not explained:
            break
        explained = True
        column, code, message, remedy = mistake
        yield Diagnostic(code, message, manuscript.at(number, column), remedy)
    if not explained:
        yield _plainly(manuscript, fault)


def mistake_on(manuscript: Manuscript, number: int, keys: frozenset[str]) -> Diagnostic | None:
    """The mistake on line `number`, from 0, if it looks like one."""
    mistake = _mistake(manuscript.lines[number], keys) if number < len(manuscript.lines) else None
    if mistake is None:
        return None
    column, code, message, remedy = mistake
    return Diagnostic(code, message, manuscript.at(number, column), remedy)


def _mistakes(lines: tuple[str, ...], keys: frozenset[str]) -> Iterator[tuple[int, Mistake]]:
    """The first mistake of every line that is not text of a block."""
    fence: int | None = None  # column of the key whose block this is; deeper lines are its text
    indent = 0  # of that text
    behind_block = False
    for number, line in enumerate(lines):
        content = line.lstrip(" ")
        width = len(line) - len(content)
        if not content.strip() or content.startswith("#"):
            continue
        if fence is not None and width > fence:
            indent = indent or width
            if width >= indent:
                continue
        structural = _looks_structural(content, keys)
        if (behind_block or fence is not None) and not structural:
            if fence is not None:
                yield number, _outdented(content, width, indent or fence + 2)
            fence, behind_block = None, True
            continue
        fence, behind_block, indent = None, False, 0
        mistake = _mistake(line, keys) or _unclosed(line, lines[number + 1 : number + 3], keys)
        if mistake:
            yield number, mistake
        if _OPENS_BLOCK.search(line):
            fence = width + len(content) - len(content.lstrip("- "))


def _looks_structural(content: str, keys: frozenset[str]) -> bool:
    """Whether a line begins an entry or has a key, well written or not."""
    bare = content.strip().lstrip("-" + _WIDE_DASHES).strip()
    match = _KEY.match(bare)
    return bare in keys or bool(match and match[1].strip("“”‘’\"'") in keys)


def _outdented(content: str, width: int, indent: int) -> Mistake:
    char = content[0]
    if char in "\t\u3000\xa0":
        return _indentation(char, width)
    message = f"{quoted(content)}前面的空格不够，接不上前面的正文"
    return width, "outdented-text", message, f"正文每行前面都空 {indent} 格，以下各行也一样"


def _indentation(char: str, column: int) -> Mistake:
    name = {"\t": " Tab 键", "\u3000": "全角空格", "\xa0": "不间断空格"}.get(char, "特殊空格")
    return column, "wrong-indentation", f"行首的缩进用了{name}", "改用半角空格，每一级两个"


def _mistake(line: str, keys: frozenset[str]) -> Mistake | None:
    content = line.strip()
    start = len(line) - len(line.lstrip())
    for column, char in enumerate(line[:start]):
        if char != " " and content:
            return _indentation(char, column)
    if content[:1] in tuple(_WIDE_DASHES):
        sign = content[0]
        rest = content.lstrip(_WIDE_DASHES).strip()
        return (
            start,
            "wide-dash",
            f"行首的“{sign}”不是减号",
            f"改成英文减号加空格：- {_brief(rest)}",
        )
    if re.match(r"-[^\s-]", content) and not content.startswith("---"):
        remedy = f"写成 - {_brief(content[1:])}"
        return start + 1, "missing-space", "行首的“-”后面缺少空格", remedy
    while re.match(r"- ", content):
        inner = content[2:].lstrip(" ")
        start, content = start + len(content) - len(inner), inner
    match = _KEY.match(content)
    name = match[1].strip("“”‘’\"'") if match else ""
    if match is None or (name not in keys and match[2] != ":"):
        return _missing_colon(content, start, keys)
    rest = content[match.end() :]
    column = start + match.end() - 1
    if match[2] != ":":
        remedy = f"改成英文冒号加空格：{name}: {_brief(rest.strip())}".rstrip()
        return column, "wide-colon", f"“{match[1]}”后面是中文冒号“{match[2]}”", remedy
    if rest and rest[0] not in " \t" and name in keys:
        what = "全角空格，要用半角空格" if rest[0] == "\u3000" else "文字，缺少空格"
        message = f"“{match[1]}:”后面直接是{what}"
        return column + 1, "missing-space", message, f"写成 {name}: {_brief(rest.strip())}"
    value = rest.strip(" \t")
    if rest[:1] not in (" ", "\t") or not value:
        return None
    return _mistake_in_value(name, value, column + 1 + len(rest) - len(rest.lstrip(" \t")))


def _missing_colon(content: str, start: int, keys: frozenset[str]) -> Mistake | None:
    name = re.split(r"\s", content, maxsplit=1)[0]
    if name not in keys:
        return None
    remedy = f"写成 {name}: {_brief(content[len(name) :].strip())}".rstrip()
    return start + len(name), "missing-colon", f"“{name}”后面缺少冒号", remedy


def _mistake_in_value(name: str, value: str, column: int) -> Mistake | None:
    first = value[0]
    if first in "\"'":
        match = (_DOUBLE_QUOTED if first == '"' else _SINGLE_QUOTED).match(value)
        behind = value[match.end() :].lstrip() if match else ""
        if not match or not behind or behind.startswith("#"):
            return None
        message = f"{quoted(match[0])}后面还有文字{quoted(behind)}"
        chinese = re.sub(r"[\"']([^\"']*)[\"']", r"“\1”", value)
        return (
            column + len(value) - len(behind),
            "text-after-quote",
            message,
            (f"引号要包住整个内容；文中的引号用中文的，如 {name}: {_brief(chinese)}"),
        )
    if first == "｜":
        message = f"“{name}:”后面是全角竖线“｜”"
        return column, "wide-bar", message, "改成英文竖线“|”，文字从下一行起"
    if first in "%@`" or (first in "*&!" and not re.match(r"[*&!][\w-]*$", value, re.ASCII)):
        message = f"{quoted(value)}：没加引号的文字不能以“{first}”开头"
        return column, "reserved-sign", message, f"加引号：{name}: {_in_quotes(value)}"
    if first in "[{":
        return _mistake_in_brackets(name, value, column)
    if first in "|>":
        match = re.match(r"[|>][-+0-9]*\s*", value)
        behind = value[match.end() :] if match else ""
        if not behind or behind.startswith("#"):
            return None
        message = f"“{first}”后面直接写了文字{quoted(behind)}"
        remedy = f"“{first}”后面换行，文字从下一行起，前面比“{name}”多空两格"
        return column + len(value) - len(behind), "text-after-bar", message, remedy
    if value.startswith("- "):
        message = f"“{name}:”同一行里写了“-”"
        remedy = f"“-”另起一行；只有一项时可以不写“-”：{name}: {_brief(value[2:])}"
        return column, "dash-after-colon", message, remedy
    match = re.search(r":(\s|$)", re.split(r"\s#", value, maxsplit=1)[0])
    if match:
        message = f"“{name}”的内容里又有英文冒号"
        chinese = re.sub(r":\s*", "：", value)
        remedy = f"改成中文冒号：{name}: {_brief(chinese)}；或给整个内容加引号"
        return column + match.start(), "colon-in-text", message, remedy
    return None


def _mistake_in_brackets(name: str, value: str, column: int) -> Mistake | None:
    """Text behind a closed bracket: the bracket was meant as text."""
    depth = 0
    for index, char in enumerate(value):
        depth += (char in "[{") - (char in "]}")
        if depth == 0:
            behind = value[index + 1 :].lstrip()
            if not behind or behind.startswith("#"):
                return None
            message = f"{quoted(value)}：没加引号的文字不能以“{value[0]}”开头"
            return column, "reserved-sign", message, f"加引号：{name}: {_in_quotes(value)}"
    return None


def _unclosed(line: str, following: tuple[str, ...], keys: frozenset[str]) -> Mistake | None:
    """A quote that is not closed before the next key."""
    match = re.search(r":[ \t]+([\"'])", line)
    if match is None:
        return None
    quote = match[1]
    value = line[match.start(1) :]
    closed = (_DOUBLE_QUOTED if quote == '"' else _SINGLE_QUOTED).match(value)
    next_line = next((each for each in following if each.strip()), "")
    if closed or (next_line and not _looks_structural(next_line.strip(), keys)):
        return None
    message = f"{quoted(value)}只有开头的引号，没有结尾的引号"
    return (
        match.start(1),
        "unclosed-quote",
        message,
        f"在内容末尾加上 {quote}，或删掉开头的 {quote}",
    )


def _plainly(manuscript: Manuscript, fault: Fault) -> Diagnostic:
    """What PyYAML says, in Chinese."""
    said = fault.said
    place = manuscript.at(*fault.place)
    line, column = place.line - 1, place.column - 1
    opened = quoted(manuscript.rest(*fault.context))
    begun = manuscript.at(*fault.context)
    if "escape" in said:
        column = max(manuscript.lines[line].rfind("\\", 0, column + 1), 0)
        if "Unicode" in said:
            sequence = manuscript.lines[line][column : column + 6]
            message = f"“{sequence}”这样的编码不成字"
            where = manuscript.at(line, column)
            return Diagnostic("lone-surrogate", message, where, "直接写这个字")
        sequence = manuscript.lines[line][column : column + 2]
        message = f"双引号里的“{sequence}”没有意义"
        remedy = "反斜杠写成两个“\\\\”，或把外面的双引号改成单引号"
        return Diagnostic("unknown-escape", message, manuscript.at(line, column), remedy)
    if "flow" in said:
        message = f"{opened}的括号没有配对，或各项之间没有逗号"
        remedy = "项与项之间用英文逗号和空格，末尾补上“]”或“}”；括号是文字时给整个内容加引号"
        return Diagnostic("unclosed-bracket", message, begun, remedy)
    if "quoted scalar" in said:
        message = f"{opened}只有开头的引号，没有结尾的引号"
        remedy = "在内容末尾加上同样的引号，或删掉开头的引号"
        return Diagnostic("unclosed-quote", message, begun, remedy)
    if "expected ':'" in said:
        written = manuscript.rest(fault.context[0]).strip()
        message = f"{quoted(written)}既不是“项目: 内容”，也接不上前面"
        remedy = "缺冒号就补上；是上文的一部分就缩进得同上一行一样"
        return Diagnostic("syntax", message, begun, remedy)
    while line > 0 and not manuscript.lines[line].strip():
        line, column = line - 1, 0
    above = manuscript.lines[line - 1] if line else ""
    if above.isspace() and len(above) > column:
        message = f"这一空行里有 {len(above)} 个空格，比下一行前面的还多"
        return Diagnostic("wrong-indentation", message, manuscript.at(line - 1, 0), "删掉这些空格")
    written = manuscript.lines[line]
    column = min(column, len(written))
    if any(sign in said for sign in ("expected key", "block end", "mapping values", "'-'")):
        message = f"{quoted(written)}的缩进与上面各行对不齐"
        place = manuscript.at(line, len(written) - len(written.lstrip()))
        return Diagnostic("wrong-indentation", message, place, _ALIGN)
    remedy = f"{_ALIGN}；有特殊符号的内容加引号"
    return Diagnostic("syntax", f"看不懂{quoted(written)}", manuscript.at(line, column), remedy)


def _brief(text: str, most: int = 16) -> str:
    return text if len(text) <= most else f"{text[:most]}……"


def _in_quotes(text: str) -> str:
    if len(text) > 24 or "'" in text:
        return "'……'"
    return f"'{text}'"
