"""What a font file says of its own licence: fsType of the table OS/2 (OpenType 1.9, OS/2, fsType).

The bits are the maker's word, not the licence itself; a program that embeds fonts must obey them.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

_RESTRICTED, _PREVIEW, _EDITABLE = 0x2, 0x4, 0x8
_NO_SUBSETTING, _BITMAPS_ONLY = 0x100, 0x200
_FIRST_WITH_MORE_BITS = 2  # version of OS/2; before it only the lower four bits mean something


class Usage(Enum):
    """What documents may do with an embedded face; the values are what clerks read."""

    INSTALLABLE = "可以嵌入和安装"
    EDITABLE = "可以嵌入供编辑的文件"
    PREVIEW = "只许嵌入供预览和打印的文件"
    RESTRICTED = "未经权利人同意，不许嵌入任何文件"


class Licence(NamedTuple):
    """The licence bits of a face.

    subsetting  whether a part of it may be embedded; if not, only the whole file
    outlines    whether more than its bitmaps may be embedded
    """

    usage: Usage
    subsetting: bool = True
    outlines: bool = True


def licence_of(os2: bytes) -> Licence:
    """The licence in a table OS/2; a file without the table forbids nothing.

    Old fonts may have several of the lower bits: then the least restrictive counts.
    """
    version = int.from_bytes(os2[:2], "big")
    bits = int.from_bytes(os2[8:10], "big")
    more = bits if version >= _FIRST_WITH_MORE_BITS else 0
    if bits & _EDITABLE:
        usage = Usage.EDITABLE
    elif bits & _PREVIEW:
        usage = Usage.PREVIEW
    else:
        usage = Usage.RESTRICTED if bits & _RESTRICTED else Usage.INSTALLABLE
    return Licence(usage, not more & _NO_SUBSETTING, not more & _BITMAPS_ONLY)
