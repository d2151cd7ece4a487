import pytest

from tests.checks.finding import found


@pytest.mark.parametrize("marks", ["，，", "。。", "、，", "；，", "，。", "！！！！"])
def test_stops_in_a_row(marks: str) -> None:
    assert found("P15", f"会上{marks}他说") == [marks]


@pytest.mark.parametrize("body", ["竟有这事？！", "太好了！！！", "“好！”他说", "真的……。"])
def test_marks_that_may_stand_together(body: str) -> None:
    assert found("P15", body) == []


def test_no_paragraph_begins_with_a_stop() -> None:
    assert found("P15", "甲。\n，乙") == ["，"]


def test_no_mark_before_et_cetera() -> None:
    assert found("P10", "米、面、等物资") == ["、"]
    assert found("P10", "来得早、等得久") == []
    assert found("P10", "有的扫，有的铲，等等。") == []


def test_a_semicolon_behind_a_full_stop() -> None:
    assert found("P11", "一是甲。乙；二是丙。") == ["；"]
    assert found("P11", "一是甲，乙；二是丙。") == []


def test_a_series_ends_its_items_alike() -> None:
    assert found("P11", "一是甲。二是乙；三是丙。") == ["。"]
    assert found("P11", "一是甲。二是乙。三是丙。") == []
    assert found("P11", "一是甲；二是乙；三是丙。") == []


def test_a_full_stop_in_brackets() -> None:
    assert found("P13", "网点（含代办点。）整改。") == ["。"]
    assert found("P13", "网点整改。（摘自现场。）") == []


def test_brackets_within_brackets() -> None:
    assert found("P17", "企业（含直营（两家））") == ["（"]
    assert found("P17", "《关于〈办法〉的说明》") == []
    assert found("P17", "《关于《办法》的说明》") == ["《"]
    assert found("P17", "《手册已发放") == ["《"]
