"""The contacts (通讯录): names printed on the lists → people and their addresses."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from briefing.mail.addresses import Address


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reads the bulletin for a unit; the name may be unknown."""

    address: Address
    name: str = ""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a name stands for: people, and the names on the way that nobody has written down."""

    people: tuple[Person, ...]
    unknown: tuple[str, ...]
    excused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """All that is known of who reads the bulletin where. Names are kept as written.

    units    name → people
    groups   name → names of units or of other groups
    excused  names that get no mail, knowingly: they are given paper
    """

    units: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excused: tuple[str, ...] = ()

    def expand(self, name: str) -> Expansion:
        """Everybody that `name` stands for, a person once, groups in groups included.

        What leads to nobody, as an empty group or one that holds only itself, is unknown.
        """
        people: dict[str, Person] = {}
        unknown: list[str] = []
        excused: list[str] = []
        units = {key_of(each): found for each, found in self.units.items()}
        groups = {key_of(each): members for each, members in self.groups.items()}
        silent = set(map(key_of, self.excused))
        waiting, seen = [name], set[str]()
        while waiting:
            one = waiting.pop(0)
            key = key_of(one)
            if key in seen:
                continue
            seen.add(key)
            if key in silent:
                excused.append(one)
            elif units.get(key):
                for person in units[key]:
                    # In a group, an address without a name is that of the unit.
                    reader = person.name or (one if one != name else "")
                    people.setdefault(person.address.canonical, replace(person, name=reader))
            elif groups.get(key):
                waiting[:0] = groups[key]
            else:
                unknown.append(one)
        if not (people or unknown or excused):
            unknown.append(name)
        return Expansion(tuple(people.values()), tuple(unknown), tuple(excused))


def key_of(name: str) -> str:
    """`name` for comparing: width and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())
