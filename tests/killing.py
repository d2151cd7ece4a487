"""Publish an issue again and again, killed at the first, the second, the third … step.

    python -m tests.killing FOLDER

A step is a call that changes a file or a folder, or waits for the disk. The process is killed
with SIGKILL in front of it; then the archive is looked at, and publishing is run to its end.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from briefing.archive import examine, find
from briefing.diagnostics import BriefingError
from briefing.fonts import load_faces
from briefing.project import Project
from briefing.publication import publish
from briefing.shipped import FONTS
from tests.offices import how, office

FACES = load_faces("shipped", FONTS)
EVENTS = {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.link", "os.truncate"}


def arm(root: str, step: int) -> None:
    """Kill this process in front of the step of that number, from 1."""
    count = 0

    def strike() -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS or (event == "open" and _writes(arguments)):
            path = str(arguments[0])
            if path.startswith(root) or event == "os.rmdir":
                strike()

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def struck(*arguments: Any) -> Any:
            strike()
            return function(*arguments)

        return struck

    os.fsync = before(os.fsync)
    sys.addaudithook(hook)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return bool(set(mode or "") & set("wax+")) or bool(flags & (os.O_WRONLY | os.O_RDWR))


def in_a_child(root: Path, step: int) -> int:
    """Publish in a child; 0 if it came to its end, or else the signal that stopped it."""
    child = os.fork()
    if child == 0:
        if step:
            arm(str(root), step)
        try:
            publish(Project(root), root / "issues" / "2026-3.yaml", how(FACES))
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def look(root: Path) -> str:
    """What the archive holds: "whole", "absent" or "broken"."""
    try:
        record = find(root / "archive", "2026-3")
    except BriefingError:
        return "broken"
    if record is None:
        return "absent"
    return "broken" if examine(record) else "whole"


def main(folder: Path) -> None:
    told: dict[str, Any] = {"absent": 0, "whole": 0, "wrong": []}
    original = folder / "original"
    office(original)
    for step in range(1, 500):
        root = folder / "project"
        shutil.copytree(original, root)
        ended = in_a_child(root, step)
        if ended == 0:
            break
        state = look(root)
        if ended != -signal.SIGKILL or state == "broken":
            told["wrong"].append([step, ended, state])
        told[state] = told.get(state, 0) + 1
        again = in_a_child(root, 0)
        left = [path.name for path in (root / "archive").glob(".part*")]
        outputs = len([path for path in (root / "out").iterdir() if path.name[0] != "."])
        if again or look(root) != "whole" or left or outputs != 2:
            told["wrong"].append([step, again, look(root), left, outputs])
        shutil.rmtree(root)
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
