"""Nodes of a template file → values: what is wrong is collected on the way, each in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from briefing.diagnostics import Diagnostic
from briefing.template.design import ROLES, Rule
from briefing.template.inheritance import place_of
from briefing.template.keys import NONE, STYLES
from briefing.units import parse_length, whole_twips

_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_COLOR = re.compile(r"[0-9A-F]{6}")
_PIXELS = re.compile(r"\d{1,4}(\.\d)?px")
_MOST_COLORS = 8
_TRUTH = {"true": True, "false": False}
_ALIGN = ("justify", "left", "center", "right")
_MAPPING = "换行，下面各行缩进两格，写成 名称: 值"
_COMPLETE = "补上；只想改几处的，在文件开头写 extends: shanghai，其余都取自它"


class NodeReader:
    """Reads the values that a template is made of, by their kind."""

    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []
        self.line = 0.0  # the leading of the page, once it is known

    def wrong(self, node: Any, code: str, message: str, remedy: str = "") -> None:
        problem = Diagnostic(code, message, place_of(node), remedy)
        if problem not in self.problems:  # what styles inherit is read once for each
            self.problems.append(problem)

    def mapping(self, node: Any, known: tuple[str, ...]) -> dict[str, Any]:
        """Key → value node; unknown and repeated keys are reported and left out."""
        if node.id != "mapping":
            self.wrong(node, "template-shape", "这里应是“名称: 值”各占一行", _MAPPING)
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            if key.id != "scalar":
                self.wrong(key, "template-shape", "冒号前面应是一个名称", _MAPPING)
            elif key.value not in known:
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
        if missing and node.id == "mapping":
            self.missing(node, missing)
        return {key: readers[key](value) for key, value in given.items()}

    def missing(self, node: Any, keys: Iterable[str], remedy: str = _COMPLETE) -> None:
        self.wrong(node, "template-missing", f"缺少 {'、'.join(keys)}", remedy)

    def text(self, node: Any) -> str:
        if node.id != "scalar":
            self.wrong(node, "template-shape", "这里应是一个值", "冒号后面直接写，不用 [ ] 和 { }")
            return ""
        if char := _NO_TEXT.search(node.value):
            what = f"这里有不能印的控制字符 U+{ord(char[0]):04X}"
            self.wrong(node, "template-value", what, "删掉它，重新打一遍")
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
            self.wrong(node, "template-value", f"“{written}”不是整数", "写 0 到 9999 的数字")
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

    def rule(self, node: Any) -> Rule | None:
        if self.text(node) == NONE:
            return None
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

    def stroke(self, node: Any) -> Rule:
        """A rule that cannot be left out."""
        rule = self.rule(node)
        if rule is None:
            self.wrong(node, "template-value", "这里的线不能省", "写粗细和颜色，如 0.35mm 000000")
        return rule or Rule(1.0, "000000")

    def percent(self, node: Any) -> float:
        return self.count(node, "%", 1, 100, "写百分数，如 60%") / 100

    def dots(self, node: Any) -> float:
        return float(self.count(node, "dpi", 30, 1200, "写每英寸的点数，如 300dpi"))

    def count(self, node: Any, unit: str, least: int, most: int, remedy: str) -> int:
        """A whole number with its unit behind it."""
        written = self.text(node)
        digits = written.removesuffix(unit)
        wrong = digits == written or not re.fullmatch("[0-9]{1,4}", digits)
        if wrong or not least <= int(digits) <= most:
            self.wrong(node, "template-value", f"“{written}”不是 {least} 到 {most}{unit}", remedy)
            return most
        return int(digits)

    def colors(self, node: Any) -> tuple[str, ...]:
        """Colours, each said once, as two series of one colour are one."""
        if node.id != "sequence" or not 1 <= len(node.value) <= _MOST_COLORS:
            remedy = f"写 1 到 {_MOST_COLORS} 种颜色，如 ['000000', '808080']"
            self.wrong(node, "template-shape", "这里应是颜色的列表", remedy)
            return ()
        colors = tuple(map(self.color, node.value))
        for index, each in enumerate(node.value):
            if colors[index] in colors[:index]:
                self.wrong(each, "template-twice", f"颜色“{colors[index]}”写了两次", "删去一处")
        return colors

    def shares(self, node: Any) -> tuple[float, float] | None:
        if self.text(node) == NONE:
            return None
        match = re.fullmatch(r"(\d{1,3})% (\d{1,3})%", self.text(node))
        if not match or not int(match[1]) <= int(match[2]) <= 100:
            self.wrong(
                node, "template-value", f"“{self.text(node)}”不是版心宽的两个百分数", "如 60% 80%"
            )
            return None
        return (int(match[1]) / 100, int(match[2]) / 100)

    def share_of(self, node: Any) -> tuple[float, str] | None:
        if self.text(node) == NONE:
            return None
        match = re.fullmatch(r"(\d{1,3})% (\S+)", self.text(node))
        if not match or match[2] not in STYLES:
            self.wrong(
                node,
                "template-value",
                f"“{self.text(node)}”不是另一样式的百分数",
                "如 80% masthead",
            )
            return None
        return (int(match[1]) / 100, match[2])

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

    def pixels(self, node: Any) -> float:
        written = self.text(node)
        if not _PIXELS.fullmatch(written):
            self.wrong(node, "template-length", f"“{written}”不是屏幕上的长度", "写像素，如 17px")
            return 1.0
        return float(written.removesuffix("px"))

    def role(self, node: Any) -> str:
        return self.choice(node, ROLES)

    def align(self, node: Any) -> str:
        return self.choice(node, _ALIGN)
