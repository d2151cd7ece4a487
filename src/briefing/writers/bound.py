"""Volume → PDF and DOCX, each with one subset a face for all issues."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.volume import Volume
from briefing.writers.embedding import Embed

_LONG = 40  # pages; so many have tags enough to be packed


def write(volume: Volume, kinds: Sequence[str], embed: str = Embed.AUTO) -> dict[str, bytes]:
    """The volume in several kinds of file, "docx" and "pdf".

    FontError if a licence forbids to embed a face.
    """
    return {kind: _pdf(volume) if kind == "pdf" else _docx(volume, Embed(embed)) for kind in kinds}


def _pdf(volume: Volume) -> bytes:
    from briefing.writers import pdf

    return pdf.write_sheets(volume.about, volume.sheets, packed=volume.count > _LONG)


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
