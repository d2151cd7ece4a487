from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.printing.options import Sides
from briefing.printing.paper import estimate
from briefing.printing.settings import Duplex, PrintSettings, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "print.yaml"
    path.write_text(text, "utf-8")
    return path


def test_no_file() -> None:
    assert load_settings(None) == PrintSettings()
    assert PrintSettings().duplex is Duplex.LONG


def test_everything(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "打印机: office\n双面: 手动\n纸盒: Tray1\nA3纸盒: Tray3\n黑白: true\n装订张数: 20\n"
        "纸厚: 0.1mm\n纸价: 0.05\n印价: 0.1\n寄件地址: 人民路1号\n寄件邮编: 200001\n",
    )

    settings = load_settings(path)
    assert settings.thickness == pytest.approx(0.1 * 72 / 25.4)
    assert settings == PrintSettings(
        "office", Duplex.HAND, "Tray1", "Tray3", True, 20, settings.thickness,
        Decimal("0.05"), Decimal("0.1"), "人民路1号", "200001",
    )  # fmt: skip


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "纸厚: 薄\n纸价: 五分\n印价: -1\n")
    with pytest.raises(SourceError) as caught:
        load_settings(path)

    assert [each.location.line for each in caught.value.diagnostics if each.location] == [1, 2, 3]
    assert "纸厚: 0.1mm" in str(caught.value)


@pytest.mark.parametrize("line", ["双面: 两面", "打印鸡: office", "装订张数: 0"])
def test_keys_and_choices(line: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"print\.yaml:1:"):
        load_settings(written(tmp_path, f"{line}\n"))


PRICED = PrintSettings(sheet_price=Decimal("0.05"), side_price=Decimal("0.10"))


def test_paper_of_eighty_copies() -> None:
    """Seven pages on both sides: 80 × 4 sheets, 80 × 7 sides; 16 + 56 yuan."""
    found = estimate(7, 80, Sides.LONG, "A4", PRICED)

    assert (found.sheets, found.sides, found.cost) == (320, 560, Decimal("72.00"))
    assert found.described() == "A4 纸 320 张，印 560 面，约 72.00 元"


def test_a3_counts_twice() -> None:
    found = estimate(4, 1, Sides.SHORT, "A3", PRICED)

    assert (found.sheets, found.cost) == (2, Decimal("1.00"))  # 2 × (2 × 0.05 + 4 × 0.10)


def test_no_price_no_cost() -> None:
    assert estimate(7, 1, Sides.ONE, "A4", PrintSettings()).described() == "A4 纸 7 张，印 7 面"
