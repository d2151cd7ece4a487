"""What commands share: a parser that speaks Chinese, exit codes, options of several commands."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from briefing.diagnostics import BriefingError, Diagnostic
from briefing.version import __version__

if TYPE_CHECKING:
    from briefing.project import Project

DONE, FINDINGS, IMPOSSIBLE = 0, 1, 2


def report(problems: Iterable[Diagnostic]) -> None:
    """Print findings for people."""
    for problem in problems:
        print(told(problem), file=sys.stderr)


def told(problem: Diagnostic) -> str:
    """A finding in a line, its file as somebody standing here would write it."""
    place = problem.location
    if place and Path(place.file).is_absolute():
        near = place._replace(file=str(shown(Path(place.file))))
        problem = problem._replace(location=near)
    return str(problem)


def shown(path: Path) -> Path:
    """A path as somebody standing here would write it; whole if it lies elsewhere."""
    try:
        return path.resolve().relative_to(Path().resolve())
    except ValueError:
        return path


def newest() -> Path:
    """The last issue of the project we stand in, as somebody standing here would write it."""
    from briefing.project import Project

    project = Project.find()
    newest = project.newest()
    if newest is None:
        raise no_issue_yet(project)
    return Path(os.path.relpath(newest))


def no_issue_yet(project: Project) -> BriefingError:
    """What to say where a command wants an issue and there is none."""
    remedy = f"建一期：briefing new；期文件要叫“年-期号.yaml”，放在 {project.issues} 里"
    return BriefingError([Diagnostic("no-issue", "还没有期文件", None, remedy)])


class Formatter(argparse.HelpFormatter):
    """argparse's, which asks shutil for the width, and that at every argument that is added."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)
        self._action_max_length = 14  # a command's name and its purpose stand on one line


def _columns() -> int:
    """The width of the terminal, by the rules of shutil.get_terminal_size."""
    written = os.environ.get("COLUMNS", "")
    if written.isdecimal() and int(written) > 0:
        return int(written)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


class Parser(argparse.ArgumentParser):
    """argparse in Chinese, with the exit codes above."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"formatter_class": Formatter, **named})

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _MISTAKES:
            match = re.fullmatch(pattern, message)
            if match:
                message = chinese(match) if callable(chinese) else match.expand(chinese)
                break
        self._tell(message)

    def refuse(self, unknown: Iterable[str]) -> NoReturn:
        """End with what is said of arguments that the command does not know."""
        said = (
            f"“{each}”{_near(each.partition('=')[0], self._option_string_actions)}"
            for each in unknown
        )
        self._tell(f"不认识{'；'.join(said)}")

    def _tell(self, message: str) -> NoReturn:
        print(f"{message}\n用法见：{self.prog} --help", file=sys.stderr)
        sys.exit(IMPOSSIBLE)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)


def _near(written: str, known: Iterable[str]) -> str:
    """What may have been meant, as the end of a sentence."""
    from difflib import get_close_matches

    near = get_close_matches(written.lower(), list(known), n=1, cutoff=0.6)
    return f"，是不是“{near[0]}”" if near else ""


def _command(match: re.Match[str]) -> str:
    known = match[2].replace("'", "").split(", ")
    return f"没有“{match[1]}”这个命令{_near(match[1], known)}"


def _options(match: re.Match[str]) -> str:
    return f"没有“{match[1]}”，可写：{match[2]}".replace("'", "").replace(", ", "、")


_MISTAKES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"argument 命令: invalid choice: '?([^']*)'? \(choose from (.*)\)", _command),
    (r"argument .*: invalid choice: '?([^']*)'? \(choose from (.*)\)", _options),
    (r"argument (\S+): expected .*", r"\1 后面还要写一个值"),
    (r"the following arguments are required: 命令", r"还要写命令，如 build、check"),
    (r"the following arguments are required: (.*)", r"还要写：\1"),
    (r"argument \S+: (.*)", r"\1"),
)


# What commands are added to; argparse gives it no public name.
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def new_parser() -> tuple[Parser, Commands]:
    """The parser of the whole line, and where its commands are added."""
    parser = Parser(
        prog="briefing",
        description="编排简报：由一个期文件（YAML）生成行行一致的 DOCX 和 PDF，"
        "或适合手机阅读的网页。",
        epilog="第一次用：briefing init。每期：briefing new 建期文件，写好以后 "
        "briefing check 校对、briefing fix 改标点、briefing build 生成。"
        "一个命令怎么用：briefing build --help。",
        add_help=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"briefing {__version__}", help="版本"
    )
    _help(parser)
    # Without `prog`, argparse would set the usage to find it, which takes two milliseconds.
    return parser, parser.add_subparsers(
        title="命令", metavar="命令", required=True, parser_class=Parser, prog="briefing"
    )


def add_command(
    commands: Commands,
    name: str,
    purpose: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """A command of that name; `run` takes its options and gives the exit code."""
    command = commands.add_parser(name, help=purpose, description=purpose, add_help=False)
    command.set_defaults(run=run)
    _help(command)
    return command


def _help(parser: argparse.ArgumentParser) -> None:
    parser._optionals.title = "选项"
    parser._positionals.title = "参数"
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")


def add_files(parser: argparse.ArgumentParser) -> None:
    """The issue files a command works on; none stands for the newest."""
    parser.add_argument("files", nargs="*", type=Path, metavar="期文件", help="不写则取最新一期")


def add_file(parser: argparse.ArgumentParser) -> None:
    """The issue file a command works on; none stands for the newest."""
    parser.add_argument("file", nargs="?", type=Path, metavar="期文件", help="不写则取最新一期")


def day(written: str) -> date:
    """A date of the command line, as it may stand in an issue file."""
    match = re.fullmatch(r"(\d{4})(?:-|/|年)(\d{1,2})(?:-|/|月)(\d{1,2})日?", written)
    try:
        if match:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{written}”不是日期，写成 2026-03-02 的样子")


def counting(written: str) -> int:
    """A number of the command line, from 1."""
    if re.fullmatch(r"[1-9][0-9]{0,4}", written):
        return int(written)
    raise argparse.ArgumentTypeError(f"“{written}”不行，写一个从 1 起的数字，如 26")


def kinds_of(known: Sequence[str], written: str) -> tuple[str, ...]:
    """What --to says: some of the kinds of files that are `known`, each once."""
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in written.split(",")))
    for kind in kinds:
        if kind not in known:
            raise argparse.ArgumentTypeError(f"没有“{kind}”，--to 可写：{'、'.join(known)}")
    return kinds


def add_fonts(parser: argparse.ArgumentParser) -> None:
    """--fonts: where the faces of a build come from."""
    parser.add_argument(
        "--fonts",
        choices=("auto", "standard", "shipped"),
        default="auto",
        metavar="auto|standard|shipped",
        help="字体：standard 用本机的方正小标宋、仿宋_GB2312 等；shipped 用随附字体；"
        "auto（默认）本机齐全就用 standard，否则用 shipped",
    )


def add_embed(parser: argparse.ArgumentParser) -> None:
    """--embed: what a DOCX carries of its fonts."""
    parser.add_argument(
        "--embed",
        choices=("auto", "none", "used", "editable"),
        default="auto",
        metavar="auto|none|used|editable",
        help="DOCX 里嵌入哪些字：none 不嵌入，只写字体名；used 用到的字；editable 再加一级汉字"
        "3755个和标点，便于在 DOCX 里改写；auto（默认）同 used，但本机的标准字体只写名字",
    )
