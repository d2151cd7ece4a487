"""template.yaml → Template: all that is wrong is reported together, each in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, Location, TemplateError
from briefing.template.design import (
    FIELD,
    ROLES,
    Geometry,
    Margins,
    Mark,
    Rule,
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
    "report_to": (),
    "copy_to": (),
    "distribute_to": (),
    "separator": (),
    "print_run": ("印数",),
    "signed_by": ("签发",),
    "responsible_editor": ("责任编辑",),
    "telephone": ("联系电话",),
    "folio": ("页",),
}
STYLES = (
    "masthead-over", "masthead", "issue-line", "imprint-line", "title", "title-single", "body",
    "heading-1", "heading-2", "heading-3", "heading-4", "credit", "recipients",
    "recipients-more", "signatures", "print-run", "rule-first", "rule-inner", "rule-last",
    "colophon-anchor", "folio-odd", "folio-even",
)  # fmt: skip
MARKS = ("run-in-1", "run-in-2", "emphasis")


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

    try:
        root = yaml.compose(data, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
        problem = Diagnostic("template-syntax", "这里不合 YAML 的写法，检查缩进、冒号和引号", place)
        raise TemplateError([problem]) from error
    reader = _Reader(file)
    template = reader.template(root, name)
    if reader.problems or template is None:
        raise TemplateError(sorted(reader.problems, key=lambda found: found.location or _NOWHERE))
    return template


_NOWHERE = Location("", 0, 0)
_COLOR = re.compile(r"[0-9A-F]{6}")
_TRUTH = {"true": True, "false": False}
_ALIGN = ("justify", "left", "center", "right")


class _Reader:
    """Turns YAML nodes into the values above and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Diagnostic] = []

    def wrong(self, node: Any, code: str, message: str, remedy: str = "") -> None:
        mark = node.start_mark
        place = Location(self.file, mark.line + 1, mark.column + 1)
        problem = Diagnostic(code, message, place, remedy)
        if problem not in self.problems:  # what styles inherit is read once for each
            self.problems.append(problem)

    def mapping(self, node: Any, known: tuple[str, ...] | None = None) -> dict[str, Any]:
        """Key → value node; unknown and repeated keys are reported and left out."""
        if node is None or node.id != "mapping":
            if node is not None:
                self.wrong(node, "template-shape", "这里应是“名称: 值”各占一行")
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            if known is not None and key.value not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.value, known, 1)
                remedy = f"是否想写“{near[0]}”" if near else f"可写：{'、'.join(known)}"
                self.wrong(key, "template-key", f"没有“{key.value}”这一项", remedy)
            elif key.value in found:
                self.wrong(key, "template-twice", f"“{key.value}”写了两次", "删去一处")
            else:
                found[key.value] = value
        return found

    def all_of(self, parent: Any, given: Mapping[str, Any], names: tuple[str, ...]) -> bool:
        missing = [name for name in names if name not in given]
        if missing and parent is not None:
            self.wrong(parent, "template-missing", f"缺少 {'、'.join(missing)}")
        return not missing

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

    def length(self, node: Any, em: float = 0.0, leading: float = 0.0) -> float:
        written = self.text(node)
        try:
            return parse_length(written, em, leading)
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

    def template(self, root: Any, name: str) -> Template | None:
        parts = ("name", "page", "labels", "numbering", "lists", "folio", "docx", "styles",
                 "marks")  # fmt: skip
        given = self.mapping(root, parts)
        if not self.all_of(root, given, parts):
            return None
        page = self.page(given["page"])
        styles = self.styles(given["styles"], page)
        folio = self.mapping(given["folio"], ("gap",))
        lists = self.mapping(given["lists"], ("report_to", "copy_to", "distribute_to"))
        docx = self.mapping(given["docx"], ("overflow",))
        complete = [
            self.all_of(given["folio"], folio, ("gap",)),
            self.all_of(given["lists"], lists, ("report_to", "copy_to", "distribute_to")),
            self.all_of(given["docx"], docx, ("overflow",)),
        ]
        marks = {
            mark: self.mark(node)
            for mark, node in self.mapping(given["marks"], MARKS).items()
        }  # fmt: skip
        self.all_of(given["marks"], marks, MARKS)
        if page is None or not all(complete):
            return None
        return Template(
            name=name,
            page=page,
            labels=self.labels(given["labels"]),
            numbering=self.choice(given["numbering"], ("无", "汉字", "数字")),
            lists={key: self.choice(node, ("逐行", "连排")) for key, node in lists.items()},
            folio_gap=self.length(folio["gap"]),
            overflow=self.choice(docx["overflow"], ("switch", "plain")),
            styles=styles,
            marks=marks,
        )

    def page(self, node: Any) -> Geometry | None:
        names = tuple(field.name for field in fields(Geometry))
        area_names = tuple(field.name for field in fields(TypeArea))
        margin_names = tuple(field.name for field in fields(Margins))
        given = self.mapping(node, names)
        if not self.all_of(node, given, names):
            return None
        area = self.mapping(given["type_area"], area_names)
        margins = self.mapping(given["margins"], margin_names)
        whole = self.all_of(given["type_area"], area, area_names)
        if not self.all_of(given["margins"], margins, margin_names) or not whole:
            return None
        return Geometry(
            width=self.position(given["width"]),
            height=self.position(given["height"]),
            type_area=TypeArea(**{key: self.length(area[key]) for key in area_names}),
            margins=Margins(**{key: self.position(margins[key]) for key in margin_names}),
            leading=self.position(given["leading"]),
            lines=self.whole(given["lines"]),
            characters=self.whole(given["characters"]),
        )

    def labels(self, node: Any) -> dict[str, str]:
        given = self.mapping(node, tuple(LABELS))
        self.all_of(node, given, tuple(LABELS))
        labels = {key: self.text(value) for key, value in given.items()}
        for key, pattern in labels.items():
            for field in FIELD.findall(pattern):
                if field not in LABELS[key]:
                    known = "、".join(f"{{{name}}}" for name in LABELS[key]) or "没有字段"
                    self.wrong(
                        given[key], "template-field", f"“{key}”里没有 {{{field}}}", f"可用：{known}"
                    )
        return labels

    def styles(self, node: Any, page: Geometry | None) -> dict[str, Style]:
        known = ("base", *STYLES)
        given = self.mapping(node, known)
        self.all_of(node, given, known)
        names = tuple(field.name for field in fields(Style))
        written = {key: self.mapping(value, names) for key, value in given.items()}
        base = written.get("base", {})
        needed = ("name", "font", "size", "leading", "align", "color")
        if page is None or ("base" in given and not self.all_of(given["base"], base, needed)):
            return {}
        styles: dict[str, Style] = {}
        for key, own in written.items():
            self.all_of(given[key], own, ("name",))
            inherited = {part: base[part] for part in needed if part in base}
            styles[key] = self.style({**inherited, **own}, page.leading)
        return styles

    def style(self, nodes: Mapping[str, Any], line: float) -> Style:
        size = self.length(nodes["size"])
        kinds: dict[str, Callable[[Any], object]] = {
            "name": self.text,
            "font": lambda node: self.choice(node, ROLES),
            "align": lambda node: self.choice(node, _ALIGN),
            "color": self.color,
            "outline": self.whole,
            "keep_next": self.truth,
            "fit": self.shares,
            "at_most": self.share_of,
            "rule_above": self.rule,
            "rule_below": self.rule,
        }

        def measured(node: Any) -> float:
            return self.length(node, em=size, leading=line)

        values = {key: kinds.get(key, measured)(node) for key, node in nodes.items()}
        return Style(**values)  # type: ignore[arg-type]

    def mark(self, node: Any) -> Mark:
        given = self.mapping(node, ("name", "font"))
        if not self.all_of(node, given, ("name", "font")):
            return Mark("", ROLES[0])
        return Mark(self.text(given["name"]), self.choice(given["font"], ROLES))
