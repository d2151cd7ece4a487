"""The empty package that a DOCX begins with: python-docx's template, less what nobody needs."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml

_STALE = ("customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings",
          "extended-properties", "fontTable")  # fmt: skip
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_asked = count()


def blank() -> Any:
    """A new package (docx.Document) whose styles and settings are yet to be written.

    From the second one on in a process it is made from a copy that is read in a quarter of the
    time: the template has eighteen parts and its styles alone take 30 KB.
    """
    return _less() if next(_asked) == 0 else docx.Document(BytesIO(_lean()))


@cache
def _lean() -> bytes:
    word = _less()
    for part, root in ((RT.STYLES, "styles"), (RT.SETTINGS, "settings")):
        replace_root(word.part.part_related_by(part), f'<w:{root} xmlns:w="{_MAIN}"/>')
    packed = BytesIO()
    word.save(packed)
    return packed.getvalue()


def _less() -> Any:
    word: Any = docx.Document()
    for source in (word.part, word.part.package):
        for key, relationship in list(source.rels.items()):
            if relationship.reltype.rsplit("/", 1)[-1] in _STALE:
                del source.rels[key]
    return word


def replace_root(part: Any, xml: str) -> None:
    """Give an XML part new content; python-docx itself only ever edits what is there."""
    part._element = parse_xml(xml.encode("utf-8"))
