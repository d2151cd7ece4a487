"""The package that a DOCX is (ISO/IEC 29500-2): parts, what leads from one to another, its bytes.

python-docx knows parts, relationships and types. What stands in a part is written as it is: no
template of python-docx's own is opened, as nothing of it would remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import CT_Types, serialize_part_xml
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.spec import default_content_types

from briefing.writers.deflate import archive

FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
OBFUSCATED_FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_DESIGNS = 16  # whose lists of parts are kept; an issue with pictures has one of its own


class Written(Part):
    """A part whose content may come when all that it refers to is there.

    content  bytes, or XML without its declaration
    """

    content: bytes | str = b""

    @property
    def blob(self) -> bytes:
        """The content as it goes into the file."""
        if isinstance(self.content, bytes):
            return self.content
        return (_DECLARATION + self.content).encode("utf-8")


class Word:
    """A package that grows. All parts are led to from its `document`, or from others that are."""

    def __init__(self) -> None:
        self.package: Any = OpcPackage()
        self.document = self.part("/word/document.xml", CT.WML_DOCUMENT_MAIN)
        self.package.relate_to(self.document, RT.OFFICE_DOCUMENT)

    def part(self, name: str, content_type: str, content: bytes | str = b"") -> Written:
        """A new part, that something has yet to lead to."""
        part = Written(PackURI(name), content_type, None, self.package)
        part.content = content
        return part

    def add(self, relationship: str, name: str, content_type: str, content: bytes | str) -> str:
        """A new part that the document leads to, by what is returned."""
        return self.document.relate_to(self.part(name, content_type, content), relationship)

    def describe(self, properties: str) -> None:
        """Put in the core properties, as XML."""
        part = self.part("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, properties)
        self.package.relate_to(part, RT.CORE_PROPERTIES)

    def packed(self) -> bytes:
        """The file; its bytes depend on the content alone: parts sorted, no clock."""
        parts = sorted(self.package.iter_parts(), key=lambda part: str(part.partname))
        files: dict[PackURI, bytes] = {PACKAGE_URI.rels_uri: self.package.rels.xml}
        for part in parts:
            files[part.partname] = part.blob
            if part.rels:
                files[part.partname.rels_uri] = part.rels.xml
        types = content_types(tuple((part.partname, part.content_type) for part in parts))
        named = ((CONTENT_TYPES_URI, types), *sorted(files.items()))
        # Outlines are most of the file, and sought through quickly they take a hundredth more.
        return archive((uri.membername, content, uri.ext == "odttf") for uri, content in named)


@lru_cache(maxsize=_DESIGNS)
def content_types(parts: Sequence[tuple[PackURI, str]]) -> bytes:
    """What is in which part (ISO/IEC 29500-2 7.2.3), by their names and types."""
    usual = {(name.ext, kind) for name, kind in parts} & set(default_content_types)
    types: Any = CT_Types.new()  # type: ignore[no-untyped-call]
    for ext, kind in sorted({("rels", CT.OPC_RELATIONSHIPS), ("xml", CT.XML), *usual}):
        types.add_default(ext, kind)
    for name, kind in parts:
        if (name.ext, kind) not in usual:
            types.add_override(name, kind)
    written: bytes = serialize_part_xml(types)
    return written
