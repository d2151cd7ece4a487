from math import atan2, degrees
from pathlib import Path

import pytest

from briefing.assembly import assemble
from briefing.fonts import Faces
from briefing.layout.page import Page, TextRun, dump
from briefing.layout.watermark import watermarked
from briefing.template import Template
from briefing.writers import prepare
from tests.samples import issue, with_body


def pages(draft: bool, template: Template, faces: Faces) -> tuple[Page, ...]:
    setting = prepare(issue(), template, faces, draft=draft)
    return tuple(watermarked(setting.document, setting.pages, template, faces))


def test_every_page_has_it_beneath_everything(shanghai: Template, shipped_faces: Faces) -> None:
    plain = pages(False, shanghai, shipped_faces)
    drafts = pages(True, shanghai, shipped_faces)

    for before, after in zip(plain, drafts, strict=True):
        mark, *others = after.parts
        assert others == list(before.parts)
        assert mark.path == ()
        assert [each.text for each in mark.marks if isinstance(each, TextRun)] == ["草", "稿"]
        assert after.anchors == before.anchors


def test_it_rises_less_on_a_turned_page(shanghai: Template, shipped_faces: Faces) -> None:
    made = with_body("前。", "表题（横排）：题", "|甲|", "|-|", "|1|")
    setting = prepare(made, shanghai, shipped_faces, draft=True)
    upright, lying = watermarked(setting.document, setting.pages, shanghai, shipped_faces)
    turns = [mark.turn for page in (upright, lying) for mark in page.parts[0].marks[:1]
             if isinstance(mark, TextRun)]  # fmt: skip

    assert [round(turn) for turn in turns] == [55, 35]


def test_its_middle_is_that_of_the_type_area(shanghai: Template, shipped_faces: Faces) -> None:
    area = shanghai.page.type_area
    first, last = pages(True, shanghai, shipped_faces)[0].parts[0].marks
    assert isinstance(first, TextRun)
    assert isinstance(last, TextRun)

    assert first.turn == last.turn == pytest.approx(degrees(atan2(area.height, area.width)))
    # 156 by 225 mm: it rises by 55 degrees
    assert round(first.turn) == 55
    # a character wide and a tracking lie between the two, along the diagonal
    assert (last.x - first.x) ** 2 + (last.y - first.y) ** 2 == pytest.approx(225**2, rel=1e-3)
    assert first.y > area.top + area.height / 2 > last.y - 150


def test_a_document_that_is_no_draft_has_none(shanghai: Template, shipped_faces: Faces) -> None:
    assert assemble(issue(), shanghai).draft == ""
    assert "草稿" not in dump(pages(False, shanghai, shipped_faces))
    assert " 55° 草" in dump(pages(True, shanghai, shipped_faces))


def test_the_word_is_the_templates(shanghai: Template, tmp_path: Path) -> None:
    assert assemble(issue(), shanghai, draft=True).draft == shanghai.labels["draft"] == "草稿"
