"""Handing a PDF to the printer: first written down, then done, then written down again.

handing ── lp, held ──▶ held ── released ──▶ confirmed ──▶ printed
   │                      │                      └───────▶ cancelled
   ├──▶ refused           └──▶ cancelled
   └──▶ uncertain (killed, or no answer) ──▶ what the print system knows of it, by its title
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from briefing.diagnostics import Diagnostic, PrintError
from briefing.printing.cups import Outcome, Printer, SpooledJob
from briefing.printing.journal import CHINESE, HARMLESS, Job, Journal, State
from briefing.printing.options import JobOptions, ranges


class PrintSystem(Protocol):
    """What the desk asks of CUPS; a system that tells nothing gives no jobs and no number."""

    def printers(self) -> list[Printer]: ...

    def jobs(self) -> list[SpooledJob] | None: ...

    def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str: ...

    def release(self, job: str) -> None: ...

    def cancel(self, job: str) -> None: ...


def planned(
    subject: str,
    data: bytes,
    pages: int,
    printer: str,
    options: JobOptions,
    numbers: tuple[int, ...] = (),
) -> Job:
    """The job that would be handed over."""
    digest = sha256(data).hexdigest()
    return Job(subject, digest, printer, options.described(), numbers, pages)


def printed_before(job: Job, journal: Journal) -> list[Diagnostic]:
    """What forbids to print a job unless somebody says that it is to be printed again.

    The same bytes in the same way, or a copy number that was given out before.
    """
    found: list[Diagnostic] = []
    for other in journal.jobs():
        if other.state in HARMLESS:
            continue
        what = (
            f"#{other.id}（{other.at}，{other.spooled or other.printer}，{CHINESE[other.state]}）"
        )
        shared = sorted(set(job.numbers) & set(other.numbers))
        if (other.digest, other.options) == (job.digest, job.options):
            message = f"同样的作业已经交出过：{what}"
        elif other.subject == job.subject and shared:
            message = f"份号 {ranges(shared)} 已经印过：{what}"
        else:
            continue
        remedy = "用 briefing jobs 看它的结果；确实要再印一遍，加 --again"
        found.append(Diagnostic("printed-before", message, None, remedy))
    return found


def hand_over(
    job: Job, data: bytes, options: JobOptions, journal: Journal, system: PrintSystem
) -> Job:
    """Print `data`; the job as it stands in the journal afterwards.

    PrintError if the print system refuses it, or if it cannot be released: then it is held, and
    the same command releases it.
    """
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        file = Path(folder, "print.pdf")
        file.write_bytes(data)
        job = journal.begin(job)
        try:
            spooled = system.hand_over(file, job.printer, job.title, options)
        except PrintError as error:
            journal.move(job, _refused(job, system), str(error))
            raise
    if not spooled:
        return journal.move(job, State.GIVEN)
    job = journal.move(job, State.HELD, spooled=spooled)
    return release(job, journal, system)


def _refused(job: Job, system: PrintSystem) -> State:
    """How a job stands that was said no to: `lp` may fail or hang behind its deed as well."""
    try:
        spooled = system.jobs()
    except PrintError:
        return State.UNCERTAIN
    return State.UNCERTAIN if spooled and _found(job, spooled) else State.REFUSED


def release(job: Job, journal: Journal, system: PrintSystem) -> Job:
    """Let a held job go."""
    system.release(job.spooled)
    return journal.move(job, State.CONFIRMED)


def recovered(journal: Journal, system: PrintSystem) -> list[tuple[Job, Job]]:
    """Look after jobs that were under way: (as it stood, as it stands) of each that has moved.

    Whoever was stopped while handing over leaves it uncertain whether there is a job. If the
    print system can be asked, it knows: what it took bears the title, and was held.
    """
    moved: dict[int, tuple[Job, Job]] = {}
    for job in journal.jobs(State.HANDING):
        said = "程序在交给打印机时中断了"
        moved[job.id] = (job, journal.move(job, State.UNCERTAIN, said))
    waiting = journal.jobs(State.UNCERTAIN, State.LOST, State.HELD, State.CONFIRMED)
    spooled = system.jobs() if waiting else None
    if spooled is not None:
        for job in waiting:
            now = _settled(job, _found(job, spooled), journal)
            if now is not job:
                moved[job.id] = (moved.get(job.id, (job, job))[0], now)
    return [moved[number] for number in sorted(moved)]


def _found(job: Job, spooled: Iterable[SpooledJob]) -> SpooledJob | None:
    """The job by its title, which no other has; by its number where titles are not told."""
    for each in spooled:
        if each.title == job.title or (not each.title and each.name == job.spooled):
            return each
    return None


def _settled(job: Job, found: SpooledJob | None, journal: Journal) -> Job:
    if found is None:
        # Jobs that are done are forgotten in time. A held one does not go away by itself: who
        # took it away may have printed it before.
        gone = {State.UNCERTAIN: State.LOST, State.HELD: State.CANCELLED}.get(job.state)
        return journal.move(job, gone, "打印系统里没有这个作业") if gone else job
    outcome = found.outcome
    if outcome is Outcome.DONE:
        new = State.PRINTED
    elif outcome in (Outcome.CANCELLED, Outcome.ABORTED):
        new = State.CANCELLED
    elif outcome is Outcome.HELD:
        # Held again by hand after it was released: it stays confirmed.
        new = job.state if job.state is State.CONFIRMED else State.HELD
    else:
        new = State.CONFIRMED
    if new is job.state:
        return job
    said = "、".join((outcome, *found.reasons))
    return journal.move(job, new, said, spooled=found.name)


def resumable(job: Job, journal: Journal) -> Job | None:
    """The job of an earlier run of the same command that is held and waits to be released."""
    for other in journal.jobs(State.HELD):
        same = (other.subject, other.digest, other.options, other.printer, other.numbers)
        if same == (job.subject, job.digest, job.options, job.printer, job.numbers):
            return other
    return None


def unsettled(jobs: Iterable[Job]) -> list[Diagnostic]:
    """What must be settled before anything else is printed."""
    remedy = (
        "到打印机前看印出来没有，再写明结果：briefing jobs --settle {id} printed（印了）"
        "或 lost（没有印）；按住未印的，briefing jobs --cancel {id}"
    )
    return [
        Diagnostic(
            "uncertain-job",
            f"作业 #{job.id}（{job.subject}，{job.at}，{job.spooled or job.printer}）"
            f"{CHINESE[job.state]}",
            None,
            remedy.replace("{id}", str(job.id)),
        )
        for job in jobs
    ]


def chosen(printers: list[Printer], name: str) -> Printer:
    """The printer of that name, or the default one, or the only one; PrintError if there is none.

    Also if it takes no jobs.
    """
    known = "、".join(printer.name for printer in printers)
    remedy = f"可写：--printer {known}" if known else "请管理员先装打印机（lpadmin）"
    if name:
        found = [printer for printer in printers if printer.name == name]
    else:
        found = [printer for printer in printers if printer.default] or (
            printers if len(printers) == 1 else []
        )
    if not found:
        message = f"没有打印机“{name}”" if name else "没有默认打印机"
        raise PrintError([Diagnostic("no-printer", message, None, remedy)])
    if not found[0].accepts:
        message = f"打印机 {found[0].name} 现在不收作业（{found[0].reason or '没有说明'}）"
        raise PrintError([Diagnostic("printer-rejects", message, None, remedy)])
    return found[0]
