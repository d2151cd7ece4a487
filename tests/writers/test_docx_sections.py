"""Sections: sizes of pages, where they end, what stands at their feet."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from briefing.fonts import Faces
from briefing.source import load
from briefing.template import Template
from briefing.writers import render
from tests.samples import with_body

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDE = ("表题（横排）：各区情况", "|甲|乙|", "|-|-|", "|1|2|")


def attribute(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def opened(template: Template, faces: Faces, *lines: str, lists: str = "报: [局]\n") -> Any:
    issue = with_body(*lines, lists=lists)
    return docx.Document(BytesIO(render(issue, template, "docx", faces)))


def sizes(word: Any) -> list[tuple[int, int]]:
    """Width and height of the pages of each section, in millimetres."""
    return [(round(each.page_width.mm), round(each.page_height.mm)) for each in word.sections]


UPRIGHT, LYING = (210, 297), (297, 210)


def test_turned_pages_are_a_section(shanghai: Template, shipped_faces: Faces) -> None:
    word = opened(shanghai, shipped_faces, "前。", *WIDE, "后。")

    assert sizes(word) == [UPRIGHT, LYING, UPRIGHT]


def test_two_tables_share_a_section(shanghai: Template, shipped_faces: Faces) -> None:
    word = opened(shanghai, shipped_faces, "前。", *WIDE, "", *WIDE, "后。")

    assert sizes(word) == [UPRIGHT, LYING, UPRIGHT]


def test_an_issue_without_them_has_one_section(shanghai: Template, shipped_faces: Faces) -> None:
    word = opened(shanghai, shipped_faces, "前。", "|甲|", "|-|", "|1|")

    assert sizes(word) == [UPRIGHT]


def test_the_colophon_stands_upright(shanghai: Template, shipped_faces: Faces) -> None:
    assert sizes(opened(shanghai, shipped_faces, "前。", *WIDE)) == [UPRIGHT, LYING, UPRIGHT]
    alone = opened(shanghai, shipped_faces, "前。", *WIDE, lists="")
    assert sizes(alone) == [UPRIGHT, LYING]


def test_the_same_feet_for_all_pages_turned_alike(shanghai: Template, shipped_faces: Faces) -> None:
    word = opened(shanghai, shipped_faces, "前。", *WIDE, "中。", *WIDE, "后。")
    feet = [each.footer.part.partname for each in word.sections]

    assert len(set(feet)) == 2
    assert feet == [feet[0], feet[1]] * 2 + [feet[0]]
    even = [each.even_page_footer.part.partname for each in word.sections]
    assert not set(even) & set(feet)


@pytest.mark.parametrize("lines", [("前。", "|甲|", "|-|", "|1|", "", *WIDE), (*WIDE, "后。")])
def test_a_table_is_not_the_last_of_a_section(
    shanghai: Template, shipped_faces: Faces, lines: tuple[str, ...]
) -> None:
    """Word keeps the properties of a section in a paragraph."""
    body = opened(shanghai, shipped_faces, *lines).element.body
    behind = [each.getnext() for each in body if each.tag == f"{W}tbl"]

    assert len(behind) == sum(line.startswith("|-") for line in lines)
    for each in behind:
        assert attribute(each, "pPr/pStyle") == "BriefingSectionEnd"
        assert each.find(f"{W}pPr/{W}sectPr") is not None


def test_a_section_may_end_with_a_chart(
    shanghai: Template, shipped_faces: Faces, tmp_path: Path
) -> None:
    (tmp_path / "数.csv").write_text("区,件\n甲,1\n乙,2\n", encoding="utf-8")
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n稿件:\n  - 标题: 题\n    正文: |\n"
    body = "      前。\n      ![](数.csv 柱形图)\n      ![](数.csv 横排)\n      后。\n"
    (tmp_path / "一期.yaml").write_text(head + body, encoding="utf-8")
    data = render(load(tmp_path / "一期.yaml"), shanghai, "docx", shipped_faces)
    word = docx.Document(BytesIO(data))

    assert sizes(word) == [UPRIGHT, LYING, UPRIGHT]
    (chart,) = (each for each in word.paragraphs if "图片" in str(each.style and each.style.name))
    assert chart._p.find(f"{W}pPr/{W}sectPr") is not None


def feet(word: Any) -> list[bool]:
    """Whether the pages of each section have folios, on odd pages and on even ones."""
    return [
        any(paragraph.runs for paragraph in each.paragraphs)
        for section in word.sections
        for each in (section.footer, section.even_page_footer)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("前。",), [UPRIGHT, UPRIGHT]),
        (("前。", "|甲|", "|-|", "|1|"), [UPRIGHT, UPRIGHT]),
        (("前。", *WIDE, "中。", *WIDE, "后。"), [UPRIGHT, LYING] * 2 + [UPRIGHT] * 2),
        (("前。", *WIDE), [UPRIGHT, LYING, UPRIGHT]),
    ],
)
def test_the_pages_before_a_back_cover_have_no_folios(
    shanghai: Template,
    shipped_faces: Faces,
    lines: tuple[str, ...],
    expected: list[tuple[int, int]],
) -> None:
    """They share the last section with the colophon; behind each table is a paragraph."""
    word = opened(replace(shanghai, colophon_page=4), shipped_faces, *lines)
    body = word.element.body

    assert sizes(word) == expected
    assert feet(word) == [True] * (2 * len(expected) - 2) + [False] * 2
    assert all(each.getnext().tag == f"{W}p" for each in body if each.tag == f"{W}tbl")


def test_a_draft_says_so_in_every_section(shanghai: Template, shipped_faces: Faces) -> None:
    template = replace(shanghai, colophon_page=4)
    issue = with_body("前。", *WIDE, lists="报: [局]\n")
    word = docx.Document(BytesIO(render(issue, template, "docx", shipped_faces, draft=True)))

    assert sizes(word) == [UPRIGHT, LYING, UPRIGHT]
    for section in word.sections:
        for header in (section.header, section.even_page_header):
            assert not header.is_linked_to_previous
            assert header.paragraphs[0].text == template.labels["draft"]
