"""The command lines that are measured: ours, those of every peer that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.measure import Command, once

_HERE = Path(__file__).resolve().parent
ROOT = _HERE.parent
# Peers written in Python: the script in `peers/` → the module it needs.
_PEERS = {"platypus": "reportlab", "weasyprint": "weasyprint", "fpdf2": "fpdf",
          "docxtpl": "docxtpl"}  # fmt: skip


class Bench:
    """Command lines for a work folder, over the issues `files` of the folder `project`."""

    def __init__(self, work: Path, files: Sequence[Path], project: Path) -> None:
        self.work = work
        self.files = files
        self.project = project
        self._fonts = work / "fonts"
        self._site = work / "site"
        self._template = work / "template.docx"

    def prepare(self) -> None:
        """The wheel, installed and byte-compiled; the fonts, by themselves; docxtpl's template."""
        shutil.rmtree(self._site, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
        pip += ["--disable-pip-version-check", "--target", str(self._site), str(ROOT)]
        clean = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        clean.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run(pip, check=True, env=clean)
        self._fonts.mkdir(exist_ok=True)
        for font in (ROOT / "fonts").glob("*.ttf"):
            if not (self._fonts / font.name).exists():
                shutil.copy(font, self._fonts)
        if self.has_docxtpl:
            once(self._python("docxtpl_peer", "template", self._template))

    @property
    def has_docxtpl(self) -> bool:
        return find_spec("docxtpl") is not None

    @property
    def has_libreoffice(self) -> bool:
        """Whether it can be measured: it converts what docxtpl makes."""
        return self.has_docxtpl and shutil.which("soffice") is not None

    def knows(self, command: str, option: str = "") -> bool:
        """Whether our program has a command, and the command an option."""
        asked = self._ours(command, "--help")
        environment = {**os.environ, **asked.environment}
        said = subprocess.run(asked.line, env=environment, capture_output=True, check=False)
        return said.returncode == 0 and option.encode() in said.stdout

    def interpreter(self) -> Command:
        """What every Python program takes before its first line."""
        return self._command(sys.executable, "-c", "pass")

    def build(self, count: int, kinds: str, jobs: int = 1) -> Command:
        """Our first `count` issues, each in files of its own."""
        out = self._fresh(f"ours-{kinds}-{count}-{jobs}")
        more = ("--jobs", jobs) if jobs > 1 else ()
        line = ("build", *self.files[:count], "--to", kinds, "--out", out, "--fonts", "shipped")
        return self._ours(*line, *more, result=out)

    def volume(self, count: int, kind: str) -> Command:
        """Our first `count` issues in one file."""
        out = self._fresh(f"ours-volume-{kind}-{count}")
        year, last = self.files[count - 1].stem.split("-")[:2]
        line = ("volume", year, "--to", last, "--only", kind, "--out", out, "--fonts", "shipped")
        return self._ours(*line, result=out)

    def typst(self, how: str, count: int) -> Command:
        """Typst's PDF of the first `count` issues: one ("volume") or one each ("batch")."""
        volume = how == "volume"
        out = self.work / f"typst-{count}.pdf" if volume else self._fresh(f"typst-{count}")
        return self._python("typst_peer", how, self._fonts, out, *self.files[:count], result=out)

    def docxtpl(self, count: int) -> Command:
        """docxtpl's DOCX of the first `count` issues."""
        out = self.work / f"docxtpl-{count}.docx"
        line = ("volume", self._template, out, *self.files[:count])
        return self._python("docxtpl_peer", *line, result=out)

    def libreoffice(self, count: int) -> Command:
        """The PDF of docxtpl's DOCX, which is made here and not measured."""
        source = self.docxtpl(count)
        once(source)
        assert source.result is not None
        out = self.work / "libreoffice" / f"docxtpl-{count}.pdf"
        line = ("soffice", "--headless", "--convert-to", "pdf", "--outdir", out.parent)
        return self._command(*line, source.result, result=out)

    def peers(self, count: int) -> Iterator[tuple[str, Command]]:
        """What is installed, each with the first `count` issues in one document."""
        files = self.files[:count]
        for name, module in _PEERS.items():
            if not find_spec(module):
                continue
            if name == "docxtpl":
                yield name, self.docxtpl(count)
                continue
            out = self.work / f"{name}-{count}.pdf"
            line = ("volume", self._fonts, out, *files)
            yield name, self._python(f"{name}_peer", *line, result=out)
        if shutil.which("xelatex"):
            source = self.work / f"xelatex-{count}.tex"
            once(self._python("sources", "tex", self._fonts, source, *files))
            tex = ("xelatex", "-interaction=batchmode", f"-output-directory={self.work}", source)
            yield "xelatex, one pass", self._command(*tex, result=source.with_suffix(".pdf"))
        if shutil.which("pandoc"):
            source = self.work / f"pandoc-{count}.md"
            once(self._python("sources", "md", self._fonts, source, *files))
            out = source.with_suffix(".docx")
            yield "pandoc docx", self._command("pandoc", source, "-o", out, result=out)
        if self.has_libreoffice:
            yield "libreoffice, of docxtpl's docx", self.libreoffice(count)

    def _command(self, *line: object, result: Path | None = None) -> Command:
        environment = {"PYTHONPATH": str(self._site), "PYTHONDONTWRITEBYTECODE": ""}
        return Command([str(each) for each in line], self.project, environment, result)

    def _python(self, script: str, *arguments: object, result: Path | None = None) -> Command:
        path = _HERE / "peers" / f"{script}.py"
        return self._command(sys.executable, path, *arguments, result=result)

    def _ours(self, *arguments: object, result: Path | None = None) -> Command:
        program = self._site / "bin" / "briefing"
        return self._command(sys.executable, program, *arguments, result=result)

    def _fresh(self, name: str) -> Path:
        folder = self.work / "out" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder
