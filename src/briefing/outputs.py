"""Finished files: what they are called, and how they come to stand in their folder whole."""

from __future__ import annotations

import os
import re
import signal
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, Location, reason_of
from briefing.issue import Issue

_LONGEST = 200  # bytes of UTF-8; most file systems stop at 255, and mail programs add to it
# What Windows allows in no file name, and characters that turn the reading direction.
_UNSAFE = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def file_name(issue: Issue, kind: str) -> str:
    """The name of a finished file, as 2025年第26期_刊名.docx; safe on every system."""
    title = "".join(line.value for line in issue.title)
    edition = issue.edition.value if issue.edition else ""
    return safe_name(f"{issue.date.year}年第{issue.number}期{edition}_{title}", f".{kind}")


def safe_name(stem: str, suffix: str) -> str:
    """`stem` + `suffix` without characters a file system or a mail program trips over."""
    stem = _UNSAFE.sub("_", unicodedata.normalize("NFC", stem))
    while len((stem + suffix).encode("utf-8")) > _LONGEST:
        stem = stem[:-1]
    # Windows drops dots and spaces at the end without a word.
    return (stem.rstrip(". ") or "_") + suffix


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files (name → content) into a folder, made if it is not there.

    All are written out beside their places before the first takes its place, and if one cannot
    take its place, those before it give way to what was there. BriefingError says which it is.
    """
    with _undisturbed():
        return _put(folder, files)


def _put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    drafts: list[Path] = []
    targets = [folder / name for name in files]
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for content in files.values():
            _draft(folder, content, drafts)
        with ExitStack() as undo:
            for target, draft in list(zip(targets, drafts, strict=True)):
                undo.callback(_restore, target, _kept(target, drafts))
                draft.replace(target)
            undo.pop_all()
    except OSError as error:
        raise BriefingError([_unwritable(target, error)]) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    sync_folder(folder)
    return targets


def create(path: Path, data: bytes) -> bool:
    """Put a new file in its place, whole; False if there is one already, which stays as it is.

    Of several programs that create a file at once, one does. BriefingError if it cannot be done.
    """
    drafts: list[Path] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _draft(path.parent, data, drafts)
        try:
            os.link(drafts[0], path)  # unlike a rename, it replaces nothing
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            return _created_at_once(path, data)
    except OSError as error:
        raise BriefingError([_unwritable(path, error)]) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def _created_at_once(path: Path, data: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return False
    return True


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until what is under way has been done; pressed twice, it does not wait."""
    pressed: list[int] = []

    def later(*_: object) -> None:
        pressed.append(1)
        if len(pressed) > 1:
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    try:
        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, later)
    except ValueError:  # not the main thread, which alone is interrupted
        before = signal.SIG_IGN
    if before is signal.SIG_IGN:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def _draft(folder: Path, content: bytes, drafts: list[Path]) -> None:
    """Add to `drafts` the content in a file of a name of its own, on the disk for good."""
    path = folder / f".briefing-{os.getpid()}-{os.urandom(6).hex()}.part"
    drafts.append(path)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _kept(target: Path, drafts: list[Path]) -> Path | None:
    """A second name for what stands at `target`, to be cleared away with the drafts."""
    if not target.is_file():
        return None
    kept = target.with_name(f".briefing-{os.getpid()}-{os.urandom(6).hex()}.part")
    drafts.append(kept)
    try:
        os.link(target, kept)
    except OSError:  # a file system without hard links
        import shutil

        shutil.copy2(target, kept)
    return kept


def _restore(target: Path, kept: Path | None) -> None:
    if kept:
        kept.replace(target)
    elif target.is_file():
        target.unlink()


def sync_folder(folder: Path) -> None:
    """The new names on the disk for good; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(target: Path, error: OSError) -> Diagnostic:
    place = Location(str(target), 1, 1)
    if isinstance(error, PermissionError):
        remedy = "若它正在 Word 或 WPS 里打开，先关掉；不然换一个能写的文件夹（--out）"
    elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        remedy = "这个位置已有同名的文件或文件夹，换一个文件夹（--out）"
    else:
        remedy = f"系统说：{reason_of(error)}；换一个文件夹（--out），或腾出磁盘空间"
    return Diagnostic("cannot-write", "写不了这个文件", place, remedy)
