"""The styles of a DOCX: who needs one gets its identifier, and the sheet has it from then on.

The issues of a volume may have other designs. A style that looks otherwise than one of its name
gets a name of its own, with a number behind it, so that each issue stays as it was printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from briefing.fonts import Face, Faces
from briefing.template import Mark, Style, Template
from briefing.writers import ooxml
from briefing.writers.ooxml import Use


class StyleSheet:
    """Styles of paragraphs and of stretches, in the order in which they were asked for."""

    def __init__(self, template: Template, faces: Faces) -> None:
        self.template = template
        self.faces = faces
        self.families = {role: chain[0].family for role, chain in faces.chains.items()}
        self.styles: dict[str, Style] = {"base": template.styles["base"]}
        self.uses: dict[str, Use] = {}
        self.marks: dict[str, tuple[str, str]] = {}
        self.fallbacks: dict[Face, str] = {}
        self._names = {template.styles["base"].name}
        self._known: dict[tuple[str, Style, Use], str] = {}
        self._asked: dict[tuple[str, Mark], str] = {}

    def paragraph(self, key: str, style: Style, use: Use = Use()) -> str:  # noqa: B008
        """The identifier of the template's style `key` that looks like this and is so used."""
        found = self._known.get((key, style, use))
        if found is None:
            own = next(each for each in self._numbered(key) if each not in self.styles)
            name = self._own(style.name)
            named = style if name == style.name else replace(style, name=name)
            self.styles[own], self.uses[own] = named, use
            found = self._known[key, style, use] = ooxml.style_id(own, named)
        return found

    def stretch(self, key: str, mark: Mark) -> str:
        """The identifier of a mark of the template."""
        found = self._asked.get((key, mark))
        if found is None:
            name = self._own(mark.name)
            identifiers = (ooxml.style_id(own, mark) for own in self._numbered(key))
            found = next(each for each in identifiers if each not in self.marks)
            self.marks[found] = (name, self.families[mark.font])
            self._asked[key, mark] = found
        return found

    def fallback(self, face: Face) -> str:
        """The identifier of what sets characters that a style's own face has not."""
        return self.fallbacks.setdefault(face, f"BriefingFallback{len(self.fallbacks) + 1}")

    def family(self, identifier: str) -> str:
        """The family of a style of stretches."""
        if identifier in self.marks:
            return self.marks[identifier][1]
        return next(face.family for face, own in self.fallbacks.items() if own == identifier)

    def xml(self) -> str:
        """word/styles.xml."""
        marks = [(identifier, *told) for identifier, told in self.marks.items()]
        for face, identifier in self.fallbacks.items():
            marks.append((identifier, f"补字 {face.family}", face.family))
        return ooxml.styles_xml(
            self.styles,
            self.families,
            uses=self.uses,
            marks=marks,
            overflow=self.template.overflow,
        )

    def names(self, keys: Mapping[str, int]) -> list[tuple[str, int]]:
        """The names of all styles that some keys of templates became, each with its number."""
        return [
            (self.styles[own].name, number)
            for own in self.styles
            for key, number in keys.items()
            if own == key or own.startswith(f"{key}-v")
        ]

    def _own(self, name: str) -> str:
        """The name, with a number behind it if there is one like it."""
        names = (name if number == 1 else f"{name}（{number}）" for number in count(1))
        own = next(each for each in names if each not in self._names)
        self._names.add(own)
        return own

    def _numbered(self, key: str) -> Iterator[str]:
        yield key
        yield from (f"{key}-v{number}" for number in count(2))
