"""Sections as XML: sizes of pages, frames of turned folios, pages that bear nothing."""

from lxml import etree

from briefing.layout.turning import turned
from briefing.template import Template
from briefing.units import twips
from briefing.writers import ooxml
from briefing.writers.ooxml_fields import empty_xml
from briefing.writers.ooxml_sections import (
    blank_page_xml,
    section_xml,
    sideways_frame_xml,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parse(xml: str) -> etree._Element:
    """A piece of XML that may lack the declarations its surroundings give it."""
    return etree.fromstring(f"<x {ooxml.NAMESPACES}>{xml}</x>")[0]


def attribute(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def test_the_section_has_the_page_in_twips(shanghai: Template) -> None:
    made = parse(section_xml(shanghai.page, 42.55, 28.35, "rId1", "rId2"))
    margins = shanghai.page.margins

    assert attribute(made, "pgSz", "w") == "11906"
    assert attribute(made, "pgSz", "h") == "16838"
    assert attribute(made, "pgMar", "left") == str(twips(margins.left))
    assert attribute(made, "pgMar", "top") == str(twips(margins.top))
    assert attribute(made, "pgMar", "footer") == "567"
    grid = made.find(f"{W}docGrid")
    assert grid is not None
    assert grid.get(f"{W}type") is None


def test_a_section_of_turned_pages(shanghai: Template) -> None:
    made = parse(section_xml(turned(shanghai).page, 42.55, 28.35, ["rId1", "rId2"], landscape=True))

    assert attribute(made, "pgSz", "w") == "16838"
    assert attribute(made, "pgSz", "h") == "11906"
    assert attribute(made, "pgSz", "orient") == "landscape"
    assert attribute(made, "pgMar", "top") == "1587"  # the left margin of an upright page


def test_a_frame_whose_lines_run_down() -> None:
    made = parse(f"<w:pPr>{sideways_frame_xml(60.0, 79.35, 16.0, 442.4)}</w:pPr>")

    assert [attribute(made, "framePr", name) for name in "xywh"] == ["1200", "1587", "320", "8848"]
    assert attribute(made, "textDirection") == "tbRl"


def test_a_page_that_bears_nothing() -> None:
    made = parse(blank_page_xml("Anchor"))

    assert attribute(made, "pPr/pStyle") == "Anchor"
    assert made.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert made.find(f"{W}r") is None


def test_a_footer_that_shows_nothing() -> None:
    made = etree.fromstring(empty_xml("ftr", "FolioOdd"))

    assert attribute(made, "p/pPr/pStyle") == "FolioOdd"
    assert made.find(f".//{W}r") is None
