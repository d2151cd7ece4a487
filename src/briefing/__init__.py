"""Write, check and set the periodic bulletins (简报) of Chinese offices.

    project = briefing.Project.find()
    issue = project.load("issues/2025-26.yaml")
    template = project.template(issue.template)
    pdf = briefing.render(issue, template, to="pdf")

`Project` looks into folders, `load` reads one file; everything else is pure but for reading fonts.
A name is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing.assembly import assemble
    from briefing.checks import check
    from briefing.diagnostics import (
        BriefingError,
        DeliveryError,
        Diagnostic,
        FontError,
        LayoutError,
        Level,
        Location,
        SourceError,
        TemplateError,
    )
    from briefing.document import Document
    from briefing.fonts import Faces, load_faces
    from briefing.issue import Entry, Issue, Text
    from briefing.project import Project
    from briefing.registry import Registry
    from briefing.schemas import schema
    from briefing.source import load
    from briefing.template import Template, load_template
    from briefing.version import __version__
    from briefing.writers import render, render_all

__all__ = [
    "BriefingError",
    "DeliveryError",
    "Diagnostic",
    "Document",
    "Entry",
    "Faces",
    "FontError",
    "Issue",
    "LayoutError",
    "Level",
    "Location",
    "Project",
    "Registry",
    "SourceError",
    "Template",
    "TemplateError",
    "Text",
    "__version__",
    "assemble",
    "check",
    "load",
    "load_faces",
    "load_template",
    "render",
    "render_all",
    "schema",
]

# Where each of them is; a test compares it with the imports above.
_HOMES = {
    "assembly": ("assemble",),
    "checks": ("check",),
    "diagnostics": ("BriefingError", "DeliveryError", "Diagnostic", "FontError", "LayoutError",
                    "Level", "Location", "SourceError", "TemplateError"),
    "document": ("Document",),
    "fonts": ("Faces", "load_faces"),
    "issue": ("Entry", "Issue", "Text"),
    "project": ("Project",),
    "registry": ("Registry",),
    "schemas": ("schema",),
    "source": ("load",),
    "template": ("Template", "load_template"),
    "version": ("__version__",),
    "writers": ("render", "render_all"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"briefing.{module}"), name)
            return found
    raise AttributeError(f"module 'briefing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
