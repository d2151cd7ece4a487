"""What a job asks of the printer, as `lp` is told and as a clerk reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Sides(StrEnum):
    """On which sides of the sheet, and over which edge it is turned (RFC 8011 5.2.8)."""

    ONE = "one-sided"
    LONG = "two-sided-long-edge"
    SHORT = "two-sided-short-edge"


SIDES = {Sides.ONE: "单面", Sides.LONG: "双面，长边翻转", Sides.SHORT: "双面，短边翻转"}


@dataclass(frozen=True, slots=True)
class JobOptions:
    """The settings of a job. Nothing is ever scaled: the type area is 156 mm wide on paper too.

    copies  how many of each, collated (1, 2, 3, 1, 2, 3)
    media   A4 or A3
    tray    as the printer calls it; "" leaves the choice to it. Small letters are the name that
            CUPS gives it (tray-2), which it takes behind the media alone; others are the driver's
    gray    black alone, also where the printer has colours
    """

    copies: int = 1
    sides: Sides = Sides.LONG
    media: str = "A4"
    tray: str = ""
    gray: bool = False

    def arguments(self) -> list[str]:
        """For `lp`."""
        found = ["-n", str(self.copies)]
        listed = self.tray.islower()
        for option in (
            f"sides={self.sides}",
            f"media={self.media},{self.tray}" if listed else f"media={self.media}",
            "collate=true",
            # Finished pages: neither turned nor fitted, and no four of them to a sheet because a
            # clerk once set that as the printer's habit.
            "print-scaling=none",
            "number-up=1",
            "page-delivery=same-order-face-down",
        ):
            found += ["-o", option]
        if self.tray and not listed:
            found += ["-o", f"InputSlot={self.tray}"]
        if self.gray:
            found += ["-o", "print-color-mode=monochrome"]
        return found

    def described(self) -> str:
        """In a line."""
        parts = [f"{self.copies} 份", SIDES[self.sides], f"{self.media} 纸"]
        if self.copies > 1:
            parts.append("逐份")
        if self.tray:
            parts.append(f"纸盒 {self.tray}")
        if self.gray:
            parts.append("黑白")
        return "，".join(parts)


def sheets(pages: int, sides: Sides) -> int:
    """Sheets of paper that so many printed pages take."""
    return pages if sides is Sides.ONE else -(-pages // 2)


def numbers_of(written: str) -> tuple[int, ...]:
    """The numbers in “1-20,25,30-32”; also with ， 、 — and ～.

    ValueError names the part that is none, or a number that stands there twice.
    """
    found: list[int] = []
    table = str.maketrans("，、—－～~", ",,----")
    for part in written.translate(table).split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not (first.isascii() and first.isdigit() and (not dash or last.isdigit())):
            raise ValueError(part.strip() or written)
        numbers = range(int(first), int(last if dash else first) + 1)
        if not numbers or numbers[0] < 1 or numbers[-1] > 999_999:
            raise ValueError(part.strip())
        found += numbers
    if len(set(found)) < len(found):
        raise ValueError(written)
    return tuple(found)


def ranges(numbers: Sequence[int]) -> str:
    """Numbers as “1-20,25”."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][1] + 1 == number:
            rows[-1][1] = number
        else:
            rows.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in rows)
