"""连接号、破折号、省略号: the marks that are made of strokes and dots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_HYPHENS = "-‐‑‒–−－"
_TILDES = "~〜∼˜"
_NUMBER = r"\d+(?:\.\d+)?[%％‰℃万亿]?"
# Years and months of a period: 2021—2025年.
_YEARS = re.compile(
    rf"(?<![\d.{_HYPHENS}])((?:19|20)\d\d年?)([{_HYPHENS}]{{1,2}})((?:19|20)\d\d)(?=年|学?年度|财年)"
)
_DATES = re.compile(
    rf"(?<=[年月日时点分])([{_HYPHENS}]{{1,2}})(?=\d{{1,4}}[年月日时点])|"
    rf"(?<=\d[:：]\d\d)([{_HYPHENS}]{{1,2}})(?=\d{{1,2}}[:：]\d\d)"
)
_MONTHS = re.compile(
    rf"(?<![\d.{_HYPHENS}])(\d{{1,2}})([{_HYPHENS}]{{1,2}})(?=\d{{1,2}}(?:月|日)(?!间))"
)
_MEASURE = "个名人家次户件万亿元公吨米%％‰℃度岁天年周小分秒倍层页期条项台辆时台平千斤里毫升克台成点"
_NUMBERS = re.compile(
    rf"(?<![\d.A-Za-z{_HYPHENS}/:：])({_NUMBER})([{_HYPHENS}]{{1,2}})(?={_NUMBER}(?:余|多)?[{_MEASURE}])"
)
_TILDE = re.compile(rf"(?<=[\d%％‰℃{HAN}])[{_TILDES}](?=[\d{HAN}])")
_PLACES = re.compile(rf"(?<=[{HAN}])[{_HYPHENS}](?=[{HAN}])")
_DOTS = re.compile(
    rf"(?<=[{HAN}，、”》）])(?:\.{{2,}}|·{{3,}}|。{{2,}}|…(?!…)(?<!……)|．{{2,}})|^…(?!…)"
)
_TOO_MANY = re.compile("…{3,}")
_DOTS_AND_ET_CETERA = re.compile(r"……(?=等等?(?:[，。；、]|$))|(?<=等等)……|(?<=等)……")
_DASH = re.compile(
    rf"(?<=[{HAN}，。！？”》）])(?:--+|－－+|──+|―+|——{{2,}}|–{{2,}}|ーー+|—{{3,}})(?=[{HAN}“《（])"
)
# 上海—杭州班线: one stroke is right between places.
_WAY = "(?:班?线|高铁|高速|铁路|航线|段|方向|公路|专线|班列|大道)"
_SINGLE = re.compile(rf"(?<=[{HAN}”》）])(?<!—)—(?!—)(?=[{HAN}“《])(?![{HAN}]{{2,4}}{_WAY})")


def connectors(passage: Passage) -> Iterator[Find]:
    """起止的时间、地点用一字线“—”，数值的范围用浪纹线“～”，编号、电话用短横线“-”。"""
    value = passage.value
    taken: set[int] = set()
    for pattern, groups, mark, what in (
        (_YEARS, (2,), "—", "起止年份之间用一字线"),
        (_DATES, (1, 2), "—", "起止日期之间用一字线"),
        (_MONTHS, (2,), "—", "起止日期之间用一字线"),
        (_NUMBERS, (2,), "～", "数值范围用浪纹线"),
    ):
        for match in pattern.finditer(value):
            group = next(each for each in groups if match[each])
            start, end = match.span(group)
            if start not in taken:
                taken.add(start)
                why = f"“{match[group]}”应为“{mark}”：{what}"
                yield Find(passage, start, end, why, instead=mark)
    for match in _TILDE.finditer(value):
        yield Find(passage, *match.span(), f"“{match[0]}”应为全角浪纹线“～”", instead="～")
    for match in _PLACES.finditer(value):
        why = "汉字之间的短横线多半应为一字线“—”"
        yield Find(passage, *match.span(), why, instead="—", level=Level.DOUBT, mend=False)


def ellipsis(passage: Passage) -> Iterator[Find]:
    """省略号是六个点“……”，占两字，不和“等”“等等”同用。"""
    for match in _DOTS.finditer(passage.value):
        sure = not match[0].startswith("。") or len(match[0]) > 2
        if not sure:
            continue  # two full stops are somebody's finger, not an ellipsis: P15
        yield Find(passage, *match.span(), f"省略号应为“……”，不是“{match[0]}”", instead="……")
    for match in _TOO_MANY.finditer(passage.value):
        if len(match[0]) != 4 or match.span() != (0, len(passage.value)):
            yield Find(passage, *match.span(), "省略号多了", instead="……")
    for match in _DOTS_AND_ET_CETERA.finditer(passage.value):
        yield Find(passage, *match.span(), "省略号和“等”重复", "只用一个", "", mend=False)


def dash(passage: Passage) -> Iterator[Find]:
    """破折号是“——”，占两字。"""
    for match in _DASH.finditer(passage.value):
        why = f"破折号应为“——”，不是“{match[0]}”"
        yield Find(passage, *match.span(), why, instead="——")
    for match in _SINGLE.finditer(passage.value):
        why = "“—”只占一字：破折号要两个；起止、走向才用一个"
        yield Find(passage, *match.span(), why, "作破折号用就改为“——”", level=Level.HINT)


RULES = (
    Rule(
        "P07",
        Level.MISTAKE,
        "GB/T 15834-2011 4.13",
        connectors,
        Example("2021-2025年，每家企业培训3-5人。"),
        Example("2021—2025年，每家企业培训3～5人，电话021-12345678。"),
        mends=True,
    ),
    Rule(
        "P08",
        Level.MISTAKE,
        "GB/T 15834-2011 4.11、A.9",
        ellipsis,
        Example("扳手、头盔、反光条...都带来了。"),
        Example("扳手、头盔、反光条……都带来了。"),
        mends=True,
    ),
    Rule(
        "P09",
        Level.MISTAKE,
        "GB/T 15834-2011 4.10",
        dash,
        Example("他只有一个心愿--平安送到。"),
        Example("他只有一个心愿——平安送到。"),
        mends=True,
    ),
)
