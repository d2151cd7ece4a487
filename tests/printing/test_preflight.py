"""Broken PDFs are made of a good one: each is blamed for what was done to it, and that alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from briefing import Faces, Template, load, render
from briefing.printing import preflight
from briefing.printing.preflight import STOPPING, Wants, inspect, inspect_issue
from briefing.printing.process import in_process_colors
from briefing.printing.settings import PrintSettings
from briefing.printing.sheets import standing
from briefing.printing.stationery import Stationery
from tests.samples import ISSUES, SMALL, issue, with_body

Break = Callable[[pikepdf.Pdf], None]
MM = 72 / 25.4


@pytest.fixture(scope="module")
def wants(shanghai: Template, measures: Stationery) -> Wants:
    return Wants(shanghai, measures)


def broken(data: bytes, change: Break, **saving: Any) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, **saving)
    return out.getvalue()


def codes(data: bytes, wants: Wants) -> list[str]:
    return [each.code for each in inspect(data, "甲.pdf", wants)]


def draws(content: str) -> Break:
    """Something more on the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(f"q {content} Q".encode())

    return change


def shows_picture(dots: int, millimetres: float, **more: Any) -> Break:
    """A black picture of so many dots, shown so large, within the type area."""

    def change(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(
            b"\0" * dots * dots, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
            Width=dots, Height=dots, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, **more,
        )  # fmt: skip
        name = pdf.pages[0].add_resource(image, pikepdf.Name.XObject)
        size = millimetres * MM
        pdf.pages[0].contents_add(f"q {size} 0 0 {size} 200 400 cm {name} Do Q".encode())

    return change


def foreign_font(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    name = pdf.pages[0].add_resource(font, pikepdf.Name.Font)
    pdf.pages[0].contents_add(f"BT {name} 12 Tf 200 400 Td (x) Tj ET".encode())


def drawn_font(pdf: pikepdf.Pdf) -> None:
    glyph = pdf.make_stream(b"500 0 0 0 400 400 d1 0 0 400 400 re f")
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, FontBBox=[0, 0, 500, 500],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FirstChar=97, LastChar=97, Widths=[500],
        CharProcs=pikepdf.Dictionary(a=glyph),
        Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=[97, pikepdf.Name.a]),
    )  # fmt: skip
    name = pdf.pages[0].add_resource(font, pikepdf.Name.Font)
    pdf.pages[0].contents_add(f"BT {name} 12 Tf 200 400 Td (a) Tj ET".encode())


def letter(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = [0, 0, 612, 792]
    del pdf.pages[0].obj.Contents
    pdf.pages[0].obj.Contents = pdf.make_stream(b"300 400 50 50 re f")


def lying(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 180


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = [28, 28, 567, 813]


def an_empty_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595.28, 841.89))


def a_note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, F=4, Rect=[200, 400, 250, 450]
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


def see_through(pdf: pikepdf.Pdf) -> None:
    name = pdf.pages[0].add_resource(pikepdf.Dictionary(ca=0.5), pikepdf.Name.ExtGState)
    pdf.pages[0].contents_add(f"q {name} gs 200 400 50 50 re f Q".encode())


def a_layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="注"))
    name = pdf.pages[0].add_resource(group, pikepdf.Name.Properties)
    pdf.pages[0].contents_add(f"/OC {name} BDC 200 400 50 50 re f EMC".encode())


def a_spot_color(pdf: pikepdf.Pdf) -> None:
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 0, 0], N=1)
    space = pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name("/Gold"), pikepdf.Name.DeviceCMYK, tint]
    )
    name = pdf.pages[0].add_resource(space, pikepdf.Name.ColorSpace)
    pdf.pages[0].contents_add(f"q {name} cs 1 scn 200 400 50 50 re f Q".encode())


def two_fonts_of_one_name(pdf: pikepdf.Pdf) -> None:
    fonts = pdf.pages[0].obj.Resources.Font
    fonts["/Same"] = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=fonts["/F1"].BaseFont
    )
    pdf.pages[0].contents_add(b"q BT /Same 12 Tf 200 400 Td (x) Tj ET Q", prepend=True)


