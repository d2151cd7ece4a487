"""Write, check and set the periodic bulletins (简报) of Chinese offices.

    project = briefing.Project.find()
    issue = project.load("issues/2025-26.yaml")
    template = project.template(issue.template)
    pdf = briefing.render(issue, template, to="pdf")

`Project` looks into folders, `load` reads one file; everything else is pure but for reading fonts.
"""

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
from briefing.schema import schema
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
