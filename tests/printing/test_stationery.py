from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.printing.stationery import Stationery, load_stationery
from briefing.shipped import TEMPLATES

SHIPPED = TEMPLATES / "print-room" / "sheets.yaml"
NOTE = re.compile(r"# (rule|usual|derived|practice)\b(.*)")


def test_every_value_says_where_it_comes_from() -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    values = [at for at, line in enumerate(lines) if line and not line.startswith("#")]

    assert len(values) == len(fields(Stationery))
    for at in values:
        match = NOTE.match(lines[at - 1])
        assert match, lines[at]
        if match[1] in ("rule", "usual"):
            assert re.search(r"GB/T \d+", match[2]), lines[at]


def test_the_standard_s_red(measures: Stationery) -> None:
    assert measures.red == (0.0, 0.8, 0.8, 0.0)
    assert measures.black == (0.0, 0.0, 0.0, 1.0)


def test_labels_fill_their_sheet(measures: Stationery) -> None:
    mm = 72 / 25.4
    assert measures.label_columns * measures.label_width == pytest.approx(210 * mm)
    assert measures.label_rows * measures.label_height + 2 * measures.label_top == pytest.approx(
        297 * mm
    )


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    for good, bad in (("0 80 80 0", "红"), ("标签宽: 70mm", "标签宽: 宽"), ("8 36 8", "8 35 8")):
        assert good in text
        text = text.replace(good, bad)
    path = tmp_path / "sheets.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError) as caught:
        load_stationery(path)

    assert [each.code for each in caught.value.diagnostics] == ["bad-value"] * 3


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("标签列", "0"),
        ("最低分辨率", "nan"),
        ("标签宽", "0mm"),
        ("标签左边", "-1mm"),
        ("清单字号", "0"),
        ("文字字体", "隶书"),
        ("行距", "90%"),
        ("行距", "1.4"),
        ("行距", "140"),
        ("清单列宽", "50 50"),
        ("登记列宽", "100 0 0 0 0"),
        ("套印红", "0 80 80"),
        ("套印黑", "0 0 0 nan"),
    ],
)
def test_what_no_sheet_could_be_set_by(tmp_path: Path, key: str, wrong: str) -> None:
    text = re.sub(rf"(?m)^{key}: .*", f"{key}: {wrong}", SHIPPED.read_text("utf-8"))
    path = tmp_path / "sheets.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(SourceError, match=f"看不懂“{wrong}”。写成 {key}: "):
        load_stationery(path)


def test_nothing_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sheets.yaml"
    path.write_text("标签宽: 70mm\n", "utf-8")
    with pytest.raises(SourceError, match="缺少“折线离边”"):
        load_stationery(path)
