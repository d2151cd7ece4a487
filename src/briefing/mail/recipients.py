"""The recipients (收件人): names printed under 报, 送 and 发 → addresses, each once."""

from __future__ import annotations

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
    """

    list_name: str
    name: str
    cover: Cover
    people: tuple[Person, ...]
    folded: tuple[str, ...]
    fresh: tuple[str, ...]
    missing: tuple[str, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class Destination:
    """One mailbox that gets the bulletin, and the printed names it stands for."""

    address: Address
    names: tuple[str, ...]
    reader: str = ""

    @property
    def display(self) -> str:
        """What stands before the address in To."""
        return " ".join((self.names[0] if self.names else self.reader).split())


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

    @property
    def fresh(self) -> tuple[str, ...]:
        """Addresses that got no mail last time, each once."""
        return tuple(dict.fromkeys(each for entry in self.entries for each in entry.fresh))


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
    silent = {key_of(each) for each in excused}
    found: dict[str, Destination] = {}
    entries = []
    for list_name, printed in printed_names(issue):
        own = tuple(_own_people(printed, problems))
        expansion = contacts.expand(printed.name.value)
        people = own or expansion.people
        missing = tuple(each for each in expansion.unknown if key_of(each) not in silent)
        folded = tuple(p.address.shown for p in people if p.address.canonical in found)
        for person in people:
            _add(found, person, printed.name.value)
        entries.append(
            Entry(
                list_name,
                printed.name.value,
                _cover(people, () if own else missing),
                people,
                folded,
                tuple(
                    person.address.shown
                    for person in people
                    if before and person.address.canonical not in before
                ),
                () if own else missing,
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
    known = found.get(key)
    if known is None:
        found[key] = Destination(person.address, (name,), person.name)
    elif name not in known.names:
        found[key] = Destination(known.address, (*known.names, name), known.reader)


def _cover(people: Sequence[Person], missing: Sequence[str]) -> Cover:
    if people:
        return Cover.PARTLY if missing else Cover.COVERED
    return Cover.UNCOVERED if missing else Cover.EXCUSED


def objections(mailing: Mailing, before: int = 0, *, fewer: bool = False) -> list[Diagnostic]:
    """What stops a send: names without address, an empty list, a list cut by half.

    before  how many addresses got the issue before
    fewer   the operator knows that the list is much shorter now
    """
    stops = [
        Diagnostic(
            "uncovered-name",
            f"“{entry.list_name}”里的“{entry.name}”没有邮箱"
            + (f"：缺 {'、'.join(entry.missing)}" if entry.missing != (entry.name,) else ""),
            entry.place,
            "在 contacts.yaml 的“单位”里写上邮箱，或在“组”里写它代表哪些单位；"
            f"这次不发，就加 --excuse {'、'.join(entry.missing)}",
        )
        for entry in mailing.uncovered
    ]
    if not mailing.destinations and not stops:
        remedy = "在期文件的 报、送、发 里写上单位，在 contacts.yaml 里写上邮箱"
        stops.append(Diagnostic("no-recipients", "没有一个收件人", None, remedy))
    count = len(mailing.destinations)
    if 2 * count < before and not fewer:
        message = f"上期发给 {before} 个邮箱，这期只有 {count} 个，少了一半以上"
        stops.append(Diagnostic("shrunk-list", message, None, "核对名单；确实如此就加 --fewer"))
    return stops
