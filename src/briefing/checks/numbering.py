"""序号与标题: numbers before headings and items, what headings end with, attachments, captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from briefing.checks.passages import Part, Passage
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level
from briefing.issue import Text

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_WRONG_NUMBERING = (
    (re.compile(rf"{_NUMERAL}([.．,，:：])(?=[{HAN}“《])"), "、", "“一”这样的序号后面用顿号"),
    (re.compile(rf"[（(]{_NUMERAL}[）)]([、.．,，])"), "", "带括号的序号后面不用标点"),
    (re.compile(r"\d{1,2}(、)(?=\S)"), ".", "“1”这样的序号后面用下脚点，不用顿号"),
    (re.compile(rf"\d{{1,2}}(。|．|,|，)(?=[{HAN}])"), ".", "“1”这样的序号后面用下脚点"),
    (re.compile(r"[（(]\d{1,2}[）)]([、.．,，])"), "", "带括号的序号后面不用标点"),
    (re.compile(r"[①-⑳]([、.．,，])"), "", "带圈的序号后面不用标点"),
    (re.compile(rf"[A-Z](、)(?=[{HAN}])"), ".", "字母的序号后面用下脚点"),
)
_WRONG_WITHIN = re.compile(  # not （一）、（二）两项
    rf"(?<=[：。；])[（(](?:{_NUMERAL}|\d{{1,2}})[）)]([、.．,，])(?=[{HAN}“《])"
)
_NOT_A_NUMBER = re.compile(r"[一二三四五六七八九十]、[一二三四五六七八九十]|\d+、\d")
_ORDINAL = re.compile(
    r"(?:^|[。；：])(?:第[一二三四五六七八九十]|其[一二三四五六七八九]|首先|其次|再次|最后)([、：:])"
    rf"(?=[{HAN}])(?![一二三四五六七八九十])"
)
_LEVELS = (
    re.compile(rf"{_NUMERAL}、"),
    re.compile(rf"（{_NUMERAL}）"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"（\d{1,2}）"),
    re.compile(r"[①-⑳]"),
)
_LEVEL_NAMES = ("一、", "（一）", "1.", "（1）", "①")
_HEADING = re.compile(rf"(?:{_NUMERAL}、|（{_NUMERAL}）)[^，。；：！？]{{2,30}}([，；：])$")
_TITLE_END = re.compile(r"[。，、；：,;:.]$")
_PHRASE = re.compile("[^。]{2,80}([。，、；：])")  # of a figure or a table, without its number
_CAPTION = re.compile(
    r"(?:图|表|附图|附表|照片)\s*[\d一二三四五六七八九十]{1,3}(?:[-—.]\d+)?"
    r"[\s　：:]*[^。]{2,40}(。)$"
)
_LISTED = re.compile(r"附件[：:]\s*(?:\d{1,2}[.．])?(?P<first>.+)|\d{1,2}[.．](?P<next>.+)")
_NUMBER_BEFORE = re.compile(r"^(?:附件)?\s*\d{0,2}[.．、\s-]*")
_ATTACHED = re.compile(r"附件\d*[：:].*?([。；，、;,])$")


def numbering(passage: Passage) -> Iterator[Find]:
    """一、后面用顿号，1.后面用下脚点，（一）、（1）、①后面不用标点，第一、首先后面用逗号。"""
    value = passage.value
    if passage.part in (Part.BODY, Part.NOTE, Part.TITLE) and not _NOT_A_NUMBER.match(value):
        for pattern, mark, why in _WRONG_NUMBERING:
            if match := pattern.match(value):
                if mark and passage.part is Part.TITLE:
                    break
                remedy = f"改为“{mark}”" if mark else "删去"
                yield Find(passage, *match.span(1), why, remedy, mark)
                break
    within = "）、" in value or "）." in value or "）．" in value or "），" in value
    for match in _WRONG_WITHIN.finditer(value) if within else ():
        yield Find(passage, *match.span(1), "带括号的序号后面不用标点", "删去", "")
    for match in _ORDINAL.finditer(value):
        word = value[match.start() : match.start(1)].lstrip("。；：")
        why = f"“{word}”后面用逗号"
        level = Level.DOUBT if match[1] == "、" else Level.HINT
        yield Find(passage, *match.span(1), why, "改为逗号", "，", level=level)


def order_of_levels(reading: Reading) -> Iterator[Find]:
    """层次依次是 一、（一）1.（1）①，可以从任何一级开始，不越级，也不倒着用。"""
    for entry in reading.entries:
        opened: list[int] = []  # the levels we are in, the outermost first
        for passage in (each for each in entry if each.part is Part.BODY):
            found = next(
                ((n, m) for n, each in enumerate(_LEVELS) if (m := each.match(passage.value))), None
            )
            if found is None:
                continue
            level, match = found
            if level in opened:
                del opened[opened.index(level) + 1 :]
                continue
            if opened and level < opened[-1]:
                why = f"“{_LEVEL_NAMES[level]}”用在“{_LEVEL_NAMES[opened[-1]]}”的下面"
                outer = min(opened)
                if level < outer:
                    yield Find(passage, *match.span(), why, "按 一、（一）1.（1）的次序改")
                    opened = [level]
                    continue
                yield Find(passage, *match.span(), why, "按 一、（一）1.（1）的次序改")
            elif opened and level > opened[-1] + 1:
                skipped = "、".join(f"“{name}”" for name in _LEVEL_NAMES[opened[-1] + 1 : level])
                outer_name, name = _LEVEL_NAMES[opened[-1]], _LEVEL_NAMES[level]
                why = f"“{outer_name}”下面直接用“{name}”，越过了{skipped}"
                yield Find(passage, *match.span(), why, "改用下一级的序号", level=Level.HINT)
            opened.append(level)


def mark_behind_heading(passage: Passage) -> Iterator[Find]:
    """单独成行的标题末尾不用点号，问号、叹号、省略号可以用。"""
    value = passage.value
    if passage.part in (Part.TITLE, Part.SECTION):
        match = _TITLE_END.search(value)
        if match and (passage.last or match[0] not in "，、,"):
            why = f"标题末尾不用“{match[0]}”"
            yield Find(passage, *match.span(), why, "删去", "")
    elif passage.part is Part.BODY and (match := _HEADING.match(value)):
        why = f"单独成行的小标题末尾不用“{match[1]}”"
        yield Find(passage, *match.span(1), why, "删去", "", level=Level.DOUBT)


def caption(passage: Passage) -> Iterator[Find]:
    """图、表的短语式说明，末尾不用句号和其他点号。"""
    if passage.part is Part.CAPTION:
        match = _PHRASE.fullmatch(passage.value)
    else:
        match = _CAPTION.match(passage.value) if passage.part is Part.BODY else None
    if match and ("，" not in match[0] or len(match[0]) < 30):
        yield Find(passage, *match.span(1), f"图表的说明末尾不用“{match[1]}”", "删去", "")


def attachment(reading: Reading) -> Iterator[Find]:
    """附件名称后面不用标点；正文提到的附件和所附的一致。"""
    for passage in reading.passages:
        value = passage.value
        if passage.part is Part.ATTACHMENT and (match := re.search(r"[。；，、;,]$", value)):
            yield Find(passage, *match.span(), "附件名称末尾不用标点", "删去", "")
        elif passage.part is Part.BODY and (match := _ATTACHED.match(value)):
            yield Find(passage, *match.span(1), "附件名称末尾不用标点", "删去", "")
    for number, entry in enumerate(reading.entries):
        names = reading.issue.entries[number].attachments
        for passage in (each for each in entry if each.part is Part.BODY and names):
            for match in re.finditer(r"[（(](?:见|详见)?附件(\d{1,2})[）)]", passage.value):
                if int(match[1]) > len(names):
                    why = f"正文提到附件{match[1]}，本篇只附了 {len(names)} 个"
                    yield Find(passage, *match.span(), why, "补上附件，或改正文", level=Level.DOUBT)
        yield from _listed_otherwise(entry, names)
        yield from _listed_twice([each for each in entry if each.part is Part.ATTACHMENT])


def _listed_otherwise(entry: Sequence[Passage], attached: Sequence[Text]) -> Iterator[Find]:
    """A list 附件：1.甲 2.乙 at the end of a body, held against the files of the entry."""
    listed: list[tuple[Passage, int, int]] = []
    for passage in (each for each in entry if each.part is Part.BODY):
        match = _LISTED.fullmatch(passage.value.rstrip("。；，、;, "))
        if match and (match["first"] or listed):
            listed.append((passage, *match.span("first" if match["first"] else "next")))
        elif listed:
            break
    if not listed or not attached:
        return
    if len(listed) != len(attached):
        why = f"正文列了 {len(listed)} 个附件，本篇附了 {len(attached)} 个"
        yield Find(*listed[0], why, "补上附件，或改正文", level=Level.DOUBT)
        return
    for (passage, start, end), file in zip(listed, attached, strict=True):
        name = _bare(passage.value[start:end])
        stem = _bare(_NUMBER_BEFORE.sub("", PurePosixPath(file.value).stem))
        if re.search(f"[{HAN}]", stem) and name not in stem and stem not in name:
            why = f"正文写的附件“{passage.value[start:end]}”和所附的“{file}”不一样"
            yield Find(passage, start, end, why, "核对是不是同一个", level=Level.DOUBT)


def _bare(name: str) -> str:
    """A name without marks and spaces, as a file may be called."""
    return re.sub(r"[\W_]", "", name)


def _listed_twice(attachments: list[Passage]) -> Iterator[Find]:
    seen: set[str] = set()
    for passage in attachments:
        if passage.value in seen:
            why = f"附件“{passage.value}”列了两次"
            yield Find(passage, 0, len(passage.value), why, "只留一个", level=Level.DOUBT)
        seen.add(passage.value)


RULES = (
    Rule(
        "P02",
        Level.MISTAKE,
        "GB/T 15834-2011 B.3.1—B.3.7",
        numbering,
        Example("（一）、摸清底数。逐户走访。"),
        Example("（一）摸清底数。逐户走访。"),
    ),
    Rule(
        "P03",
        Level.DOUBT,
        "GB/T 15834-2011 B.3.8；GB/T 9704-2012 7.3.3",
        order_of_levels,
        Example("1.摸清底数\n逐户走访。\n（一）建立台账\n逐户登记。"),
        Example("（一）摸清底数\n1.逐户走访。\n2.逐户登记。"),
        whole=True,
    ),
    Rule(
        "P04",
        Level.MISTAKE,
        "GB/T 15834-2011 B.4",
        mark_behind_heading,
        Example("近日，某局开展工作。", title="某局开展工作。"),
        Example("近日，某局开展工作。", title="某局怎样开展工作？"),
    ),
    Rule(
        "P16",
        Level.DOUBT,
        "GB/T 15834-2011 A.1",
        caption,
        Example("图1 培训班现场。"),
        Example("图1 培训班现场"),
    ),
    Rule(
        "D02",
        Level.MISTAKE,
        "GB/T 9704-2012 7.3.4、7.3.7",
        attachment,
        Example("近日开会。\n附件：工作方案。"),
        Example("近日开会。\n附件：工作方案"),
        whole=True,
    ),
)
