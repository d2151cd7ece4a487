"""Many issues (批量): one function that makes the files of an issue, here or wherever work is done.

It writes nothing: bytes go back to the caller, who puts them in their places. So it does not matter
how often a piece of work is begun, and a worker that dies leaves nothing behind.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from briefing.diagnostics import BriefingError, Diagnostic, Location, system_error
from briefing.fonts import Faces
from briefing.habits import Habits
from briefing.issue import Issue
from briefing.layout import page_remarks
from briefing.outputs import file_name
from briefing.project import Project, project_of
from briefing.registry import Registry
from briefing.template import Template
from briefing.writers import Setting, prepare, render_setting

DASK = "dask://"
_TICK = 10_000_000  # nanoseconds that the time of a file may lag behind the clock

_T = TypeVar("_T")


class Order(NamedTuple):
    """What is to be made of an issue file.

    kinds  of file, as keys of the writers
    fonts  one of fonts.CHOICES
    embed  what a DOCX carries of its fonts
    noted  whether the result is to say what it was made from
    """

    file: Path
    kinds: tuple[str, ...]
    fonts: str
    embed: str
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an order: the files by their names, or why there are none.

    location  where in the issue file what names the files is written
    draft     whether every page says that it is one
    remarks   pages that are nearly empty
    sums      files that it was made from → SHA-256, empty for those that are not there; nothing
              if it was not asked for, or if one of them was saved while the issue was made
    """

    files: Mapping[str, bytes]
    problems: tuple[Diagnostic, ...] = ()
    location: Location | None = None
    draft: bool = False
    remarks: tuple[Diagnostic, ...] = ()
    sums: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shop(Project):
    """A project of which many issues are made: what they have in common is read once."""

    _kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def template(self, name: str) -> Template:
        return self._once(("template", name), partial(super().template, name))

    def faces(self, choice: str) -> Faces:
        return self._once(("faces", choice), partial(super().faces, choice))

    def registry(self) -> Registry:
        return self._once("registry", super().registry)

    def habits(self) -> Habits:
        return self._once("habits", super().habits)

    def _once(self, key: Hashable, read: Callable[[], _T]) -> _T:
        if key not in self._kept:
            self._kept[key] = read()
        found: _T = self._kept[key]
        return found


class Shops:
    """The projects of a run, each opened when an issue of it is first made."""

    def __init__(self) -> None:
        self._open: dict[Path, Shop] = {}

    def of(self, file: Path) -> Shop:
        """The project of an issue file."""
        root = project_of(file).root
        return self._open.setdefault(root, Shop(root))

    def fonts_opened(self, order: Order) -> None:
        """Open the fonts of an order; whatever is wrong shows itself again in the work."""
        try:
            for chain in self.of(order.file).faces(order.fonts).chains.values():
                _ = chain[0].font
        except (BriefingError, OSError):
            return


def make(order: Order, shops: Shops | None = None, *, abreast: bool = False) -> Made:
    """The files of one issue; nothing is written, and what is wrong with it is in the result.

    shops    what is open already; None opens everything anew
    abreast  whether DOCX and PDF may be made at a time, where nobody else needs the processors
    """
    began = time.time_ns()
    try:
        project = (shops or Shops()).of(order.file)
        issue = project.load(order.file)
        _refuse_other(project, order.file)
        faces = partial(project.faces, order.fonts)
        draft = _is_draft(project, order.file, issue, faces)
        template, registry = project.template(issue.template), project.registry()
        setting = prepare(issue, template, faces, registry, order.embed, draft)
        made = render_setting(setting, order.kinds, abreast=abreast)
        files = {file_name(issue, kind): content for kind, content in made.items()}
        remarks = _remarks(setting) if set(order.kinds) != {"html"} else ()  # which has no pages
        sums = _sums(project, order.file, issue, began) if order.noted else {}
        return Made(files, (), issue.location, draft, remarks, sums)
    except BriefingError as error:
        return Made({}, error.diagnostics)


# Most issues are neither archived nor signed: what knows of that is loaded for the others alone.


def _refuse_other(project: Project, file: Path) -> None:
    """BriefingError if something else was published under this number."""
    if project.holds(file) and (project.archive / file.stem).is_dir():
        from briefing.approval import refuse_other
        from briefing.archive import find

        if record := find(project.archive, file.stem):
            refuse_other(project, record, file)


def _is_draft(project: Project, file: Path, issue: Issue, faces: Callable[[], Faces]) -> bool:
    if not project.habits().signed_off:
        return False
    from briefing.approval import is_draft

    return is_draft(project, file, issue, faces())


def _remarks(setting: Setting) -> tuple[Diagnostic, ...]:
    pages, template = setting.pages, setting.template
    return tuple(page_remarks(setting.document, pages, template, setting.faces))


def _sums(project: Project, file: Path, issue: Issue, began: int) -> dict[Path, str]:
    """The sums of all that an issue is made from; nothing if some of it was saved since `began`.

    What was saved a moment ago may have been read before or after.
    """
    from briefing.ingredients import ingredients, sum_of_ingredient

    sums = {path: sum_of_ingredient(path) for path in ingredients(project, file, issue)}
    now = time.time_ns()
    saved = [path.stat().st_mtime_ns for path, found in sums.items() if found]
    return {} if any(began - _TICK <= each <= now + _TICK for each in saved) else sums


def guarded(order: Order, result: Callable[[], Made]) -> Made:
    """A result, or what kept it from coming: one issue is no reason not to make the others."""
    try:
        return result()
    except OSError as error:
        problem = system_error(error)
        place = problem.location or Location(str(order.file), 1, 1)
        return Made({}, (problem._replace(location=place),))
    except Exception as error:
        if os.environ.get("BRIEFING_DEBUG"):
            raise
        text = f"程序内部出错（{type(error).__name__}: {error}）"
        remedy = "请把这一行和期文件一起发给维护人员；设 BRIEFING_DEBUG=1 再运行一次可得到细节"
        place = Location(str(order.file), 1, 1)
        return Made({}, (Diagnostic("internal-error", text, place, remedy),))


def made_in_turn(
    orders: Sequence[Order], jobs: int = 1, cluster: str = ""
) -> Generator[tuple[Order, Made], None, None]:
    """Each order with what became of it, in their order.

    jobs     how many processes on this machine
    cluster  "dask://HOST:PORT" for the workers of a Dask cluster, which see the same folders

    An order whose worker died twice, or that met an error of the program's own, has that among its
    problems. BriefingError if the cluster cannot be reached or has other programs.
    """
    if cluster:
        from briefing.batch.cluster import made_in_cluster

        yield from made_in_cluster(orders, cluster)
    elif jobs > 1 and len(orders) > 1:
        from briefing.batch.processes import made_in_processes

        yield from made_in_processes(orders, min(jobs, len(orders)))
    else:
        shops = Shops()
        for number, order in enumerate(orders):
            # The other core is better used for the other file of one issue than for garbage.
            alone = len(orders) == 1
            if number:  # the parts of a DOCX refer to one another, and few objects hold much
                gc.collect(0)
            yield order, guarded(order, partial(make, order, shops, abreast=alone))
