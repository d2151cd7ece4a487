"""Typst through its Python wheel: typst_peer.py volume|batch FONTS OUT FILE..."""

import sys
from pathlib import Path

import typst

how, fonts, out, *files = sys.argv[1:]
template = Path(__file__).with_name("bulletin.typ").read_bytes()
compiler = typst.Compiler(
    template, root="/", font_paths=[fonts], ignore_system_fonts=True,
    sys_inputs={"files": "\n".join(files)},
)  # fmt: skip
if how == "volume":
    compiler.compile(output=out)
else:
    for file in files:
        target = str(Path(out, Path(file).stem + ".pdf"))
        compiler.compile(template, output=target, sys_inputs={"files": file})