def settings(draw: str, **given: Any) -> Break:
    """A dictionary of settings on the first page, and what is drawn with it."""

    def change(pdf: pikepdf.Pdf) -> None:
        name = pdf.pages[0].add_resource(pikepdf.Dictionary(**given), pikepdf.Name.ExtGState)
        pdf.pages[0].contents_add(f"q {name} gs {draw} Q".encode())

    return change


HELVETICA = pikepdf.Dictionary(
    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
)


def a_shading(pdf: pikepdf.Pdf) -> None:
    blend = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
    shading = pikepdf.Dictionary(
        ShadingType=2,
        ColorSpace=pikepdf.Name.DeviceRGB,
        Coords=[200, 400, 300, 400],
        Function=blend,
    )
    name = pdf.pages[0].add_resource(shading, pikepdf.Name.Shading)
    pdf.pages[0].contents_add(f"q 200 400 50 50 re W n {name} sh Q".encode())


def in_units_of_two_points(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.UserUnit = 2


def not_compressed_as_it_says(pdf: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(pdf, b"")
    stream.write(b"no zlib", filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].obj.Contents = stream


def a_form_in_itself(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/X Do /X Do", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    name = pdf.pages[0].add_resource(form, pikepdf.Name.XObject)
    pdf.pages[0].contents_add(f"{name} Do".encode())


def laughs(pdf: pikepdf.Pdf) -> None:
    """Ten forms, each of which draws the one before ten times."""
    form = pdf.make_stream(b"0 0 1 1 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(9):
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        form = pdf.make_stream(
            b"/X Do " * 10, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Resources=resources
        )
    name = pdf.pages[0].add_resource(form, pikepdf.Name.XObject)
    pdf.pages[0].contents_add(f"{name} Do".encode())


def no_dictionary_of_resources(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources = pikepdf.Array([1, 2])


def no_such_turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = pikepdf.Name.Upright


def not_called_a_page(pdf: pikepdf.Pdf) -> None:
    """qpdf reads it, pdfium does not."""
    pdf.pages[0].obj.Type = pikepdf.Name.Pagina


def a_huge_sheet(pdf: pikepdf.Pdf) -> None:
    """As large as a house: nobody draws a picture of that."""
    pdf.pages[0].obj.MediaBox = [0, 0, 59_528, 84_189]


def no_pages(pdf: pikepdf.Pdf) -> None:
    while len(pdf.pages):
        del pdf.pages[0]


BROKEN: list[tuple[str, Break]] = [
    ("font-not-embedded", foreign_font),
    ("drawn-font", drawn_font),
    ("page-size", letter),
    ("turned-page", lying),
    ("cropped-page", cropped),
    ("coarse-picture", shows_picture(100, 25.4)),
    ("hairline", draws("0.1 w 200 400 m 300 400 l S")),
    ("hairline", draws("0 w 200 400 m 300 400 l S")),
    ("hairline", draws("0.1 0 0 0.1 0 0 cm 2 w 2000 4000 m 3000 4000 l S")),
    ("hairline", draws("200 400 100 0.1 re f")),
    ("wrong-color", draws("1 0 0 rg 200 400 50 50 re f")),
    ("wrong-color", draws("1 0 1 0 k 200 400 50 50 re f")),
    ("wrong-color", a_spot_color),
    ("outside", draws("10 400 20 20 re f")),
    ("outside", draws("200 790 20 20 re f")),
    ("empty-page", an_empty_page),
    ("see-through", see_through),
    ("layers", a_layer),
    ("notes", a_note),
    ("no-pages", no_pages),
    ("font-not-embedded", two_fonts_of_one_name),
    ("font-not-embedded", settings("BT 200 400 Td (x) Tj ET", Font=[HELVETICA, 12])),
    ("hairline", settings("200 400 m 300 400 l S", LW=0.05)),
    ("see-through", settings("200 400 50 50 re f", BM=pikepdf.Name.Multiply)),
    ("wrong-color", a_shading),
    ("wrong-color", draws("1 0 0 RG BT /F1 20 Tf 1 Tr 200 400 Td <0001> Tj ET")),
    ("page-size", in_units_of_two_points),
    ("page-size", a_huge_sheet),
    ("damaged-page", draws("/a (b) re f")),
    ("damaged-page", draws("0 0 rg 200 400 50 50 re f")),
    ("damaged-page", draws("/None Do")),
    ("damaged-page", not_compressed_as_it_says),
    ("damaged-page", a_form_in_itself),
    ("damaged-page", laughs),
    ("damaged-page", no_dictionary_of_resources),
    ("damaged-page", no_such_turn),
    ("damaged-page", not_called_a_page),
]


@pytest.mark.parametrize(("code", "change"), BROKEN)
def test_what_is_broken_is_found(code: str, change: Break, small_pdf: bytes, wants: Wants) -> None:
    assert codes(broken(small_pdf, change), wants) == [code]


def from_the_other_corner(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, top = pdf.pages[0].obj.MediaBox
    pdf.pages[0].obj.MediaBox = [right, top, left, bottom]


def a_font_for_nothing(pdf: pikepdf.Pdf) -> None:
    name = pdf.pages[0].add_resource(HELVETICA, pikepdf.Name.Font)
    pdf.pages[0].contents_add(f"BT {name} 12 Tf ET".encode())


def calibrated_black(pdf: pikepdf.Pdf) -> None:
    white = pikepdf.Dictionary(WhitePoint=[0.95, 1, 1.09])
    space = pikepdf.Array([pikepdf.Name.CalRGB, white])
    name = pdf.pages[0].add_resource(space, pikepdf.Name.ColorSpace)
    pdf.pages[0].contents_add(f"q {name} cs 200 400 50 50 re f Q".encode())


UNBROKEN: list[Break] = [
    from_the_other_corner,
    a_font_for_nothing,
    calibrated_black,
    shows_picture(200, 25.4),
    draws("0.25 w 200 400 m 300 400 l S"),
    draws("0.5 g 200 400 50 50 re f"),
    draws("0.9020 0 0.0706 rg 200 400 50 50 re f"),  # E60012
    draws("0 0.8 0.8 0 k 200 400 50 50 re f"),
    draws("0 0 0 1 k 200 400 50 50 re f"),
    draws("1 0 0 rg"),  # set, and nothing drawn in it
    draws("0.05 w"),
]


@pytest.mark.parametrize("change", UNBROKEN)
def test_what_is_not_broken_is_left_alone(change: Break, small_pdf: bytes, wants: Wants) -> None:
    assert codes(broken(small_pdf, change), wants) == []


def test_no_sample_is_blamed(
    shipped_faces: Faces, shanghai: Template, wants: Wants, measures: Stationery
) -> None:
    for file in sorted(ISSUES.glob("*.yaml")):
        source = load(file)
        for multiple in (1, 4):
            template = replace(shanghai, colophon_page=multiple)
            data = render(source, template, "pdf", shipped_faces)
            data = standing(data, shanghai.page.width, shanghai.page.height)
            assert inspect(data, file.name, wants) == []
            inks = in_process_colors(data, shanghai, measures)
            assert inspect(inks, file.name, replace(wants, inks=True)) == []
        codes = [each.code for each in inspect_issue(source)]
        assert codes == (["same-number"] if source.copy_number else [])


@pytest.mark.parametrize("across", ["", "（横排）"])
def test_a_table_from_page_to_page_is_not_blamed(
    across: str, shipped_faces: Faces, shanghai: Template, wants: Wants
) -> None:
    """Its rules run to the edges of the lines, which are higher than their type."""
    rows = ("|甲|乙|", "|-|-|", *("|1|2|",) * 60)
    page = shanghai.page
    data = render(
        with_body("近日开会。", f"表题{across}：表", *rows), shanghai, "pdf", shipped_faces
    )
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) > 3

    assert codes(standing(data, page.width, page.height), wants) == []


def test_no_pdf_at_all(wants: Wants) -> None:
    assert codes(b"not a PDF", wants) == ["not-a-pdf"]
    assert codes(b"", wants) == ["not-a-pdf"]


def test_half_a_pdf(small_pdf: bytes, wants: Wants) -> None:
    """qpdf mends what it can; where the pages are gone, it is no PDF."""
    assert set(codes(small_pdf[: len(small_pdf) // 3], wants)) & {"not-a-pdf", "no-pages"}


@pytest.mark.parametrize(("user", "code"), [("secret", "encrypted"), ("", "encrypted")])
def test_a_password(user: str, code: str, small_pdf: bytes, wants: Wants) -> None:
    locked = broken(
        small_pdf, lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user=user)
    )

    assert codes(locked, wants) == [code]


def test_more_sheets_than_are_stapled(small_pdf: bytes, wants: Wants) -> None:
    def five_pages(pdf: pikepdf.Pdf) -> None:
        for _ in range(4):
            pdf.pages.append(pdf.pages[0])

    data = broken(small_pdf, five_pages)

    assert codes(data, replace(wants, staples=2)) == ["too-many-sheets"]
    assert codes(data, replace(wants, staples=3)) == []
    assert PrintSettings().staples == 0


def test_screen_colors_are_no_inks(small_pdf: bytes, wants: Wants) -> None:
    found = inspect(small_pdf, "甲.pdf", replace(wants, inks=True))

    assert {each.code for each in found} == {"not-in-ink"}
    assert any("#E60012" in each.message for each in found)
    assert {"not-in-ink", "font-not-embedded", "wrong-color"} <= STOPPING


def test_places_and_remedies(small_pdf: bytes, wants: Wants) -> None:
    (found,) = inspect(broken(small_pdf, shows_picture(100, 25.4)), "甲.pdf", wants)

    assert str(found) == (
        "甲.pdf:1:1: 第 1 页有一幅 100 × 100 点的图，印出来每英寸只有 100 点，不到 150 点。"
        "换一幅大的，或排得小些 [coarse-picture]"
    )


def test_a_picture_in_a_form(small_pdf: bytes, wants: Wants) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        picture = BytesIO()
        Image.new("L", (50, 50)).save(picture, "PNG")
        image = pdf.make_stream(
            b"\0" * 2500, Subtype=pikepdf.Name.Image, Width=50, Height=50,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        form = pdf.make_stream(
            b"36 0 0 36 0 0 cm /I Do", Subtype=pikepdf.Name.Form, BBox=[0, 0, 72, 72],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image)),
            Matrix=[2, 0, 0, 2, 0, 0],
        )  # fmt: skip
        name = pdf.pages[0].add_resource(form, pikepdf.Name.XObject)
        pdf.pages[0].contents_add(f"q 1 0 0 1 200 400 cm {name} Do Q".encode())

    (found,) = inspect(broken(small_pdf, change), "甲.pdf", wants)
    assert "每英寸只有 50 点" in found.message


def test_too_few_copies() -> None:
    assert inspect_issue(issue()) == []
    (found,) = inspect_issue(issue(SMALL.replace("印数: 80", "印数: 2")))
    assert found.code == "too-few-copies"
    assert found.location
    assert found.location.line == 15


def test_a_secret_without_a_number() -> None:
    assert [each.code for each in inspect_issue(issue(SMALL + "密级: 秘密\n"))] == [
        "secret-without-number"
    ]
    numbered = SMALL.replace("印数: 80", "印数: 1") + "密级: 秘密\n份号: 3\n"
    assert "secret-without-number" not in [each.code for each in inspect_issue(issue(numbered))]


def test_one_number_for_all_copies() -> None:
    (found,) = inspect_issue(issue(SMALL + "份号: 3\n"))

    assert found.code == "same-number"
    assert found.message == "期文件里写了份号，80 份都会印成 000003"
    assert "--numbered 1-80" in found.remedy
    assert inspect_issue(issue(SMALL.replace("印数: 80\n", "份号: 3\n"))) == []


def test_the_page_of_the_print_room_names_every_finding() -> None:
    """And says truly which of them stop a job."""
    code = Path(preflight.__file__).read_text("utf-8")
    emitted = set(re.findall(r'yield "([a-z-]+)"', code)) | set(
        re.findall(r'Diagnostic\(\s*"([a-z-]+)"', code)
    )
    page = (ISSUES.parent / "docs" / "print-room.md").read_text("utf-8")
    page = page.split("## 印前检查")[1].split("\n## ")[0]
    rows = [row for row in page.splitlines() if re.match(r"\| `[a-z-]+`", row)]
    told = {each for row in rows for each in re.findall(r"`([a-z-]+)`", row.split("|")[1])}
    stops = {
        each
        for row in rows
        if row.split("|")[3].strip() == "停"
        for each in re.findall(r"`([a-z-]+)`", row.split("|")[1])
    }

    emitted |= {fault for fault, *_ in preflight.FAULTS}
    assert emitted | {"not-a-pdf", "encrypted"} == told
    assert stops == STOPPING
