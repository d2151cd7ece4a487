"""The finished PDF against GB/T 9704-2012: measured in the file, not in the layout's numbers."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import yaml

from briefing.cjk import NOT_AT_END, NOT_AT_START
from briefing.document import Chart, Table
from tests.engines.conftest import SHARED, Made
from tests.engines.reading import MM, read_ink, read_lines, read_pictures, read_rules, read_sizes

pytestmark = pytest.mark.engine

TOP, BOTTOM, LEFT, RIGHT = 37.0, 262.0, 28.0, 184.0  # the type area, mm from the sheet's corner
FOLIO = re.compile(r"—?\d+—?")
IN_CHARTS = 9.5  # points: type no larger than this stands in charts alone
DASH = 269.0  # mm: the folio's dash is 7 mm below the type area
# Lines lie within their leading; the rules of a table lie on its edges.
ABOVE, BELOW = 2.9, 0.9  # mm
EM_14 = 14 / MM  # mm: one 四号 character


@pytest.mark.skipif(not (SHARED / "gbt9704.yaml").exists(), reason="no table of the standard here")
def test_the_numbers_above_are_the_standard_s() -> None:
    table = yaml.safe_load((SHARED / "gbt9704.yaml").read_text("utf-8"))
    area = table["type_area"]

    assert area["top_from_sheet_mm"] == TOP
    assert area["bottom_from_sheet_top_mm"] == BOTTOM
    assert area["left_from_sheet_mm"] == LEFT
    assert area["right_from_sheet_left_mm"] == RIGHT
    assert table["grid"] == {
        "lines_per_page": 22, "chars_per_line": 28, "clause": "5.2.3", "strength": "usual",
    }  # fmt: skip
    assert table["page_number"]["dash_from_sheet_top_mm"] == DASH
    assert table["imprint"]["last_rule_at_from_sheet_top_mm"] == BOTTOM
    assert table["imprint"]["outer_rule_pt"] == pytest.approx(0.35 * MM, abs=0.001)


def test_full_pages_have_22_lines(finished: list[Path]) -> None:
    """Counted from the first baseline to the last in steps of the leading, blank lines included."""
    for folder in finished:
        ruled = read_rules(folder / "bulletin.pdf")  # tables count in whole lines, not in baselines
        pages = zip(read_lines(folder / "bulletin.pdf", IN_CHARTS), ruled, strict=True)
        lines = [page[:-1] for page, rules in pages if not rules]  # without the folio
        if len(lines) < 2:
            continue
        steps = [page[-1].baseline - page[0].baseline for page in lines]
        pitch = min(b.baseline - a.baseline for page in lines for a, b in pairwise(page))

        assert pitch == pytest.approx(225 * MM / 22, abs=0.6)  # with leading, 22 fill 225 mm
        assert max(round(step / pitch) + 1 for step in steps) == 22
        assert all(step / pitch == pytest.approx(round(step / pitch), abs=0.01) for step in steps)


def test_full_lines_have_28_characters(finished: list[Path]) -> None:
    """Lines of hanzi and full-width marks alone that reach the right edge."""
    counts: Counter[int] = Counter()
    for folder in finished:
        for page in read_lines(folder / "bulletin.pdf"):
            for line in page:
                body = line.left == pytest.approx(LEFT * MM, abs=0.5)
                reaches = line.right == pytest.approx(RIGHT * MM, abs=0.5)
                if body and reaches and not re.search("[ -~]", line.raw):
                    counts[len(line.raw)] += 1

    # A mark that may not begin the next line takes the character before it along.
    assert set(counts) <= {26, 27, 28}
    assert counts[28] >= 50


def test_no_line_begins_or_ends_wrongly(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        for page in read_lines(made.pdf):
            for line in page:
                assert line.text[0] not in NOT_AT_START, line.text
                assert line.text[-1] not in NOT_AT_END, line.text


def test_the_ink_fills_the_type_area(in_all_templates: list[Made], tmp_path: Path) -> None:
    for number, made in enumerate(in_all_templates):
        (tmp_path / str(number)).mkdir()
        area = made.template.page.type_area
        edge, below = area.left / MM, (area.top + area.height + made.template.folio_gap) / MM
        pages = read_lines(made.pdf)
        boxes = list(read_ink(made.pdf, tmp_path / str(number)))
        assert len(boxes) == len(pages)
        ruled, placed = read_rules(made.pdf), read_pictures(made.pdf)
        outside = read_lines(made.pdf, IN_CHARTS)
        everything = zip(pages, outside, ruled, placed, boxes, lying(made.pdf), strict=True)
        for page, words, rules, pictures, (left, top, right, bottom), across in everything:
            if across:  # the left margin is on top, where the type area was at the left
                assert edge - 0.1 <= top <= edge + 4  # within the leading of its first line
                assert left >= 297 - below - 3.1  # the folio
                assert right <= 297 - area.top / MM + 0.2
                continue
            assert FOLIO.fullmatch(page[-1].text)
            assert left >= edge - 0.1
            assert right <= edge + area.width / MM + 0.1
            # the folio is the lowest ink of a page, and the only ink outside the type area
            assert bottom == pytest.approx(below + 1.5, abs=1.5)
            if rules and rules[0].y < area.top:  # a table that goes on: its rule is above its line
                assert top == pytest.approx(area.top / MM - ABOVE, abs=0.3)
                continue
            assert top >= area.top / MM - 0.1
            # a picture, or the colophon on a page of its own
            tops = (*(box[1] for box in pictures), *(rule.y for rule in rules))
            drawn = [top for top in tops if top < page[0].baseline]
            if page is not pages[0] and not drawn and page[0] in words:
                # a caption is in smaller type
                assert top == pytest.approx(area.top / MM, abs=1.3)


def test_the_last_line_of_a_full_page_ends_at_the_type_area_s_edge(
    finished: list[Path], tmp_path: Path
) -> None:
    """Ink above the folio: the picture is cut off where the folio begins."""
    from PIL import Image

    for number, folder in enumerate(finished):
        (tmp_path / str(number)).mkdir()
        list(read_ink(folder / "bulletin.pdf", tmp_path / str(number)))
        pictures = sorted((tmp_path / str(number)).glob("ink-*.pgm"))
        pages = read_lines(folder / "bulletin.pdf")
        ruled = read_rules(folder / "bulletin.pdf")
        everything = zip(pages, ruled, pictures, lying(folder / "bulletin.pdf"), strict=True)
        for page, rules, picture, across in everything:
            if across:
                continue
            with Image.open(picture) as image:
                above = image.crop((0, 0, image.width, round(266 * 300 / 25.4)))
                box = above.point(lambda value: 255 * (value < 128)).getbbox()
            assert box
            bottom = box[3] * 25.4 / 300
            if rules and rules[-1].y > BOTTOM * MM + 0.5:  # a table's last rule is below its line
                assert bottom == pytest.approx(BOTTOM + BELOW, abs=0.3)
                continue
            assert bottom <= BOTTOM + 0.1
            if (page[-2].baseline - page[0].baseline) * 22 / 21 > 22 * 29:  # 22 lines
                assert bottom == pytest.approx(BOTTOM, abs=1.6)  # 楷体 stands higher than 仿宋


def test_folios(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        styles = made.template.styles
        pages = zip(read_lines(made.pdf), lying(made.pdf), strict=True)
        for number, (page, across) in enumerate(pages, 1):
            if across:  # what stands on its side is no line
                assert folio(made, number) not in [line.text for line in page]
                continue
            found = page[-1]
            assert found.text == folio(made, number)
            style = styles["folio-odd" if number % 2 else "folio-even"]
            match style.align:
                case "center":
                    middle = (found.left + found.right) / 2
                    assert middle / MM == pytest.approx(105, abs=0.2)
                # one character in from the type area: right on odd pages, left on even ones
                case "right":
                    assert number % 2
                    assert found.right / MM == pytest.approx(RIGHT - EM_14, abs=0.2)
                case _:
                    assert not number % 2
                    assert found.left / MM == pytest.approx(LEFT + EM_14, abs=0.2)


def lying(pdf: Path) -> list[bool]:
    """Whether each page lies on its side; `test_agreement` looks at those."""
    return [width > height for width, height in read_sizes(pdf)]


def folio(made: Made, number: int) -> str:
    """What stands at the foot of a page, without spaces."""
    return "".join(made.template.label("folio", 页=number).split())


def test_the_folio_s_dash_is_7_mm_below_the_type_area(finished: list[Path], tmp_path: Path) -> None:
    from PIL import Image

    dpi = 600
    pdf = finished[0] / "bulletin.pdf"
    picture = tmp_path / "folio"
    subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dpi), "-l", "1", "-singlefile", str(pdf), str(picture)],
        check=True,
    )
    dash = read_lines(pdf)[0][-1]
    with Image.open(f"{picture}.pgm") as image:
        left, right = dash.left * dpi / 72, (dash.left + 10) * dpi / 72
        band = image.crop((int(left), round(266 * dpi / 25.4), int(right), image.height))
        box = band.point(lambda value: 255 * (value < 128)).getbbox()
    assert box
    middle = 266 + (box[1] + box[3]) / 2 * 25.4 / dpi
    assert middle == pytest.approx(DASH, abs=0.2)


def test_rules(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        styles, area = made.template.styles, made.template.page.type_area
        pages = read_rules(made.pdf)
        first, *inner, last = pages[-1][-3:] if len(pages[-1]) > 2 else pages[-1]
        written = [
            styles[name].rule_above
            for name in ("rule-first", *["rule-inner" for _ in inner], "rule-last")
        ]
        assert [rule.width for rule in (first, *inner, last)] == pytest.approx(
            [rule.width for rule in written if rule], abs=0.01
        )
        assert (last.y + last.width / 2 - area.top) == pytest.approx(area.height, abs=0.3)
        for rule in (*pages[0], first, *inner, last):
            assert rule.left == pytest.approx(area.left, abs=0.6)
            assert rule.right - rule.left == pytest.approx(area.width, abs=0.6)
        below = styles["imprint-line"].rule_below
        assert below
        assert any(rule.width == pytest.approx(below.width, abs=0.01) for rule in pages[0])


def test_the_rules_of_the_standard_and_of_the_red_masthead(finished: list[Path]) -> None:
    for folder in finished:
        pages = read_rules(folder / "bulletin.pdf")
        (red,) = pages[0]
        first, *inner, last = pages[-1]

        assert red.width == pytest.approx(2.25, abs=0.01)
        assert (first.width, last.width) == pytest.approx((0.35 * MM, 0.35 * MM), abs=0.01)
        assert all(rule.width == pytest.approx(0.25 * MM, abs=0.01) for rule in inner)
        assert (last.y + last.width / 2) / MM == pytest.approx(BOTTOM, abs=0.1)
        # Those of tables, and the edge, axis and grid of charts.
        others = {rule.width for rules in pages[1:-1] for rule in rules}
        assert others <= {0.5, 1.0, 0.75, 0.25}


def test_text_copied_out_is_the_issue_s(in_all_templates: list[Made]) -> None:
    """pdftotext gives the assembled text in reading order; spaces, folios and leaders aside."""
    for made in in_all_templates:
        document = made.document
        charts = [block for block in document.blocks if isinstance(block, Chart)]
        parts: list[list[str]] = [[], *([] for _ in charts)]
        chart = 0
        for block in document.blocks:
            chart += isinstance(block, Chart)
            if not isinstance(block, Chart):
                parts[chart] += [each.text for each in block.paragraphs()]
        parts[-1] += [each.text for each in document.colophon]
        written = ["".join("".join(part).split()) for part in parts]
        heads = [
            "".join("".join(cell.text.split()) for cell in block.rows[0])
            for block in document.blocks
            if isinstance(block, Table)
        ]
        pages = subprocess.run(
            ["pdftotext", "-raw", str(made.pdf), "-"],
            check=True, capture_output=True, text=True, encoding="utf-8",
        ).stdout.split("\f")  # fmt: skip
        copied = ""
        for number, page in enumerate(pages, 1):
            end = re.escape(folio(made, number))
            text = re.sub(f"{end}$|\\.{{5,}}", "", "".join(page.split()))
            again = next((head for head in heads if copied and text.startswith(head)), "")
            copied += text.removeprefix(again)  # the head of a table that goes on

        # Between two stretches of text stand the words of a chart, some of them on its axis.
        assert copied.startswith(written[0])
        assert copied.endswith(written[-1])
        at = 0
        for part in written:
            found = copied.index(part, at)
            assert (found - at < 200) if at else found == 0
            at = found + len(part)
        assert at == len(copied)


def test_contents_name_the_page_each_title_stands_on(in_all_templates: list[Made]) -> None:
    """In our PDF and in what LibreOffice makes of the DOCX."""
    with_contents = set()
    for made in in_all_templates:
        lines = [each for each in made.document.paragraphs() if each.target]
        titles = [each for each in made.document.paragraphs() if each.anchor]
        with_contents |= {made.template.name} if lines else set()
        for pdf in (made.pdf, made.theirs):
            pages = [[line.raw.replace(" ", "") for line in page] for page in read_lines(pdf)]
            for line, title in zip(lines, titles, strict=bool(lines)):
                first = title.text.split("\n")[0]
                assert first in pages[int(line.runs[-1].text) - 1]
    assert len(with_contents) >= 3


def test_contents_lead_to_the_titles(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        lines = [each for each in made.document.paragraphs() if each.target]
        with pikepdf.open(made.pdf) as pdf:
            links = [link for page in pdf.pages for link in page.get("/Annots", [])]
            places = [int(page.objgen[0]) for page in pdf.pages]
            goals = {places.index(int(link.Dest[0].objgen[0])) + 1 for link in links}

        assert len(links) >= len(lines)
        assert goals == {int(line.runs[-1].text) for line in lines}


def test_qpdf_finds_nothing(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        checked = subprocess.run(["qpdf", "--check", str(made.pdf)], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_font_is_embedded_subset_and_mapped(in_all_templates: list[Made]) -> None:
    for made in in_all_templates:
        listed = subprocess.run(
            ["pdffonts", str(made.pdf)], check=True, capture_output=True, text=True
        ).stdout.splitlines()[2:]

        assert len(listed) >= 3
        for row in listed:
            name, *_, embedded, subset, mapped, _number, _generation = row.split()
            assert (embedded, subset, mapped) == ("yes", "yes", "yes"), name
