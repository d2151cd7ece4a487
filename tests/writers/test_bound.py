"""Finished volumes, read back: bookmarks, fonts, tags, sections, fields, styles told apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from lxml import etree
from PIL import Image

from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.registry import Registry, Unit
from briefing.source import load
from briefing.template import Template
from briefing.volume import Order, Printed, Volume, bind
from briefing.writers.bound import write
from tests.samples import SMALL, with_body
from tests.tagtree import read_tags
from tests.volume.years import LONG, held, numbered

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLES = ["甲局召开会议部署工作", "乙局"]


@pytest.fixture(scope="module")
def issues() -> list[Issue]:
    """Issue 3 on page 5, issue 4 on 7 to 9, issue 5 in another template on 11, with contents."""
    return [
        numbered(3),
        numbered(4, SMALL.replace("乙局也开会。", LONG)),
        numbered(5, SMALL.replace("稿件:", "目录: true\n稿件:")),
    ]


@pytest.fixture(scope="module")
def volume(issues: list[Issue], shanghai: Template, qiye: Template, shipped_faces: Faces) -> Volume:
    names = Registry(units=(Unit("甲局"),))
    mixed = [*held(issues[:2], shanghai), *held(issues[2:], qiye)]
    return bind(Order(mixed, shanghai, shipped_faces, names, 2025))


@pytest.fixture(scope="module")
def files(volume: Volume) -> dict[str, bytes]:
    return write(volume, ("docx", "pdf"))


@pytest.fixture(scope="module")
def pdf(files: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(files["pdf"])) as opened:
        yield opened


@pytest.fixture(scope="module")
def body(files: dict[str, bytes]) -> Any:
    return part(files["docx"], "word/document.xml")


def part(package: bytes, name: str) -> Any:
    with ZipFile(BytesIO(package)) as opened:
        return etree.fromstring(opened.read(name))


def commands(element: Any) -> list[str]:
    """The fields of an element, in order."""
    return [str(each.text).strip() for each in element.iter(f"{W}instrText")]


def goal(item: pikepdf.OutlineItem) -> tuple[int, int]:
    """The page that a bookmark leads to."""
    assert isinstance(item.destination, pikepdf.Array)
    return item.destination[0].objgen


# --- PDF


def test_bookmarks_are_two_levels_deep_and_lead_to_their_pages(pdf: pikepdf.Pdf) -> None:
    where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        found = [
            (each.title, where[goal(each)], [
                (child.title, where[goal(child)], len(child.children)) for child in each.children
            ])
            for each in outline.root
        ]  # fmt: skip
    assert found == [
        ("第3期（总第45期）　7月1日", 5, [(title, 5, 0) for title in TITLES]),
        ("第4期（总第46期）　7月1日", 7, [(title, 7, 0) for title in TITLES]),
        ("第5期（总第47期）　7月1日", 11, [(title, 11, 0) for title in TITLES]),
        ("索引", 13, []),
    ]


def test_lines_of_the_contents_lead_to_what_they_name(pdf: pikepdf.Pdf) -> None:
    where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    goals = [where[link.Dest[0].objgen] for link in pdf.pages[2].Annots]

    assert goals == [5, 5, 5, 7, 7, 7, 11, 11, 11]


def test_one_subset_a_face(pdf: pikepdf.Pdf) -> None:
    dictionaries = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
    fonts = [each for each in dictionaries if each.get("/Type") == "/FontDescriptor"]
    faces = [str(each.FontName).split("+")[1] for each in fonts]

    assert len(faces) == len(set(faces)) > 2


def test_each_page_has_the_size_of_its_template(
    shanghai: Template, issues: list[Issue], shipped_faces: Faces
) -> None:
    small = replace(shanghai, page=replace(shanghai.page, width=500.0))
    mixed = [*held(issues[:1], small), *held(issues[:1], shanghai)]
    made = write(bind(Order(mixed, shanghai, shipped_faces, Registry(), 2025)), ("pdf",))
    with pikepdf.open(BytesIO(made["pdf"])) as opened:
        widths = [round(float(page.MediaBox[2])) for page in opened.pages]

    assert widths == [595, 595, 595, 595, 500, 500, 595, 595]


def test_headings_begin_anew_in_each_issue(files: dict[str, bytes]) -> None:
    tags = read_tags(files["pdf"])
    sections = [tag for tag in tags.root.children if tag.kind == "Sect"]
    kinds = [
        [tag.kind for tag in section.all() if re.fullmatch(r"H\d", tag.kind)]
        for section in sections
    ]

    # cover, contents, three issues, index
    assert len(sections) == len(tags.root.children) == 6
    assert kinds[0] == ["H1"]
    assert kinds[2] == ["H1", "H2", "H3", "H2"]
    assert kinds[3] == kinds[2]


# --- DOCX


def test_the_docx_has_the_same_text(files: dict[str, bytes], volume: Volume) -> None:
    opened = docx.Document(BytesIO(files["docx"]))
    expected = [each.text for chapter in volume.chapters for each in chapter.document.paragraphs()]

    assert [each.text for each in opened.paragraphs if each.text] == [t for t in expected if t]


def sections_of(body: Any, volume: Volume) -> list[Any]:
    """The section of each chapter whose pages are all alike, and nothing but empty pages between.

    An empty page ends a leaf, and has a section of its own.
    """
    found = iter(list(body.iter(f"{W}sectPr")))
    own = []
    for chapter in volume.chapters:
        own.append(next(found))
        if len(chapter.pages) % 2:
            next(found)
    assert next(found, None) is None
    return own


def test_empty_pages_bear_nothing(files: dict[str, bytes], body: Any, volume: Volume) -> None:
    own = sections_of(body, volume)
    empty = [each for each in body.iter(f"{W}sectPr") if each not in own]

    assert len(empty) == 6
    for section in empty[1:]:  # behind the cover nothing has been there yet
        assert commands(footer_of(files["docx"], section)) == []
        assert commands(footer_of(files["docx"], section, "header")) == []


def footer_of(package: bytes, section: Any, kind: str = "footer") -> Any:
    """The part of a section's odd pages."""
    references = section.findall(f"{W}{kind}Reference")
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    (wanted,) = [each.get(key) for each in references if each.get(f"{W}type") == "default"]
    known = part(package, "word/_rels/document.xml.rels")
    (target,) = [each.get("Target") for each in known if each.get("Id") == wanted]
    return part(package, f"word/{target}")


