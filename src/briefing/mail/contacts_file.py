"""contacts.yaml: reading it, and writing it anew after an import.

单位:
  甲局: bgs@example.cn
  乙局: [a@example.cn, {姓名: 张明, 邮箱: zm@example.cn}]
组:
  各企业: [甲局, 乙局]
免发: [丙局]
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from briefing.diagnostics import Diagnostic, SourceError
from briefing.issue import Text
from briefing.mail.addresses import Address, parse_address
from briefing.mail.contacts import Contacts, Person, key_of
from briefing.source import compose_file
from briefing.source.fields import Reader
from briefing.source.notation import Mapping, Node, Scalar, Sequence

_UNITS, _GROUPS, _EXCUSED = "单位", "组", "免发"
_ENGLISH = {"units": _UNITS, "groups": _GROUPS, "excused": _EXCUSED}
_NAME, _MAIL = "姓名", "邮箱"
_PERSON = {"name": _NAME, "mail": _MAIL, _NAME: _NAME, _MAIL: _MAIL}
_KEYS = frozenset({*_ENGLISH, *_ENGLISH.values(), *_PERSON})
_PLAIN = re.compile(r"[0-9A-Za-z\u3400-\u9fff（）《》、·—-]*[A-Za-z\u3400-\u9fff（）《》、·—]")
_LONGEST_NAME = 100


def load_contacts(path: Path) -> Contacts:
    """The contacts in a file. Raises SourceError with all that is wrong in it."""
    problems: list[Diagnostic] = []
    opened = compose_file(path, _KEYS, problems)
    contacts = Contacts()
    if opened is not None:
        reader = Reader(opened.manuscript, problems, _KEYS)
        if isinstance(opened.node, Mapping):
            contacts = _Contents(reader).contacts(opened.node)
        elif opened.node and not _is_empty(opened.node):
            reader.refuse_shape(opened.node, "通讯录", "写“单位:”，下面一行一个“名称: 邮箱”")
    if problems:
        raise SourceError(problems)
    return contacts


class _Contents:
    """The three parts of the file; what is wrong goes to the reader's problems."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen: dict[str, Scalar] = {}

    def contacts(self, node: Mapping) -> Contacts:
        parts: dict[str, Node] = {}
        for key, value in node.pairs:
            name = _ENGLISH.get(key.text.value, key.text.value)
            if name not in _ENGLISH.values():
                remedy = "这里只写“单位”“组”“免发”三项，单位的名称写在“单位:”下面，多空两格"
                self._reader.report("unknown-key", f"没有“{name}”这一项", key.location, remedy)
            elif name in parts:
                self._reader.report("duplicate-key", f"“{name}”写了两次", key.location, "合成一处")
            elif not _is_empty(value):
                parts[name] = value
        units = dict(self._units(parts.get(_UNITS)))
        groups = dict(self._groups(parts.get(_GROUPS)))
        excused = parts.get(_EXCUSED)
        return Contacts(units, groups, tuple(self._names(excused, _EXCUSED)) if excused else ())

    def _pairs(self, node: Node | None, part: str) -> Iterator[tuple[str, Node]]:
        if node is None:
            return
        if not isinstance(node, Mapping):
            self._reader.refuse_shape(node, f"“{part}”", "下面一行一个“名称: 内容”")
            return
        for key, value in node.pairs:
            name = key.text.value.strip()
            first = self._seen.setdefault(key_of(name), key)
            if first is not key:
                message = f"“{name}”写了两次，第 {first.location.line} 行已有"
                self._reader.report("duplicate-name", message, key.location, "只留一处")
            elif self._fitting(key.text):
                yield name, value

    def _fitting(self, text: Text) -> bool:
        if len(text.value) > _LONGEST_NAME:
            message = f"名称有 {len(text.value)} 字，最多 {_LONGEST_NAME} 字"
            self._reader.report("too-long", message, text.location, "请写短些")
            return False
        if "\n" in text.value or "\t" in text.value:
            self._reader.report("bad-name", "名称里不能换行", text.location, "写成一行")
            return False
        return True

    def _units(self, node: Node | None) -> Iterator[tuple[str, tuple[Person, ...]]]:
        for name, value in self._pairs(node, _UNITS):
            if _is_empty(value):
                remedy = f"写成 {name}: bgs@example.cn；不用邮件发的，把名称移到“免发”里"
                self._reader.report("no-address", f"“{name}”没有邮箱", value.location, remedy)
                continue
            items = value.items if isinstance(value, Sequence) else (value,)
            yield name, tuple(person for item in items for person in self._people(item))

    def _people(self, node: Node) -> Iterator[Person]:
        if isinstance(node, Scalar):
            address = self._address(node.text)
            if address:
                yield Person(address)
            return
        if not isinstance(node, Mapping):
            self._reader.refuse_shape(node, "邮箱", "写成 [a@example.cn, b@example.cn]")
            return
        name, mails = "", list[Text]()
        for key, value in node.pairs:
            kind = _PERSON.get(key.text.value)
            if kind == _NAME and isinstance(value, Scalar) and self._fitting(value.text):
                name = value.text.value.strip()
            elif kind == _MAIL and isinstance(value, Scalar):
                mails.append(value.text)
            elif kind == _MAIL and isinstance(value, Sequence):
                for each in value.items:
                    if isinstance(each, Scalar):
                        mails.append(each.text)
                    else:
                        self._reader.refuse_shape(each, "邮箱", "写成 [a@example.cn, b@example.cn]")
            else:
                message = f"这里没有“{key.text.value}”这一项"
                self._reader.report("unknown-key", message, key.location, "只写“姓名”和“邮箱”")
        if not mails:
            self._reader.report(
                "no-address",
                "这一项没有邮箱",
                node.location,
                "写成 {姓名: 张明, 邮箱: zm@example.cn}",
            )
        for mail in mails:
            if address := self._address(mail):
                yield Person(address, name)

    def _address(self, text: Text) -> Address | None:
        found = parse_address(text.value.strip(), text.location)
        if isinstance(found, Diagnostic):
            self._reader.report(found.code, found.message, text.location, found.remedy)
            return None
        return found

    def _groups(self, node: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, value in self._pairs(node, _GROUPS):
            yield name, tuple(self._names(value, name))

    def _names(self, node: Node, whose: str) -> Iterator[str]:
        items = node.items if isinstance(node, Sequence) else (node,)
        for item in items:
            if isinstance(item, Scalar) and not item.missing:
                if self._fitting(item.text):
                    yield item.text.value.strip()
            else:
                self._reader.refuse_shape(item, f"“{whose}”的一项", f"写成 {whose}: [甲局, 乙局]")


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.missing


def dump_contacts(contacts: Contacts) -> str:
    """The text of a contacts.yaml that is read as these contacts."""
    lines = ["# 通讯录：版记上印的名称 → 邮箱", f"{_UNITS}:"]
    for name, people in contacts.units.items():
        written = ", ".join(map(_person, people))
        alone = len(people) == 1 and not people[0].name
        lines.append(f"  {_scalar(name)}: {written if alone else f'[{written}]'}")
    if contacts.groups:
        lines.append(f"{_GROUPS}:")
        lines += [
            f"  {_scalar(name)}: [{', '.join(map(_scalar, members))}]"
            for name, members in contacts.groups.items()
        ]
    if contacts.excused:
        lines.append(f"{_EXCUSED}: [{', '.join(map(_scalar, contacts.excused))}]")
    return "\n".join(lines) + "\n"


def _person(person: Person) -> str:
    shown = _quoted(person.address.shown)
    return f"{{{_NAME}: {_scalar(person.name)}, {_MAIL}: {shown}}}" if person.name else shown


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9@._+-]*", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
