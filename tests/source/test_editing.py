import difflib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import BriefingError
from briefing.issue import Issue
from briefing.source import read
from briefing.source.editing import Sheet
from tests.source.styles import STYLES

styles = pytest.mark.parametrize("data", STYLES.values(), ids=STYLES)


def changed_lines(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """Lines taken out and lines put in, line ends included."""
    old, new = (re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data) for data in (before, after))
    taken, put = [], []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            taken += old[start:end]
            put += new[first:last]
    return [line for line in taken if line], [line for line in put if line]


def loaded(sheet: Sheet) -> Issue:
    return read(sheet.data, sheet.name)


def test_there_are_forty_styles_and_all_say_the_same() -> None:
    assert len(STYLES) >= 40
    said = {
        (
            issue.number,
            issue.total,
            issue.date,
            tuple("".join(map(str, entry.title)) for entry in issue.entries),
            tuple(entry.body.value.strip() for entry in issue.entries),
            str(issue.report_to[0].name),
        )
        for issue in (read(data, name) for name, data in STYLES.items())
    }
    titles, bodies = ("甲局开会", "乙局慰问"), ("近日，甲局开会。", "乙局也慰问。")
    assert said == {(26, 516, date(2025, 7, 21), titles, bodies, "上级")}


@styles
def test_a_sheet_gives_back_the_bytes_it_was_made_of(data: bytes) -> None:
    assert Sheet.of(data, "甲.yaml").data == data


@styles
def test_a_number_changes_its_own_line_alone(data: bytes) -> None:
    edited = Sheet.of(data, "甲.yaml").with_value("number", "27")
    taken, put = changed_lines(data, edited.data)

    assert (loaded(edited).number, loaded(edited).total) == (27, 516)
    # line end, quotes and remarks of the line are as they were
    expected = re.sub(r"26|２６|\\x32\\u0036", "27", taken[0].decode(), count=1)
    assert [line.decode() for line in put] == [expected]


@styles
def test_number_total_and_date_change_three_lines(data: bytes) -> None:
    sheet = Sheet.of(data, "甲.yaml")
    edited = sheet.with_value("number", "1").with_value("total", "517")
    edited = edited.with_value("date", "2026-01-05")
    taken, put = changed_lines(data, edited.data)

    issue = loaded(edited)
    assert (issue.number, issue.total, issue.date) == (1, 517, date(2026, 1, 5))
    assert len(taken) == len(put) == (1 if data.startswith(b"{") else 3)
    assert issue.entries == tuple(entry for entry in loaded(sheet).entries)


@styles
def test_a_new_field_is_one_line_more(data: bytes) -> None:
    sheet = Sheet.of(data, "甲.yaml")
    edited = sheet.with_value("edition", "增刊", behind=("total", "number"))
    taken, put = changed_lines(data, edited.data)

    assert str(loaded(edited).edition) == "增刊"
    if data.startswith(b"{"):
        assert (len(taken), len(put)) == (1, 1)
    else:
        # a line without an end of its own must get one
        lines = ["".join(line.decode().split()) for line in taken]
        assert lines in ([], ["日期:2025-07-21"], ["期号:26"])
        assert len(put) == len(taken) + 1


@styles
def test_holding_an_entry_back_and_letting_it_go_leaves_no_trace(data: bytes) -> None:
    sheet = Sheet.of(data, "甲.yaml")
    assert sheet.held() == ()

    held = sheet.with_entry_value(1, "held", "是")
    taken, put = changed_lines(data, held.data)
    assert held.held() == (1,)
    assert [str(entry.title[0])[0] for entry in loaded(held).entries] == ["甲"]
    assert len(put) == len(taken) + (0 if b"{" in data else 1)
    assert len(taken) <= 1

    assert held.without_entry_value(1, "held").data == data


