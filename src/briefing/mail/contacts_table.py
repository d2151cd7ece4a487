"""Contacts as a table (CSV), as a spreadsheet saves it: one row a person.

Columns: 名称 (a unit), 姓名 (may be left out), 邮箱. Excel and WPS write GBK as well as UTF-8, and
both are read; but for that reading is strict, and nothing is taken over before somebody has
looked at it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefing.diagnostics import Diagnostic, Location, SourceError, quoted
from briefing.mail.addresses import parse_address
from briefing.mail.contacts import Contacts, Person, key_of
from briefing.materials.sheets import decoded, delimiter

HEAD = ("名称", "姓名", "邮箱")
_ALSO = {"单位": "名称", "单位名称": "名称", "联系人": "姓名", "电子邮箱": "邮箱", "邮件": "邮箱"}
_LARGEST = 5_000_000  # bytes
# What a spreadsheet may take for a formula; Chinese ones read the wide signs as well.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet reckons with it."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _written(cell: str) -> str:
    """What somebody wrote into a cell that may have been made safe."""
    bare = cell.strip()
    guarded = bare.startswith("'") and bare.lstrip("'").startswith(_FORMULA)
    return bare[1:] if guarded else bare


def table_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with a byte order mark, without which Excel reads GBK."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def export(contacts: Contacts) -> bytes:
    """The units of the contacts as a table; groups and 免发 stand in contacts.yaml alone."""
    rows = [
        (name, person.name, person.address.shown)
        for name, people in contacts.units.items()
        for person in people
    ]
    return table_of([HEAD, *rows])


def read_table(data: bytes, name: str) -> Contacts:
    """The contacts in a table. Raises SourceError with all that is wrong, row by row."""
    text = _text(data, name)
    problems: list[Diagnostic] = []
    try:
        sheet = io.StringIO(text, newline="")
        rows = list(csv.reader(sheet, delimiter=delimiter(text), strict=True))
    except csv.Error:
        message = "表格的引号没有配对"
        raise SourceError(
            [Diagnostic("bad-table", message, Location(name, 1, 1), "用表格软件另存为 CSV")]
        ) from None
    columns: dict[str, int] | None = None
    units: dict[str, list[Person]] = {}
    called: dict[str, str] = {}
    for line, row in enumerate(rows, 1):
        cells = [_written(cell) for cell in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells, Location(name, line, 1))
            continue
        unit, person = _entry(cells, columns, Location(name, line, 1), problems)
        if person:
            shown = called.setdefault(key_of(unit), unit)
            people = units.setdefault(shown, [])
            if person.address.canonical not in {each.address.canonical for each in people}:
                people.append(person)
    if columns is None:
        message = "表格是空的"
        problems.append(Diagnostic("empty-table", message, Location(name, 1, 1), _HEADS))
    if problems:
        raise SourceError(problems)
    return Contacts({name: tuple(people) for name, people in units.items()})


_HEADS = f"第一行写 {'、'.join(HEAD)} 三列的名称，下面一人一行"


def _text(data: bytes, name: str) -> str:
    place = Location(name, 1, 1)
    if len(data) > _LARGEST:
        raise SourceError([Diagnostic("too-large", "表格太大", place, "分成几份导入")])
    if data.startswith(b"PK\x03\x04"):
        message, remedy = "这是 XLSX 表格，不是 CSV", "在表格软件里“另存为”“CSV UTF-8（逗号分隔）”"
        raise SourceError([Diagnostic("not-csv", message, place, remedy)])
    text = decoded(data)
    if text is None:
        message, remedy = "表格的编码认不出来", "另存为“CSV UTF-8（逗号分隔）”"
        raise SourceError([Diagnostic("wrong-encoding", message, place, remedy)])
    if "\0" in text:
        raise SourceError([Diagnostic("not-csv", "这不是 CSV 表格", place, _HEADS)])
    return text


def _columns(cells: Sequence[str], place: Location) -> dict[str, int]:
    """Which column has what; columns may stand in any order, as their names tell."""
    named = [_ALSO.get(cell, cell) for cell in cells]
    missing = [name for name in ("名称", "邮箱") if named.count(name) != 1]
    unknown = [cell for cell in named if cell and cell not in HEAD]
    if missing or unknown:
        wrong = f"没有（或重复了）“{'、'.join(missing)}”" if missing else f"不认识“{unknown[0]}”"
        raise SourceError([Diagnostic("bad-head", f"表头{wrong}", place, _HEADS)])
    return {name: named.index(name) for name in named if name}


def _entry(
    cells: Sequence[str], columns: dict[str, int], place: Location, problems: list[Diagnostic]
) -> tuple[str, Person | None]:
    got = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    surplus = [cell for cell in cells[len(columns) :] if cell]
    unit, mail, reader = got["名称"], got["邮箱"], got.get("姓名", "")
    if surplus:
        message = f"这一行多了{quoted(surplus[0])}"
        problems.append(Diagnostic("bad-row", message, place, "一人一行，列数和表头一样"))
    elif not unit or not mail:
        message = "这一行没有名称" if mail else f"“{unit}”这一行没有邮箱"
        problems.append(Diagnostic("bad-row", message, place, "补上，或删去这一行"))
    elif "@" in unit and "@" not in mail:
        message = f"{quoted(unit)}和{quoted(mail)}像是填反了列"
        problems.append(Diagnostic("bad-row", message, place, "名称和邮箱对调"))
    elif any(
        len(each) > 100 or each.startswith(_FORMULA) or "\n" in each for each in (unit, reader)
    ):
        message = f"{quoted(unit)}不能作名称"
        problems.append(Diagnostic("bad-row", message, place, "写单位印在版记上的名称"))
    else:
        address = parse_address(mail, place)
        if not isinstance(address, Diagnostic):
            return unit, Person(address, reader)
        several = address.code == "several-addresses"
        problems.append(address._replace(remedy="一行写一个邮箱，分成几行") if several else address)
    return unit, None


def merged(old: Contacts, new: Contacts) -> tuple[Contacts, list[str]]:
    """`old` with the units of `new` in the place of its own, and a line for each change.

    Raises SourceError if one of them is a group: the same name would stand for two things.
    """
    units, notes = dict(old.units), []
    by_key = {key_of(name): name for name in units}
    groups = {key_of(name) for name in old.groups}
    remedy = "表格里写组里的各个单位；不要这个组了，先从“组”里删去"
    if doubled := [
        Diagnostic("name-of-a-group", f"“{name}”在 contacts.yaml 里是“组”", None, remedy)
        for name in new.units
        if key_of(name) in groups
    ]:
        raise SourceError(doubled)
    for name, people in new.units.items():
        known = by_key.get(key_of(name))
        written = _listed(people)
        if known is None:
            units[name] = people
            notes.append(f"新增　{name}：{written}")
        elif [_same(each) for each in units[known]] != [_same(each) for each in people]:
            before = _listed(units[known])
            units[known] = people
            notes.append(f"改动　{known}：{before} → {written}")
    return replace(old, units=units), notes


def _listed(people: Iterable[Person]) -> str:
    shown = ((person.address.shown, person.name) for person in people)
    return "、".join(f"{mail}（{name}）" if name else mail for mail, name in shown)


def _same(person: Person) -> tuple[str, str]:
    return person.address.canonical, person.name
