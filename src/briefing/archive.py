"""Published issues on disk (存档): each in a folder of its own, whole, and never changed again.

    archive/2026-3/   what the issue was made from, laid out like a project, so that it can be
                      made again; the finished files; manifest.json, which lists every file with
                      its SHA-256; manifest.sha256, the manifest's own

Each manifest holds the digest of the one before it: none can be exchanged without the next one
telling. A folder gets its name when everything in it is on the disk for good, so whoever stops a
program at any moment leaves the issue archived or not archived, and nothing between.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.diagnostics import BriefingError, Diagnostic, Location, reason_of
from briefing.digest import sum_of
from briefing.outputs import sync_folder

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
_PART = ".part-"
_LOCK = ".lock"
_PATIENCE = 60.0  # seconds that one program waits for another to finish

Manifest = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A published issue.

    folder    where it lies
    manifest  what its manifest says
    digest    SHA-256 of the manifest
    """

    folder: Path
    manifest: Manifest
    digest: str

    @property
    def name(self) -> str:
        """What it is called: 2026-3."""
        return self.folder.name

    @property
    def serial(self) -> int:
        """Its place among all that were published, from 1."""
        return int(self.manifest["serial"])

    @property
    def files(self) -> Mapping[str, str]:
        """Path within the folder → SHA-256, without the manifest itself."""
        return {name: str(entry["sha256"]) for name, entry in self.manifest["files"].items()}

    @property
    def outputs(self) -> Mapping[str, str]:
        """The same of the finished files alone; these bytes are what is printed and sent."""
        files = self.manifest["files"].items()
        return {name: str(entry["sha256"]) for name, entry in files if entry["role"] == "output"}

    @property
    def source(self) -> Path:
        """The issue file as it was published."""
        return self.folder / self.of_role("source")[0]

    def read(self, name: str) -> bytes:
        """The bytes of a file as it was published; BriefingError if they are others now."""
        path = self.folder / name
        entry = self.manifest["files"].get(name, {"sha256": "", "size": 0})
        data = b""
        with suppress(OSError):
            if path.is_file():
                with path.open("rb") as file:
                    data = file.read(entry["size"] + 1)  # never more than it takes to tell
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            message, remedy = f"存档里的 {name} 和清单不符，改动过或坏了", "从备份里恢复这个存档"
            place = Location(str(path), 1, 1)
            raise BriefingError([Diagnostic("archive-changed", message, place, remedy)])
        return data

    def of_role(self, role: str) -> list[str]:
        """The files of a role: source, publication, registry, reference, template, signatures,
        output."""
        files = self.manifest["files"].items()
        return [name for name, entry in files if entry["role"] == role]


def read_record(folder: Path) -> Record:
    """The record in a folder; BriefingError if its manifest cannot be read."""
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        manifest = json.loads(data)
        record = Record(folder, manifest, hashlib.sha256(data).hexdigest())
        if not _is_whole(manifest):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = "从备份里恢复这个存档，再运行 briefing verify --all"
        problem = Diagnostic(
            "bad-manifest", "存档的清单坏了或不见了", Location(str(path), 1, 1), remedy
        )
        raise BriefingError([problem]) from error
    return record


def _is_whole(manifest: Manifest) -> bool:
    """Whether a manifest has all that is asked of it; KeyError or TypeError if not, as well."""
    files = manifest["files"]
    entries = all(
        isinstance(entry["sha256"], str) and isinstance(entry["size"], int) and entry["role"]
        for entry in files.values()
    )
    previous = manifest["previous"]
    held = previous is None or (previous["name"] and previous["manifest"])
    sources = [name for name, entry in files.items() if entry["role"] == "source"]
    return bool(entries and held and len(sources) == 1 and int(manifest["serial"]) > 0)


def folders(archive: Path) -> list[Path]:
    """The folders of all published issues."""
    if not archive.is_dir():
        return []
    return sorted(each for each in archive.iterdir() if each.is_dir() and each.name[0] != ".")


def records(archive: Path) -> list[Record]:
    """All records in the order of publication; BriefingError if one cannot be read."""
    return sorted(map(read_record, folders(archive)), key=lambda record: record.serial)


def find(archive: Path, name: str) -> Record | None:
    """The record of an issue, if it has been published."""
    return read_record(archive / name) if (archive / name).is_dir() else None


def store(
    archive: Path,
    name: str,
    fill: Callable[[Path], Mapping[str, str]],
    describe: Callable[[Path], Manifest],
) -> tuple[Record, bool]:
    """Archive an issue in one step; also whether it was this call that did it.

    fill      puts the files into an empty folder and returns their paths in it with their roles
    describe  what else the manifest says, asked when all files are there

    If the issue is archived already, by somebody a moment ago perhaps, that record is returned.
    What programs that were stopped left behind is cleared away. BriefingError of `fill` and
    `describe` leave the archive as it was, as does one that says what the system would not do.
    """
    with _told(archive), _locked(archive):
        for left in archive.glob(f"{_PART}*"):
            _clear(left)
        if found := find(archive, name):
            return found, False
        earlier = records(archive)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=archive))
        try:
            part.chmod(0o755)
            roles = fill(part)
            last = earlier[-1] if earlier else None
            _seal(part, roles, describe(part), last)
            _settle(part)
            part.rename(archive / name)
        except BaseException:
            _clear(part)
            raise
        sync_folder(archive)
    return read_record(archive / name), True


