"""The DOCX as a package: what Word needs to open it without a question."""

import re
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import docx
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from briefing.document import Block, Chart, Figure, Paragraph, Table
from briefing.fonts import Face, Faces, load_faces
from briefing.shipped import FONTS
from briefing.source import load
from briefing.template import Template
from briefing.writers import Setting, render
from briefing.writers import docx as docx_writer
from briefing.writers.docx_fonts import obfuscated
from briefing.writers.ooxml import style_id
from tests.fontfiles import postscript, save, truetype
from tests.samples import ISSUES, SMALL, issue, with_body

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


class Package:
    """A DOCX taken apart."""

    def __init__(self, data: bytes) -> None:
        self.zip = ZipFile(BytesIO(data))

    def names(self) -> list[str]:
        return self.zip.namelist()

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.zip.read(name))

    def values(self, name: str, tag: str) -> list[str | None]:
        """The w:val of every element of a part with this tag."""
        return [each.get(f"{W}val") for each in self.xml(name).iter(W + tag)]

    def paragraphs(self) -> list[etree._Element]:
        return list(self.xml("word/document.xml").iter(f"{W}p"))

    def styles(self) -> dict[str, etree._Element]:
        root = self.xml("word/styles.xml")
        return {str(each.get(f"{W}styleId")): each for each in root.iter(f"{W}style")}

    def pretty(self, name: str) -> str:
        root = self.xml(name)
        return etree.tostring(root, pretty_print=True, encoding="unicode")


@pytest.fixture(scope="module")
def package(files: dict[str, bytes]) -> Package:
    return Package(files["docx"])


@pytest.fixture(scope="module")
def rare_package(rare: dict[str, bytes]) -> Package:
    return Package(rare["docx"])


