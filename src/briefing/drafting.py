"""The next issue (起稿): from the ledger, the last issue and the template's own text.

What the last issue says of all issues (its lists, who signs) is taken over as it is written there,
comments included; its articles are not, unless they were held back and are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from briefing.diagnostics import BriefingError, Diagnostic, Location, TemplateError, reason_of
from briefing.filing import Number
from briefing.issue import Issue
from briefing.ledger import Ledger
from briefing.outputs import create
from briefing.project import Project
from briefing.source import bytes_of, read
from briefing.source.editing import Sheet

_DASH = 2  # where the dash of an article stands in a new file
_TRIES = 50  # editors who make an issue at the same moment
_LASTING = tuple(
    each.name for each in fields(Issue) if "key" in each.metadata and not each.metadata.get("own")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; a number left open follows from the ledger."""

    day: date
    edition: str = ""
    number: int | None = None
    total: int | None = None
    carry: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A new issue file: what it holds, and what was taken over into it."""

    path: Path
    data: bytes
    number: Number
    total: int | None
    carried: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  # held back in the last issue, and not asked for


def begin(project: Project, wanted: Wanted, ledger: Callable[[], Ledger] | None = None) -> Draft:
    """Write the file of the next issue; of two who do so at once, each gets a number of their own.

    BriefingError if there is no telling which number is next, if the one asked for is taken, or
    if the file would not be a right one.
    """
    for _ in range(_TRIES):
        draft = prepare(project, wanted, (ledger or project.ledger)())
        if create(draft.path, draft.data):
            return draft
        if wanted.number is not None:
            break
    raise BriefingError([_taken(draft)])


def prepare(project: Project, wanted: Wanted, ledger: Ledger) -> Draft:
    """The next issue, not written yet."""
    number, total = _numbered(wanted, ledger)
    path = project.issue_file(number)
    last = _last(project, ledger, number)
    publication = project.publication
    common = (bytes_of(publication), str(publication)) if publication else None
    carried: list[str] = []
    titles = {index: last.title_of(index) for index in last.held()} if last else {}
    if last and wanted.carry:
        for index in titles:
            freed = last.without_entry_value(index, "held")
            carried.append(freed.copy_of_entry(index, _DASH))
    text = _filled(
        project.text_of_new(_template(last, common)),
        {
            "schema": project.schema,
            "head": last.copy_of(_LASTING, below_entries=False) if last else "",
            "tail": last.copy_of(_LASTING, below_entries=True) if last else "",
            "number": number.number,
            "total": total,
            "edition": wanted.edition,
            "date": wanted.day.isoformat(),
            "carried": carried,
        },
    )
    sheet = Sheet(str(path), text.rstrip("\n") + "\n")
    if last:
        sheet = Sheet(sheet.name, sheet.text.replace("\n", last.line_end), last.marked)
    read(sheet.data, str(path), common)
    took = tuple(titles.values())
    return Draft(
        path,
        sheet.data,
        number,
        total,
        carried=took if wanted.carry else (),
        left=() if wanted.carry else took,
    )


def _numbered(wanted: Wanted, ledger: Ledger) -> tuple[Number, int | None]:
    if wanted.number is None:
        number, total = ledger.following(wanted.day, wanted.edition)
    else:
        number = Number(wanted.day.year, wanted.number, wanted.edition)
        total = ledger.total_of(number)
        same = next((each for each in ledger.issues if each.number == number), None)
        if same:
            message = f"{number.spoken}已经有了"
            remedy = "换一个期号，或去改那一期"
            place = same.at("number")
            raise BriefingError([Diagnostic("number-repeated", message, place, remedy)])
    return number, total if wanted.total is None else wanted.total


def _last(project: Project, ledger: Ledger, number: Number) -> Sheet | None:
    """The issue that this one follows and that can be copied from: a regular one if there is."""
    before = [
        each
        for each in ledger.issues
        if each.number.order <= number.order and not each.trouble and each.places
    ]
    last = max(before, key=lambda each: (not each.number.edition, each.number.order), default=None)
    if last is None:
        return None
    path = Path(last.at("number").file)
    return Sheet.of(path.read_bytes(), str(path))


def _template(last: Sheet | None, common: tuple[bytes, str] | None) -> str:
    """The name of the template that the new issue will have."""
    head = last.copy_of(("template",), below_entries=False) if last else ""
    smallest = f"{head}期号: 1\n日期: 2000-01-01\n稿件: [{{标题: 甲, 正文: 乙}}]\n"
    try:
        return read(smallest.encode(), "", common).template
    except BriefingError:  # what is wrong will be found in the whole file as well
        return ""


def _filled(path: Path, values: Mapping[str, Any]) -> str:
    """The Jinja2 text of a file with the values in it; TemplateError says what is wrong in it.

    It runs in a sandbox: what lies in a template's folder may come from elsewhere.
    """
    from jinja2 import StrictUndefined, TemplateSyntaxError
    from jinja2 import TemplateError as Jinja2Error
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["yaml"] = _quoted
    line = 1
    try:
        return environment.from_string(path.read_text("utf-8")).render(values)
    except TemplateSyntaxError as error:
        line, said = error.lineno, str(error.message)
    except UnicodeDecodeError:
        said = "不是 UTF-8 编码"
    except OSError as error:
        said = reason_of(error)
    except (Jinja2Error, TypeError, ValueError) as error:
        said = str(error)
    message = f"新一期的样式文件有误：{said}"
    remedy = "照 templates/shanghai/new.yaml.j2 改正"
    raise TemplateError([Diagnostic("new-text", message, Location(str(path), line, 1), remedy)])


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _taken(draft: Draft) -> Diagnostic:
    message = f"{draft.number.spoken}刚刚有人建好了：{draft.path.name}"
    place = Location(str(draft.path), 1, 1)
    return Diagnostic("number-repeated", message, place, "换一个期号，或再运行一次")
