"""Issue files (期文件): the file of an issue and the publication file → Issue; registry.yaml.

Everything that is wrong in both is reported at once. The way there: `manuscript` makes text of
bytes, `notation` nodes of text, `fields` values of nodes, by the `keys`. The way back is `editing`
(values) and `splicing` (characters): commands change a file where they must and nowhere else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from briefing.diagnostics import Diagnostic, Location, SourceError
from briefing.habits import Habits
from briefing.issue import Entry, Issue, Text
from briefing.materials import gather
from briefing.registry import Registry
from briefing.source.fields import Reader
from briefing.source.keys import ALL_KEYS, REGISTRY_KEYS, Given, keys_of, missing
from briefing.source.manuscript import ENOUGH, LARGEST, Manuscript, decipher
from briefing.source.notation import Mapping, Node, Scalar, compose

__all__ = [
    "MadeOut",
    "bytes_of",
    "load",
    "load_habits",
    "load_registry",
    "make_out",
    "read",
    "text_of",
]


class MadeOut(NamedTuple):
    """An issue file as far as it can be made out.

    issue     None if a part of it is wrong in a way that leaves open what was meant; with any
              problem it is to be proofread and nothing else
    problems  all that is wrong, in the order of the files and of the places in them
    """

    issue: Issue | None
    problems: tuple[Diagnostic, ...]


def load(path: Path | str, defaults: Path | str | None = None, root: Path | None = None) -> Issue:
    """The issue in the file `path`; what it leaves out is taken from the file `defaults`.

    Files that it refers to lie inside `root`, or if there is none, inside its own folder.

    Raises SourceError with all that is wrong in both files, also if one cannot be opened.
    """
    return _sound(make_out(path, defaults, root))


def make_out(
    path: Path | str, defaults: Path | str | None = None, root: Path | None = None
) -> MadeOut:
    """`made_out` of the file `path`, with the files that it refers to."""
    problems: list[Diagnostic] = []
    files = [(_bytes_of(Path(each), problems), str(each)) for each in (path, defaults) if each]
    if problems:
        return MadeOut(None, tuple(problems))
    made = made_out(*files[0], defaults=files[1] if defaults else None)
    if made.issue is None:
        return made
    folder = Path(path).parent
    materials = gather(made.issue, folder, root or folder, problems)
    issue = replace(made.issue, materials=materials) if materials else made.issue
    if problems:
        return MadeOut(issue, tuple(_settled([*made.problems, *problems])))
    return made._replace(issue=issue)


def read(data: bytes, name: str, defaults: tuple[bytes, str] | None = None) -> Issue:
    """The issue in `data`, called `name` in messages; `defaults` are the publication file's.

    A field that the issue has, a list too, replaces the one of `defaults`. Raises SourceError
    with all that is wrong in both, in the order of the files and of the places in them.
    """
    return _sound(made_out(data, name, defaults))


def _sound(made: MadeOut) -> Issue:
    if made.issue is None or made.problems:
        raise SourceError(made.problems)
    return made.issue


def _other_name(path: Path) -> str:
    """What to do about the name of a file that is not there."""
    from difflib import get_close_matches  # only here

    folders = (path.parent, path.parent / "issues")
    with suppress(OSError, ValueError):
        near = [each for folder in folders for each in sorted(folder.glob("*.yaml"))]
        names = [each.name for each in near]
        for name in get_close_matches(path.name, names, n=1):
            return f"是不是 {near[names.index(name)]}"
    return "检查文件名和所在的文件夹"


def made_out(data: bytes, name: str, defaults: tuple[bytes, str] | None = None) -> MadeOut:
    """What `read` would give if slips of the hand were mended as they can only be meant."""
    problems: list[Diagnostic] = []
    others: list[Diagnostic] = []
    given = _given_in(data, name, problems)
    common = _given_in(*defaults, others, own=False) if defaults else Given({}, {})
    start = Location(name, 1, 1)
    issue = None
    if given is not None and common is not None:
        merged = Given({**common.values, **given.values}, given.empty)
        problems += missing(Issue, merged, start, elsewhere=defaults[1] if defaults else "")
        if all(each.mended for each in (*problems, *others)):
            entries = _used(merged.values["entries"], problems)
            issue = Issue(**{**merged.values, "entries": entries}, location=start)
            problems += _contradictions(issue)
    return MadeOut(issue, (*_settled(problems), *_settled(others)))


def _used(entries: tuple[Entry, ...], problems: list[Diagnostic]) -> tuple[Entry, ...]:
    """The entries that are not held back for the next issue."""
    used = tuple(entry for entry in entries if not entry.held)
    if entries and not used:
        message = "各篇都写了“暂缓”，本期没有稿件"
        remedy = "至少一篇删去“暂缓: 是”"
        problems.append(Diagnostic("all-held", message, entries[0].location, remedy))
    return used


def _contradictions(issue: Issue) -> Iterator[Diagnostic]:
    """Fields that are right by themselves and do not go together."""
    if issue.secrecy_term and not issue.secrecy:
        message = "写了“保密期限”，没有写“密级”"
        place = issue.secrecy_term.location
        yield Diagnostic("term-without-secrecy", message, place, "加上 密级: 秘密，或删去这一行")
    sections = False
    for entry in issue.entries:
        if sections and not entry.section:
            message = f"“{entry.title[0]}”没有写“栏目”，前面的稿件写了"
            remedy = "加上 栏目: ……，或把这一篇移到最前面"
            yield Diagnostic("section-missing", message, entry.location, remedy)
        sections = sections or entry.section is not None


def load_habits(path: Path | str) -> Habits:
    """How the office of a publication file numbers and signs.

    Raises SourceError with all that is wrong in that part of it, also if it cannot be opened.
    """
    problems: list[Diagnostic] = []
    data = _bytes_of(Path(path), problems)
    habits = None
    if not problems:
        # What is wrong elsewhere in the file is reported when an issue is read.
        habits = _habits_in(data, str(path), problems)
    if problems or habits is None:
        raise SourceError(_settled(problems))
    return habits


def _habits_in(data: bytes, name: str, problems: list[Diagnostic]) -> Habits:
    try:
        manuscript = decipher(data, name, problems)
    except SourceError as error:
        problems.extend(error.diagnostics)
        return Habits()
    node = compose(manuscript, ALL_KEYS, problems)
    reader = Reader(manuscript, problems)
    if not isinstance(node, Mapping):
        return Habits()
    return Habits(**reader.fields_of(Habits, reader.parted(node, Habits)[0]).values)


def load_registry(path: Path | str) -> Registry:
    """The names written in a registry.yaml.

    Raises SourceError with all that is wrong in it, also if it cannot be opened.
    """
    problems: list[Diagnostic] = []
    data = _bytes_of(Path(path), problems)
    if not problems:
        registry = _registry_in(data, str(path), problems)
        if not problems:
            return registry
    raise SourceError(_settled(problems))


def _registry_in(data: bytes, name: str, problems: list[Diagnostic]) -> Registry:
    try:
        manuscript = decipher(data, name, problems)
    except SourceError as error:
        problems.extend(error.diagnostics)
        return Registry()
    node = compose(manuscript, REGISTRY_KEYS, problems)
    reader = Reader(manuscript, problems, REGISTRY_KEYS)
    if isinstance(node, Mapping):
        values = reader.fields_of(Registry, node).values
        return Registry(**{key: _plain(value or ()) for key, value in values.items()})
    if node and not (isinstance(node, Scalar) and node.missing):
        reader.refuse_shape(node, "文件", "写“单位: [甲局, 乙局]”，人名、固定提法也这样，一行一项")
    return Registry()


def _plain(value: Any) -> Any:
    """What was read for a registry, with texts that need not know their places."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (each.name for each in dataclasses.fields(value))
        return dataclasses.replace(value, **{name: _plain(getattr(value, name)) for name in names})
    return value


