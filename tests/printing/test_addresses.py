from __future__ import annotations

import pytest

from briefing.diagnostics import SourceError
from briefing.printing.addresses import Paper, on_paper, read_addresses
from tests.samples import issue

TABLE = """名称,地址,邮编,收件人,份数
上级一,人民路1号,200001,办公室,2
平行二,,,,0
档案馆,外滩9号,200002,,
"""


def rows(text: str) -> list[Paper]:
    return read_addresses(text.encode("utf-8"), "甲.csv")


def test_a_table() -> None:
    first, second, third = rows(TABLE)

    assert first == Paper("上级一", "", "人民路1号", "200001", "办公室", 2)
    assert second.copies == 0
    assert (third.address, third.copies) == ("外滩9号", 1)


def test_a_table_as_excel_saves_it() -> None:
    text = "\ufeff名称,份数\r\n'上级一,3\r\n,\r\n"

    assert read_addresses(text.encode(), "甲.csv") == [Paper("上级一", copies=3)]


def test_lists_come_first_and_in_order() -> None:
    """An issue with 报 上级一 上级二, 送 平行一 平行二."""
    found = on_paper(issue(), rows(TABLE))

    assert [(paper.name, paper.listed, paper.copies) for paper in found] == [
        ("上级一", "报", 2), ("上级二", "报", 1), ("平行一", "送", 1), ("档案馆", "", 1),
    ]  # fmt: skip


def test_all_mistakes_at_once() -> None:
    with pytest.raises(SourceError) as caught:
        rows("名称,邮编,份数\n甲,20001,1\n,200001,1\n乙,,一\n甲,,1\n")

    assert [(each.code, each.location.line) for each in caught.value.diagnostics
            if each.location] == [
        ("bad-code", 2), ("no-name", 3), ("not-a-number", 4), ("duplicate-name", 5),
    ]  # fmt: skip


@pytest.mark.parametrize("head", ["", "单位,地址", "名称,电话"])
def test_heads(head: str) -> None:
    with pytest.raises(SourceError, match="bad-head"):
        rows(f"{head}\n甲,乙\n")


def test_gbk_is_told() -> None:
    with pytest.raises(SourceError, match="CSV UTF-8"):
        read_addresses(TABLE.encode("gbk"), "甲.csv")
