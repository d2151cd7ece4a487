"""的、地、得: only where the words around leave no doubt which of the three was meant.

Whether 的 or 地 follows a word often depends on the writer's mind; where a preposition or a verb in
the past follows, or a word that is nothing but a noun, it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.diagnostics import Level


def _words(written: str) -> tuple[str, ...]:
    return tuple(written.split("|"))


# Looked for is the particle with what follows; the words before it are compared only then.
_MANNER = _words(
    "耐心|认真|仔细|积极|主动|热情|详细|深刻|及时|迅速|严格|深入|扎实|切实|"
    "充分|全面|准确|有效|顺利|圆满|逐一|逐步|不断|反复|亲切|细致|悉心|精心|"
    "用心|高兴|激动|自觉|熟练|清楚|明确|坚决|坚定|快速|有序|有力|稳步|实实在在|"
    "认认真真|仔仔细细|扎扎实实|踏踏实实|清清楚楚|高高兴兴|原原本本|不厌其烦|"
    "因地制宜|创造性|卓有成效|有条不紊"
)
# Behind a word of manner: a preposition, which 的 never stands before, or what has been done.
_IN_A_MANNER = re.compile(
    "的(?=把(?![关手握柄脉])|将(?![军士领来])|向(?!导|往|日葵|阳)|给(?!养|水|予的|付)|"
    "[为对](?:[居群老患游旅企商学员职客民村业]|大家|他|她|我)|(?:听取|讲解|介绍|询问|查看|讨论|开展|推进|落实|执行|检查|"
    "排查|宣讲|解答|回答|完成|记录|梳理|分析|研究|传达|部署|汇报|通报|阐述|阐释|回顾|讲述|说明|察看|核对|走访|倾听|处理|解决|"
    "化解|推动|组织|整理|登记|演示|示范|参加|参与)(?:了(?![解如然])|着(?![力重眼手])))"
)
_ACTION = _words(
    "做|干|办|抓|学|讲|说|写|唱|跳|跑|打|搞|管|用|听|吃|住|睡|玩|笑|走|"
    "忙|累|热|冷|来|过|落实|完成|开展|执行|坚持|准备|安排|发展|推进|配合|"
    "组织|处理|解决|表现|变|长|答|练|演|守|记|想|看|站|坐|穿|干活|建设|"
    "布置|整理|打扫|清理|记录|掌握|贯彻"
)
# What an action is like, with a degree and without: 做得很好, 听得津津有味.
_LIKE_THIS = re.compile(
    "的(?=(?:很|非常|十分|更加?|比较|相当|特别|越来越|这么|那么)(?:好|不错|快|慢|细|实|到位|扎实|充分|成功|出色|认真|仔细|圆满|"
    "顺利|热烈|彻底|及时|整齐|干净|清楚|清晰|明白|精彩|高兴|开心|愉快|激动|漂亮|红火)(?=[，。；！？”、]|$)|"
    "(?:有声有色|井井有条|有条不紊|满头大汗|汗流浃背|气喘吁吁|津津有味|热火朝天|有模有样|明明白白|头头是道|滴水不漏)(?!的))"
)
# Nouns, none of which is a verb as well, for 明显地影响 is right.
_BEFORE_NOUN = re.compile(
    "[得地](?=问题|情况|单位|企业|成绩|经验|做法|群众|人员|措施|项目|环境|意义|精神|任务|制度|矛盾|隐患|意见|同志|干部|党员|"
    "居民|机制|平台|氛围|条件|关系|能力|水平|力量|成效|效果)"
)
# What never has 得 or 地 before them.
_OF = _words(
    "发现|存在|反映|提出|收集|整改|出现|涉及|负责|开展|参加|参与|承担|制定|"
    "采取|推进|实施|遇到|面临|检查|排查|群众|基层|重要|主要|突出|优秀|先进|"
    "困难|有关|相关|各项|良好|明显|显著|重大|具体|我们|他们|大家|企业|社区|"
    "街道|美丽|宝贵|典型|共同|巨大|强大|坚实|浓厚|特殊|根本|关键|难得|丰富|"
    "当前|目前|近期"
)
_MEANT = ((_IN_A_MANNER, _MANNER, "地"), (_LIKE_THIS, _ACTION, "得"), (_BEFORE_NOUN, _OF, "的"))


def particles(passage: Passage) -> Iterator[Find]:
    """“的”“地”“得”不混用：耐心地把政策讲清楚，会开得很成功，发现的问题。

    只在前后的字说得准的地方指出。
    """
    if passage.part in (Part.MASTHEAD, Part.RECIPIENT):
        return
    value = passage.value
    for pattern, words, right in _MEANT:
        for match in pattern.finditer(value):
            if value.endswith(words, 0, match.start()):
                around = value[max(match.start() - 2, 0) : match.end() + 2]
                why = f"“{around}”的“{match[0]}”像是“{right}”之误"
                yield Find(passage, *match.span(), why, f"是就改为“{right}”", right)


RULES = (
    Rule(
        "G03",
        Level.DOUBT,
        "惯例（结构助词）",
        particles,
        Example("民警耐心的向老人讲解，对发现得问题当场纠正。"),
        Example("民警耐心地向老人讲解，说的话很实在，对发现的问题当场纠正。"),
    ),
)
