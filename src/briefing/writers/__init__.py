"""Issue + Template → bytes of a file: one entry of WRITERS for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

from briefing.assembly import assemble
from briefing.diagnostics import Diagnostic, FontError
from briefing.document import Document
from briefing.fonts import Faces, load_faces
from briefing.issue import Issue
from briefing.layout import (
    Known,
    Page,
    fitted,
    layout_document,
    tightened,
    verify,
    watermarked,
    with_title_breaks,
)
from briefing.layout.page import TextRun
from briefing.registry import EMPTY, Registry
from briefing.shipped import FONTS
from briefing.template import Template
from briefing.writers.embedding import Embed, must_suit_docx, must_suit_pdf

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
    embed: Embed = Embed.AUTO

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
        known = Known()
        tight = tightened(turned, template, faces, known)
        document, pages = layout_document(tight, template, faces, known)
        return document, tuple(pages)

    @property
    def document(self) -> Document:
        """The document as it is set: titles turned, body refined, contents with page numbers."""
        return self._laid_out[0]

    @property
    def pages(self) -> tuple[Page, ...]:
        """The finished pages."""
        return self._laid_out[1]

    def verify_licences(self) -> None:
        """FontError lists the faces that may not stand in the PDF or in the DOCX."""
        used = {
            mark.face: None
            for page in self.pages
            for mark in page.marks
            if isinstance(mark, TextRun)
        }
        problems: list[Diagnostic] = []
        for suits in (must_suit_pdf, partial(must_suit_docx, embed=self.embed)):
            try:
                suits(used)
            except FontError as error:
                problems += error.diagnostics
        if problems:
            raise FontError(problems)


def prepare(
    issue: Issue,
    template: Template,
    faces: FaceSource = None,
    registry: Registry = EMPTY,
    embed: str = Embed.AUTO,
    draft: bool = False,
) -> Setting:
    """Assemble an issue; LayoutError if something in it is of a kind that cannot be set."""
    return Setting(assemble(issue, template, draft), template, faces, registry, Embed(embed))


def _pdf(setting: Setting) -> bytes:
    from briefing.writers import pdf

    document, template, faces = setting.document, setting.template, setting.faces
    pages = tuple(watermarked(document, setting.pages, template, faces))
    return pdf.write(document, pages, template)


def _html(setting: Setting) -> bytes:
    from briefing.writers import html

    return html.write(setting.assembled, setting.written, lambda: setting.faces)


def _docx(setting: Setting) -> bytes:
    from briefing.writers import docx

    return docx.write(
        setting.document, setting.template, setting.faces, setting.pages, setting.embed
    )


Writer = Callable[[Setting], bytes]
WRITERS: dict[str, Writer] = {"docx": _docx, "html": _html, "pdf": _pdf}


def render(
    issue: Issue,
    template: Template,
    to: str,
    faces: FaceSource = None,
    registry: Registry = EMPTY,
    embed: str = Embed.AUTO,
    draft: bool = False,
) -> bytes:
    """The bulletin as the bytes of a file; `to` is a key of WRITERS. Nothing is written.

    faces: those of the build, or a function that gets them; None stands for what `--fonts auto`
    would take.
    registry: names that no title breaks.
    embed: what a DOCX carries of its fonts, one of "auto", "none", "used" and "editable".
    draft: whether every page is to say that it is one.
    LayoutError if something cannot be set, FontError if a licence forbids to embed a face.
    """
    return WRITERS[to](prepare(issue, template, faces, registry, embed, draft))


def render_all(
    issue: Issue,
    template: Template,
    kinds: Iterable[str],
    faces: FaceSource = None,
    registry: Registry = EMPTY,
    embed: str = Embed.AUTO,
    draft: bool = False,
    *,
    abreast: bool = False,
) -> dict[str, bytes]:
    """The bulletin in several kinds of file, assembled once.

    abreast: whether DOCX and PDF may be made at a time, the DOCX in a copy of the process.
    FontError lists what forbids any of them.
    """
    setting = prepare(issue, template, faces, registry, embed, draft)
    return render_setting(setting, kinds, abreast=abreast)


def render_setting(
    setting: Setting, kinds: Iterable[str], *, abreast: bool = False
) -> dict[str, bytes]:
    """What is prepared, in several kinds of file; `abreast` and the errors as of `render_all`."""
    made: dict[str, bytes] = {}
    refused: dict[str, FontError] = {}

    def write(kind: str) -> None:
        try:
            made[kind] = WRITERS[kind](setting)
        except FontError as error:
            refused[kind] = error

    kinds = tuple(kinds)
    if abreast and {"docx", "pdf"} <= set(kinds):
        from briefing.writers.abreast import together

        _ = setting.pages  # of which both are made
        try:
            made["docx"] = together(partial(WRITERS["docx"], setting), partial(write, "pdf"))
        except FontError as error:
            refused["docx"] = error
    for kind in kinds:
        if kind not in made and kind not in refused:
            write(kind)
    if refused:
        problems = (each for kind in kinds if kind in refused for each in refused[kind].diagnostics)
        raise FontError(dict.fromkeys(problems))  # without doubles, in their order
    return {kind: made[kind] for kind in kinds}
