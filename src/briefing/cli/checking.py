"""briefing check, briefing explain."""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_embed,
    add_files,
    add_fonts,
    newest,
    report,
)
from briefing.diagnostics import BriefingError, Diagnostic, LayoutError, Level, SourceError

if TYPE_CHECKING:
    from briefing.project import Project
    from briefing.writers import Setting

_FORMATS = ("text", "json", "github", "gitlab", "sarif")


def add(commands: Commands) -> None:
    """Add the commands."""
    check = add_command(commands, "check", "检查、校对期文件", _check)
    add_files(check)
    add_fonts(check)
    add_embed(check)
    check.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        metavar="|".join(_FORMATS),
        help="text（默认）给人看，json 给程序用，github、gitlab、sarif 给自动检查的系统用",
    )
    check.add_argument(
        "--json", dest="format", action="store_const", const="json", help="同 --format json"
    )
    explain = add_command(commands, "explain", "说明校对的规则", _explain)
    explain.add_argument(
        "rule", nargs="?", metavar="规则", help="规则的编号，如 P05；不写就列出全部"
    )
    explain.add_argument("--page", action="store_true", help="输出全部规则的说明（Markdown）")


def _check(options: argparse.Namespace) -> int:
    from briefing.cli.findings import MACHINES, for_people
    from briefing.project import project_of

    outcome = DONE
    found: list[Diagnostic] = []
    people = options.format == "text"
    lines = cache(lines_of)
    for file in options.files or [newest()]:
        try:
            said = findings_on(file, project_of(file), options)
        except BriefingError as error:
            outcome = IMPOSSIBLE
            found += error.diagnostics
            if people:
                report(error.diagnostics)
            continue
        found += said.all
        if said.all:
            outcome = max(outcome, IMPOSSIBLE if said.problems else FINDINGS)
        if people:
            report(said.problems)
            for finding in (*said.barred, *said.others):
                print(for_people(finding, lines))
            print(f"{file}：{_tally(said)}")
    if not people:
        print(MACHINES[options.format](found))
    return outcome


class Findings(NamedTuple):
    """What is to be said of an issue.

    problems  why it cannot be made
    barred    what is in the way of publishing it
    others    what else an editor should know of it
    """

    problems: tuple[Diagnostic, ...]
    barred: tuple[Diagnostic, ...]
    others: tuple[Diagnostic, ...]

    @property
    def all(self) -> tuple[Diagnostic, ...]:
        return (*self.problems, *self.barred, *self.others)


def findings_on(file: Path, project: Project, options: argparse.Namespace) -> Findings:
    """All that is to be said of the issue in a file.

    It is proofread as well if it cannot be made, as long as it is clear what its texts are;
    otherwise BriefingError.
    """
    from briefing.approval import hindrances
    from briefing.checks import barring, check
    from briefing.checks.excuses import NO_LONGER_NEEDED
    from briefing.holdings import earlier_issues
    from briefing.writers import prepare

    issue, problems = project.make_out(file)
    try:
        registry, words = project.registry(), project.look_alikes()
    except BriefingError as error:
        raise SourceError((*problems, *error.diagnostics)) from None
    if issue is None:
        raise SourceError(problems)
    earlier = earlier_issues(project, issue, file)
    found = None
    if problems:  # as long as it has slips, its number is nobody's
        barring_ones = barring(issue)
    else:
        barring_ones = hindrances(project, file, issue)
        template, faces = project.template(issue.template), project.faces(options.fonts)
        try:
            # Laid out as well: a missing glyph or a line that is too long is better found now.
            made = prepare(issue, template, faces, registry, options.embed)
            with closing(_Seen(made)) as seen:
                found = check(issue, registry, earlier, words, seen)
        except LayoutError as error:
            problems = error.diagnostics
    if found is None:  # without pages nobody knows which excuses are of use
        proofread = check(issue, registry, earlier, words)
        found = [each for each in proofread if each.code != NO_LONGER_NEEDED]
    # A wrong number cannot be anything but a mistake.
    barred = [each._replace(level=Level.MISTAKE) for each in barring_ones]
    others = (each for each in found if each not in barred)
    return Findings(problems, tuple(barred), tuple(others))


class _Seen:
    """What the typesetter remarks on the pages of an issue, which are made while others read it."""

    def __init__(self, made: Setting) -> None:
        from briefing.writers.abreast import Aside

        self._made = made
        self._remarks: tuple[Diagnostic, ...] | None = None
        self._aside = Aside(self._packed)

    def __iter__(self) -> Iterator[Diagnostic]:
        """BriefingError if the pages cannot be made."""
        if self._remarks is None:
            self._remarks = pickle.loads(self._aside.result())  # our own, from a moment ago
        yield from self._remarks

    def close(self) -> None:
        """Leave no work behind that nobody asked for."""
        self._aside.stop()

    def _packed(self) -> bytes:
        from briefing.layout import remarks

        made = self._made
        made.verify_licences()
        return pickle.dumps(tuple(remarks(made.document, made.pages, made.template, made.faces)))


def _tally(found: Findings) -> str:
    said = [f"有 {len(found.problems)} 处要改好才能生成"] if found.problems else []
    if found.barred:
        said.append(f"有 {len(found.barred)} 处要改好才能签批、出刊")
    counts = [(level, sum(each.level is level for each in found.others)) for level in Level]
    parts = [f"{level} {count} 处" for level, count in counts if count]
    if parts:
        said.append(f"{'，'.join(parts)}，不妨碍生成")
    return "；".join(said) or "没有发现问题"


def lines_of(file: str) -> Sequence[str]:
    """The lines of a file that findings may be about; none if it cannot be read."""
    from briefing.source.manuscript import decipher

    try:
        return decipher(Path(file).read_bytes(), file, []).lines
    except (OSError, SourceError):  # a sheet of data may be written otherwise than an issue
        return ()


def _explain(options: argparse.Namespace) -> int:
    from briefing.checks import rule
    from briefing.checks.catalogue import RULES
    from briefing.checks.manual import described, page

    if options.page:
        print(page(), end="")
        return DONE
    if options.rule is None:
        for each in RULES:
            print(f"{each.id:<4} {each.level}  {each.title}")
        return DONE
    known = rule(options.rule)
    if known is None:
        remedy = "运行 briefing explain 可列出全部规则"
        problem = Diagnostic("no-rule", f"没有“{options.rule}”这条规则", None, remedy)
        raise BriefingError([problem])
    print(described(known), end="")
    return DONE
