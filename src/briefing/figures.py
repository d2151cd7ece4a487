"""Figures (插图) of 正文: a picture, or a chart of a sheet, and its caption below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from briefing.document import Block, Chart, Figure, Paragraph
from briefing.emphasis import emphasized
from briefing.issue import Material, Picture
from briefing.references import Reference


def figure(reference: Reference, materials: Mapping[str, Material]) -> Iterator[Block]:
    """What a reference to a picture, or to a sheet with the word for a chart, stands for.

    `materials` holds the file, read and checked, by its path as written.
    """
    path = reference.path
    material = materials[path.value]
    caption = Paragraph(
        "figure-caption", tuple(emphasized(reference.caption, 0, len(reference.caption.value)))
    )
    said = caption.text.strip()
    alt = said or PurePosixPath(path.value.replace("\\", "/")).stem
    if isinstance(material, Picture):
        yield Figure(material, alt, bool(said), path.location)
    else:
        from briefing.series import read_plot

        assert reference.chart, "a sheet without the word for a chart is a table"
        plot = read_plot(material, reference.chart, path.location)
        assert not isinstance(plot, list), "a sheet is checked for its charts when it is read"
        yield Chart(plot, alt, bool(said), path.location)
    if said:
        yield caption
