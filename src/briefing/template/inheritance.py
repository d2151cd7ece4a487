"""`extends`: a template file laid over the one it builds on, before anything in it is read.

Nodes keep their places, so a mistake is told in the file that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, Location, TemplateError, quoted, reason_of

FILE = "template.yaml"
_EXTENDS = "extends"
_SYNTAX = "检查缩进、冒号和引号"
_EMPTY = "写 extends、name、about 三行就能用，如 extends: shanghai"
OWN = ("name", "about")  # no template goes by the name of another
# Mappings within mappings: the template, its styles, a style. Deeper there are values only.
_DEPTH = 3


class _Stream(StringIO):
    """Text that the parser knows the file of."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


def read_file(path: Path) -> str:
    """The text of a template file; TemplateError if it cannot be read."""
    place = Location(str(path), 1, 1)
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        text, place = "版式文件不是 UTF-8 编码", place._replace(line=line)
        remedy = "用记事本打开，另存为，“编码”选“UTF-8”"
        reason: Exception = error
    except OSError as error:
        text, remedy = f"读不了版式文件：{reason_of(error)}", "核对文件是否还在、能否打开"
        reason = error
    raise TemplateError([Diagnostic("template-unreadable", text, place, remedy)]) from reason


def place_of(node: Any) -> Location:
    """Where a node begins."""
    mark = node.start_mark
    return Location(mark.name, mark.line + 1, mark.column + 1)


def parse(data: str, file: str) -> Any:
    """The root node of a template file; TemplateError if there is none."""
    import yaml

    place = Location(file, 1, 1)
    try:
        root = yaml.compose(_Stream(data, file), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Location(file, mark.line + 1, mark.column + 1) if mark else place
        problem = Diagnostic("template-syntax", "这里不合 YAML 的写法", place, _SYNTAX)
        raise TemplateError([problem]) from error
    if root is None:
        raise TemplateError([Diagnostic("template-empty", "版式文件里没有内容", place, _EMPTY)])
    return root


def with_base(root: Any, name: str, shelves: Sequence[Path]) -> Any:
    """`root` laid over the template it names under `extends`, and that over its own, and so on.

    name     of the template
    shelves  folders of templates: the one that this template stands in, then those behind it. A
             base is looked for in this order, one of the template's own name only behind its own
             folder; so a shipped template never builds on a project's.
    TemplateError if a base is not there, cannot be read, or leads back to where it began.
    """
    chain = [name]
    layers = [root]
    seen = {(shelves[0] / name) if shelves else Path(name)}
    while (extends := _extends(layers[-1])) is not None:
        wanted = extends.value
        behind = shelves[1:] if wanted == chain[-1] else shelves
        shelf = next((each for each in behind if _is_template(each, wanted)), None)
        chain.append(wanted)
        if shelf is None:
            raise TemplateError([_unknown(extends, behind)])
        if shelf / wanted in seen:
            text = f"版式互相做底本，绕成了圈：{' → '.join(chain)}"
            remedy = "改掉其中一个文件里的 extends"
            raise TemplateError([Diagnostic("template-circle", text, place_of(extends), remedy)])
        seen.add(shelf / wanted)
        shelves = shelves[shelves.index(shelf) :]
        path = shelf / wanted / FILE
        layers.append(parse(read_file(path), str(path)))
    whole = layers.pop()
    while layers:
        whole = _over(_without(whole, (*OWN, _EXTENDS)), layers.pop(), _DEPTH)
    return whole


def lineage(name: str, shelves: Sequence[Path]) -> tuple[Path, ...]:
    """The folder of a template and those of the templates it builds on, as `with_base` finds them.

    What cannot be made out ends it: reading the template says what is wrong. TemplateError if a
    file is no text.
    """
    found: list[Path] = []
    while shelf := next((each for each in shelves if _is_template(each, name)), None):
        folder = shelf / name
        if folder in found:
            break
        found.append(folder)
        text = read_file(folder / FILE)
        try:
            extends = _extends(parse(text, str(folder / FILE)))
        except TemplateError:
            break
        if extends is None:
            break
        shelves = shelves[shelves.index(shelf) + (extends.value == name) :]
        name = extends.value
    return tuple(found)


def completed(root: Any, folder: Path) -> Any:
    """A template of long ago, with what it does not know taken from the one in `folder`.

    A style that it has stays as it was, whatever may be said of styles since.
    """
    path = folder / FILE
    base = _without(parse(read_file(path), str(path)), (*OWN, _EXTENDS))
    return _over(base, root, _DEPTH - 1)


def known_templates(shelves: Sequence[Path]) -> list[str]:
    """The names of all templates there, sorted; OSError if a shelf may not be looked into."""
    # Not by glob, which passes over such a shelf: the program's template of the name would do.
    there = (shelf for shelf in shelves if shelf.is_dir())
    found = ((shelf, folder.name) for shelf in there for folder in shelf.iterdir())
    return sorted({name for shelf, name in found if _is_template(shelf, name)})


def _is_template(shelf: Path, name: str) -> bool:
    return (shelf / name / FILE).is_file()


def _extends(root: Any) -> Any | None:
    """The node of the value of `extends`; TemplateError if it is no name of a folder."""
    for key, value in _items(root):
        if key == _EXTENDS:
            written = value.value
            if value.id == "scalar" and written and not set(written) & set("/\\:.\0"):
                return value
            text = "extends 后面应是一个版式的文件夹名"
            problem = Diagnostic("template-base", text, place_of(value), "如 extends: shanghai")
            raise TemplateError([problem])
    return None


def _unknown(extends: Any, shelves: Sequence[Path]) -> Diagnostic:
    from difflib import get_close_matches

    known = known_templates(shelves)
    near = get_close_matches(extends.value, known, 1)
    remedy = f"是否想写“{near[0]}”" if near else f"可写：{'、'.join(known)}" if known else ""
    text = f"没有叫{quoted(extends.value)}的版式可做底本"
    return Diagnostic("template-base", text, place_of(extends), remedy)


def _items(node: Any) -> Iterator[tuple[str, Any]]:
    """The items of a mapping whose keys are texts."""
    if node.id == "mapping":
        for key, value in node.value:
            if key.id == "scalar":
                yield key.value, value


def _without(node: Any, keys: tuple[str, ...]) -> Any:
    if node.id != "mapping":
        return node
    return _mapping(node, [item for item in node.value if item[0].value not in keys])


def _over(base: Any, own: Any, depth: int) -> Any:
    """`own` laid over `base`: each key it has replaces the base's, or goes into it.

    A key that `own` has twice stays there twice, for the reader to find.
    """
    if not depth or base.id != "mapping" or own.id != "mapping":
        return own
    below = dict(_items(base))
    written = [
        (key, _over(below[key.value], value, depth - 1))
        if key.id == "scalar" and key.value in below
        else (key, value)
        for key, value in own.value
    ]
    given = {key for key, _ in _items(own)}
    # What the base has keeps its order, which is that of the styles in a DOCX.
    items: list[tuple[Any, Any]] = []
    for key, value in base.value:
        if key.id != "scalar" or key.value not in given:
            items.append((key, value))
        elif key.value in below:
            items += [item for item in written if item[0].value == key.value]
            del below[key.value]
    old = {key for key, _ in _items(base)}
    added = [item for item in written if item[0].id != "scalar" or item[0].value not in old]
    return _mapping(own, [*items, *added])


def _mapping(like: Any, items: list[tuple[Any, Any]]) -> Any:
    """A mapping of these items in the place of another."""
    import yaml

    return yaml.MappingNode(like.tag, items, like.start_mark, like.end_mark, like.flow_style)
