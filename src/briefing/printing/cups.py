"""CUPS: which printers there are, handing a job over in two steps, how it ended.

A job is handed over held, and released when its number is on record: whatever happens between,
nothing has been printed, and releasing twice prints once.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from briefing.diagnostics import Diagnostic, PrintError
from briefing.printing import ipp
from briefing.printing.options import JobOptions

_TIMEOUT = 120.0  # seconds; `lp` copies the file to the spool before it returns
_GIVEN = re.compile(r"request id is (\S+-(\d+)) ")
_ALL = "ipp://localhost/"


class Outcome(StrEnum):
    """Where a job stands in the print system (job-state, RFC 8011 5.3.7)."""

    HELD = "held"
    WAITING = "waiting"
    PRINTING = "printing"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    ABORTED = "aborted"
    DONE = "done"


_STATES = {
    3: Outcome.WAITING,
    4: Outcome.HELD,
    5: Outcome.PRINTING,
    6: Outcome.STOPPED,
    7: Outcome.CANCELLED,
    8: Outcome.ABORTED,
    9: Outcome.DONE,
}


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue of the print system.

    state     "idle", "busy" or "paused"
    reason    what the printer says of itself, or who paused it why
    accepts   whether it takes jobs
    """

    name: str
    state: str
    accepts: bool
    reason: str = ""
    info: str = ""
    duplex: bool = False
    color: bool = False
    media: tuple[str, ...] = ()
    trays: tuple[str, ...] = ()
    default: bool = False

    def has(self, media: str) -> bool:
        """Whether it takes A4 or A3; one that names no sizes may."""
        size = {"A4": "iso_a4_", "A3": "iso_a3_"}[media]
        return not self.media or any(each == media or size in each for each in self.media)


@dataclass(frozen=True, slots=True)
class SpooledJob:
    """A job that the print system knows."""

    number: int
    title: str
    printer: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.printer}-{self.number}"


