"""briefing schema, briefing fonts: what the program knows of itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from briefing.cli.arguments import DONE, Commands, add_command, add_fonts


def add(commands: Commands) -> None:
    """Add the commands."""
    purpose = "输出期文件格式的 JSON Schema，供编辑器补全和检查"
    schema = add_command(commands, "schema", purpose, _schema)
    schema.add_argument(
        "--publication", action="store_true", help="briefing.yaml 的，而不是期文件的"
    )
    add_fonts(add_command(commands, "fonts", "列出所用字体、来源和所缺的字", _fonts))


def _schema(options: argparse.Namespace) -> int:
    import json

    from briefing.schemas import publication_schema, schema

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # the file it is sent to is read by editors
    chosen = publication_schema() if options.publication else schema()
    print(json.dumps(chosen, ensure_ascii=False, indent=2))
    return DONE


def _fonts(options: argparse.Namespace) -> int:
    from briefing.fonts import describe, not_installed, repertoire
    from briefing.project import project_of
    from briefing.shipped import FONTS

    faces = project_of(Path()).faces(options.fonts)
    print(describe(faces, repertoire(FONTS), not_installed(FONTS)), end="")
    return DONE
