"""PDF → pictures of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def rasterised(pdf: bytes, dpi: float, pages: Sequence[int] | None = None) -> list[Image]:
    """Pages as pictures in RGB, on white; `pages` counts from 0, negative from the end.

    None stands for all of them.
    """
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        wanted = range(len(document)) if pages is None else [n % len(document) for n in pages]
        return [
            document[number].render(scale=dpi / 72).to_pil().convert("RGB") for number in wanted
        ]
