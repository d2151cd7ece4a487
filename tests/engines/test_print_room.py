"""The print room with a real CUPS: what it receives, and how everything that goes wrong ends."""

from __future__ import annotations

import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pikepdf
import pytest

from tests.engines.conftest import SAMPLES
from tests.engines.printshop import PrintShop, print_shop

pytestmark = pytest.mark.engine

SAMPLE = next(path for path in SAMPLES if path.stem == "2025-26")
PAGES = 7
Said = subprocess.CompletedProcess[str]

_COUNT = count(1)


@pytest.fixture(scope="module")
def shop() -> Iterator[PrintShop]:
    # Not below pytest's folder: that is closed to the user whom CUPS runs its filters as.
    name = tempfile.TemporaryDirectory(prefix="briefing-cups-")
    with name as folder, print_shop(Path(folder)) as running:
        yield running


@dataclass(frozen=True)
class Office:
    """A project, and a printer that nobody else uses."""

    shop: PrintShop
    root: Path
    printer: str

    def briefing(self, *arguments: str, path: Path | None = None) -> Said:
        environment = dict(self.shop.environment)
        if path:
            environment["PATH"] = f"{path}:{environment['PATH']}"
        command = [sys.executable, "-m", "briefing", *arguments]
        return subprocess.run(
            command,
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def print(self, *arguments: str, path: Path | None = None) -> Said:
        whole = ("print", "2025-26", "--fonts", "shipped", "--printer", self.printer, *arguments)
        return self.briefing(*whole, path=path)

    def jobs(self) -> str:
        self.shop.wait_until_idle()
        return self.briefing("jobs").stdout


@pytest.fixture
def office(shop: PrintShop, tmp_path: Path) -> Iterator[Office]:
    name = f"office{next(_COUNT)}"
    (tmp_path / "issues").mkdir()
    (tmp_path / "briefing.yaml").write_text("印数: 80\n", "utf-8")
    shutil.copy(SAMPLE, tmp_path / "issues")
    shop.add_printer(name)
    yield Office(shop, tmp_path, name)
    if name in shop.run("lpstat", "-e"):
        shop.remove_printer(name)


def text(pdf: Path, page: int, half: str = "") -> str:
    """The text of a page, or of its upper or lower half; without blanks."""
    with pikepdf.open(pdf) as opened:
        box = [float(edge) for edge in opened.pages[page - 1].mediabox]
    width, height = round(box[2]), round(box[3])
    window = {
        "": [],
        "upper": ["-x", "0", "-y", "0", "-W", str(width), "-H", str(height // 2)],
        "lower": ["-x", "0", "-y", str(height // 2), "-W", str(width), "-H", str(height // 2)],
    }[half]
    command = ["pdftotext", "-f", str(page), "-l", str(page), *window, str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def sizes(pdf: Path) -> list[tuple[float, float]]:
    with pikepdf.open(pdf) as opened:
        boxes = [[float(edge) for edge in page.mediabox] for page in opened.pages]
    return [(box[2] - box[0], box[3] - box[1]) for box in boxes]


def test_printers_are_listed(office: Office) -> None:
    said = office.briefing("printers")

    assert said.returncode == 0
    assert f"{office.printer}（空闲）\n    能双面，彩色，A4、A3\n" in said.stdout


def test_a_dry_run_prints_nothing(office: Office) -> None:
    said = office.print()

    assert said.returncode == 0
    assert "80 份，双面，长边翻转，A4 纸，逐份" in said.stdout
    assert "A4 纸 320 张，印 560 面" in said.stdout
    assert office.shop.jobs(office.printer) == []
    assert office.briefing("jobs").stdout == "还没有打印过\n"
    assert not (office.root / "archive").exists()


def test_three_copies_on_both_sides(office: Office, tmp_path: Path) -> None:
    said = office.print("--copies", "3", "--go", "--out", "mine.pdf")
    assert said.returncode == 0, said.stderr
    (received,) = office.shop.wait(office.printer, 1)

    assert received.copies == 3
    assert received.options["sides"] == "two-sided-long-edge"
    assert (received.options["Duplex"], received.options["PageSize"]) == ("DuplexNoTumble", "A4")
    assert "collate" in received.options
    assert [tuple(map(round, size)) for size in sizes(received.pdf)] == [(595, 842)] * PAGES
    for page in range(1, PAGES + 1):
        assert text(received.pdf, page) == text(tmp_path / "mine.pdf", page)
        assert text(received.pdf, page).endswith(f"—{page}—")
    assert "已印完" in office.jobs()


@pytest.mark.parametrize("tray", ["tray-2", "Tray2"])
def test_the_tray(tray: str, office: Office) -> None:
    """By the name that CUPS gives it, which is the one we list, or by the driver's."""
    printer = f"{office.printer}-{tray}"
    office.shop.add_raster_printer(printer)
    said = office.print("--printer", printer, "--copies", "1", "--tray", tray, "--go")
    assert said.returncode == 0, said.stderr
    (received,) = office.shop.wait(printer, 1)

    assert "    纸盒：auto、tray-1、tray-2\n" in office.briefing("printers").stdout
    # CUPS raster: four bytes, then cups_page_header2_t with MediaPosition behind 324 bytes.
    assert struct.unpack_from("<I", received.pdf.read_bytes(), 328) == (2,)
    office.shop.remove_printer(printer)


def test_a_booklet(office: Office) -> None:
    """Seven pages become eight: the colophon goes to the back cover.

    CUPS turns lying sheets clockwise, fronts and backs alike, so that the left page is the upper
    one; turned over its short edge, a sheet has behind the upper half of its front the lower half
    of its back.
    """
    assert office.print("--booklet", "--copies", "1", "--go").returncode == 0
    (received,) = office.shop.wait(office.printer, 1)

    assert received.options["sides"] == "two-sided-short-edge"
    assert received.options["PageSize"] == "A3"
    assert [tuple(map(round, size)) for size in sizes(received.pdf)] == [(842, 1191)] * 4
    halves = [
        text(received.pdf, page, half) for page in (1, 2, 3, 4) for half in ("upper", "lower")
    ]
    folios = [re.findall(r"—(\d)—", half) for half in halves]
    assert folios == [["8"], ["1"], ["2"], ["7"], ["6"], ["3"], ["4"], ["5"]]
    assert "共印80份" in halves[0]


def test_twenty_numbered_copies(office: Office) -> None:
    said = office.print("--numbered", "1-20", "--go")
    assert said.returncode == 0
    register = "谁领哪一份还没有登记：briefing copies 2025-26 --numbered 1-20\n"
    assert said.stdout.endswith(register)
    (received,) = office.shop.wait(office.printer, 1)

    assert received.copies == 1
    sheets = 8  # seven pages and an empty back: the next copy begins on a sheet of its own
    with pikepdf.open(received.pdf) as opened:
        assert len(opened.pages) == 20 * sheets
    for copy in range(20):
        first = copy * sheets + 1
        assert text(received.pdf, first).startswith(f"{copy + 1:06}上海市")
        assert text(received.pdf, first + PAGES) == ""
        assert text(received.pdf, first + 1) == text(received.pdf, 2)


def test_a_number_is_not_printed_twice(office: Office) -> None:
    assert office.print("--numbered", "1-3", "--go").returncode == 0
    again = office.print("--numbered", "3-5", "--go")

    assert again.returncode == 2
    assert "份号 3 已经印过" in again.stderr
    assert len(office.shop.jobs(office.printer)) == 1
    assert office.print("--numbered", "3-5", "--go", "--again").returncode == 0
    assert len(office.shop.jobs(office.printer)) == 2


def test_the_same_job_is_not_printed_twice(office: Office) -> None:
    assert office.print("--copies", "2", "--go").returncode == 0
    again = office.print("--copies", "2", "--go")

    assert again.returncode == 2
    assert "同样的作业已经交出过" in again.stderr
    assert len(office.shop.jobs(office.printer)) == 1


def test_a_printer_that_is_not_there(office: Office) -> None:
    office.shop.remove_printer(office.printer)
    said = office.print("--go")

    assert said.returncode == 2
    assert f"没有打印机“{office.printer}”" in said.stderr
    assert "[no-printer]" in said.stderr


def fake_lp(folder: Path, before: str = "", behind: str = "", only: str = "*") -> Path:
    """A folder with an `lp` that does something before and behind the real one."""
    folder.mkdir()
    program = folder / "lp"
    real = shutil.which("lp")
    program.write_text(
        f'#!/bin/sh\ncase "$1" in {only}) {before or ":"};; esac\n'
        f'{real} "$@"; code=$?\ncase "$1" in {only}) {behind or ":"};; esac\nexit $code\n'
    )
    program.chmod(0o755)
    return folder


def test_a_printer_that_goes_while_the_job_is_handed_over(office: Office, tmp_path: Path) -> None:
    gone = fake_lp(tmp_path / "gone", before=f"lpadmin -x {office.printer}")
    said = office.print("--copies", "2", "--go", path=gone)

    assert said.returncode == 2
    assert "[no-printer]" in said.stderr
    assert "打印机没有接受" in office.briefing("jobs").stdout
    shutil.rmtree(office.shop.root / "received" / office.printer)
    office.shop.add_printer(office.printer)
    assert office.print("--copies", "2", "--go").returncode == 0
    assert len(office.shop.wait(office.printer, 1)) == 1


def test_a_queue_that_takes_no_jobs(office: Office) -> None:
    office.shop.run("cupsreject", "-r", "换墨粉", office.printer)
    said = office.print("--go")

    assert said.returncode == 2
    assert "现在不收作业（换墨粉）" in said.stderr


def test_a_paused_queue_prints_once_it_goes_on(office: Office) -> None:
    office.shop.run("cupsdisable", "-r", "缺纸", office.printer)
    said = office.print("--copies", "2", "--go")

    assert said.returncode == 0
    assert "打印机已暂停，作业会排在队里" in said.stdout
    assert "缺纸" in said.stdout
    assert "：已交给打印机" in office.briefing("jobs").stdout
    assert office.shop.received(office.printer) == []
    assert office.print("--copies", "2", "--go").returncode == 2
    office.shop.run("cupsenable", office.printer)
    assert len(office.shop.wait(office.printer, 1)) == 1
    assert "已印完" in office.jobs()
    assert len(office.shop.jobs(office.printer)) == 1


def test_what_preflight_stops(office: Office) -> None:
    """Somebody's red letter: it goes to the printer only if somebody says so."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595.3, 841.9))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"1 0 0 rg 200 400 50 50 re f")
        pdf.save(office.root / "letter.pdf")
    whole = ("print", "letter.pdf", "--printer", office.printer, "--go")
    said = office.briefing(*whole)

    assert said.returncode == 2
    assert "[wrong-color]" in said.stderr
    assert office.shop.jobs(office.printer) == []
    assert office.briefing(*whole, "--anyway").returncode == 1
    assert len(office.shop.wait(office.printer, 1)) == 1


def test_a_job_that_is_cancelled_at_the_printer(office: Office) -> None:
    office.shop.run("cupsdisable", office.printer)
    office.print("--copies", "2", "--go")
    office.shop.run("cancel", *office.shop.jobs(office.printer))
    said = office.briefing("jobs").stdout

    assert "已交给打印机 → 已取消，可能印了一部分" in said
    again = office.print("--copies", "2", "--go")
    assert again.returncode == 2
    assert "已取消，可能印了一部分" in again.stderr


def test_a_job_that_is_cancelled_by_us(office: Office) -> None:
    office.shop.run("cupsdisable", office.printer)
    office.print("--copies", "2", "--go")
    said = office.briefing("jobs", "--cancel", "1")

    assert said.returncode == 0, said.stderr
    office.shop.run("cupsenable", office.printer)
    office.shop.wait_until_idle()
    assert office.shop.received(office.printer) == []


def test_killed_between_hand_over_and_confirmation(office: Office, tmp_path: Path) -> None:
    """The job waits in the queue, held; the same command releases it, and it is printed once."""
    deadly = fake_lp(tmp_path / "deadly", behind="kill -9 $PPID", only="-d")
    killed = office.print("--copies", "2", "--go", path=deadly)

    assert killed.returncode == -signal.SIGKILL
    (job,) = office.shop.jobs(office.printer)
    office.shop.wait_until_idle()
    assert office.shop.received(office.printer) == []
    said = office.briefing("jobs")
    assert f"正在交给打印机 → 按住未印，{job}" in said.stdout
    assert said.returncode == 1
    assert office.print("--copies", "2", "--go").returncode == 0
    assert len(office.shop.wait(office.printer, 1)) == 1
    assert office.print("--copies", "2", "--go").returncode == 2
    assert office.shop.jobs(office.printer) == [job]
    office.shop.wait_until_idle()
    assert len(office.shop.received(office.printer)) == 1


def test_killed_before_anything_was_handed_over(office: Office, tmp_path: Path) -> None:
    deadly = fake_lp(tmp_path / "deadly", before="kill -9 $PPID; exit 1", only="-d")
    killed = office.print("--copies", "2", "--go", path=deadly)

    assert killed.returncode == -signal.SIGKILL
    assert "正在交给打印机 → 没有交出" in office.briefing("jobs").stdout
    assert office.print("--copies", "2", "--go").returncode == 0
    assert len(office.shop.wait(office.printer, 1)) == 1


def test_killed_behind_the_release(office: Office, tmp_path: Path) -> None:
    deadly = fake_lp(tmp_path / "deadly", behind="kill -9 $PPID", only="-i")
    killed = office.print("--copies", "2", "--go", path=deadly)

    assert killed.returncode == -signal.SIGKILL
    office.shop.wait(office.printer, 1)
    again = office.print("--copies", "2", "--go")
    assert again.returncode == 2
    assert "按住未印 → 已印完" in again.stdout
    assert len(office.shop.jobs(office.printer)) == 1


def test_killed_and_the_print_system_cannot_be_asked(office: Office, tmp_path: Path) -> None:
    """Then it stays uncertain, and nothing of the issue is printed before somebody has looked."""
    deadly = fake_lp(tmp_path / "deadly", behind="kill -9 $PPID", only="-d")
    office.print("--copies", "2", "--go", path=deadly)
    deaf = tmp_path / "deaf"
    deaf.mkdir()
    (deaf / "lpstat").write_text("#!/bin/sh\necho 127.0.0.1:1\n")
    (deaf / "lpstat").chmod(0o755)
    said = office.briefing("jobs", path=deaf)

    assert said.returncode == 1
    assert "不能确定" in said.stdout
    assert "[no-print-system]" in said.stderr
    settled = office.briefing("jobs", "--settle", "1", "printed", path=deaf)
    assert "不能确定 → 已印完" in settled.stdout
    assert office.print("--copies", "2", "--go").returncode == 2


def test_two_at_a_time(office: Office, tmp_path: Path) -> None:
    """The second is told to wait while the first hands over."""
    slow = fake_lp(tmp_path / "slow", before=f"touch {tmp_path}/begun; sleep 5", only="-d")
    environment = {**office.shop.environment, "PATH": f"{slow}:{office.shop.environment['PATH']}"}
    command = [sys.executable, "-m", "briefing", "print", "2025-26", "--go"]
    command += ["--fonts", "shipped", "--printer", office.printer, "--copies", "2"]
    with subprocess.Popen(command, cwd=office.root, env=environment) as first:
        while not (tmp_path / "begun").exists():
            assert first.poll() is None
        second = office.print("--copies", "2", "--go")
        assert first.wait() == 0

    assert second.returncode == 2
    assert "[printing-elsewhere]" in second.stderr
    assert len(office.shop.wait(office.printer, 1)) == 1
    assert len(office.shop.jobs(office.printer)) == 1
