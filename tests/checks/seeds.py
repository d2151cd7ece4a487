"""A bulletin as it came out of a scanner, put into the format of issue files and nothing more.

Lines that the scanner tore and spaces that it left stay as they are; only where a title is two
lines it is written as two.
"""

import re
from collections.abc import Sequence
from datetime import date

HEAD = "刊名: [某某行业, 工作简报]\n期号: 26\n编印单位: 某某局办公室\n日期: {}\n稿件:\n"
_LINE_END = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def whole(text: str, day: date = date(2025, 9, 8)) -> str:
    """All of `text` as the body of one entry."""
    lines = "".join(f"      {line.strip()}\n" for line in text.splitlines() if line.strip())
    return HEAD.format(day) + "  - 标题: 全文\n    正文: |\n" + lines


def entries(parts: Sequence[tuple[str, Sequence[str]]], day: date = date(2025, 9, 8)) -> str:
    """Titles and paragraphs as an issue file; a space in a title is the end of a line."""
    written = ""
    for title, paragraphs in parts:
        lines = "".join(f"      - {line}\n" for line in _LINE_END.split(title))
        body = "".join(f"      {paragraph}\n" for paragraph in paragraphs)
        written += f"  - 标题:\n{lines}    正文: |\n{body}"
    return HEAD.format(day) + written


def split(text: str) -> list[tuple[str, list[str]]]:
    """Titles and paragraphs of a page: a line without a full stop is a title."""
    parts: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if re.search('[。.][)）"”]?', line):
            parts[-1][1].append(line)
        else:
            parts.append((line, []))
    return [part for part in parts if part[1]]
