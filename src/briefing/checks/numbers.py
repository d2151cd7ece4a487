"""数字用法: ranges, approximate counts, measures, grouping, units, numbers of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_OPEN, _CLOSE = "[\\[【(（［﹝〔]", "[\\]】)）］﹞〕]"
# A two-figure year, a wrong bracket, 第 and zeros before the number: 沪邮管〔2025〕12号.
_DOCUMENT = re.compile(rf"(?<=[{HAN}])({_OPEN})((?:19|20)\d\d)({_CLOSE})(第)?(0*)(\d+)号")
_PERCENT_RANGE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)([～~—–-]|至|到)(\d+(?:\.\d+)?)([%％‰])")
_TENS_RANGE = re.compile(r"(?<![\d.万亿])(\d+(?:\.\d+)?)([～~—–-])(\d+(?:\.\d+)?)([万亿])")
_NEAR = "(?:一、二|二、三|两、三|三、四|四、五|五、六|六、七|七、八|八、九|三、五)"
_TENS_BEFORE = "十|[二三四五六七八九]十|[一二三四五六七八九]百"
_COUNTED = (
    "天|个|岁|次|遍|名|人|里|斤|分钟|小时|家|户|位|公里|米|台|辆|件|元|倍|成|年(?!级|制|期)|周(?!岁)|"
    "口|只|条|座|间|页|种|亩|升|秒|篇|场|份|封|趟|回|轮"
)
_APPROXIMATE = re.compile(
    rf"(?<![第初高年级大小、])(?<!中央)({_TENS_BEFORE})?({_NEAR})(十|百|千|万)?({_COUNTED})"
)
_NOT_APPROXIMATE = re.compile("年级|季度|中全会|标段|批次|部分|方面|阶段|期工程|号线")
_APPROXIMATE_ARABIC = re.compile(
    r"(?<![\d.、第初高])([1-8])、([2-9])(天|个(?!季度)|岁|次(?!会议)|名|人|家|户|位|件|元|公里)(?!级)"
)
_TENS = re.compile(
    r"几十几[个人名家]|(?:近|约|大约|大概|将近)[^，。；]{0,6}(?:左右|上下)|"
    r"(?:大约|大概|约)\d[\d.,]*[万亿]?(?:余|多)(?!年)|\d[\d.,]*[万亿]?(?:余|多)[^，。；\d]{1,3}(?:左右|上下)(?!游)|"
    r"\d+多?余[个名人家次]左右|"
    r"(?:超过|突破|高达)\d[\d.]*[万亿]?余?[^\d，。；]{0,3}(?:左右|以下)"
)
_DIGIT = "[一二三四五六七八九]"
_HAN_NUMBER = re.compile(
    r"(?<![第星期周初十百千万零一二三四五六七八九两〇])"
    rf"((?:[一二三四五六七八九两][千百])(?:[零一二三四五六七八九两十百]+)|[二三四五六七八九]十{_DIGIT}|"
    rf"{_DIGIT}十{_DIGIT}万|[一二三四五六七八九十百]+点[一二三四五六七八九零]+)(万|亿)?"
    r"(名|个(?!世纪)|人(?!制|份)|家|户|件|次(?!会议|全会|代表|常委)|万元|元|公里|千米|米|平方米|吨|"
    r"公斤|千克|台|辆|份|册|套|张|条|只|%|％|个百分点)"
)
_HAN_PERCENT = re.compile(
    r"百分之[零一二三四五六七八九十百两]{1,6}(?:点[零一二三四五六七八九]+)?(?!百|多|几)"
)
# Digits and hanzi in one number: 2百余人, 百分之95; 3千米 and 5千瓦 are units.
_MIXED = re.compile(
    r"百分之\d+(?:\.\d+)?|(?<![\d.,年第A-Za-z])(?:\d{1,3}(?:\.\d+)?百|[2-9]十|\d{1,3}千万?)(?:余|多|几)?"
    r"(?=名|人(?!计划|会|大会|长跑|健步|合唱)|个|家(?![居具])|场|所|处|起|例|项|户|件|次|元|吨|份|亩|台|辆|册|套|张|条|只|棵|株|米(?<!千米))"
)
_FIXED_PERCENT = {"百分之百", "百分之一百", "百分之一百二十"}
_BARE_POINT = re.compile(rf"(?:(?<=[{HAN}，。、：；（“])|^)[.．](\d+)(?=[%％‰万亿{HAN}，。、；）])")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_MISGROUPED = re.compile(r"(?<![\d.,])\d+(?:,\d+)+(?![\d,])")
_WIDE_GROUPED = re.compile(
    r"(?<![\d.，])(\d{1,3}(?:，\d{3})+)(?=(?:\.\d+)?(?:余|多)?[万亿元个名人家户件次吨米辆台份册套张])"
)
_UNGROUPED = re.compile(
    r"(?<![\d.,A-Za-z-])[1-9]\d{4,8}(?![\d.,A-Za-z年号-])(?=(?:余|多)?(?:元|个|名|人|家|户|件|次|吨|米|辆|台|份|册|套|张|公里|平方米))"
)
_GROUPED_YEAR = re.compile(r"(?<![\d,])[12],\d{3}年(?!来|间|前|多|以)")
_UNITS = (
    (re.compile(r"(?<=[\d半两几十百千万余多])(?:市斤|斤)(?!半|斤)"), "公斤或千克"),
    (re.compile(r"(?<=[\d十百千万余多])(?:华里|里地|里路|英里)"), "公里"),
    (re.compile(r"(?<=\d)(?:英寸|英尺|公分)"), "厘米、米"),
    (
        re.compile(
            r"(?<=[\d万余多])(?:平(?=[，。；、）]|的|左右|以上)|平方(?=[，。；、）]|的|左右|以上))"
        ),
        "平方米",
    ),
    (
        re.compile(r"(?<=[\d万余多])(?:立方(?=[，。；、）]|的|左右|以上)|方(?=[，。；、）]))"),
        "立方米",
    ),
    (re.compile(r"(?<=\d)(?:马力|公升|公尺)"), "千瓦、升、米"),
)
_SYMBOLS = re.compile(
    r"(?<=\d)(?:KM|Km|KG|Kg|CM|Cm|MM|Mm|KW|kw|Kw|KWH|kwh|KWh|Kwh|ML|m2|M2|m3|M3|hz|HZ|mpa|Mpa)(?![A-Za-z0-9])"
)
_RIGHT_SYMBOL = {
    "km": "km", "kg": "kg", "cm": "cm", "mm": "mm", "kw": "kW", "kwh": "kW·h", "ml": "mL",
    "m2": "m²", "m3": "m³", "hz": "Hz", "mpa": "MPa",
}  # fmt: skip


def document_number(passage: Passage) -> Iterator[Find]:
    """发文字号的年份用六角括号〔〕，年份写全，序号不加“第”、不编虚位。"""
    for match in _DOCUMENT.finditer(passage.value):
        right = f"〔{match[2]}〕{match[6]}号"
        written = match[0]
        if written == right or (
            match[1] in "(（" and match[4] and not match[5] and _is_series(passage, match)
        ):
            continue
        why = f"发文字号“{written}”应为“{right}”"
        yield Find(passage, *match.span(), why, instead=right)


def _is_series(passage: Passage, match: re.Match[str]) -> bool:
    """Announcements of journals and courts have forms of their own: 公告（2025）第3号."""
    return bool(re.search(r"(?:公告|令|判|裁|民终|民初)$", passage.value[: match.start()]))


def percent_range(passage: Passage) -> Iterator[Find]:
    """百分数的范围，两头都写百分号：50%～60%。"""
    for match in _PERCENT_RANGE.finditer(passage.value):
        right = f"{match[1]}{match[4]}{match[2]}{match[3]}{match[4]}"
        why = f"“{match[0]}”前一个数缺“{match[4]}”"
        yield Find(
            passage, *match.span(), why, f"改为“{right.replace('-', '～').replace('~', '～')}”"
        )


def tens_range(passage: Passage) -> Iterator[Find]:
    """以万、亿为单位的范围，两头都写万、亿：3万～5万。"""
    for match in _TENS_RANGE.finditer(passage.value):
        why = f"“{match[0]}”前一个数缺“{match[4]}”，会读成 {match[1]} 个"
        yield Find(passage, *match.span(), why, f"改为“{match[1]}{match[4]}～{match[3]}{match[4]}”")


def approximate(passage: Passage) -> Iterator[Find]:
    """相邻两个数连用表示概数，用汉字，中间不用顿号：三五天、十七八岁；概数词不重复。

    “初中一、二年级”是两个年级的简写，不是概数，顿号要留。
    """
    value = passage.value
    for match in _APPROXIMATE.finditer(value):
        if _NOT_APPROXIMATE.match(value, match.end() - len(match[4])):
            continue
        right = match[0].replace("、", "")
        yield Find(
            passage, *match.span(), f"“{match[0]}”是概数，不用顿号", instead=right, mend=False
        )
    for match in _APPROXIMATE_ARABIC.finditer(value):
        if int(match[2]) - int(match[1]) == 1:
            why = f"“{match[0]}”像是概数，概数用汉字，不用顿号"
            yield Find(passage, *match.span(), why, "改用汉字", level=Level.DOUBT)
    for match in _TENS.finditer(value):
        yield Find(
            passage, *match.span(), f"“{match[0]}”里表示概数的词重复", "只留一个", level=Level.DOUBT
        )


def han_number(passage: Passage) -> Iterator[Find]:
    """计量和统计的数用阿拉伯数字：123名、98.6%；概数、固定词语、惯用语用汉字。

    一个数里不混用两种写法，万、亿除外：200余人，不写2百余人。
    """
    for match in _HAN_NUMBER.finditer(passage.value):
        yield Find(
            passage, *match.span(), f"“{match[0]}”是统计的数，宜用阿拉伯数字", "改用阿拉伯数字"
        )
    for match in _HAN_PERCENT.finditer(passage.value):
        if match[0] not in _FIXED_PERCENT:
            yield Find(passage, *match.span(), f"“{match[0]}”宜写成百分数", "改用阿拉伯数字和“%”")
    mixed = any(char in passage.value for char in "百十千")
    for match in _MIXED.finditer(passage.value) if mixed else ():
        why = f"“{match[0]}”一半是阿拉伯数字、一半是汉字"
        remedy = "统一写法：95%，200余人，1亿元"
        yield Find(passage, *match.span(), why, remedy, level=Level.DOUBT)


def bare_point(passage: Passage) -> Iterator[Find]:
    """小数点前面的 0 不省：0.46。"""
    for match in _BARE_POINT.finditer(passage.value):
        why = f"“{match[0]}”小数点前缺 0"
        yield Find(passage, *match.span(), why, f"改为“0.{match[1]}”")


def grouping(reading: Reading) -> Iterator[Find]:
    """数字分节每三位一节，用半角逗号；年份、编号不分节；一期之内要么都分，要么都不分。"""
    grouped, plain = [], []
    for passage in reading.prose:
        value = passage.value
        for match in _MISGROUPED.finditer(value):
            if _GROUPED.fullmatch(match[0]):
                grouped.append(Find(passage, *match.span(), "", ""))
            elif any(len(part) != 1 for part in match[0].split(",")):
                why = f"“{match[0]}”分节不对：每三位一节，从个位数起"
                yield Find(passage, *match.span(), why, "核对数字；如是并列的数，改用顿号")
        for match in _WIDE_GROUPED.finditer(value):
            why = f"“{match[1]}”数字分节不用全角逗号"
            yield Find(passage, *match.span(1), why, "改为半角逗号，或不分节", level=Level.DOUBT)
        for match in _GROUPED_YEAR.finditer(value):
            yield Find(passage, *match.span(), f"年份“{match[0]}”不分节", "删去逗号")
        plain += [Find(passage, *match.span(), "", "") for match in _UNGROUPED.finditer(value)]
    if grouped and plain:
        few, many = sorted((grouped, plain), key=len)
        for find in few:
            did, others = ("分了节", "不分") if few is grouped else ("没有分节", "分节")
            why = f"“{find.written}”{did}，本期另有 {len(many)} 处{others}（如“{many[0].written}”）"
            yield Find(find.passage, find.start, find.end, why, "全期统一", level=Level.HINT)


def legal_units(passage: Passage) -> Iterator[Find]:
    """计量单位用法定单位，符号大小写不错：公斤、平方米、km、kW。"""
    for pattern, right in _UNITS:
        for match in pattern.finditer(passage.value):
            yield Find(passage, *match.span(), f"“{match[0]}”不是法定计量单位", f"用{right}")
    for match in _SYMBOLS.finditer(passage.value):
        right = _RIGHT_SYMBOL[match[0].lower()]
        if passage.part is not Part.ATTACHMENT and right != match[0]:
            why = f"单位符号“{match[0]}”应为“{right}”"
            yield Find(
                passage, *match.span(), why, "公文里宜用中文单位", right, Level.DOUBT, mend=False
            )


RULES = (
    Rule(
        "N03",
        Level.MISTAKE,
        "GB/T 9704-2012 7.2.5；GB/T 15834-2011 4.9.3.4",
        document_number,
        Example("印发了《通知》（沪某发[2025]第012号）。"),
        Example("印发了《通知》（沪某发〔2025〕12号）。"),
        cells=True,
    ),
    Rule(
        "N04",
        Level.MISTAKE,
        "GB/T 15835-2011",
        percent_range,
        Example("占比在50～60%之间。"),
        Example("占比在50%～60%之间。"),
    ),
    Rule(
        "N05",
        Level.DOUBT,
        "GB/T 15835-2011",
        tens_range,
        Example("日均3～5万件。"),
        Example("日均3万～5万件。"),
    ),
    Rule(
        "N06",
        Level.MISTAKE,
        "GB/T 15835-2011 4.2",
        approximate,
        Example("来了三、五个人。"),
        Example("来了三五个人，都是初中一、二年级的学生。"),
    ),
    Rule(
        "N07",
        Level.HINT,
        "GB/T 15835-2011 4.1—4.3",
        han_number,
        Example("培训三百二十名快递员。"),
        Example("培训320名快递员，几十人次参加。"),
    ),
    Rule(
        "N08",
        Level.MISTAKE,
        "GB/T 15835-2011",
        bare_point,
        Example("申诉率为百万分之.46。"),
        Example("申诉率为百万分之0.46。"),
    ),
    Rule(
        "N12",
        Level.MISTAKE,
        "GB/T 15835-2011",
        grouping,
        Example("发放补贴12,34元。"),
        Example("发放补贴1,234元。"),
        whole=True,
    ),
    Rule(
        "N13",
        Level.HINT,
        "GB 3100—3102；GB/T 9704-2012 9",
        legal_units,
        Example("回收纸箱300斤。"),
        Example("回收纸箱150公斤，大家斤斤计较。"),
    ),
)
