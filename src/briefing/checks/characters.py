"""字符: characters that look right and are others, and what copying leaves behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

# Twelve ideographs between U+FA0E and U+FA29 are themselves, not copies of others.
_COPIES = re.compile(
    "[\u2e80-\u2fd5\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26"
    "\ufa2a-\ufad9\U0002f800-\U0002fa1f]"
)
_HIDDEN = re.compile(
    "[\u00a0\u115f\u1160\u1680\u180e\u2000-\u200a\u200c-\u200f\u202f\u205f-\u2064\u206a-\u206f\u3164\uffa0"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef\ufff9-\ufffb]+"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_COMBINING = re.compile("[A-Za-z\u0250-\u02af\u3040-\u30ff][\u0300-\u036f\u3099\u309a]+")
_DOT_BETWEEN = re.compile(rf"(?<=[{HAN}])[•・‧∙⋅･●](?=[{HAN}])")
_SYMBOLS = dict(
    zip(
        "∶︰﹕﹐﹑﹒﹔﹖﹗｡､﹙﹚〝〞‟＂︵︶﹪⁃ㆍ",
        "：：：，、。；？！。、（）“”““（）%-·",
        strict=True,
    )
)
_SYMBOL = re.compile(f"[{''.join(_SYMBOLS)}]")
_LEVEL_STROKE = re.compile(
    rf"(?<=第)[—－–-](?=[{HAN}])|(?<=[{HAN}])[—－–](?=[是定直致些样起切方体把批]{{1}}[{HAN}，、])|"
    rf"(?<=\d)一(?=\d+(?:\.\d+)?[年月日%％万亿个名人元天期次届岁号])|(?<=年)一(?=\d{{4}}年)|(?<=[月日])一(?=\d{{1,2}}[月日])"
)
_ZERO_RING = re.compile(rf"(?<=\d)[OoОＯ○〇](?=[\d{HAN}%])|(?<=\d)[lI|](?=\d)|(?<=[\dOo])O(?=\d)")
_SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡê]"
_GLOSS = re.compile(rf"(?<=[{HAN}])[（(]({_SYLLABLE}{{1,6}})[）)]")
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
# Book title marks of which one or both are the signs for less and greater.
_ANGLES = re.compile("《[^《》<>]{1,60}(>+)|(<+)[^《》<>]{2,60}》|(<<)[^《》<>]{2,60}>>")
_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_FOREIGN = re.compile("[\u3040-\u30ff\u0400-\u04ff\uac00-\ud7af\u3100-\u312f]")


def copies(passage: Passage) -> Iterator[Find]:
    """不用部首字符和兼容汉字：看起来一样，却是另一个字，查不到也排不好。

    多半来自 PDF。
    """
    for match in _COPIES.finditer(passage.value):
        right = unicodedata.normalize("NFKC", match[0])
        code = f"U+{ord(match[0]):04X}"
        if right == match[0]:
            yield Find(
                passage, *match.span(), f"“{match[0]}”（{code}）是部首，不是字", "换成普通的字"
            )
        else:
            why = f"“{match[0]}”（{code}）看似“{right}”，不是同一个字符"
            yield Find(passage, *match.span(), why, f"改为“{right}”（U+{ord(right):04X}）", right)


def hidden(passage: Passage) -> Iterator[Find]:
    """文字里没有看不见的字符、自造字和拆开的带调字母。"""
    value = passage.value
    for match in _HIDDEN.finditer(value):
        codes = "、".join(f"U+{ord(char):04X}" for char in match[0][:3])
        if match[0].strip(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
        ):
            yield Find(passage, *match.span(), f"有看不见的字符（{codes}）", "删去", "")
        else:
            yield Find(
                passage, *match.span(), f"有特殊的空格（{codes}）", "删去，或改为普通空格", ""
            )
    for match in _PRIVATE.finditer(value):
        why = f"有自造字（U+{ord(match[0]):04X}），换一台电脑就不是这个字"
        yield Find(passage, *match.span(), why, "改用标准的字")
    for match in _COMBINING.finditer(value):
        whole = unicodedata.normalize("NFC", match[0])
        yield Find(passage, *match.span(), f"“{match[0]}”是拆开的字母", f"改为“{whole}”", whole)


def look_alike_marks(passage: Passage) -> Iterator[Find]:
    """形近的符号不混用：间隔号·、冒号：、一字线—和“一”、〇和字母O。"""
    value = passage.value
    for match in _DOT_BETWEEN.finditer(value):
        yield Find(passage, *match.span(), f"“{match[0]}”应为间隔号“·”", instead="·")
    for match in _SYMBOL.finditer(value):
        right = _SYMBOLS[match[0]]
        code = f"U+{ord(match[0]):04X}"
        safe = match[0] not in "〝〞‟＂"
        yield Find(
            passage, *match.span(), f"“{match[0]}”（{code}）应为“{right}”", instead=right, mend=safe
        )
    for match in _ANGLES.finditer(value):
        group = next(n for n in (1, 2, 3) if match[n])
        why = f"“{match[group]}”像是书名号"
        yield Find(passage, *match.span(group), why, f"改为“{'》' if group == 1 else '《'}”")
    for match in _LEVEL_STROKE.finditer(value):
        right = "—" if match[0] == "一" else "一"
        if (
            match[0] == "一"
            and value[match.end()].isdigit()
            and re.search("[%％万亿个名人元天次岁]", value[match.end() : match.end() + 8])
        ):
            right = "～"
        level = None if match[0] == "一" or value[match.start() - 1] == "第" else Level.DOUBT
        why = f"这里的“{match[0]}”应为“{right}”"
        yield Find(passage, *match.span(), why, "核对后改正", right, level, mend=False)
    for match in _ZERO_RING.finditer(value):
        right = "1" if match[0] in "lI|" else "0"
        yield Find(
            passage,
            *match.span(),
            f"数字里的“{match[0]}”应为“{right}”",
            "核对后改正",
            right,
            mend=False,
        )


def gloss(passage: Passage) -> Iterator[Find]:
    """正文里没有注音，如“協(xié)會”：这是从网页复制时带来的。"""
    for match in _GLOSS.finditer(passage.value):
        if _TONE.search(match[1]):
            yield Find(passage, *match.span(), f"有注音“{match[0]}”", "删去注音", "", mend=False)
    for match in _FOREIGN.finditer(passage.value):
        why = f"“{match[0]}”不是汉字"
        if not re.search(
            "[\u3040-\u30ff\u0400-\u04ff\uac00-\ud7af]", passage.value[: match.start()][-1:]
        ):
            yield Find(passage, *match.span(), why, "核对是不是识别或输入的错", level=Level.DOUBT)


def variants(reading: Reading) -> Iterator[Find]:
    """用规范的简化字，不用繁体字、异体字和字表以外的字。

    人名、地名、书名里的可能是有意的，登记过的名称不指出；任何时候都不自动改。
    """
    known = "".join((*reading.registry.unit_names, *reading.registry.other_names))
    for passage in reading.words:
        for at, char in enumerate(passage.value):
            if char < "\u3400" or char in _FAMILIAR or char in known:
                continue
            right = _simplified(char)
            if right != char:
                why = f"“{char}”是繁体或异体，规范字是“{right}”"
                remedy = "是人名、地名就写进 registry.yaml，不是就改"
                yield Find(passage, at, at + 1, why, remedy)
            elif _HANZI.match(char) and char not in _standard():
                why = f"“{char}”不在《通用规范汉字表》里，像是识别或输入的错"
                yield Find(passage, at, at + 1, why, "是人名、地名就写进 registry.yaml，不是就改")


def _familiar() -> str:
    """The 6,763 hanzi of GB 2312, less the few of them that are variants of others."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    hanzi = b"".join(rows).decode("gb2312", "ignore")
    return "".join(char for char in hanzi if char not in "後菸麴捱拚榘醣")


