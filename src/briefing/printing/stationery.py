"""sheets.yaml: the measures of fold marks, labels, envelopes and lists, in points.

As with templates, no number of a design stands in the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, SourceError
from briefing.issue import Text
from briefing.source import load_fields
from briefing.template.design import ROLES
from briefing.units import parse_length

Ink = tuple[float, float, float, float]
Shares = tuple[float, ...]
_COUNT = re.compile("[1-9][0-9]{0,3}")


def _length(written: str) -> float:
    """Points, of something that may be nothing."""
    points = parse_length(written)
    if points < 0:
        raise ValueError(written)
    return points


def _size(written: str) -> float:
    """Points, of something that has to be there."""
    points = parse_length(written)
    if points <= 0:
        raise ValueError(written)
    return points


def _count(written: str) -> int:
    if not _COUNT.fullmatch(written):
        raise ValueError(written)
    return int(written)


def _face(written: str) -> str:
    if written not in ROLES:
        raise ValueError(written)
    return written


def _multiple(written: str) -> float:
    """Of the type size, in per cent: lines must not run into each other."""
    percent = _count(written.removesuffix("%"))
    if percent < 100 or not written.endswith("%"):
        raise ValueError(written)
    return percent / 100


def _percents(written: str, count: int) -> tuple[float, ...]:
    """So many numbers from 0 to 100, as shares of one."""
    parts = tuple(float(part) / 100 for part in written.split())
    if len(parts) != count or not all(0 <= part <= 1 for part in parts):
        raise ValueError(written)
    return parts


def _ink(written: str) -> Ink:
    cyan, magenta, yellow, black = _percents(written, 4)
    return cyan, magenta, yellow, black


def _shares(written: str, count: int) -> Shares:
    """The columns of a list: together they are as wide as the measure, and none is nothing."""
    parts = _percents(written, count)
    if abs(sum(parts) - 1) > 0.001 or not all(parts):
        raise ValueError(written)
    return parts


def _key(key: str, example: str = "5mm", read: Callable[[str], Any] = _length) -> dict[str, Any]:
    return {"key": key, "kind": "text", "example": example, "most": 40, "read": read}


@dataclass(frozen=True, slots=True)
class Stationery:
    """Everything sheets.yaml says: lengths and type sizes in points, inks from 0 to 1, leading
    in type sizes."""

    fold_inset: float = field(metadata=_key("折线离边"))
    fold_length: float = field(metadata=_key("折线长"))
    fold_width: float = field(metadata=_key("折线粗"))
    red: Ink = field(metadata=_key("套印红", "0 80 80 0", _ink))
    black: Ink = field(metadata=_key("套印黑", "0 0 0 100", _ink))
    resolution: int = field(metadata=_key("最低分辨率", "150", _count))
    hairline: float = field(metadata=_key("最细线"))
    tolerance: float = field(metadata=_key("出血容差"))
    text_face: str = field(metadata=_key("文字字体", "仿宋", _face))
    strong_face: str = field(metadata=_key("着重字体", "黑体", _face))
    title_face: str = field(metadata=_key("标题字体", "小标宋", _face))
    leading: float = field(metadata=_key("行距", "140%", _multiple))
    label_columns: int = field(metadata=_key("标签列", "3", _count))
    label_rows: int = field(metadata=_key("标签行", "8", _count))
    label_width: float = field(metadata=_key("标签宽", "70mm", _size))
    label_height: float = field(metadata=_key("标签高", "37mm", _size))
    label_top: float = field(metadata=_key("标签上边"))
    label_left: float = field(metadata=_key("标签左边"))
    label_margin: float = field(metadata=_key("标签内边"))
    label_inset: float = field(metadata=_key("标签上下边"))
    label_name_size: float = field(metadata=_key("标签名字号", "小四", _size))
    label_size: float = field(metadata=_key("标签字号", "五号", _size))
    envelope_width: float = field(metadata=_key("信封宽", "220mm", _size))
    envelope_height: float = field(metadata=_key("信封高", "110mm", _size))
    code_left: float = field(metadata=_key("邮编左"))
    code_top: float = field(metadata=_key("邮编上"))
    code_box: float = field(metadata=_key("邮编格", "8mm", _size))
    code_gap: float = field(metadata=_key("邮编距"))
    code_line: float = field(metadata=_key("邮编线"))
    to_left: float = field(metadata=_key("收件左"))
    to_top: float = field(metadata=_key("收件上"))
    to_size: float = field(metadata=_key("收件字号", "三号", _size))
    to_leading: float = field(metadata=_key("收件行距", "12mm", _size))
    from_right: float = field(metadata=_key("寄件右"))
    from_bottom: float = field(metadata=_key("寄件下"))
    from_size: float = field(metadata=_key("寄件字号", "小四", _size))
    list_title_size: float = field(metadata=_key("清单标题字号", "小二", _size))
    list_size: float = field(metadata=_key("清单字号", "小四", _size))
    list_row: float = field(metadata=_key("清单行高", "9mm", _size))
    list_rule: float = field(metadata=_key("清单线"))
    list_box: float = field(metadata=_key("清单格", "4mm", _size))
    list_margin: float = field(metadata=_key("清单内边"))
    list_columns: Shares = field(
        metadata=_key("清单列宽", "8 36 8 10 20 18", partial(_shares, count=6))
    )
    register_columns: Shares = field(
        metadata=_key("登记列宽", "16 38 10 18 18", partial(_shares, count=5))
    )
    mail_columns: Shares = field(
        metadata=_key("邮件列宽", "8 30 28 18 16", partial(_shares, count=5))
    )


def load_stationery(path: Path) -> Stationery:
    """The measures in a file. Raises SourceError with all that is wrong in it."""
    written: dict[str, Text] = load_fields(path, Stationery, "标签宽: 70mm")
    problems: list[Diagnostic] = []
    values: dict[str, Any] = {}
    for each in fields(Stationery):
        text = written[each.name]
        try:
            values[each.name] = each.metadata["read"](text.value.strip())
        except ValueError:
            message = f"看不懂“{text.value}”"
            remedy = f"写成 {each.metadata['key']}: {each.metadata['example']}"
            problems.append(Diagnostic("bad-value", message, text.location, remedy))
    if problems:
        raise SourceError(problems)
    return Stationery(**values)
