"""数字勾稽: shares above 100 %, totals that do not add up, growth that does not follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.diagnostics import Level

_FIGURE = r"\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,6})?"
_SHARE = re.compile(
    rf"(?:占(?:比|总数|全部|全市|总量|参会人数)?[^，。；、]{{0,8}}?|比重[为达]?|(?:覆盖|合格|出勤|到场|参训|参与|满意|及格|通过|入会|整改|销号|"
    rf"佩戴|签收|妥投|回收|知晓|普及|入住|就业|升学|正确|准时|准点)率(?:为|达到|达|是|提高到|上升到|提升到|由)?)(?P<share>{_FIGURE})[%％]"
)
_TOTAL = re.compile(
    rf"(?:共|共计|总计|合计|总共|共有|累计|检查|抽查|走访|排查|发放|接待|受理|派出|出动|收到|征集到?|完成)(?:[^，。；、\d]{{0,12}}?)(?P<sum>{_FIGURE})(?P<unit>人次|[人名个家件户项条处次份元吨辆台张册套起例所座场期篇]|万元|亿元|万件|万人)(?!以上|以下)(?P<more>[^，。；]{{0,14}})"
)
_PARTS_AHEAD = re.compile(r"[，：:（(](?:其中|包括|分别[是为])[：:，]?(?P<parts>[^。；）)]{3,120})")
_PART = re.compile(
    rf"(?P<part>{_FIGURE})(?P<unit>万元|亿元|万件|万人|人次|[人名个家件户项条处次份元吨辆台张册套起例所座场期篇])"
)
_REST = re.compile("其余|余下|剩余|剩下|另外?|另有|[、，]其[他它][^、，]*$")
_SUBSET = re.compile("其中")
_GROWTH = re.compile(
    rf"(?:由|从)(?P<by>[^，。；\d]{{0,10}}?)(?P<old>{_FIGURE})(?P<unit>[^\d，。；、～至]{{1,3}}?)(?P<way>增加到|增长到|增至|提高到|上升到|提升到|扩大到|升至|减少到|下降到|降低到|降至|减至|降到|增加为)"
    rf"(?P<new>{_FIGURE})(?P=unit)，(?:同比|比上年|环比|共)?(?P<verb>增长|增加|提高|上升|提升|增幅达?为?|下降|减少|降低|降幅达?为?)了?(?P<rate>{_FIGURE})(?P<kind>[%％]|个百分点)"
)
_RATE_OF = re.compile(
    rf"(?:发放|发出|收到|登记|应到|共有?|检查|抽查|接到|受理|报名)[^，。；\d]{{0,8}}(?P<all>{_FIGURE})(?P<unit>[人名个家件户项条份次])[^，。；\d]{{0,6}}，[^，。；\d]{{0,8}}?"
    rf"(?:收回|回收|办结|实到|合格|完成|整改|解决|通过|答复)[^，。；\d]{{0,6}}(?P<some>{_FIGURE})(?P=unit)[^，。；\d]{{0,4}}，[^，。；\d]{{0,6}}率[为达]?(?:到)?(?P<rate>{_FIGURE})[%％]"
)
# What persons are counted by; shares by age and shares by sex are not parts of one whole.
_TRAITS = tuple(
    map(
        re.compile,
        (
            "\\d岁|青年|老年|[789]0后",
            "[男女]性|妇女|男|女",
            "本科|大专|硕士|博士|学历|学位",
            "党员",
            "民族",
        ),
    )
)
_SHARES = re.compile(rf"占(?:比|总数的|全部的|总量的)?[^，。；、\d]{{0,6}}?({_FIGURE})[%％]")


_UNIT = "万元|亿元|万件|亿件|万人|万吨|[人名个家件户项条处次份元吨辆台张册套起例所座场期篇%％]"
_HALVES = re.compile(
    rf"(?:上半年|第?一季度|男|直营|城区|市区|线上|新建|国内|本地|国企|党员|室内|老旧)[^，。；、\d]{{0,12}}?(?P<one>{_FIGURE})(?P<unit>{_UNIT})"
    rf"[，、和](?:[^，。；、\d]{{0,4}})(?:下半年|第?二季度|女|加盟|郊区|农村|线下|改建|国际|外地|民企|群众|室外|其他)[^，。；、\d]{{0,12}}?(?P<other>{_FIGURE})(?P=unit)"
    rf"[，、][^，。；\d]{{0,10}}?(?:全年|共|合计|总计|累计|上半年)[^，。；\d]{{0,12}}?(?P<sum>{_FIGURE})(?P=unit)"
)
_SHARE_OF = re.compile(
    rf"(?P<all>{_FIGURE})(?P<unit>[人名个家件户项条处次份辆台])[，（(]其中[^，。；\d]{{0,12}}(?P<some>{_FIGURE})(?:[人名](?<=[人名])|(?P=unit))[^，。；\d]{{0,4}}"
    rf"[，（(]占(?:比|总数|职工总数|全部|全体|总量|[^，。；\d]{{0,8}})(?:的|达|为)?(?P<rate>{_FIGURE})[%％]"
)
_FALL = "下降|减少|降低|下滑|缩短|压减|缩减|回落"
_TIMES_LESS = re.compile(
    rf"(?:{_FALL})(?:了|近|约|达|超过)?(?P<times>[\d.]+|[一两二三四五六七八九十]+|数)倍"
)
_MORE_THAN_ALL = re.compile(rf"(?:{_FALL})(?:了|近|约|达|幅度达?|超过)?(?P<rate>{_FIGURE})[%％]")


def share_above_all(passage: Passage) -> Iterator[Find]:
    """占比、覆盖率、合格率这样的份额不超过100%，同一句里各部分加起来也不超过。

    完成率、增长率可以超过100%，不在此列。
    """
    value = passage.value
    if "%" not in value and "％" not in value:
        return
    for match in _SHARE.finditer(value):
        if _number(match["share"]) > 100:
            why = f"份额不会超过100%：“{match[0]}”"
            yield Find(passage, *match.span("share"), why, "核对数字")
    for sentence in re.finditer(r"[^。；]+", value):
        found = list(_SHARES.finditer(sentence[0]))
        total = sum(_number(each[1]) for each in found)
        changes = re.search("提高|上升|下降|分别.{0,4}比|同比", sentence[0])
        if len(found) > 1 and 100 < total <= 200 and not changes and _parallel(sentence[0], found):
            start, end = (sentence.start() + at for at in found[-1].span(1))
            why = f"各部分加起来是{total}%，超过100%"
            yield Find(passage, start, end, why, "核对各数", level=Level.DOUBT)


def _parallel(sentence: str, found: list[re.Match[str]]) -> bool:
    """Whether the shares follow one another as parts of the same whole."""
    between = sentence[found[0].end() : found[-1].start()]
    if "其中" in between or len(between) > 20 * len(found):
        return False
    parts = [sentence[a.end() : b.start(1)] for a, b in pairwise(found)]
    named = [sentence[: found[0].start(1)], *parts]
    asked = {next((n for n, kind in enumerate(_TRAITS) if kind.search(each)), -1) for each in named}
    return len(asked) == 1


def total_of_parts(passage: Passage) -> Iterator[Find]:
    """总数和分项都写了的，分项加起来等于总数。

    “其中”后面可以只举一部分，只有加起来超过总数，或写了“其余”而仍不相等时才指出。
    """
    value = passage.value
    for total in _TOTAL.finditer(value):
        ahead = _PARTS_AHEAD.match(value, total.end())
        behind = value[total.end() : total.end() + 1]
        if not ahead or behind not in "，：:（(":
            continue
        clauses = ahead["parts"]
        parts = [
            each
            for clause in re.finditer("[^，、]+", clauses)
            if (each := _first_part(clause[0], total["unit"]))
        ]
        # A second 其中 goes into one of the parts.
        if not parts or _SUBSET.search(clauses):
            continue
        if len(parts) < 2 and sum(parts) <= _number(total["sum"]):
            continue
        whole, together = _number(total["sum"]), sum(parts)
        complete = bool(_REST.search(clauses)) or "其中" not in ahead[0][:4]
        if together > whole or (complete and together != whole):
            unit = total["unit"]
            why = f"总数写{total['sum']}{unit}，分项加起来是{_plain(together)}{unit}"
            yield Find(passage, *total.span("sum"), why, "核对总数和各分项", level=Level.DOUBT)


def _first_part(clause: str, unit: str) -> Decimal | None:
    found = [
        match
        for match in _PART.finditer(clause)
        if match["unit"] == unit or {match["unit"], unit} == {"人", "名"}
    ]
    if len(found) != 1 or re.search("每|平均|岁|年均|人均|以上的|左右|[0-9]余", clause):
        return None
    return _number(found[0]["part"])


def growth(passage: Passage) -> Iterator[Find]:
    """增减的幅度和前后两个数对得上：由200个增加到250个，增长25%。"""
    value = passage.value
    for match in _GROWTH.finditer(value):
        old, new, rate = (_number(match[key]) for key in ("old", "new", "rate"))
        percent = match["unit"].strip() in ("%", "％")
        up = match["way"] in (
            "增加到",
            "增长到",
            "增至",
            "提高到",
            "上升到",
            "提升到",
            "扩大到",
            "升至",
            "增加为",
        )
        if up is not (new >= old):
            why = f"由{match['old']}到{match['new']}不是“{match['way'][:2]}”"
            yield Find(passage, *match.span("way"), why, "核对两个数", level=Level.DOUBT)
            continue
        if percent and match["kind"] != "个百分点":
            if abs(abs(new - old) - rate) < Decimal("0.06"):
                why = "百分数相减得百分点，不是“%”"
                yield Find(passage, *match.span("kind"), why, "改为“个百分点”", level=Level.DOUBT)
            continue
        right = (
            abs(new - old)
            if match["kind"] == "个百分点"
            else (abs(new - old) / old * 100 if old else rate)
        )
        places = -int(Decimal(match["rate"].replace(",", "")).as_tuple().exponent)
        if abs(right - rate) > Decimal(6) / Decimal(10) ** (places + 1):
            shown = _plain(round(right, max(places, 1)))
            kind = match["kind"]
            why = f"由{match['old']}到{match['new']}，应是{shown}{kind}，不是{match['rate']}{kind}"
            yield Find(passage, *match.span("rate"), why, "核对各数", level=Level.DOUBT)
    for match in _RATE_OF.finditer(value):
        whole, some, rate = (_number(match[key]) for key in ("all", "some", "rate"))
        if some > whole:
            why = f"{match['some']}比总数{match['all']}还多"
            yield Find(passage, *match.span("some"), why, "核对各数", level=Level.DOUBT)
        elif whole and abs(some / whole * 100 - rate) > Decimal("0.6"):
            shown = _plain(round(some / whole * 100, 1))
            why = f"{match['some']}比{match['all']}是{shown}%，不是{match['rate']}%"
            yield Find(passage, *match.span("rate"), why, "核对各数", level=Level.DOUBT)


def halves(passage: Passage) -> Iterator[Find]:
    """分开说的两半加起来等于合计，占比和两个数对得上：上半年、下半年，男、女，线上、线下。"""
    value = passage.value
    for match in _HALVES.finditer(value):
        one, other, total = (_number(match[key]) for key in ("one", "other", "sum"))
        if match["unit"] not in "%％" and one + other != total:
            unit = match["unit"]
            why = f"两项加起来是{_plain(one + other)}{unit}，不是{match['sum']}{unit}"
            yield Find(passage, *match.span("sum"), why, "核对各数")
    for match in _SHARE_OF.finditer(value):
        whole, some, rate = (_number(match[key]) for key in ("all", "some", "rate"))
        if whole and some <= whole and abs(some / whole * 100 - rate) > Decimal("0.6"):
            shown = _plain(round(some / whole * 100, 1))
            why = f"{match['some']}占{match['all']}的{shown}%，不是{match['rate']}%"
            yield Find(passage, *match.span("rate"), why, "核对各数")


def impossible_fall(passage: Passage) -> Iterator[Find]:
    """减少、下降不用倍数，也不超过100%：减少了一半，下降60%。"""
    for match in _TIMES_LESS.finditer(passage.value):
        why = f"“{match[0]}”：减少不用倍数"
        yield Find(passage, *match.span(), why, "改用百分数或分数")
    for match in _MORE_THAN_ALL.finditer(passage.value):
        if _number(match["rate"]) > 100:
            why = f"“{match[0]}”：减少不会超过100%"
            yield Find(passage, *match.span(), why, "核对数字")


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _plain(number: Decimal | int) -> str:
    return f"{Decimal(number).normalize():f}"


RULES = (
    Rule(
        "M01",
        Level.MISTAKE,
        "惯例（数字勾稽）",
        share_above_all,
        Example("网点覆盖率为105%。"),
        Example("网点覆盖率为98%，任务完成率为105%。"),
    ),
    Rule(
        "M02",
        Level.DOUBT,
        "惯例（数字勾稽）",
        total_of_parts,
        Example("共检查网点20个，其中直营12个、加盟9个。"),
        Example("共检查网点20个，其中直营12个、加盟8个。"),
    ),
    Rule(
        "M03",
        Level.DOUBT,
        "惯例（数字勾稽）",
        growth,
        Example("党组织由200个增加到250个，增长20%。"),
        Example("党组织由200个增加到250个，增长25%。"),
    ),
    Rule(
        "M04",
        Level.DOUBT,
        "惯例（数字勾稽）",
        halves,
        Example("上半年完成3.2亿件，下半年完成3.5亿件，全年完成6.8亿件。"),
        Example("上半年完成3.2亿件，下半年完成3.5亿件，全年完成6.7亿件。"),
    ),
    Rule(
        "M05",
        Level.DOUBT,
        "GB/T 15835-2011；惯例（数字勾稽）",
        impossible_fall,
        Example("有效申诉减少了1倍。"),
        Example("有效申诉减少了50%，业务量增长1倍。"),
    ),
)
