"""Files that an issue refers to (素材): pictures and sheets of data, read and checked.

A path is relative to the issue file and stays inside the project: an issue comes by mail as well
as from the next desk, and must not print what else lies on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Issue, Material, Text
from briefing.materials.pictures import read_picture
from briefing.materials.sheets import read_sheet
from briefing.references import references

# Ending of the file's name → what reads it: (bytes, name, where it is referred to).
Reader = Callable[[bytes, str, Location], "Material | list[Diagnostic]"]
READERS: Mapping[str, Reader] = {
    ".png": read_picture,
    ".jpg": read_picture,
    ".jpeg": read_picture,
    ".csv": read_sheet,
}
_LARGEST = 50_000_000  # bytes


def gather(
    issue: Issue, folder: Path, root: Path, problems: list[Diagnostic]
) -> dict[str, Material]:
    """Path as written → what is in the file, for every reference in the texts of `issue`.

    `folder` is that of the issue file; a file outside `root` is refused. What is wrong is added
    to `problems`, in the order of the texts.
    """
    found: dict[str, Material] = {}
    for entry in issue.entries:
        for each in references(entry.body):
            path = each.path
            if path.value in found:
                continue
            read = _read(path, folder, root)
            if isinstance(read, list):
                problems += read
            else:
                found[path.value] = read
    return found


def _read(path: Text, folder: Path, root: Path) -> Material | list[Diagnostic]:
    place = path.location
    written = path.value.replace("\\", "/")  # as Windows writes it
    reader = READERS.get(Path(written).suffix.lower())
    if reader is None:
        kinds = "、".join(ending[1:].upper() for ending in READERS)
        remedy = f"可用 {kinds}；Excel 的表另存为 CSV，其他图片另存为 PNG 或 JPEG"
        return [Diagnostic("material-kind", f"{quoted(path.value)}不是能用的文件", place, remedy)]
    file = (folder / written).resolve()
    if not file.is_relative_to(root.resolve()):
        remedy = "把文件放进工程目录（期文件旁边），再写那里的名字"
        message = f"{quoted(path.value)}在工程目录之外"
        return [Diagnostic("material-outside", message, place, remedy)]
    try:
        if not file.is_file():
            remedy = f"核对文件名；它应在 {folder} 里"
            return [Diagnostic("no-material", f"没有{quoted(path.value)}这个文件", place, remedy)]
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except (OSError, ValueError):
        remedy = "关掉正在用它的程序，或检查读取的权限"
        return [Diagnostic("material-unreadable", f"{quoted(path.value)}打不开", place, remedy)]
    if len(data) > _LARGEST:
        remedy = f"缩小到 {_LARGEST // 1_000_000} MB 以下"
        return [Diagnostic("material-too-large", f"{quoted(path.value)}太大", place, remedy)]
    return reader(data, path.value, place)
