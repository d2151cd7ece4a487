import pytest

from briefing.document import Document
from briefing.fonts import Faces
from briefing.layout import fitted, layout_document, remarks
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
