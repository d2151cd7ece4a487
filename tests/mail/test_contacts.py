from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.mail.addresses import Address
from briefing.mail.contacts import Contacts, Expansion, Person
from briefing.mail.contacts_file import dump_contacts
from tests.mail.samples import CONTACTS, contacts


def wires(expansion: Expansion) -> list[str]:
    return [person.address.local for person in expansion.people]


def person(local: str) -> Person:
    return Person(Address(f"{local}@a.cn", local, "a.cn"))


BOOK = Contacts(
    units={"甲": (person("jia"),), "乙": (person("yi"), person("jia"))},
    groups={"全部": ("甲", "乙", "丙"), "更大": ("全部", "丁")},
    excused=("丁",),
)


def test_a_unit() -> None:
    assert wires(BOOK.expand("乙")) == ["yi", "jia"]


def test_a_group_names_everybody_once_and_what_lacks() -> None:
    expansion = BOOK.expand("全部")

    assert (wires(expansion), expansion.unknown) == (["jia", "yi"], ("丙",))


def test_groups_in_groups() -> None:
    expansion = BOOK.expand("更大")

    assert wires(expansion) == ["jia", "yi"]
    assert (expansion.unknown, expansion.excused) == (("丙",), ("丁",))


def test_a_group_within_itself_ends_and_leads_nowhere() -> None:
    book = Contacts(groups={"甲": ("乙",), "乙": ("甲",)})

    assert book.expand("甲") == Expansion((), ("甲",), ())


def test_width_and_spaces_do_not_matter() -> None:
    assert wires(Contacts({"团（市）委": (person("t"),)}).expand("团 (市) 委")) == ["t"]


# --- contacts.yaml


def test_the_file(tmp_path: Path) -> None:
    book = contacts(tmp_path)

    assert [p.address.shown for p in book.units["区民政局"]] == [
        "mzj@example.test",
        "zm@example.test",
    ]
    assert [p.name for p in book.units["区民政局"]] == ["", "张明"]
    assert book.groups == {"各居委会": ("一居", "二居")}


@pytest.mark.parametrize("text", ["", "# 还没有\n", "单位:\n组:\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    assert contacts(tmp_path, text) == Contacts()


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("单位:\n  甲: a＠b.cn\n", "2:6", "bad-address"),
        ("单位:\n  甲: [a@b.cn, x@y..z]\n", "2:15", "bad-address"),
        ("单位:\n  甲: a@b.cn\n  甲 : c@d.cn\n", "3:3", "duplicate-name"),
        ("单位:\n  甲:\n", "2:5", "no-address"),
        ("甲: a@b.cn\n", "1:1", "unknown-key"),
        ("单位: [a@b.cn]\n", "1:5", "wrong-shape"),
        ("单位:\n  甲: {姓名: 张}\n", "2:6", "no-address"),
        ("单位:\n  甲: {电话: 1, 邮箱: a@b.cn}\n", "2:7", "unknown-key"),
        ("单位:\n  甲: &a a@b.cn\n", "2:6", "anchor"),
        ("- 甲\n", "1:1", "wrong-shape"),
    ],
)
def test_mistakes_in_the_file(tmp_path: Path, text: str, place: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        contacts(tmp_path, text)
    found = [(str(each.location).split("yaml:")[1], each.code) for each in caught.value.diagnostics]
    assert (place, code) in found


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    book = contacts(tmp_path, CONTACTS + '免发: ["甲: 局", 丙局]\n')

    assert contacts(tmp_path, dump_contacts(book)) == book
