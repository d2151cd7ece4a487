"""Issue + Template → bytes of a file: one entry of WRITERS for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefing.assembly import assemble
from briefing.document import Document
from briefing.fonts import Faces, load_faces
from briefing.issue import Issue
from briefing.layout import Page, fitted, layout_document, verify, with_title_breaks
from briefing.registry import EMPTY, Registry
from briefing.shipped import FONTS
from briefing.template import Template


@dataclass(frozen=True, slots=True)
class Setting:
    """What every writer sets from: the document, the template fitted to it, the pages it makes."""

    document: Document
    template: Template
    faces: Faces
    pages: tuple[Page, ...]


def prepare(
    issue: Issue, template: Template, faces: Faces | None = None, registry: Registry = EMPTY
) -> Setting:
    """Assemble an issue and lay it out; LayoutError if something in it cannot be set.

    Long titles get their breaks here, before any writer sees them, so all files agree on them.
    """
    document = assemble(issue, template)
    faces = faces or load_faces("auto", FONTS)
    template = fitted(template, document, faces)
    verify(document, template, faces)
    document = with_title_breaks(document, template, faces, registry)
    document, pages = layout_document(document, template, faces)
    return Setting(document, template, faces, tuple(pages))


def _pdf(setting: Setting) -> bytes:
    from briefing.writers import pdf

    return pdf.write(setting.document, setting.pages, setting.template.page)


def _docx(setting: Setting) -> bytes:
    from briefing.writers import docx

    return docx.write(setting.document, setting.template, setting.faces, setting.pages)


Writer = Callable[[Setting], bytes]
WRITERS: dict[str, Writer] = {"docx": _docx, "pdf": _pdf}


def render(
    issue: Issue,
    template: Template,
    to: str,
    faces: Faces | None = None,
    registry: Registry = EMPTY,
) -> bytes:
    """The bulletin as the bytes of a file; `to` is a key of WRITERS. Nothing is written.

    faces: those of the build; None stands for what `--fonts auto` would take.
    registry: names that no title breaks.
    LayoutError if something cannot be set.
    """
    return WRITERS[to](prepare(issue, template, faces, registry))


def render_all(
    issue: Issue,
    template: Template,
    kinds: Iterable[str],
    faces: Faces | None = None,
    registry: Registry = EMPTY,
) -> dict[str, bytes]:
    """The bulletin in several kinds of file, assembled once."""
    setting = prepare(issue, template, faces, registry)
    return {kind: WRITERS[kind](setting) for kind in kinds}