def style_of(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    assert found is not None
    return str(found.get(f"{W}val"))


def family_of(style: etree._Element) -> str | None:
    fonts = style.find(f"{W}rPr/{W}rFonts")
    return None if fonts is None else fonts.get(f"{W}eastAsia")


def attribute(element: etree._Element, tag: str) -> str | None:
    found = element.find(W + tag)
    return None if found is None else found.get(f"{W}val")


# --- text


def test_it_opens_and_says_what_the_document_says(
    files: dict[str, bytes], setting: Setting
) -> None:
    opened = docx.Document(BytesIO(files["docx"]))
    expected = [text for block in setting.document.blocks for text in said_by(block)]
    expected += [paragraph.text for paragraph in setting.document.colophon]

    # The last one carries the colophon's frame and says nothing.
    said = ["".join(text or "" for text in _texts(p)) for p in opened.element.body.iter(f"{W}p")]
    assert said == [*expected, ""]
    tables = [block for block in setting.document.blocks if isinstance(block, Table)]
    assert len(tables) == 3
    for table, block in zip(opened.tables, tables, strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [[cell.text for cell in row] for row in block.rows]


def said_by(block: Block) -> list[str]:
    """The texts of its paragraphs; pictures, and charts as such, stand in one without text."""
    silent = isinstance(block, Figure | Chart)
    return [""] if silent else [paragraph.text for paragraph in block.paragraphs()]


def _texts(paragraph: etree._Element) -> Iterator[str | None]:
    for each in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        yield {f"{W}t": each.text, f"{W}tab": "\t", f"{W}br": "\n"}[str(each.tag)]


def test_every_line_of_the_issue_is_a_paragraph(files: dict[str, bytes]) -> None:
    opened = docx.Document(BytesIO(files["docx"]))
    said = [each.text for each in opened.paragraphs]
    written = [
        line.replace("**", "")
        for entry in load(ISSUES / "2025-27.yaml").entries
        for line in entry.body.value.splitlines()
        if line and not line.startswith(("|", "表题：", "!["))
    ]

    assert len(written) > 20
    assert [text for text in said if text in set(written)] == written


def test_characters_that_xml_must_not_see(rare_package: Package) -> None:
    texts = ["".join(map(str, p.itertext())) for p in rare_package.paragraphs()]

    assert "㙍局𬭩𬱖开会 A&B <C>。" in texts


# --- styles


def test_every_style_that_is_used_exists(package: Package, rare_package: Package) -> None:
    for each in (package, rare_package):
        kinds = {key: style.get(f"{W}type") for key, style in each.styles().items()}
        used = {*each.values("word/document.xml", "pStyle")}
        for footer in ("word/footer1.xml", "word/footer2.xml"):
            used |= {*each.values(footer, "pStyle")}
        marks = {*each.values("word/document.xml", "rStyle")}

        assert used
        assert marks
        assert {kinds.get(str(key)) for key in used} == {"paragraph"}
        assert {kinds.get(str(key)) for key in marks} == {"character"}


def test_styles_build_on_and_lead_to_styles_that_exist(package: Package) -> None:
    styles = package.styles()
    named = package.values("word/styles.xml", "basedOn") + package.values("word/styles.xml", "next")

    assert {str(key) for key in named} <= set(styles)
    assert len(styles) == len(list(package.xml("word/styles.xml").iter(f"{W}style")))


def test_nothing_is_formatted_by_hand(
    package: Package, rare_package: Package, shanghai: Template
) -> None:
    for each in (package, rare_package):
        root = each.xml("word/document.xml")
        contents = style_id("contents-line", shanghai.styles["contents-line"])
        of_runs = {
            child.tag
            for paragraph in each.paragraphs()
            for rpr in paragraph.iter(f"{W}rPr")
            for child in rpr
            # LibreOffice drops character styles in the contents.
            if style_of(paragraph) != contents or child.tag != f"{W}rFonts"
        }
        of_paragraphs = {child.tag for ppr in root.iter(f"{W}pPr") for child in ppr}

        assert of_runs == {f"{W}rStyle"}
        # What ends a section is a paragraph's, but no formatting.
        assert of_paragraphs - {f"{W}sectPr"} == {f"{W}pStyle", f"{W}framePr"}


def test_only_the_colophon_is_framed(package: Package, setting: Setting) -> None:
    paragraphs = package.paragraphs()
    framed = [p.find(f"{W}pPr/{W}framePr") is not None for p in paragraphs]
    document = setting.document

    assert framed == [
        *[False] * sum(len(said_by(block)) for block in document.blocks),
        *[True] * len(document.colophon),
        False,  # the anchor
    ]


def test_only_titles_are_broken_by_hand(package: Package) -> None:
    broken = {style_of(p) for p in package.paragraphs() if p.find(f".//{W}br") is not None}
    breaks = list(package.xml("word/document.xml").iter(f"{W}br"))

    assert {attribute(package.styles()[key], "name") for key in broken} == {"heading 1"}
    assert [dict(each.attrib) for each in breaks] == [{}] * 3  # of the line, not of the page


def test_one_family_in_all_slots(package: Package) -> None:
    every = list(package.xml("word/styles.xml").iter(f"{W}rFonts"))

    assert len(every) > 5
    for fonts in every:
        slots = {fonts.get(f"{W}{slot}") for slot in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(slots) == 1
        assert None not in slots
        assert fonts.get(f"{W}hint") == "eastAsia"
        assert not [name for name in fonts.attrib if str(name).endswith("Theme")]


def test_titles_and_headings_have_outline_levels(package: Package) -> None:
    levels = {
        attribute(style, "name"): attribute(style, f"pPr/{W}outlineLvl")
        for style in package.styles().values()
    }

    assert {name: level for name, level in levels.items() if level} == {
        "heading 1": "0",
        "独篇标题": "0",
        "栏目": "0",
        "heading 2": "1",
        "heading 3": "2",
        "heading 4": "3",
        "heading 5": "4",
    }


@pytest.mark.parametrize(("lines", "turned"), [(1, False), (9, True)])
def test_a_colophon_on_a_page_of_its_own_begins_one(
    shanghai: Template, shipped_faces: Faces, lines: int, turned: bool
) -> None:
    """22 lines less 8 of the masthead: nine and the title leave too little room for the lists."""
    body = "".join(f"      第{line}行。\n" for line in range(lines))
    units = "".join(f"  - 单位{unit}\n" for unit in range(7))
    text = SMALL[: SMALL.index("  - 标题")] + f"  - 标题: 题\n    正文: |\n{body}报:\n{units}"
    made = Package(render(issue(text), shanghai, "docx", shipped_faces))
    anchor = made.styles()[style_of(made.paragraphs()[-1])]

    assert (anchor.find(f"{W}pPr/{W}pageBreakBefore") is not None) is turned


def test_what_breaks_in_a_way_of_its_own_has_a_style_of_its_own(setting: Setting) -> None:
    """And Word finds the title when it makes the contents anew: nothing is formatted by hand."""
    blocks = list(setting.document.blocks)
    titles = [n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and block.anchor]
    title, text = blocks[titles[2]], blocks[titles[2] + 1]
    assert isinstance(title, Paragraph)
    assert isinstance(text, Paragraph)
    usual = setting.template.styles[title.style]
    blocks[titles[2]] = title._replace(new_page=True)
    blocks[titles[2] + 1] = text._replace(two_lines=True)
    document = setting.document._replace(blocks=tuple(blocks))
    made = Package(docx_writer.write(document, setting.template, setting.faces, setting.pages))
    styles = {attribute(style, "name"): style for style in made.styles().values()}
    begins = styles[f"{usual.name}（另起页）"]
    together = styles[f"{setting.template.styles[text.style].name}（两行同页）"]

    assert begins.find(f"{W}pPr/{W}pageBreakBefore") is not None
    spacing = begins.find(f"{W}pPr/{W}spacing")
    assert spacing is not None
    assert spacing.get(f"{W}before") == "0"
    assert attribute(begins, f"pPr/{W}outlineLvl") == "0"
    assert together.find(f"{W}pPr/{W}widowControl") is not None
    used = [style_of(paragraph) for paragraph in made.paragraphs()]
    for style in (begins, together):
        assert used.count(str(style.get(f"{W}styleId"))) == 1
    fields = [each.text or "" for each in made.xml("word/document.xml").iter(f"{W}instrText")]
    single = setting.template.styles["title-single"].name
    listed = {single: None, f"{usual.name}（另起页）": None}
    assert f' TOC \\o "1-1" \\h \\z \\t "{",".join(f"{each},1" for each in listed)}" ' in fields


# --- the package


def test_there_is_no_part_too_many(package: Package) -> None:
    names = package.names()
    fonts = [name for name in names if name.startswith("word/fonts/")]

    assert len(names) == len(set(names))
    assert fonts == [f"word/fonts/font{number}.odttf" for number in range(1, len(fonts) + 1)]
    media = {name for name in names if name.startswith("word/media/")}
    assert media == {
        *(f"word/media/image{number}.png" for number in (1, 2, 3, 5, 6)),
        "word/media/image4.jpeg",
    }
    assert set(names) - set(fonts) - media == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/_rels/fontTable.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/footer3.xml",  # of lying pages
        "word/footer4.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
    }


def targets(package: Package) -> Iterator[tuple[str, str]]:
    """(source of relationships, part they lead to)."""
    for name in package.names():
        if name.endswith(".rels"):
            folder = PurePosixPath(name).parent.parent
            for each in package.xml(name).iter(f"{RELATIONSHIPS}Relationship"):
                yield name, str(folder / str(each.get("Target")).lstrip("/"))


def test_every_relationship_leads_to_a_part_and_every_part_is_led_to(package: Package) -> None:
    led_to = {part for _, part in targets(package)}
    parts = {
        name
        for name in package.names()
        if not name.endswith(".rels") and name != "[Content_Types].xml"
    }

    assert led_to == parts


def test_every_part_has_a_type(package: Package) -> None:
    types = package.xml("[Content_Types].xml")
    defaults = {each.get("Extension") for each in types.iter(f"{TYPES}Default")}
    named = {str(each.get("PartName")).lstrip("/") for each in types.iter(f"{TYPES}Override")}

    assert named <= set(package.names())
    assert [
        name
        for name in package.names()
        if name != "[Content_Types].xml"
        and name not in named
        and name.rpartition(".")[2] not in defaults
    ] == []


def test_every_identifier_of_a_relationship_is_one(package: Package) -> None:
    for part, folder in (("document", "word"), ("fontTable", "word")):
        rels = package.xml(f"{folder}/_rels/{part}.xml.rels")
        known = {each.get("Id") for each in rels.iter(f"{RELATIONSHIPS}Relationship")}
        used = {each.get(f"{R}id") for each in package.xml(f"{folder}/{part}.xml").iter()} - {None}

        assert used
        assert used <= known


def test_it_says_what_it_is(files: dict[str, bytes]) -> None:
    core = docx.Document(BytesIO(files["docx"])).core_properties

    assert core.title == "上海市邮政快递行业党建、文明创建工作简报 2025年第27期"
    assert core.subject == "上海市邮政快递行业党建、文明创建工作简报"
    assert core.author == core.last_modified_by == "上海市邮政管理局党建办、文明办"
    assert core.keywords == "简报；上海市邮政快递行业；党建、文明创建工作简报"
    assert core.language == "zh-CN"
    assert core.created
    assert core.created.isoformat().startswith("2025-07-28T00:00:00")
    assert core.modified == core.created


def test_the_folio_is_a_field_in_two_footers(package: Package) -> None:
    references = list(package.xml("word/document.xml").iter(f"{W}footerReference"))
    rels = package.xml("word/_rels/document.xml.rels").iter(f"{RELATIONSHIPS}Relationship")
    parts = {each.get("Id"): each.get("Target") for each in rels}
    styles = {
        str(each.get(f"{W}type")): package.values(f"word/{parts[each.get(f'{R}id')]}", "pStyle")
        for each in references
    }
    names = {kind: package.styles()[str(style)] for kind, (style,) in styles.items()}

    assert {kind: attribute(style, "name") for kind, style in names.items()} == {
        "default": "单页页码",
        "even": "双页页码",
    }
    for footer in ("word/footer1.xml", "word/footer2.xml"):
        fields = package.xml(footer).iter(f"{W}instrText")
        assert [str(each.text).strip() for each in fields] == ["PAGE"]
    assert package.values("word/settings.xml", "evenAndOddHeaders") == [None]


# --- fonts


def embedded(package: Package) -> Iterator[tuple[str, TTFont]]:
    """(family, font) of each embedded face, deobfuscated."""
    rels = package.xml("word/_rels/fontTable.xml.rels").iter(f"{RELATIONSHIPS}Relationship")
    parts = {each.get("Id"): each.get("Target") for each in rels}
    for font in package.xml("word/fontTable.xml"):
        entry = font.find(f"{W}embedRegular")
        if entry is not None:
            key = uuid.UUID(str(entry.get(f"{W}fontKey")))
            data = package.zip.read(f"word/{parts[entry.get(f'{R}id')]}")
            yield str(font.get(f"{W}name")), TTFont(BytesIO(obfuscated(data, key)))


def characters(package: Package) -> dict[str, set[str]]:
    """Family → the characters set in it, by the styles alone."""
    styles = package.styles()
    fonts = package.xml("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert fonts is not None
    default = str(fonts.get(f"{W}eastAsia"))
    found: dict[str, set[str]] = {}
    for part in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        for paragraph in package.xml(part).iter(f"{W}p"):
            own = family_of(styles[style_of(paragraph)]) or default
            for run in paragraph.iter(f"{W}r"):
                mark = run.find(f"{W}rPr/{W}rStyle")
                family = own if mark is None else family_of(styles[str(mark.get(f"{W}val"))])
                text = "".join(str(each.text) for each in run.iter(f"{W}t"))
                found.setdefault(str(family), set()).update(text)
    return {family: chars for family, chars in found.items() if chars}


def test_every_face_in_use_is_embedded_with_every_character(
    package: Package, rare_package: Package
) -> None:
    for each in (package, rare_package):
        fonts = dict(embedded(each))
        for family, chars in characters(each).items():
            cmap = fonts[family].getBestCmap()
            glyphs = fonts[family]["glyf"]
            assert [char for char in chars if ord(char) not in cmap] == []
            inked = [char for char in chars if not char.isspace()]
            assert [char for char in inked if not glyphs[cmap[ord(char)]].numberOfContours] == []


def test_a_clerk_finds_latin_and_digits_to_correct_with(package: Package) -> None:
    fonts = dict(embedded(package))

    assert set(map(ord, "0123456789ABCabc()%")) <= set(fonts["Briefing FangSong"].getBestCmap())


def test_rare_characters_name_the_face_they_are_in(rare_package: Package) -> None:
    found = characters(rare_package)

    assert "㙍" in found["Briefing Kai Supplement"]
    assert set("𬭩𬱖") <= set().union(*(found[family] for family in found))
    assert "局" in found["Briefing FangSong"]


def test_embedded_faces_are_called_what_the_styles_call_them(package: Package) -> None:
    for family, font in embedded(package):
        assert [font["name"].getDebugName(number) for number in (1, 4)] == [family] * 2


def test_embedded_faces_may_be_edited_with(package: Package) -> None:
    assert {font["OS/2"].fsType for _, font in embedded(package)} <= {0, 8}


def test_keys_are_identifiers_of_their_own(package: Package) -> None:
    keys = [each.get(f"{W}fontKey") for each in package.xml("word/fontTable.xml").iter()]
    given = [key for key in keys if key]

    assert len(given) == len(set(given)) == len(list(embedded(package)))
    assert all(re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", key) for key in given)


def test_faces_that_offices_have_are_named_and_not_embedded(
    tmp_path: Path, shanghai: Template
) -> None:
    chars = SMALL + "年月第报送发共印份供稿（），：— 0123456789"
    for family in ("方正小标宋简体", "STFangsong", "楷体_GB2312", "黑体", "宋体"):
        save(truetype(chars, family), tmp_path / f"{family}.ttf")
    faces = load_faces("standard", FONTS, installed=[tmp_path])
    made = Package(render(issue(), shanghai, "docx", faces))
    table = made.xml("word/fontTable.xml")
    families = ["方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"]

    assert sorted(str(font.get(f"{W}name")) for font in table) == sorted(families)
    assert [name for name in made.names() if name.endswith(".odttf")] == []
    assert made.values("word/settings.xml", "embedTrueTypeFonts") == []
    assert set(characters(made)) == set(families)
    alternatives = {font.get(f"{W}name"): attribute(font, "altName") for font in table}
    assert alternatives["仿宋_GB2312"] == "仿宋"  # for machines that have only the newer edition


def test_a_face_with_postscript_outlines_is_embedded_as_truetype(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    face = Face("Other", save(postscript("甲局会", "Other"), tmp_path / "a.otf"), 0, "工程")
    chains = {**shipped_faces.chains, "仿宋": (face, *shipped_faces.chains["仿宋"])}
    made = Package(render(issue(), shanghai, "docx", Faces(chains)))
    font = dict(embedded(made))["Other"]

    assert font.sfntVersion == "\0\1\0\0"
    assert set(font.getBestCmap()) == set(map(ord, "甲局会"))
    assert all(font["glyf"][name].numberOfContours > 0 for name in font.getBestCmap().values())


# --- as text

PARTS = ("document", "styles", "settings", "fontTable", "footer1", "footer2")


@pytest.mark.parametrize("part", PARTS)
def test_the_parts_of_a_small_issue(
    rare_package: Package, part: str, golden: Callable[[str, str], None]
) -> None:
    text = rare_package.pretty(f"word/{part}.xml")
    # The key follows from the subset, whose bytes change with the library that cuts it.
    text = re.sub(r'w:fontKey="[^"]*"', 'w:fontKey="{…}"', text)

    golden(f"small/{part}.xml", text)


# --- tables


def test_a_table_is_as_wide_as_the_measure_and_repeats_its_head(
    package: Package, shanghai: Template
) -> None:
    tables = list(package.xml("word/document.xml").iter(f"{W}tbl"))
    assert len(tables) == 3
    for table, measure in zip(tables, (8848, 12756, 8848), strict=True):
        widths = [int(str(each.get(f"{W}w"))) for each in table.iter(f"{W}gridCol")]
        # 156 or 225 mm less half a point of the frame's rules on either side
        assert sum(widths) == measure - 20
        rows = list(table.iter(f"{W}tr"))
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            True, *[False] * (len(rows) - 1),
        ]  # fmt: skip
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        heights = [row.find(f"{W}trPr/{W}trHeight") for row in rows]
        assert {each.get(f"{W}hRule") for each in heights if each is not None} == {"exact"}
        high = [int(str(each.get(f"{W}val"))) for each in heights if each is not None]
        assert (high[0] + 20) % 590 == 0  # the head leaves room for the last rule
        assert all(height % 590 == 0 for height in high[1:])
        # A style of tables would make LibreOffice forget the character styles in its cells.
        assert table.find(f"{W}tblPr/{W}tblStyle") is None


def test_cells_have_no_formatting_of_their_own(package: Package) -> None:
    cells = list(package.xml("word/document.xml").iter(f"{W}tc"))

    assert len(cells) > 60
    for cell in cells:
        assert {str(each.tag) for each in cell.iterfind(f".//{W}pPr/*")} == {f"{W}pStyle"}
        assert {str(each.tag) for each in cell.iterfind(f".//{W}rPr/*")} <= {f"{W}rStyle"}


def test_a_paragraph_parts_two_tables_and_ends_the_text(
    shanghai: Template, shipped_faces: Faces
) -> None:
    rows = ["| 甲 |", "|---|", "| 1 |"]
    data = render(with_body(*rows, "", *rows), shanghai, "docx", shipped_faces)
    body = Package(data).xml("word/document.xml")[0]

    assert [etree.QName(each).localname for each in body][-5:] == [
        "tbl", "p", "tbl", "p", "sectPr",
    ]  # fmt: skip
