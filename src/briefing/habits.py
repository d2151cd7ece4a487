"""How an office numbers and signs its issues (惯例): what only the publication file says.

As in `issue`, the metadata of the fields say how the file is written; `source` reads by them and
`schema` describes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from briefing.diagnostics import Location
from briefing.issue import Text


def _key(key: str, meaning: str, kind: str, example: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "meaning": meaning, "kind": kind, "example": example, **more}


class Counting(StrEnum):
    """How special issues (期次: 增刊、专刊) are numbered."""

    OWN = "单独"  # a series of their own in each year: 第1期增刊, 第2期增刊
    NOT = "不计"  # they carry the number of the regular issue they go with
    ALONG = "连续"  # like any other issue


@dataclass(frozen=True, slots=True)
class Start:
    """Where the numbers stood before the first issue that lies here (上接)."""

    issue: Text | None = field(
        default=None,
        metadata=_key("期", "此前编到哪一期：年-期号", "reference", "2025-25", most=20),
    )
    total: int | None = field(
        default=None,
        metadata=_key(
            "总期号", "此前编到的总期号，新办的写 0", "number", "515", least=0, most=99999
        ),
    )
    location: Location = field(default=Location("", 1, 1))


@dataclass(frozen=True, slots=True)
class Habits:
    """What an office is used to; without a word about it, numbers begin at 1 and nobody signs."""

    start: Start | None = field(
        default=None,
        metadata=_key(
            "上接", "改用本程序以前已经编到的期号", "start", "{期: 2025-25, 总期号: 515}", own=True
        ),
    )
    editions: Counting = field(
        default=Counting.OWN,
        metadata=_key(
            "期次编号",
            "增刊等怎样编号：单独、不计或连续",
            "choice",
            "单独",
            choices=Counting,
            own=True,
        ),
    )
    void: tuple[Text, ...] = field(
        default=(),
        metadata=_key(
            "空号", "不用的期号，如 [2025-27]", "references", "[2025-27]", most=20, own=True
        ),
    )
    signed_off: bool = field(
        default=False,
        metadata=_key("签批", "是否要拟稿、审核、签发都签过才算定稿", "truth", "是", own=True),
    )


NO_HABITS = Habits()
