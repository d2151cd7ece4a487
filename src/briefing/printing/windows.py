"""Windows: a PDF is handed to the program that prints PDFs there; nobody hears of it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import Diagnostic, PrintError
from briefing.printing.cups import Printer, SpooledJob
from briefing.printing.options import JobOptions

DEFAULT = "默认打印机"
_NO_PROGRAM = 1155  # ERROR_NO_ASSOCIATION: the program for PDFs knows no “print”, as with Edge


def _start(file: str, verb: str) -> None:
    os.startfile(file, verb)  # type: ignore[attr-defined,unused-ignore]


@dataclass(frozen=True, slots=True)
class WindowsDesk:
    """The print system as Windows shows it to programs without a driver of their own.

    The file goes to whatever prints PDFs there, or is opened where that knows no printing.

    keep   the folder in which the file stays, as the program that prints it reads it later
    start  hands a file to the program of a verb
    """

    keep: Path
    start: Callable[[str, str], None] = _start

    def printers(self) -> list[Printer]:
        return [Printer(DEFAULT, "idle", True, default=True)]

    def jobs(self) -> list[SpooledJob] | None:
        return None

    def hand_over(self, file: Path, printer: str, title: str, options: JobOptions) -> str:
        """Copies, sides and tray cannot be told; the dialogue of the program asks for them."""
        kept = self.keep / f"{title.replace(' #', '_').replace(' ', '_')}.pdf"
        try:
            self.keep.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(file.read_bytes())
            self._print(str(kept))
        except OSError as error:
            remedy = f"用看 PDF 的程序打开 {kept}，自己打印"
            problem = Diagnostic("refused", f"系统没有接受（{error}）", None, remedy)
            raise PrintError([problem]) from error
        return ""

    def _print(self, file: str) -> None:
        try:
            self.start(file, "print")
        except OSError as error:
            if getattr(error, "winerror", None) != _NO_PROGRAM:
                raise
            self.start(file, "open")

    def release(self, job: str) -> None:
        """Nothing is held."""

    def cancel(self, job: str) -> None:
        raise PrintError(
            [Diagnostic("not-here", "Windows 上不能从这里取消", None, "在打印队列的窗口里取消")]
        )
