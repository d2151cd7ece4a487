"""print.yaml (打印设置): the office's printer, its paper and what a sheet costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, SourceError
from briefing.issue import Text
from briefing.printing.options import Sides
from briefing.source import load_fields
from briefing.units import parse_length

_PRICE = re.compile(r"\d{1,4}(\.\d{1,4})?")


class Duplex(StrEnum):
    """双面: how a printer gets to the back of a sheet."""

    LONG = "长边"
    SHORT = "短边"
    NONE = "单面"
    HAND = "手动"


DUPLEX = {
    Duplex.LONG: Sides.LONG,
    Duplex.SHORT: Sides.SHORT,
    Duplex.NONE: Sides.ONE,
    Duplex.HAND: Sides.ONE,
}


def _key(key: str, kind: str, example: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "example": example, "most": 100, **more}


@dataclass(frozen=True, slots=True)
class PrintFile:
    """print.yaml as it is written."""

    printer: Text | None = field(default=None, metadata=_key("打印机", "text", "office"))
    duplex: Duplex = field(
        default=Duplex.LONG, metadata=_key("双面", "choice", "长边", choices=Duplex)
    )
    tray: Text | None = field(default=None, metadata=_key("纸盒", "text", "tray-1"))
    a3_tray: Text | None = field(default=None, metadata=_key("A3纸盒", "text", "tray-2"))
    gray: bool = field(default=False, metadata=_key("黑白", "truth", "true"))
    staples: int | None = field(
        default=None,
        metadata={"key": "装订张数", "kind": "number", "example": "20", "least": 1, "most": 999},
    )
    thickness: Text | None = field(default=None, metadata=_key("纸厚", "text", "0.1mm"))
    sheet_price: Text | None = field(default=None, metadata=_key("纸价", "text", "0.05"))
    side_price: Text | None = field(default=None, metadata=_key("印价", "text", "0.1"))
    sender: Text | None = field(default=None, metadata=_key("寄件地址", "text", "人民路1号"))
    sender_code: Text | None = field(default=None, metadata=_key("寄件邮编", "text", "200000"))


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """All of print.yaml.

    staples     the most sheets that are stapled together; 0: not known
    thickness   of the paper, in points
    sheet_price  of a sheet of A4, in yuan; A3 counts as two
    side_price   of printing one side of A4, likewise
    sender       the office's own address, for envelopes; `sender_code` is its post code
    """

    printer: str = ""
    duplex: Duplex = Duplex.LONG
    tray: str = ""
    a3_tray: str = ""
    gray: bool = False
    staples: int = 0
    thickness: float = 0.0
    sheet_price: Decimal | None = None
    side_price: Decimal | None = None
    sender: str = ""
    sender_code: str = ""


def load_settings(path: Path | None) -> PrintSettings:
    """The settings in a file, or those of offices without one.

    Raises SourceError with all that is wrong in it.
    """
    if path is None:
        return PrintSettings()
    written = PrintFile(**load_fields(path, PrintFile, "双面: 长边"))
    problems: list[Diagnostic] = []
    settings = PrintSettings(
        printer=_text(written.printer),
        duplex=written.duplex,
        tray=_text(written.tray),
        a3_tray=_text(written.a3_tray),
        gray=written.gray,
        staples=written.staples or 0,
        thickness=_read(written.thickness, parse_length, "纸厚: 0.1mm", problems) or 0.0,
        sheet_price=_read(written.sheet_price, _price, "纸价: 0.05（元）", problems),
        sender=_text(written.sender),
        sender_code=_text(written.sender_code),
        side_price=_read(written.side_price, _price, "印价: 0.1（元）", problems),
    )
    if problems:
        raise SourceError(problems)
    return settings


def _text(text: Text | None) -> str:
    return text.value.strip() if text else ""


def _price(written: str) -> Decimal:
    if not _PRICE.fullmatch(written.strip()):
        raise ValueError(written)
    return Decimal(written.strip())


def _read(
    text: Text | None, parse: Callable[[str], Any], example: str, problems: list[Diagnostic]
) -> Any:
    if text is None:
        return None
    try:
        return parse(text.value)
    except ValueError:
        message, remedy = f"看不懂“{text.value}”", f"写成 {example}"
        problems.append(Diagnostic("bad-value", message, text.location, remedy))
        return None
