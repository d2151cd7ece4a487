"""A sheet that an issue refers to, from the file to the materials of the issue."""

from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.issue import Sheet
from briefing.source import load

ISSUE = """\
刊名: 简报
期号: 1
编印单位: 局
日期: 2025-07-01
稿件:
  - 标题: 题
    正文: |
      ![各区情况](数据/甲.csv)
"""


def written(folder: Path, sheet: bytes) -> Path:
    (folder / "数据").mkdir()
    (folder / "数据" / "甲.csv").write_bytes(sheet)
    file = folder / "2025-1.yaml"
    file.write_text(ISSUE, "utf-8")
    return file


def test_a_sheet_from_excel(tmp_path: Path) -> None:
    issue = load(written(tmp_path, "区,件数\r\n浦东,318\r\n".encode("gbk")))

    sheet = issue.materials["数据/甲.csv"]
    assert isinstance(sheet, Sheet)
    assert [[cell.value for cell in row] for row in sheet.rows] == [["区", "件数"], ["浦东", "318"]]


def test_a_ragged_sheet_is_refused_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        load(written(tmp_path, "区,件数\n浦东,1,200\n".encode()))

    (found,) = refused.value.diagnostics
    assert str(found.location) == f"{tmp_path / '数据' / '甲.csv'}:2:6"
    assert "“200”" in found.message
    assert "1,200" in found.remedy
