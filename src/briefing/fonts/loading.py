"""fonts.yaml and what is installed → the faces of a build; what they have and lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, FontError, Location
from briefing.fonts.face import Face, Faces, Standard
from briefing.fonts.installed import family_names, find_installed, font_folders

CHOICES = ("auto", "standard", "shipped")


def load_faces(
    choice: str,
    shipped: Path,
    project: Path | None = None,
    installed: Iterable[Path] | None = None,
) -> Faces:
    """The faces for a build.

    choice     "standard": the faces offices have, which must be installed; "shipped": those that
               come with the program or the project; "auto": standard if all are there
    shipped    folder with the fonts.yaml that comes with the program
    project    a project's own fonts folder; its chains go in front of the shipped ones
    installed  folders to search for installed fonts; None: those of this system

    FontError says what is missing or unreadable.
    """
    record = _record(shipped / "fonts.yaml")
    chains = _chains(record, shipped, "随附", {})
    if project and (project / "fonts.yaml").exists() and not project.samefile(shipped):
        known = {face.family: face for chain in chains.values() for face in chain}
        own = _chains(_record(project / "fonts.yaml"), project, "工程", known)
        chains = {role: [*own.get(role, ()), *chain] for role, chain in chains.items()}
    if choice == "shipped":
        return Faces(chains)
    found = _standard(record["standard"], font_folders() if installed is None else installed)
    missing = [role for role in record["standard"] if role not in found]
    if missing and choice == "standard":
        raise FontError([_not_installed(role, record["standard"][role]) for role in missing])
    if missing:
        return Faces(chains)
    return Faces({role: [found[role], *chain] for role, chain in chains.items()})


def describe(faces: Faces, repertoire: Iterable[str], missing: Mapping[str, str]) -> str:
    """The faces in use, a paragraph a role: name, origin, file, and what each lacks.

    repertoire  the characters an official text may need
    missing     role → names of the standard faces that are not installed
    """
    # Hanzi first: they are what a clerk will miss.
    wanted = sorted((char for char in repertoire if not char.isspace()), key=_weight)
    rows = []
    for role, chain in faces.chains.items():
        rows.append(f"{role}")
        left = wanted
        for face in chain:
            lacking = [char for char in left if not face.glyph(char)]
            what = "全有" if not lacking else f"还缺 {len(lacking)} 字：{_some(lacking)}"
            kind = "首选" if face is chain[0] else "补字"
            rows.append(f"  {kind}  {face.family}（{face.origin}，{face.file}）  {what}")
            left = lacking
        if role in missing:
            rows.append(f"  本机没有标准字体：{missing[role]}")
    return "\n".join((*rows, ""))


def _weight(char: str) -> tuple[bool, str]:
    return (char < "\u3400" or (char >= "\uf900" and char < "\U00020000"), char)


def _some(chars: Sequence[str], most: int = 12) -> str:
    return "".join(chars[:most]) + ("……" if len(chars) > most else "")


def repertoire(shipped: Path) -> str:
    """The characters that the shipped chains are made to cover: lines of ranges and of hanzi."""
    chars: list[str] = []
    for line in (shipped / "repertoire.txt").read_text("utf-8").splitlines():
        if line.startswith("U+"):
            for written in line.split():
                first, _, last = written.removeprefix("U+").partition("-")
                chars += map(chr, range(int(first, 16), int(last or first, 16) + 1))
        elif not line.startswith("#"):
            chars += line
    return "".join(chars)


def not_installed(shipped: Path, installed: Iterable[Path] | None = None) -> dict[str, str]:
    """Role → the standard faces offices have for it, where none of them is installed."""
    editions = _record(shipped / "fonts.yaml")["standard"]
    found = _standard(editions, font_folders() if installed is None else installed)
    return {role: _names(options) for role, options in editions.items() if role not in found}


def _names(editions: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(str(edition["family"]) for edition in editions)


def _record(path: Path) -> dict[str, Any]:
    import yaml

    try:
        read = yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        problem = Diagnostic("fonts-unreadable", "读不了字体清单", Location(str(path), 1, 1))
        raise FontError([problem]) from error
    if not isinstance(read, dict) or not isinstance(read.get("chains"), dict):
        place = Location(str(path), 1, 1)
        raise FontError(
            [Diagnostic("fonts-shape", "字体清单里没有 chains（各角色用哪些字体）", place)]
        )
    return read


def _chains(
    record: Mapping[str, Any], folder: Path, origin: str, known: Mapping[str, Face]
) -> dict[str, list[Face]]:
    """The chains a fonts.yaml describes; a face that several chains name is one object."""
    faces = dict(known)
    problems = []
    place = Location(str(folder / "fonts.yaml"), 1, 1)
    for entry in record.get("faces", ()):
        family, index = str(entry["family"]), int(entry.get("index", 0))
        file = folder / str(entry["file"])
        if not file.is_file():
            problems.append(Diagnostic("font-file", f"字体文件 {entry['file']} 不在", place))
        elif origin == "工程" and family not in (names := family_names(file, index)):
            # A DOCX calls a face by its name: another would be another font to Word.
            remedy = f"family 写：{'、'.join(sorted(names)) or '（不是字体文件）'}"
            text = f"{entry['file']} 里的字体不叫“{family}”"
            problems.append(Diagnostic("font-name", text, place, remedy))
        else:
            faces[family] = Face(family, file, index, origin)
    for role, families in record["chains"].items():
        for family in families:
            if family not in faces:
                text = f"“{role}”用到的字体“{family}”没有登记文件"
                problems.append(Diagnostic("font-family", text, place))
    if problems:
        raise FontError(problems)
    return {
        role: [faces[family] for family in families] for role, families in record["chains"].items()
    }


def _not_installed(role: str, editions: Sequence[Mapping[str, Any]]) -> Diagnostic:
    remedy = "装上其中一种，或改用 --fonts shipped（用随附字体）"
    return Diagnostic("font-not-installed", f"本机没有{role}：{_names(editions)}", None, remedy)


def _standard(
    editions: Mapping[str, Sequence[Mapping[str, Any]]], folders: Iterable[Path]
) -> dict[str, Face]:
    """The installed face of each role that has one: the first edition in the list wins."""
    wanted = {
        str(name)
        for options in editions.values()
        for edition in options
        for name in (edition["family"], *edition["also"])
    }
    there = find_installed(wanted, folders)
    found: dict[str, Face] = {}
    for role, options in editions.items():
        named = Standard(*(str(options[0][key]) for key in ("family", "panose", "alt")))
        for edition in options:
            for name in (edition["family"], *edition["also"]):
                if name in there and role not in found:
                    file, index = there[name]
                    found[role] = Face(named.family, file, index, "本机", named)
    return found
