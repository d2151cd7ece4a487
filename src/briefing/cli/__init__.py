"""The command line: arguments in, one call, text and exit code out.

Exit codes: 0 done, 1 findings, 2 impossible. A cold start is what users feel: only the module of
the command that is called is imported, and imports that it does not always need stand inside it.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from briefing import deferred

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from briefing.cli.arguments import Commands

__all__ = ["main"]

# Families without threads or files that would have to be closed in the end.
_AT_ONCE = frozenset(("building", "binding"))
# Values hold no circles, so garbage need not be looked for after every 700 of them.
_SELDOM = (50_000, 20, 20)
_INTERRUPTED = 130  # what shells report after Ctrl-C
# The modules with the commands that each adds, in the order of the help.
FAMILIES = {
    "founding": ("init",),
    "issues": ("new", "list", "renumber", "hold"),
    "building": ("build",),
    "checking": ("check", "explain"),
    "fixing": ("fix",),
    "watching": ("watch",),
    "signing": ("sign", "status"),
    "publishing": ("publish", "verify"),
    "binding": ("volume",),
    "recipients": ("recipients",),
    "sending": ("send",),
    "delivery": ("delivery", "report", "test-mail", "bounces"),
    "printing": ("print", "printers", "jobs", "preflight"),
    "mailroom": ("copies", "labels"),
    "templating": ("templates",),
    "describing": ("schema", "fonts"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code. No exception leaves it."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a substitute; it must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if arguments is None:
        given = sys.argv[1:]
        code = _run(given)
        if _AT_ONCE.issuperset(_families(given)):
            _leave(code)
        return code
    return _run(arguments)


def _leave(code: int) -> None:
    """Ends the process without taking it apart, which takes a twentieth of a cold build.

    What it has written is on the disk, and nothing else of it is to be finished.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return  # nobody listens; the interpreter knows what to do then
    os._exit(code)


def _run(arguments: Sequence[str]) -> int:
    deferred.put_off()
    gc.set_threshold(*_SELDOM)
    from briefing.cli.arguments import IMPOSSIBLE, new_parser, report
    from briefing.diagnostics import BriefingError, system_error

    parser, commands = new_parser()
    for add in _adders(_families(arguments)):
        add(commands)
    if not arguments:  # somebody wants to know what there is
        parser.print_help()
        return IMPOSSIBLE
    options, unknown = parser.parse_known_args(arguments)
    if unknown:  # the command knows which options it has
        called = next((each for each in arguments if each in commands.choices), "")
        commands.choices.get(called, parser).refuse(unknown)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except BriefingError as error:
        report(error.diagnostics)
        return IMPOSSIBLE
    except EOFError:  # Ctrl-D where a question was asked
        print("\n没有回答，什么也没有做。", file=sys.stderr)
        return IMPOSSIBLE
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone
        return IMPOSSIBLE
    except KeyboardInterrupt:
        print("已中断，没有写坏任何文件。", file=sys.stderr)
        return _INTERRUPTED
    except OSError as error:
        report([system_error(error)])
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


def _families(arguments: Sequence[str]) -> tuple[str, ...]:
    """The family of the command called; all of them if none is, for help and for messages."""
    called = arguments[0] if arguments else ""
    return tuple(name for name, commands in FAMILIES.items() if called in commands) or (*FAMILIES,)


def _adders(families: tuple[str, ...]) -> Iterator[Callable[[Commands], None]]:
    for name in families:
        yield import_module(f"briefing.cli.{name}").add
