"""What may stand in a template file, as tables in Markdown for the authors of templates.

Nothing is written down twice: keys and meanings come from `keys` and `design`, values and where
they come from are read out of a template and the notes in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from briefing.issue import LISTS
from briefing.template.design import (
    ROLES,
    Charts,
    Geometry,
    Margins,
    Mark,
    Pictures,
    Ruling,
    Screen,
    Style,
    TypeArea,
)
from briefing.template.inheritance import FILE, parse, read_file
from briefing.template.keys import COLOPHON_PAGES, KINDS, LABELS, MARKS, PARTS, STYLES

# The first word of a note, see the head of templates/shanghai/template.yaml.
_ORIGINS = {"rule": "国标规定", "usual": "国标一般", "derived": "推算", "practice": "惯例"}
_NOTE = re.compile(r"(rule|usual|derived|practice)\b")
_CLAUSE = re.compile(r"GB/T \d+(?:\.\d+)? [A-Z]?[.\d]*\d")
_BASE = "取自 base"

Table = Iterator[str]


def reference(folder: Path) -> str:
    """All keys with how they are written, what they mean, and their values in a template."""
    written = _Written(folder)
    return "\n".join((
        "### 顶层", "", *_parts(), "",
        "### 值的写法", "", *_kinds(), "",
        "### `page`", "", *_page(written), "",
        "### `labels`", "", *_labels(written), "",
        "### `numbering`、`contents`、`lists`、`folio`、`colophon`、`docx`", "",
        *_choices(written), "",
        "### `html`", "", *_html(written), "",
        "### `pictures`", "", *_part(Pictures, written, "pictures"), "",
        "### `charts`", "", *_part(Charts, written, "charts"), "",
        "### `table`", "", *_part(Ruling, written, "table"), "",
        "### `styles` 里每个样式可写的项", "", *_style_keys(), "",
        "### `styles` 里的样式", "", *_styles(written), "",
        "### `marks`", "", *_marks(written), "",
    ))  # fmt: skip


class _Written:
    """The values of a template file and the notes behind them."""

    def __init__(self, folder: Path) -> None:
        text = read_file(folder / FILE)
        self.name = folder.name
        self.lines = text.splitlines()
        self.root = parse(text, str(folder / FILE))

    def at(self, *keys: str) -> Any:
        """The node that the keys lead to; KeyError if there is none."""
        node = self.root
        for key in keys:
            node = {each.value: value for each, value in node.value}[key]
        return node

    def value(self, *keys: str) -> str:
        """A value as it is written, in a table."""
        node = self.at(*keys)
        several = node.id == "sequence"
        text = ", ".join(each.value for each in node.value) if several else str(node.value)
        written = (f"[{text}]" if several else text).replace("|", "\\|")
        return f"`{written}`" if written.strip() else "（空）" if not written else "（空格）"

    def origin(self, *keys: str) -> str:
        """Where a value comes from, by the note behind it."""
        line = self.lines[self.at(*keys).start_mark.line]
        note = line.rpartition(" # ")[2]
        kind = _NOTE.match(note)
        assert kind, line
        clause = _CLAUSE.search(note) if kind[1] != "practice" else None
        return _ORIGINS[kind[1]] + (f" {clause[0]}" if clause else "")

    def items(self, *keys: str) -> list[str]:
        return [key.value for key, _ in self.at(*keys).value]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _parts() -> Table:
    missing = {"extends": "没有底本，各项都要写全", "name": "必写", "about": "必写"}
    rows = ((f"`{key}`", text, missing.get(key, "取自底本")) for key, text in PARTS.items())
    return _table(("键", "意思", "不写时"), rows)


def _kinds() -> Table:
    return _table(("写法", "就是"), KINDS.values())


def _called(kind: str) -> str:
    return KINDS[kind][0]


def _valued(written: _Written) -> tuple[str, ...]:
    return ("键", "写法", "意思", f"{written.name} 的值", "来由")


def _rows(model: type[Any], written: _Written, *path: str) -> Iterator[tuple[str, ...]]:
    for field in fields(model):
        if "kind" in field.metadata:
            where = (*path, field.name)
            key = ".".join(where[1:])
            yield (
                f"`{key}`", _called(field.metadata["kind"]), field.metadata["meaning"],
                written.value(*where), written.origin(*where),
            )  # fmt: skip


def _page(written: _Written) -> Table:
    rows = (
        *_rows(Geometry, written, "page"),
        *_rows(TypeArea, written, "page", "type_area"),
        *_rows(Margins, written, "page", "margins"),
    )
    return _table(_valued(written), rows)


def _labels(written: _Written) -> Table:
    def row(key: str, known: tuple[str, ...], meaning: str) -> tuple[str, ...]:
        shown = "".join(f"`{{{field}}}` " for field in known).rstrip() or "没有"
        where = ("labels", key)
        return f"`{key}`", shown, meaning, written.value(*where), written.origin(*where)

    head = ("键", "可用的字段", "意思", f"{written.name} 的值", "来由")
    return _table(head, (row(key, *each) for key, each in LABELS.items()))


def _choices(written: _Written) -> Table:
    known: dict[tuple[str, ...], tuple[str, str]] = {
        ("numbering",): ("无、汉字、数字之一", PARTS["numbering"]),
        ("contents",): ("true 或 false", PARTS["contents"]),
        **{("lists", key): ("逐行或连排", f"“{name}”的排法") for key, name in LISTS.items()},
        ("folio", "gap"): (_called("length"), "版心下边到页码一字线的距离"),
        ("folio", "head"): (_called("position"), "纸上边到页眉：草稿字样、合订本的总页码"),
        ("colophon", "page"): (
            f"{'、'.join(COLOPHON_PAGES)}之一",
            "版记在哪一页：双页是纸的背面，四的倍数是骑马钉的封底；前面空出来的页是空白的，"
            "空白页和版记页都不印页码",
        ),
        ("docx", "overflow"): (
            "switch 或 plain",
            "怎样关掉标点悬挂：switch 在 Word 和 LibreOffice 里都关得掉，plain 只写 Word 的设置",
        ),
    }
    rows = (
        (f"`{'.'.join(where)}`", how, text, written.value(*where), written.origin(*where))
        for where, (how, text) in known.items()
    )
    return _table(_valued(written), rows)


def _html(written: _Written) -> Table:
    def more() -> Iterator[tuple[str, ...]]:
        for role in ROLES:
            where = ("html", "fonts", role)
            text = f"{role}在屏幕上依次找哪些字体，英文逗号隔开"
            yield f"`fonts.{role}`", "字体名", text, written.value(*where), written.origin(*where)
        for role in ROLES:
            where = ("html", "weights", role)
            how = "normal、bold、heading 之一"
            text = f"{role}在屏幕上的粗细；heading 是只在标题里加粗"
            yield f"`weights.{role}`", how, text, written.value(*where), written.origin(*where)

    return _table(_valued(written), (*_rows(Screen, written, "html"), *more()))


def _part(model: type[Any], written: _Written, key: str) -> Table:
    """A part of the file whose keys are all told by the fields of a class."""
    return _table(_valued(written), _rows(model, written, key))


def _style_keys() -> Table:
    rows = (
        (
            f"`{field.name}`", _called(field.metadata["kind"]), field.metadata["meaning"],
            _default(field),
        )
        for field in fields(Style)
    )  # fmt: skip
    return _table(("键", "写法", "意思", "不写时"), rows)


def _default(field: Field[Any]) -> str:
    if field.default is MISSING:
        return "必写" if field.name == "name" else _BASE
    if field.default is None:
        return "无"
    return str(field.default).lower() if isinstance(field.default, bool) else "0"


def _styles(written: _Written) -> Table:
    styles = {"base": "其他样式的底子，也是 Word 的“正文”", **STYLES}
    head = ("样式", "用在", f"{written.name} 的值和来由")
    return _table(head, ((f"`{key}`", text, _looks(written, key)) for key, text in styles.items()))


def _looks(written: _Written, style: str) -> str:
    where = ("styles", style)
    return "；".join(
        f"{key} {written.value(*where, key)}（{written.origin(*where, key)}）"
        for key in written.items(*where)
    )


def _marks(written: _Written) -> Table:
    def row(key: str, meaning: str) -> tuple[str, ...]:
        shown = (
            f"{field.name} {written.value('marks', key, field.name)}"
            f"（{written.origin('marks', key, field.name)}）"
            for field in fields(Mark)
        )
        return f"`{key}`", meaning, "；".join(shown)

    head = ("键", "用在", f"{written.name} 的值和来由")
    return _table(head, (row(key, text) for key, text in MARKS.items()))
