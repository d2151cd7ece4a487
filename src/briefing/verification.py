"""Is a published issue still what it was (核验), and does the same come out again?

Every stored file is hashed; then the finished files are made again from the stored source and the
stored template, and compared byte by byte.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from briefing.archive import (
    Damage,
    Record,
    examine,
    examine_chain,
    folders,
    read_record,
)
from briefing.diagnostics import BriefingError, Diagnostic, Location
from briefing.digest import sum_of
from briefing.fonts import Faces
from briefing.project import Project
from briefing.publication import fonts_of, make, versions
from briefing.template.inheritance import FILE


@dataclass(frozen=True, slots=True)
class Report:
    """What was found on one record.

    damage  what must not be
    notes   what explains why something comes out otherwise today, and is no damage
    """

    name: str
    damage: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def verify(project: Project, names: list[str] | None = None) -> list[Report]:
    """Look at the records called `names`, or at all of them, and at how each holds the one before.

    BriefingError if there is none of a name.
    """
    there = {folder.name: folder for folder in folders(project.archive)}
    for name in names or ():
        if name not in there:
            message = f"存档里没有 {name}"
            known = "、".join(list(there)[-5:]) or "还没有一期"
            raise BriefingError([Diagnostic("not-archived", message, None, f"存档里有：{known}")])
    broken: dict[str, Diagnostic] = {}
    chain: list[Record] = []
    for name, folder in there.items():
        try:
            chain.append(read_record(folder))
        except BriefingError as error:
            broken[name] = error.diagnostics[0]
    chain.sort(key=lambda record: record.serial)
    loose = examine_chain(chain)
    reports = []
    for name in names or [*(record.name for record in chain), *broken]:
        if name in broken:
            reports.append(Report(name, (broken[name],)))
            continue
        record = next(each for each in chain if each.name == name)
        report = _of_record(project, record)
        links = [each.finding for each in loose if _concerns(each, record, chain)]
        reports.append(Report(name, (*report.damage, *links), report.notes))
    return reports


def _concerns(damage: Damage, record: Record, chain: list[Record]) -> bool:
    """Whether a broken link is that of the record or of the one behind it."""
    assert damage.finding.location
    folder = Path(damage.finding.location.file).parent
    place = chain.index(record)
    return folder in [each.folder for each in chain[place : place + 2]]


def _of_record(project: Project, record: Record) -> Report:
    found = examine(record)
    outputs = record.outputs
    harmed = {damage.file for damage in found}
    if any(name in harmed for name in record.files if name not in outputs):
        told = [_told(project, record, damage, {}) for damage in found]
        return Report(record.name, tuple(told), ("原稿或版式被改过，没有重排",))
    notes = list(_differences(record))
    faces = _same_faces(project, record)
    if faces is None:
        notes.append("本机没有当时用的字体，没有重排")
        return Report(record.name, tuple(each.finding for each in found), tuple(notes))
    copy = Project(record.folder, archived=True)
    made = make(
        copy, record.source, record.manifest["kinds"], faces, record.manifest["fonts"]["embed"]
    )
    told = [_told(project, record, damage, made) for damage in found]
    for name, digest in outputs.items():
        if name in harmed or name not in made:
            continue
        stored = (record.folder / name).read_bytes()
        if stored == made[name]:
            continue
        message = f"重排得到的不一样：{_difference(stored, made[name])}"
        if _versions_changed(record):
            notes.append(f"{name} {message}；存档的文件没有动过，是程序换了版本")
        else:
            place = Location(str(record.folder / name), 1, 1)
            remedy = f"应有 SHA-256 {digest[:16]}……；把这一行发给维护人员"
            told.append(Diagnostic("rebuilt-otherwise", message, place, remedy))
    return Report(record.name, tuple(told), (*notes, *_template_now(project, record)))


def _told(project: Project, record: Record, damage: Damage, made: dict[str, bytes]) -> Diagnostic:
    """The finding, with the byte that differs where the right bytes can be had."""
    finding, name = damage.finding, damage.file
    right = made.get(name) or _elsewhere(project, record, name)
    if finding.code != "file-changed" or right is None:
        return finding
    difference = _difference((record.folder / name).read_bytes(), right)
    return Diagnostic(
        finding.code, f"{finding.message}；{difference}", finding.location, finding.remedy
    )


def _elsewhere(project: Project, record: Record, name: str) -> bytes | None:
    """The right bytes of a stored file, if the project still has them."""
    places = [project.root / name]
    if name.startswith("templates/"):
        places += [
            folder.parent.parent / name
            for folder in project.template_folders(record.manifest["template"])
        ]
    for path in places:
        if path.is_file() and sum_of(path) == record.files[name]:
            return path.read_bytes()
    return None


def _difference(stored: bytes, right: bytes) -> str:
    """Where two files part, in words; within a DOCX also in which of its parts."""
    at = next(
        (i for i, (one, other) in enumerate(zip(stored, right, strict=False)) if one != other),
        min(len(stored), len(right)),
    )
    if at == min(len(stored), len(right)):
        return f"到第 {at} 字节为止相同，存档有 {len(stored)} 字节，应有 {len(right)} 字节"
    where = _part_that_differs(stored, right)
    return f"第 {at + 1} 字节是 {stored[at]:02X}，应为 {right[at]:02X}{where}"


def _part_that_differs(stored: bytes, right: bytes) -> str:
    if right[:2] != b"PK":
        return ""
    try:
        with zipfile.ZipFile(BytesIO(stored)) as one, zipfile.ZipFile(BytesIO(right)) as other:
            for name in other.namelist():
                if name not in one.namelist() or one.read(name) != other.read(name):
                    return f"，在 {name} 里"
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError):
        return "，压缩的数据坏了"
    return ""


def _differences(record: Record) -> list[str]:
    """Versions that are others today."""
    then, now = record.manifest["versions"], versions()
    changed = [
        f"{key} {then.get(key, '?')} → {now[key]}" for key in now if then.get(key) != now[key]
    ]
    return [f"存档以后换了版本：{'、'.join(changed)}"] if changed else []


def _versions_changed(record: Record) -> bool:
    return bool(_differences(record))


def _same_faces(project: Project, record: Record) -> Faces | None:
    """The faces it was made with, if they are here."""
    fonts = record.manifest["fonts"]
    try:
        faces = project.faces(fonts["choice"])
    except BriefingError:
        return None
    return faces if fonts_of(faces) == fonts["faces"] else None


def _template_now(project: Project, record: Record) -> list[str]:
    """Stored files of the template that the project has in another version today."""
    notes = []
    for folder in project.template_folders(record.manifest["template"]):
        path = folder / FILE
        name = f"templates/{folder.name}/{FILE}"
        if name in record.files and sum_of(path) != record.files[name]:
            notes.append(f"现在的版式 {folder.name} 和出刊时的不同（存档里有当时的）")
    return notes
