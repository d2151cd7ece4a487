"""The command line: arguments in, one call, text and exit code out.

Exit codes: 0 done, 1 findings, 2 impossible. Imports that only one command needs stand inside it,
for a cold start is what users feel.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from briefing.diagnostics import BriefingError, Diagnostic
from briefing.version import __version__

if TYPE_CHECKING:
    from briefing.project import Project

DONE, FINDINGS, IMPOSSIBLE = 0, 1, 2
KINDS = ("docx", "html", "pdf")
USUAL = ("docx", "pdf")
_INTERRUPTED = 130  # what shells report after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code. No exception leaves it."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a substitute; it must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except BriefingError as error:
        _report(error.diagnostics)
        return IMPOSSIBLE
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone
        return IMPOSSIBLE
    except KeyboardInterrupt:
        print("已中断，没有写坏任何文件。", file=sys.stderr)
        return _INTERRUPTED
    except OSError as error:
        print(f"系统出错：{error.strerror or error}", file=sys.stderr)
        return IMPOSSIBLE
    except Exception as error:
        if os.environ.get("BRIEFING_DEBUG"):
            raise
        print(
            f"程序内部出错（{type(error).__name__}: {error}）。请把这一行和期文件一起发给维护人员；"
            "设 BRIEFING_DEBUG=1 再运行一次可得到细节。",
            file=sys.stderr,
        )
        return IMPOSSIBLE


def _report(problems: Iterable[Diagnostic]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _build(options: argparse.Namespace) -> int:
    from briefing.project import project_of

    files: list[Path] = list(dict.fromkeys(options.files)) or [_newest()]
    outcome = DONE
    steps, say = _with_progress(files)
    made: dict[Path, Path] = {}
    for file in steps:
        try:
            for path in _build_one(file, project_of(file), options, made):
                say(f"已生成 {path}（{_size(path)}）")
        except BriefingError as error:
            for problem in error.diagnostics:
                say(str(problem), file=sys.stderr)
            outcome = IMPOSSIBLE
    return outcome


def _newest() -> Path:
    from briefing.project import Project

    project = Project.find()
    newest = project.newest()
    if newest is None:
        remedy = f"期文件要叫“年-期号.yaml”，如 2025-26.yaml，放在 {project.issues} 里"
        raise BriefingError([Diagnostic("no-issue", "还没有期文件", None, remedy)])
    return Path(os.path.relpath(newest))


def _build_one(
    file: Path, project: Project, options: argparse.Namespace, made: dict[Path, Path]
) -> list[Path]:
    """Build one issue; `made` says which file of this run a finished one came from."""
    from briefing.outputs import file_name, put
    from briefing.writers import render_all

    issue = project.load(file)
    template = project.template(issue.template)
    folder = options.out or project.output(file)
    names = {kind: file_name(issue, kind) for kind in options.to}
    for name in names.values():
        if folder / name in made:
            text = f"它和 {made[folder / name]} 的年份、期号、刊名都一样，文件会互相覆盖"
            raise BriefingError(
                [Diagnostic("same-name", text, issue.location, "核对期号，或分别放进不同的文件夹")]
            )
        made[folder / name] = file
    faces = partial(project.faces, options.fonts)
    finished = render_all(issue, template, options.to, faces, project.registry())
    return put(folder, {names[kind]: data for kind, data in finished.items()})


def _size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / 1024))} KB"


def _with_progress(files: Sequence[Path]) -> tuple[Iterable[Path], Callable[..., None]]:
    """The files one by one and how to print meanwhile.

    There is a progress bar if there are several files and somebody looks.
    """
    if len(files) < 2 or not sys.stderr.isatty():
        return files, print
    from tqdm import tqdm

    bar = tqdm(files, desc="生成", unit="期", leave=False, dynamic_ncols=True)
    return bar, tqdm.write


def _check(options: argparse.Namespace) -> int:
    from briefing.checks import check
    from briefing.layout import remarks
    from briefing.project import project_of
    from briefing.writers import prepare

    outcome = DONE
    for file in options.files or [_newest()]:
        try:
            project = project_of(file)
            issue = project.load(file)
            # Laid out as well: a missing glyph or a line that is too long is better found now.
            template, faces = project.template(issue.template), project.faces(options.fonts)
            made = prepare(issue, template, faces, project.registry())
            seen = remarks(made.document, made.pages, made.template, made.faces)
        except BriefingError as error:
            _report(error.diagnostics)
            outcome = IMPOSSIBLE
            continue
        findings = [*check(issue), *seen]
        _report(findings)
        if findings:
            outcome = max(outcome, FINDINGS)
            print(f"{file}：有 {len(findings)} 处值得一看，不妨碍生成")
        else:
            print(f"{file}：没有发现问题")
    return outcome


def _schema(_: argparse.Namespace) -> int:
    import json

    from briefing.schema import schema

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # the file it is sent to is read by editors
    print(json.dumps(schema(), ensure_ascii=False, indent=2))
    return DONE


def _fonts(options: argparse.Namespace) -> int:
    from briefing.fonts import describe, not_installed, repertoire
    from briefing.project import project_of
    from briefing.shipped import FONTS

    faces = project_of(Path()).faces(options.fonts)
    print(describe(faces, repertoire(FONTS), not_installed(FONTS)), end="")
    return DONE


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese, with the exit codes above."""

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _MISTAKES:
            match = re.fullmatch(pattern, message)
            if match:
                message = chinese(match) if callable(chinese) else match.expand(chinese)
                break
        print(f"{message}\n用法见：{self.prog} --help", file=sys.stderr)
        sys.exit(IMPOSSIBLE)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)


