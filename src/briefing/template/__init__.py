"""The template (版式): a design, read from templates/NAME/template.yaml once and complete."""

from briefing.template.design import (
    ROLES,
    Charts,
    Geometry,
    Margins,
    Mark,
    Pictures,
    Rule,
    Ruling,
    Screen,
    Style,
    Template,
    TypeArea,
    fill,
)
from briefing.template.inheritance import known_templates
from briefing.template.keys import VOLUME_STYLES
from briefing.template.reading import load_template, read_template

__all__ = [
    "ROLES",
    "VOLUME_STYLES",
    "Charts",
    "Geometry",
    "Margins",
    "Mark",
    "Pictures",
    "Rule",
    "Ruling",
    "Screen",
    "Style",
    "Template",
    "TypeArea",
    "fill",
    "known_templates",
    "load_template",
    "read_template",
]
