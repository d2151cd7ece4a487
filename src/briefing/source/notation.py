"""YAML as far as the editors need it (书写格式): text → nodes, each with its place in the file.

The file format is a small part of YAML: one document of mappings, lists and texts. What YAML
offers beyond that is refused on the event stream, before anything is built: anchors and aliases
(a few hundred bytes can stand for gigabytes), tags, merge keys, directives. So is what loses text
without a word: a comment behind an unquoted text, lines of unquoted text run together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Text
from briefing.source.manuscript import LARGEST, SPOILT, Manuscript, refusal, spoil
from briefing.source.spans import spans_as_written, spans_of_block, spans_of_folded

if TYPE_CHECKING:
    from briefing.source.faults import Fault

DEEPEST = 20  # levels of mappings and lists in one another
MOST_ITEMS = 5_000  # list items in a file
MOST_NODES = 100_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)")
_NOTHING = {"", "~", "null", "Null", "NULL"}


class Scalar(NamedTuple):
    """A text. `plain` if it stands without quotes; `start` is where it begins, quote included."""

    text: Text
    plain: bool
    start: Location

    @property
    def location(self) -> Location:
        return self.start

    @property
    def missing(self) -> bool:
        """Nothing is written here, or nothing but spaces, or YAML's null."""
        return not self.text.value.strip() or (self.plain and self.text.value in _NOTHING)

    @property
    def spoilt(self) -> bool:
        """Something in it has been found fault with already."""
        return SPOILT in self.text.value


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    location: Location


class Mapping(NamedTuple):
    """Keys and values in the order of the file, duplicates included."""

    pairs: tuple[tuple[Scalar, Node], ...]
    location: Location


Node = Scalar | Sequence | Mapping


class _LimitError(Exception):
    """The file is beyond a limit; nothing more is read of it."""

    def __init__(self, event: Any, code: str, message: str, remedy: str) -> None:
        self.event, self.code, self.message, self.remedy = event, code, message, remedy


def compose(
    manuscript: Manuscript,
    keys: frozenset[str],
    problems: list[Diagnostic],
    loader: Any = _Loader,
) -> Node | None:
    """The node of the whole file; None if it is empty or cannot be made out.

    What is wrong goes into `problems`. `keys` are the keys of the format: by them a mistake is
    told from a text. `loader` is one of PyYAML's.
    """
    guessed = any(problem.code == "wrong-encoding" for problem in problems)
    if guessed and not any(key in manuscript.text for key in keys if not key.isascii()):
        return None  # in yet another encoding, it seems
    first = _attempt(manuscript, keys, loader)
    if not first.slipped:
        problems += first.problems
        return first.node
    from briefing.source.fair_copy import fair_copy  # a good file needs none

    copy = fair_copy(manuscript, keys)
    if copy.whole and copy.slips:
        second = _attempt(copy.manuscript, keys, loader)
        if second.reach > first.reach:
            problems += (*copy.slips, *second.problems, *second.broken_off(copy.manuscript))
            return second.node
    problems += _explained(manuscript, first, copy.slips)
    return None if first.fault else first.node


def _explained(
    manuscript: Manuscript, attempt: _Attempt, slips: tuple[Diagnostic, ...]
) -> Iterator[Diagnostic]:
    """Why the file could not be read to its end; what slips explain is not told twice."""
    lines = {slip.location.line for slip in slips if slip.location}
    if min(lines, default=attempt.reach) > attempt.reach:  # what comes later may be good
        slips, lines = (), set()
    yield from slips
    yield from (
        each for each in attempt.problems if each.location and each.location.line not in lines
    )
    if not slips:
        yield from attempt.broken_off(manuscript)


