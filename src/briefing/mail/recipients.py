"""The recipients (收件人): names printed under 报, 送 and 发 → addresses, each once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from briefing.diagnostics import Diagnostic, Location
from briefing.issue import Issue
from briefing.issue import Recipient as Printed
from briefing.mail.addresses import Address, parse_address
from briefing.mail.contacts import Contacts, Person, key_of


class Cover(StrEnum):
    """Whether a printed name leads to somebody."""

    COVERED = "有邮箱"
    EXCUSED = "免发"
    PARTLY = "缺一部分"
    UNCOVERED = "缺邮箱"


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed name and what became of it.

    people   whom it leads to
    folded   addresses among them that an earlier name has led to already
    fresh    addresses among them that got no mail last time
    missing  names in its group that lead nowhere
    excused  names in its group that need no address, or it itself
    """

    list_name: str
    name: str
    cover: Cover
    people: tuple[Person, ...]
    folded: tuple[str, ...]
    fresh: tuple[str, ...]
    missing: tuple[str, ...]
    excused: tuple[str, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class Destination:
    """One mailbox that gets the bulletin, and the printed names it stands for.

    Behind a name stands whose mailbox it is, if that is known: 各企业（甲企业）, 甲局（张明）.
    """

    address: Address
    names: tuple[str, ...]

    @property
    def display(self) -> str:
        """What stands before the address in To."""
        return " ".join(self.names[0].split()) if self.names else ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """The whole list: an entry for each printed name, and every mailbox once.

    gone  addresses that got mail last time and are not on the list any more
    """

    entries: tuple[Entry, ...]
    destinations: tuple[Destination, ...]
    gone: tuple[str, ...] = ()

    @property
    def uncovered(self) -> tuple[Entry, ...]:
        """The names that stop a send."""
        return tuple(e for e in self.entries if e.cover in (Cover.UNCOVERED, Cover.PARTLY))


def printed_names(issue: Issue) -> Iterator[tuple[str, Printed]]:
    """The names on the lists of an issue, with the list each stands on."""
    lists: Mapping[str, Sequence[Printed]] = {
        "报": issue.report_to,
        "送": issue.copy_to,
        "发": issue.distribute_to,
    }
    for list_name, printed in lists.items():
        for each in printed:
            yield list_name, each


def mailing_of(
    issue: Issue,
    contacts: Contacts,
    *,
    excused: Iterable[str] = (),
    before: Collection[str] = (),
) -> tuple[Mailing, list[Diagnostic]]:
    """Whom an issue goes to, and what is wrong with addresses written in it.

    excused  names that need no address this time
    before   canonical addresses that got the issue before; none if that is not known
    """
    problems: list[Diagnostic] = []
    silent = {key_of(each) for each in excused if key_of(each)}
    found: dict[str, Destination] = {}
    entries = []
    for list_name, printed in printed_names(issue):
        own = tuple(_own_people(printed, problems))
        expansion = contacts.expand(printed.name.value)
        people = own or expansion.people
        # With a group, whoever in it has no address is excused.
        stopping = not own and key_of(printed.name.value) not in silent
        missing = [each for each in expansion.unknown if stopping and key_of(each) not in silent]
        spared = [*expansion.excused, *(one for one in expansion.unknown if one not in missing)]
        folded = tuple(p.address.shown for p in people if p.address.canonical in found)
        for person in people:
            _add(found, person, printed.name.value)
        entries.append(
            Entry(
                list_name,
                printed.name.value,
                _cover(people, missing),
                people,
                folded,
                tuple(
                    person.address.shown
                    for person in people
                    if before and person.address.canonical not in before
                ),
                tuple(missing),
                () if own else tuple(spared),
                printed.name.location,
            )
        )
    gone = tuple(sorted(set(before) - set(found)))
    return Mailing(tuple(entries), tuple(found.values()), gone), problems


def _own_people(printed: Printed, problems: list[Diagnostic]) -> Iterator[Person]:
    """Addresses that the issue itself gives for a name."""
    for text in printed.mail:
        address = parse_address(text.value, text.location)
        if isinstance(address, Diagnostic):
            problems.append(address)
        else:
            yield Person(address)


def _add(found: dict[str, Destination], person: Person, name: str) -> None:
    key = person.address.canonical
    called = f"{name}（{person.name}）" if person.name else name
    known = found.get(key)
    if known is None:
        found[key] = Destination(person.address, (called,))
    elif called not in known.names:
        found[key] = Destination(known.address, (*known.names, called))


def _cover(people: Sequence[Person], missing: Sequence[str]) -> Cover:
    if people:
        return Cover.PARTLY if missing else Cover.COVERED
    return Cover.UNCOVERED if missing else Cover.EXCUSED


def excuse(name: str) -> str:
    """The option that lets a name go without an address, as it is typed."""
    plain = re.fullmatch(r"[\w、·—（）《》-]+", name)
    return f"--excuse {name}" if plain else f'--excuse "{name}"'


def objections(
    mailing: Mailing, before: int = 0, *, fewer: bool = False, excused: Iterable[str] = ()
) -> list[Diagnostic]:
    """What stops a send: names without address, an empty list, a list cut by half.

    before   how many addresses got the issue before
    fewer    the operator knows that the list is much shorter now
    excused  names that the operator has just excused; each must be one without an address, as
             whoever has one gets the mail all the same
    """
    stops = [
        Diagnostic(
            "uncovered-name",
            f"“{entry.list_name}”里的“{entry.name}”没有邮箱"
            + (f"：缺 {'、'.join(entry.missing)}" if entry.missing != (entry.name,) else ""),
            entry.place,
            "在 contacts.yaml 的“单位”里写上邮箱，或在“组”里写它代表哪些单位；"
            f"这次不发，就加 {excuse(entry.name)}",
        )
        for entry in mailing.uncovered
    ]
    spared = {key_of(name) for e in mailing.entries if e.excused for name in (e.name, *e.excused)}
    stops += [
        Diagnostic(
            "nothing-to-excuse",
            f"“{name}”不是缺邮箱的名称，{excuse(name)} 不起作用",
            None,
            "照上面缺邮箱的名称写；有邮箱而不要发的，从名单里删去，或写进 contacts.yaml 的“免发”",
        )
        for name in excused
        if key_of(name) not in spared
    ]
    if not mailing.destinations and not stops:
        remedy = "在期文件的 报、送、发 里写上单位，在 contacts.yaml 里写上邮箱"
        stops.append(Diagnostic("no-recipients", "没有一个收件人", None, remedy))
    count = len(mailing.destinations)
    if 2 * count < before and not fewer:
        message = f"上期发给 {before} 个邮箱，这期只有 {count} 个，少了一半以上"
        stops.append(Diagnostic("shrunk-list", message, None, "核对名单；确实如此就加 --fewer"))
    return stops
