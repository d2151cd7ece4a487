"""The command line: arguments in, one call, text and exit code out.

Exit codes: 0 done, 1 findings, 2 impossible. Imports that only one command needs stand inside it,
for a cold start is what users feel.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from briefing.cli import (
    binding,
    building,
    checking,
    delivery,
    describing,
    fixing,
    founding,
    issues,
    mailroom,
    printing,
    publishing,
    recipients,
    sending,
    signing,
    templating,
    watching,
)
from briefing.cli.arguments import IMPOSSIBLE, new_parser, report
from briefing.diagnostics import BriefingError

__all__ = ["main"]

_INTERRUPTED = 130  # what shells report after Ctrl-C
# Each adds its commands, in the order of the help.
_COMMANDS = (
    founding.add,
    issues.add,
    building.add,
    checking.add,
    fixing.add,
    watching.add,
    signing.add,
    publishing.add,
    binding.add,
    recipients.add,
    sending.add,
    delivery.add,
    printing.add,
    mailroom.add,
    templating.add,
    describing.add,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code. No exception leaves it."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a substitute; it must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parser, commands = new_parser()
    for add in _COMMANDS:
        add(commands)
    options = parser.parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except BriefingError as error:
        report(error.diagnostics)
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
