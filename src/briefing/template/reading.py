"""template.yaml → Template: all that is wrong is reported together, each in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from typing import Any

from briefing.diagnostics import Location, TemplateError
from briefing.issue import LISTS, Numbering
from briefing.template.design import (
    FIELD,
    OPTIONAL,
    ROLES,
    Charts,
    Geometry,
    Margins,
    Mark,
    Pictures,
    Ruling,
    Screen,
    Style,
    Template,
    TypeArea,
)
from briefing.template.inheritance import FILE, OWN, completed, parse, read_file, with_base
from briefing.template.keys import COLOPHON_PAGES, LABELS, MARKS, PARTS, STYLES
from briefing.template.nodes import NodeReader

# Words that begin with a letter need no quotes in CSS and can end no style attribute.
_FAMILY = re.compile(r"[^\W\d][\w-]*( [^\W\d][\w-]*)*")
# What every style has, by itself or from the base.
_INHERITED = tuple(field.name for field in fields(Style) if field.default is MISSING)


def load_template(
    folder: Path, shelves: Sequence[Path] = (), beneath: Path | None = None
) -> Template:
    """Read `folder`/template.yaml.

    shelves: more folders of templates to look for a base in (`extends`), behind the one that
    `folder` lies in.
    beneath: a folder of a template that has what this one, of long ago, does not know.
    TemplateError lists everything that is wrong in it, with line and column.
    """
    path = folder / FILE
    return read_template(
        read_file(path), str(path), folder.name, (folder.parent, *shelves), beneath
    )


def read_template(
    data: str,
    file: str,
    name: str,
    shelves: Sequence[Path] = (),
    beneath: Path | None = None,
) -> Template:
    """The template written in `data`; `file` is what its mistakes are reported under."""
    reader = _Reader()
    root = with_base(parse(data, file), name, shelves)
    values = reader.template(completed(root, beneath) if beneath else root)
    if reader.problems:
        top = Location(file, 1, 1)
        raise TemplateError(sorted(reader.problems, key=lambda found: found.location or top))
    return Template(name=name, **values)


class _Reader(NodeReader):
    """Reads the parts of a template."""

    def kinds(self, em: float = 0.0) -> dict[str, Callable[[Any], object]]:
        """What reads a value of each kind in `keys.KINDS`; `em` is what 字 means in it."""
        return {
            "text": self.text,
            "role": self.role,
            "length": partial(self.length, em=em),
            "positive": self.positive,
            "position": self.position,
            "pixels": self.pixels,
            "whole": self.whole,
            "level": self.level,
            "truth": self.truth,
            "align": self.align,
            "color": self.color,
            "shares": self.shares,
            "share": self.share_of,
            "rule": self.rule,
            "line": self.stroke,
            "percent": self.percent,
            "dots": self.dots,
            "colors": self.colors,
        }

    def readers(self, model: type[Any], em: float = 0.0) -> dict[str, Callable[[Any], Any]]:
        """Key → reader for what the fields of `model` say of themselves."""
        kinds = self.kinds(em)
        return {
            field.name: kinds[field.metadata["kind"]]
            for field in fields(model)
            if "kind" in field.metadata
        }

    def template(self, root: Any) -> dict[str, Any]:
        """The fields of a Template; some are missing or wrong if there are problems."""
        parts: dict[str, Callable[[Any], Any]] = {
            "extends": self.text,
            "name": self.text,
            "about": self.text,
            "page": self.page,
            "labels": self.labels,
            "numbering": lambda node: self.choice(node, tuple(Numbering)),
            "contents": self.truth,
            "lists": lambda node: self.record(node, dict.fromkeys(LISTS, self.way)),
            "folio": lambda node: self.record(node, {"gap": self.length, "head": self.position}),
            "colophon": lambda node: self.record(node, {"page": self.colophon_page}),
            "docx": lambda node: self.record(node, {"overflow": self.overflow}),
            "html": self.screen,
            "pictures": self.pictures,
            "charts": partial(self.whole_of, Charts),
            "table": self.ruling,
            "styles": self.styles,
            "marks": lambda node: self.record(node, dict.fromkeys(MARKS, self.mark)),
        }
        assert tuple(parts) == tuple(PARTS)
        values = self.record(root, parts, optional={"extends", *OWN})
        missing = [key for key in OWN if not values.get(key)]
        if missing and root.id == "mapping":
            self.missing(root, missing, "补上；这两项不取自底本")
        values.pop("extends", None)
        values["title"] = values.pop("name", "")
        folio = values.pop("folio", {})
        values["folio_gap"], values["head"] = folio.get("gap"), folio.get("head")
        values["colophon_page"] = values.pop("colophon", {}).get("page", 1)
        values["overflow"] = values.pop("docx", {}).get("overflow")
        values["screen"] = values.pop("html", None)
        return values

    def whole_of(self, model: type[Any], node: Any) -> Any:
        """A part whose fields say all of it; None if something in it is wrong."""
        found = len(self.problems)
        values = self.record(node, self.readers(model))
        return model(**values) if len(self.problems) == found else None

    def ruling(self, node: Any) -> Ruling | None:
        ruling: Ruling | None = self.whole_of(Ruling, node)
        if ruling and (ruling.row <= 0 or ruling.padding < 0 or ruling.inset < 0):
            self.wrong(node, "template-value", "表格的长度不对", "row 要大于 0，其他不小于 0")
        return ruling

    def pictures(self, node: Any) -> Pictures | None:
        pictures: Pictures | None = self.whole_of(Pictures, node)
        if pictures and not pictures.coarsest <= pictures.coarse <= pictures.finest:
            self.wrong(node, "template-value", "分辨率的次序不对", "coarsest 最小，finest 最大")
        return pictures

    def way(self, node: Any) -> str:
        return self.choice(node, ("逐行", "连排"))

    def colophon_page(self, node: Any) -> int:
        return COLOPHON_PAGES.get(self.choice(node, tuple(COLOPHON_PAGES)), 1)

    def overflow(self, node: Any) -> str:
        return self.choice(node, ("switch", "plain"))

    def screen(self, node: Any) -> Screen | None:
        found = len(self.problems)
        values = self.record(
            node,
            {
                **self.readers(Screen),
                "fonts": lambda node: self.record(node, dict.fromkeys(ROLES, self.families)),
                "weights": lambda node: self.record(node, dict.fromkeys(ROLES, self.weight)),
            },
        )
        if len(self.problems) > found:
            return None
        screen = Screen(**values)
        if not 0 < screen.size <= screen.narrow - 2 * screen.margin:
            self.wrong(
                node, "template-value", "屏幕上没有地方排一个字", "核对 size、margin、narrow"
            )
        return screen

    def families(self, node: Any) -> tuple[str, ...]:
        names = tuple(name.strip() for name in self.text(node).split(","))
        for name in names:
            if not _FAMILY.fullmatch(name):
                remedy = "用英文逗号隔开，不加引号，每个词以字母或汉字开头"
                self.wrong(node, "template-value", f"“{name}”不是字体名", remedy)
        return names

    def weight(self, node: Any) -> str:
        return self.choice(node, ("normal", "bold", "heading"))

    def page(self, node: Any) -> Geometry | None:
        found = len(self.problems)
        values = self.record(
            node,
            {
                **self.readers(Geometry),
                "type_area": lambda node: self.record(node, self.readers(TypeArea)),
                "margins": lambda node: self.record(node, self.readers(Margins)),
            },
        )
        self.line = values.get("leading") or 1.0
        if len(self.problems) > found:
            return None
        values["type_area"] = TypeArea(**values["type_area"])
        values["margins"] = Margins(**values["margins"])
        page = Geometry(**values)
        if page.measure <= 0 or page.depth < page.leading or page.leading <= 0:
            self.wrong(node, "template-value", "页边之间没有地方排一行字", "核对纸张、页边和行距")
        return page

    def labels(self, node: Any) -> dict[str, str]:
        return self.record(node, {key: partial(self.label, key) for key in LABELS})

    def label(self, key: str, node: Any) -> str:
        pattern = self.text(node)
        if re.search(r"[{}\[\]]", OPTIONAL.sub(r"\1", FIELD.sub("", pattern))):
            self.wrong(
                node,
                "template-field",
                f"“{pattern}”里有不成对的括号",
                "字段写 {年}，可省的部分写 [ ]",
            )
        if key in ("folio", "volume_folio") and "{页}" not in pattern:
            self.wrong(node, "template-field", f"“{pattern}”里没有页码", "写上 {页}")
        for field in FIELD.findall(pattern):
            if field not in LABELS[key][0]:
                known = "、".join(f"{{{name}}}" for name in LABELS[key][0]) or "没有字段"
                self.wrong(node, "template-field", f"“{key}”里没有 {{{field}}}", f"可用：{known}")
        return pattern

    def styles(self, node: Any) -> dict[str, Style]:
        """Every style in full: what it does not say itself it has from the base."""
        names = tuple(field.name for field in fields(Style))
        known = ("base", *STYLES)
        given = self.record(node, dict.fromkeys(known, lambda node: node))
        written = {key: self.mapping(value, names) for key, value in given.items()}
        base = {key: value for key, value in written.get("base", {}).items() if key in _INHERITED}
        missing = [key for key in _INHERITED if key not in base]
        if missing and "base" in given:
            self.missing(given["base"], missing)
        styles: dict[str, Style] = {}
        for key, own in written.items():
            if "name" not in own:
                if given[key].id == "mapping":
                    self.missing(given[key], ["name"])
            elif own["name"].value in {style.name for style in styles.values()}:
                text = f"已有别的样式叫“{own['name'].value}”"
                self.wrong(own["name"], "template-twice", text, "Word 里每个样式要有自己的名字")
            if not missing:
                styles[key] = self.style({**base, **own})
        return styles

    def style(self, nodes: Mapping[str, Any]) -> Style:
        readers = self.readers(Style, em=self.positive(nodes["size"]))
        style = Style(**{key: readers[key](node) for key, node in nodes.items()})
        if (style.rule_above or style.rule_below) and (style.left or style.right):
            side = nodes["left" if style.left else "right"]
            text = "这个样式有横线，不能再有 left、right：Word 的横线会跟着缩进，不满版心"
            self.wrong(side, "template-value", text, "写 0，或去掉横线（rule_below: 无）")
        return style

    def mark(self, node: Any) -> Mark:
        values = self.record(node, self.readers(Mark))
        return Mark(values.get("name", ""), values.get("font", ""))
