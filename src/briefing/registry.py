"""What a project knows by name (登记): units, leaders, firms and set phrases somebody wrote down.

Lines of titles do not end within these names, and the proofreader holds texts against them. As in
`issue`, the metadata of the fields say how the file is written; `source` reads by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


def _key(key: str, kind: str, example: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "example": example, "most": 100, **more}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or a firm: its full name, what it may be called for short, what it was called."""

    name: str = field(metadata=_key("全称", "text", "城西街道办事处"))
    short: tuple[str, ...] = field(default=(), metadata=_key("简称", "lines", "[城西街道]"))
    former: tuple[str, ...] = field(default=(), metadata=_key("曾用名", "lines", "[城西镇政府]"))

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the full one first."""
        return (self.name, *self.short, *self.former)


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader and a post; whoever changes posts stands in the list once for each.

    order   place in the order of the leaders, 1 first; None where nobody has laid it down
    since, until   first and last day in the post; None where nobody needs to know
    """

    name: str = field(metadata=_key("姓名", "text", "欧阳明"))
    post: str = field(metadata=_key("职务", "text", "党工委书记"))
    order: int | None = field(default=None, metadata=_key("排序", "number", "1", least=1, most=999))
    since: date | None = field(
        default=None, metadata=_key("起", "date", "2024-03-01", least=1949, most=2199)
    )
    until: date | None = field(
        default=None, metadata=_key("止", "date", "2026-02-28", least=1949, most=2199)
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed formulation, and ways to write it that are wrong."""

    wording: str = field(metadata=_key("提法", "text", "一支部一品牌"))
    wrong: tuple[str, ...] = field(default=(), metadata=_key("误作", "lines", "[一个支部一个品牌]"))


@dataclass(frozen=True, slots=True)
class Registry:
    """All that is registered. A unit, firm or phrase may be written as its name alone."""

    units: tuple[Unit, ...] = field(
        default=(), metadata=_key("单位", "records", "[城西街道办事处]", record=Unit)
    )
    persons: tuple[str, ...] = field(default=(), metadata=_key("人名", "lines", "[欧阳明, 张华]"))
    phrases: tuple[Phrase, ...] = field(
        default=(), metadata=_key("固定提法", "records", "[一支部一品牌]", record=Phrase)
    )
    leaders: tuple[Leader, ...] = field(
        default=(),
        metadata=_key("领导", "records", "[{姓名: 欧阳明, 职务: 党工委书记}]", record=Leader),
    )
    firms: tuple[Unit, ...] = field(
        default=(), metadata=_key("企业", "records", "[城西快递有限公司]", record=Unit)
    )

    @property
    def unit_names(self) -> tuple[str, ...]:
        """Every name of every unit and firm."""
        return tuple(name for each in (*self.units, *self.firms) for name in each.names)

    @property
    def other_names(self) -> tuple[str, ...]:
        """Persons, leaders and set phrases."""
        leaders = (each.name for each in self.leaders)
        return (*self.persons, *leaders, *(each.wording for each in self.phrases))


EMPTY = Registry()