class _Attempt(NamedTuple):
    """What came of reading a file.

    fault    the syntax error at which reading ended
    slipped  something in it can only be a slip of the hand
    """

    node: Node | None
    problems: list[Diagnostic]
    fault: Fault | None = None
    slipped: bool = False

    @property
    def reach(self) -> int:
        """The line up to which it could be read without a slip, counted from 1."""
        if self.fault:
            return self.fault.place[0] + 1
        return LARGEST - self.slipped

    def broken_off(self, manuscript: Manuscript) -> Iterator[Diagnostic]:
        """What is said of the syntax error, unless something on its line is known to be wrong."""
        if self.fault:
            from briefing.source.faults import plainly

            problem = plainly(manuscript, self.fault)
            blamed = {each.location.line for each in self.problems if each.location}
            if problem.location and problem.location.line not in blamed:
                yield problem


def _attempt(manuscript: Manuscript, keys: frozenset[str], loader: Any) -> _Attempt:
    problems: list[Diagnostic] = []
    composer = _Composer(manuscript, keys, problems)
    try:
        for event in yaml.parse(manuscript.text, Loader=loader):
            composer.take(event)
    except _LimitError as beyond:
        place = composer.place(beyond.event)
        problems.append(Diagnostic(beyond.code, beyond.message, place, beyond.remedy))
        return _Attempt(None, problems)
    except yaml.MarkedYAMLError as error:
        return _Attempt(None, problems, composer.break_off(error), slipped=True)
    except (yaml.YAMLError, ValueError):  # the pure Python loader on escapes beyond Unicode
        problems.append(
            Diagnostic("syntax", "文件格式有误", manuscript.at(0, 0), "对照往期的文件检查格式")
        )
        return _Attempt(None, problems)
    return _Attempt(composer.root, problems, slipped=composer.slipped)


