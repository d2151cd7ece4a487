"""标题与正文: what the title promises and the text does not keep, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.checks.passages import Part, Passage
from briefing.checks.places import Place, places_in, stems_before
from briefing.checks.rules import Example, Find, Reading, Rule
from briefing.cjk import HAN
from briefing.diagnostics import Level
from briefing.registry import Registry, Unit

_OFFICES = tuple(
    re.split(
        r"[|]",
        "邮政|市邮政|区邮政|县邮政|局|区局|市局|县局|分局|公安|消防|市监|市场监管|交通|应急|人社|"
        "党委|区委|县委|市委|区政府|县政府|市政府|总工会|区总工会|团委|团区委|团市委|妇联|法院|检察|管理局|海关|税务|民政|卫健|教育|城管|街道",
    )
)
_ACTING = re.compile(
    r"(?:公安|消防|邮政|政府|市场监管|应急|交通|教育|人社|人力资源|总工会|团区?委|妇联|卫健|卫生|城管|民政|区?委|"
    r"局|部门|法院|检察|税务|海关|街道|综合执法|交警|网信)"
)
# Somebody goes there or comes from there: another place is what the text is about.
_GOING = re.compile(
    r"(?:赴|到|前往|来自|走访|学习|考察|调研|借鉴|参观|对口|援助|支援|协作|毗邻|与会|兄弟|观摩|以及|[、和及])[^，。；、]{0,6}$"
)
# 市局 in the text is the office that the title calls 上海市邮政管理局.
_AT_HOME = re.compile("[我本该全][省市区县局]|[省市区县](?:局|邮政|委|政府|管理局|公司)|分局")
_FIRM = re.compile(rf"([{HAN}（）]{{2,24}}?(?:有限公司|分公司|公司))")
_ANY_FIRM = ("某", "各", "一家", "多家", "两家", "全", "本", "多", "快递", "寄递", "有关")
_COUNTED = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)(余|多)?([个名人家项条件户场次期万亿%％对辆台所位座处份元吨米亩棵株套张册支艘](?:[{HAN}])?)"
)
_TOWN = re.compile(r"^(\w{2,3}?)(镇|乡|街道)(?!\w?(?:企业|财政|集体|两级))")
_SUBJECT = re.compile(
    r"(?:^|[，。日午])(\w{2,3}?)(镇|乡|街道)(?=组织|举行|召开|开展|联合|举办|启动|对|在|邀请|集中|党|综)"
)
_NO_TOWN = re.compile("[各全本我该多两三四五六几乡城重强名小建古特新](?:个|镇)?$|所有|沿线|辖区")
_MONTHS = re.compile(r"(?<![\d—～至到.])(\d{1,2})月(?:份)?(?!\d{1,2}日|底|前|起|度|球|饼)")
_ANY_MONTH = re.compile(r"(?<![\d.])(\d{1,2})月(?![球饼])")
# Where the words of a title are looked for; captions and cells bear it out as well.
_WRITTEN_BELOW = (Part.BODY, Part.CAPTION, Part.CELL)
_SAID_BELOW = (*_WRITTEN_BELOW, Part.NOTE)
_MASTHEAD = re.compile(r"\d{4}年第\d{1,4}期[（(]总第\d{1,5}期[）)]?")


def title_against_body(reading: Reading) -> Iterator[Find]:
    """标题里的地方、单位，正文里要有；正文办事的地方和单位，不要和标题的不是一家。"""
    for entry in reading.entries:
        titles = [each for each in entry if each.part is Part.TITLE]
        bodies = [each for each in entry if each.part in _SAID_BELOW]
        text = "\n".join(each.value for each in bodies)
        headline = "".join(each.value for each in titles)
        yield from _units_missing(titles, text, reading.registry)
        yield from _places_missing(titles, text, reading.registry)
        yield from _firms_missing(titles, text)
        yield from _towns_missing(titles, bodies, text)
        yield from _strangers(headline, bodies, text)


def _units_missing(titles: list[Passage], text: str, registry: Registry) -> Iterator[Find]:
    for unit in (*registry.units, *registry.firms):
        for passage in titles:
            name = next((name for name in unit.names if name in passage.value), "")
            if (
                name
                and not any(known in text for known in unit.names)
                and not _called_in(unit, text)
            ):
                at = passage.value.index(name)
                why = f"标题里的“{name}”，正文没有提到"
                yield Find(passage, at, at + len(name), why, "核对标题和正文")
                break


def _called_in(unit: Unit, text: str) -> bool:
    """Whether the text names the unit by the beginning and the end of its name: 奉贤局."""
    return bool(re.search(re.escape(unit.name[:2]) + r"\w{0,4}" + re.escape(unit.name[-1]), text))


def _places_missing(titles: list[Passage], text: str, registry: Registry) -> Iterator[Find]:
    for passage in titles:
        named = [(at, name, places[0].stem) for at, name, places in places_in(passage.value)]
        named += [(at, stem, stem) for at, stem, _ in stems_before(passage.value, _OFFICES)]
        seen: set[str] = set()
        for at, name, stem in named:
            if _AT_HOME.search(text):
                continue
            registered = any(stem in each and each in passage.value for each in registry.unit_names)
            if stem not in text and stem not in seen and not registered:
                seen.add(stem)
                why = f"标题里的“{name}”，正文没有提到"
                yield Find(passage, at, at + len(name), why, "核对标题和正文说的是不是一个地方")


def _firms_missing(titles: list[Passage], text: str) -> Iterator[Find]:
    """Firms of the title of which the text does not even have the first two characters."""
    for passage in titles:
        match = _FIRM.match(passage.value)
        if match and match[1][:2] not in text and not match[1].startswith(_ANY_FIRM):
            why = f"标题里的“{match[1]}”，正文没有提到"
            yield Find(passage, *match.span(1), why, "核对标题和正文")


def _towns_missing(titles: list[Passage], bodies: list[Passage], text: str) -> Iterator[Find]:
    """A town at the head of the title that the text never names, where another one acts."""
    first = bodies[0].value if bodies else ""
    for passage in titles[:1]:
        town, acting = _TOWN.match(passage.value), _SUBJECT.search(first)
        if not town or not acting or town[2] != acting[2] or town[1] in text:
            continue
        if not _NO_TOWN.search(town[1]) and not _NO_TOWN.search(acting[1]):
            other = acting[1] + acting[2]
            why = f"标题里的“{town[0]}”，正文没有提到，正文是“{other}”"
            yield Find(passage, *town.span(), why, "核对标题和正文说的是不是一个地方")


def _strangers(headline: str, bodies: list[Passage], text: str) -> Iterator[Find]:
    """Offices of a place beside the one in the title, which the title does not name."""
    homes: list[Place] = [place for _, _, places in places_in(headline) for place in places]
    homes += [place for _, _, places in stems_before(headline, _OFFICES) for place in places]
    homes = [place for place in homes if place.rank > 1]
    if not homes:
        return
    strange: dict[str, tuple[Passage, int]] = {}
    for passage in bodies:
        for at, name, places in places_in(passage.value):
            acting = _ACTING.match(passage.value, at + len(name))
            near = any(home.beside(place) for home in homes for place in places)
            if not acting or not near or any(place.stem in headline for place in places):
                continue
            if not _GOING.search(passage.value[:at]):
                strange.setdefault(name, (passage, at))
    if len(strange) > 2:  # a list of places is no slip
        return
    home = next(place.stem for place in homes)
    for name, (passage, at) in strange.items():
        local = "，标题又说“属地”" if "属地" in headline else ""
        why = f"标题说的是“{home}”{local}，正文这里是“{name}”"
        yield Find(passage, at, at + len(name), why, "核对是哪个地方")


def figures_of_title(reading: Reading) -> Iterator[Find]:
    """标题里的数字、月份，正文里要有同样的。"""
    for entry in reading.entries:
        text = "\n".join(each.value for each in entry if each.part in _WRITTEN_BELOW)
        bare = text.replace(",", "")
        for passage in (each for each in entry if each.part is Part.TITLE):
            for match in _COUNTED.finditer(passage.value):
                figure, unit = match[1], match[3][0]
                same = re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.])", bare)
                others = re.findall(
                    rf"(?<![\d.])(\d+(?:\.\d+)?)(?:余|多)?{re.escape(match[3])}", bare
                )
                if not same and others and not match[2]:
                    why = f"标题说“{match[0]}”，正文是“{others[0]}{match[3]}”"
                    yield Find(passage, *match.span(), why, f"核对是多少{unit}")
            months = _ANY_MONTH.findall(text)
            for match in _MONTHS.finditer(passage.value) if months else ():
                if match[1] not in months and not re.search(rf"(?<!\d){match[1]}[—～至到、]", text):
                    why = f"标题说“{match[0]}”，正文是“{months[0]}月”"
                    yield Find(passage, *match.span(), why, "核对月份")


def masthead_in_body(reading: Reading) -> Iterator[Find]:
    """正文里没有刊名、期号、标题的残留。"""
    own = {"".join(map(str, reading.issue.title))} | {
        str(line) for line in reading.issue.title if len(str(line)) > 5
    }
    for entry in reading.entries:
        title = "".join(each.value for each in entry if each.part is Part.TITLE)
        first = True
        for passage in (each for each in entry if each.part is Part.BODY):
            bare = re.sub(r"\s", "", passage.value)
            if bare in own or _MASTHEAD.fullmatch(bare):
                why = f"这一段是报头的内容：“{passage.value[:20]}”"
                yield Find(passage, 0, len(passage.value), why, "删去这一段")
            elif first and bare == re.sub(r"\s", "", title) and len(bare) > 4:
                yield Find(passage, 0, len(passage.value), "第一段和标题一样", "删去这一段")
            first = False


RULES = (
    Rule(
        "T01",
        Level.DOUBT,
        "惯例（标题与正文相符）",
        title_against_body,
        Example(
            "近日，奉贤邮政管理局与金山区公安部门联合开会。",
            title="奉贤邮政管理局联合属地公安开会",
        ),
        Example(
            "近日，奉贤邮政管理局与奉贤区公安部门联合开会，会后到金山区邮政部门学习。",
            title="奉贤邮政管理局联合属地公安开会",
        ),
        whole=True,
    ),
    Rule(
        "T02",
        Level.DOUBT,
        "惯例（标题与正文相符）",
        figures_of_title,
        Example("近日，6个社区食堂换上新菜单。", title="5个社区食堂换菜单"),
        Example("近日，5个社区食堂换上新菜单，共16道。", title="5个社区食堂换菜单"),
        whole=True,
    ),
    Rule(
        "T03",
        Level.DOUBT,
        "惯例（复制的残留）",
        masthead_in_body,
        Example("2025年第1期（总第2期）\n近日，某局开会。"),
        Example("本刊2025年第1期（总第2期）登过这条消息。"),
        whole=True,
    ),
)
