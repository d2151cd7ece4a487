"""The finished PDF against GB/T 9704-2012: measured in the file, not in the layout's numbers."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path

import pikepdf
import pytest
import yaml

from briefing.cjk import NOT_AT_END, NOT_AT_START
from briefing.document import Chart, Figure, Paragraph, Table
from briefing.layout.turning import turned
from briefing.references import ChartKind
from tests.engines.conftest import SHARED, Made
from tests.engines.reading import (
    MM,
    ReadLine,
    ReadRule,
    ReadTable,
    read_figures,
    read_ink,
    read_lines,
    read_rules,
    read_sizes,
    read_tables,
)

pytestmark = pytest.mark.engine

TOP, BOTTOM, LEFT, RIGHT = 37.0, 262.0, 28.0, 184.0  # the type area, mm from the sheet's corner
FOLIO = re.compile(r"—?\d+—?")
LINES = 22
DASH = 269.0  # mm: the folio's dash is 7 mm below the type area
BELOW = 1.1  # mm: type ends above the lower edge of its line, the frame of a table does not
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


@dataclass(frozen=True)
class Standing:
    """What stands on an upright page between the masthead and the colophon, from the top.

    lines  those outside tables and charts, without the folio
    """

    lines: list[ReadLine]
    tables: list[ReadTable]
    figures: list[tuple[float, ...]]


def standing(made: Made) -> list[Standing | None]:
    """Of each page; None of those that lie on their side."""
    found: list[Standing | None] = []
    pages = list(
        zip(
            read_lines(made.pdf, figures=False), free_rules(made.pdf), read_tables(made.pdf),
            read_figures(made.pdf), lying(made.pdf), strict=True,
        )
    )  # fmt: skip
    ruled = [paragraph for paragraph in made.document.colophon if paragraph.style[:4] == "rule"]
    for page in pages:
        lines, rules, tables, figures, across = page
        top = rules[0].y if page is pages[0] else 0.0
        bottom = rules[-len(ruled)].y if page is pages[-1] else 842.0
        lines = [line for line in lines[:-1] if top < line.baseline < bottom]
        lines = [line for line in lines if not any(each.holds(line.baseline) for each in tables)]
        found.append(None if across else Standing(lines, tables, figures))
    return found


def free_rules(pdf: Path) -> list[list[ReadRule]]:
    """The rules of each page that are of no table and no chart."""
    pages = zip(read_rules(pdf), read_tables(pdf), strict=True)
    return [
        [rule for rule in rules if not any(rule in table.across for table in tables)]
        for rules, tables in pages
    ]


def test_pages_have_22_lines(in_all_templates: list[Made]) -> None:
    """Text stands on the lines, tables and pictures take whole ones, and pages are full of them.

    A page with fewer ends before something that has no room on it and is never torn.
    """
    standard = [made for made in in_all_templates if made.template.page.lines == 22]
    names = {made.template.name for made in standard}
    assert len(names) == 2
    seen: Counter[str] = Counter()
    for name in names:
        issues = [standing(made) for made in standard if made.template.name == name]
        lines = [page.lines for pages in issues for page in pages if page]
        pitch = min(b.baseline - a.baseline for page in lines for a, b in pairwise(page))
        first = min(line.baseline for page in lines for line in page)
        assert pitch == pytest.approx(225 * MM / 22, abs=0.6)  # with leading, 22 fill 225 mm

        def line_at(y: float, first: float = first, pitch: float = pitch) -> float:
            """The line with a baseline there, counted from 1."""
            return (y - first) / pitch + 1

        for pages in issues:
            ends: list[int] = []
            for number, page in enumerate(pages):
                if page is None:
                    ends.append(LINES)
                    continue
                # A baseline is four fifths down its line.
                edges = [(table.top, 0.8) for table in page.tables]
                # Where a table goes on, the page ends with one of its thinner rules.
                edges += [
                    (table.bottom + table.across[0].width - table.across[-1].width, -0.2)
                    for table in page.tables
                ]
                places = [line_at(line.baseline) for line in page.lines]
                places += [line_at(edge) + part for edge, part in edges]
                # The masthead of the first page is higher or lower by part of a line.
                part = places[0] - round(places[0]) if number == 0 else 0.0
                for place in places:
                    assert place - part == pytest.approx(round(place - part), abs=0.01)
                drawn = [line_at(box[3]) - 0.2 - part for box in page.figures]
                last = max((round(place - part) for place in places), default=0)
                last = max([last, *(ceil(bottom - 0.01) for bottom in drawn)])
                assert last <= LINES
                ends.append(last)
                seen["tables"] += len(page.tables)
                seen["figures"] += len(page.figures)
                seen["full"] += last == LINES
            for last, after in zip(ends, pages[1:], strict=False):
                if (
                    last == LINES
                    or after is None
                    or not (after.lines or after.figures or after.tables)
                ):
                    continue
                seen["short"] += 1
                together = whole(after, line_at)
                assert LINES - last < together, f"{name}: {last} lines, then {together}"
    assert seen["tables"] >= 8
    assert seen["figures"] >= 12
    assert seen["full"] >= 30
    assert seen["short"] <= 12


def whole(page: Standing, line_at: Callable[[float], float]) -> int:
    """How many lines at the top of a page had to stand together."""
    if page.figures and page.figures[0][1] < page.lines[0].baseline:
        caption = next(line for line in page.lines if line.baseline > page.figures[0][3])
        return round(line_at(caption.baseline))
    if page.lines[0].left < LEFT * MM + 33:  # text: a heading, or the first of two lines
        return 2
    # Titles, white above them, and a line of text or two.
    text = next(line for line in page.lines if abs(line.left - (LEFT * MM + 32)) < 1)
    return round(line_at(text.baseline)) + 2


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
    """But for the folio; lines are higher than their type, so tables and pictures begin above."""
    first: Counter[str] = Counter()
    for number, made in enumerate(in_all_templates):
        (tmp_path / str(number)).mkdir()
        page = made.template.page
        area = page.type_area
        edge, below = area.left / MM, (area.top + area.height + made.template.folio_gap) / MM
        over = (area.top - page.margins.top) / MM  # from a line's upper edge to its type's
        everything = list(
            zip(
                read_lines(made.pdf), read_tables(made.pdf), read_figures(made.pdf),
                free_rules(made.pdf), read_ink(made.pdf, tmp_path / str(number)),
                lying(made.pdf), strict=True,
            )
        )  # fmt: skip
        for index, (lines, tables, figures, rules, box, across) in enumerate(everything):
            left, top, right, bottom = box
            if across:  # the left margin is on top, where the type area was at the left
                first["across"] += 1
                assert edge - 0.1 <= top <= edge + 4  # within the leading of its first line
                # the folio is the ink farthest left, as it is the lowest of upright pages
                assert left == pytest.approx(297 - below - 1.5, abs=1.5)
                (table,) = tables
                assert right == pytest.approx(297 - area.top / MM, abs=0.2)
                assert table.across[0].left / MM == pytest.approx(
                    297 - (area.top + area.height) / MM, abs=0.2
                )
                assert bottom <= edge + area.width / MM + 0.1
                continue
            assert FOLIO.fullmatch(lines[-1].text)
            assert left >= edge - 0.1
            assert right <= edge + area.width / MM + 0.1
            # the folio is the lowest ink of a page, and the only ink outside the type area
            assert bottom == pytest.approx(below + 1.5, abs=1.5)
            if index == 0:
                assert top >= area.top / MM - 0.1
                continue
            tops = {
                lines[0].baseline: "text",
                **{table.top: "table" for table in tables},
                **{figure[1]: "figure" for figure in figures},
                **{rule.top: "rule" for rule in rules},
            }
            highest = min(tops)
            first[tops[highest]] += 1
            match tops[highest]:
                case "text":  # a caption is in smaller type
                    assert top == pytest.approx(area.top / MM, abs=1.3)
                case "table":  # one that goes on: its frame begins where its line does
                    assert highest / MM == pytest.approx(area.top / MM - over, abs=0.05)
                    assert top == pytest.approx(highest / MM, abs=0.1)
                    assert left == pytest.approx(edge, abs=0.1)
                    assert right == pytest.approx(edge + area.width / MM, abs=0.1)
                case "figure":  # below the white that keeps it from the line above
                    white = made.template.pictures.above / MM
                    assert highest / MM >= area.top / MM - over + white - 0.05
                    assert top >= highest / MM - 0.1
                case "rule":  # the colophon on a page of its own
                    assert index == len(everything) - 1
                    assert top == pytest.approx(highest / MM, abs=0.1)
    assert set(first) == {"text", "table", "figure", "rule", "across"}


def test_what_stands_last_on_a_page_ends_where_its_line_does(
    finished: list[Path], tmp_path: Path
) -> None:
    """Line 22 at the type area's edge; ink above the folio: the picture is cut off where it begins.

    The frame of a table ends with its line, which is higher than its type.
    """
    from PIL import Image

    last: Counter[str] = Counter()
    texts = [lines for folder in finished for lines in read_lines(folder / "bulletin.pdf")]
    line_22 = max(lines[-2].baseline for lines in texts if len(lines) > 1)
    for number, folder in enumerate(finished):
        (tmp_path / str(number)).mkdir()
        pdf = folder / "bulletin.pdf"
        list(read_ink(pdf, tmp_path / str(number)))
        pictures = sorted((tmp_path / str(number)).glob("ink-*.pgm"))
        everything = list(
            zip(
                read_lines(pdf), read_tables(pdf), read_figures(pdf), free_rules(pdf), pictures,
                lying(pdf), strict=True,
            )
        )  # fmt: skip
        for lines, tables, figures, rules, picture, across in everything:
            if across:
                continue
            with Image.open(picture) as image:
                above = image.crop((0, 0, image.width, round(266 * 300 / 25.4)))
                box = above.point(lambda value: 255 * (value < 128)).getbbox()
            assert box
            bottom = box[3] * 25.4 / 300
            ends = {
                lines[-2].baseline: "text",
                **{table.bottom: "table" for table in tables},
                **{figure[3]: "figure" for figure in figures},
                **{rule.bottom: "rule" for rule in rules},
            }
            end = max(ends)
            last[ends[end]] += 1
            if ends[end] == "text":
                assert bottom <= BOTTOM + 0.1
                assert bottom == pytest.approx(BOTTOM - (line_22 - end) / MM, abs=0.45)
            else:
                assert bottom == pytest.approx(end / MM, abs=0.1)
                assert end / MM <= BOTTOM + (BELOW if ends[end] != "rule" else 0.1)
    assert set(last) >= {"text", "table", "rule"}
    assert last["text"] >= 15


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
    """Those of paragraphs, in order: of the masthead, of sections, of the colophon; no more."""
    for made in in_all_templates:
        styles, area, document = made.template.styles, made.template.page.type_area, made.document
        blocks = [block for block in document.blocks if isinstance(block, Paragraph)]
        masthead = blocks[: 1 + [block.style for block in blocks].index("imprint-line")]
        written = [
            (paragraph, rule, rule is styles[paragraph.style].rule_below)
            for paragraph in (*blocks, *document.colophon)
            for rule in (styles[paragraph.style].rule_above, styles[paragraph.style].rule_below)
            if rule
        ]
        lines, pages = read_lines(made.pdf, figures=False), free_rules(made.pdf)
        found = [(number, rule) for number, page in enumerate(pages) for rule in page]
        for (paragraph, rule, is_below), (number, drawn) in zip(written, found, strict=True):
            assert drawn.width == pytest.approx(rule.width, abs=0.01)
            assert drawn.left == pytest.approx(area.left, abs=0.1)
            assert drawn.right - drawn.left == pytest.approx(area.width, abs=0.3)
            if any(paragraph is each for each in masthead):
                assert number == 0
            if any(paragraph is each for each in document.colophon):
                assert number == len(pages) - 1
            if is_below:
                above = [line for line in lines[number] if line.baseline < drawn.y][-1]
                assert above.text == "".join(unicodedata.normalize("NFKC", paragraph.text).split())
        assert found[-1][1].bottom - area.top == pytest.approx(area.height, abs=0.3)


def test_the_rules_of_the_standard_and_of_the_red_masthead(finished: list[Path]) -> None:
    for folder in finished:
        (red,), *between, colophon = free_rules(folder / "bulletin.pdf")
        first, *inner, last = colophon

        assert red.width == pytest.approx(2.25, abs=0.01)
        assert not any(between)
        assert (first.width, last.width) == pytest.approx((0.35 * MM, 0.35 * MM), abs=0.01)
        assert all(rule.width == pytest.approx(0.25 * MM, abs=0.01) for rule in inner)
        assert last.bottom / MM == pytest.approx(BOTTOM, abs=0.1)


def test_rules_of_tables(in_all_templates: list[Made]) -> None:
    """A frame around each, over the whole measure; within it a rule between rows and columns."""
    over_pages = 0
    for made in in_all_templates:
        outer, inner = made.template.table.outer.width, made.template.table.inner.width
        tables = (block for block in made.document.blocks if isinstance(block, Table))
        rows: list[tuple[Paragraph, ...]] = []  # of the last table, those that are still to come
        head: tuple[Paragraph, ...] = ()
        pages = zip(
            read_tables(made.pdf), read_lines(made.pdf, figures=False), lying(made.pdf), strict=True
        )
        for found, lines, across in pages:
            page = (turned(made.template) if across else made.template).page
            left, right = page.margins.left, page.margins.left + page.measure
            for drawn in found:
                if rows:  # it goes on; its head stands again
                    over_pages += 1
                    rows = [head, *rows]
                else:
                    rows = list(next(tables).rows)
                    head = rows[0]
                shown, rows = rows[: len(drawn.across) - 1], rows[len(drawn.across) - 1 :]
                widths = [outer, *[inner] * (len(shown) - 1), inner if rows else outer]
                assert [rule.width for rule in drawn.across] == pytest.approx(widths, abs=0.01)
                assert all(
                    (rule.left, rule.right) == pytest.approx((left, right), abs=0.15)
                    for rule in drawn.across
                )
                widths = [outer, *[inner] * (len(head) - 1), outer]
                assert [rule.width for rule in drawn.uprights] == pytest.approx(widths, abs=0.01)
                assert all(
                    (rule.top, rule.bottom) == pytest.approx((drawn.top, drawn.bottom), abs=0.15)
                    for rule in drawn.uprights
                )
                inside = "".join(line.text for line in lines if drawn.holds(line.baseline))
                cells = "".join(cell.text for row in shown for cell in row)
                assert Counter(inside) == Counter(
                    "".join(unicodedata.normalize("NFKC", cells).split())
                )
                if rows:  # nothing but the folio stands below
                    assert drawn is found[-1]
                    assert across or lines[-2].baseline < drawn.bottom
        assert not rows
        assert next(tables, None) is None
    assert over_pages >= 3


def test_rules_of_charts(in_all_templates: list[Made]) -> None:
    """In charts alone; and each figure stands above its caption."""
    for made in in_all_templates:
        look, blocks = made.template.charts, made.document.blocks
        figures = [
            (block, below)
            for block, below in zip(blocks, (*blocks[1:], None), strict=True)
            if isinstance(block, Chart | Figure)
        ]
        found = [
            (box, lines, rules)
            for boxes, lines, rules in zip(
                read_figures(made.pdf), read_lines(made.pdf, figures=False),
                read_rules(made.pdf, figures=True), strict=True,
            )
            for box in boxes
        ]  # fmt: skip
        for (block, below), (box, lines, rules) in zip(figures, found, strict=True):
            inside = {rule.width for rule in rules if box[1] - 0.1 <= rule.y <= box[3] + 0.1}
            widths = {look.edge.width, look.axis.width, look.grid.width}
            assert inside <= (widths if isinstance(block, Chart) else set())
            if block.captioned:
                assert isinstance(below, Paragraph)
                caption = next(line for line in lines if line.baseline > box[3])
                assert "".join(unicodedata.normalize("NFKC", below.text).split()).startswith(
                    caption.text
                )


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

        # Between two stretches of text stand the words of a chart, and the numbers of its axis.
        assert copied.startswith(written[0])
        assert copied.endswith(written[-1])
        at = 0
        for part, before in zip(written, [None, *charts], strict=True):
            found = copied.index(part, at)
            rest = copied[at:found]
            for word in sorted(printed(before) if before else [], key=len)[::-1]:
                assert word in rest
                rest = rest.replace(word, "", 1)
            axis = before and before.plot.kind is not ChartKind.PIE
            assert re.fullmatch("[0-9.,%-]*" if axis else "", rest), rest
            at = found + len(part)
        assert at == len(copied)


def printed(chart: Chart) -> list[str]:
    """The words of a chart, without spaces; a pie shows no numbers, but what share each is."""
    plot = chart.plot
    if plot.kind is not ChartKind.PIE:
        return ["".join(text.text.split()) for text in chart.paragraphs()]
    values = [float(value.number) for value in plot.series[0].values if value]
    names = [each.value for each in (*plot.categories, plot.series[0].name)]
    shares = [f"{100 * value / sum(values):.1f}%" for value in values]
    return ["".join(name.split()) for name in names] + shares


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
