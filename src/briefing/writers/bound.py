"""A volume → PDF and DOCX, each with one subset a face for all issues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from briefing.volume import Order, Volume, bind
from briefing.writers.embedding import Embed


class Finished(NamedTuple):
    """The files of a volume by their kinds, what the bulletin is called, how many pages it has."""

    files: dict[str, bytes]
    name: str
    pages: int


def make(order: Order, kinds: Sequence[str], embed: str = Embed.AUTO) -> Finished:
    """A volume in several kinds of file, "docx" and "pdf".

    A PDF alone is made by as many processes as are worth while; the same bytes come of any number.
    BriefingError lists what is wrong with any of the issues, or the faces whose licences forbid to
    embed them.
    """
    if tuple(kinds) == ("pdf",):
        from briefing.writers.shares import worth_while

        return in_shares(order, worth_while(len(order.held)))
    volume = bind(order)
    return Finished(write(volume, kinds, embed), volume.name, volume.count)


def write(volume: Volume, kinds: Sequence[str], embed: str = Embed.AUTO) -> dict[str, bytes]:
    """The volume in several kinds of file, two at a time where two processors stand by.

    FontError if a licence forbids to embed a face.
    """
    from briefing.writers.abreast import together

    made: dict[str, bytes] = {}

    def here() -> None:
        if "pdf" in kinds:
            made["pdf"] = _pdf(volume)

    if "docx" in kinds:
        made["docx"] = together(partial(_docx, volume, Embed(embed)), here)
    else:
        here()
    return {kind: made[kind] for kind in kinds}


def in_shares(order: Order, count: int) -> Finished:
    """The PDF of a volume, its issues set and painted in so many shares; errors as `make`."""
    from briefing.writers.pdf import write_painted
    from briefing.writers.shares import shared

    with shared(order, count) as work:
        frame = work.frame
        data = write_painted(frame.about, work.used, work.painted)
    return Finished({"pdf": data}, frame.name, frame.count)


def _pdf(volume: Volume) -> bytes:
    from briefing.writers.pdf import write_painted
    from briefing.writers.pdf_painting import Painted, Palette, Used, paint

    used = Used()
    for chapter in volume.chapters:
        used.add(chapter.marks(volume.faces), chapter.template)

    def painted(palette: Palette) -> Iterator[Painted]:
        return paint(volume.sheets(), palette, used)

    return write_painted(volume.about, used, painted)


def _docx(volume: Volume, embed: Embed) -> bytes:
    from briefing.writers.docx import write_portions
    from briefing.writers.docx_body import Portion
    from briefing.writers.docx_sections import Place

    portions = [
        Portion(
            chapter.document,
            chapter.template,
            chapter.pages,
            Place(
                chapter.first - 1,
                chapter.is_issue,
                chapter.numbered > 0,
                len(chapter.pages) % 2 == 1,
            ),
            chapter.anchor,
            chapter.title,
        )
        for chapter in volume.chapters
    ]
    return write_portions(volume.about, portions, volume.template, volume.faces, embed)
