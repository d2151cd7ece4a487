from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from briefing.diagnostics import PrintError, SourceError
from briefing.printing.addresses import Paper
from briefing.printing.register import Entry, allotted, read_csv, to_csv, to_xlsx

PAPERS = [Paper("甲局", "报", copies=2), Paper("乙局", "送", person="李华")]


def test_numbers_go_down_the_lists_and_the_rest_is_kept() -> None:
    assert allotted(PAPERS, (7, 8, 9, 10)) == [
        Entry(7, "甲局", "报"),
        Entry(8, "甲局", "报"),
        Entry(9, "乙局", "送", "李华"),
        Entry(10, "存档"),
    ]


def test_too_few_numbers() -> None:
    with pytest.raises(PrintError, match="份号有 2 个，名单上要 3 份"):
        allotted(PAPERS, (1, 2))


def test_a_table_for_spreadsheets() -> None:
    data = to_csv([Entry(7, "=甲局", "报", "@李华")])

    assert data.decode("utf-8-sig") == (
        "份号,单位,名单,收件人,签收\r\n'000007,'=甲局,报,'@李华,\r\n"
    )


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).map(
    str.strip
)


@given(st.dictionaries(st.integers(1, 999_999), st.tuples(CELL, CELL, CELL, CELL), max_size=5))
def test_what_is_written_is_read_back(rows: dict[int, tuple[str, str, str, str]]) -> None:
    entries = [Entry(number, *cells) for number, cells in rows.items()]

    assert read_csv(to_csv(entries), "甲.csv") == entries


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠'", " ="])
def test_no_cell_is_a_formula_or_loses_its_quote(start: str) -> None:
    entries = [Entry(7, f"{start}1+1".strip(), person=f"{start}cmd".strip())]
    data = to_csv(entries)

    cells = data.decode("utf-8-sig").splitlines()[1].split(",")
    assert all(cell == "" or cell.startswith("'") for cell in cells)
    assert read_csv(data, "甲.csv") == entries


def test_as_a_spreadsheet_saves_it_again() -> None:
    """It drops the zeros if somebody takes the quotes away."""
    text = "\ufeff份号,单位,名单,收件人,签收\r\n7,甲局,报\r\n,,,,\r\n"

    assert read_csv(text.encode(), "甲.csv") == [Entry(7, "甲局", "报")]


def test_mistakes() -> None:
    head = "份号,单位,名单,收件人,签收\n"
    with pytest.raises(SourceError) as caught:
        read_csv(f"{head}一,甲\n1,乙\n000001,丙\n0,丁\n".encode(), "甲.csv")

    assert [each.code for each in caught.value.diagnostics] == [
        "bad-number", "duplicate-number", "bad-number"
    ]  # fmt: skip
    with pytest.raises(SourceError, match="bad-head"):
        read_csv("号,单位\n".encode(), "甲.csv")
    with pytest.raises(SourceError, match="bad-table"):
        read_csv(b"\xff\xfe", "甲.csv")


def test_the_same_entries_are_the_same_workbook() -> None:
    """Whatever the clock says: its files and its properties bear none of it."""
    first = to_xlsx([Entry(7, "甲局")], "某简报")
    with zipfile.ZipFile(BytesIO(first)) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in re.sub(rb"xmlns:\w+=\S+", b"", book.read("docProps/core.xml"))
    load_workbook(BytesIO(first))


def test_a_workbook_of_text() -> None:
    data = to_xlsx([Entry(7, "=1+1", "报")], "某简报")
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "某简报"
    assert rows[2][:3] == ["000007", "=1+1", "报"]
    assert {cell.data_type for cell in sheet[3] if cell.value} == {"s"}
