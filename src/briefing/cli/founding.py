"""briefing init: a new project folder, by questions or options."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from briefing.cli.arguments import DONE, Commands, add_command
from briefing.diagnostics import BriefingError, Diagnostic

_REFERENCE = re.compile(r"[0-9]{4}-[1-9][0-9]{0,3}")
_NEEDED = ("--title", "--editor")
_BETWEEN = re.compile(r"[，,、；;]")

Ask = Callable[[str], str]


def add(commands: Commands) -> None:
    """Add the command."""
    init = add_command(commands, "init", "建一个新刊物的文件夹；没写的选项会逐项问", _init)
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="文件夹")
    init.add_argument("--title", metavar="刊名", help="印成两行的用“/”隔开")
    init.add_argument("--editor", metavar="编印单位")
    init.add_argument("--last", type=_last, metavar="年-期号", help="已经编到哪一期；新办的写 无")
    init.add_argument(
        "--total", type=_total, metavar="总期号", help="已经编到的总期号；不编总期号的写 无"
    )
    init.add_argument("--report-to", metavar="单位", help="报（上级），顿号或逗号隔开")
    init.add_argument("--copy-to", metavar="单位", help="送（平级）")
    init.add_argument("--distribute-to", metavar="单位", help="发（下级）")
    init.add_argument("--sign-off", type=_truth, metavar="是|否", help="是否要签批，默认否")


def _init(options: argparse.Namespace) -> int:
    from briefing.founding import SAMPLE, Office, found, refuse_existing

    refuse_existing(options.folder)
    ask = input if sys.stdin.isatty() else None
    lacking = [option for option in _NEEDED if not (getattr(options, option[2:]) or "").strip()]
    if lacking and ask is None:
        options_to_add = " ".join(f"{option} ……" for option in lacking)
        remedy = f"加上 {options_to_add}；在终端里直接运行 briefing init 会逐项问"
        message = f"缺少 {'、'.join(lacking)}"
        raise BriefingError([Diagnostic("no-answer", message, None, remedy)])
    answer = _Answers(options, ask)
    title = answer.text("title", "刊名（印成两行的用“/”隔开）：", needed=True)
    office = Office(
        title=tuple(line.strip() for line in re.split("[/／]", title) if line.strip()),
        editor=answer.text("editor", "编印单位：", needed=True),
        last=answer.read("last", "已经编到哪一期，如 2025-25（新办的直接回车）：", _last) or "",
        total=answer.read("total", "已经编到的总期号（不编总期号的直接回车）：", _total),
        report_to=_units(answer.text("report_to", "报（上级单位，顿号隔开；没有就回车）：")),
        copy_to=_units(answer.text("copy_to", "送（平级单位）：")),
        distribute_to=_units(answer.text("distribute_to", "发（下级单位）：")),
        signed_off=bool(answer.read("sign_off", "要不要签批（是/否，直接回车为否）：", _truth)),
    )
    made = found(options.folder, office, date.today())
    folder = os.path.relpath(options.folder)
    print(f"已建好 {folder}：")
    for path in made:
        print(f"  {path.relative_to(options.folder)}")
    if folder != ".":
        print(f"先进入这个文件夹：cd {folder}")
    print(f"试一试：briefing build {Path('issues', SAMPLE)}.yaml")
    print("建第一期：briefing new")
    return DONE


class _Answers:
    """What the options say, or else somebody at the terminal."""

    def __init__(self, options: argparse.Namespace, ask: Ask | None) -> None:
        self._options, self._ask = options, ask

    def text(self, name: str, question: str, *, needed: bool = False) -> str:
        """A line of text; one that is `needed` is asked for again."""
        given = getattr(self._options, name)
        while given is None or (needed and not given.strip()):
            if self._ask is None:
                return ""
            given = self._ask(question)
        return str(given).strip()

    def read(self, name: str, question: str, reader: Callable[[str], Any]) -> Any:
        """A value that `reader` makes of a line; asked for again until it can."""
        given = getattr(self._options, name)
        if given is not None or self._ask is None:
            return given  # argparse has read it
        while True:
            try:
                return reader(self._ask(question).strip())
            except argparse.ArgumentTypeError as error:
                print(error)


def _units(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _BETWEEN.split(written) if part.strip())


def _last(written: str) -> str:
    if written in ("", "无"):
        return ""
    if _REFERENCE.fullmatch(written):
        return written
    raise argparse.ArgumentTypeError(f"“{written}”不是期的写法，写年份、“-”和期号，如 2025-25")


def _total(written: str) -> int | None:
    if written in ("", "无"):
        return None
    if re.fullmatch(r"0|[1-9][0-9]{0,4}", written):
        return int(written)
    raise argparse.ArgumentTypeError(f"“{written}”不是总期号，写一个数字，如 515；新办的写 0")


def _truth(written: str) -> bool:
    if written in ("是", "否", ""):
        return written == "是"
    raise argparse.ArgumentTypeError(f"“{written}”：写 是 或 否")
