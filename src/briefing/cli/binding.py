"""briefing volume."""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.arguments import (
    DONE,
    FINDINGS,
    IMPOSSIBLE,
    Commands,
    add_command,
    add_embed,
    add_fonts,
    counting,
    report,
    shown,
)

if TYPE_CHECKING:
    from briefing.fonts import Faces
    from briefing.gathering import Gathered, Span

_KINDS = ("docx", "pdf")


def add(commands: Commands) -> None:
    """Add the command."""
    purpose = "合订本：把一年各期合成一册，有封面、总目录、索引，DOCX 和 PDF"
    volume = add_command(commands, "volume", purpose, _volume)
    volume.add_argument("year", type=_year, metavar="年", help="如 2025")
    volume.add_argument(
        "--from", dest="first", type=counting, metavar="期号", help="从哪一期起，默认第一期"
    )
    volume.add_argument("--to", dest="last", type=counting, metavar="期号", help="到哪一期止")
    volume.add_argument(
        "--only", choices=_KINDS, metavar="pdf|docx", help="只要其中一种文件，默认两种"
    )
    volume.add_argument(
        "--anyway", action="store_true", help="缺期、没有出刊、还是草稿，也照样合订"
    )
    volume.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程目录的 out")
    add_fonts(volume)
    add_embed(volume)


def _volume(options: argparse.Namespace) -> int:
    from briefing.gathering import Span, gather
    from briefing.outputs import put, safe_name
    from briefing.project import Project
    from briefing.volume import Order
    from briefing.writers.bound import make

    project = Project.find()

    @cache
    def faces() -> Faces:
        return project.faces(options.fonts)

    span = Span(options.year, options.first, options.last)
    gathered = gather(project, span, faces)
    report(gathered.findings)
    if gathered.findings and not options.anyway:
        return IMPOSSIBLE
    registry = project.registry()
    order = Order(gathered.held, gathered.template, faces(), registry, options.year)
    kinds = (options.only,) if options.only else _KINDS
    made = make(order, kinds, options.embed)
    stem = f"{options.year}年合订本{_part(span, gathered)}_{made.name}"
    folder = options.out or project.output(project.issues)
    for path in put(folder, {safe_name(stem, f".{kind}"): made.files[kind] for kind in kinds}):
        size = max(1, round(path.stat().st_size / 1024))
        print(f"已生成 {shown(path)}（{len(gathered.held)} 期，{made.pages} 页，{size} KB）")
    print(_told(gathered))
    return FINDINGS if gathered.findings else DONE


def _part(span: Span, gathered: Gathered) -> str:
    """What of the year it is, in the file's name."""
    if span.whole:
        return ""
    numbers = [each.number for each in gathered.numbers]
    return f"_第{numbers[0]}-{numbers[-1]}期"


def _told(gathered: Gathered) -> str:
    """Where the issues come from."""
    count, published = len(gathered.held), gathered.published
    if published == count:
        return f"{count} 期都取自存档，是出刊时的样子"
    if published:
        return f"{published} 期取自存档，是出刊时的样子；{count - published} 期取自期文件"
    return f"{count} 期都取自期文件（存档里没有）"


def _year(written: str) -> int:
    if len(written) != 4 or not written.isdecimal() or not written.isascii():
        raise argparse.ArgumentTypeError(f"“{written}”不是年份，写四位数字，如 2025")
    return int(written)
