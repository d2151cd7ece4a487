from collections.abc import Callable

import pytest

from briefing.assembly import assemble
from briefing.diagnostics import Location
from briefing.document import Document, Paragraph, dump, with_page_numbers
from briefing.source import load
from briefing.template import Template
from tests.fakes import above
from tests.samples import ISSUES, SMALL, issue


def assembled(template: Template, *changes: tuple[str, str]) -> Document:
    """The small issue, assembled, with stretches of its file replaced."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return assemble(issue(text), template)


def shown(document: Document, *styles: str) -> list[tuple[str, str]]:
    """Style and text of each paragraph whose style begins so."""
    return [(p.style, p.text) for p in document.paragraphs() if p.style.startswith(styles)]


def test_the_whole_in_reading_order(shanghai: Template) -> None:
    document = assembled(shanghai)

    assert [(p.style, p.text) for p in above(document)] == [
        ("masthead-top", ""),
        ("masthead-over", "某某行业"),
        ("masthead", "工作简报"),
        ("issue-line", "2025年第3期（总第45期）"),
        ("imprint-line", "某某局办公室\t2025年7月1日"),
        ("title", "甲局召开会议\n部署工作"),
        ("body", "近日，甲局开会。"),
        ("heading-1", "一、进展"),
        ("body", "（一）组织。上半年有5689个网点，占98.6%。"),
        ("credit", "（甲局供稿）"),
        ("title", "乙局"),
        ("body", "乙局也开会。"),
    ]
    assert [(p.style, p.text) for p in document.colophon] == [
        ("rule-first", ""),
        ("recipients", "报：上级一"),
        ("recipients-more", "上级二"),
        ("recipients", "送：平行一，平行二"),
        ("rule-inner", ""),
        ("print-run", "共印80份"),
        ("rule-last", ""),
    ]


def test_what_a_file_says_of_itself(shanghai: Template) -> None:
    document = assembled(shanghai)

    assert document.title == "某某行业工作简报 2025年第3期"
    assert document.subject == "某某行业工作简报"
    assert document.author == "某某局办公室"
    assert document.keywords == ("简报", "某某行业", "工作简报")
    assert document.issued.isoformat() == "2025-07-01"


def test_a_title_of_one_line_is_the_masthead(shanghai: Template) -> None:
    document = assembled(shanghai, ("[某某行业, 工作简报]", "工作简报"))

    assert shown(document, "masthead") == [("masthead-top", ""), ("masthead", "工作简报")]


def test_the_issue_line_names_what_there_is(shanghai: Template) -> None:
    plain = assembled(shanghai, ("总期号: 45\n", ""))
    extra = assembled(shanghai, ("总期号: 45", "期次: 增刊"))

    assert shown(plain, "issue-line") == [("issue-line", "2025年第3期")]
    assert shown(extra, "issue-line") == [("issue-line", "2025年第3期增刊")]


def test_one_entry_alone_has_a_larger_title(shanghai: Template) -> None:
    document = assembled(shanghai, ("  - 标题: 乙局\n    正文: 乙局也开会。\n", ""))

    assert shown(document, "title") == [("title-single", "甲局召开会议\n部署工作")]


@pytest.mark.parametrize(
    ("way", "numbers"), [("无", ("", "")), ("汉字", ("一、", "二、")), ("数字", ("1.", "2."))]
)
def test_entries_are_numbered_as_the_issue_says(
    shanghai: Template, way: str, numbers: tuple[str, str]
) -> None:
    document = assembled(shanghai, ("期号: 3", f"期号: 3\n编号: {way}"))
    titles = [p for p in above(document) if p.style == "title"]

    assert [title.text for title in titles] == [
        f"{numbers[0]}甲局召开会议\n部署工作",
        f"{numbers[1]}乙局",
    ]
    assert [title.bookmark for title in titles] == [
        f"{numbers[0]}甲局召开会议部署工作",
        f"{numbers[1]}乙局",
    ]


def test_who_made_it_stands_on_one_line(shanghai: Template) -> None:
    signed = "签发: 张明\n责任编辑: 李华\n联系电话: 021-1"
    document = assembled(shanghai, ("印数: 80", signed))

    assert shown(document, "signatures", "print-run") == [
        ("signatures", "签发：张明　责任编辑：李华　联系电话：021-1")
    ]


def test_nothing_to_say_no_colophon(shanghai: Template) -> None:
    text = SMALL[: SMALL.index("报:")]

    assert assemble(issue(text), shanghai).colophon == ()


def test_only_the_groups_there_are_have_rules(shanghai: Template) -> None:
    text = SMALL[: SMALL.index("报:")] + "印数: 80\n"
    colophon = assemble(issue(text), shanghai).colophon

    assert [p.style for p in colophon] == ["rule-first", "print-run", "rule-last"]


def test_one_unit_has_no_separator(shanghai: Template) -> None:
    document = assembled(shanghai, ("[平行一, 平行二]", "平行一"))

    assert ("recipients", "送：平行一") in shown(document, "recipients")


def test_every_character_of_the_editor_keeps_its_place(shanghai: Template) -> None:
    document = assembled(shanghai)
    by_text = {p.text: p for p in document.paragraphs()}

    assert by_text["（甲局供稿）"].at(1) == Location("甲.yaml", 12, 9)
    assert by_text["（甲局供稿）"].at(0) is None
    assert by_text["甲局召开会议\n部署工作"].at(8) == Location("甲.yaml", 7, 19)
    assert by_text["送：平行一，平行二"].at(6) == Location("甲.yaml", 16, 10)
    assert by_text["一、进展"].at(2) == Location("甲.yaml", 10, 9)


def test_braces_in_the_text_are_text(shanghai: Template) -> None:
    document = assembled(shanghai, ("来源: 甲局", "来源: '{期号}[甲]'"))

    assert shown(document, "credit") == [("credit", "（{期号}[甲]供稿）")]


def test_ninety_nine_entries(shanghai: Template) -> None:
    head, tail = SMALL[: SMALL.index("  - 标题")], "  - 标题: 甲\n    正文: 乙\n"
    text = head.replace("期号: 3", "期号: 3\n编号: 汉字") + tail * 99

    assert above(assemble(issue(text), shanghai))[-2].text == "九十九、甲"


def test_a_hundred_entries(shanghai: Template) -> None:
    head, tail = SMALL[: SMALL.index("  - 标题")], "  - 标题: 甲\n    正文: 乙\n"
    text = head.replace("期号: 3", "期号: 3\n编号: 汉字") + tail * 100

    assert above(assemble(issue(text), shanghai))[-2].text == "一百、甲"


@pytest.mark.parametrize("name", ["2025-26", "2025-27"])
def test_the_sample_issues(
    shanghai: Template, name: str, golden: Callable[[str, str], None]
) -> None:
    document = assemble(load(ISSUES / f"{name}.yaml"), shanghai)

    golden(f"{name}.document.txt", dump(document))


MARKED = """刊名: 工作简报
期号: 3
编印单位: 办公室
日期: 2025-07-01
{}
稿件:
  - 标题: 甲
    正文: 乙。
