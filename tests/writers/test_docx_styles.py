"""The style sheet: who looks alike is one, who looks otherwise has a name of its own."""

from dataclasses import replace

import pytest

from briefing.fonts import Faces
from briefing.template import Mark, Template
from briefing.writers.docx_styles import StyleSheet
from briefing.writers.ooxml import Use


@pytest.fixture
def sheet(shanghai: Template, shipped_faces: Faces) -> StyleSheet:
    return StyleSheet(shanghai, shipped_faces)


def test_the_same_look_is_the_same_style(sheet: StyleSheet, shanghai: Template) -> None:
    body = shanghai.styles["body"]

    assert sheet.paragraph("body", body) == "BodyText"
    assert sheet.paragraph("body", replace(body)) == "BodyText"
    assert list(sheet.styles) == ["base", "body"]


def test_another_look_has_a_name_of_its_own(sheet: StyleSheet, shanghai: Template) -> None:
    body = shanghai.styles["body"]
    found = [sheet.paragraph("body", replace(body, size=size)) for size in (16.0, 12.0, 14.0, 12.0)]

    assert found == ["BodyText", "BriefingBodyV2", "BriefingBodyV3", "BriefingBodyV2"]
    names = [style.name for style in sheet.styles.values()]
    assert names == ["Normal", "Body Text", "Body Text（2）", "Body Text（3）"]
    assert sheet.names({"body": 3}) == [(name, 3) for name in names[1:]]


def test_another_use_is_another_style(sheet: StyleSheet, shanghai: Template) -> None:
    anchor = shanghai.styles["colophon-anchor"]
    sheet.paragraph("body", shanghai.styles["body"])
    first = sheet.paragraph("colophon-anchor", anchor)
    turned = sheet.paragraph("colophon-anchor", anchor, Use(turned=True))

    assert first != turned
    assert sheet.xml().count("<w:pageBreakBefore/>") == 1


def test_one_name_of_two_keys(sheet: StyleSheet, shanghai: Template) -> None:
    note = shanghai.styles["note"]
    sheet.paragraph("note", note)
    sheet.paragraph("note-first", replace(note, before=29.5))

    assert [style.name for style in sheet.styles.values()][1:] == ["按语", "按语（2）"]


def test_stretches(sheet: StyleSheet) -> None:
    one, other = Mark("着重", "黑体"), Mark("着重", "楷体")
    found = [sheet.stretch("emphasis", mark) for mark in (one, other, one)]

    assert found == ["BriefingEmphasis", "BriefingEmphasisV2", "BriefingEmphasis"]
    assert [sheet.family(each) for each in found[:2]] == ["Briefing Hei", "Briefing Kai"]
