"""What the set lines ask of their paragraphs: a style of body that suits them better.

Both writers get the document so refined: a word processor does alike, and the clerk sees in its
list of styles what was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from briefing.document import Block, Document, Paragraph
from briefing.fonts import Faces
from briefing.layout.flow import Known
from briefing.layout.paragraph import SetParagraph
from briefing.template import Template


def tightened(
    document: Document, template: Template, faces: Faces, known: Known | None = None
) -> Document:
    """`document` with body set a little tighter where that takes a last character up (孤字).

    What paragraphs are set to on the way is added to `known`, which the layout takes.
    """
    known = known or Known()

    def tight(number: int, block: Block) -> Block:
        if not isinstance(block, Paragraph) or block.style != "body":
            return block
        if not lone_character(known.paragraph(block, number, template, faces)):
            return block
        tighter = block._replace(style="body-tight")
        again = known.paragraph(tighter, number, template, faces)
        return block if lone_character(again) else tighter

    blocks = tuple(tight(number, block) for number, block in enumerate(document.blocks))
    return document._replace(blocks=blocks)


def lone_character(laid: SetParagraph) -> bool:
    """孤字 (CLREQ 3.2): whether the last of several lines has one character, marks not counted."""
    if len(laid.lines) < 2:
        return False
    line = laid.lines[-1]
    return sum(char.isalnum() for char in laid.paragraph.text[line.start : line.end]) == 1


def kept(document: Document, where: Mapping[int, Sequence[int]]) -> Document:
    """`document` with more kept together where a title has but one line below it on its page.

    `where` has the page of each line of a block, by its number. A paragraph of several lines keeps
    two together, a paragraph of one keeps with what follows.
    """
    styles = {}
    for number in _below_titles(document.blocks):
        lines = where[number]
        if len(lines) > 1:
            if lines[0] != lines[1]:
                styles[number] = "body-first"
        elif _goes_on(document.blocks, number) and lines != list(where[number + 1][:1]):
            styles[number] = "body-first-line"
    blocks = list(document.blocks)
    for number, style in styles.items():
        block = blocks[number]
        assert isinstance(block, Paragraph)
        blocks[number] = block._replace(style=style)
    return document._replace(blocks=tuple(blocks)) if styles else document


def _below_titles(blocks: Sequence[Block]) -> Iterator[int]:
    """The numbers of the body paragraphs that stand right below a title."""
    for number, (title, block) in enumerate(pairwise(blocks), 1):
        first = isinstance(title, Paragraph) and title.anchor
        if first and isinstance(block, Paragraph) and block.style in ("body", "body-tight"):
            yield number


def _goes_on(blocks: Sequence[Block], number: int) -> bool:
    """Whether more body follows."""
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    return isinstance(following, Paragraph) and following.style in ("body", "body-tight")
