"""The finished PDF, read with tools that are not ours."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest

from briefing.fonts import Face, Faces
from briefing.layout.page import TextRun
from briefing.source import load
from briefing.template import Template
from briefing.writers import Setting, render
from tests.fontfiles import postscript, save, save_collection, truetype
from tests.samples import ISSUES, SMALL, issue, with_body


@pytest.fixture(scope="module")
def pdf(files: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(files["pdf"])) as opened:
        yield opened


@pytest.fixture(scope="module")
def rare_pdf(rare: dict[str, bytes]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(rare["pdf"])) as opened:
        yield opened


def said(data: bytes) -> list[str]:
    """The text of each page in the order it is painted."""
    with pdfplumber.open(BytesIO(data)) as opened:
        return ["".join(char["text"] for char in page.chars) for page in opened.pages]


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    found = {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}
    return list(found.values())


# --- text


def test_the_text_is_that_of_the_pages_in_order(files: dict[str, bytes], setting: Setting) -> None:
    laid_out = [
        "".join(mark.text for mark in page.marks if isinstance(mark, TextRun))
        for page in setting.pages
    ]

    assert said(files["pdf"]) == laid_out


def test_every_line_of_the_issue_is_in_it_in_order(files: dict[str, bytes]) -> None:
    text = "".join(page.partition("— ")[0] for page in said(files["pdf"]))
    place = 0
    for entry in load(ISSUES / "2025-27.yaml").entries:
        for line in (*(title.value for title in entry.title), *entry.body.value.splitlines()):
            if line.startswith(("|", "表题：", "![")):
                continue  # tables have tests of their own
            # Spaces at the end of a line are not painted.
            place = text.find(line.replace("**", ""), place)
            assert place >= 0, line


def test_rare_characters_are_copied_out_as_they_were_written(rare: dict[str, bytes]) -> None:
    (text,) = said(rare["pdf"])

    assert "㙍局𬭩𬱖开会 A&B <C>。" in text


def test_glyphs_stand_where_the_layout_put_them(files: dict[str, bytes], setting: Setting) -> None:
    with pdfplumber.open(BytesIO(files["pdf"])) as opened:
        page = opened.pages[0]
        chars, height = page.chars, float(page.height)
    runs = [mark for mark in setting.pages[0].marks if isinstance(mark, TextRun)]
    firsts = [0]
    for run in runs[:-1]:
        firsts.append(firsts[-1] + len(run.text))

    for run, first in zip(runs, firsts, strict=True):
        assert chars[first]["matrix"][4:] == pytest.approx((run.x, height - run.y), abs=0.01)
        assert chars[first]["size"] == pytest.approx(run.size)
        second = chars[first + 1]["x0"] - chars[first]["x0"] if len(run.text) > 1 else None
        if second is not None:
            wide = run.face.advance(run.text[0]) * run.size + run.spacing
            assert second == pytest.approx(wide, abs=0.02)


# --- bookmarks


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Depth, title and page of every bookmark, in order."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

    def walk(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            yield depth, item.title, pages[item.destination[0].objgen]  # type: ignore[index]
            yield from walk(item.children, depth + 1)

    with pdf.open_outline() as opened:
        return list(walk(opened.root, 1))


def test_bookmarks_are_the_titles_and_lead_to_their_pages(
    pdf: pikepdf.Pdf, setting: Setting, files: dict[str, bytes]
) -> None:
    found = outline(pdf)
    titles = [p.bookmark for p in setting.document.paragraphs() if p.style in ("section", "title")]

    assert [title for depth, title, _ in found if depth == 1] == titles
    assert len(titles) == 4 + 7
    pages = said(files["pdf"])
    for _, title, page in found:
        assert title in pages[page - 1]


def test_headings_hang_below_their_title(pdf: pikepdf.Pdf) -> None:
    assert [(depth, title) for depth, title, _ in outline(pdf)][:11] == [
        (1, "一、上海市邮政管理局部署下半年行业党建和文明创建工作"),
        (2, "一、上半年进展"),
        (2, "二、存在的不足"),
        (2, "三、下半年安排"),
        (3, "（一）办好三件实事"),
        (4, "1.分批培训骨干"),
        (5, "（1）培训对象"),
        (5, "（2）培训方式"),
        (4, "2.接续关爱项目"),
        (4, "3.带动加盟网点"),
        (3, "（三）分工和进度"),
    ]


def test_rare_characters_in_bookmarks(rare_pdf: pikepdf.Pdf) -> None:
    assert (1, "乙局𬭩𬱖", 1) in outline(rare_pdf)


def test_a_bookmark_leads_to_the_top_of_its_heading(pdf: pikepdf.Pdf, setting: Setting) -> None:
    """On lying pages as well."""
    upright = setting.template.page
    tops = [
        (upright.width if page.landscape else upright.height) - anchor.y
        for page in setting.pages
        for anchor in page.anchors
    ]
    found = []

    def walk(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            _, kind, _, top, _ = list(item.destination)  # type: ignore[arg-type]
            assert str(kind) == "/XYZ"
            found.append(float(top))
            walk(item.children)

    with pdf.open_outline() as opened:
        walk(opened.root)
    assert any(page.landscape and page.anchors for page in setting.pages)
    assert found == pytest.approx(tops, abs=0.01)


def test_every_item_with_children_counts_them(files: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(files["pdf"])) as fresh:  # pikepdf itself adds what it misses
        first = fresh.Root.Outlines.First

        assert int(first.Count) == 10


def test_the_outline_is_shown_whole(pdf: pikepdf.Pdf, files: dict[str, bytes]) -> None:
    with pikepdf.open(BytesIO(files["pdf"])) as fresh:
        assert int(fresh.Root.Outlines.Count) == len(outline(pdf))
        assert fresh.Root.PageMode == "/UseOutlines"


# --- what it says of itself


def test_information(pdf: pikepdf.Pdf) -> None:
    info = {key: str(value) for key, value in pdf.docinfo.items()}

    assert info == {
        "/Title": "上海市邮政快递行业党建、文明创建工作简报 2025年第27期",
        "/Subject": "上海市邮政快递行业党建、文明创建工作简报",
        "/Author": "上海市邮政管理局党建办、文明办",
        "/Keywords": "简报；上海市邮政快递行业；党建、文明创建工作简报",
        "/Creator": "briefing",
        "/Producer": "briefing",
        "/CreationDate": "D:20250728000000+08'00'",
        "/ModDate": "D:20250728000000+08'00'",
    }


def test_language_and_pages(pdf: pikepdf.Pdf, setting: Setting) -> None:
    assert pdf.Root.Lang == "zh-CN"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    assert len(pdf.pages) == len(setting.pages)
    for page, laid_out in zip(pdf.pages, setting.pages, strict=True):
        edges = [841.9, 595.3] if laid_out.landscape else [595.3, 841.9]
        assert [float(edge) for edge in page.mediabox] == pytest.approx([0, 0, *edges])


# --- fonts


def test_every_font_is_embedded_and_readable(pdf: pikepdf.Pdf, rare_pdf: pikepdf.Pdf) -> None:
    for each in (pdf, rare_pdf):
        assert len(fonts(each)) > 3
        for font in fonts(each):
            assert (font.Subtype, font.Encoding) == ("/Type0", "/Identity-H")
            assert "/ToUnicode" in font
            descendant = font.DescendantFonts[0]
            descriptor = descendant.FontDescriptor
            assert descriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
            assert font.BaseFont == descendant.BaseFont == descriptor.FontName
            assert str(font.BaseFont)[7] == "+"


def faces_of(role_face: Face, shipped: Faces) -> Faces:
    """The shipped chains with a face before that of 仿宋."""
    return Faces({**shipped.chains, "仿宋": (role_face, *shipped.chains["仿宋"])})


@pytest.mark.parametrize("kind", ["otf", "ttc"])
def test_faces_of_other_kinds(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces, kind: str
) -> None:
    if kind == "otf":
        face = Face("Other", save(postscript("甲局会", "Other"), tmp_path / "a.otf"), 0, "工程")
    else:
        both = [truetype("乙", "First"), truetype("甲局会", "Other")]
        face = Face("Other", save_collection(both, tmp_path / "a.ttc"), 1, "工程")
    data = render(issue(), shanghai, "pdf", faces_of(face, shipped_faces))

    assert "近日，甲局开会。" in said(data)[0]
    with pikepdf.open(BytesIO(data)) as opened:
        (font,) = (each for each in fonts(opened) if str(each.BaseFont).endswith("+Other"))
        descendant = font.DescendantFonts[0]
        if kind == "otf":
            assert descendant.Subtype == "/CIDFontType0"
            assert descendant.FontDescriptor.FontFile3.Subtype == "/CIDFontType0C"
        else:
            assert descendant.Subtype == "/CIDFontType2"
            assert "/FontFile2" in descendant.FontDescriptor
    with pdfplumber.open(BytesIO(data)) as opened:
        set_in = {
            char["text"] for char in opened.pages[0].chars if char["fontname"].endswith("+Other")
        }
    assert set_in == set("甲局会")


def test_marks_are_copied_out_as_they_were_written(
    shanghai: Template, shipped_faces: Faces
) -> None:
    text = SMALL.replace("近日，甲局开会。", "甲·乙•丙—丁―戊")
    data = render(issue(text), shanghai, "pdf", shipped_faces)

    assert "甲·乙•丙—丁―戊" in said(data)[0]


def test_two_characters_of_one_glyph_are_copied_out_as_written(
    tmp_path: Path, shanghai: Template, shipped_faces: Faces
) -> None:
    """A font may draw ―, the horizontal bar, with the glyph of —, the dash."""
    font = truetype("—甲", "Other")
    for table in font["cmap"].tables:
        table.cmap[ord("―")] = table.cmap[ord("—")]
    face = Face("Other", save(font, tmp_path / "a.ttf"), 0, "工程")
    text = SMALL.replace("近日，甲局开会。", "甲——甲―甲")
    data = render(issue(text), shanghai, "pdf", faces_of(face, shipped_faces))

    assert "甲——甲―甲" in said(data)[0]


# --- turned pages


def test_the_sheet_of_a_turned_page_lies(shanghai: Template, shipped_faces: Faces) -> None:
    """It is shown upright: nothing is left to a rotation that a reader may ignore."""
    made = with_body("前。", "表题（横排）：题", "|甲|", "|-|", "|1|", "后。")
    with pikepdf.open(BytesIO(render(made, shanghai, "pdf", shipped_faces))) as opened:
        boxes = [
            [round(float(edge) / 72 * 25.4) for edge in page.MediaBox] for page in opened.pages
        ]

        assert boxes == [[0, 0, 210, 297], [0, 0, 297, 210], [0, 0, 210, 297]]
        assert all("/Rotate" not in page for page in opened.pages)


def test_the_contents_lead_behind_a_turned_page(shanghai: Template, shipped_faces: Faces) -> None:
    """Both titles stand on upright pages, whose height their places are counted from."""
    table = "      表题（横排）：题\n      |甲|\n      |-|\n      |1|\n"
    entry = f"  - 标题: 题\n    正文: |\n      前。\n{table}"
    head = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n目录: true\n稿件:\n"
    data = render(issue(head + entry * 2), shanghai, "pdf", shipped_faces)
    with pikepdf.open(BytesIO(data)) as opened:
        pages: list[Any] = [page.objgen for page in opened.pages]
        goals: list[Any] = [link.Dest for link in opened.pages[0].Annots]

        assert [pages.index(goal[0].objgen) for goal in goals] == [0, 2]
        top = float(goals[1][3])
        assert 842 - top == pytest.approx(shanghai.page.margins.top, abs=40)
