"""Pictures and charts in the three kinds of files."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from briefing.document import Chart
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.layout.figure import set_chart
from briefing.layout.page import Image as Placed
from briefing.layout.page import Mark, Shape
from briefing.source import load
from briefing.template import Template
from briefing.writers import prepare, render
from briefing.writers.pictures import chart_picture, thinned
from tests.pictures import file, image, jpeg, picture, png

HEAD = (
    "刊名: 工作简报\n期号: 3\n编印单位: 办公室\n日期: 2025-07-01\n"
    "稿件:\n  - 标题: 题\n    正文: |\n"
)
SHEET = "季度,投诉（件）,表扬（件）\n一季度,120,85\n二季度,98,92\n三季度,—,110\n"


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Issue:
    """A photo twice, a drawing, a grey scan and a chart; rare characters in a caption."""
    folder = tmp_path_factory.mktemp("issue")
    (folder / "photo.jpg").write_bytes(jpeg(1600, 900))
    (folder / "drawing.png").write_bytes(png(300, 200))
    (folder / "scan.png").write_bytes(file(image(300, 200, "L", 255)))
    (folder / "data.csv").write_text(SHEET, "utf-8")
    lines = (
        "甲。", "![玥喆 & 同事<合影>](photo.jpg)", "乙。", "![](drawing.png)", "![扫描](scan.png)",
        "![又一次](photo.jpg)", "![季度](data.csv 柱形图)", "丙。",
    )  # fmt: skip
    path = folder / "甲.yaml"
    path.write_text(HEAD + "".join(f"      {line}\n" for line in lines), "utf-8")
    return load(path)


@pytest.fixture(scope="module")
def pdf(issue: Issue, shanghai: Template, shipped_faces: Faces) -> bytes:
    return render(issue, shanghai, "pdf", shipped_faces)


@pytest.fixture(scope="module")
def package(issue: Issue, shanghai: Template, shipped_faces: Faces) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(render(issue, shanghai, "docx", shipped_faces)))


@pytest.fixture(scope="module")
def html(issue: Issue, shanghai: Template, shipped_faces: Faces) -> str:
    return render(issue, shanghai, "html", shipped_faces).decode()


# --- PDF


def images_of(page: pikepdf.Page) -> list[tuple[str, pikepdf.Stream]]:
    objects = page.Resources.XObject.items()
    return [(name, each) for name, each in objects if isinstance(each, pikepdf.Stream)]


def test_pictures_are_shared_and_charts_are_none(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = {obj.objgen for page in document.pages for _, obj in images_of(page)}
        used = sum(page.Contents.read_bytes().count(b" Do") for page in document.pages)

    assert len(found) == 3
    assert used == 4


def test_they_come_out_as_they_went_in(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        images = {
            (str(obj.ColorSpace), int(obj.Width)): obj
            for page in document.pages
            for _, obj in images_of(page)
        }
        spaces = sorted(space for space, _ in images)
        drawing = pikepdf.PdfImage(images["/DeviceRGB", 300]).as_pil_image().convert("RGB")

    assert spaces == ["/DeviceGray", "/DeviceRGB", "/DeviceRGB"]
    assert drawing.getpixel((0, 0)) == (200, 30, 40)


def test_the_words_of_a_chart_are_text(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()

    assert "投诉（件）" in text
    assert "二季度" in text


def test_a_picture_lies_where_the_layout_puts_it(
    pdf: bytes, issue: Issue, shanghai: Template, shipped_faces: Faces
) -> None:
    pages = prepare(issue, shanghai, shipped_faces).pages
    mark = next(mark for mark in pages[0].marks if isinstance(mark, Placed))
    document = pypdfium2.PdfDocument(pdf)
    seen = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()

    def inside(x: float, y: float) -> tuple[int, int, int]:
        pixel = seen.getpixel((round(x), round(y)))
        assert isinstance(pixel, tuple)
        return pixel[0], pixel[1], pixel[2]

    assert inside(mark.x + 5, mark.y + 5)[0] > 150  # its upper left quarter is red
    assert inside(mark.x + mark.width - 5, mark.y + mark.height - 5)[0] < 60  # the rest black
    assert inside(mark.x - 4, mark.y + 5) == (255, 255, 255)


# --- thinning out


def test_what_is_finer_than_print_is_thinned_out() -> None:
    wide = picture(1000, 500)

    assert (thinned(wide, 400).width, thinned(wide, 400).height) == (400, 200)
    assert thinned(wide, 900) is wide  # hardly finer
    assert thinned(wide, 2000) is wide


# --- DOCX


def test_each_picture_is_one_part(package: zipfile.ZipFile) -> None:
    media = sorted(name for name in package.namelist() if "/media/" in name)

    assert media == [
        "word/media/image1.jpeg", "word/media/image2.png", "word/media/image3.png",
        "word/media/image4.png",
    ]  # fmt: skip


def test_a_picture_stands_in_a_line_with_its_caption_as_alternative(
    package: zipfile.ZipFile,
) -> None:
    xml = package.read("word/document.xml").decode()
    properties = re.findall(r'<wp:docPr id="(\d+)" name="([^"]+)" descr="([^"]+)"', xml)

    assert properties == [
        ("1", "图片 1", "玥喆 &amp; 同事&lt;合影&gt;"),
        ("2", "图片 2", "drawing"),
        ("3", "图片 3", "扫描"),
        ("4", "图片 4", "又一次"),
        ("5", "图表 5", "季度"),
    ]
    assert xml.count("<wp:inline") == 5
    assert "<w:spacing" not in xml  # no direct formatting


def test_lines_are_at_least_whole_lines_high(package: zipfile.ZipFile, shanghai: Template) -> None:
    styles = package.read("word/styles.xml").decode()
    document = package.read("word/document.xml").decode()
    used = re.findall(
        r'<w:pStyle w:val="(BriefingFigure\d+\w*)"/></w:pPr><w:r><w:drawing>', document
    )
    extents = [int(each) for each in re.findall(r'<wp:extent cx="\d+" cy="(\d+)"', document)]

    assert len(used) == len(extents) == 5
    for name, height in zip(used, extents, strict=True):
        style = re.search(rf'w:styleId="{name}".*?</w:style>', styles)
        assert style
        line = re.search(r'w:line="(\d+)" w:lineRule="atLeast"', style[0])
        assert line
        assert int(line[1]) % round(shanghai.page.leading * 20) == 0
        white = int(line[1]) / 20 - height / 12700
        assert shanghai.pictures.above - 0.3 <= white < shanghai.page.leading * 2
        assert ("<w:keepNext/>" in style[0]) is not name.endswith("Alone")
    caption = re.search(r'w:styleId="BriefingFigureCaption".*?</w:style>', styles)
    assert caption
    assert "<w:keepLines/>" in caption[0]


def test_python_docx_sees_the_pictures(package: zipfile.ZipFile) -> None:
    assert package.fp
    package.fp.seek(0)
    document = docx.Document(package.fp)

    assert len(document.inline_shapes) == 5


def highest(marks: Sequence[Mark]) -> float:
    shapes = [mark for mark in marks if isinstance(mark, Shape)]
    return min(y for mark in shapes for _, at in mark.steps for y in at[1::2])


def test_a_chart_is_what_the_pdf_shows(
    package: zipfile.ZipFile, issue: Issue, shanghai: Template, shipped_faces: Faces, pdf: bytes
) -> None:
    setting = prepare(issue, shanghai, shipped_faces)
    chart = next(block for block in setting.document.blocks if isinstance(block, Chart))
    made, width, height = chart_picture(chart, shanghai, shipped_faces, shanghai.page.measure, 144)
    page, part = next(
        (page, part) for page in setting.pages for part in page.parts if part.alt == "季度"
    )
    marks = set_chart(chart, shanghai, shipped_faces)
    top = highest(part.marks) - highest(marks.marks)
    document = pypdfium2.PdfDocument(pdf)
    seen = document[page.number - 1].render(scale=2).to_pil().convert("RGB")
    document.close()
    left = shanghai.page.margins.left
    cut = seen.crop(tuple(round(2 * at) for at in (left, top, left + width, top + height)))
    other = Image.open(BytesIO(made.data)).convert("RGB").resize(cut.size)
    apart = ImageChops.difference(cut.convert("L"), other.convert("L")).resize(
        (cut.width // 8, cut.height // 8), Image.Resampling.BOX
    )

    # The same but for a fraction of a pixel; a bar or a word elsewhere would be black on white.
    assert max(apart.tobytes()) < 128


# --- HTML


def test_the_page_brings_its_pictures_along(html: str) -> None:
    found = re.findall(
        r'<img src="data:image/(\w+);base64,([^"]+)" alt="([^"]*)" width="(\d+)"', html
    )

    assert [(kind, alt) for kind, _, alt, _ in found] == [
        ("jpeg", "玥喆 &amp; 同事&lt;合影&gt;"),
        ("png", "drawing"),
        ("png", "扫描"),
        ("jpeg", "又一次"),
        ("png", "季度"),
    ]
    for _, data, _, width in found:
        with Image.open(BytesIO(base64.b64decode(data))) as opened:
            assert opened.width <= 1080 * 1.25
            assert int(width) <= 476


def test_a_chart_for_a_phone_is_as_wide_as_its_line(html: str, shanghai: Template) -> None:
    chart = re.search(r'alt="季度" width="(\d+)"', html)

    assert chart
    assert int(chart[1]) == shanghai.screen.narrow - 2 * shanghai.screen.margin


def test_without_a_chart_the_page_asks_for_no_faces(shanghai: Template, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    path = tmp_path / "甲.yaml"
    path.write_text(HEAD + "      ![图](a.png)\n", "utf-8")

    def refuse() -> Faces:
        raise AssertionError

    assert b"<img" in render(load(path), shanghai, "html", refuse)


# --- all


def test_the_same_issue_gives_the_same_bytes(
    issue: Issue, shanghai: Template, shipped_faces: Faces, pdf: bytes, html: str
) -> None:
    thinned.cache_clear()

    assert render(issue, shanghai, "pdf", shipped_faces) == pdf
    assert render(issue, shanghai, "html", shipped_faces).decode() == html


def test_another_picture_of_the_same_size_is_another_file(
    shanghai: Template, shipped_faces: Faces, tmp_path: Path
) -> None:
    path = tmp_path / "甲.yaml"
    path.write_text(HEAD + "      ![图](a.png)\n", "utf-8")
    identifiers = set()
    for color in ((1, 2, 3), (3, 2, 1)):
        (tmp_path / "a.png").write_bytes(file(image(80, 60, "RGB", color)))
        with pikepdf.open(BytesIO(render(load(path), shanghai, "pdf", shipped_faces))) as document:
            identifiers.add(bytes(document.trailer.ID[0]))

    assert len(identifiers) == 2
