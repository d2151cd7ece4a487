"""历法: days that are in no calendar, weekdays that do not match, days after the issue."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.diagnostics import Level

_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>\d{4})年|(?P<this>今年|本年)|(?P<last>去年|上年)|(?P<next>明年))?"
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?P<paren>[（(，]?(?:星期|周|礼拜)(?P<week>[一二三四五六日天])[）)]?)?"
)
_MONTH = re.compile(r"(?<=年)(\d{1,2})月(?!\d)")
_MONTH_ALONE = re.compile(r"(?<![\d.年])(1[3-9]|[2-9]\d)月(?=起|底|初|份|[上中下]旬)")
_SPAN = re.compile(
    r"(?<!\d)(?P<from>\d{1,2})月(?P<first>\d{1,2})日(?:[^，。；、\d]{0,4}?)(?:[—～至到])(?:(?P<to>\d{1,2})月)?(?P<last>\d{1,2})日"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:[—～]|至|到)((?:19|20)\d\d)年")
_TO = re.compile(r"[\d年][—～至到]\d")
_CLOCK = re.compile(
    r"(?<![\d.:：])(\d{1,2})[:：](\d{2})(?![\d:：.%])|(?<![\d.])(\d{1,2})[时点](\d{1,2})分(?!钟)"
)
_CLOCK_NEAR = re.compile(
    r"[时点晨午晚间前后起至到～—日]|\d[:：]\d{2}\s*[—～-]\s*$|会议|召开|开始|结束|开门|上班"
)
# Words by which a day still to come is meant.
_TO_COME = re.compile(
    "将|拟|计划|预计|定于|截止|截至|截稿|届时|即将|准备|倒计时|后续|约定|下一步|下步|安排|部署|要求|力争|确保|"
    "争取|待|报名|为期|有效期|施行|起实施|起执行|开始实行|启动时间|每年|日在|定在|确定为|"
    "前报|前完成|之前|以前|日前|前[，（。]|至|到.{0,6}日|[—～]"
)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_AHEAD = 6  # months
_WEEK = "一二三四五六日"


def calendar_days(reading: Reading) -> Iterator[Find]:
    """日期、时刻要真有，星期要对得上，起止不颠倒，已发生的事不晚于本期日期。

    没写年份的按本期的年份算；晚半年以上的，按上一年算。
    """
    for passage in reading.passages:
        value = passage.value
        if "月" in value:
            for match in _DATE.finditer(value):
                yield from _day(passage, match, reading.issue.date)
            for match in _MONTH.finditer(value):
                if not 1 <= int(match[1]) <= 12:
                    yield Find(passage, *match.span(), f"没有{match[0]}", "核对月份")
            for match in _MONTH_ALONE.finditer(value):
                yield Find(passage, *match.span(), f"没有{match[0]}", "核对月份", level=Level.DOUBT)
        yield from _backward(passage)
        for match in _CLOCK.finditer(value):
            hour, minute = int(match[1] or match[3]), int(match[2] or match[4])
            if hour > 24 or minute > 59:
                clause = re.split("[，。；、]", value[: match.start()])[-1][-6:]
                around = clause + value[match.end() : match.end() + 3]
                if match[3] or _CLOCK_NEAR.search(around):
                    yield Find(passage, *match.span(), f"没有“{match[0]}”这个时刻", "核对时刻")


def _backward(passage: Passage) -> Iterator[Find]:
    """Periods that end before they begin; from December into January they may."""
    for match in _SPAN.finditer(passage.value) if passage.value.count("日") > 1 else ():
        same = not match["to"] or match["to"] == match["from"]
        if same and int(match["last"]) < int(match["first"]):
            why = f"“{match[0]}”：止日早于起日"
            yield Find(passage, *match.span(), why, "核对日期", level=Level.DOUBT)
    for match in _YEARS.finditer(passage.value) if _TO.search(passage.value) else ():
        if int(match[2]) < int(match[1]):
            why = f"“{match[0]}”：止年早于起年"
            yield Find(passage, *match.span(), why, "核对年份", level=Level.DOUBT)


def _day(passage: Passage, match: re.Match[str], today: date) -> Iterator[Find]:
    month, day = int(match["month"]), int(match["day"])
    year = _year(match, month, today)
    known = bool(match["year"] or match["this"] or match["last"] or match["next"])
    possible = 1 <= month <= 12 and 1 <= day <= _LENGTHS[month - 1]
    if possible and (month, day) == (2, 29) and known and not isleap(year):
        possible = False
    end = match.start("paren") if match["paren"] else match.end()
    if not possible:
        written = match.string[match.start() : end]
        yield Find(passage, match.start(), end, f"没有“{written}”这一天", "核对日期")
        return
    if (month, day) == (2, 29) and not isleap(year):
        return
    meant = date(year, month, day) if 1 <= year <= 9999 else None
    if meant and match["week"]:
        right = _WEEK[meant.weekday()]
        if match["week"].replace("天", "日") != right:
            what = f"{meant.year}年{month}月{day}日是星期{right}"
            level = None if match["year"] else Level.DOUBT
            why = f"{what}，不是星期{match['week']}"
            yield Find(passage, *match.span("week"), why, "核对日期和星期", level=level)
    if meant and meant > today and not match["next"] and not _to_come(passage, match):
        this = f"{today.month}月{today.day}日"
        why = f"{meant.month}月{meant.day}日晚于本期日期{this}，像是已发生的事"
        yield Find(passage, match.start(), end, why, "核对日期", level=Level.DOUBT)


def _to_come(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the sentence speaks of the day as one still to come."""
    value = match.string
    if passage.part not in (Part.BODY, Part.NOTE, Part.TITLE):
        return True
    if value.startswith(("前", "起", "后", "止", "、", "和"), match.end()):
        return True
    first = max(value.rfind(stop, 0, match.start()) for stop in "。；！？") + 1
    rest = re.split("[。；！？]", value[match.end() : match.end() + 40])[0]
    # with the stop: 8月底前。
    return bool(_TO_COME.search(value[first : match.end() + len(rest) + 1]))


def _year(match: re.Match[str], month: int, today: date) -> int:
    if match["year"]:
        return int(match["year"])
    if match["last"]:
        return today.year - 1
    if match["next"]:
        return today.year + 1
    # In spring, December is the one that has passed; in July too, for nobody is half a year ahead.
    return today.year - 1 if not match["this"] and month - today.month >= _AHEAD else today.year


RULES = (
    Rule(
        "N15",
        Level.MISTAKE,
        "惯例（历法）",
        calendar_days,
        Example("2025年2月30日，召开会议。"),
        Example("2025年7月17日（星期四），召开会议，方案于8月1日前报送。"),
        whole=True,
    ),
)
