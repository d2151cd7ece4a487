"""行政区划: places and which of them lie side by side, from places.txt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_KINDS = (
    "新区",
    "特别行政区",
    "自治区",
    "自治县",
    "自治州",
    "自治旗",
    "地区",
    "区",
    "县",
    "市",
    "省",
    "州",
    "盟",
    "旗",
)


class Place(NamedTuple):
    """A division by its code of six digits and its full name."""

    code: str
    name: str

    @property
    def stem(self) -> str:
        """The name without its kind, where two characters or more are left: 金山."""
        kind = next((kind for kind in _KINDS if self.name.endswith(kind)), "")
        stem = self.name.removesuffix(kind)
        return stem if len(stem) > 1 else self.name

    @property
    def rank(self) -> int:
        """1 province, 2 prefecture, 3 county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    def beside(self, other: Place) -> bool:
        """Whether both are parts of the same whole."""
        digits = (0, 0, 2, 4)[self.rank]
        return self.rank == other.rank and self.code[:digits] == other.code[:digits]


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    """Places by their full names; there are seven 朝阳区 and the like."""
    found: dict[str, tuple[Place, ...]] = {}
    for line in (files("briefing.checks") / "places.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            place = Place(*line.split())
            found[place.name] = (*found.get(place.name, ()), place)
    return found


@cache
def _by_start() -> dict[str, tuple[str, ...]]:
    """Full names by their first two characters, the longest first."""
    found: dict[str, list[str]] = {}
    for name in _by_name():
        found.setdefault(name[:2], []).append(name)
    return {start: tuple(sorted(names, key=len, reverse=True)) for start, names in found.items()}


@cache
def _by_stem() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for places in _by_name().values():
        for place in places:
            if place.stem != place.name and place.rank > 1:
                found[place.stem] = (*found.get(place.stem, ()), place)
    return found


def places_in(text: str) -> Iterator[tuple[int, str, tuple[Place, ...]]]:
    """Full names of places in `text`: where, the name, the places of that name."""
    names, starts = _by_name(), _by_start()
    at = 0
    while at < len(text) - 1:
        name = next(
            (name for name in starts.get(text[at : at + 2], ()) if text.startswith(name, at)), ""
        )
        if name:
            yield at, name, names[name]
        at += len(name) or 1


def stems_before(
    text: str, behind: tuple[str, ...]
) -> Iterator[tuple[int, str, tuple[Place, ...]]]:
    """Stems of places in `text` that one of the words `behind` follows: 奉贤 of 奉贤邮政管理局."""
    stems = _by_stem()
    for at in range(len(text) - 2):
        for length in (4, 3, 2):
            stem = text[at : at + length]
            if stem in stems and text.startswith(behind, at + length):
                yield at, stem, stems[stem]
                break