@styles
def test_an_entry_is_copied_as_it_is_written(data: bytes) -> None:
    sheet = Sheet.of(data, "甲.yaml")
    copies = [sheet.copy_of_entry(index, 2) for index in (0, 1)]
    head = "刊名: 简报\n编印单位: 办公室\n期号: 1\n日期: 2025-07-21\n稿件:\n"
    copy = read((head + "\n".join(copies) + "\n").encode(), "乙.yaml")

    for mine, theirs in zip(copy.entries, loaded(sheet).entries, strict=True):
        assert list(map(str, mine.title)) == list(map(str, theirs.title))
        assert mine.body.value.strip() == theirs.body.value.strip()


@styles
def test_the_head_is_copied_as_it_is_written(data: bytes) -> None:
    sheet = Sheet.of(data, "甲.yaml")
    wanted = ("title", "editor", "report_to")
    head = sheet.copy_of(wanted, below_entries=False)
    tail = sheet.copy_of(wanted, below_entries=True)
    new = "期号: 27\n日期: 2025-07-28\n稿件: [{标题: 丙, 正文: 丁}]\n"
    copy = read((head + new + tail).encode(), "乙.yaml")

    assert (str(copy.title[0]), str(copy.editor)) == ("简报", "办公室")
    assert [str(each.name) for each in copy.report_to] == ["上级"]


def test_quotes_and_remarks_stay() -> None:
    text = "期号: '26' # 每期加一\n日期: \"2025-07-21\"\n稿件: []\n"
    sheet = Sheet.of(text.encode(), "甲.yaml").with_value("number", "27")

    assert sheet.text == "期号: '27' # 每期加一\n日期: \"2025-07-21\"\n稿件: []\n"


def test_a_key_without_a_value_gets_one() -> None:
    sheet = Sheet.of("期号: 26\n总期号:\n日期: 2025-07-21\n".encode(), "甲.yaml")

    assert sheet.with_value("total", "516").text == "期号: 26\n总期号: 516\n日期: 2025-07-21\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("增刊", "增刊"),
        ("增刊：二", '"增刊：二"'),
        ("# 1", '"# 1"'),
        ('"甲"', '"\\"甲\\""'),
        ("是", "是"),
    ],
)
def test_a_new_value_is_in_quotes_if_it_must_be(value: str, written: str) -> None:
    sheet = Sheet.of("期号: 26\n".encode(), "甲.yaml").with_value("edition", value, ("number",))

    assert sheet.text == f"期号: 26\n期次: {written}\n"


@given(
    st.sampled_from(list(STYLES.values())),
    # U+FFFD is what unreadable bytes become: it is refused wherever it stands.
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffd"),
        min_size=1,
        max_size=20,
    ),
)
def test_any_text_can_be_set(data: bytes, value: str) -> None:
    sheet = Sheet.of(data, "甲.yaml").with_value("edition", value, behind=("total", "number"))

    assert str(loaded(sheet).edition) == value
    # and changed to another one, and all else is as it was
    assert loaded(sheet.with_value("edition", "增刊")).entries == loaded(sheet).entries


def test_comments_above_a_field_go_along_with_it() -> None:
    lists = "报:\n  - 甲 \n  # 新增\n  - 乙\n\n# 别的\n送: '丙' # 常用\n"
    text = f"# 文件说明\n\n# 主送\n# 每年核对\n{lists}"
    sheet = Sheet.of(text.encode(), "甲.yaml")

    assert sheet.copy_of(("report_to", "copy_to"), below_entries=False) == (
        "# 主送\n# 每年核对\n报:\n  - 甲 \n  # 新增\n  - 乙\n# 别的\n送: '丙' # 常用\n"
    )


def test_places_are_those_of_the_values() -> None:
    sheet = Sheet.of("期号: 26\r\n总期号:   516\r\n".encode(), "甲.yaml")

    assert [str(sheet.place(each)) for each in ("number", "total", "date")] == [
        "甲.yaml:1:5",
        "甲.yaml:2:8",
        "None",
    ]


def test_what_would_come_out_otherwise_is_refused() -> None:
    # two keys for one field: the program could change but one of them
    sheet = Sheet.of("期号: 26\n期号: 27\n稿件: []\n".encode(), "甲.yaml")

    with pytest.raises(BriefingError) as refused:
        sheet.with_value("number", "28")
    assert refused.value.diagnostics[0].code == "cannot-edit"
