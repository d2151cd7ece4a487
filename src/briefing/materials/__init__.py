"""Files that an issue refers to (素材): pictures and sheets of data, read and checked.

A path is relative to the issue file and stays inside the project: an issue comes by mail as well
as from the next desk, and must not print what else lies on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Issue, Material, Sheet, Text
from briefing.materials.finding import find_file, unreadable
from briefing.materials.pictures import read_picture
from briefing.references import CHART_WISHES, LANDSCAPE, ChartKind, Reference, references


def _read_sheet(data: bytes, name: str, place: Location) -> Material | list[Diagnostic]:
    from briefing.materials.sheets import read_sheet

    return read_sheet(data, name, place)


# Ending of the file's name → what reads it: (bytes, name, where it is referred to).
Reader = Callable[[bytes, str, Location], "Material | list[Diagnostic]"]
READERS: Mapping[str, Reader] = {
    ".png": read_picture,
    ".jpg": read_picture,
    ".jpeg": read_picture,
    ".csv": _read_sheet,
}
# What may be wished for a sheet, by a word behind its path.
_SHEET_WISHES = tuple(kind.value for kind in ChartKind)
_LARGEST = 50_000_000  # bytes


def gather(
    issue: Issue, folder: Path, root: Path, problems: list[Diagnostic]
) -> dict[str, Material]:
    """Path as written → what is in the file, for every reference in the texts of `issue`.

    `folder` is that of the issue file; a file outside `root` is refused. What is wrong is added
    to `problems`, in the order of the texts.
    """
    found: dict[str, Material | None] = {}
    for entry in issue.entries:
        for each in references(entry.body):
            problems += _wrong_wishes(each)
            path = each.path
            if path.value not in found:
                read = _read(path, folder, root)
                if isinstance(read, list):
                    problems += read
                found[path.value] = None if isinstance(read, list) else read
            sheet = found[path.value]
            if isinstance(sheet, Sheet) and each.chart:
                from briefing.series import read_plot

                plot = read_plot(sheet, each.chart, each.path.location)
                problems += plot if isinstance(plot, list) else []
    return {path: material for path, material in found.items() if material is not None}


def _wrong_wishes(reference: Reference) -> Iterator[Diagnostic]:
    """Words behind the path that mean nothing."""
    is_sheet = reference.is_sheet
    known = {LANDSCAPE, *CHART_WISHES} if is_sheet else set()
    wrong = [wish for wish in reference.wishes if wish.value not in known]
    for wish in wrong:
        message = f"不懂文件名后面的{quoted(wish.value)}"
        remedy = (
            f"可写 {'、'.join((*_SHEET_WISHES, LANDSCAPE))}，或什么都不写" if is_sheet else "删去它"
        )
        yield Diagnostic("unknown-wish", message, wish.location, remedy)
    charts = [wish for wish in reference.wishes if wish.value in CHART_WISHES]
    if is_sheet and not wrong and len(reference.wishes) > 1:
        names = "、".join(wish.value for wish in reference.wishes)
        second = (charts or reference.wishes)[-1].location
        message = f"文件名后面写了几种排法：{names}"
        yield Diagnostic("wishes-collide", message, second, "只写一种；几张图各写一行")


def _read(path: Text, folder: Path, root: Path) -> Material | list[Diagnostic]:
    place = path.location
    if not path.value.strip():
        remedy = "括号里写文件名，如 ![图题](图片/合影.jpg)"
        return [Diagnostic("no-material", "没有写文件名", place, remedy)]
    reader = READERS.get(Path(path.value.replace("\\", "/")).suffix.lower())
    if reader is None:
        kinds = "、".join(ending[1:].upper() for ending in READERS)
        remedy = f"可用 {kinds}；Excel 的表另存为 CSV，其他图片另存为 PNG 或 JPEG"
        message = f"{quoted(path.value, 40)}不是能用的文件"
        return [Diagnostic("material-kind", message, place, remedy)]
    file = find_file(path, folder, root)
    if isinstance(file, Diagnostic):
        return [file]
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError:
        return [unreadable(path)]
    if len(data) > _LARGEST:
        remedy = f"缩小到 {_LARGEST // 1_000_000} MB 以下"
        message = f"{quoted(path.value, 40)}太大"
        return [Diagnostic("material-too-large", message, place, remedy)]
    # Cells have places of their own, in a file that editors have to find from where they are.
    name = str(folder / path.value.replace("\\", "/")) if reader is _read_sheet else path.value
    return reader(data, name, place)