def _options(match: re.Match[str]) -> str:
    return f"没有“{match[1]}”，可写：{match[2]}".replace("'", "").replace(", ", "、")


_MISTAKES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"unrecognized arguments: (.*)", r"不认识“\1”"),
    (r"argument .*: invalid choice: '?([^']*)'? \(choose from (.*)\)", _options),
    (r"argument (\S+): expected .*", r"\1 后面还要写一个值"),
    (r"the following arguments are required: 命令", r"还要写命令：build、check、schema、fonts"),
    (r"the following arguments are required: (.*)", r"还要写：\1"),
    (r"argument \S+: (.*)", r"\1"),
)


def _kinds(written: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in written.split(",")))
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"没有“{unknown[0]}”，--to 可写：{'、'.join(KINDS)}")
    return kinds


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="briefing",
        description="编排简报：由一个期文件（YAML）生成行行一致的 DOCX 和 PDF，"
        "或适合手机阅读的网页。",
        add_help=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"briefing {__version__}", help="版本"
    )
    _help(parser)
    commands = parser.add_subparsers(
        title="命令", metavar="命令", required=True, parser_class=_Parser
    )

    build = _command(commands, "build", "生成 DOCX 和 PDF，或网页（HTML）", _build)
    build.add_argument("files", nargs="*", type=Path, metavar="期文件", help="不写则取最新一期")
    build.add_argument(
        "--to",
        type=_kinds,
        default=USUAL,
        metavar="pdf,docx,html",
        help="要哪些文件，默认 DOCX 和 PDF；html 是手机上看、可以粘贴的网页",
    )
    build.add_argument("--out", type=Path, metavar="文件夹", help="放在哪里，默认为工程目录的 out")
    _choose_fonts(build)

    check = _command(commands, "check", "检查期文件", _check)
    check.add_argument("files", nargs="*", type=Path, metavar="期文件", help="不写则取最新一期")
    _choose_fonts(check)

    _command(commands, "schema", "输出期文件格式的 JSON Schema，供编辑器补全和检查", _schema)

    fonts = _command(commands, "fonts", "列出所用字体、来源和所缺的字", _fonts)
    _choose_fonts(fonts)
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    purpose: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=purpose, description=purpose, add_help=False)
    command.set_defaults(run=run)
    _help(command)
    return command


def _help(parser: argparse.ArgumentParser) -> None:
    parser._optionals.title = "选项"
    parser._positionals.title = "参数"
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")


def _choose_fonts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fonts",
        choices=("auto", "standard", "shipped"),
        default="auto",
        metavar="auto|standard|shipped",
        help="字体：standard 用本机的方正小标宋、仿宋_GB2312 等；shipped 用随附字体并嵌入 DOCX；"
        "auto（默认）本机齐全就用 standard，否则用 shipped",
    )