@dataclass(frozen=True, slots=True)
class Cups:
    """The print system of this machine, by its commands. `environment` is theirs."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def printers(self) -> list[Printer]:
        """Every queue, by name; PrintError if CUPS does not answer."""
        wanted = (
            "printer-name",
            "printer-info",
            "printer-state",
            "printer-state-message",
            "printer-state-reasons",
            "printer-is-accepting-jobs",
            "sides-supported",
            "color-supported",
            "media-supported",
            "media-source-supported",
        )
        default = self._ask(ipp.GET_DEFAULT, requested_attributes=("printer-name",))
        chosen = default[0].get("printer-name", ("",))[0] if default else ""
        found = [
            _printer(group, chosen)
            for group in self._ask(ipp.GET_PRINTERS, requested_attributes=wanted)
        ]
        return sorted(found, key=lambda printer: printer.name)

    def jobs(self) -> list[SpooledJob]:
        """Every job that CUPS remembers; PrintError if it does not answer."""
        wanted = ("job-id", "job-name", "job-state", "job-state-reasons", "job-printer-uri")
        groups = self._ask(
            ipp.GET_JOBS,
            printer_uri=_ALL,
            requesting_user_name=_user(),  # CUPS tells the names of jobs to their owner alone
            requested_attributes=wanted,
            which_jobs="all",
        )
        return [_job(group) for group in groups]

    def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str:
        """Give CUPS a PDF, held; the name of its job.

        PrintError if it says no: then there is no job.
        """
        given = options.arguments()
        command = ["lp", "-d", printer, "-H", "hold", "-t", title, *given, "--", str(file)]
        said = self._run(command)
        match = _GIVEN.search(said)
        if not match:
            raise _refused(said)
        return match[1]

    def release(self, job: str) -> None:
        """Let a held job go; PrintError if it is not there or not to be altered any more."""
        self._run(["lp", "-i", job, "-H", "resume"])

    def cancel(self, job: str) -> None:
        """Take a job back; PrintError if it cannot be."""
        self._run(["cancel", job])

    def _ask(self, operation: int, **attributes: Sequence[str] | str) -> list[ipp.Group]:
        server = self._run(["lpstat", "-H"]).strip()
        try:
            return ipp.ask(server, operation, **attributes)
        except ipp.IPPError as error:
            raise PrintError([_silent(str(error))]) from error

    def _run(self, command: Sequence[str]) -> str:
        try:
            done = subprocess.run(
                command,
                env={**self.environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_TIMEOUT,
                check=False,
            )
        except FileNotFoundError as error:
            remedy = "安装 cups-client，或把生成的 PDF 拿到能打印的电脑上去印"
            problem = Diagnostic("no-print-system", f"没有打印命令 {command[0]}", None, remedy)
            raise PrintError([problem]) from error
        except subprocess.TimeoutExpired as error:
            raise PrintError([_silent(f"{command[0]} 两分钟没有回音")]) from error
        if done.returncode:
            raise _refused(done.stderr)
        return done.stdout


_SAID = (
    ("not accepting jobs", "printer-rejects", "这台打印机现在不收作业", "让管理员运行 cupsaccept"),
    ("does not exist", "no-printer", "打印系统里没有它", "用 briefing printers 看有哪些"),
    ("No default destination", "no-printer", "没有默认打印机", "用 --printer 写明一台"),
    ("finished and cannot", "job-finished", "这个作业已经结束", "用 briefing jobs 看结果"),
    ("Scheduler is not running", "no-print-system", "打印系统没有运行", "让管理员启动 CUPS"),
    ("Unable to connect", "no-print-system", "连不上打印系统", "让管理员启动 CUPS"),
    ("Bad file descriptor", "no-print-system", "连不上打印系统", "让管理员启动 CUPS"),
    ("Forbidden", "not-allowed", "打印系统不许这样做", "换有权限的用户，或请管理员放开"),
    ("Unauthorized", "not-allowed", "打印系统要先登录", "换有权限的用户，或请管理员放开"),
)


def _user() -> str:
    """Who we are to `lp`."""
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _refused(said: str) -> PrintError:
    line = " ".join(said.split())
    for part, code, message, remedy in _SAID:
        if part in line:
            return PrintError([Diagnostic(code, f"{message}（{line}）", None, remedy)])
    remedy = "把这一行告诉管理员"
    return PrintError([Diagnostic("refused", f"打印系统没有接受：{line}", None, remedy)])


def _silent(why: str) -> Diagnostic:
    remedy = "看 CUPS 是否在运行（lpstat -r），再试一次"
    return Diagnostic("no-print-system", f"打印系统没有回答（{why}）", None, remedy)


def _printer(group: ipp.Group, default: ipp.Value) -> Printer:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(str(each) for each in group.get(name, ()) if each != "none")

    def first(name: str) -> ipp.Value:
        return group.get(name, ("",))[0]

    state = {3: "idle", 4: "busy"}.get(int(first("printer-state") or 5), "paused")
    message = str(first("printer-state-message"))
    return Printer(
        name=str(first("printer-name")),
        state=state,
        accepts=bool(first("printer-is-accepting-jobs")),
        reason=message or "、".join(texts("printer-state-reasons")),
        info=str(first("printer-info")),
        duplex=any(each.startswith("two-sided") for each in texts("sides-supported")),
        color=bool(first("color-supported")),
        media=texts("media-supported"),
        trays=texts("media-source-supported"),
        default=first("printer-name") == default,
    )


def _job(group: ipp.Group) -> SpooledJob:
    uri = str(group.get("job-printer-uri", ("",))[0])
    state = int(group.get("job-state", (0,))[0])
    return SpooledJob(
        number=int(group["job-id"][0]),
        title=str(group.get("job-name", ("",))[0]),
        printer=uri.rpartition("/")[2],
        outcome=_STATES.get(state, Outcome.WAITING),
        reasons=tuple(str(each) for each in group.get("job-state-reasons", ()) if each != "none"),
    )
