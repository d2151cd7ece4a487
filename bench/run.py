"""Side by side: the same issues set by us and by every other tool that is installed.

    python -m bench.run WORK [--sizes 1 52 520] [--runs 5] [--issues FOLDER] [--only NAME ...]

Installs a wheel of this checkout into WORK, makes issues up (or takes those of a project), runs
every tool in turn with Typst and prints tables in Markdown. pip install typst docxtpl reportlab
weasyprint fpdf2 for the Python ones; xelatex, soffice and pandoc are taken where they are.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench.commands import Bench
from bench.made_up import write
from bench.measure import Command, Pair, once, pair

LARGE = 52  # for most tools more would take minutes and say nothing new
# Issues in a volume → what its wall and its processor time must be of Typst's, and should be.
_VOLUMES = {52: (0.8, 0.55, 0.6, 0.35), 520: (0.7, 0.45, 0.45, 0.28)}
_NO_VOLUME = "no `briefing volume` in this checkout"
_NO_JOBS = "no `briefing build --jobs` in this checkout"


def targets(bench: Bench, sizes: Sequence[int], runs: int) -> Iterator[str]:
    """The table of what was decided: figure, measured, must, ambitious."""
    yield "| figure | measured | must | ambitious | |"
    yield "|---|---|---|---|---|"
    yield from _one_issue(bench, 3 * runs)
    for count in (size for size in sizes if size in _VOLUMES):
        yield from _volume(bench, count, runs)
    if 520 in sizes:
        yield from _many(bench, runs)


def _row(figure: str, measured: float, must: float, ambitious: float) -> str:
    met = "ambitious" if measured <= ambitious else "must" if measured <= must else "**missed**"
    return f"| {figure} | {measured:.2f} | {must:.2f} | {ambitious:.2f} | {met} |"


def _skipped(figure: str, why: str) -> str:
    return f"| {figure} | – | | | skipped: {why} |"


def _one_issue(bench: Bench, runs: int) -> Iterator[str]:
    typst, pdf, both = bench.typst("volume", 1), bench.build(1, "pdf"), bench.build(1, "docx,pdf")
    one = pair(pdf, typst, runs)
    yield _row("one issue to PDF, cold, wall / Typst", one.wall_ratio, 1.8, 1.3)
    if bench.has_docxtpl:
        docx = pair(bench.build(1, "docx"), bench.docxtpl(1), runs)
        yield _row("one issue to DOCX, cold, wall / docxtpl", docx.wall_ratio, 1.2, 0.8)
    else:
        yield _skipped("one issue to DOCX, cold, wall / docxtpl", "docxtpl is not installed")
    made = pair(both, typst, runs)
    yield _row("both, cold, wall / Typst's PDF", made.wall_ratio, 2.4, 1.6)
    if bench.has_libreoffice:
        office, filled = bench.libreoffice(1), bench.docxtpl(1)
        ratios = (
            once(both).wall / (once(filled).wall + once(office).wall)
            for _ in range(max(3, runs // 3))
        )
        yield _row("both / docxtpl and LibreOffice", median(ratios), 0.25, 0.15)
    else:
        yield _skipped("both / docxtpl and LibreOffice", "one of them is not installed")
    yield _row("peak memory, one issue / Typst", one.peak_ratio, 1.0, 0.7)
    yield _row("size of the PDF, one issue / Typst (tagged)", pdf.size / typst.size, 1.0, 0.95)
    floor = pair(pdf, bench.interpreter(), runs)
    yield f"| one issue to PDF, cold, wall / `python -c pass` | {floor.wall_ratio:.2f} | | | |"


def _volume(bench: Bench, count: int, runs: int) -> Iterator[str]:
    if not bench.knows("volume"):
        yield _skipped(f"volume of {count}", _NO_VOLUME)
        return
    theirs, ours = bench.typst("volume", count), bench.volume(count, "pdf")
    made = pair(ours, theirs, runs)
    wall, best_wall, cpu, best_cpu = _VOLUMES[count]
    yield _row(f"volume of {count}, wall / Typst", made.wall_ratio, wall, best_wall)
    yield _row(f"volume of {count}, cpu / Typst", made.cpu_ratio, cpu, best_cpu)
    yield _row(f"volume of {count}, size / Typst", ours.size / theirs.size, 1.0, 0.95)
    if count == 520:
        yield _row("peak memory, volume of 520 / Typst", made.peak_ratio, 0.3, 0.15)
        small = once(bench.volume(52, "pdf")).cpu, once(bench.volume(1, "pdf")).cpu
        grown = _growth(made.cpu, *small)
        yield _row("growth of a volume: cpu an issue at 520 / at 52", grown, 1.15, 1.05)


def _many(bench: Bench, runs: int) -> Iterator[str]:
    """520 issues, each in files of its own."""
    figure = "520 to both, 2 processes / Typst's PDFs, one"
    if bench.knows("build", "--jobs"):
        batch = pair(bench.build(520, "docx,pdf", jobs=2), bench.typst("batch", 520), 1)
        yield _row(figure, batch.wall_ratio, 0.8, 0.5)
    else:
        yield _skipped(figure, _NO_JOBS)
    long, short = once(bench.build(520, "pdf")), once(bench.build(52, "pdf"))
    start = median(once(bench.build(1, "pdf")).cpu for _ in range(runs))
    grown = _growth(long.cpu, short.cpu, start)
    yield _row("growth of a batch: cpu an issue at 520 / at 52", grown, 1.15, 1.05)
    flat = f"{short.peak:.0f} MiB at 52, {long.peak:.0f} MiB at 520"
    yield f"| peak memory of a batch | {flat} | | | |"


def _growth(long: float, short: float, start: float) -> float:
    """What one issue more costs among 520, to what it costs among 52; `start` is for one."""
    return (long - start) / 519 / ((short - start) / 51)


def side_by_side(
    bench: Bench, sizes: Sequence[int], runs: int, wanted: Callable[[str], bool]
) -> Iterator[str]:
    """Every tool with the issues in one document."""
    yield "| tool | issues | wall s | cpu s | peak MiB | wall / Typst | cpu / Typst | KB |"
    yield "|---|---|---|---|---|---|---|---|"
    for count in (size for size in sizes if size <= LARGE):
        typst = bench.typst("volume", count)
        tools: list[tuple[str, Command]] = [("typst (wheel)", typst)]
        if count == 1:
            tools.append(("`python -c pass`", bench.interpreter()))
            tools += [(f"briefing {kinds}", bench.build(1, kinds))
                      for kinds in ("pdf", "docx", "docx,pdf")]  # fmt: skip
        elif bench.knows("volume"):
            tools += [(f"briefing volume {kind}", bench.volume(count, kind))
                      for kind in ("pdf", "docx")]  # fmt: skip
        else:
            yield f"| briefing volume | {count} | skipped: {_NO_VOLUME} | | | | | |"
        for name, command in (*tools, *bench.peers(count)):
            if wanted(name):
                yield _tool(name, count, pair(command, typst, runs), command.size)


def _tool(name: str, count: int, made: Pair, size: int) -> str:
    ratios = f"{made.wall_ratio:.2f} | {made.cpu_ratio:.2f}"
    figures = f"{made.wall:.3f} | {made.cpu:.3f} | {made.peak:.0f}"
    return f"| {name} | {count} | {figures} | {ratios} | {size / 1024:.0f} |"


def machine() -> str:
    """What it was measured on."""
    names = ("typst", "docxtpl", "reportlab", "weasyprint", "fpdf2", "uharfbuzz", "python-docx",
             "PyYAML")  # fmt: skip
    known = []
    for name in names:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}, load {load} at the "
        f"start; {', '.join(known)}."
    )


def _number(file: Path) -> list[int]:
    return [int(each) for each in file.stem.split("-")[:2]]


def main() -> None:
    parser = argparse.ArgumentParser(description="the same issues set by us and by other tools")
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 52])
    parser.add_argument("--runs", type=int, default=5, help="pairs; three times as many for one")
    parser.add_argument("--issues", type=Path, help="a project whose issues are taken")
    parser.add_argument("--only", nargs="+", help="names of tools for the second table")
    parser.add_argument("--no-peers", action="store_true", help="the first table alone")
    options = parser.parse_args()
    if not find_spec("typst"):
        parser.error("pip install typst: everything is measured against it")
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    print(machine(), flush=True)
    if options.issues:
        project = options.issues.resolve()
        files = sorted((project / "issues").glob("[0-9]*-*.yaml"), key=_number)
        if len(files) < max(options.sizes):
            parser.error(f"{project} has only {len(files)} issues")
    else:
        project = work / "project"
        files = write(project, max(options.sizes))
    bench = Bench(work, files, project)
    bench.prepare()
    print()
    for line in targets(bench, options.sizes, options.runs):
        print(line, flush=True)
    if options.no_peers:
        return
    print()
    names = options.only or [""]
    for line in side_by_side(
        bench, options.sizes, options.runs, lambda name: any(each in name for each in names)
    ):
        print(line, flush=True)


if __name__ == "__main__":
    main()
