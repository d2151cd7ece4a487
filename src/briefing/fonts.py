"""Faces: where they are, which characters they have, how wide those are, what stands in for them.

A role (仿宋, 小标宋 …) has a chain of faces; each character is set in the first of them that has
it, the same in the PDF and in the DOCX. Measures are in ems: an advance of 1.0 is as wide as the
type size.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, FontError, Location

CHOICES = ("auto", "standard", "shipped")
_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
_SPACES = " \u00a0\u3000"


class Face:
    """One face of a font file; nothing is read before it is asked for.

    family   the name a DOCX calls it by
    origin   "随附" (shipped), "工程" (the project's) or "本机" (installed)
    standard what a DOCX says of a face that offices have, or None
    """

    __slots__ = ("_advances", "_font", "_glyphs", "family", "file", "index", "origin", "standard")

    def __init__(
        self, family: str, file: Path, index: int, origin: str, standard: Standard | None = None
    ) -> None:
        self.family = family
        self.file = file
        self.index = index
        self.origin = origin
        self.standard = standard
        self._font: Any = None
        self._glyphs: dict[str, int] = {}
        self._advances: dict[str, float] = {}

    def __repr__(self) -> str:
        return f"Face({self.family!r}, {self.file.name!r})"

    @property
    def font(self) -> Any:
        """The opened font, an uharfbuzz.Font."""
        if self._font is None:
            import uharfbuzz

            blob = uharfbuzz.Blob.from_file_path(str(self.file))
            self._font = uharfbuzz.Font(uharfbuzz.Face(blob, self.index))
        return self._font

    def glyph(self, char: str) -> int:
        """The glyph of a character, 0 if the face has none; an empty outline counts as none."""
        found = self._glyphs.get(char)
        if found is None:
            found = self.font.get_nominal_glyph(ord(char)) or 0
            if found and char not in _SPACES:
                extents = self.font.get_glyph_extents(found)
                if extents is None or not extents.height or not extents.width:
                    found = 0
            self._glyphs[char] = found
        return found

    def advance(self, char: str) -> float:
        """The width of a character in ems."""
        found = self._advances.get(char)
        if found is None:
            width = self.font.get_glyph_h_advance(self.glyph(char))
            found = self._advances[char] = width / self.font.face.upem
        return found

    def middle(self, char: str) -> float:
        """How far above the baseline the middle of the character's ink lies, in ems."""
        extents = self.font.get_glyph_extents(self.glyph(char))
        upem: int = self.font.face.upem
        return float(extents.y_bearing + extents.height / 2) / upem

    @property
    def is_cff(self) -> bool:
        """Whether its outlines are PostScript's (.otf) rather than TrueType's."""
        tags = self.font.face.table_tags
        return "CFF " in tags or "CFF2" in tags

    @property
    def embedding(self) -> int:
        """The licence bits of OS/2 fsType: 0 or 8 let a document carry the face for editing."""
        table = bytes(self.font.face.reference_table("OS/2").data)
        return int.from_bytes(table[8:10], "big") & 0x30F


@dataclass(frozen=True, slots=True)
class Standard:
    """What a DOCX says of a face that offices have, for machines with another edition of it."""

    family: str
    panose: str
    alt: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """text[start:end] is set in one face; None where no face has the characters."""

    start: int
    end: int
    face: Face | None


class Faces:
    """The faces of a build: a chain for each role."""

    def __init__(self, chains: Mapping[str, Sequence[Face]]) -> None:
        self.chains = {role: tuple(chain) for role, chain in chains.items()}
        self._chosen: dict[tuple[str, str], Face | None] = {}

    def first(self, role: str) -> Face:
        """The face a role is named after in a DOCX."""
        return self.chains[role][0]

    def choose(self, char: str, role: str) -> Face | None:
        """The first face of the role's chain that has the character; None if none has."""
        key = (char, role)
        if key not in self._chosen:
            having = (face for face in self.chains[role] if face.glyph(char))
            self._chosen[key] = next(having, None)
        return self._chosen[key]

    def stretches(self, text: str, role: str) -> Iterator[Stretch]:
        """The text in stretches of one face; a tab or a line break goes with what precedes it."""
        start, current = 0, self.chains[role][0]
        face: Face | None = current
        for index, char in enumerate(text):
            chosen = face if char in "\t\n" else self.choose(char, role)
            if chosen is not face:
                if index > start:
                    yield Stretch(start, index, face)
                start, face = index, chosen
        if text:
            yield Stretch(start, len(text), face)


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
        elif origin == "工程" and family not in (names := _names_in(file, index)):
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


def find_installed(families: set[str], folders: Iterable[Path]) -> dict[str, tuple[Path, int]]:
    """Family name → (file, index in it) for those of `families` that are under `folders`."""
    found: dict[str, tuple[Path, int]] = {}
    for file in _font_files(folders):
        for index, names in enumerate(_family_names(file)):
            for name in names & families:
                found.setdefault(name, (file, index))
    return found


def font_folders() -> list[Path]:
    """Where this system keeps installed fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "fonts"
    return [data, home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def _names_in(file: Path, index: int) -> set[str]:
    """The family names of one face in a file; none if there is no such face."""
    faces = list(_family_names(file))
    return faces[index] if index < len(faces) else set()


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for where, inner, files in os.walk(folder):
            inner.sort()
            for name in sorted(files):
                if name.lower().endswith(_SUFFIXES):
                    yield Path(where, name)


def _family_names(file: Path) -> Iterator[set[str]]:
    """The family names (name IDs 1 and 16, all languages) of each face in the file."""
    try:
        with file.open("rb") as data:
            head = data.read(12)
            if head[:4] == b"ttcf":
                count = int.from_bytes(head[8:12], "big")
                table = data.read(4 * count)
                starts = [int.from_bytes(table[i : i + 4], "big") for i in range(0, 4 * count, 4)]
            else:
                starts = [0]
            for start in starts:
                yield _names_at(data, start)
    except OSError:
        return


def _names_at(data: Any, start: int) -> set[str]:
    """Family names from the name table of the face whose table directory is at `start`."""
    data.seek(start + 4)
    count = int.from_bytes(data.read(2), "big")
    data.read(6)
    directory = data.read(16 * min(count, 100))
    for entry in range(0, len(directory) - 15, 16):
        if directory[entry : entry + 4] == b"name":
            offset = int.from_bytes(directory[entry + 8 : entry + 12], "big")
            length = int.from_bytes(directory[entry + 12 : entry + 16], "big")
            data.seek(offset)
            return _decode_names(data.read(min(length, 1 << 20)))
    return set()


def _decode_names(table: bytes) -> set[str]:
    def number(at: int) -> int:
        return int.from_bytes(table[at : at + 2], "big")

    names = set()
    strings = number(4)
    for record in range(6, 6 + 12 * number(2), 12):
        if number(record) == 3 and number(record + 6) in (1, 16):  # Windows, UTF-16
            begin = strings + number(record + 10)
            raw = table[begin : begin + number(record + 8)]
            names.add(raw.decode("utf-16-be", "replace"))
    return names
