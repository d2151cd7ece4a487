"""CSV files as Excel, WPS and people write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import Location
from briefing.issue import Sheet
from briefing.materials.sheets import read_sheet

PLACE = Location("甲.yaml", 9, 7)


def sheet(data: bytes | str) -> Sheet:
    made = read_sheet(data.encode() if isinstance(data, str) else data, "数.csv", PLACE)
    assert isinstance(made, Sheet), made
    return made


def said(data: bytes | str) -> list[list[str]]:
    return [[cell.value for cell in row] for row in sheet(data).rows]


def refused(data: bytes | str) -> list[tuple[str, str]]:
    """Place and code of each finding."""
    found = read_sheet(data.encode() if isinstance(data, str) else data, "数.csv", PLACE)
    assert not isinstance(found, Sheet)
    assert all(each.remedy for each in found)
    return [(str(each.location), each.code) for each in found]


PLAIN = "区,件数\n浦东,318\n"
ROWS = [["区", "件数"], ["浦东", "318"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(codec: str) -> None:
    assert said(PLAIN.encode(codec)) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    assert said(PLAIN.replace(",", delimiter).replace("\n", end)) == ROWS
    assert said(PLAIN.strip().replace(",", delimiter).replace("\n", end)) == ROWS


def test_excel_says_which_delimiter() -> None:
    made = sheet("sep=;\n区;件,数\n浦东;318\n")

    assert made.rows[0][1].value == "件,数"
    assert made.rows[0][0].location == Location("数.csv", 2, 1)


def test_quotes() -> None:
    assert said('甲,"乙,""丙"""\n"1,200",2\n') == [["甲", '乙,"丙"'], ["1,200", "2"]]


def test_a_comma_in_quotes_does_not_decide_on_the_delimiter() -> None:
    assert said('"a,b,c";d\n1;2\n') == [["a,b,c", "d"], ["1", "2"]]


def test_empty_rows_and_columns_at_the_edge_do_not_count() -> None:
    assert said("区,件数,,\n,,,\n浦东,318,,\n\n") == ROWS


def test_spaces_around_a_text_do_not_count() -> None:
    assert said(" 区 ,\u3000件数\n\u00a0浦东 , 318 \n") == ROWS


def test_a_cell_may_be_empty() -> None:
    assert said("区,件数\n浦东,\n,5\n") == [["区", "件数"], ["浦东", ""], ["", "5"]]


def test_each_character_knows_its_place() -> None:
    cell = sheet('甲,乙\n 丙,"一""二"\n').rows[1]

    assert cell[0].location == Location("数.csv", 2, 2)
    assert [cell[1].at(n).column for n in range(3)] == [5, 6, 8]  # 一 " 二


# --- what is refused


def test_a_row_of_another_length() -> None:
    assert refused("区,件数\n甲\n乙,1,2\n") == [
        ("数.csv:2:1", "sheet-ragged"),
        ("数.csv:3:5", "sheet-ragged"),
    ]


def test_a_surplus_cell_is_named() -> None:
    (found,) = read_sheet("区,件数\n浦东,1,200\n".encode(), "数.csv", PLACE)  # type: ignore[misc]

    assert found.message == "这一行有 3 格，表头只有 2 格，从“200”起多出来"


@pytest.mark.parametrize("data", ["", "\n\n", ",,\n", "区,件数\n", "\ufeff"])
def test_nothing_in_it(data: str) -> None:
    assert refused(data) == [("甲.yaml:9:7", "sheet-empty")]


def test_another_encoding() -> None:
    assert refused(b"\xff\xff\x80,1\n") == [("甲.yaml:9:7", "sheet-encoding")]
    assert refused(b"\xff\xfe\x00") == [("甲.yaml:9:7", "sheet-encoding")]


def test_a_quote_that_is_never_closed() -> None:
    assert refused('甲,乙\n1,"2\n3,4\n') == [("数.csv:2:3", "sheet-quote")]


def test_characters_that_cannot_be_printed() -> None:
    assert refused("甲,乙\n1,a\x07b\n\u202e2,3\n") == [
        ("数.csv:2:4", "sheet-character"),
        ("数.csv:3:1", "sheet-character"),
    ]
    assert refused('甲;乙\n1;"a\tb"\n') == [("数.csv:2:5", "sheet-character")]


def test_a_break_in_a_cell() -> None:
    assert refused('甲,"乙\n丙"\n1,2\n') == [("数.csv:1:4", "sheet-break")]


def test_too_much() -> None:
    start = time.process_time()

    assert refused("甲,乙\n" + "1,2\n" * 1001) == [("数.csv:1001:1", "sheet-too-long")]
    assert refused("甲" + ",乙" * 40 + "\n1" + ",2" * 40) == [("数.csv:1:81", "sheet-too-wide")]
    assert refused("甲,乙\n1," + "长" * 1001 + "\n") == [("数.csv:2:3", "sheet-long-cell")]
    assert refused(b"a," * 1_000_001) == [("甲.yaml:9:7", "sheet-too-large")]
    assert time.process_time() - start < 5


def test_at_most_twenty_findings() -> None:
    assert len(refused("甲,乙\n" + "1\n" * 500)) == 20


CELLS = st.text("甲乙1.,;\"' ", max_size=6).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=6), st.sampled_from(",;\t"))
def test_what_is_written_comes_back(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    rows = [("甲", "乙", "丙"), *(row for row in rows if any(row)), ("1", "2", "3")]
    text = "\r\n".join(
        delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows
    )

    assert said(text) == [list(row) for row in rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    made = read_sheet(data, "数.csv", PLACE)

    assert isinstance(made, Sheet) or all(each.remedy for each in made)
