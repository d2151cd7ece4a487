"""template.yaml → Template: all that is wrong is reported together, each in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, Location, TemplateError
from briefing.template.design import (
    FIELD,
    OPTIONAL,
    ROLES,
    Geometry,
    Margins,
    Mark,
    Rule,
    Screen,
    Style,
    Template,
    TypeArea,
)
from briefing.units import parse_length, whole_twips

# What each label may mention; the keys are the labels a template must give.
LABELS = {
    "issue": ("年", "期号", "总期号", "期次"),
    "subject": ("刊名", "年", "期号"),
    "date": ("年", "月", "日"),
    "number_han": ("序",),
    "number_arabic": ("序",),
    "credit": ("来源",),
    "copy_number": ("份号",),
    "secrecy": ("密级", "保密期限"),
    "section": ("栏目",),
    "contents": (),
    "note": (),
    "correction": ("年", "期号"),
    "attachment": ("名称",),
    "attachment_first": ("序", "名称"),
    "attachment_more": ("序", "名称"),
    "report_to": (),
    "copy_to": (),
    "distribute_to": (),
    "separator": (),
    "between": (),
    "print_run": ("印数",),
    "signed_by": ("签发",),
    "responsible_editor": ("责任编辑",),
    "telephone": ("联系电话",),
    "folio": ("页",),
}
STYLES = (
    "copy-number", "secrecy", "secrecy-alone", "urgency",
    "masthead-top", "masthead-over", "masthead", "issue-line", "imprint-line",
    "contents-title", "contents-line", "note", "note-first",
    "section", "title", "title-single",
    "body", "body-first", "body-first-line", "body-tight",
    "heading-1", "heading-2", "heading-3", "heading-4",
    "credit", "attachment", "attachment-first", "attachment-more",
    "recipients", "recipients-more", "signatures", "print-run",
    "rule-first", "rule-inner", "rule-last", "colophon-anchor", "folio-odd", "folio-even",
)  # fmt: skip
MARKS = ("run-in-1", "run-in-2", "emphasis", "label")


def load_template(folder: Path) -> Template:
    """Read `folder`/template.yaml.

    TemplateError lists everything that is wrong in it, with line and column.
    """
    path = folder / "template.yaml"
    try:
        data = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Diagnostic(
            "template-unreadable", f"读不了版式文件：{error}", Location(str(path), 1, 1)
        )
        raise TemplateError([problem]) from error
    return read_template(data, str(path), folder.name)


def read_template(data: str, file: str, name: str) -> Template:
    """The template written in `data`; `file` is what its mistakes are reported under."""
    import yaml

    place = Location(file, 1, 1)
    try:
        root = yaml.compose(data, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Location(file, mark.line + 1, mark.column + 1) if mark else place
        problem = Diagnostic("template-syntax", "这里不合 YAML 的写法，检查缩进、冒号和引号", place)
        raise TemplateError([problem]) from error
    if root is None:
        raise TemplateError([Diagnostic("template-empty", "版式文件里没有内容", place)])
    reader = _Reader(file)
    values = reader.template(root)
    if reader.problems:
        raise TemplateError(sorted(reader.problems, key=lambda found: found.location or place))
    return Template(name=name, **values)


_COLOR = re.compile(r"[0-9A-F]{6}")
_PIXELS = re.compile(r"\d{1,4}(\.\d)?px")
# Words that begin with a letter need no quotes in CSS and can end no style attribute.
_FAMILY = re.compile(r"[^\W\d][\w-]*( [^\W\d][\w-]*)*")
_TRUTH = {"true": True, "false": False}
_ALIGN = ("justify", "left", "center", "right")
_LISTS = ("report_to", "copy_to", "distribute_to")
_INHERITED = ("name", "font", "size", "leading", "align", "color")


class _Reader:
    """Turns YAML nodes into the values above and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Diagnostic] = []
        self.line = 0.0  # the leading of the page, once it is known

    def wrong(self, node: Any, code: str, message: str, remedy: str = "") -> None:
        mark = node.start_mark
        place = Location(self.file, mark.line + 1, mark.column + 1)
        problem = Diagnostic(code, message, place, remedy)
        if problem not in self.problems:  # what styles inherit is read once for each
            self.problems.append(problem)

    def mapping(self, node: Any, known: tuple[str, ...]) -> dict[str, Any]:
        """Key → value node; unknown and repeated keys are reported and left out."""
        if node.id != "mapping":
            self.wrong(node, "template-shape", "这里应是“名称: 值”各占一行")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            if key.value not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.value, known, 1)
                remedy = f"是否想写“{near[0]}”" if near else f"可写：{'、'.join(known)}"
                self.wrong(key, "template-key", f"没有“{key.value}”这一项", remedy)
            elif key.value in found:
                self.wrong(key, "template-twice", f"“{key.value}”写了两次", "删去一处")
            else:
                found[key.value] = value
        return found

    def record(
        self,
        node: Any,
        readers: Mapping[str, Callable[[Any], Any]],
        optional: Set[str] = frozenset(),
    ) -> dict[str, Any]:
        """Key → value, each read by its reader; what is missing is reported and left out."""
        given = self.mapping(node, tuple(readers))
        missing = [key for key in readers if key not in given and key not in optional]
        if missing:
            self.wrong(node, "template-missing", f"缺少 {'、'.join(missing)}")
        return {key: readers[key](value) for key, value in given.items()}

    def text(self, node: Any) -> str:
        if node.id != "scalar":
            self.wrong(node, "template-shape", "这里应是一个值")
            return ""
        return str(node.value)

    def choice(self, node: Any, options: tuple[str, ...]) -> str:
        written = self.text(node)
        if written not in options:
            self.wrong(
                node, "template-value", f"“{written}”不在可选之列", f"可写：{'、'.join(options)}"
            )
        return written

    def whole(self, node: Any) -> int:
        written = self.text(node)
        if not re.fullmatch(r"\d{1,4}", written):
            self.wrong(node, "template-value", f"“{written}”不是整数")
            return 0
        return int(written)

    def truth(self, node: Any) -> bool:
        return _TRUTH.get(self.choice(node, tuple(_TRUTH)), False)

    def color(self, node: Any) -> str:
        written = self.text(node)
        if not _COLOR.fullmatch(written):
            self.wrong(
                node, "template-value", f"“{written}”不是颜色", "写六位十六进制数，如 E60012"
            )
        return written

    def length(self, node: Any, em: float = 0.0) -> float:
        written = self.text(node)
        try:
            return parse_length(written, em, self.line)
        except ValueError:
            self.wrong(
                node,
                "template-length",
                f"“{written}”不是长度",
                "可写 37mm、12pt、591tw、三号、2字、1行",
            )
            return 1.0  # a size that is wrong must not make every 字 wrong as well

    def position(self, node: Any) -> float:
        """A length of the page, which a DOCX can only carry in whole twips."""
        return whole_twips(self.length(node))

    def rule(self, node: Any) -> Rule:
        width, _, color = self.text(node).partition(" ")
        try:
            points = parse_length(width)
        except ValueError:
            points = 0.0
        if not points or not _COLOR.fullmatch(color):
            self.wrong(
                node,
                "template-value",
                f"“{self.text(node)}”不是线",
                "写粗细和颜色，如 0.35mm 000000",
            )
        return Rule(points, color)

    def shares(self, node: Any) -> tuple[float, float]:
        match = re.fullmatch(r"(\d{1,3})% (\d{1,3})%", self.text(node))
        if not match or not int(match[1]) <= int(match[2]) <= 100:
            self.wrong(
                node, "template-value", f"“{self.text(node)}”不是版心宽的两个百分数", "如 60% 80%"
            )
            return (0.0, 1.0)
        return (int(match[1]) / 100, int(match[2]) / 100)

    def share_of(self, node: Any) -> tuple[float, str]:
        match = re.fullmatch(r"(\d{1,3})% (\S+)", self.text(node))
        if not match or match[2] not in STYLES:
            self.wrong(
                node,
                "template-value",
                f"“{self.text(node)}”不是另一样式的百分数",
                "如 80% masthead",
            )
            return (1.0, STYLES[0])
        return (int(match[1]) / 100, match[2])

    def template(self, root: Any) -> dict[str, Any]:
        """The fields of a Template; some are missing or wrong if there are problems."""
        parts = {
            "name": self.text,
            "page": self.page,
            "labels": self.labels,
            "numbering": lambda node: self.choice(node, ("无", "汉字", "数字")),
            "lists": lambda node: self.record(node, dict.fromkeys(_LISTS, self.way)),
            "folio": lambda node: self.record(node, {"gap": self.length}),
            "docx": lambda node: self.record(node, {"overflow": self.overflow}),
            "html": self.screen,
            "styles": self.styles,
            "marks": lambda node: self.record(node, dict.fromkeys(MARKS, self.mark)),
        }
        values = self.record(root, parts)
        values.pop("name", None)
        values["folio_gap"] = values.pop("folio", {}).get("gap")
        values["overflow"] = values.pop("docx", {}).get("overflow")
        values["screen"] = values.pop("html", None)
        return values

    def way(self, node: Any) -> str:
        return self.choice(node, ("逐行", "连排"))

    def overflow(self, node: Any) -> str:
        return self.choice(node, ("switch", "plain"))

    def screen(self, node: Any) -> Screen | None:
        found = len(self.problems)
        values = self.record(
            node,
            {
                **dict.fromkeys(("size", "margin", "narrow"), self.pixels),
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

    def pixels(self, node: Any) -> float:
        written = self.text(node)
        if not _PIXELS.fullmatch(written):
            self.wrong(node, "template-length", f"“{written}”不是屏幕上的长度", "写像素，如 17px")
            return 1.0
        return float(written.removesuffix("px"))

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
        area = dict.fromkeys((field.name for field in fields(TypeArea)), self.length)
        margins = dict.fromkeys((field.name for field in fields(Margins)), self.position)
        found = len(self.problems)
        values = self.record(
            node,
            {
                "width": self.position,
                "height": self.position,
                "type_area": lambda node: self.record(node, area),
                "margins": lambda node: self.record(node, margins),
                "leading": self.position,
                "lines": self.whole,
                "characters": self.whole,
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
        if key == "folio" and "{页}" not in pattern:
            self.wrong(node, "template-field", f"“{pattern}”里没有页码", "写上 {页}")
        for field in FIELD.findall(pattern):
            if field not in LABELS[key]:
                known = "、".join(f"{{{name}}}" for name in LABELS[key]) or "没有字段"
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
            self.wrong(given["base"], "template-missing", f"缺少 {'、'.join(missing)}")
        styles: dict[str, Style] = {}
        for key, own in written.items():
            if "name" not in own:
                self.wrong(given[key], "template-missing", "缺少 name")
            elif own["name"].value in {style.name for style in styles.values()}:
                text = f"已有别的样式叫“{own['name'].value}”"
                self.wrong(own["name"], "template-twice", text, "Word 里每个样式要有自己的名字")
            if not missing:
                styles[key] = self.style({**base, **own})
        return styles

    def style(self, nodes: Mapping[str, Any]) -> Style:
        size = self.positive(nodes["size"])
        kinds: dict[str, Callable[[Any], object]] = {
            "name": self.text,
            "font": lambda node: self.choice(node, ROLES),
            "size": lambda node: size,
            "leading": self.positive,
            "align": lambda node: self.choice(node, _ALIGN),
            "color": self.color,
            "outline": self.level,
            "keep_next": self.truth,
            "widow_control": self.truth,
            "leader": self.truth,
            "fit": self.shares,
            "at_most": self.share_of,
            "rule_above": self.rule,
            "rule_below": self.rule,
        }

        def measured(node: Any) -> float:
            return self.length(node, em=size)

        values = {key: kinds.get(key, measured)(node) for key, node in nodes.items()}
        return Style(**values)  # type: ignore[arg-type]

    def positive(self, node: Any) -> float:
        points = self.length(node)
        if points <= 0:
            self.wrong(node, "template-value", f"“{self.text(node)}”太小", "写大于 0 的长度")
            return 1.0
        return points

    def level(self, node: Any) -> int:
        level = self.whole(node)
        if level > 9:
            self.wrong(node, "template-value", f"“{level}”不是大纲级别", "写 0 到 9")
        return level

    def mark(self, node: Any) -> Mark:
        values = self.record(
            node, {"name": self.text, "font": lambda node: self.choice(node, ROLES)}
        )
        return Mark(values.get("name", ""), values.get("font", ""))
