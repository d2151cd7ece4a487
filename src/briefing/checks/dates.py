"""日期的写法: how dates and years are written, whatever day they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Passage
from briefing.checks.rules import Example, Find, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level

_ZERO = re.compile(r"(?<=年)0\d月|(?<=[年月])0\d日|(?<![\d年.:：-])0[1-9]月(?=\d{1,2}日)")
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}(号)(?![楼线门院车室机])")
_SHORT_YEAR = re.compile(
    rf"(?<![\d.{HAN}])['’‘]?([0-4]\d)年(?=\d{{1,2}}月|[上下]半年|[一二三四第]{{1,2}}季度|底|初|春季|秋季|度)|"
    rf"(?<=[{HAN}])(?<![满近约到达过时超历第前后隔长逾短])['’‘]?([0-4]\d)年(?=\d{{1,2}}月|[上下]半年|[一二三四]季度)|"
    rf"['’‘]([0-9]\d)年"
)
_NUMERAL = "〇零○OoΟ０0一二三四五六七八九"
_HAN_YEAR = re.compile(rf"(?<![{_NUMERAL}\d])([一二][{_NUMERAL}]{{3}})(?=年)")
_DAYS = (
    "国际|世界|全国|国家|消费|消防|地震|事故|案件|专案|宪法|禁毒|交通安全|防灾|减灾|志愿者|全民国防|"
    "救援|宣传|主题|活动|晚会|护士节|空难|爆炸"
)
_EVENT = re.compile(
    r"[“‘]?(一二八|一二九)(?:[”’])?(?=事变|运动|抗战|精神)|"
    rf"[“‘](\d{{1,2}}[.．。，,、]\d{{1,2}})[”’](?={_DAYS})|"
    rf"(?<![\d.“])(\d{{1,2}}[.．]\d{{1,2}})(?={_DAYS})|"
    r"[“‘](九·一八|五·四|七·一|八·一|十·一|三·八|五·一|六·一|七·七)[”’]"
)
_BARE_EVENT = re.compile(rf"[“‘](315|512|119|122|626|1204|124)[”’](?={_DAYS})")
_NUMERIC = re.compile(
    r"(?<![\d.\-/A-Za-z（(版vV])((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})(?![\d.\-/A-Za-z])"
)


def leading_zero(passage: Passage) -> Iterator[Find]:
    """日期写全年份，月、日不编虚位，日不写“号”：2025年7月5日。

    前面的 0 属于数字，`fix` 不动数字，要人来删。
    """
    for match in _ZERO.finditer(passage.value):
        why = f"“{match[0]}”前面的 0 不写"
        yield Find(passage, *match.span(), why, f"改为“{match[0].lstrip('0')}”")
    for match in _DAY.finditer(passage.value):
        why = f"“{match[0]}”的“号”应为“日”"
        yield Find(passage, *match.span(1), why, "改为“日”", "日", Level.DOUBT, mend=False)


def short_year(passage: Passage) -> Iterator[Find]:
    """年份不简写：2025年，不写25年。"""
    for match in _SHORT_YEAR.finditer(passage.value):
        year = match[1] or match[2] or match[3]
        full = f"{'19' if int(year) > 48 else '20'}{year}年"
        yield Find(passage, *match.span(), f"年份“{match[0]}”要写全", f"改为“{full}”")


def han_year(passage: Passage) -> Iterator[Find]:
    """汉字年份里的零用“〇”：二〇二五年。"""
    for match in _HAN_YEAR.finditer(passage.value):
        right = re.sub("[零○OoΟ０0]", "〇", match[1])
        if right != match[1]:
            yield Find(passage, *match.span(1), f"“{match[1]}年”的零应为“〇”", instead=right)


def event_date(passage: Passage) -> Iterator[Find]:
    """以月日称呼的事件：汉字的，一月、十一月、十二月才用间隔号；阿拉伯数字的都用。

    如一·二八、一二·九，九一八、五四；3·15。
    """
    for match in _EVENT.finditer(passage.value):
        written = match[1] or match[2] or match[3] or match[4]
        group = next(n for n in range(1, 5) if match[n])
        if group == 1:
            right = "一·二八" if written == "一二八" else "一二·九"
        elif group == 4:
            right = written.replace("·", "")
        else:
            right = re.sub("[.．。，,、]", "·", written)
        month, _, day = right.partition("·")
        if day and right.isascii() is False and month.isdigit() and not _calendar(month, day):
            continue
        level = Level.DOUBT if group == 4 else None
        yield Find(
            passage, *match.span(group), f"“{written}”应为“{right}”", f"改为“{right}”", level=level
        )
    for match in _BARE_EVENT.finditer(passage.value):
        digits = match[1]
        right = f"{digits[:-2]}·{digits[-2:]}" if digits != "124" else "12·4"
        why = f"“{digits}”的月和日之间要用间隔号"
        yield Find(passage, *match.span(1), why, f"改为“{right}”", level=Level.DOUBT)


def _calendar(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def numeric_date(passage: Passage) -> Iterator[Find]:
    """行文里的日期写成2025年7月5日，不写2025.7.5、2025/7/5；2025-07-05只用于表格和编号。"""
    for match in _NUMERIC.finditer(passage.value):
        year, sign, month, day = match.groups()
        if not _calendar(month, day):
            continue
        right = f"{year}年{int(month)}月{int(day)}日"
        padded = month.startswith("0") or day.startswith("0")
        level = Level.HINT if sign == "-" and padded else None
        why = f"行文里的日期“{match[0]}”应写成年月日"
        remedy = f"改为“{right}”"
        yield Find(passage, *match.span(), why, remedy, right, level, mend=not padded)


RULES = (
    Rule(
        "N01",
        Level.MISTAKE,
        "GB/T 9704-2012 7.3.5.4、7.4.3",
        leading_zero,
        Example("2025年07月05日开会。"),
        Example("2025年7月5日在8号楼开会。"),
    ),
    Rule(
        "N02",
        Level.DOUBT,
        "GB/T 15835-2011",
        short_year,
        Example("工程于25年6月竣工。"),
        Example("工程历时25年，于2025年6月竣工。"),
    ),
    Rule(
        "N09",
        Level.MISTAKE,
        "GB/T 15835-2011；GB/T 9704-2012",
        han_year,
        Example("二○二五年七月。"),
        Example("二〇二五年七月。"),
    ),
    Rule(
        "N10",
        Level.MISTAKE,
        "GB/T 15834-2011 4.14.3",
        event_date,
        Example("“3.15”国际消费者权益日当天，开展宣传。"),
        Example("“3·15”国际消费者权益日当天，宣讲五四精神和一二·九运动。"),
    ),
    Rule(
        "N14",
        Level.DOUBT,
        "GB/T 15835-2011；GB/T 7408",
        numeric_date,
        Example("2025.7.5，局党组开会。"),
        Example("2025年7月5日，局党组开会，编号2025-07-05-3。"),
        mends=True,
    ),
)
