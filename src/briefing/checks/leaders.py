"""领导: names, posts and the order of leaders, held against registry.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from briefing.checks.passages import Passage, found_at
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.checks.vocabulary import confused_with
from briefing.cjk import HAN
from briefing.diagnostics import Level
from briefing.registry import Leader, Registry

_POST = (
    "党组书记|党组副书记|党组成员|党委书记|党委副书记|党委委员|党工委书记|纪检组长|纪委书记|常务副局长|常务副主任|副局长|局长|"
    "副主任|主任|副市长|市长|副区长|区长|副县长|县长|副书记|书记|副处长|处长|副会长|会长|副秘书长|秘书长|副主席|主席|总经理|副总经理|"
    "董事长|副部长|部长|副科长|科长|副厅长|厅长|副主委|主委|一级巡视员|二级巡视员|一级调研员|二级调研员|三级调研员|四级调研员|总工程师"
)
_POSTS = re.compile(f"(?:{_POST})(?:[、兼]*(?:{_POST}))*")
_SPLIT = re.compile("[、，兼和]+")
# What a leader does, and where his name stands when no post is before it.
_DOING = re.compile(
    "(?:同志)?(?:等|一行|出席|主持|参加|到|赴|带队|率|深入|强调|指出|要求|表示|讲话|致辞|作|调研|走访|检查|督查|慰问|会见|陪同|听取|宣布)"
)
_HEAD = re.compile("(?:^|[，。；、：日午])$")
_WORDS = re.compile(rf"[{HAN}（）“”、]+")


def leaders(reading: Reading) -> Iterator[Find]:
    """领导的姓名、职务和登记的一致，在任期之内，几位并列时按登记的次序。"""
    registered = reading.registry.leaders
    by_name: dict[str, list[Leader]] = {}
    for leader in registered:
        by_name.setdefault(leader.name, []).append(leader)
    for passage in reading.passages if registered else ():
        value = passage.value
        for name, posts in by_name.items():
            for at in found_at(name, value):
                yield from _post_of(passage, at, name, posts, reading.issue.date)
        yield from _order(passage, by_name)
        yield from _names_like(passage, registered, by_name)
        yield from _misspelt(passage, registered, by_name)


def _post_of(
    passage: Passage, at: int, name: str, posts: list[Leader], today: date
) -> Iterator[Find]:
    before = passage.value[max(at - 40, 0) : at]
    written = [match for match in _POSTS.finditer(before) if match.end() == len(before)]
    series = re.search(rf"((?:(?:{_POST})[、，])*(?:{_POST}))$", before)
    if not written or not series:
        return
    titles = [title for title in _SPLIT.split(series[1]) if title]
    held = [leader for leader in posts if _in_office(leader, today)]
    known = "、".join(leader.post for leader in (held or posts))
    start = at - len(series[1])
    if not held:
        last = max((leader.until for leader in posts if leader.until), default=None)
        when = f"（{last.year}年{last.month}月{last.day}日止）" if last and last < today else ""
        why = f"按登记，{name}不在任“{known}”{when}"
        yield Find(passage, start, at + len(name), why, "核对职务", level=Level.DOUBT)
        return
    wrong = [title for title in titles if not any(_holds(leader.post, title) for leader in held)]
    if wrong:
        why = f"{name}的职务写作“{series[1]}”，登记的是“{known}”"
        yield Find(passage, start, at, why, "核对职务")


def _holds(post: str, title: str) -> bool:
    """Whether a registered post holds a title: 党组书记、局长 holds 局长, 副局长 does not."""
    return any(
        part == title or (part.endswith(title) and not part.endswith("副" + title))
        for part in _SPLIT.split(post)
    )


def _in_office(leader: Leader, today: date) -> bool:
    return (not leader.since or leader.since <= today) and (
        not leader.until or today <= leader.until
    )


def _order(passage: Passage, by_name: dict[str, list[Leader]]) -> Iterator[Find]:
    orders = {
        name: min(leader.order for leader in posts if leader.order is not None)
        for name, posts in by_name.items()
        if any(leader.order is not None for leader in posts)
    }
    for clause in re.finditer(r"[^。；：]+", passage.value):
        found = sorted(
            (clause.start() + at, name) for name in orders if (at := clause[0].find(name)) >= 0
        )
        for (_, first), (at, second) in pairwise(found):
            between = passage.value[passage.value.find(first, clause.start()) + len(first) : at]
            if orders[second] < orders[first] and re.fullmatch(
                rf"(?:同志)?[、，和及](?:[{HAN}、]{{0,20}}?)", between
            ):
                why = f"{second}按登记排在{first}前面"
                yield Find(passage, at, at + len(second), why, "核对领导的次序", level=Level.DOUBT)


def _names_like(
    passage: Passage, registered: Sequence[Leader], by_name: dict[str, list[Leader]]
) -> Iterator[Find]:
    """A post with a name one character away from the one who holds it: 局长冯立虎."""
    for match in _POSTS.finditer(passage.value):
        for leader in registered:
            size = len(leader.name)
            written = passage.value[match.end() : match.end() + size]
            title = _SPLIT.split(match[0])[-1]
            if (
                size < 3
                or len(written) < size
                or written in by_name
                or not _holds(leader.post, title)
            ):
                continue
            same = sum(a == b for a, b in zip(written, leader.name, strict=True))
            if same == size - 1 and _WORDS.fullmatch(written):
                start = match.end()
                why = f"“{title}{written}”：登记的是{leader.name}"
                yield Find(passage, start, start + size, why, "核对姓名", leader.name, Level.DOUBT)


def _misspelt(
    passage: Passage, registered: Sequence[Leader], by_name: dict[str, list[Leader]]
) -> Iterator[Find]:
    """A name without a post that differs from a leader's by a character of the same sound."""
    for leader in registered:
        size = len(leader.name)
        for at, right in enumerate(leader.name) if size > 2 else ():
            before, behind = leader.name[:at], leader.name[at + 1 :]
            piece = max(before, behind, key=len)
            for place in found_at(piece, passage.value):
                start = place if piece is before else place - at - 1
                written = passage.value[max(start, 0) : start + size]
                if start < 0 or len(written) < size or written in by_name or written[at] == right:
                    continue
                if not written.startswith(before) or not written.endswith(behind):
                    continue
                if not 0 <= confused_with(right).get(written[at], 9) <= 1:
                    continue
                ahead, next_to = passage.value[:start], passage.value[start + size :]
                if _HEAD.search(ahead) and _DOING.match(next_to):
                    why = f"“{written}”：登记的是{leader.name}"
                    yield Find(
                        passage, start, start + size, why, "核对姓名", leader.name, Level.DOUBT
                    )


_REGISTRY = Registry(
    leaders=(Leader("欧阳明", "党工委书记", 1), Leader("张立华", "主任", 2)),
)

RULES = (
    Rule(
        "R02",
        Level.MISTAKE,
        "惯例（职务与登记相符）",
        leaders,
        Example("街道党工委书记欧阳明、副主任张立华出席。", registry=_REGISTRY),
        Example("街道党工委书记欧阳明、主任张立华出席。", registry=_REGISTRY),
        whole=True,
    ),
)
