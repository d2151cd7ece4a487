"""The numbers of all issues (期号台账): do they follow one another, and which one comes next?

There is no book of them: the issue files and the archive are the ledger. 期号 begins at 1 in each
year, 总期号 runs on, and dates never go back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from briefing.diagnostics import BriefingError, Diagnostic
from briefing.filing import Filed, Number
from briefing.habits import NO_HABITS, Counting, Habits


@dataclass(frozen=True, slots=True)
class Discord:
    """A finding on numbers, and the files (stems) it is about."""

    finding: Diagnostic
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All issues of a project, as they lie in it, and how the office numbers them."""

    issues: tuple[Filed, ...]
    habits: Habits = NO_HABITS

    def following(self, day: date, edition: str = "") -> tuple[Number, int | None]:
        """The number and running total of the next issue, dated `day`.

        BriefingError if the last one is later than that, so that there is no telling.
        """
        counting = self.habits.editions if edition else Counting.ALONG
        if counting is Counting.OWN:
            series = [each for each in self.issues if each.number.edition == edition]
            used = [each.number.number for each in series if each.number.year == day.year]
            return Number(day.year, max(used, default=0) + 1, edition), None
        regular = self._regular()
        last = regular[-1] if regular else None
        if last and (last.number.year > day.year or (last.day and last.day > day)):
            said = f"（{last.day}）" if last.day else ""
            message = f"最近一期是{last.number.spoken}{said}，日期 {day} 却在它之前"
            remedy = "核对日期；补登往期的一期，用 --number 写明期号"
            raise BriefingError([Diagnostic("date-backwards", message, last.at("date"), remedy)])
        if counting is Counting.NOT:
            if not last or last.number.year != day.year:
                message = f"{day.year} 年还没有出过正刊，“{edition}”没有可跟的期号"
                raise BriefingError(
                    [Diagnostic("supplement-alone", message, None, "用 --number 写明期号")]
                )
            return Number(day.year, last.number.number, edition), None
        used = [each.number.number for each in regular if each.number.year == day.year]
        used += [void.number for void in self._void() if void.year == day.year]
        number = Number(day.year, max(used, default=0) + 1, edition)
        total = self._expected(number, regular)
        return number, total[-1] if total else None

    def fitting(self, stem: str) -> tuple[Number, int | None]:
        """The number and total that the file `stem` should have among the others.

        Its own number if that is free and what the file is called by, else the one it is called
        by, else the next one. BriefingError if there is no telling.
        """
        mine = next(each for each in self.issues if each.stem == stem)
        others = Ledger(tuple(each for each in self.issues if each is not mine), self.habits)
        day = mine.day or date(mine.number.year, 1, 1)
        named = Number.of_name(stem)
        for number in (mine.number if str(mine.number) == stem else None, named):
            if number and number.year == day.year and not others._taken(number):
                return number, others.total_of(number)
        return others.following(day, mine.number.edition)

    def total_of(self, number: Number) -> int | None:
        """The running total that an issue of that number should have; None if there is none."""
        if number.edition and self.habits.editions is not Counting.ALONG:
            return None
        before = [each for each in self._regular() if _key(each) < number.order]
        expected = self._expected(number, before)
        return expected[-1] if expected else None

    def _taken(self, number: Number) -> bool:
        along = self.habits.editions is Counting.ALONG
        return any(
            _key(each) == number.order and (along or each.number.edition == number.edition)
            for each in self.issues
        )

    def discords(self) -> list[Discord]:
        """All that is wrong with the numbers, in the order of the issues."""
        return [
            *self._broken(),
            *self._misnamed(),
            *self._repeated(),
            *self._gaps(),
            *self._totals(),
            *self._backwards(),
            *self._lonely(),
        ]

    def about(self, stem: str) -> list[Diagnostic]:
        """The findings that an issue has a part in."""
        return [each.finding for each in self.discords() if stem in each.stems]

    # --- what there is

    def _start(self) -> Filed | None:
        """The issue before the first one here, as the publication file tells of it."""
        start = self.habits.start
        if not start or not start.issue:
            return None
        number = Number.of_name(start.issue.value)
        assert number is not None
        places = {"number": start.issue.location}
        return Filed("", number, start.total, places=places)

    def _regular(self) -> list[Filed]:
        """The issues of the regular series by number, the one before the first included."""
        along = self.habits.editions is Counting.ALONG
        mine = [each for each in self.issues if along or not each.number.edition]
        start = self._start()
        if start and all(_key(each) != _key(start) for each in mine):
            mine.append(start)
        return sorted(mine, key=_key)

    def _new(self) -> bool:
        """Whether the bulletin begins with the issues here."""
        start = self.habits.start
        return bool(start and not start.issue and start.total == 0)

    def _series(self) -> Iterator[list[Filed]]:
        """Issues that are numbered in one row: the regular ones, and those of each 期次."""
        yield self._regular()
        if self.habits.editions is Counting.OWN:
            editions = dict.fromkeys(each.number.edition for each in self.issues)
            for edition in filter(None, editions):
                mine = [each for each in self.issues if each.number.edition == edition]
                yield sorted(mine, key=_key)

    def _before_the_start(self, each: Filed) -> bool:
        """Whether it is a back issue, or what the publication file tells of."""
        start = self._start()
        return bool(start and _key(each) <= _key(start))

    def _void(self) -> list[Number]:
        found = (Number.of_name(text.value) for text in self.habits.void)
        return [number for number in found if number]

    # --- what is wrong

    def _broken(self) -> Iterator[Discord]:
        for each in self.issues:
            if each.trouble:
                message = f"{each.stem} 读不了，它的编号没有核对"
                remedy = f"先改好它：briefing check {each.at('number').file}"
                yield _discord("ledger-unreadable", message, each, "number", remedy)

    def _misnamed(self) -> Iterator[Discord]:
        for each in self.issues:
            if str(each.number) != each.stem and not each.trouble:
                said = Number.of_name(each.stem)
                field = "date" if said and said.year != each.number.year else "number"
                message = f"文件名是 {each.stem}，里面写的却是{each.number.spoken}"
                remedy = f"改正期号、期次或日期，或把文件改名为 {each.number}.yaml"
                yield _discord("name-against-content", message, each, field, remedy)

    def _repeated(self) -> Iterator[Discord]:
        along = self.habits.editions is Counting.ALONG
        seen: dict[object, Filed] = {}
        for each in sorted(self.issues, key=_key):
            key = (each.number.year, each.number.number, "" if along else each.number.edition)
            first = seen.setdefault(key, each)
            if first is not each:
                message = f"{each.number.spoken}已经有了，在 {first.at('number')}"
                remedy = "核对两处的期号和日期；重新编号：briefing renumber"
                yield _discord("number-repeated", message, each, "number", remedy, first)

    def _gaps(self) -> Iterator[Discord]:
        for series in self._series():
            for before, each in pairwise([None, *series]):
                assert each is not None
                if not each.number.edition and self._before_the_start(each):
                    continue  # back issues are added as they are found
                missing = self._missing(before, each)
                if not missing:
                    continue
                message = f"缺 {_names(missing)}：这一期是{each.number.spoken}"
                if before:
                    message += f"，上一期是{before.number.spoken}（{before.at('number')}）"
                remedy = "补上缺的期，或改正期号；有意不用的期号写进 briefing.yaml 的“空号”"
                if not self.habits.start and not each.number.edition:
                    remedy += "，以前编到哪一期写进“上接”"
                yield _discord("number-gap", message, each, "number", remedy, before)

    def _missing(self, before: Filed | None, each: Filed) -> list[Number]:
        """The numbers that should lie between two neighbours in a series."""
        first = 1
        if before and before.number.year == each.number.year:
            first = before.number.number + 1
        elif before is None and (each.number.edition or not self._new()):
            first = each.number.number  # the first issue here may be any
        numbers = (
            Number(each.number.year, number, each.number.edition)
            for number in range(first, each.number.number)
        )
        void = self._void()
        return [number for number in numbers if number not in void]

    def _totals(self) -> Iterator[Discord]:
        regular = self._regular()
        held: dict[int, Filed] = {}
        for index, each in enumerate(regular):
            expected = self._expected(each.number, regular[:index])
            before = next((one for one in reversed(regular[:index]) if one.total is not None), None)
            same = held.get(each.total) if each.total is not None else None
            if each.total is not None:
                held.setdefault(each.total, each)
            if not expected or each.total in expected or each.trouble:
                continue
            if before and self._before_the_start(each) and before.number.year != each.number.year:
                continue  # back issues need not be all there, so that there is no telling
            wanted = " 或 ".join(map(str, expected))
            where = f"（上一期第{before.total}期在 {before.at('total')}）" if before else ""
            if each.total is None:
                message = f"没有写总期号，应是 {wanted}{where}"
                yield _discord(
                    "total-missing", message, each, "number", f"加上 总期号: {expected[-1]}", before
                )
            elif same:
                message = f"总期号 {each.total} 用过了，在 {same.at('total')}，这里应是 {wanted}"
                yield _discord(
                    "total-repeated", message, each, "total", f"改为 {expected[-1]}", same, before
                )
            else:
                message = f"总期号 {each.total} 接不上，应是 {wanted}{where}"
                remedy = f"改为 {expected[-1]}；若往期编错了，先改正往期或“上接”"
                yield _discord("total-mismatch", message, each, "total", remedy, before)

    def _expected(self, number: Number, before: list[Filed]) -> list[int]:
        """The running totals that an issue may have, by the nearest one before it.

        Numbers that are not used may have taken a total with them or not; the last value is the
        one for an office that goes on counting from what was printed.
        """
        last = next((each for each in reversed(before) if each.total is not None), None)
        if last is None or last.total is None:
            start = self.habits.start
            if start and start.total is not None and not start.issue:
                skipped = [each for each in before if not each.trouble]
                return [start.total + 1 + len(skipped)]
            return []
        since = [void for void in self._void() if _between(last.number, void, number)]
        same = last.number.year == number.year
        steps = number.number - last.number.number if same else number.number
        if not same:  # what came after it in its own year, as far as files tell
            steps += sum(
                _key(each) > _key(last) and each.number.year != number.year for each in before
            )
        if steps < 1:
            return []
        least = max(steps - len(since), 1)
        return [last.total + step for step in range(steps, least - 1, -1)]

    def _backwards(self) -> Iterator[Discord]:
        for series in self._series():
            dated = [each for each in series if each.day]
            for before, each in pairwise(dated):
                if each.day and before.day and each.day < before.day:
                    message = (
                        f"日期 {each.day} 比上一期（{before.number.spoken}，"
                        f"{before.day}，在 {before.at('date')}）早"
                    )
                    yield _discord(
                        "date-backwards", message, each, "date", "核对两处的日期", before
                    )

    def _lonely(self) -> Iterator[Discord]:
        """Uncounted supplements to issues that are not there."""
        if self.habits.editions is not Counting.NOT:
            return
        regular = {_key(each) for each in self._regular()}
        for each in self.issues:
            number = each.number
            if number.edition and number.order not in regular:
                message = f"{number.edition}跟的第{number.number}期不在这里"
                remedy = (
                    "改成它所跟的那一期的期号；增刊自己编号的，在 briefing.yaml 写 期次编号: 单独"
                )
                yield _discord("supplement-alone", message, each, "number", remedy)


def _key(each: Filed) -> tuple[int, int]:
    return each.number.order


def _between(first: Number, void: Number, last: Number) -> bool:
    return first.order < void.order < last.order


def _names(numbers: list[Number]) -> str:
    if len(numbers) > 2:
        return f"{numbers[0]} 至 {numbers[-1]}（{len(numbers)} 期）"
    return "、".join(map(str, numbers))


def _discord(
    code: str,
    message: str,
    each: Filed,
    field: str,
    remedy: str,
    *others: Filed | None,
) -> Discord:
    stems = dict.fromkeys(one.stem for one in (each, *others) if one and one.stem)
    return Discord(Diagnostic(code, message, each.at(field), remedy), tuple(stems))