class _Composer:
    """Events in, one at a time; the root node out."""

    def __init__(
        self, manuscript: Manuscript, keys: frozenset[str], problems: list[Diagnostic]
    ) -> None:
        self.root: Node | None = None
        self.slipped = False  # a text of several lines can only be a slip
        self._manuscript, self._keys, self._problems = manuscript, keys, problems
        # for each open mapping or list: its start event and the nodes in it so far, keys and
        # values of a mapping in turn; None stands for a key that cannot be used
        self._open: list[tuple[Any, list[Node | None]]] = []
        self._documents = self._nodes = self._items = 0
        self._last_event: list[Diagnostic] = []

    def place(self, event: Any) -> Location:
        return self._manuscript.at(event.start_mark.line, event.start_mark.column)

    def take(self, event: Any) -> None:
        self._last_event = []
        match event:
            case yaml.ScalarEvent():
                self._count(event)
                self._refuse_properties(event)
                self._add(self._scalar(event))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._count(event)
                self._refuse_properties(event)
                if len(self._open) == DEEPEST:
                    message = f"从这里起套得太深，最多 {DEEPEST} 层"
                    raise _LimitError(event, "too-deep", message, "检查是否有多余的括号或缩进")
                self._open.append((event, []))
            case yaml.SequenceEndEvent():
                start, nodes = self._open.pop()
                sequence = Sequence(tuple(filter(None, nodes)), self.place(start))
                self._add(self._placeholder(start) if start.tag else sequence)
            case yaml.MappingEndEvent():
                start, nodes = self._open.pop()
                pairs = zip(nodes[::2], nodes[1::2], strict=True)
                usable = tuple((k, v) for k, v in pairs if isinstance(k, Scalar) and v)
                mapping = Mapping(usable, self.place(start))
                unusable = start.tag or (start.flow_style and None in nodes)
                self._add(self._placeholder(start) if unusable else mapping)
            case yaml.AliasEvent():
                self._count(event)
                self._refuse_sign(event, "alias", "*")
                self._add(self._placeholder(event))
            case yaml.DocumentStartEvent():
                self._refuse_documents(event)

    def break_off(self, error: yaml.MarkedYAMLError) -> Fault:
        """The syntax error at which reading ended."""
        for problem in self._last_event:  # the half of it that could be read
            self._problems.remove(problem)
        problem_mark: Any = error.problem_mark or error.context_mark
        context: Any = error.context_mark or problem_mark
        said = f"{error.context or ''}: {error.problem or ''}"
        brackets = [start for start, _ in self._open if start.flow_style]
        if "flow" in said and brackets:
            context = brackets[0].start_mark
        from briefing.source.faults import Fault

        return Fault(
            said,
            (problem_mark.line, problem_mark.column),
            (context.line, context.column),
        )

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
            return
        start, nodes = self._open[-1]
        if isinstance(start, yaml.SequenceStartEvent):
            self._items += 1
            if self._items > MOST_ITEMS:
                message = f"列表的项太多，全文件最多 {MOST_ITEMS} 项"
                raise _LimitError(start, "too-many-items", message, "分成几期，或删去多余的项")
        elif len(nodes) % 2 == 0 and not self._usable_key(node, start):
            nodes.append(None)
            return
        nodes.append(node)

    def _usable_key(self, node: Node, start: Any) -> bool:
        if not isinstance(node, Scalar) and start.flow_style:
            place = self.place(start)
            sign = self._manuscript.rest(start.start_mark.line, start.start_mark.column)
            message = f"{quoted(sign)}：没加引号的文字不能以“{sign[:1]}”开头"
            self._report("reserved-sign", message, place, "给整个内容加引号")
            return False
        if not isinstance(node, Scalar):
            remedy = "以“{”或“[”开头的文字要加引号"
            self._report("complex-key", "这里要写项目名，不能是括号里的内容", node.location, remedy)
            return False
        if node.text.value == "<<" and node.plain:
            remedy = "删去这一行，把要用的内容写出来"
            self._report("merge-key", "“<<”（合并）不能用", node.location, remedy)
            return False
        return True

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            remedy = "删去多余的内容"
            raise _LimitError(event, "too-many-nodes", f"内容太多，最多 {MOST_NODES} 项", remedy)

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_sign(event, "anchor", "&")
        if event.tag is not None:
            self._refuse_sign(event, "tag", "!")

    def _refuse_sign(self, event: Any, code: str, sign: str) -> None:
        line = self._manuscript.rest(event.start_mark.line)
        column = max(line.find(sign, event.start_mark.column), event.start_mark.column)
        written = re.split(r"[\s,\]}]", line[column:])[0]
        message = f"{quoted(written)}开头的“{sign}”有特殊意义，不能用"
        remedy = f"如果“{sign}”是文字，给整个内容加引号；不是就删掉"
        self._report(code, message, self._manuscript.at(event.start_mark.line, column), remedy)

    def _refuse_documents(self, event: Any) -> None:
        self._documents += 1
        line = event.start_mark.line
        if self._documents > 1:
            marker = self._line_from(line, "---")
            message = "“---”又开始了一份文件，一个文件只能写一期"
            remedy = "删掉这一行，或把它后面的内容另存为一个文件"
            place = self._manuscript.at(marker, 0)
            self._problems.append(Diagnostic("several-documents", message, place, remedy))
        if event.version or event.tags:
            place = self._manuscript.at(self._line_from(line, "%"), 0)
            self._report("directive", "“%”开头的指令行不能用", place, "删掉这一行")

    def _line_from(self, line: int, start: str) -> int:
        """The first line from `line` on that begins with `start`."""
        lines = self._manuscript.lines
        return next((n for n in range(line, len(lines)) if lines[n].startswith(start)), line)

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        plain = not event.style
        is_key = self._open and isinstance(self._open[-1][0], yaml.MappingStartEvent)
        if plain and not (is_key and len(self._open[-1][1]) % 2 == 0):
            if start.line != end.line:
                self._refuse_lines(event)
                return self._placeholder(event)
            behind = self._manuscript.rest(end.line, end.column)
            if behind.lstrip(" \t").startswith("#") and (not event.value or behind[0] in " \t"):
                self._refuse_comment(event, behind.lstrip(" \t"))
                if not event.value:
                    return self._placeholder(event)
        value, refused = spoil(event.value) if event.style == '"' else (event.value, [])
        if event.style in ("|", ">"):
            value = value.rstrip()
        spans = tuple(self._spans(event, value))
        for index in refused:
            char, place = event.value[index], Text(value, self.place(event), spans).at(index)
            rest = self._manuscript.rest(place.line - 1, place.column - 1)
            escape = _ESCAPE.match(rest)
            before = event.value[:index]
            place = self._manuscript.at(place.line - 1, place.column - 1)
            self._problems.append(refusal(char, before, place, escape[0] if escape else ""))
        spans = tuple(spans_as_written(spans, len(value), self._manuscript))
        place = self.place(event)
        if spans:
            place = Location(place.file, *spans[0][1:])
        return Scalar(Text(value, place, spans), plain, self.place(event))

    def _placeholder(self, event: Any) -> Scalar:
        return Scalar(Text(SPOILT, self.place(event)), True, self.place(event))

    def _refuse_lines(self, event: Any) -> None:
        """Refuse unquoted text of several lines: YAML would join them with a space."""
        from briefing.source.mistakes import WIDE_DASHES, mistake_on  # a good file needs none

        first, last = event.start_mark.line, event.end_mark.line
        # only if the first line is one: further down, text may well begin with “日期：”
        if mistake_on(self._manuscript, first, self._keys):
            self.slipped = True
            for number in range(first, last + 1):
                if mistake := mistake_on(self._manuscript, number, self._keys):
                    self._problems.append(mistake)
                    self._last_event.append(mistake)
            return
        for number in range(first + 1, last + 1):
            line = self._manuscript.lines[number]
            self.slipped = self.slipped or line.lstrip()[:1] in ("-", *WIDE_DASHES)
            if line.lstrip().startswith("- "):
                place = self._manuscript.at(number, len(line) - len(line.lstrip()))
                message = f"{quoted(line)}的缩进与上面各行对不齐"
                self._report("wrong-indentation", message, place, "各行的“-”左边要对齐")
                return
        message = f"{quoted(event.value)}没加引号又写了好几行，会被并成一行"
        remedy = "正文：冒号后写“|”再换行；标题：每行前加“- ”；其他：写在一行里"
        self._report("unmarked-lines", message, self.place(event), remedy)

    def _refuse_comment(self, event: Any, comment: str) -> None:
        column = len(self._manuscript.lines[event.end_mark.line]) - len(comment)
        message = f"{quoted(comment)}会被当作注释丢掉"
        whole = f"{event.value} {comment}".strip()
        if len(whole) <= 30 and '"' not in whole and "\\" not in whole:
            remedy = f'如果是文字，加引号写成 "{whole}"；如果是说明，另起一行'
        else:
            remedy = "如果是文字，给整个内容加引号；如果是说明，另起一行"
        place = self._manuscript.at(event.end_mark.line, column)
        self._report("swallowed-comment", message, place, remedy)

    def _report(self, code: str, message: str, location: Location, remedy: str) -> None:
        problem = Diagnostic(code, message, location, remedy)
        self._problems.append(problem)
        self._last_event.append(problem)

    def _spans(self, event: Any, value: str) -> Iterator[tuple[int, int, int]]:
        """The spans of Text for `value`."""
        start, end = event.start_mark, event.end_mark
        source = self._manuscript.text[start.index : end.index]
        if event.style == "|":
            yield from spans_of_block(value, self._manuscript.lines, start.line + 1)
        elif start.line == end.line and not event.style:
            yield 0, start.line + 1, start.column + 1
        elif start.line == end.line and source[1:-1] == event.value:
            yield 0, start.line + 1, start.column + 2
        else:  # behind the quote, or behind the line that says how the block is folded
            skip = 1
            if event.style == ">":
                skip = len(self._manuscript.lines[start.line]) - start.column
            escape = "\\" if event.style == '"' else ""
            place = (start.line, start.column + skip)
            yield from spans_of_folded(value, source[skip:], place, escape)