def test_issues_have_both_numbers(files: dict[str, bytes], body: Any, volume: Volume) -> None:
    cover, contents, third, fourth, fifth, index = sections_of(body, volume)

    assert cover.findall(f"{W}headerReference") == cover.findall(f"{W}footerReference") == []
    for section in (contents, third, fourth, fifth, index):
        assert commands(footer_of(files["docx"], section, "header")) == ["PAGE"]
    # Word counts through; an issue's own number is that less the pages before it
    assert commands(footer_of(files["docx"], third)) == ["=", "PAGE", "- 4"]
    assert commands(footer_of(files["docx"], fourth)) == ["=", "PAGE", "- 6"]
    assert commands(footer_of(files["docx"], fifth)) == ["=", "PAGE", "- 10"]
    for section in (contents, index):
        assert commands(footer_of(files["docx"], section)) == []


def test_the_contents_are_a_field_that_word_can_make_anew(body: Any) -> None:
    found = commands(body)

    assert found[0] == 'TOC \\f v \\l "2-2" \\h \\z \\t "heading 1,3,heading 1（2）,3"'
    assert [each for each in found if each.startswith("TC")] == [
        f'TC "{title}" \\f v \\l 2'
        for title in (
            "第3期（总第45期）　7月1日", "第4期（总第46期）　7月1日", "第5期（总第47期）　7月1日",
            "索引",
        )
    ]  # fmt: skip
    assert sum(each.startswith("PAGEREF") for each in found) == 9


def test_the_contents_of_an_issue_are_no_field(body: Any) -> None:
    """They give its own folios, which Word does not count by."""
    links = [each for each in body.iter(f"{W}hyperlink") if not commands(each)]

    assert ["".join(map(str, each.itertext())) for each in links] == [f"{t}1" for t in TITLES]


