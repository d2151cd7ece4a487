"""Faces (字体): where they are, what characters they have, how wide, what stands in for them.

A role (仿宋, 小标宋 …) has a chain of faces; each character is set in the first of them that has
it, the same in the PDF and in the DOCX.
"""

from briefing.fonts.face import Face, Faces, Standard, Stretch
from briefing.fonts.installed import find_installed, font_folders
from briefing.fonts.licence import Licence, Usage
from briefing.fonts.loading import (
    CHOICES,
    by_their_own_names,
    describe,
    load_faces,
    not_installed,
    repertoire,
)

__all__ = [
    "CHOICES",
    "Face",
    "Faces",
    "Licence",
    "Standard",
    "Stretch",
    "Usage",
    "by_their_own_names",
    "describe",
    "find_installed",
    "font_folders",
    "load_faces",
    "not_installed",
    "repertoire",
]
