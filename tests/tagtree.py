"""The tag tree of a finished PDF as a reader walks it: pikepdf for the tree, pdfminer (through
pdfplumber) for the text of each sequence of marked content. Nothing here knows our writer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf


@dataclass(frozen=True)
class Tag:
    """An element: its type, the text that lies directly in it, its children, its object.

    alt  what is said instead of it
    """

    kind: str
    own: str
    children: tuple[Tag, ...]
    source: Any
    alt: str = ""

    @property
    def text(self) -> str:
        """All that is said from here down, in order."""
        return self.own + "".join(child.text for child in self.children)

    def all(self) -> Iterator[Tag]:
        """It and all below, in reading order."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True)
class Tagged:
    """A tagged file.

    root       the one element below the root of the tree
    contents   (page from 0, MCID) → text
    artifacts  the text of each page that no element holds
    """

    root: Tag
    contents: dict[tuple[int, int], str]
    artifacts: list[str]


def read_tags(data: bytes) -> Tagged:
    """The tree of a file; every sequence of marked content must be in it exactly once."""
    contents: dict[tuple[int, int], str] = {}
    artifacts: list[str] = []
    with pdfplumber.open(BytesIO(data)) as opened:
        for index, page in enumerate(opened.pages):
            artifacts.append("")
            for char in page.chars:
                if char["mcid"] is None:
                    assert char["tag"] == "Artifact", char["text"]
                    artifacts[-1] += char["text"]
                else:
                    key = (index, char["mcid"])
                    contents[key] = contents.get(key, "") + char["text"]
    left = dict(contents)
    with pikepdf.open(BytesIO(data)) as pdf:
        pages: dict[Any, int] = {page.objgen: index for index, page in enumerate(pdf.pages)}
        root = pdf.Root.StructTreeRoot
        parents = _parents(root.ParentTree.Nums)
        (top,) = _kids(root)
        tag = _tag(top, root, pages, left, parents, pdf)
        assert not left, left
        _annotations(pdf, parents)
        return Tagged(tag, contents, artifacts)


def _parents(numbers: Any) -> dict[int, Any]:
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, (list, pikepdf.Array)) else [kids]


def _tag(
    element: Any,
    above: Any,
    pages: dict[Any, int],
    left: dict[tuple[int, int], str],
    parents: dict[int, Any],
    pdf: pikepdf.Pdf,
) -> Tag:
    assert element.P.objgen == above.objgen
    children: list[Tag] = []
    own = ""
    for kid in _kids(element):
        if isinstance(kid, int) or kid.get("/Type") == "/MCR":
            page = element.Pg if isinstance(kid, int) else kid.Pg
            number = int(kid) if isinstance(kid, int) else int(kid.MCID)
            index = pages[page.objgen]
            assert parents[int(page.StructParents)][number].objgen == element.objgen
            # A drawing has content without text.
            own += (
                left.pop((index, number), "")
                if element.S == "/Figure"
                else left.pop((index, number))
            )
        elif kid.get("/Type") == "/OBJR":
            assert parents[int(kid.Obj.StructParent)].objgen == element.objgen
            assert kid.Obj.objgen in [
                each.objgen for each in pdf.pages[pages[kid.Pg.objgen]].Annots
            ]
        else:
            children.append(_tag(kid, element, pages, left, parents, pdf))
    # Nothing of ours mixes text with elements.
    assert not (own and children)
    alt = str(element.get("/Alt", ""))
    return Tag(str(element.S)[1:], own, tuple(children), element, alt)


def _annotations(pdf: pikepdf.Pdf, parents: dict[int, Any]) -> None:
    """Every annotation is in the tree."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            assert parents[int(annotation.StructParent)].S == "/Link"
