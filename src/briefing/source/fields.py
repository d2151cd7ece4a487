"""The fields of an issue file (各项): nodes → values, by the metadata of the model in `issue`.

The metadata say which keys there are, how their values are written and what limits they have;
here are only the kinds of values. Nothing stops at the first thing that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field
from typing import Any

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.habits import Start
from briefing.issue import Correction, Entry, Recipient, Strictness, Switch, Text
from briefing.source.keys import ALL_KEYS, LEVELS, Given, keys_of, missing
from briefing.source.manuscript import ENOUGH, SPOILT, Manuscript
from briefing.source.notation import Mapping, Node, Scalar, Sequence
from briefing.source.values import (
    Meaning,
    parse_choice,
    parse_date,
    parse_mail,
    parse_name,
    parse_number,
    parse_reference,
    parse_truth,
)

_TAB = re.compile(r"(?<=\S)[ \u3000]*(\t)(?=[ \t\u3000]*\S)")
_PARSERS: dict[str, Callable[[Text, Meaning], Any]] = {
    "choice": parse_choice,
    "date": parse_date,
    "mails": parse_mail,
    "name": parse_name,
    "number": parse_number,
    "reference": parse_reference,
    "truth": parse_truth,
}


class Reader:
    """Makes values of one file's nodes and notes all that is wrong.

    A method that finds a value wrong reports it and returns None or leaves it out: the value is
    never used, since a file with problems makes no Issue.
    """

    def __init__(
        self, manuscript: Manuscript, problems: list[Diagnostic], keys: frozenset[str] = ALL_KEYS
    ) -> None:
        self._manuscript = manuscript
        self._problems = problems
        self._keys = keys

    def report(self, code: str, message: str, place: Location, remedy: str) -> None:
        self._problems.append(Diagnostic(code, message, place, remedy))

    def fields_of(self, model: type[Any], node: Mapping, *, own: bool = True) -> Given:
        """The fields that `node` gives; `own`: also those of one issue only are allowed."""
        keys = keys_of(model)
        seen: dict[str, Scalar] = {}
        given = Given({}, {})
        guessed: list[str] = []
        for key, value in node.pairs:
            if len(self._problems) > 2 * ENOUGH:
                break
            written = key.text.value.strip()
            field = keys.get(written.replace(SPOILT, ""))
            if field is None:
                if meant := self._refuse_key(key, model):
                    guessed.append(meant)
                continue
            if field.name in seen:
                self._refuse_twice(key, seen[field.name], field)
                continue
            seen[field.name] = key
            if not own and field.metadata.get("own"):
                message = f"“{written}”每期不同，不能写在这个文件里"
                self.report("misplaced-key", message, key.location, "移到各期自己的文件里")
            elif _is_missing(value, field):
                given.empty[field.name] = key
            else:
                given.values[field.name] = _READERS[field.metadata["kind"]](self, value, field)
        for meant in guessed:  # it is there, though ill written: not to be reported as missing
            given.values.setdefault(meant, None)
        return given

    def parted(self, node: Mapping, model: type[Any]) -> tuple[Mapping, Mapping]:
        """The pairs of `node` whose keys are those of `model`, and the others."""
        keys = keys_of(model)
        own: list[tuple[Scalar, Node]] = []
        others: list[tuple[Scalar, Node]] = []
        for pair in node.pairs:
            (own if pair[0].text.value.strip() in keys else others).append(pair)
        return Mapping(tuple(own), node.location), Mapping(tuple(others), node.location)

    def _refuse_key(self, key: Scalar, model: type[Any]) -> str | None:
        """Report a key that is none; the name of the field that may have been meant."""
        from briefing.source.mistakes import mistake_on  # a good file needs none

        keys, written = keys_of(model), key.text.value
        if mistake := mistake_on(self._manuscript, key.location.line - 1, self._keys):
            self._problems.append(mistake)
            return None
        name, rest = [*re.split("[:：]", written, maxsplit=1), ""][:2]
        if name in keys:  # within braces: elsewhere it is no key at all
            message = f"“{name}”后面要用英文冒号加空格"
            self.report("missing-space", message, key.location, f"写成 {name}: {rest.strip()}")
            return keys[name].name
        bare = written.strip("“”‘’「」\"' ")
        if bare in keys:
            message = f"项目名“{bare}”不加引号"
            self.report("quoted-key", message, key.location, f"写成 {bare}:")
            return keys[bare].name
        for other, level in LEVELS.items():
            if model in LEVELS and other is not model and written in keys_of(other):
                message = f"“{written}”不写在这一层"
                self.report("misplaced-key", message, key.location, f"它写在{level}")
                return None
        from difflib import get_close_matches  # only here: most files need no suggestion

        candidates = [each for each in keys if each.isascii() == written.isascii()]
        near = get_close_matches(written[:40], candidates, n=1, cutoff=0.5)
        known = "、".join(each.metadata["key"] for each in dict.fromkeys(keys.values()))
        remedy = f"是不是“{near[0]}”" if near else f"这里可以写：{known}"
        self.report("unknown-key", f"没有{quoted(written)}这一项", key.location, remedy)
        return keys[near[0]].name if near else None

    def _refuse_twice(self, key: Scalar, first: Scalar, field: Field[Any]) -> None:
        written, line = key.text.value, first.location.line
        if written == first.text.value:
            message = f"“{written}”写了两次，第 {line} 行已有"
        else:
            message = f"“{written}”就是第 {line} 行的“{first.text.value}”，写了两次"
        self.report("duplicate-key", message, key.location, "只留一处")

    def refuse_shape(self, node: Node, what: str, remedy: str) -> None:
        """Report that `what` is a list, a mapping or a text where something else is wanted."""
        line, column = node.location.line - 1, node.location.column - 1
        bracket = self._manuscript.lines[line][column : column + 1]
        if isinstance(node, Scalar):
            if node.spoilt:
                return
            from briefing.source.mistakes import mistake_on

            if mistake := mistake_on(self._manuscript, line, self._keys):
                self._problems.append(mistake)
                return
            found = f"文字{quoted(node.text.value)}"
        elif bracket in ("[", "{"):
            found = f"“{bracket}”开头的列表"
            remedy += f"；“{bracket}”是文字时给整个内容加引号"
        elif isinstance(node, Sequence):
            found = "“-”开头的列表"
        else:
            found = f"几项内容（“{node.pairs[0][0].text.value}:”等）" if node.pairs else "空的"
        self.report("wrong-shape", f"{what}写成了{found}", node.location, remedy)

    def text(self, node: Node, field: Field[Any]) -> Text | None:
        """A text of one line, without spaces at its ends."""
        name, example = field.metadata["key"], field.metadata["example"]
        if not isinstance(node, Scalar):
            self.refuse_shape(node, f"“{name}”", f"写一行文字，如 {name}: {example}")
            return None
        text = _stripped(node.text)
        if "\n" in text.value:
            message = f"“{name}”只能写一行，这里又起了一行"
            place = text.at(text.value.index("\n") + 1)
            self.report("several-lines", message, place, f"写在一行里，如 {name}: {example}")
            return None
        return text if field.metadata["kind"] in _PARSERS else self._fitting(text, field)

    def lines(self, node: Node, field: Field[Any]) -> tuple[Text, ...]:
        """A text or a list of texts, each a line; a block stands for a list of its lines."""
        if isinstance(node, Scalar):
            most = 20 * field.metadata["most"]
            if len(node.text.value) > most:
                message = f"“{field.metadata['key']}”太长，有 {len(node.text.value)} 字"
                self.report("too-long", message, node.text.at(most), "从这里起超出了，请删短")
                return ()
            parts = (
                _stripped(node.text.part(match.start(), match.end()))
                for match in re.finditer(r"[^\n]+", node.text.value)
            )
            return tuple(part for part in parts if part.value and self._fitting(part, field))
        return self._texts(node, field)

    def _texts(self, node: Node, field: Field[Any]) -> tuple[Text, ...]:
        read = (self.text(item, field) for item in self._items(node, field))
        return tuple(text for text in read if text is not None)

    def _items(self, node: Node, field: Field[Any]) -> Iterator[Node]:
        """The items of a list that are not empty; a single value is a list of one."""
        if not isinstance(node, Sequence):
            yield node
            return
        for number, item in enumerate(node.items, 1):
            if isinstance(item, Scalar) and item.missing:
                message = f"“{field.metadata['key']}”的第 {number} 项是空的"
                self.report("empty-item", message, item.location, "写上内容，或删去这个“-”")
            else:
                yield item

    def _fitting(self, text: Text, field: Field[Any]) -> Text | None:
        most = field.metadata["most"]
        if tab := _TAB.search(text.value):
            place = text.at(tab.start(1))
            message = f"“{field.metadata['key']}”里有 Tab 键打的空位"
            self.report("tab-in-text", message, place, "删掉它，或改成空格")
            return None
        if len(text.value) <= most:
            return text
        message = f"“{field.metadata['key']}”有 {len(text.value)} 字，最多 {most} 字"
        self.report("too-long", message, text.at(most), "从这里起超出了，请删短")
        return None

    def body(self, node: Node, field: Field[Any]) -> Text | None:
        """A text of any number of lines."""
        if isinstance(node, Scalar):
            return self._fitting(node.text, field)
        remedy = "冒号后写“|”，文字从下一行起，每行一段；以“[”“{”“-”开头的文字也要这样写"
        self.refuse_shape(node, f"“{field.metadata['key']}”", remedy)
        return None

    def typed(self, node: Node, field: Field[Any]) -> Any:
        """A value of another type than text, by its kind in `values`."""
        text = self.text(node, field)
        if text is None or SPOILT in text.value:
            return None
        if field.metadata["kind"] in ("name", "mails") and not self._fitting(text, field):
            return None
        value = _PARSERS[field.metadata["kind"]](text, field.metadata)
        if isinstance(value, Diagnostic):
            self._problems.append(value)
            return None
        return value

    def recipients(self, node: Node, field: Field[Any]) -> tuple[Recipient, ...]:
        """A list of names, or of mappings of a name and addresses; also a single one."""
        found = (self._recipient(item, field) for item in self._items(node, field))
        return tuple(each for each in found if each)

    def _recipient(self, node: Node, field: Field[Any]) -> Recipient | None:
        key = field.metadata["key"]
        if isinstance(node, Scalar):
            name = self.text(node, keys_of(Recipient)["name"])
            return Recipient(name) if name else None
        if isinstance(node, Sequence):
            self.refuse_shape(
                node, f"“{key}”的一项", f"每个单位一项，如 {key}: {field.metadata['example']}"
            )
            return None
        given = self.fields_of(Recipient, node)
        whose = f"“{key}”里有个单位"
        self._problems += missing(Recipient, given, node.location, whose=whose)
        return Recipient(**given.values) if given.values.get("name") else None

    def correction(self, node: Node, field: Field[Any]) -> Correction | None:
        """A mapping of the issue that was wrong and what was wrong in it."""
        if not isinstance(node, Mapping):
            self.refuse_shape(node, "“更正”", "下面写两行：“  期: 2025-25”和“  说明: ……”")
            return None
        given = self.fields_of(Correction, node)
        self._problems += missing(Correction, given, node.location, whose="“更正”里")
        whole = given.values.get("issue") and given.values.get("explanation")
        return Correction(**given.values) if whole else None

    def start(self, node: Node, field: Field[Any]) -> Start | None:
        """A mapping of the number and the running total reached before."""
        if not isinstance(node, Mapping):
            self.refuse_shape(node, "“上接”", f"写成 上接: {field.metadata['example']}")
            return None
        return Start(**self.fields_of(Start, node).values, location=node.location)

    def references(self, node: Node, field: Field[Any]) -> tuple[Text, ...]:
        """A list of issues, or a single one."""
        found = (self.text(item, field) for item in self._items(node, field))
        read = (parse_reference(text, field.metadata) for text in found if text)
        good = []
        for each in read:
            if isinstance(each, Diagnostic):
                self._problems.append(each)
            else:
                good.append(each)
        return tuple(good)

    def records(self, node: Node, field: Field[Any]) -> tuple[Any, ...]:
        """A list of mappings of one model; its name alone stands for one that needs no more."""
        model: type[Any] = field.metadata["record"]
        keys = list(dict.fromkeys(keys_of(model).values()))
        key, found = field.metadata["key"], []
        for item in self._items(node, field):
            if isinstance(item, Mapping):
                given = self.fields_of(model, item)
                self._problems += missing(model, given, item.location, whose=f"“{key}”的一项")
                if all(given.values.get(each.name) for each in keys if each.default is MISSING):
                    found.append(model(**given.values))
            elif isinstance(item, Scalar) and keys[1].default is not MISSING:
                if name := self.text(item, keys[0]):
                    found.append(model(name))
            else:
                remedy = (
                    f"每项写成 {{{keys[0].metadata['key']}: ……}}，如 {field.metadata['example']}"
                )
                self.refuse_shape(item, f"“{key}”的一项", remedy)
        return tuple(found)

    def switches(self, node: Node, field: Field[Any]) -> tuple[Switch, ...]:
        """A mapping of rules and how seriously they are taken."""
        key = field.metadata["key"]
        if not isinstance(node, Mapping):
            self.refuse_shape(
                node, f"“{key}”", f"写“规则: 级别”，如 {key}: {field.metadata['example']}"
            )
            return ()
        found: list[Switch] = []
        for rule, value in node.pairs:
            meaning = {"key": rule.text.value, "choices": Strictness, "example": "关"}
            if not isinstance(value, Scalar):
                self.refuse_shape(value, f"“{rule.text.value}”", "写必错、疑似、提示或关")
                continue
            strictness = parse_choice(value.text, meaning)
            if isinstance(strictness, Diagnostic):
                self._problems.append(strictness)
            else:
                found.append(Switch(rule.text, Strictness(strictness)))
        return tuple(found)

    def mails(self, node: Node, field: Field[Any]) -> tuple[Text, ...]:
        """One address or a list of them."""
        found = (self.typed(item, field) for item in self._items(node, field))
        return tuple(text for text in found if isinstance(text, Text))

    def entries(self, node: Node, field: Field[Any]) -> tuple[Entry, ...]:
        """The entries, in the order of the file."""
        if not isinstance(node, Sequence):
            remedy = "每篇的第一行前加“- ”，如“- 标题: ……”，同篇其他各行和“标题”对齐"
            if isinstance(node, Mapping) and node.pairs:
                first = node.pairs[0][0].text.value
                message = f"“稿件”下面的“{first}”前缺少“- ”"
                self.report("missing-dash", message, node.location, remedy)
            else:
                self.refuse_shape(node, "“稿件”", remedy)
            return ()
        found = []
        for number, item in enumerate(node.items, 1):
            whose = f"第 {number} 篇"
            if isinstance(item, Mapping):
                given = self.fields_of(Entry, item)
                self._problems += missing(Entry, given, item.location, whose=whose)
                if {"title", "body"} <= given.values.keys():
                    found.append(Entry(**given.values, location=item.location))
            elif isinstance(item, Scalar) and item.missing:
                message = f"{whose}是空的"
                self.report("empty-item", message, item.location, "写上标题和正文，或删去这个“-”")
            else:
                remedy = "写成“- 标题: ……”，下一行“正文: |”和“标题”对齐"
                self.refuse_shape(item, whose, remedy)
        return tuple(found)


_READERS: dict[str, Callable[[Reader, Node, Field[Any]], Any]] = {
    "body": Reader.body,
    "choice": Reader.typed,
    "correction": Reader.correction,
    "date": Reader.typed,
    "entries": Reader.entries,
    "lines": Reader.lines,
    "mails": Reader.mails,
    "name": Reader.typed,
    "number": Reader.typed,
    "recipients": Reader.recipients,
    "records": Reader.records,
    "reference": Reader.typed,
    "references": Reader.references,
    "start": Reader.start,
    "switches": Reader.switches,
    "text": Reader.text,
    "truth": Reader.typed,
}


def _is_missing(node: Node, field: Field[Any]) -> bool:
    if isinstance(node, Sequence):
        return not node.items and field.default is MISSING
    return isinstance(node, Scalar) and node.missing


def _stripped(text: Text) -> Text:
    """`text` without spaces, full-width ones too, at its ends."""
    value = text.value.strip()
    start = text.value.find(value)
    return text if value == text.value else text.part(start, start + len(value))
