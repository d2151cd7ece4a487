"""How much paper a job takes, and what it costs if prices are set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from briefing.printing.options import Sides, sheets
from briefing.printing.settings import PrintSettings


@dataclass(frozen=True, slots=True)
class Estimate:
    """sheets of paper and printed sides, of all copies; `cost` in yuan, None without prices."""

    media: str
    sheets: int
    sides: int
    cost: Decimal | None

    def described(self) -> str:
        """In a line."""
        text = f"{self.media} 纸 {self.sheets} 张，印 {self.sides} 面"
        return text if self.cost is None else f"{text}，约 {self.cost:.2f} 元"


def estimate(
    pages: int, copies: int, sides: Sides, media: str, settings: PrintSettings
) -> Estimate:
    """For `copies` of `pages` printed sides each."""
    taken = sheets(pages, sides) * copies
    printed = pages * copies
    area = 2 if media == "A3" else 1
    cost = None
    if settings.sheet_price is not None or settings.side_price is not None:
        paper = (settings.sheet_price or Decimal()) * taken
        cost = area * (paper + (settings.side_price or Decimal()) * printed)
    return Estimate(media, taken, printed, cost)
