"""Edits of an issue file by commands (改稿): text is spliced in its place, all else stays.

A YAML library that writes files anew loses what editors care for: comments, quotes, line ends,
the way a list is written. Here the place of every node is known, so an edit replaces, adds or
takes out the characters it must. Each edit reads its own result again and compares: a file that
would come out saying anything else is not returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.issue import Entry, Issue
from briefing.source.keys import keys_of

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM = b"\xef\xbb\xbf"
_BREAK = re.compile(r"\r\n|\r|\n")
_PLAIN = re.compile(r"[0-9A-Za-z\u3400-\u9fff][-/0-9A-Za-z\u3400-\u9fff]*")
_NOT_TEXT = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


class _Node(NamedTuple):
    """A node: text[start:end]; `said` is its value, nested as YAML has it."""

    start: int
    end: int
    style: str  # of a scalar: "", "'", '"', "|", ">"; of others "flow" or "block"
    said: Any
    pairs: tuple[tuple[_Node, _Node], ...] = ()
    items: tuple[_Node, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The text of an issue file that can be read (底稿), to be edited or copied from."""

    name: str
    text: str
    marked: bool = False  # whether a byte order mark stands before it

    @classmethod
    def of(cls, data: bytes, name: str) -> Sheet:
        """The sheet of a file's bytes; `name` is what messages call it."""
        return cls(name, data.decode("utf-8-sig"), data.startswith(_BOM))

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (_BOM if self.marked else b"") + self.text.encode("utf-8")

    @property
    def line_end(self) -> str:
        """What ends the first line; a line feed if there is but one."""
        found = _BREAK.search(self.text)
        return found[0] if found else "\n"

    # --- looking

    def place(self, field: str) -> Location | None:
        """Where the value of a field of the issue stands."""
        pair = _pair(_tree(self.text), Issue, field)
        return self._at(pair[1].start) if pair else None

    def written(self, field: str) -> str:
        """The value of a field of the issue as text; empty if there is none."""
        pair = _pair(_tree(self.text), Issue, field)
        return str(pair[1].said).strip() if pair else ""

    @property
    def entries(self) -> int:
        """How many entries there are, those held back included."""
        return len(self._entries())

    def held(self) -> tuple[int, ...]:
        """Which entries are held back (暂缓), counted from 0."""
        found = []
        for index, entry in enumerate(self._entries()):
            pair = _pair(entry, Entry, "held")
            if pair and str(pair[1].said).strip().lower() in ("true", "yes", "是"):
                found.append(index)
        return tuple(found)

    def title_of(self, entry: int) -> str:
        """The title of an entry, counted from 0, on one line."""
        pair = _pair(self._entries()[entry], Entry, "title")
        said = pair[1].said if pair else ""
        return "".join(said) if isinstance(said, list) else " ".join(str(said).split())

    def copy_of(self, fields: Sequence[str], *, below_entries: bool) -> str:
        """The lines of these fields as they are written, comments above them included.

        Those above 稿件, or those below it. Lines end with a line feed and begin in column 1.
        """
        tree = _tree(self.text)
        split = _pair(tree, Issue, "entries")
        border = split[0].start if split else len(self.text)
        known = keys_of(Issue)
        found = []
        for key, value in tree.pairs:
            field = known.get(str(key.said).strip())
            if field and field.name in fields and (key.start > border) is below_entries:
                found.append(self._lines_of(key, value))
        return "".join(found)

    def copy_of_entry(self, index: int, column: int) -> str:
        """An entry as it is written, from its dash on, moved so that the dash is in `column`."""
        node = self._entries()[index]
        text = self.text[node.start : self._end_of(node)]
        return " " * column + "- " + _moved(text, self._column(node.start), column + 2)

    # --- editing

    def with_value(self, field: str, value: str, behind: Sequence[str] = ()) -> Sheet:
        """The issue's field set to `value`, in the way it is written now.

        If it is not there, it gets a line of its own behind the first of the fields `behind`
        that is there.
        """
        return self._with_value((), Issue, field, value, behind)

    def with_entry_value(self, entry: int, field: str, value: str) -> Sheet:
        """The same in an entry, counted from 0; a new field goes behind the title."""
        return self._with_value(self._way_to(entry), Entry, field, value, ("title",))

    def without_entry_value(self, entry: int, field: str) -> Sheet:
        """The field of an entry and its line taken out; nothing happens if it is not there."""
        way = self._way_to(entry)
        tree = _tree(self.text)
        node = _follow(tree, way)
        pair = _pair(node, Entry, field)
        if not pair:
            return self
        said = _changed(tree.said, way, lambda there: _left(there, pair[0].said))
        key, value = pair
        start, end = key.start, self._end_of(value)
        if node.style == "flow":
            comma = re.compile(r"[ \t]*,[ \t]*").match(self.text, end)
            before = re.compile(r",[ \t]*$").search(self.text[:start])
            if comma:
                end = comma.end()
            elif before:
                start = before.start()
        elif key is node.pairs[0][0]:  # it stands behind the dash
            if len(node.pairs) > 1:
                end = node.pairs[1][0].start
        else:
            start = self._line_start(start)
            found = _BREAK.search(self.text, end)
            end = found.end() if found else len(self.text)
            if not found:  # the last line of the file: the line end before it goes
                start -= len(_BREAK.findall(self.text[:start])[-1])
        return self._spliced([(start, end, "")], said)

    # --- inside

    def _with_value(
        self,
        way: tuple[Any, ...],
        model: type[Any],
        field: str,
        value: str,
        behind: Sequence[str],
    ) -> Sheet:
        tree = _tree(self.text)
        node = _follow(tree, way)
        if pair := _pair(node, model, field):
            key, old = pair
            said = _changed(tree.said, way, lambda there: {**there, key.said: value})
            start, end, text = self._rewritten(key, old, value)
            return self._spliced([(start, end, text)], said)
        anchors = (_pair(node, model, name) for name in behind)
        anchor = next(filter(None, anchors), None) or (node.pairs[0] if node.pairs else None)
        if anchor is None:
            raise BriefingError([self._refusal()])
        name = keys_of(model)[field].metadata["key"]
        if str(anchor[0].said).isascii():
            name = field
        said = _changed(tree.said, way, lambda there: {**there, name: value})
        end = self._end_of(anchor[1])
        if node.style == "flow":
            return self._spliced([(end, end, f", {name}: {as_written(value)}")], said)
        line = f"{' ' * self._column(node.start)}{name}: {as_written(value)}"
        found = _BREAK.search(self.text, end)
        if found:
            return self._spliced([(found.end(), found.end(), line + found[0])], said)
        end = len(self.text)
        return self._spliced([(end, end, self.line_end + line)], said)

    def _rewritten(self, key: _Node, old: _Node, value: str) -> tuple[int, int, str]:
        """The splice that makes a scalar say `value`, its quotes and its form kept."""
        text = self.text[old.start : old.end]
        if old.style == "'":
            return old.start, old.end, "'" + value.replace("'", "''") + "'"
        if old.style == '"':
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return old.start, old.end, f'"{escaped}"'
        if old.style in ("|", ">"):
            head = _BREAK.search(text)
            assert head is not None
            content = text[head.end() :].rstrip()
            first = len(content) - len(content.lstrip()) + old.start + head.end()
            return first, old.start + head.end() + len(content), value
        if old.style == "" and not text:  # nothing behind the colon
            colon = self.text.index(":", key.end) + 1
            return colon, colon, f" {as_written(value)}"
        return old.start, self._end_of(old), as_written(value)

    def _spliced(self, splices: Sequence[tuple[int, int, str]], said: Any) -> Sheet:
        text = self.text
        for start, end, new in sorted(splices, reverse=True):
            text = text[:start] + new + text[end:]
        try:
            right = _plain(_tree(text).said) == _plain(said)
        except (yaml.YAMLError, BriefingError):
            right = False
        if not right:
            raise BriefingError([self._refusal()])
        return Sheet(self.name, text, self.marked)

    def _refusal(self) -> Diagnostic:
        message = "这个文件的写法特别，程序没有把握改它，什么也没有动"
        return Diagnostic("cannot-edit", message, Location(self.name, 1, 1), "请照提示自己改")

    def _entries(self) -> tuple[_Node, ...]:
        pair = _pair(_tree(self.text), Issue, "entries")
        return pair[1].items if pair else ()

    def _way_to(self, entry: int) -> tuple[Any, ...]:
        pair = _pair(_tree(self.text), Issue, "entries")
        if not pair or entry >= len(pair[1].items):
            raise BriefingError([self._refusal()])
        return (pair[0].said, entry)

    def _at(self, index: int) -> Location:
        before = _BREAK.split(self.text[:index])
        return Location(self.name, len(before), len(before[-1]) + 1)

    def _line_start(self, index: int) -> int:
        return index - len(_BREAK.split(self.text[:index])[-1])

    def _column(self, index: int) -> int:
        """Counted from 0."""
        return index - self._line_start(index)

    def _end_of(self, node: _Node) -> int:
        """Where a node ends; YAML counts the blank lines and comments behind a block to it."""
        while node.style == "block":
            node = node.items[-1] if node.items else node.pairs[-1][1]
        return node.start + len(self.text[node.start : node.end].rstrip())

    def _lines_of(self, key: _Node, value: _Node) -> str:
        column = self._column(key.start)
        above = _BREAK.split(self.text[: key.start])[:-1]
        comments: list[str] = []
        while above and above[-1].lstrip().startswith("#"):
            comments.insert(0, above.pop().strip())
        if not above:  # they stand at the top, and are about the file
            comments = []
        end = max(self._end_of(value), key.end)
        if end == key.end:  # a key without a value
            end = self.text.index(":", end) + 1
        elif value.style not in ("|", ">"):  # a remark behind a text in quotes goes along
            behind = re.compile(r"[ \t]+#[^\r\n]*").match(self.text, end)
            end = behind.end() if behind else end
        text = _moved(self.text[key.start : end], column, 0)
        return "".join(f"{line}\n" for line in (*comments, text))


