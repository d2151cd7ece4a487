"""The template (版式): a design, read from templates/NAME/template.yaml once and complete."""

from briefing.template.design import (
    ROLES,
    Geometry,
    Margins,
    Mark,
    Rule,
    Screen,
    Style,
    Template,
    TypeArea,
    fill,
)
from briefing.template.inheritance import known_templates
from briefing.template.reading import load_template, read_template

__all__ = [
    "ROLES",
    "Geometry",
    "Margins",
    "Mark",
    "Rule",
    "Screen",
    "Style",
    "Template",
    "TypeArea",
    "fill",
    "known_templates",
    "load_template",
    "read_template",
]
