from collections.abc import Callable

import pytest

from briefing.assembly import assemble
from briefing.diagnostics import Location
from briefing.document import Document, dump
from briefing.source import load
from briefing.template import Template
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

    assert [(p.style, p.text) for p in document.blocks] == [
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

    assert shown(document, "masthead") == [("masthead", "工作简报")]


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
    titles = [p for p in document.blocks if p.style == "title"]

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

    assert assemble(issue(text), shanghai).blocks[-2].text == "九十九、甲"


def test_a_hundred_entries(shanghai: Template) -> None:
    head, tail = SMALL[: SMALL.index("  - 标题")], "  - 标题: 甲\n    正文: 乙\n"
    text = head.replace("期号: 3", "期号: 3\n编号: 汉字") + tail * 100

    assert assemble(issue(text), shanghai).blocks[-2].text == "一百、甲"


@pytest.mark.parametrize("name", ["2025-26", "2025-27"])
def test_the_sample_issues(
    shanghai: Template, name: str, golden: Callable[[str, str], None]
) -> None:
    document = assemble(load(ISSUES / f"{name}.yaml"), shanghai)

    golden(f"{name}.document.txt", dump(document))
