import re

import pytest

from briefing.document import Document
from briefing.fonts import Faces
from briefing.layout import fitted, layout_document, page_remarks, remarks
from briefing.source import read
from briefing.template import Template
from briefing.writers import prepare

HEAD = "刊名: 简报\n期号: 3\n编印单位: 办\n日期: 2025-07-01\n稿件:\n  - 标题: 甲\n    正文: |\n"


def found(template: Template, faces: Faces, body: str, lists: str = "") -> list[tuple[str, str]]:
    """(code, line:column) of what is remarked on an issue with that body."""
    lines = "".join(f"      {line}\n" for line in body.split("\n"))
    setting = prepare(read((HEAD + lines + lists).encode(), "一期.yaml"), template, faces)
    document, pages = layout_document(setting.document, setting.template, faces)
    assert isinstance(document, Document)
    made = remarks(document, pages, fitted(template, document, faces), faces)
    return [(each.code, str(each.location).partition(":")[2]) for each in made]


@pytest.mark.parametrize(("length", "column"), [(25, 0), (26, 32), (27, 33), (28, 0)])
def test_a_last_line_of_one_character(
    shanghai: Template, shipped_faces: Faces, length: int, column: int
) -> None:
    """26 characters fill the first line; a full stop that does not fit takes one along."""
    places = [("V01", f"8:{column}")] if column else []

    assert found(shanghai, shipped_faces, "国" * length + "。") == places


def test_a_colophon_that_has_a_page_to_itself(shanghai: Template, shipped_faces: Faces) -> None:
    body = "\n".join("国。" for _ in range(12))
    lists = "报: [" + ", ".join(f"单位{number}" for number in range(8)) + "]\n"

    assert ("V02", "19:7") in found(shanghai, shipped_faces, body, lists)
    assert found(shanghai, shipped_faces, "国。", lists) == []


def remedy(template: Template, faces: Faces, lines: int, units: int) -> str:
    """What is to be done about the colophon; lines of body below a title of one line."""
    body = "".join("      国。\n" for _ in range(lines))
    lists = "报: [" + ", ".join(f"单位{number}" for number in range(units)) + "]\n"
    setting = prepare(read((HEAD + body + lists).encode(), "一期.yaml"), template, faces)
    made = page_remarks(setting.document, setting.pages, setting.template, faces)
    return next((each.remedy for each in made if each.code == "V02"), "")


@pytest.mark.parametrize("lines", [7, 10, 13])
def test_the_remedy_for_a_colophon_alone_is_counted(
    shanghai: Template, shipped_faces: Faces, lines: int
) -> None:
    """So many lines less, and it moves; so many more, and text stands above it; not before."""
    said = remedy(shanghai, shipped_faces, lines, 8)
    less, more = map(int, re.findall(r"\d+", said))

    assert said == f"正文删去 {less} 行，版记就排到上一页；或者再写 {more} 行，版记上面就有正文"
    assert not remedy(shanghai, shipped_faces, lines - less, 8)
    assert remedy(shanghai, shipped_faces, lines - less + 1, 8)
    assert not remedy(shanghai, shipped_faces, lines + more, 8)
    assert remedy(shanghai, shipped_faces, lines + more - 1, 8)


def test_a_masthead_that_has_a_page_to_itself(shanghai: Template, shipped_faces: Faces) -> None:
    """The title lies down with its table."""
    table = "|甲|乙|\n|-|-|\n|1|2|"

    assert found(shanghai, shipped_faces, f"表题（横排）：表\n{table}\n国。") == [("V04", "6:9")]
    assert found(shanghai, shipped_faces, f"国。\n表题（横排）：表\n{table}\n国。") == []
    assert found(shanghai, shipped_faces, f"表题：表\n{table}\n国。") == []
