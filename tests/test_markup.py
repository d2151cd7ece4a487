import pytest

from briefing.diagnostics import Location
from briefing.document import Paragraph
from briefing.issue import Text
from briefing.markup import blocks, unsettable, unsettable_note


def paragraphs(body: Text) -> list[Paragraph]:
    return [each for each in blocks(body, {}, 8) if isinstance(each, Paragraph)]


def looks(body: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Style and runs of each paragraph of a body."""
    text = Text(body, Location("甲", 1, 1))
    return [(p.style, [(run.text, run.style) for run in p.runs]) for p in paragraphs(text)]


def styles(body: str) -> list[str]:
    return [style for style, _ in looks(body)]


def test_a_line_is_a_paragraph() -> None:
    assert looks("甲。\n乙。") == [("body", [("甲。", None)]), ("body", [("乙。", None)])]


def test_blank_lines_and_indents_typed_by_hand_do_not_count() -> None:
    assert looks("\n　　甲。 \n \t\n") == [("body", [("甲。", None)])]


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("一、上半年进展", "heading-1"),
        ("二十一、其他", "heading-1"),
        ("（一）组织基础", "heading-2"),
        ("1.组织", "heading-3"),
        ("1．组织", "heading-3"),
        ("（1）组织", "heading-4"),
    ],
)
def test_headings(line: str, style: str) -> None:
    assert looks(f"{line}\n正文。")[0] == (style, [(line, None)])


def test_short_numbered_lines_in_a_row_are_a_list() -> None:
    assert styles("一、甲\n1.路灯\n2.晾衣架\n正文。\n3.车位") == [
        "heading-1",
        "body",
        "heading-3",
        "body",
        "body",
    ]


def test_a_heading_has_something_below_it() -> None:
    assert styles("一、甲\n（一）乙\n二、丙\n正文。") == ["heading-1", "body", "heading-1", "body"]


def test_emphasis_that_ends_with_the_first_sentence() -> None:
    assert looks("一、**先做好。**后做好。") == [
        ("body", [("一、", "run-in-1"), ("先做好。", "run-in-1"), ("后做好。", None)])
    ]


@pytest.mark.parametrize(
    "line",
    [
        "一是用清单明确分工",  # 一是, not 一、
        "一定、必须",
        "(一)半角括号",
        "1.5倍",
        "7月24日",
        "2025.",
        "（一九四九四）五位数",
    ],
)
def test_not_headings(line: str) -> None:
    assert looks(line) == [("body", [(line, None)])]


def test_a_heading_is_short() -> None:
    assert styles("一、" + "字" * 38 + "\n正文。")[0] == "heading-1"
    assert styles("一、" + "字" * 39 + "\n正文。")[0] == "body"


@pytest.mark.parametrize("stop", "。；：，！？…")
def test_a_heading_does_not_stop_like_a_sentence(stop: str) -> None:
    assert styles(f"一、上半年{stop}\n正文。")[0] == "body"


def test_the_first_sentence_runs_in() -> None:
    assert looks("（一）服务稳中有升。上半年，申诉率下降。再降。") == [
        ("body", [("（一）服务稳中有升。", "run-in-2"), ("上半年，申诉率下降。再降。", None)])
    ]
    assert looks("一、进展。上半年。")[0][1][0] == ("一、进展。", "run-in-1")


def test_no_run_in_at_the_lower_levels_or_without_a_rest() -> None:
    assert looks("1.进展。上半年。") == [("body", [("1.进展。上半年。", None)])]
    assert looks("（一）服务稳中有升。") == [("body", [("（一）服务稳中有升。", None)])]
    assert looks("一、为什么？因为。") == [("body", [("一、为什么？因为。", None)])]


def test_a_heading_is_in_the_outline_and_text_is_not() -> None:
    text = Text("一、进展\n甲。", Location("甲", 1, 1))

    assert [p.bookmark for p in paragraphs(text)] == ["一、进展", ""]


def test_every_character_keeps_its_place() -> None:
    # Lines 5 and 6 of the file, indented by six, the second by a hand-typed 　 as well.
    text = Text("甲乙\n　（一）丙。丁", Location("甲", 5, 7), ((0, 5, 7), (3, 6, 7)))
    first, second = paragraphs(text)

    assert first.at(1) == Location("甲", 5, 8)
    assert second.at(0) == Location("甲", 6, 8)
    assert second.runs[1].text == "丁"
    assert second.runs[1].at(0) == Location("甲", 6, 13)


# --- emphasis, and what cannot be set


def test_double_asterisks_are_emphasis() -> None:
    assert looks("会议明确，**八月前**报送。") == [
        ("body", [("会议明确，", None), ("八月前", "emphasis"), ("报送。", None)])
    ]
    assert looks("**全部**") == [("body", [("全部", "emphasis")])]
    assert looks("**一**和**二**")[0][1][1:] == [("和", None), ("二", "emphasis")]


@pytest.mark.parametrize("line", ["3*4*5", "**", "****", "** 空格 **", "**没有完", "a**b"])
def test_other_asterisks_are_text(line: str) -> None:
    assert looks(line) == [("body", [(line, None)])]


def test_a_heading_is_emphasis_enough() -> None:
    assert "".join(text for text, _ in looks("一、**进展**")[0][1]) == "一、进展"
    assert {style for _, style in looks("（一）**组织**。文字。")[0][1]} == {"run-in-2", None}


def test_emphasized_characters_keep_their_places() -> None:
    (made,) = paragraphs(Text("甲**乙**丙", Location("甲", 5, 7), ((0, 5, 7),)))

    assert made.text == "甲乙丙"
    assert [made.at(index) for index in range(3)] == [
        Location("甲", 5, 7),
        Location("甲", 5, 10),
        Location("甲", 5, 13),
    ]


def refused(*lines: str) -> list[str]:
    body = Text("\n".join(lines), Location("甲", 1, 1))
    return [each.message for each in unsettable(body, {})]


def test_what_was_meant_for_a_figure_is_not_printed_as_it_stands() -> None:
    wrong = "这里像是要插图片，写法不对"

    assert refused("！[图题](a.jpg)", "见![图](a.jpg)。", "![图题]（a.jpg）") == [wrong] * 3
    assert refused("![图题](a.jpg)") == ["“a.jpg”还没有读进来"]


def test_a_sheet_that_nobody_read() -> None:
    assert refused("![表题](a.csv)") == ["“a.csv”还没有读进来"]


def test_what_only_looks_like_figures_and_tables() -> None:
    assert refused("|", "|x| 是绝对值", "见图（a.jpg）", "[报](送)!", "甲|乙|") == []


def test_a_heading_above_a_table_is_one() -> None:
    assert styles("（一）指标\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n")[0] == "heading-2"


def test_notes_hold_no_tables_and_no_pictures() -> None:
    note = Text("按语。\n| 甲 |\n![图](a.png)", Location("甲", 1, 1))

    assert [each.code for each in unsettable_note(note)] == ["not-in-note"] * 2