def bytes_of(path: Path | str) -> bytes:
    """The file as it stands, up to one byte more than is ever read; raises SourceError."""
    problems: list[Diagnostic] = []
    data = _bytes_of(Path(path), problems)
    if problems:
        raise SourceError(problems)
    return data


def text_of(path: Path | str) -> str:
    """A file of plain text that stands beside the issues; raises SourceError."""
    problems: list[Diagnostic] = []
    manuscript = decipher(bytes_of(path), str(path), problems)
    if problems:
        raise SourceError(problems)
    return manuscript.text


class Opened(NamedTuple):
    """A file that could be made out, and its nodes; None if it has none."""

    manuscript: Manuscript
    node: Node | None


def compose_file(
    path: Path | str, keys: frozenset[str], problems: list[Diagnostic]
) -> Opened | None:
    """The nodes of any file in the notation of issue files; None if it cannot be made out.

    For the files beside the issues, whose contents `source` does not know. What is wrong goes
    into `problems`.
    """
    data = _bytes_of(Path(path), problems)
    if problems:
        return None
    try:
        manuscript = decipher(data, str(path), problems)
    except SourceError as error:
        problems.extend(error.diagnostics)
        return None
    return Opened(manuscript, compose(manuscript, keys, problems))


def load_fields(path: Path | str, model: type[Any], example: str) -> dict[str, Any]:
    """What a file gives of the fields of `model`, by their names in it.

    The metadata of the fields say how they are written, as in `issue`; `example` is a line of
    such a file. Raises SourceError with all that is wrong, fields that lack included.
    """
    problems: list[Diagnostic] = []
    given = Given({}, {})
    opened = compose_file(path, frozenset(keys_of(model)), problems)
    if opened is not None:
        reader = Reader(opened.manuscript, problems, frozenset(keys_of(model)))
        if isinstance(opened.node, Mapping):
            given = reader.fields_of(model, opened.node)
        elif opened.node and not (isinstance(opened.node, Scalar) and opened.node.missing):
            reader.refuse_shape(opened.node, "文件", f"写“项目: 内容”，一行一项，如 {example}")
        problems += missing(model, given, Location(str(path), 1, 1))
    if problems:
        raise SourceError(_settled(problems))
    return given.values


