"""The running number of a page of a volume (总页码): above the type area, in its middle.

The folio below is the issue's own, wherever its template has it.
"""

from __future__ import annotations

from briefing.document import Paragraph, Run
from briefing.fonts import Faces
from briefing.layout.page import Part
from briefing.layout.paragraph import BASELINE, set_paragraph
from briefing.layout.turning import as_upright
from briefing.template import Template

STYLE = "volume-folio"


def running_baseline(template: Template) -> float:
    """The baseline of the running number, from the top of the upright sheet."""
    return template.head + BASELINE * template.styles[STYLE].leading


def running_number(number: int, template: Template, faces: Faces, landscape: bool) -> Part:
    """The number as it stands on a page; on a turned one where it is on all others."""
    text = Run(template.label("volume_folio", 页=number))
    line = set_paragraph(Paragraph(STYLE, (text,)), template, faces)
    marks = line.line(0, running_baseline(template))
    return Part((), tuple(as_upright(marks, template.page) if landscape else marks))
