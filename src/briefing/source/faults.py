"""Syntax errors of YAML (语法错误), in Chinese."""

from __future__ import annotations

from typing import NamedTuple

from briefing.diagnostics import Diagnostic, quoted
from briefing.source.manuscript import Manuscript
from briefing.source.mistakes import ALIGN


class Fault(NamedTuple):
    """A syntax error as PyYAML reports it; places are (line, column) from 0.

    `place` is where it gave up, `context` where that began which it could not finish.
    """

    said: str
    place: tuple[int, int]
    context: tuple[int, int]


def plainly(manuscript: Manuscript, fault: Fault) -> Diagnostic:
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
        return Diagnostic("wrong-indentation", message, place, ALIGN)
    remedy = f"{ALIGN}；有特殊符号的内容加引号"
    return Diagnostic("syntax", f"看不懂{quoted(written)}", manuscript.at(line, column), remedy)