def _bytes_of(path: Path, problems: list[Diagnostic]) -> bytes:
    where = Location(str(path), 1, 1)
    try:
        if path.exists() and not path.is_file():
            problem = Diagnostic("not-a-file", "这不是文件", where, "写期文件的名字")
        else:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
    except FileNotFoundError:
        problem = Diagnostic("no-file", "没有这个文件", where, _other_name(path))
    except (OSError, ValueError):
        remedy = "关掉正在用它的程序，或检查读取的权限"
        problem = Diagnostic("unreadable-file", "文件打不开", where, remedy)
    problems.append(problem)
    return b""


def _given_in(data: bytes, name: str, problems: list[Diagnostic], own: bool = True) -> Given | None:
    """What a file gives of an issue; None if it could not be made out.

    `own` says whether the fields that only an issue can have are allowed.
    """
    try:
        manuscript = decipher(data, name, problems)
    except SourceError as error:
        problems.extend(error.diagnostics)
        return None
    before = len(problems)
    node = compose(manuscript, ALL_KEYS, problems)
    reader = Reader(manuscript, problems)
    if isinstance(node, Mapping):
        if not own:  # the office's habits stand there as well; they are no part of an issue
            habits, node = reader.parted(node, Habits)
            reader.fields_of(Habits, habits)
        return reader.fields_of(Issue, node, own=own)
    if len(problems) > before:
        return None
    if node is None or (isinstance(node, Scalar) and node.missing):
        if own:
            remedy = "照往期的文件写上刊名、期号、日期、稿件"
            reader.report("empty-file", "文件里没有内容", Location(name, 1, 1), remedy)
        return None if own else Given({}, {})
    reader.refuse_shape(node, "文件", "写“项目: 内容”，一行一项，如 期号: 26")
    return None


def _settled(problems: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Each problem once, in the order of the file, and no more than anybody reads."""
    if any(each.code == "wrong-indentation" and not each.mended for each in problems):
        # what is on the wrong level is there: it only seems to be missing
        problems = [each for each in problems if each.code != "missing-field"]
    ordered = sorted(dict.fromkeys(problems), key=lambda each: each.location or Location("", 0, 0))
    yield from islice(ordered, ENOUGH)
    if len(ordered) > ENOUGH:
        message = f"还有 {len(ordered) - ENOUGH} 处问题没有列出"
        yield Diagnostic("more", message, ordered[ENOUGH].location, "先改好以上各处")
