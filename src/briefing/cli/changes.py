"""--changed: which orders of a build have something new in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from briefing.batch import Made, Order, Shops
from briefing.cli.arguments import no_issue_yet
from briefing.diagnostics import BriefingError
from briefing.digest import digest
from briefing.freshness import Freshness
from briefing.ingredients import sum_of_faces, sum_of_ingredient, sum_of_program
from briefing.project import Project


class Changes:
    """Orders looked through for changes.

    changed   those that are to be carried out
    finished  the files of the others, each with the issue that it came from
    """

    def __init__(self, orders: Sequence[Order], out: Path | None) -> None:
        self._out = out
        self._shops = Shops()
        self._records: dict[Path, Freshness] = {}
        self._around: dict[tuple[Path, str], str] = {}
        self.changed: list[Order] = []
        self.finished: dict[Path, Path] = {}
        sum_of = cache(sum_of_ingredient)  # within this look, a file has one sum
        for order in orders:
            around = self._surroundings(order)
            fresh = around and self._record(order).unchanged(order, around, sum_of)
            if fresh:
                self.finished |= dict.fromkeys(fresh, order.file)
            else:
                self.changed.append(order)

    def _surroundings(self, order: Order) -> str:
        """A sum of program and faces; empty if there are no faces: the work will tell."""
        project = self._shops.of(order.file)
        key = (project.root, order.fonts)
        if key not in self._around:
            self._around[key] = ""
            with suppress(BriefingError, OSError):
                faces = sum_of_faces(project.faces(order.fonts))
                self._around[key] = digest([sum_of_program().encode(), faces.encode()])
        return self._around[key]

    def _record(self, order: Order) -> Freshness:
        folder = (self._out or self._shops.of(order.file).output(order.file)).resolve()
        if folder not in self._records:
            self._records[folder] = Freshness(folder)
        return self._records[folder]

    def note(self, order: Order, made: Made, paths: Iterable[Path]) -> None:
        """Remember that the files of an order are made."""
        if around := self._surroundings(order):
            self._record(order).note(order, around, made, paths)

    def save(self) -> None:
        """Write down what is known for the next time."""
        for record in self._records.values():
            record.save()


def every_issue() -> list[Path]:
    """All issues of the project we stand in, as somebody standing here would write them."""
    project = Project.find()
    files = [Path(os.path.relpath(file)) for file in project.issue_files()]
    if not files:
        raise no_issue_yet(project)
    return files
