from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.mail.addresses import Address, parse_address
from briefing.mail.contacts import Contacts, Person
from briefing.mail.contacts_table import export, merged, read_table, safe_cell, table_of
from tests.mail.samples import contacts

HEAD = "名称,姓名,邮箱\n"


def problems(text: str, encoding: str = "utf-8") -> list[tuple[int, str]]:
    with pytest.raises(SourceError) as caught:
        read_table(text.encode(encoding), "表.csv")
    return [
        (each.location.line if each.location else 0, each.code) for each in caught.value.diagnostics
    ]


def shown(book: Contacts) -> dict[str, list[str]]:
    return {name: [p.address.shown for p in people] for name, people in book.units.items()}


def test_what_is_exported_is_read_back(tmp_path: Path) -> None:
    book = contacts(tmp_path)

    assert read_table(export(book), "表.csv").units == book.units


@pytest.mark.parametrize("mail", ["'a@b.cn", "+a@b.cn", "=a@b.cn", "-a@b.cn", "'=a@b.cn"])
def test_odd_addresses_survive_a_table(mail: str) -> None:
    address = parse_address(mail)
    assert isinstance(address, Address)
    book = Contacts({"甲": (Person(address),)})

    assert read_table(export(book), "表.csv").units == book.units


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1") == f"'{start}1"
    assert safe_cell(f"1{start}") == f"1{start}"


def test_b97_bytes_that_are_no_text_end_in_words() -> None:
    with pytest.raises(SourceError, match="编码认不出来"):
        read_table(b"\xff-a@b", "\u8868.csv")


def test_b97_a_byte_order_mark_blank_lines_and_columns_in_another_order() -> None:
    table = "\ufeff邮箱,名称\r\n\r\na@b.cn,甲\r\n,,\r\nc@d.cn, 甲 \r\nA@b.cn,甲\r\n"

    assert shown(read_table(table.encode(), "表.csv")) == {"甲": ["a@b.cn", "c@d.cn"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_b97_as_excel_and_wps_save_it(encoding: str, sign: str) -> None:
    rows = ("名称,姓名,邮箱", "局领导、各处室,张,a@b.cn", "局领导、各处室,,c@d.cn", "")
    data = "\r\n".join(rows).replace(",", sign).encode(encoding)

    assert shown(read_table(data, "表.csv")) == {"局领导、各处室": ["a@b.cn", "c@d.cn"]}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("a@b.cn,张,甲局\n", "bad-row"),  # columns swapped
        ("=cmd|' /C calc'!A0,张,a@b.cn\n", "bad-row"),
        ("甲,,\n", "bad-row"),
        (",,a@b.cn\n", "bad-row"),
        ("甲,张,a@b.cn,还有\n", "bad-row"),
        ("甲,张,a＠b.cn\n", "bad-address"),
        ("甲,张,a@b.cn;c@d.cn\n", "several-addresses"),
    ],
)
def test_b97_bad_rows_are_named_by_line(rows: str, code: str) -> None:
    assert problems(HEAD + "好,张,x@y.cn\n" + rows) == [(3, code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-table"),
        ("名字,地址\n", "bad-head"),
        ("名称,邮箱,邮箱\n", "bad-head"),
        ("名称,邮箱,电话\n", "bad-head"),
        ('名称,邮箱\n"甲,a@b.cn\n', "bad-table"),
        ("PK\x03\x04", "not-csv"),
        ("名称\0", "not-csv"),
    ],
)
def test_b97_what_is_no_table(text: str, code: str) -> None:
    assert [found for _, found in problems(text)] == [code]


def test_an_import_tells_what_it_changes(tmp_path: Path) -> None:
    book = contacts(tmp_path)
    new = read_table(
        (HEAD + "一居,,yi@example.test\n二居,,2@example.test\n三居,,3@e.test\n").encode(), "表"
    )

    result, notes = merged(book, new)

    assert notes == ["改动　二居：er@example.test → 2@example.test", "新增　三居：3@e.test"]
    assert shown(result)["二居"] == ["2@example.test"]
    assert result.groups == book.groups
    assert merged(book, Contacts()) == (book, [])


def test_several_addresses_in_a_cell_belong_into_rows() -> None:
    with pytest.raises(SourceError, match="一行写一个邮箱"):
        read_table((HEAD + "甲,张,a@b.cn c@d.cn\n").encode(), "表.csv")


def test_a_group_is_not_imported_as_a_unit(tmp_path: Path) -> None:
    """What would be written could not be read again."""
    new = read_table((HEAD + "各居委会,,a@b.cn\n").encode(), "表.csv")

    with pytest.raises(SourceError, match=r"“各居委会”在 contacts\.yaml 里是“组”"):
        merged(contacts(tmp_path), new)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_b120_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert table_of([[text]]).startswith(b"\xef\xbb\xbf")
    assert safe_cell("甲") == "甲"