# What is familiar needs no second look; the others are few, and only for them OpenCC is loaded.
_FAMILIAR = frozenset(_familiar())
# Standard characters of 2013 that the tables of OpenCC take for variants of others.
_STANDARD_TOO = frozenset("乾剋劄吒夥徵扞於昇氾爇祕脩苧蒐薳薹袷谿釐陞麽々〇")


@cache
def _standard() -> frozenset[str]:
    """The standard characters that are not familiar, and those that are in use for all that."""
    lines = (files("briefing.checks") / "standard.txt").read_text("utf-8").splitlines()
    return _STANDARD_TOO.union(*(line for line in lines if not line.startswith("#")))


@cache
def _simplified(char: str) -> str:
    """The simplified form of one character; itself if there is no single one."""
    if char in _STANDARD_TOO or not ("\u3400" <= char <= "\u9fff" or char > "\U00020000"):
        return char
    right = _converter().convert(char)
    return right if len(right) == 1 else char


@cache
def _converter() -> Any:
    from opencc import OpenCC  # only here: most issues have no unfamiliar character

    return OpenCC("t2s")


RULES = (
    Rule(
        "C05",
        Level.MISTAKE,
        "惯例（PDF 复制的残留）；Unicode",
        copies,
        Example("会议由⼀名副局长主持。"),
        Example("会议由一名副局长主持。"),
        cells=True,
    ),
    Rule(
        "C06",
        Level.MISTAKE,
        "惯例（复制的残留）；Unicode NFC",
        hidden,
        Example("会议\u00a0强调，要抓好落实。"),
        Example("会议强调，要抓好落实。"),
        cells=True,
    ),
    Rule(
        "C07",
        Level.MISTAKE,
        "GB/T 15834-2011 4.14、4.7、4.13",
        look_alike_marks,
        Example("召开第—次会议，学习爱德华•斯诺。"),
        Example("召开第一次会议，学习爱德华·斯诺。"),
        mends=True,
    ),
    Rule(
        "C08",
        Level.MISTAKE,
        "惯例（网页复制的残留）",
        gloss,
        Example("省快递协(xié)会召开会议。"),
        Example("省快递协会（下称协会）召开会议。"),
    ),
    Rule(
        "C09",
        Level.DOUBT,
        "《通用规范汉字表》（2013）；OpenCC 字表",
        variants,
        Example("召開座谈会。"),
        Example("召开座谈会，宣传名著，乾隆年间。"),
        whole=True,
    ),
)