"""


def marked(template: Template, lines: str) -> Document:
    return assemble(issue(MARKED.format(lines)), template)


def test_marks_stand_above_the_masthead_in_the_order_of_the_standard(shanghai: Template) -> None:
    document = marked(shanghai, "紧急程度: 特急\n密级: 秘密\n保密期限: 1年\n份号: 7")

    assert [(p.style, p.text) for p in above(document)[:5]] == [
        ("copy-number", "000007"),
        ("secrecy", "秘密★1年"),
        ("urgency", "特急"),
        ("masthead-top", ""),
        ("masthead", "工作简报"),
    ]


def test_secrecy_without_a_copy_number_stays_on_line_two(shanghai: Template) -> None:
    document = marked(shanghai, "密级: 机密")

    assert [(p.style, p.text) for p in above(document)[:2]] == [
        ("secrecy-alone", "机密"),
        ("masthead-top", ""),
    ]


def test_no_mark_is_made_up(shanghai: Template) -> None:
    assert above(marked(shanghai, ""))[0].style == "masthead-top"


def test_the_editor_s_note_has_its_label_once(shanghai: Template) -> None:
    plain = marked(shanghai, "按语: |\n  值得一看。\n  供参考。")
    labelled = marked(shanghai, "按语: 按语：值得一看。")

    assert shown(plain, "note") == [("note-first", "编者按：值得一看。"), ("note", "供参考。")]
    assert shown(labelled, "note") == [("note-first", "按语：值得一看。")]


def test_a_correction_names_the_issue_that_was_wrong(shanghai: Template) -> None:
    document = marked(shanghai, "更正: {期: 2025-2, 说明: 第2页“甲”应为“乙”。}")

    assert shown(document, "note") == [("note-first", "更正（2025年第2期）：第2页“甲”应为“乙”。")]


def test_entries_of_a_section_stand_together(shanghai: Template) -> None:
    text = MARKED.format("编号: 数字").split("稿件:")[0] + "稿件:\n"
    for title, section in (("头条", ""), ("甲", "动态"), ("乙", "经验"), ("丙", "动态")):
        text += f"  - 标题: {title}\n    正文: 文。\n"
        text += f"    栏目: {section}\n" if section else ""
    document = assemble(issue(text), shanghai)

    assert shown(document, "section", "title") == [
        ("title", "1.头条"),
        ("section", "【动态】"),
        ("title", "2.甲"),
        ("title", "3.丙"),
        ("section", "【经验】"),
        ("title", "4.乙"),
    ]


def test_attachments_are_listed_by_their_names_alone(shanghai: Template) -> None:
    head = MARKED.format("")
    one = assemble(issue(head + "    附件: 附件/实施方案.docx\n"), shanghai)
    two = assemble(issue(head + "    附件: [附件/方案V1.2.docx, 2025.中/英文对照表]\n"), shanghai)

    assert shown(one, "attachment") == [("attachment", "附件：实施方案")]
    assert shown(two, "attachment") == [
        ("attachment-first", "附件：1.方案V1.2"),
        ("attachment-more", "2.2025.中/英文对照表"),
    ]


def test_contents_list_the_titles_as_they_stand(shanghai: Template) -> None:
    document = assembled(shanghai, ("日期:", "编号: 汉字\n目录: 是\n日期:"))
    lines = [block for block in above(document) if block.target]

    assert [line.text for line in lines] == ["一、甲局召开会议部署工作\t1", "二、乙局\t1"]
    assert [line.target for line in lines] == ["entry-1", "entry-2"]
    assert [block.anchor for block in above(document) if block.anchor] == ["entry-1", "entry-2"]


def test_page_numbers_go_into_the_contents_alone(shanghai: Template) -> None:
    document = assembled(shanghai, ("日期:", "目录: 是\n日期:"))
    numbered = with_page_numbers(document, {"entry-1": 9, "entry-2": 12})

    assert [block.text[-3:] for block in above(numbered) if block.target] == ["作\t9", "\t12"]
    assert [b for b in above(numbered) if not b.target] == [
        b for b in above(document) if not b.target
    ]


# --- what templates decide


def test_an_issue_of_its_own_kind_says_so_below_its_name_or_in_the_issue_line(
    shanghai: Template, jiguan: Template, qiye: Template
) -> None:
    special = ("总期号: 45", "总期号: 45\n期次: 增刊")
    place = ("masthead", "edition", "issue-line")

    assert shown(assembled(shanghai, special), *place)[-1] == (
        "issue-line",
        "2025年第3期（总第45期）增刊",
    )
    assert shown(assembled(jiguan, special), *place)[-3:] == [
        ("masthead", "工作简报"),
        ("edition", "（增刊）"),
        ("issue-line", "第3期（总第45期）"),
    ]
    assert shown(assembled(qiye, special), "edition") == [("edition", "增刊")]
    assert shown(assembled(jiguan), "edition") == []


def test_the_kind_of_an_issue_keeps_its_place_in_the_file(jiguan: Template) -> None:
    document = assembled(jiguan, ("总期号: 45", "总期号: 45\n期次: 增刊"))
    (edition,) = (each for each in document.paragraphs() if each.style == "edition")

    assert edition.at(1) == Location("甲.yaml", 4, 5)


@pytest.mark.parametrize(
    ("written", "in_shanghai", "in_qiye"),
    [("", False, True), ("目录: true\n", True, True), ("目录: false\n", False, False)],
)
def test_contents_are_the_template_s_choice_unless_the_issue_says(
    shanghai: Template, qiye: Template, written: str, in_shanghai: bool, in_qiye: bool
) -> None:
    change = ("稿件:", f"{written}稿件:")

    assert bool(shown(assembled(shanghai, change), "contents")) is in_shanghai
    assert bool(shown(assembled(qiye, change), "contents")) is in_qiye


def test_one_entry_has_no_contents_unless_the_issue_says(qiye: Template) -> None:
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n"
    entry = "稿件:\n  - 标题: 题\n    正文: 文\n"

    assert shown(assemble(issue(head + entry), qiye), "contents") == []
    assert shown(assemble(issue(f"{head}目录: true\n{entry}"), qiye), "contents-title")


def test_contents_stand_before_the_note(qiye: Template) -> None:
    document = assembled(qiye, ("稿件:", "按语: 编者说。\n稿件:"))
    styles = [each.style for each in document.paragraphs()]

    assert styles.index("contents-title") < styles.index("note-first") < styles.index("title")


def test_lists_run_in_may_have_an_end(jiguan: Template) -> None:
    document = assembled(jiguan, ("平行二", "平行二, 平行三"))

    assert shown(document, "recipients") == [
        ("recipients", "报：上级一，上级二。"),
        ("recipients", "送：平行一，平行二，平行三。"),
    ]


def test_one_entry_has_no_number_unless_the_issue_says(jiguan: Template) -> None:
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n"
    entry = "稿件:\n  - 标题: 题\n    正文: 文\n"

    assert [text for _, text in shown(assembled(jiguan), "title")] == [
        "一、甲局召开会议\n部署工作",
        "二、乙局",
    ]
    assert shown(assemble(issue(head + entry), jiguan), "title") == [("title-single", "题")]
    assert shown(assemble(issue(f"{head}编号: 汉字\n{entry}"), jiguan), "title") == [
        ("title-single", "一、题")
    ]


TURNED = "      表题（横排）：表\n      |甲|\n      |-|\n      |1|\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [(TURNED, ["contents-line", "section-end", "title", "table-caption"]), ("", [])],
)
def test_a_section_does_not_end_within_the_contents(
    shanghai: Template, body: str, expected: list[str]
) -> None:
    """A title that lies down with its table right behind them begins another one."""
    line = "      近日，甲局开会。\n"
    document = assembled(shanghai, ("稿件:\n", "目录: true\n稿件:\n"), (line, f"{body}{line}"))
    styles = [block.style for block in document.blocks if isinstance(block, Paragraph)]
    begin = styles.index("section-end") - 1 if "section-end" in styles else len(styles)

    assert styles[begin : begin + 4] == expected
    assert styles.count("section-end") == (2 if body else 0)
