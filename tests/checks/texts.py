"""Texts to try the proofreader with: any characters, and those it looks at most."""

from __future__ import annotations

import re
import unicodedata

from briefing.issue import Issue
from briefing.source import read

# What the rules look at, in pieces: marks, digits, words that stand in patterns.
PIECES = (
    *"，。、；：？！“”‘’（）《》〈〉【】〔〕［］…—～·•∶－-~,.;:?!\"'()[]<> \u3000\u00a0％%℃",
    *"0123456789０１２ＡＢabcXYZ〇○零一二三四五六七八九十百千万亿两",
    *"年月日号时点分个名人家次件元米斤平等的了在是和第图表附件共占率由到从",
    *("……", "——", "--", "...", "一是", "二是", "首先", "第一", "其中", "其余", "等等", "属地"),
    *(
        "2025年",
        "7月21日",
        "2月30日",
        "（星期三）",
        "12:75",
        "50～60%",
        "3-5万",
        "三、五个",
        "1,234",
    ),
    *(
        "沪发[2025]第01号",
        "2025.7.5",
        "25年7月",
        "二○二五年",
        "“3.15”国际",
        "由10个增加到20个，增长50%",
    ),
    *(
        "团难",
        "目常",
        "集团难以",
        "局长",
        "副局长",
        "欧阳明",
        "奉贤",
        "金山区公安",
        "座談",
        "協(xié)會",
    ),
    *(
        "的的",
        "加强",
        "截止6月底",
        "传答",
        "上半年3件，下半年",
        "全年8件",
        "减少1倍",
        "被评为",
        "称号",
    ),
    *("www.a.cn", "a@b.cn", "⼀", "\u200d", "\ue000", "e\u0301", "⟦", "**", "\u2003"),
)


def issue(title: str, body: str) -> Issue | None:
    """An issue of one entry with these texts; None if no file could hold them."""
    return read_or_none(written(title, body))


def written(title: str, body: str) -> str:
    """The file of that issue."""
    lines = "".join(f"      {line}\n" for line in re.split(r"[\r\n]+", body))
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-21\n稿件:\n"
    quoted = re.sub(r"[\r\n]+", "", title).replace("'", "''")
    return f"{head}  - 标题: '{quoted}'\n    正文: |\n{lines}"


def read_or_none(text: str) -> Issue | None:
    from briefing.diagnostics import SourceError

    try:
        return read(text.encode("utf-8", "surrogatepass"), "甲.yaml")
    except SourceError:
        return None


def kept(text: str) -> tuple[str, str]:
    """What mending leaves alone: digits and Latin letters; hanzi but those of a date."""
    normal = unicodedata.normalize("NFKC", text)
    latin = "".join(char for char in normal if char.isascii() and char.isalnum())
    hanzi = "".join(
        char for char in normal if "\u4e00" <= char <= "\u9fff" and char not in "年月日"
    )
    return latin, hanzi
