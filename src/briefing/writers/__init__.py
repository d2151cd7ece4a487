"""Issue + Template → bytes of a file: one entry of WRITERS for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from briefing.assembly import assemble
from briefing.document import Document
from briefing.fonts import Faces, load_faces
from briefing.issue import Issue
from briefing.layout import Page, fitted, layout_document, verify, with_title_breaks
from briefing.registry import EMPTY, Registry
from briefing.shipped import FONTS
from briefing.template import Template

# The faces of a build, or how to get them: not every kind of file needs any.
FaceSource = Faces | Callable[[], Faces] | None


@dataclass(frozen=True)
class Setting:
    """What every writer sets from: the document as it is assembled, the template as it is written.

    Everything else is worked out, once, when a writer asks for it; then FontError or LayoutError
    say what cannot be had or set.
    """

    assembled: Document
    written: Template
    source: FaceSource
    registry: Registry

    @cached_property
    def faces(self) -> Faces:
        """The faces of the build."""
        if isinstance(self.source, Faces):
            return self.source
        return self.source() if self.source else load_faces("auto", FONTS)

    @cached_property
    def template(self) -> Template:
        """The template with its styles fitted to the document; all of it can be set."""
        template = fitted(self.written, self.assembled, self.faces)
        verify(self.assembled, template, self.faces)
        return template

    @cached_property
    def _laid_out(self) -> tuple[Document, tuple[Page, ...]]:
        template, faces = self.template, self.faces
        turned = with_title_breaks(self.assembled, template, faces, self.registry)
        document, pages = layout_document(turned, template, faces)
        return document, tuple(pages)

    @property
    def document(self) -> Document:
        """The document with breaks in its long titles and page numbers in its contents."""
        return self._laid_out[0]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The finished pages."""
        return self._laid_out[1]


def prepare(
    issue: Issue, template: Template, faces: FaceSource = None, registry: Registry = EMPTY
) -> Setting:
    """Assemble an issue; LayoutError if something in it is of a kind that cannot be set."""
    return Setting(assemble(issue, template), template, faces, registry)


def _pdf(setting: Setting) -> bytes:
    from briefing.writers import pdf

    return pdf.write(setting.document, setting.pages, setting.template)


def _html(setting: Setting) -> bytes:
    from briefing.writers import html

    return html.write(setting.assembled, setting.written, lambda: setting.faces)


def _docx(setting: Setting) -> bytes:
    from briefing.writers import docx

    return docx.write(setting.document, setting.template, setting.faces, setting.pages)


Writer = Callable[[Setting], bytes]
WRITERS: dict[str, Writer] = {"docx": _docx, "html": _html, "pdf": _pdf}


def render(
    issue: Issue,
    template: Template,
    to: str,
    faces: FaceSource = None,
    registry: Registry = EMPTY,
) -> bytes:
    """The bulletin as the bytes of a file; `to` is a key of WRITERS. Nothing is written.

    faces: those of the build, or a function that gets them; None stands for what `--fonts auto`
    would take.
    registry: names that no title breaks.
    LayoutError if something cannot be set.
    """
    return WRITERS[to](prepare(issue, template, faces, registry))


def render_all(
    issue: Issue,
    template: Template,
    kinds: Iterable[str],
    faces: FaceSource = None,
    registry: Registry = EMPTY,
) -> dict[str, bytes]:
    """The bulletin in several kinds of file, assembled once."""
    setting = prepare(issue, template, faces, registry)
    return {kind: WRITERS[kind](setting) for kind in kinds}