@contextmanager
def _told(archive: Path) -> Iterator[None]:
    """What the system would not do, in our words."""
    try:
        archive.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        file = f"（{error.filename}）" if error.filename else ""
        message = f"没有存成：{reason_of(error)}{file}"
        remedy = "腾出磁盘空间，或核对这个文件夹能不能写，再运行一次"
        place = Location(str(archive), 1, 1)
        raise BriefingError([Diagnostic("cannot-archive", message, place, remedy)]) from error


def _seal(folder: Path, roles: Mapping[str, str], said: Manifest, last: Record | None) -> None:
    """Write the manifest and its digest."""
    files = {
        name: {"role": role, **_measure(folder / name)} for name, role in sorted(roles.items())
    }
    previous = {"name": last.name, "manifest": last.digest} if last else None
    manifest = {
        "format": 1,
        **said,
        "serial": last.serial + 1 if last else 1,
        "previous": previous,
        "files": files,
    }
    data = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    (folder / MANIFEST).write_bytes(data)
    # in the form of sha256sum, so that anybody can check it without this program
    seal = f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n"
    (folder / SEAL).write_text(seal, "utf-8", newline="\n")


def _measure(path: Path) -> dict[str, Any]:
    return {"sha256": sum_of(path), "size": path.stat().st_size}


def _settle(folder: Path) -> None:
    """Everything in the folder read-only and on the disk for good."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.chmod(0o444)
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        sync_folder(path)


def _clear(folder: Path) -> None:
    """Take a folder away that never became a record."""
    import shutil

    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # Windows deletes no read-only file
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(archive: Path) -> Iterator[None]:
    """Alone in the archive; the system gives the lock back if a program is killed."""
    import fcntl

    until = time.monotonic() + _PATIENCE
    with (archive / _LOCK).open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    message = "另一个程序一直在往存档里写"
                    place = Location(str(archive), 1, 1)
                    raise BriefingError(
                        [Diagnostic("archive-busy", message, place, "等它做完，再运行一次")]
                    ) from None
                time.sleep(0.05)
        yield


# --- is it still what it was?


@dataclass(frozen=True, slots=True)
class Damage:
    """A finding on a record; `file` within it is to blame, if it is one."""

    finding: Diagnostic
    file: str = ""


def examine(record: Record) -> list[Damage]:
    """What is no longer as the manifest says: every byte of every file is looked at."""
    found = []
    seal = record.folder / SEAL
    written = seal.read_bytes() if seal.is_file() else b""
    if written != f"{record.digest}  {MANIFEST}\n".encode():
        message = f"{MANIFEST} 和 {SEAL} 对不上，其中一个被改过"
        found.append(_damage("manifest-changed", message, record.folder / MANIFEST, MANIFEST))
    if record.manifest.get("name") != record.name:
        message = f"文件夹叫 {record.name}，清单里却是 {record.manifest.get('name')}"
        found.append(_damage("manifest-changed", message, record.folder / MANIFEST, MANIFEST))
    listed = record.manifest["files"]
    for name, entry in listed.items():
        path = record.folder / name
        if not path.is_file():
            found.append(_damage("file-missing", "存档里少了这个文件", path, name))
        elif path.stat().st_size != entry["size"]:
            size = path.stat().st_size
            message = f"文件被改过：现有 {size} 字节，存档时 {entry['size']} 字节"
            found.append(_damage("file-changed", message, path, name))
        elif sum_of(path) != entry["sha256"]:
            message = "文件被改过：大小没变，内容和存档时不同"
            found.append(_damage("file-changed", message, path, name))
    for path in sorted(record.folder.rglob("*")):
        name = path.relative_to(record.folder).as_posix()
        if path.is_file() and name not in listed and name not in (MANIFEST, SEAL):
            found.append(_damage("file-added", "存档里多出这个文件，清单里没有", path, name))
    return found


def examine_chain(chain: Sequence[Record]) -> list[Damage]:
    """Records, in the order of publication, that do not hold on to the one before them."""
    found = []
    before: Record | None = None
    for record in chain:
        said = record.manifest["previous"] or {}
        path = record.folder / MANIFEST
        if said.get("name") != (before.name if before else None):
            message = f"它的前一期应是 {said.get('name') or '（没有）'}，存档里却是 "
            message += before.name if before else "（没有）"
            found.append(_damage("chain-broken", message, path, MANIFEST))
        elif before and said["manifest"] != before.digest:
            message = f"它记着的 {before.name} 的清单不是现在这份：{before.name} 的清单被改过"
            found.append(_damage("manifest-changed", message, path, MANIFEST))
        before = record
    return found


def _damage(code: str, message: str, path: Path, name: str) -> Damage:
    remedy = "从备份里恢复"
    return Damage(Diagnostic(code, message, Location(str(path), 1, 1), remedy), name)
