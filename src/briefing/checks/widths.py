"""全角与半角: full-width marks, half-width digits, and spaces that scanning left in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_FULL = {
    ",": "，",
    ";": "；",
    ":": "：",
    "!": "！",
    "?": "？",
    ".": "。",
    "(": "（",
    ")": "）",
}
_WIDE = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—"
# Behind a hanzi or what closes Chinese words, or before a hanzi; never within a number or a time.
_HALF = re.compile(
    rf"(?<=[{HAN}{_WIDE}\"%℃*])(?P<after>[,;:!?]+)(?!\d{{3}}(?!\d))|"
    rf"(?<=[0-9A-Za-z)])[,;:!?]+(?= ?[{HAN}])|"
    rf"(?<=[{HAN}”》）])(?P<stop>\.)(?![\w.．])|(?<=[{HAN}]{{4}})(?P<inner>\.)(?=[{HAN}]{{2}})"
)
_GLOSS = re.compile("(?=.*[^a-z])[a-z\u00e0-\u01dc\u0261]{1,6}")
_ITEM = re.compile(r"(?:^|[，。；：、])\s*\w{1,3}$")
_ROUND = re.compile(r"[()（）]")
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[ \u3000\u00a0]+(?=[{HAN}])")
_BESIDE_WIDE = re.compile(
    rf" +(?=[{_WIDE}])|(?<=[{_WIDE}]) +|(?<=[{HAN}\"][,;:]) +|(?<=[{HAN}]) +(?=[\",;:)])|"
    rf"(?<=[\")]) +(?=[{HAN}])|(?<=[{HAN}]) +(?=\()"
)
# 图1 培训班现场: the space behind the number of a figure or table is meant.
_BESIDE_LATIN = re.compile(
    rf"(?<=[{HAN}]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?<![图表]\d)(?<![图表]\d\d) +(?=[{HAN}])"
)
_EDGE_BEFORE, _EDGE_BEHIND = "(?:(?<=[，。、；：（,:( \u3000])|^)", "(?=[，。、；：）,;) \u3000]|$)"
# Names side by side begin with surnames; three short words or more may be the head of a table.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_NAME = f"[{_SURNAMES}][{HAN}]{{1,2}}"
_SPACED_NAMES = re.compile(
    rf"{_EDGE_BEFORE}{_NAME}(?:[ \u3000]+{_NAME})+{_EDGE_BEHIND}|"
    rf"{_EDGE_BEFORE}[{_SURNAMES}](?:\u3000|  )[{HAN}]{_EDGE_BEHIND}|"
    rf"{_EDGE_BEFORE}[{HAN}]{{1,4}}(?:[ \u3000]+[{HAN}]{{1,4}}){{2,}}{_EDGE_BEHIND}"
)
_WIDE_LATIN = re.compile("[０-９Ａ-Ｚａ-ｚ％]+")


def half_width(passage: Passage) -> Iterator[Find]:
    """中文里的逗号、句号、分号、冒号、问号、叹号和括号用全角。

    只看汉字或中文标点旁边的标点；数字里的逗号和小数点、时刻和比例的冒号、网址和外文不管。
    """
    value = passage.value
    for match in _HALF.finditer(value):
        for at in range(*match.span()):
            yield _widened(passage, at)
    for start, end in _pairs(value):
        if value[start] == "(" and value[end] == ")" and _among_chinese(value, start, end):
            yield _widened(passage, start)
            yield _widened(passage, end)


def _pairs(value: str) -> Iterator[tuple[int, int]]:
    """Round brackets, wide or not, that belong together."""
    opened: list[int] = []
    for match in _ROUND.finditer(value):
        if match[0] in "(（":
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.start()


def _among_chinese(value: str, start: int, end: int) -> bool:
    before, behind = value[max(start - 1, 0) : start].strip(), value[end + 1 : end + 2]
    if before.isascii() and before.isalnum() and not re.search(f"[{HAN}]", value[start:end]):
        return False  # f(x)
    if _GLOSS.fullmatch(value[start + 1 : end]):
        return False  # 協(xié)會: C08 has it
    chinese = re.compile(f"[{HAN}{_WIDE}]")
    return bool(chinese.search(value[start:end]) or chinese.match(before) or chinese.match(behind))


def _widened(passage: Passage, at: int) -> Find:
    mark = passage.value[at]
    return Find(passage, at, at + 1, f"半角“{mark}”应为全角“{_FULL[mark]}”", instead=_FULL[mark])


def mixed_brackets(passage: Passage) -> Iterator[Find]:
    """一对括号两边都用全角，有开有关。"""
    value = passage.value
    paired: set[int] = set()
    for start, end in _pairs(value):
        paired |= {start, end}
        if (value[start], value[end]) in (("（", ")"), ("(", "）")):
            at = start if value[start] == "(" else end
            why = f"一对括号一半是全角、一半是半角（“{value[at]}”）"
            yield Find(passage, at, at + 1, why, instead=_FULL[value[at]])
    for match in _ROUND.finditer(value):
        at = match.start()
        numbered = match[0] in ")）" and _ITEM.search(value[:at])
        if (
            at not in paired
            and not numbered
            and (ord(match[0]) > 255 or re.search(f"[{HAN}]", value))
        ):
            missing = "后面没有“）”" if match[0] in "(（" else "前面没有“（”"
            yield Find(passage, at, at + 1, f"“{match[0]}”{missing}", "补上另一半，或删去")


def space_between_hanzi(passage: Passage) -> Iterator[Find]:
    """汉字之间不空格。

    多半是扫描或从网页复制时，行末留下的。标题里的空格可能是有意的停顿，几个短词并排可能是
    名单，这两种只提醒，不自动删。
    """
    lists = [match.span() for match in _SPACED_NAMES.finditer(passage.value)]
    for match in _BETWEEN_HAN.finditer(passage.value):
        start, end = match.span()
        around = passage.value[max(start - 4, 0) : start] + "▢" + passage.value[end : end + 4]
        why = f"汉字之间有空格：“{around}”（▢处）"
        if passage.part in (Part.TITLE, Part.MASTHEAD):
            remedy = "要换行就写成两行的列表，不换行就删去空格"
            yield Find(passage, start, end, why, remedy, "", Level.HINT, mend=False)
        elif any(first <= start and end <= last for first, last in lists):
            remedy = "是名单就用顿号隔开，不是就删去空格"
            yield Find(passage, start, end, why, remedy, "", Level.DOUBT, mend=False)
        else:
            yield Find(passage, start, end, why, "删去空格", "")


def space_beside_marks(passage: Passage) -> Iterator[Find]:
    """中文标点前后不空格。"""
    for match in _BESIDE_WIDE.finditer(passage.value):
        yield Find(passage, *match.span(), "标点旁边有空格", "删去空格", "")


def space_beside_digits(passage: Passage) -> Iterator[Find]:
    """汉字和数字、字母之间不空格。

    公文写“2025年7月”，不写“2025 年 7 月”；疏密由排版管。
    """
    for match in _BESIDE_LATIN.finditer(passage.value):
        why = "汉字和数字、字母之间有空格"
        yield Find(passage, *match.span(), why, "删去空格", "")


def wide_digits(passage: Passage) -> Iterator[Find]:
    """数字、字母和百分号用半角。"""
    for match in _WIDE_LATIN.finditer(passage.value):
        narrow = unicodedata.normalize("NFKC", match[0])
        why = f"全角“{match[0]}”应为半角“{narrow}”"
        yield Find(passage, *match.span(), why, instead=narrow)


RULES = (
    Rule(
        "P05",
        Level.MISTAKE,
        "GB/T 15834-2011 4.1—4.9",
        half_width,
        Example("会议要求,各网点立即整改。"),
        Example("会议要求，1,200个网点于9:30前整改。"),
        mends=True,
    ),
    Rule(
        "N11",
        Level.MISTAKE,
        "GB/T 15835-2011；CLREQ",
        wide_digits,
        Example("共检查１２个网点。"),
        Example("共检查12个网点。"),
        mends=True,
        cells=True,
    ),
    Rule(
        "C01",
        Level.MISTAKE,
        "惯例（扫描、复制的残留）",
        space_between_hanzi,
        Example("会议审议通过了实 施方案。"),
        Example("会议审议通过了实施方案。"),
        mends=True,
    ),
    Rule(
        "C02",
        Level.MISTAKE,
        "惯例（公文书写）",
        space_beside_digits,
        Example("截至 2025 年 6 月底，共建成网点。"),
        Example("截至2025年6月底，共建成网点。"),
        mends=True,
    ),
    Rule(
        "C03",
        Level.MISTAKE,
        "GB/T 15834-2011 4.9",
        mixed_brackets,
        Example("会议（扩大)于上午召开。"),
        Example("会议（扩大）于上午召开。"),
        mends=True,
        cells=True,
    ),
    Rule(
        "C04",
        Level.MISTAKE,
        "惯例（公文书写）",
        space_beside_marks,
        Example("会议强调， 要抓好落实。"),
        Example("会议强调，要抓好落实。"),
        mends=True,
    ),
)
