"""One face, and the chains of faces that stand in for one another character by character.

Measures are in ems: an advance of 1.0 is as wide as the type size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from weakref import ref

from briefing.diagnostics import Location
from briefing.fonts.licence import Licence, licence_of

_SPACES = " \u00a0\u3000"
_CONTROLS = "\t\n"


class Standard(NamedTuple):
    """What a DOCX says of a face that its readers have, for machines with another edition of it."""

    family: str
    panose: str
    alt: str


class Widths(dict[str, float]):
    """The widths of a face's characters in points, looked up in the face when first asked for.

    Tabs and line breaks have none.
    """

    def __init__(self, face: Face, size: float) -> None:
        super().__init__(dict.fromkeys(_CONTROLS, 0.0))
        # The face has its widths: a circle would keep both, until garbage is looked for.
        self._face = ref(face)
        self._size = size

    def __missing__(self, char: str) -> float:
        face = self._face()
        assert face is not None
        found = self[char] = face.advance(char) * self._size
        return found


class Face:
    """One face of a font file; nothing is read before it is asked for.

    family   the name a DOCX calls it by
    origin   "随附" (shipped), "工程" (the project's) or "本机" (installed)
    standard what a DOCX says of a face that its readers have, or None
    location where a project lists it, or None
    """

    __slots__ = ("__weakref__", "_advances", "_font", "_glyphs", "_widths", "family", "file",
                 "index", "location", "origin", "standard")  # fmt: skip

    def __init__(
        self,
        family: str,
        file: Path,
        index: int,
        origin: str,
        standard: Standard | None = None,
        location: Location | None = None,
    ) -> None:
        self.family = family
        self.file = file
        self.index = index
        self.origin = origin
        self.standard = standard
        self.location = location
        self._font: Any = None
        self._glyphs: dict[str, int] = {}
        self._advances: dict[str, float] = {}
        self._widths: dict[float, Widths] = {}

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

    def measured(self, size: float) -> Widths:
        """The width of each character in points, at a type size."""
        found = self._widths.get(size)
        if found is None:
            found = self._widths[size] = Widths(self, size)
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
    def licence(self) -> Licence:
        """What its file lets documents do with it."""
        return licence_of(self.os2)

    @property
    def os2(self) -> bytes:
        """The table OS/2 of its file, which may have none."""
        return bytes(self.font.face.reference_table("OS/2").data)

    @property
    def panose(self) -> str:
        """What it looks like, by OS/2: twenty hexadecimal digits, zeros if nobody said."""
        return self.os2[32:42].hex().upper() or "0" * 20


class Stretch(NamedTuple):
    """text[start:end] is set in one face; None where no face has the characters."""

    start: int
    end: int
    face: Face | None


class Faces:
    """The faces of a build: a chain for each role.

    offices  role → the names of what offices have for it, the usual one first
    """

    def __init__(
        self,
        chains: Mapping[str, Sequence[Face]],
        offices: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.chains = {role: tuple(chain) for role, chain in chains.items()}
        self.offices = {role: tuple(names) for role, names in (offices or {}).items()}
        self._chosen: dict[tuple[str, str], Face | None] = {}
        # Characters that are known to be in the first face of a role.
        self._plain: dict[str, set[str]] = {}

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

    def cover(self, text: str, role: str) -> bool:
        """Whether the first face of a role has all of a text; it nearly always has."""
        plain = self._plain.setdefault(role, set(_CONTROLS))
        if plain.issuperset(text):
            return True
        first = self.chains[role][0]
        unknown = set(text) - plain
        having = {char for char in unknown if self.choose(char, role) is first}
        plain |= having
        return having == unknown

    def stretches(self, text: str, role: str) -> Iterator[Stretch]:
        """The text in stretches of one face; a tab or a line break goes with what precedes it."""
        start = 0
        face: Face | None = self.chains[role][0]
        if self.cover(text, role):
            if text:
                yield Stretch(0, len(text), face)
            return
        for index, char in enumerate(text):
            chosen = face if char in _CONTROLS else self.choose(char, role)
            if chosen is not face:
                if index > start:
                    yield Stretch(start, index, face)
                start, face = index, chosen
        if text:
            yield Stretch(start, len(text), face)
