"""Slips of the hand hide nothing: each is told at its place, and so is what else is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.issue import Issue, Text
from briefing.source import MadeOut, made_out, read
from briefing.source.fair_copy import fair_copy
from briefing.source.keys import ALL_KEYS
from briefing.source.manuscript import Stitch, decipher, stitched, unpicked

GOOD = """\
刊名: 简报
期号: 26
总期号: 516
编印单位: 局办公室
日期: 2025-07-21

稿件:
  - 标题: 汛前检查
    正文: |
      各站点开展检查，不留死角。

      一是抓早，七月底以前查完。
      二是抓小，隐患当天报告。
    来源: 浦东局

  # 下面一篇分两行
  - 标题:
      - 青浦局送清凉
      - 慰问一线职工
    正文: |
      走访组带着表格，逐一核对。
      职工说：这个好。
    来源: 青浦局
    附件: [附件/方案.pdf]

  - 标题: "闵行局压实责任"
    来源: 闵行局
    正文: |
      清单明确分工：
      第一，定人。
      第二，定时。
报: [市委, 市府]
送:
  - 甲局
  - 乙局
  - 丙局
印数: 80
"""
LINES = GOOD.split("\n")[:-1]


def out_of(text: str) -> MadeOut:
    return made_out(text.encode(), "甲.yaml")


def found(text: str) -> list[str]:
    """Line, column and code of each finding."""
    problems = out_of(text).problems
    return [f"{p.location.line}:{p.location.column} {p.code}" for p in problems if p.location]


def changed(*changes: tuple[str, str], text: str = GOOD) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


# --- slips: a line of GOOD → the line with the slip, or None where it cannot be made

Slip = Callable[[str], str | None]


def _of_key(before: str, behind: str) -> Slip:
    def slip(line: str) -> str | None:
        head, colon, rest = line.partition(before)
        is_key = colon and head.strip(" -") in ALL_KEYS
        return f"{head}{behind}{rest}" if is_key else None

    return slip


def _of_value(sign: str) -> Slip:
    def slip(line: str) -> str | None:
        head, colon, rest = line.partition(": ")
        plain = colon and head.strip(" -") in ("标题", "来源", "编印单位") and rest[0] != '"'
        return f"{head}: {sign}{rest}" if plain else None

    return slip


def _of_dash(mark: str) -> Slip:
    return lambda line: line.replace("- ", mark, 1) if line.lstrip().startswith("- ") else None


def _indented(change: Callable[[str], str]) -> Slip:
    def slip(line: str) -> str | None:
        width = len(line) - len(line.lstrip(" "))
        return change(" " * width) + line[width:] if width else None

    return slip


def _structural(line: str) -> bool:
    content = line.strip(" -")
    return line.lstrip().startswith("- ") or content.partition(":")[0] in ALL_KEYS


def _off(by: int) -> Slip:
    def slip(line: str) -> str | None:
        width = len(line) - len(line.lstrip(" "))
        if width + by < 0 or not line.strip() or line.lstrip().startswith("#"):
            return None
        if not _structural(line) and by > 0:  # a text may well begin with spaces
            return None
        return " " * (width + by) + line.lstrip(" ")

    return slip


SLIPS: dict[str, tuple[Slip, str]] = {
    "wide colon": (_of_key(": ", "："), "wide-colon"),
    "wide colon and space": (_of_key(": ", "： "), "wide-colon"),
    "two colons": (_of_key(": ", "：:"), "wide-colon"),
    "no space": (_of_key(": ", ":"), "missing-space"),
    "wide space": (_of_key(": ", ":\u3000"), "missing-space"),
    "no colon": (_of_key(": ", " "), "missing-colon"),
    "wide dash": (_of_dash("－"), "wide-dash"),
    "long dash": (_of_dash("— "), "wide-dash"),
    "dot": (_of_dash("·"), "wide-dash"),
    "no space after a dash": (_of_dash("-"), "missing-space"),
    "open quote": (_of_value('"'), "unclosed-quote"),
    "at": (_of_value("@"), "reserved-sign"),
    "percent": (_of_value("%"), "reserved-sign"),
    "asterisk": (_of_value("*"), "reserved-sign"),
    "ampersand": (_of_value("& "), "reserved-sign"),
    "backtick": (_of_value("`"), "reserved-sign"),
    "number sign": (_of_value("# "), "swallowed-comment"),
    "tab": (_indented(lambda _: "\t"), "wrong-indentation"),
    "spaces and tab": (_indented(lambda spaces: spaces[:-1] + "\t"), "wrong-indentation"),
    "wide spaces": (_indented(lambda _: "\u3000\u3000"), "wrong-indentation"),
    "one more": (_off(1), "wrong-indentation"),
    "two more": (_off(2), "wrong-indentation"),
    "one less": (_off(-1), "wrong-indentation"),
    "two less": (_off(-2), "wrong-indentation"),
}
OFF = {"one more", "two more", "one less", "two less"}
ODD = {"tab", "spaces and tab", "wide spaces"}


def _with(slips: Iterable[tuple[str, int]]) -> str:
    """GOOD with slips, each of them a name and a line."""
    lines = list(LINES)
    for name, number in slips:
        slipped = SLIPS[name][0](lines[number])
        assert slipped is not None
        lines[number] = slipped
    return "\n".join(lines) + "\n"


def _reads_well(text: str) -> bool:
    """To YAML it is no slip: a text whose first line has fewer spaces, a key within a text."""
    try:
        return set(yaml.safe_load(text)) == set(yaml.safe_load(GOOD))
    except (yaml.YAMLError, TypeError):
        return False


def _possible(name: str, number: int) -> bool:
    slipped = SLIPS[name][0](LINES[number])
    if slipped is None or slipped == LINES[number]:
        return False
    return name not in OFF or not _reads_well(_with([(name, number)]))


POSSIBLE = [
    (name, number) for name in SLIPS for number in range(len(LINES)) if _possible(name, number)
]


def _tell_each_other_apart(slips: list[tuple[str, int]]) -> bool:
    """Whether it can be seen what was meant: no line has two slips, nothing but one line is out
    of line, and no text has the same slip in neighbouring lines, which would be told once."""
    names = [name for name, _ in slips]
    numbers = [number for _, number in slips]
    texts = {number for name, number in slips if name in ODD and not _structural(LINES[number])}
    return (
        len(set(numbers)) == len(numbers)
        and (
            OFF.isdisjoint(names) or sum(name in OFF | ODD | {"number sign"} for name in names) == 1
        )
        and ("number sign" not in names or ODD.isdisjoint(names))
        and not any(number + 1 in texts for number in texts)
    )


def test_there_are_many_slips_to_make() -> None:
    assert {name for name, _ in POSSIBLE} == set(SLIPS)
    assert len(POSSIBLE) > 250
    assert out_of(GOOD).problems == ()


@pytest.mark.parametrize(("name", "number"), POSSIBLE)
def test_a_slip_alone(name: str, number: int) -> None:
    (problem,) = out_of(_with([(name, number)])).problems

    assert problem.location
    assert problem.location.line == number + 1
    assert problem.code in (SLIPS[name][1], "outdented-text")
    assert problem.remedy


@given(st.lists(st.sampled_from(POSSIBLE), min_size=2, max_size=3).filter(_tell_each_other_apart))
def test_each_slip_is_told_and_nothing_else(slips: list[tuple[str, int]]) -> None:
    problems = out_of(_with(slips)).problems

    told = [problem.location.line - 1 for problem in problems if problem.location]
    assert told == sorted(number for _, number in slips)


@given(
    st.lists(st.sampled_from(POSSIBLE), min_size=1, max_size=3).filter(_tell_each_other_apart),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_what_is_made_out_is_the_issue_in_its_places(
    slips: list[tuple[str, int]], end: str, mark: str
) -> None:
    """Read on, the file says what it said, and each character of it stands where it did."""
    assume(not {"at", "percent", "asterisk", "ampersand", "backtick"} & {name for name, _ in slips})
    text = _with(slips)
    lines = text.split("\n")
    issue, problems = out_of(mark + text.replace("\n", end))

    assert (issue is None) == (not all(problem.mended for problem in problems))
    assume(issue is not None)
    assert issue is not None
    assert list(map(str, texts_of(issue))) == list(map(str, texts_of(read(GOOD.encode(), ""))))
    for each in texts_of(issue):
        for index, char in enumerate(each.value):
            place = each.at(index)
            if char != "\n":
                assert lines[place.line - 1][place.column - 1] == char


def texts_of(issue: Issue) -> list[Text]:
    texts = [*issue.title, issue.editor]
    for entry in issue.entries:
        texts += [*entry.title, entry.body, *entry.attachments]
        texts += [entry.credit] if entry.credit else []
    return texts + [each.name for each in (*issue.report_to, *issue.copy_to)]


# --- what else is wrong


def test_other_findings_come_along() -> None:
    text = changed(
        ("标题: 汛前检查", "标题：汛前检查"),
        ("日期: 2025-07-21", "日期: 2025-02-30"),
        ("来源: 青浦局", "来原: 青浦局"),
        ("编印单位: 局办公室\n", ""),
    )

    assert found(text) == [
        "1:1 missing-field",
        "4:5 not-a-date",
        "7:7 wide-colon",
        "22:5 unknown-key",
    ]


def test_two_slips_in_a_line() -> None:
    assert found(changed(("  - 标题: 汛前检查", "  －标题：@汛前检查"))) == [
        "8:3 wide-dash",
        "8:6 wide-colon",
        "8:7 reserved-sign",
    ]


def test_what_is_quoted_in_a_text() -> None:
    made = out_of(changed(("标题: 汛前检查", '标题: "汛前"检查'), ("印数: 80", "印数：80")))

    assert [p.code for p in made.problems] == ["text-after-quote", "wide-colon"]
    assert made.issue
    assert str(made.issue.entries[0].title[0]) == "“汛前”检查"


def test_a_colon_in_a_text() -> None:
    made = out_of(changed(("标题: 汛前检查", "标题: 关于: 检查: 通知")))

    assert [p.code for p in made.problems] == ["colon-in-text"]
    assert made.issue
    title = made.issue.entries[0].title[0]
    assert str(title) == "关于：检查：通知"
    assert title.at(str(title).index("通")).column == len("  - 标题: 关于: 检查: ") + 1


def test_slips_that_leave_it_open_what_was_meant() -> None:
    for text in (
        changed(("报: [市委, 市府]", "  报: [市委, 市府]")),  # of the issue, or of its last entry
        changed(("    正文: |\n      清单", "    正文: | 清单")),
        changed(("来源: 浦东局", "来源: 浦东局 # 七月")),
    ):
        made = out_of(text)
        assert made.issue is None
        assert len(made.problems) == 1


def test_a_first_line_that_is_short_and_far_too_deep() -> None:
    text = changed(("    正文: |\n      清单", "    正文: |\n              背景：\n      清单"))

    assert [each.split()[1] for each in found(text)] == ["wrong-indentation"]


def test_a_text_of_several_lines_is_no_slip() -> None:
    folded = '来源: "浦东局\n      日期：七月\n      －记"\n'
    text = changed(("来源: 浦东局\n", folded), ("印数: 80", "印数：80"))

    assert found(text) == ["39:3 wide-colon"]


def test_brackets_over_several_lines_are_no_slip() -> None:
    text = changed(("[市委, 市府]", "[市委,\n  报：社,\n  市府]"), ("印数: 80", "印数：80"))

    assert found(text) == ["39:3 wide-colon"]


def test_a_key_that_is_none_is_no_text() -> None:
    """Behind a text, it might be taken for a line of it that is out of line."""
    text = changed(("    来源: 浦东局", "    出处: 浦东局"), ("印数: 80", "印数：80"))

    assert found(text) == ["14:5 unknown-key", "37:3 wide-colon"]


def test_neighbouring_lines_of_a_text_with_the_same_slip_are_told_once() -> None:
    lines = ["一是抓早，七月底以前查完。", "二是抓小，隐患当天报告。"]
    text = changed(*((f"      {line}", f"　　{line}") for line in lines))

    assert found(text) == ["12:1 wrong-indentation"]


# slips that are found by what they make of a file, not by how it is written
OTHERS = sorted((Path(__file__).parents[1] / "bad_inputs").glob("*.yaml"))
START = "刊名: 党建工作简报\n"


def _others() -> Iterator[tuple[str, str]]:
    for path in OTHERS:
        with suppress(UnicodeDecodeError):
            text = path.read_bytes().decode()
            # an anchor is read as a text when it cannot be one
            if text.startswith(START) and not re.search(r": [&!]", text):
                yield path.stem, text


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _others()])
def test_all_other_mistakes_are_told_as_without_the_slip(text: str) -> None:
    before = made_out(text.encode(), "甲.yaml").problems
    after = made_out(text.replace(": ", "：", 1).encode(), "甲.yaml").problems

    assert len(after) == len(before) + 1
    told = [str(each) for each in after if "“刊名”后面是中文" not in each.message]
    assert told == [str(each) for each in before]


def test_of_too_many_slips_nothing_is_read_on() -> None:
    entry = "  - 标题：甲局开会\n    正文：乙\n"
    text = GOOD.partition("稿件:\n")[0] + "稿件：\n" + entry * 60

    assert {line.split()[1] for line in found(text)} == {"wide-colon"}


def test_a_good_file_is_left_alone() -> None:
    copy = fair_copy(decipher(GOOD.encode(), "甲.yaml", []), ALL_KEYS)

    assert copy.manuscript.text == GOOD
    assert copy.slips == ()


@given(
    st.text("ab", max_size=6),
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 3), st.text("xy", max_size=3)), max_size=3
    ),
)
def test_places_before_mending(line: str, mends: list[tuple[int, int, str]]) -> None:
    mended, stitches = line, []
    for column, width, new in mends:
        column = min(column, len(mended))
        stitches.append(Stitch(column, min(width, len(mended) - column), new))
        mended = stitched(mended, stitches[-1:])

    assert stitched(line, stitches) == mended
    for column, char in enumerate(mended):
        if char in "ab":  # nothing new, so it can be found again
            assert line[unpicked(column, stitches)] == char
        assert 0 <= unpicked(column, stitches) <= len(line)
    assert unpicked(len(mended), stitches) == len(line)


# --- encodings


@pytest.mark.parametrize("coding", ["gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_hides_nothing(coding: str) -> None:
    text = changed(("标题: 汛前检查", "标题：汛前检查"), ("日期: 2025-07-21", "日期: 2025-02-30"))

    made = made_out(text.encode(coding), "甲.yaml")

    assert [problem.code for problem in made.problems] == [
        "wrong-encoding",
        "not-a-date",
        "wide-colon",
    ]
    assert made_out(GOOD.encode(coding), "甲.yaml").issue


def test_an_encoding_that_nobody_knows_tells_nothing_of_the_rest() -> None:
    big5 = "刊名: 簡報\n期號: 26\n標題: 黨建\n".encode("big5")

    assert [problem.code for problem in made_out(big5, "甲.yaml").problems] == ["wrong-encoding"]


def test_a_few_damaged_characters_are_no_other_encoding() -> None:
    damaged = GOOD.encode().replace("浦".encode(), "浦".encode("gbk"))

    assert {problem.code for problem in made_out(damaged, "甲.yaml").problems} == {"bad-utf-8"}
