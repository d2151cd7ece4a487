"""版面: what the typesetter remarks on the finished pages, told as rules among the others.

The pages are looked at where they are made, in `briefing.layout.remarks`; here the remarks get a
level that the office may change, and can be excused.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level


def lone_character(reading: Reading) -> Iterator[Find]:
    """一段的最后一行不只剩一个字。

    放行时“文字”写提示里引号中的字。
    """
    return _remarks(reading, "V01")


def colophon_alone(reading: Reading) -> Iterator[Find]:
    """版记不单独占一页。"""
    return _remarks(reading, "V02")


def coarse_picture(reading: Reading) -> Iterator[Find]:
    """图片的像素够付印用。

    放行时“文字”写图片的文件名。
    """
    return _remarks(reading, "V03")


def masthead_alone(reading: Reading) -> Iterator[Find]:
    """报头不单独占第 1 页。"""
    return _remarks(reading, "V04")


def _remarks(reading: Reading, code: str) -> Iterator[Find]:
    for remark in reading.remarks:
        if remark.code == code:
            yield Find(None, 0, 0, remark.message, remark.remedy, place=remark.location)


_LAST = "甲局网点均已完成整改，市局检查组随后将按月逐家复查"

RULES = (
    Rule(
        "V01",
        Level.HINT,
        "惯例（排版）",
        lone_character,
        Example(f"{_LAST}看。"),
        Example(f"{_LAST}，不走过场。"),
        whole=True,
    ),
    Rule(
        "V02",
        Level.HINT,
        "惯例（排版）",
        colophon_alone,
        Example("\n".join(["近日开会。"] * 12), lines="报: [甲局, 乙局, 丙局]\n"),
        Example("近日开会。", lines="报: [甲局, 乙局, 丙局]\n"),
        whole=True,
    ),
    Rule(
        "V03",
        Level.DOUBT,
        "惯例（付印要求）",
        coarse_picture,
        Example("![合影](320像素宽.png)"),
        Example("![合影](1600像素宽.png)"),
        whole=True,
    ),
    Rule(
        "V04",
        Level.HINT,
        "惯例（排版）",
        masthead_alone,
        Example("表题（横排）：场次\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"),
        Example("近日开会。\n表题（横排）：场次\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"),
        whole=True,
    ),
)
