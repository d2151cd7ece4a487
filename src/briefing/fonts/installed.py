"""The fonts installed on this machine, found by the names in their files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_MOST_FACES = 256  # in a collection; more is damage
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")


def find_installed(families: set[str], folders: Iterable[Path]) -> dict[str, tuple[Path, int]]:
    """Family name → (file, index in it) for those of `families` that are under `folders`."""
    found: dict[str, tuple[Path, int]] = {}
    for file in _font_files(folders):
        for index, names in enumerate(_names_of_faces(file)):
            for name in names & families:
                found.setdefault(name, (file, index))
    return found


def font_folders() -> list[Path]:
    """Where this system keeps installed fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "fonts"
    return [data, home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def family_names(file: Path, index: int) -> set[str]:
    """The family names of one face in a file; none if there is no such face."""
    faces = list(_names_of_faces(file))
    return faces[index] if index < len(faces) else set()


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for where, inner, files in os.walk(folder):
            inner.sort()
            for name in sorted(files):
                if name.lower().endswith(_SUFFIXES):
                    yield Path(where, name)


def _names_of_faces(file: Path) -> Iterator[set[str]]:
    """The family names (name IDs 1 and 16, all languages) of each face in the file."""
    try:
        with file.open("rb") as data:
            head = data.read(12)
            if head[:4] == b"ttcf":
                count = min(int.from_bytes(head[8:12], "big"), _MOST_FACES)
                table = data.read(4 * count)
                starts = [int.from_bytes(table[i : i + 4], "big") for i in range(0, 4 * count, 4)]
            else:
                starts = [0]
            for start in starts:
                yield _names_at(data, start)
    except OSError:
        return


def _names_at(data: Any, start: int) -> set[str]:
    """Family names from the name table of the face whose table directory is at `start`."""
    data.seek(start + 4)
    count = int.from_bytes(data.read(2), "big")
    data.read(6)
    directory = data.read(16 * min(count, 100))
    for entry in range(0, len(directory) - 15, 16):
        if directory[entry : entry + 4] == b"name":
            offset = int.from_bytes(directory[entry + 8 : entry + 12], "big")
            length = int.from_bytes(directory[entry + 12 : entry + 16], "big")
            data.seek(offset)
            return _decode_names(data.read(min(length, 1 << 20)))
    return set()


def _decode_names(table: bytes) -> set[str]:
    def number(at: int) -> int:
        return int.from_bytes(table[at : at + 2], "big")

    names = set()
    strings = number(4)
    for record in range(6, 6 + 12 * number(2), 12):
        if number(record) == 3 and number(record + 6) in (1, 16):  # Windows, UTF-16
            begin = strings + number(record + 10)
            raw = table[begin : begin + number(record + 8)]
            names.add(raw.decode("utf-16-be", "replace"))
    return names
