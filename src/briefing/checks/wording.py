"""语病: words that say a thing twice, deny once too often, or take the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.checks.vocabulary import lexicon
from briefing.cjk import HAN
from briefing.diagnostics import Level

# --- the same twice

# Words of one character that never follow themselves, but as parts of other words.
_ONCE = re.compile(
    "(?<![目有标靶众])的的(?![士确])|(?<![不为未])了了(?!解|然|之|结)|(?<![饱温缓平总调随暖])和和(?!气|美|睦|平|谐|解|善|好)|"
    "(?<![实存现])在在(?!线|岗|校|职|场|建|编)|(?<!于)于于|(?<![一于要不但凡只总就还若倒可真正都])是是(?!非|否)|(?<![以涉普])及及(?!时|其|格|早)|"
    "(?<![配核面应相反针成])对对(?!方|象|联|接|手|口|子|碰|胡|账)|把把(?!握|关|手|控)|被被(?!子)|(?<![方志趋导定])向向(?!导|往|阳)|"
    "(?<![服听跟随适])从从(?!业|事|严|容|来)|将将(?!军|士|近|来|领)|(?<![参授赠])与与(?!会)|(?<![因行作成认为])为为(?!主|期|民|难|何)|(?<![重主需必紧首纲摘概简想将只就还都不也机索提])要要(?![求素点件害么])|(?<![自])已已|(?<![可所难得足予加用何])以以(?![及来往])|(?<![合兼归吞火])并并(?!列|存|且|肩|联)"
)
_TWO = re.compile(r"([的了和在于是及对把被向从将与为并要已以])\1")
# Verbs that are said twice for doing something a little.
_TWICE = (
    "学习|讨论|研究|商量|了解|考虑|体验|锻炼|交流|参考|休息|关心|熟悉|认识|打听|合计|核计|琢磨|活动|打扮|收拾|整理|"
    "表扬|批评|教育|帮助|照顾|联系|沟通|走动|放松|展示|见识|感受|尝试|检查|准备|修改|介绍|宣传|安排|照应|高兴|热闹|"
    "彼此|哪里|非常|许多|很多|多次|永远|常常|慢慢|谢谢|大家|处处|时时|刚刚|渐渐|好好|天天|人人|事事|个个|两两|层层|步步"
)
_REPEATED = re.compile(rf"([{HAN}]{{2,4}})\1")
# 能办的办, 该补的补 is how one says that all of it is.
_REPEATED_BEHIND_DE = re.compile(
    rf"(?<![{HAN}]的)(?<![能会可以该要应想须需])(?!重点|关键|难点|核心|基础|焦点|朋友|孩子|父亲|母亲)([{HAN}]{{2,4}})的\1(?![{HAN}]{{0,1}}的)"
)
_REPEATED_DAY = re.compile("(近日|日前|目前|近期|截至目前)，?[^，。；、]{1,10}?(?P<again>\\1)")
_COUNTED = re.compile("[一二两三几半数每]|.*[年月日号时点分个件家户人次条]$")


def doubled_words(passage: Passage) -> Iterator[Find]:
    """同一个词不接连写两遍，如“的的”“加强加强”。

    “学习学习”“一件一件”这样的重叠不算。
    """
    if passage.part in (Part.MASTHEAD, Part.RECIPIENT):
        return
    value = passage.value
    for match in _ONCE.finditer(value) if _TWO.search(value) else ():
        yield Find(passage, *match.span(), f"“{match[0]}”多了一个字", f"改为“{match[0][0]}”")
    for match in _REPEATED_DAY.finditer(value):
        yield Find(passage, *match.span("again"), f"“{match[1]}”说了两遍", "删去一个")
    for match in _REPEATED_BEHIND_DE.finditer(value):
        if _goes_on(value, match.end() - len(match[1]), match.end()):
            continue
        yield Find(passage, *match.span(), f"“{match[0]}”像是多写了一遍", f"改为“{match[1]}”")
    for match in _REPEATED.finditer(value):
        word = match[1]
        if len(set(word)) == 1 or _COUNTED.match(word) or re.fullmatch(_TWICE, word):
            continue
        yield Find(passage, *match.span(), f"“{match[0]}”像是多写了一遍", f"改为“{word}”")


def _goes_on(value: str, start: int, end: int) -> bool:
    """Whether a word goes on in a longer one: the second 企业 of 企业的企业家."""
    known = lexicon().weights
    return any(value[start : end + more] in known for more in (1, 2) if end + more <= len(value))


# --- words that do not go together


class _Wording(NamedTuple):
    """What is not said: its pattern, whose group `wrong` is the place if there is one."""

    pattern: re.Pattern[str]
    why: str
    remedy: str
    level: Level | None = None
    part: str = ""  # of every text that the pattern matches, to look for first


def _wording(
    pattern: str, why: str, remedy: str, level: Level | None = None, part: str = ""
) -> _Wording:
    return _Wording(re.compile(pattern), why, remedy, level, part)


_MUST = (
    "佩戴|做到|坚持|严格|遵守|认真|抓|经过|立即|及时|服从|参加|落实|持证|加强|高度|把|将|保证|确保|符合|按照|按要求|"
    "按规定|按时|由|在|坚决|全部|接受|执行|履行|出示|进行|完成|取得|具备|穿|停止|报|通过|牢记|始终|依法|如实|当"
)
_NOT_AGAIN = "(?:再次?)?(?:发生|出现|出(?:事|差错|问题)|重演|反弹|蔓延|扩大|造成|产生|引发|带来)"
_WORDINGS = (
    _wording(
        r"(?<![名稿报时间日期集募购标领题动])(?P<wrong>截止)(?=\d|目前|今年|去年|上月|本月|上年|[一二三四五六七八九十]+月|"
        r"年底|月底|昨日|今日|日前|发稿|现在|统计)(?![^，。；]{0,12}(?:为止|结束|截稿))",
        "“截止”是到此为止，后面不带时间",
        "改为“截至”",
        part="截止",
    ),
    _wording("目的(?:就)?(?P<wrong>是为了)", "“目的”和“为了”意思重复", "改为“是”，或删去“目的是”"),
    _wording(
        "(?:原因|缘故|缘由)(?:主要|就)?(?P<wrong>是(?:由于|因为))",
        "“原因”和“因为”意思重复",
        "改为“是”",
    ),
    _wording(
        "(?<!自)由于[^，。；]{1,24}(?P<wrong>的(?:原因|缘故))",
        "“由于”和“原因”意思重复",
        "删去一个",
        part="由于",
    ),
    _wording(
        rf"(?:防止|严防|避免|杜绝|以免|以防|谨防|防范)[^，。；]{{0,14}}(?P<wrong>不(?:再|会|被|致|要)?{_NOT_AGAIN})",
        "“防止”已是不要发生，再说“不”就反了",
        "删去“不”",
        part="不",
    ),
    _wording(
        "(?:切忌|切勿|严禁|禁止|谢绝|不得)(?P<wrong>不要|不得|不准|勿|不可)", "否定重复", "只留一个"
    ),
    _wording(
        rf"(?<![不非所])(?P<wrong>必需)(?={_MUST})",
        "“必需”是一定要有，“必须”是一定要做",
        "改为“必须”",
        part="必需",
    ),
    _wording(
        "(?P<wrong>必须)(?=品|的(?:物资|用品|设备|材料|条件))",
        "一定要有的是“必需”",
        "改为“必需”",
        part="必须",
    ),
    _wording(
        "(?<![立随当旋亦迅在非此])(?P<wrong>即)(?!将|便|使|日|时|刻|可|是|席|期|墨|兴|为|指|按|以|从|由|在|位|付|停|开|报|送|查即|行|审|接|诉|办)"
        "[^，。；！？]{1,14}，(?:又|更要)(?=[^，。；！？]{1,14}[。；！？]|[^，。；！？]{1,14}，(?:还|更|又))",
        "“即……又……”像是“既……又……”之误",
        "是就改为“既”",
        part="，又",
    ),
    _wording(
        r"(?P<wrong>既使)(?![^。；！？]*[，]?(?:又|也使|还|更))",
        "“既使”像是“即使”之误",
        "是就改为“即使”",
        part="既使",
    ),
    _wording(
        "(?P<wrong>已)(?=[^，。；已成由将把以从变列定作认评改升转选确命名]{1,12}为(?:主|重点|抓手|目标|契机|导向|中心|核心|依托|载体|牵引|引领|龙头|鉴|荣)(?=[，。；、！]|$))",
        "“已……为主”像是“以……为主”之误",
        "是就改为“以”",
        part="为",
    ),
    _wording(
        "(?<=[街道镇村局部门位司院所队组委办区园会心企校厂业])(?P<wrong>以)(?=(?:全部|全面|基本|陆续|相继|先后|如期|提前|圆满|顺利|初步|累计)?"
        "(?:完成|建成|竣工|开工|启动|办结|发放|整改)(?![^。；！？]*(?:为|方式|形式|来|的名义)))",
        "“以完成”像是“已完成”之误",
        "是就改为“已”",
        part="以",
    ),
    _wording("(?P<wrong>涉及到)", "“及”就是“到”", "改为“涉及”", Level.HINT),
    _wording("(?P<wrong>凯旋(?:而归|归来))", "“旋”就是归来", "改为“凯旋”", Level.HINT),
    _wording("(?P<wrong>令人堪忧)", "“堪忧”就是令人担忧", "改为“堪忧”或“令人担忧”"),
    _wording(
        "(?P<wrong>(?:各|众|诸)位?[^，。；\\d]{1,6}们)",
        "“各”“诸”后面不用“们”",
        "删去“们”",
        Level.HINT,
        part="们",
    ),
    _wording(
        r"(?P<wrong>(?:\d+|[几数多])[余多]?[名位个][^，。；、的\d]{1,8}们)",
        "有了人数，后面不用“们”",
        "删去“们”",
        Level.HINT,
        part="们",
    ),
    _wording(
        "(?:被|获)?评为[^，。；]{0,24}(?P<wrong>(?:光荣|荣誉)?称号)",
        "“评为”和“称号”不相配",
        "改为“授予……称号”，或删去“称号”",
        part="称号",
    ),
    _wording(
        "^(?P<wrong>通过[^，。；]{2,40}，使得?)(?!命|用|者)",
        "“通过……使……”没有主语",
        "删去“通过”或“使”",
        Level.HINT,
    ),
    _wording(
        "(?<=[。；])(?P<wrong>通过[^，。；]{2,40}，使得?)(?!命|用|者)",
        "“通过……使……”没有主语",
        "删去“通过”或“使”",
        Level.HINT,
    ),
    _wording(
        "(?:提高|增强|加强|提升)了?[^，。；、]{2,16}(?P<wrong>的(?:提高|增强|加强|提升))(?=[，。；、]|$)",
        "前后两个动词重复",
        "删去一个",
        part="的",
    ),
    _wording(
        "(?P<wrong>(?:超过|突破|高达|多达|逾|不少于|不低于|至少)[^，。；、]{0,3}?\\d[\\d.,]*[万亿]?(?:余|多))",
        "已说“超过”，后面不用“余”“多”",
        "只留一个",
    ),
    _wording(
        "(?P<wrong>(?:至少|最少|不少于|不低于|超过|多于|高于)[^，。；、以]{0,8}?[\\d两三四五六七八九十百千万亿][^，。；、以]{0,4}?以上)(?!的?(?:单位|部门|干部|党员|职务|学历|学位|职称|组织|机关|公路|医院|企业))",
        "“至少”和“以上”意思重复",
        "只留一个",
        part="以上",
    ),
    _wording(
        "(?P<wrong>(?:最多|不超过|不高于|不多于|至多|不大于|少于|低于)[^，。；、以]{0,8}?[\\d两三四五六七八九十百千万亿][^，。；、以]{0,4}?以[内下])(?!的?(?:单位|部门|干部|职务|学历|企业))",
        "“不超过”和“以内”意思重复",
        "只留一个",
        part="以",
    ),
    _wording(
        "(?P<wrong>(?:不足|不到|未满|不满)(?:\\d[\\d.,]*|[一二三四五六七八九十百千万]+)[万亿]?(?:余|多))(?!年来)",
        "“不足”是不到，“多”是超过",
        "只留一个",
        part="不",
    ),
    _wording(
        "(?P<wrong>(?:大约|大概|约)有?(?:近|将近|超过|超|逾)(?=[\\d一二三四五六七八九十百千万]))",
        "“约”和“近”“超过”意思重复",
        "只留一个",
        part="约",
    ),
    _wording(
        "(?P<wrong>(?:[几数][十百千万]|[二三四五六七八九]?十几)余)(?=[名个人家件户项条处次份元吨辆台张册套起例座场期篇万亿公平])",
        "“几”“数”已是概数，后面不用“余”",
        "删去“余”",
        part="余",
    ),
    _wording(
        "(?P<wrong>近[十百千万]余)(?=[名个人家件户项条处次份元吨辆台张册套起例座场期篇万亿公平])",
        "“近”是不到，“余”是超过",
        "只留一个",
        part="余",
    ),
    _wording("(?P<wrong>截至到)(?!期)", "“截至”就是“到”", "改为“截至”"),
    _wording(
        "(?P<wrong>目前现(?:有|已)|目前现在|现在目前|日前近日|近日日前)",
        "时间说了两遍",
        "只留一个",
        part="前",
    ),
    _wording(
        "(?P<wrong>通过并(?:审议|讨论|审查|表决|听取))",
        "审议在前，通过在后",
        "改为“审议通过”",
        part="通过并",
    ),
    _wording(
        "^(?P<wrong>(?:能否|是否)[^，。；]{2,24}，(?:关键)?是)[^，。；能否]{2,24}(?:的?关键|的?保证|的?前提|的?基础)(?=。|，|；|$)",
        "前面说两面，后面只说一面",
        "删去“能否”，或后面也说两面",
        Level.HINT,
        part="否",
    ),
    _wording(
        "(?P<wrong>(?:过|将)?近\\d[\\d.,]*[万亿]?(?:余|多))", "“近”是不到，“余”是超过", "只留一个"
    ),
    _wording(
        "(?P<wrong>(?:全部|全都|一律|都)(?:均|都|全部))(?!为)",
        "“全部”和“均”重复",
        "只留一个",
        Level.HINT,
    ),
    _wording(
        "(?P<wrong>(?:进行(?:开展|举行|召开)|(?:举行|召开|开展)(?:进行|举行|召开)))",
        "两个动词重复",
        "只留一个",
    ),
    _wording(
        "(?:(?:强调|指出|要求|认为|提出|表示)(?P<wrong>；)(?=要|必须|各|一是))",
        "话还没有说",
        "改为逗号或冒号",
    ),
    _wording("(?P<wrong>以及及其?)", "连词重复", "只留一个"),
    _wording("(?<![合兼归吞火])(?P<wrong>并且?并)(?!列|存|肩|联|行|举)", "连词重复", "只留一个"),
)


def wording(passage: Passage) -> Iterator[Find]:
    """用词不重复、不矛盾，不混用：截至6月底，不写“截止6月底”；“目的是为了”只留一半。"""
    if passage.part in (Part.MASTHEAD, Part.RECIPIENT):
        return
    value = passage.value
    for pattern, why, remedy, level, part in _WORDINGS:
        for match in pattern.finditer(value) if part in value else ():
            written = match["wrong"]
            yield Find(passage, *match.span("wrong"), f"“{written}”：{why}", remedy, level=level)


RULES = (
    Rule(
        "G01",
        Level.DOUBT,
        "惯例（衍文）",
        doubled_words,
        Example("对发现的的问题，要加强加强跟踪。"),
        Example("对发现的问题，大家讨论讨论，一件一件整改，目的的确达到了。"),
    ),
    Rule(
        "G02",
        Level.DOUBT,
        "惯例（常见语病）",
        wording,
        Example("截止6月底，已培训200人。"),
        Example("截至6月底，已培训200人，报名截止7月5日。"),
    ),
)
