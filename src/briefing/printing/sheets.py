"""Sides of sheets → PDF, with pikepdf: pages become forms that are drawn where they belong.

A form stands in the file once, however often it is drawn, and so do fonts and pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from briefing.diagnostics import Diagnostic, PrintError
from briefing.printing.imposition import Side

if TYPE_CHECKING:
    import pikepdf

_SAME = 1.0  # point that sizes of one paper may differ by


@dataclass(frozen=True, slots=True)
class Ink:
    """How marks are drawn: points, and black from 0 to 1."""

    width: float
    black: float


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """A PDF; PrintError if it is none, is broken or has a password.

    Also if it turns out to be broken while it is worked on.
    """
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError as error:
        remedy = "先去掉密码：qpdf --decrypt --password=…"
        problem = Diagnostic("encrypted", "这个 PDF 有密码，打不开", None, remedy)
        raise PrintError([problem]) from error
    except pikepdf.PdfError as error:
        remedy = "重新生成它"
        problem = Diagnostic("not-a-pdf", "这不是 PDF，或者坏了", None, remedy)
        raise PrintError([problem]) from error
    with pdf:
        try:
            yield pdf
        except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as error:
            remedy = "重新生成它；先看 briefing preflight 怎么说"
            problem = Diagnostic("damaged-page", "这个 PDF 里有坏的地方", None, remedy)
            raise PrintError([problem]) from error


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, the same for the same content."""
    import pikepdf

    pdf.remove_unreferenced_resources()
    out = BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
        linearize=False,
    )
    return out.getvalue()


def page_sizes(pdf: pikepdf.Pdf) -> list[tuple[float, float]]:
    """Width and height of each page in points, as it is seen."""
    found = []
    for page in pdf.pages:
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        size = (right - left, top - bottom)
        turned = int(page.get("/Rotate", 0)) % 180 == 90
        found.append((size[1], size[0]) if turned else size)
    return found


def standing(data: bytes, width: float, height: float) -> bytes:
    """The PDF with its lying pages (横排) turned to stand, `width` by `height` points.

    Their top comes to the left, where the sheet is bound (GB/T 9704-2012 8): so every printer
    takes all pages alike, and none turns them as it thinks best. The content is turned, not how
    it is shown, for what comes behind may not heed that. Without such pages, the same bytes; what
    is broken, locked or has notes on it is left as it is, for preflight says so.
    """
    import pikepdf

    try:
        with opened(data) as pdf:
            lying = [
                page
                for page, size in zip(pdf.pages, page_sizes(pdf), strict=True)
                if width < height
                and abs(size[0] - height) <= _SAME
                and abs(size[1] - width) <= _SAME
                and not int(page.get("/Rotate", 0))
                and not _noted(page)
            ]
            if pdf.is_encrypted or not lying:
                return data
            for page in lying:
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                turn = f"q 0 1 -1 0 {top:.3f} {0 - left:.3f} cm\n".encode("ascii")
                page.contents_add(turn, prepend=True)
                page.contents_add(b"\nQ")
                edges = [0, 0, round(top - bottom, 3), round(right - left, 3)]
                page.obj.MediaBox = pikepdf.Array(edges)
                for name in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Annots"):
                    if name in page.obj:
                        del page.obj[name]
            return saved(pdf)
    except PrintError:
        return data


def _noted(page: pikepdf.Page) -> bool:
    """Whether people wrote notes on a page: where they stand is told by the sheet's own corner."""
    return any(note.get("/Subtype") != "/Link" for note in page.get("/Annots", ()))


def imposed(data: bytes, sides: Sequence[Side], ink: Ink) -> bytes:
    """The PDF of these sides, with the pages of another."""
    import pikepdf

    with opened(data) as source, pikepdf.new() as target:
        forms: dict[int, pikepdf.Object] = {}

        def form(number: int) -> pikepdf.Object:
            if number not in forms:
                made = source.pages[number].as_form_xobject()
                forms[number] = target.copy_foreign(made)
            return forms[number]

        for side in sides:
            names: dict[str, pikepdf.Object] = {}
            content = list(_content(side, ink))
            for place in side.places:
                if place.page is not None:
                    names[f"/P{place.page}"] = form(place.page)
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, round(side.width, 3), round(side.height, 3)],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(names)),
                Contents=target.make_stream("\n".join(content).encode("ascii")),
            )
            target.pages.append(pikepdf.Page(page))
        return saved(target)


def _content(side: Side, ink: Ink) -> Iterator[str]:
    if side.turned:
        yield f"-1 0 0 -1 {side.width:.3f} {side.height:.3f} cm"
    for place in side.places:
        if place.page is not None:
            at = f"{place.scale:.5f} 0 0 {place.scale:.5f} {place.x:.3f} {place.y:.3f}"
            yield f"q {at} cm /P{place.page} Do Q"
    if side.lines:
        yield f"{1 - ink.black:g} G {ink.width:.3f} w"
    for line in side.lines:
        yield f"{line.x1:.3f} {line.y1:.3f} m {line.x2:.3f} {line.y2:.3f} l S"
