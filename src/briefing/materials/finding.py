"""Where the file is that a text refers to: inside the project, under the name that was written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from briefing.diagnostics import Diagnostic, quoted
from briefing.issue import Text

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # of the web, or file:
_ABSOLUTE = re.compile(r"[A-Za-z]:|/|~")


def find_file(path: Text, folder: Path, root: Path) -> Path | Diagnostic:
    """The file that `path`, as written in an issue in `folder`, means; it lies inside `root`.

    A backslash is taken for a slash, as Windows writes it, and names are compared as Unicode
    composes them, which nobody can see. Case counts, as it does where the issue may be set next.
    """
    written = path.value.replace("\\", "/")
    problem = _refused(path, written)
    if problem:
        return problem
    try:
        file = _composed(folder, written).resolve()
        if not file.is_relative_to(root.resolve()):
            return _outside(path)
        if file.is_dir():
            remedy = "写到文件名为止，如 图片/合影.jpg"
            return _problem("material-folder", path, "是文件夹，不是文件", remedy)
        if not file.is_file():
            return _absent(path, file, folder)
    except (OSError, ValueError, RuntimeError):
        return unreadable(path)
    return file


def unreadable(path: Text) -> Diagnostic:
    """The file is there and cannot be opened."""
    return _problem("material-unreadable", path, "打不开", "关掉正在用它的程序，或检查读取的权限")


def _refused(path: Text, written: str) -> Diagnostic | None:
    """Paths that are wrong before any disk is asked."""
    if written.startswith("//"):
        return _outside(path)  # another machine
    if _ADDRESS.match(written) and not re.match("[A-Za-z]:", written):
        remedy = "把文件存到期文件旁边，再写那里的名字"
        return _problem("material-address", path, "是网址，程序不从网上取东西", remedy)
    if _ABSOLUTE.match(written):
        return _outside(path)
    if "\0" in written:
        return _problem("no-material", path, "不是文件名", "核对文件名")
    return None


def _composed(folder: Path, written: str) -> Path:
    """The path with each name as the disk has it where the two differ in composition alone."""
    file = folder / written
    if file.exists():
        return file
    here = folder
    for name in Path(written).parts:
        there = here / name
        if name != ".." and not there.exists() and here.is_dir():
            wanted = unicodedata.normalize("NFC", name)
            same = (
                each for each in here.iterdir() if unicodedata.normalize("NFC", each.name) == wanted
            )
            there = next(same, there)
        here = there
    return here


def _absent(path: Text, file: Path, folder: Path) -> Diagnostic:
    if not file.parent.is_dir():
        where = _shown(file.parent, folder)
        return _problem("no-material", path, "所在的文件夹没有", f"核对文件夹的名字：{where}")
    near = _nearest(file)
    if near is None:
        where = _shown(file.parent, folder)
        return _problem("no-material", path, "没有这个文件", f"把它放进{where}，或核对文件名")
    if near.casefold() == file.name.casefold():
        return _problem("no-material", path, f"大小写不同：文件叫“{near}”", f"写成 {near}")
    return _problem("no-material", path, "没有这个文件", f"是不是“{near}”")


def _nearest(file: Path) -> str | None:
    """The name in the same folder that is most like the one asked for, not in its ending alone."""
    from difflib import get_close_matches

    wanted = set(file.stem.casefold())
    names = {
        each.name.casefold(): each.name
        for each in file.parent.iterdir()
        if each.is_file() and wanted & set(each.stem.casefold())
    }
    near = get_close_matches(file.name.casefold(), names, 1)
    return names[near[0]] if near else None


def _shown(place: Path, folder: Path) -> str:
    """A folder as the editor knows it: from the issue file on."""
    try:
        inside = place.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return f"“{place.name}”文件夹"
    return "期文件所在的文件夹" if inside == "." else f"期文件旁边的“{inside}”文件夹"


def _outside(path: Text) -> Diagnostic:
    remedy = "把文件放进工程目录（期文件旁边），再写那里的名字"
    return _problem("material-outside", path, "在工程目录之外", remedy)


def _problem(code: str, path: Text, what: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, f"{quoted(path.value, 40)}{what}", path.location, remedy)
