"""Names that stay whole (登记): units, persons and set phrases that a project has written down.

As in `issue`, the metadata of the fields say how the file is written; `source` reads by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _key(key: str, example: str) -> dict[str, Any]:
    return {"key": key, "kind": "lines", "example": example, "most": 100}


@dataclass(frozen=True, slots=True)
class Registry:
    """Texts within which no line of a title ends."""

    units: tuple[str, ...] = field(default=(), metadata=_key("单位", "[城西街道办事处]"))
    persons: tuple[str, ...] = field(default=(), metadata=_key("人名", "[欧阳明, 张华]"))
    phrases: tuple[str, ...] = field(default=(), metadata=_key("固定提法", "[一支部一品牌]"))


EMPTY = Registry()
