"""What has not changed since it was last made (--changed): sums of all that files are made of.

They stand in a file beside the finished ones. Who deletes it, or edits a finished file, has
everything, or that one, made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from briefing.batch import Made, Order
from briefing.digest import digest
from briefing.outputs import put

RECORD = ".briefing-built.json"
_FORMAT = 1


class Freshness:
    """The record of one folder of finished files; a record that cannot be read is an empty one.

    Paths in it are relative to the folder, so that a project may be moved as a whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.built: dict[str, dict[str, Any]] = {}
        self._changed = False
        try:
            record = json.loads((folder / RECORD).read_bytes())
            if record["format"] == _FORMAT:
                self.built = dict(record["built"])
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def unchanged(
        self, order: Order, around: str, sum_of: Callable[[Path], str]
    ) -> tuple[Path, ...]:
        """The finished files of an order, if they stand as they would be made today.

        around  a sum of what has no file of its own among the ingredients: program and faces
        sum_of  the sum of a file today
        """
        entry = self.built.get(self._key(order))
        try:
            if entry is None or entry["wish"] != _wish(order, around) or not entry["outputs"]:
                return ()
            outputs: Mapping[str, Any] = entry["outputs"]
            found = tuple(self.folder / name for name in outputs)
            if any(_look(path) != outputs[path.name] for path in found):
                return ()
            of: Mapping[str, str] = entry["of"]
            same = all(sum_of(self.folder / path) == known for path, known in of.items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return ()
        return found if same else ()

    def note(self, order: Order, around: str, made: Made, finished: Iterable[Path]) -> None:
        """Remember what the files of an order were made of, or that nobody can be sure."""
        self._changed = True
        if not made.sums:
            self.built.pop(self._key(order), None)
            return
        self.built[self._key(order)] = {
            "wish": _wish(order, around),
            "of": {self._name(path): found for path, found in made.sums.items()},
            "outputs": {path.name: _look(path) for path in finished},
        }

    def save(self) -> None:
        """Write the record, whole; without anything new to remember it stays as it is."""
        if self._changed:
            record = {"format": _FORMAT, "built": self.built}
            text = json.dumps(record, ensure_ascii=False, indent=0, sort_keys=True)
            put(self.folder, {RECORD: text.encode("utf-8")})
            self._changed = False

    def _key(self, order: Order) -> str:
        return f"{self._name(order.file)} {','.join(order.kinds)}"

    def _name(self, path: Path) -> str:
        # Links are left as they are: one may lead elsewhere tomorrow.
        try:
            return os.path.relpath(path, self.folder)
        except ValueError:  # another drive of Windows
            return str(path.absolute())


def _look(path: Path) -> list[int]:
    """Size and time of a file: enough to see that somebody has edited it."""
    seen = path.stat()
    return [seen.st_size, seen.st_mtime_ns]


def _wish(order: Order, around: str) -> str:
    """A sum of how the files were wished for."""
    parts = (*order.kinds, order.fonts, order.embed, around)
    return digest(part.encode("utf-8") for part in parts)
