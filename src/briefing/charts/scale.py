"""The numbers along an axis: round ones, as few as will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_STEPS = 5  # at least as many as make an axis easy to read
# Where the least is so large a share of the most, lines that begin at nought would all be flat.
_FLAT = Decimal("0.6")
_UNITS = ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万"))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `least` to `most`, with a number every `step`."""

    least: Decimal
    most: Decimal
    step: Decimal

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """The numbers along it."""
        count = int((self.most - self.least) / self.step)
        return tuple(self.least + self.step * index for index in range(count + 1))

    def labels(self, percent: bool) -> tuple[str, ...]:
        """The numbers as they are printed: large ones in 万 or 亿, never with an exponent."""
        sign = "%" if percent else ""
        largest = max(map(abs, self.ticks))
        size, unit = next(
            ((size, unit) for size, unit in _UNITS if largest >= size * 10), (Decimal(1), "")
        )
        written = alike([tick / size for tick in self.ticks])
        return tuple(
            f"{text}{unit}{sign}" if tick else f"0{sign}"
            for text, tick in zip(written, self.ticks, strict=True)
        )


def scale(values: Sequence[Decimal], from_zero: bool) -> Scale:
    """The axis for some numbers; `from_zero`: nought is on it, as lengths of bars need it."""
    least, most = min(values), max(values)
    if from_zero or least < 0 or least < _FLAT * most:
        least, most = min(least, Decimal(0)), max(most, Decimal(0))
    if least == most:
        most = least + 1
    step = _step((most - least) / _STEPS, all(value == value.to_integral() for value in values))
    first = (least / step).to_integral_value(ROUND_FLOOR) * step
    last = (most / step).to_integral_value(ROUND_CEILING) * step
    return Scale(first, last, step)


def _step(wanted: Decimal, whole: bool) -> Decimal:
    power = Decimal(1).scaleb(wanted.adjusted())
    # 2.5 is no round number, 25 is.
    rounds = (each for each in _ROUND if power >= 10 or each == each.to_integral())
    step = next(each * power for each in rounds if each * power >= wanted)
    return max(step.to_integral_value(ROUND_CEILING), Decimal(1)) if whole else step


def alike(numbers: Sequence[Decimal]) -> list[str]:
    """Numbers that are compared: plain ones, all with as many decimals as one of them needs."""
    places = max(len(plain(number).partition(".")[2]) for number in numbers)
    return [f"{number:.{places}f}" for number in numbers]


def plain(number: Decimal) -> str:
    """A number without an exponent and without zeros that say nothing."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
