from dataclasses import replace

import pytest
from lxml import etree

from briefing.cjk import NOT_AT_END, NOT_AT_START
from briefing.template import Mark, Rule, Style, Template
from briefing.writers import ooxml
from briefing.writers.ooxml_fields import numbered_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parse(xml: str) -> etree._Element:
    """A piece of XML that may lack the declarations its surroundings give it."""
    return etree.fromstring(f"<x {ooxml.NAMESPACES}>{xml}</x>")[0]


def attribute(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def test_identifiers_are_words_and_word_s_own_where_it_has_one(shanghai: Template) -> None:
    styles = shanghai.styles

    assert ooxml.style_id("masthead-over", styles["masthead-over"]) == "BriefingMastheadOver"
    assert ooxml.style_id("title", styles["title"]) == "Heading1"
    assert ooxml.style_id("body", styles["body"]) == "BodyText"


def test_no_two_styles_have_one_identifier(shanghai: Template) -> None:
    looks: dict[str, Style | Mark] = {**shanghai.styles, **shanghai.marks}
    made = [ooxml.style_id(key, look) for key, look in looks.items()]

    assert sorted(made) == sorted(set(made))


def test_a_paragraph_names_its_style_and_those_of_its_runs() -> None:
    made = parse(ooxml.paragraph_xml("Body", ooxml.runs_xml([("甲", None), ("乙", "RunIn2")])))

    assert attribute(made, "pPr/pStyle") == "Body"
    assert [run.findtext(f"{W}t") for run in made.findall(f"{W}r")] == ["甲", "乙"]
    assert [attribute(run, "rPr/rStyle") for run in made.findall(f"{W}r")] == [None, "RunIn2"]


def test_breaks_and_tabs_are_elements() -> None:
    made = parse(ooxml.paragraph_xml("Title", ooxml.runs_xml([("\n甲\t乙", None)])))

    assert [each.tag.removeprefix(W) for each in made[1]] == ["br", "t", "tab", "t"]


def test_text_is_escaped_and_keeps_its_spaces() -> None:
    made = parse(ooxml.paragraph_xml("Body", ooxml.runs_xml([(' A & <B> "C" ', None)])))
    text = made.find(f"{W}r/{W}t")

    assert text is not None
    assert text.text == ' A & <B> "C" '
    assert text.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_word_is_told_which_marks_stand_at_no_end_of_a_line() -> None:
    made = parse(ooxml.settings_xml(embedded=False))

    assert set(attribute(made, "noLineBreaksBefore") or "") == NOT_AT_START
    assert set(attribute(made, "noLineBreaksAfter") or "") == NOT_AT_END


def test_an_editable_docx_is_to_keep_its_fonts() -> None:
    made = parse(ooxml.settings_xml(embedded=True, subsets=False))

    assert made.find(f"{W}embedTrueTypeFonts") is not None
    assert made.find(f"{W}saveSubsetFonts") is None


def test_runs_in_contents_name_their_face_themselves() -> None:
    """LibreOffice drops character styles there."""
    runs = [("张", None), ("喆", "Fallback"), ("重", "Strong")]
    made = ooxml.runs_xml(runs, {"Fallback": "Kai"}).split("</w:r>")

    assert ['w:eastAsia="Kai"' in run for run in made[:3]] == [False, True, False]
    assert "rFonts" not in ooxml.runs_xml(runs)


@pytest.mark.parametrize("embedded", [True, False])
def test_settings_tell_of_fonts_only_if_there_are_some(embedded: bool) -> None:
    made = parse(ooxml.settings_xml(embedded))

    assert (made.find(f"{W}embedTrueTypeFonts") is not None) is embedded
    assert (made.find(f"{W}saveSubsetFonts") is not None) is embedded


def test_the_folio_is_a_field_between_its_dashes() -> None:
    made = etree.fromstring(numbered_xml("ftr", "FolioOdd", ("— ", " —")))

    assert "".join(map(str, made.itertext())) == "—  PAGE 1 —"
    kinds = [each.get(f"{W}fldCharType") for each in made.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_a_font_in_the_font_table() -> None:
    entry = ooxml.FontEntry("甲&乙", "02010609030101010101", "仿宋", ("0" * 8,) * 6, "rId3", "{K}")
    font = etree.fromstring(ooxml.font_table_xml([entry]))[0]

    assert font.get(f"{W}name") == "甲&乙"
    assert attribute(font, "altName") == "仿宋"
    assert attribute(font, "embedRegular", "fontKey") == "{K}"
    assert [each.tag.removeprefix(W) for each in font] == [
        "altName", "panose1", "charset", "family", "pitch", "sig", "embedRegular",
    ]  # fmt: skip


# --- styles


def style(template: Template, name: str, use: ooxml.Use | None = None) -> etree._Element:
    xml = ooxml.styles_xml(
        template.styles,
        {"小标宋": "T", "仿宋": "F", "楷体": "K", "黑体": "H", "宋体": "S"},
        uses={name: use} if use else {},
        marks=[("RunIn1", "段首一级标题", "H")],
        overflow=template.overflow,
    )
    root = etree.fromstring(xml)
    (found,) = (each for each in root if attribute(each, "name") == template.styles[name].name)
    return found


def test_a_title(shanghai: Template) -> None:
    made = style(shanghai, "title")

    assert attribute(made, "name") == "heading 1"
    assert attribute(made, "pPr/outlineLvl") == "0"
    assert attribute(made, "pPr/jc") == "center"
    assert attribute(made, "rPr/rFonts", "eastAsia") == "T"
    assert attribute(made, "rPr/sz") == "36"  # half points
    assert attribute(made, "rPr/b") == "0"
    assert made.get(f"{W}customStyle") is None


def test_the_body(shanghai: Template) -> None:
    made = style(shanghai, "body")

    assert attribute(made, "pPr/ind", "firstLineChars") == "200"
    assert attribute(made, "pPr/ind", "firstLine") == "640"
    assert attribute(made, "rPr/spacing") == "-5"
    assert attribute(made, "pPr/spacing", "lineRule") == "exact"
    assert attribute(made, "rPr/rFonts") is None


def test_a_hanging_indent(shanghai: Template) -> None:
    made = style(shanghai, "recipients")

    assert attribute(made, "pPr/ind", "left") == "840"  # three characters of 14 points
    assert attribute(made, "pPr/ind", "hanging") == "560"


def test_what_a_document_asks_of_a_style(shanghai: Template) -> None:
    use = ooxml.Use(tab=442.4, framed=True, turned=True)
    made = style(shanghai, "rule-last", use)
    plain = style(shanghai, "rule-last")

    assert attribute(made, "pPr/tabs/tab", "pos") == "8848"
    assert attribute(made, "pPr/spacing", "before") == "0"  # the frame keeps it
    assert made.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert attribute(plain, "pPr/spacing", "before") == "60"
    assert plain.find(f"{W}pPr/{W}pageBreakBefore") is None


@pytest.mark.parametrize(
    ("width", "eighths"),
    [(2.25, "18"), (1.0, "8"), (0.992, "8"), (0.709, "6"), (0.01, "2")],
)
def test_rules_are_eighths_of_a_point_two_at_least(
    shanghai: Template, width: float, eighths: str
) -> None:
    ruled = replace(shanghai.styles["body"], rule_below=Rule(width, "E60012"), rule_below_gap=8.0)
    template = replace(shanghai, styles={**shanghai.styles, "body": ruled})
    made = style(template, "body")

    assert attribute(made, "pPr/pBdr/bottom", "sz") == eighths
    assert attribute(made, "pPr/pBdr/bottom", "space") == "8"
    assert attribute(made, "pPr/pBdr/bottom", "color") == "E60012"


def test_hanging_punctuation_is_off_in_either_way_of_reading(shanghai: Template) -> None:
    plain = replace(shanghai, overflow="plain")
    root = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
    xml = ooxml.styles_xml(
        plain.styles, dict.fromkeys(("小标宋", "仿宋", "楷体", "黑体", "宋体"), "F"),
        uses={}, marks=(), overflow="plain",
    )  # fmt: skip
    normal = next(each for each in etree.fromstring(xml) if each.get(f"{W}styleId") == "Normal")

    assert attribute(normal, "pPr/overflowPunct") == "0"
    assert normal.find(f"{W}pPr/{root}") is None