def _moved(text: str, column: int, to: int) -> str:
    """`text` whose first line began in `column`, with the others moved as far as it is."""
    first, *rest = _BREAK.split(text)
    moved = [first]
    for line in rest:
        indent = len(line) - len(line.lstrip(" "))
        kept = line[min(column, indent) :]
        moved.append(" " * to + kept if kept.strip() else kept.strip())
    return "\n".join(moved)


def _tree(text: str) -> _Node:
    """The nodes of a file, with the places where they begin and end."""
    open_nodes: list[tuple[Any, list[_Node]]] = []
    root: _Node | None = None
    events: Iterable[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        node: _Node | None = None
        match event:
            case yaml.ScalarEvent():
                node = _Node(*_extent(event, event), event.style or "", event.value)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                open_nodes.append((event, []))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                begun, nodes = open_nodes.pop()
                node = _collection(begun, event, nodes)
        if node is None:
            continue
        if open_nodes:
            open_nodes[-1][1].append(node)
        else:
            root = root or node
    if root is None or not isinstance(root.said, dict):
        raise BriefingError([Diagnostic("cannot-edit", "文件里没有内容")])
    return root


def _collection(begun: Any, ended: Any, nodes: list[_Node]) -> _Node:
    start, end = _extent(begun, ended)
    style = "flow" if begun.flow_style else "block"
    if isinstance(begun, yaml.SequenceStartEvent):
        return _Node(start, end, style, [each.said for each in nodes], items=tuple(nodes))
    pairs = tuple(zip(nodes[::2], nodes[1::2], strict=True))
    said = {key.said: value.said for key, value in pairs if isinstance(key.said, str)}
    return _Node(start, end, style, said, pairs=pairs)


def _extent(begun: Any, ended: Any) -> tuple[int, int]:
    return begun.start_mark.index, ended.end_mark.index


def _pair(node: _Node, model: type[Any], field: str) -> tuple[_Node, _Node] | None:
    known = keys_of(model)
    for key, value in node.pairs:
        meant = known.get(str(key.said).strip())
        if meant and meant.name == field:
            return key, value
    return None


def _follow(node: _Node, way: tuple[Any, ...]) -> _Node:
    for step in way:
        if isinstance(step, int):
            node = node.items[step]
        else:
            node = next(value for key, value in node.pairs if key.said == step)
    return node


def _changed(said: Any, way: tuple[Any, ...], change: Any) -> Any:
    """`said` with what the way leads to replaced by what `change` makes of it."""
    if not way:
        return change(said)
    step, rest = way[0], way[1:]
    if isinstance(step, int):
        return [*said[:step], _changed(said[step], rest, change), *said[step + 1 :]]
    return {**said, step: _changed(said[step], rest, change)}


def _left(said: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != key}


def _plain(said: Any) -> Any:
    """What is said, but for line ends at the end of a block: the last line may gain one."""
    match said:
        case dict():
            return {key: _plain(value) for key, value in said.items()}
        case list():
            return [_plain(each) for each in said]
    return str(said).rstrip("\r\n")


def as_written(value: str) -> str:
    """A text as it is written in a YAML file, in quotes if it must be."""
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
