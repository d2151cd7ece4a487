"""A published issue in the archive: printing takes the very bytes that were signed off."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import Diagnostic, Location, PrintError

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Published:
    """The finished PDF, and the issue file it was made from."""

    pdf: bytes
    source: Path


def published(folder: Path) -> Published | None:
    """What lies in the archive's folder of an issue; None if it has not been published.

    PrintError if the PDF is not the one that the manifest tells of.
    """
    if not folder.is_dir():
        return None
    place = Location(str(folder / _MANIFEST), 1, 1)
    try:
        files = json.loads((folder / _MANIFEST).read_bytes())["files"]
        outputs = {name: entry for name, entry in files.items() if entry["role"] == "output"}
        (source,) = (name for name, entry in files.items() if entry["role"] == "source")
        (name,) = (name for name in outputs if name.endswith(".pdf"))
        data = (folder / name).read_bytes()
        whole = hashlib.sha256(data).hexdigest() == outputs[name]["sha256"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = "存档里找不到这一期的 PDF"
        remedy = "用 briefing verify 核验存档，或写期文件来印"
        raise PrintError([Diagnostic("bad-record", message, place, remedy)]) from error
    if not whole:
        message = f"存档里的 {name} 和清单不符，改动过或坏了"
        remedy = "从备份里恢复这个存档，再打印"
        raise PrintError([Diagnostic("bad-record", message, place, remedy)])
    return Published(data, folder / source)