def test_every_reference_has_its_bookmark(body: Any) -> None:
    names = [each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")]
    numbers = [each.get(f"{W}id") for each in body.iter(f"{W}bookmarkStart")]

    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert {each.get(f"{W}anchor") for each in body.iter(f"{W}hyperlink")} <= set(names)


def test_styles_of_two_templates_stand_side_by_side(files: dict[str, bytes]) -> None:
    styles = part(files["docx"], "word/styles.xml")
    sizes = {
        each.find(f"{W}name").get(f"{W}val"): size.get(f"{W}val")
        for each in styles.iter(f"{W}style")
        if (size := each.find(f"{W}rPr/{W}sz")) is not None
    }
    names = [each.find(f"{W}name").get(f"{W}val") for each in styles.iter(f"{W}style")]

    assert len(set(names)) == len(names)
    assert (sizes["heading 1"], sizes["heading 1（2）"]) == ("36", "30")
    used = {
        each.get(f"{W}val") for each in part(files["docx"], "word/document.xml").iter(f"{W}pStyle")
    }
    assert used <= {each.get(f"{W}styleId") for each in styles.iter(f"{W}style")}


def test_a_style_that_looks_the_same_is_one(
    issues: list[Issue], shanghai: Template, shipped_faces: Faces
) -> None:
    volume = bind(Order(held(issues[:2], shanghai), shanghai, shipped_faces, Registry(), 2025))
    made = write(volume, ("docx",))["docx"]
    names = [each.get(f"{W}val") for each in part(made, "word/styles.xml").iter(f"{W}name")]

    assert [name for name in names if "（2）" in name] == []


def test_pictures_of_one_name_in_two_folders(
    shanghai: Template, shipped_faces: Faces, tmp_path: Any
) -> None:
    text = (
        "刊名: 简报\n期号: {}\n编印单位: 局\n日期: 2025-07-01\n稿件:\n  - 标题: 题\n    正文: |\n"
    )
    texts = []
    for number, color in ((1, "red"), (2, "blue")):
        folder = tmp_path / str(number)
        folder.mkdir()
        Image.new("RGB", (300, 200), color).save(folder / "图.png")
        rows = "      ![图](图.png)\n      图题：一\n"
        (folder / "期.yaml").write_text(text.format(number) + rows, "utf-8")
        texts.append(load(folder / "期.yaml"))
    made = write(bind(Order(held(texts, shanghai), shanghai, shipped_faces, Registry(), 2025)),
                 ("docx", "pdf"))  # fmt: skip
    with ZipFile(BytesIO(made["docx"])) as opened:
        media = [opened.read(name) for name in opened.namelist() if "media" in name]
    with pikepdf.open(BytesIO(made["pdf"])) as pdf:
        images = {
            image.read_raw_bytes()
            for page in pdf.pages
            for image in page.Resources.get("/XObject", {}).values()
        }
    with Image.open(BytesIO(media[0])) as one, Image.open(BytesIO(media[1])) as other:
        assert {one.convert("RGB").getpixel((9, 9)), other.convert("RGB").getpixel((9, 9))} == {
            (255, 0, 0), (0, 0, 255),
        }  # fmt: skip
    assert len(images) == 2
    ids = [
        each.get("id")
        for each in part(made["docx"], "word/document.xml").iter()
        if str(each.tag).endswith("}docPr")
    ]
    assert len(set(ids)) == len(ids) == 2


def test_turned_pages_and_pages_without_numbers(shanghai: Template, shipped_faces: Faces) -> None:
    rows = ("话。", "表题（横排）：各区情况", "|甲|乙|", "|-|-|", "|1|2|", "话。")
    four = replace(shanghai, colophon_page=4)
    wide = with_body(*rows, lists="报: [甲]\n")
    both = [*held([wide], shanghai), *held([numbered(3)], four)]
    volume = bind(Order(both, shanghai, shipped_faces, Registry(), 2025))
    made = write(volume, ("docx",))["docx"]
    sections = list(part(made, "word/document.xml").iter(f"{W}sectPr"))
    kinds = [
        (
            each.find(f"{W}pgSz").get(f"{W}orient") or "upright",
            len(commands(footer_of(made, each))),
            len(commands(footer_of(made, each, "header"))),
        )
        for each in sections[2:]
    ]
    folios, empty = ("upright", 3, 1), ("upright", 0, 0)

    assert kinds == [
        ("upright", 0, 1), empty,  # the contents
        folios, ("landscape", 3, 1), folios, empty,
        folios, empty,  # text; 版记 on the fourth page behind two empty ones
    ]  # fmt: skip
    lying = footer_of(made, sections[5], "header")
    assert lying.find(f".//{W}textDirection").get(f"{W}val") == "tbRl"


def test_a_draft_in_a_volume(issues: list[Issue], shanghai: Template, shipped_faces: Faces) -> None:
    draft = [lambda: Printed(issues[0], shanghai, draft=True), *held(issues[:1], shanghai)]
    volume = bind(Order(draft, shanghai, shipped_faces, Registry(), 2025))
    made = write(volume, ("docx",))["docx"]
    *_, one, other = sections_of(part(made, "word/document.xml"), volume)

    assert "".join(footer_of(made, one, "header").itertext()).startswith("草稿　· ")
    assert "草稿" not in "".join(footer_of(made, other, "header").itertext())
