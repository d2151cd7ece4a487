from __future__ import annotations

from pathlib import Path

import pytest

from briefing.diagnostics import PrintError
from briefing.printing import desk
from briefing.printing.journal import Journal, State
from briefing.printing.options import JobOptions
from briefing.printing.windows import WindowsDesk


def test_the_file_stays_and_is_handed_over(tmp_path: Path) -> None:
    started: list[tuple[str, str]] = []
    system = WindowsDesk(tmp_path / "out", lambda file, verb: started.append((file, verb)))
    with Journal(tmp_path / "print.db", lambda: "12:00") as journal:
        job = desk.planned("2026-3", b"%PDF", 1, "默认打印机", JobOptions())
        done = desk.hand_over(job, b"%PDF", JobOptions(), journal, system)

        assert done.state is State.GIVEN
        assert desk.printed_before(job, journal) != []
    ((file, verb),) = started
    assert verb == "print"
    assert Path(file).read_bytes() == b"%PDF"
    assert Path(file).name.startswith("2026-3_1_")


def test_a_program_that_shows_pdfs_and_prints_none(tmp_path: Path) -> None:
    """It opens the file, and people print there."""
    asked: list[str] = []

    def show(file: str, verb: str) -> None:
        asked.append(verb)
        if verb == "print":
            error = OSError("no application is associated")
            error.winerror = 1155  # type: ignore[attr-defined,unused-ignore]
            raise error

    system = WindowsDesk(tmp_path, show)
    with Journal(tmp_path / "print.db", lambda: "12:00") as journal:
        job = desk.planned("2026-3", b"%PDF", 1, "默认打印机", JobOptions())
        assert desk.hand_over(job, b"%PDF", JobOptions(), journal, system).state is State.GIVEN
    assert asked == ["print", "open"]


def test_killed_while_windows_took_it(tmp_path: Path) -> None:
    """Nobody can be asked: it stays uncertain, and people say what came of it."""

    def die(file: str, verb: str) -> None:
        raise KeyboardInterrupt

    system = WindowsDesk(tmp_path, die)
    with Journal(tmp_path / "print.db", lambda: "12:00") as journal:
        job = desk.planned("2026-3", b"%PDF", 1, "默认打印机", JobOptions())
        with pytest.raises(KeyboardInterrupt):
            desk.hand_over(job, b"%PDF", JobOptions(), journal, system)
        desk.recovered(journal, system)
        desk.recovered(journal, system)
        (stands,) = journal.jobs()

        assert stands.state is State.UNCERTAIN
        assert [each.code for each in desk.unsettled([stands])] == ["uncertain-job"]


def test_no_program_for_pdfs(tmp_path: Path) -> None:
    def refuse(file: str, verb: str) -> None:
        raise OSError("no association")

    system = WindowsDesk(tmp_path, refuse)
    with Journal(tmp_path / "print.db", lambda: "12:00") as journal:
        job = desk.planned("2026-3", b"%PDF", 1, "默认打印机", JobOptions())
        with pytest.raises(PrintError, match="no association"):
            desk.hand_over(job, b"%PDF", JobOptions(), journal, system)
        assert [each.state for each in journal.jobs()] == [State.REFUSED]


def test_what_windows_does_not_tell(tmp_path: Path) -> None:
    system = WindowsDesk(tmp_path, lambda file, verb: None)

    assert system.jobs() is None
    assert desk.chosen(system.printers(), "").name == "默认打印机"
    with pytest.raises(PrintError, match="打印队列"):
        system.cancel("1")
