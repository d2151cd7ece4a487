"""A volume as others read it: a year of 52 issues page by page, LibreOffice's view of the DOCX.

The samples in all templates, issues with turned and long tables, with 版记 on a page of its own:
the lines of the PDF are those that LibreOffice sets of the DOCX, on the same pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from briefing import load, load_faces, load_template
from briefing.issue import Issue
from briefing.registry import Registry, Unit
from briefing.shipped import FONTS, TEMPLATES
from briefing.template import Template
from briefing.volume import Order, Printed, Volume, bind
from briefing.writers.bound import write
from tests.engines.conftest import SAMPLES, TEMPLATE_NAMES
from tests.engines.reading import by_libreoffice, read_lines, read_sideways, read_sizes
from tests.samples import SMALL, issue, with_body

pytestmark = pytest.mark.engine

WIDE = ("开头的话。", "表题（横排）：各区情况", "|甲|乙|", "|-|-|", "|1|2|", "后面的话。")
LONG = ("开头。", "表题（横排）：各区情况", "|甲|乙|", "|-|-|", *(f"|{n}|2|" for n in range(40)))
UPRIGHT = ("开头的话。", "表题：各区情况", "|甲|乙|", "|-|-|", "|1|2|")
LIST = "报: [甲]\n"
OWN_FOLIO = re.compile(r"—\d+—|\d+")


def held(*issues: tuple[Issue, Template]) -> list[Callable[[], Printed]]:
    return [lambda each=each: Printed(*each) for each in issues]  # type: ignore[misc]


def made(folder: Path, volume: Volume) -> tuple[Path, Path]:
    """Our PDF, and what LibreOffice makes of our DOCX."""
    for kind, data in write(volume, ("docx", "pdf")).items():
        (folder / f"volume.{kind}").write_bytes(data)
    theirs = by_libreoffice(folder / "volume.docx", folder / "theirs")
    return folder / "volume.pdf", theirs


def lines(pdf: Path) -> list[list[tuple[str, float]]]:
    """Text and baseline of each line on each page.

    LibreOffice does no sums in fields, so that the folios of the issues themselves are there in
    Word alone. Leaders are of another length.
    """
    found = []
    for page in read_lines(pdf, figures=False):
        texts = [(re.sub(r"\.{3,}", "", line.text), line.baseline) for line in page]
        found.append([line for line in texts if line[0] and not OWN_FOLIO.fullmatch(line[0])])
    return found


def assert_alike(ours: Path, theirs: Path) -> None:
    nothing: list[tuple[str, float]] = []
    pages = zip_longest(lines(ours), lines(theirs), fillvalue=nothing)
    for number, (page, other) in enumerate(pages, 1):
        assert [text for text, _ in page] == [text for text, _ in other], f"page {number}"
        for (text, one), (_, two) in zip(page, other, strict=True):
            assert one == pytest.approx(two, abs=0.5), text


def test_the_samples_in_all_templates(tmp_path: Path) -> None:
    faces = load_faces("shipped", FONTS)
    templates = [load_template(TEMPLATES / name) for name in TEMPLATE_NAMES]
    issues = [(load(file), template) for file in SAMPLES for template in templates]
    names = Registry(units=tuple(map(Unit, ("浦东局", "奉贤局", "闵行局", "长宁局"))))
    volume = bind(Order(held(*issues), templates[0], faces, names, 2025))
    ours, theirs = made(tmp_path, volume)

    assert len(volume.chapters) == 3 + len(SAMPLES) * 3
    assert_alike(ours, theirs)


def test_turned_pages_and_pages_without_numbers(tmp_path: Path) -> None:
    shanghai, qiye, jiguan = (
        load_template(TEMPLATES / name) for name in ("shanghai", "qiye", "jiguan")
    )
    even, four = (replace(shanghai, colophon_page=page) for page in (2, 4))
    secret = SMALL.replace("稿件:", "密级: 秘密\n目录: true\n稿件:")
    volume = bind(Order(
        held(
            (with_body(*WIDE, lists=LIST), shanghai), (with_body(*LONG, lists=LIST), qiye),
            (with_body(*LONG), shanghai), (with_body(*UPRIGHT), shanghai), (issue(), even),
            (issue(), four), (with_body(*UPRIGHT, lists=LIST), four), (issue(secret), jiguan),
            (issue(), qiye),
        ),
        shanghai, load_faces("shipped", FONTS), Registry(units=(Unit("甲局"),)), 2025,
    ))  # fmt: skip
    ours, theirs = made(tmp_path, volume)

    assert_alike(ours, theirs)
    shown = [
        (sorted(digits(page)), size)
        for page, size in zip(read_sideways(ours), sizes(ours), strict=True)
        if size[0] > size[1]
    ]
    others = [
        (sorted(digits(page)), size)
        for page, size in zip(read_sideways(theirs), sizes(theirs), strict=True)
        if size[0] > size[1]
    ]
    assert len(shown) == len(others) > 5
    for (chars, size), (found, other) in zip(shown, others, strict=True):
        assert size == other
        for char, match in zip(chars, found, strict=True):
            assert char[0] == match[0]
            assert char[1:] == pytest.approx(match[1:], abs=0.5)


def sizes(pdf: Path) -> list[tuple[int, int]]:
    return [(round(width), round(height)) for width, height in read_sizes(pdf)]


def digits(page: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The digits of the running number of a turned page: those beyond the middle of the sheet."""
    return [char for char in page if char[0].isdigit() and char[1] > 420]


# --- a year


def year(number: int, chance: random.Random) -> str:
    """An issue of some pages: entries with titles unlike any other's."""
    rows = [
        "刊名: [某某市, 基层工作简报]", f"期号: {number}", f"总期号: {number + 400}",
        "编印单位: 某某办公室", f"日期: 2025-{1 + (number - 1) * 12 // 52:02}-15", "稿件:",
    ]  # fmt: skip
    for entry in range(1, chance.randint(2, 6)):
        rows += [f"  - 标题: 第{number}期第{entry}篇的事", "    正文: |"]
        for _ in range(chance.randint(1, 5)):
            unit = chance.choice(("甲", "乙", "丙"))
            rows.append(f"      {unit}局{'把事情办实办好，' * chance.randint(5, 30)}完。")
    return "\n".join((*rows, "报: [市委办公室]", ""))


@pytest.fixture(scope="module")
def annual() -> tuple[Volume, dict[str, bytes]]:
    chance = random.Random("a year")
    template = load_template(TEMPLATES / "shanghai")
    issues = [(issue(year(number, chance)), template) for number in range(1, 53)]
    names = Registry(units=(Unit("甲局"), Unit("丙局")))
    volume = bind(Order(held(*issues), template, load_faces("shipped", FONTS), names, 2025))
    return volume, write(volume, ("pdf",))


def goal(item: pikepdf.OutlineItem) -> tuple[int, int]:
    """The page that a bookmark leads to."""
    assert isinstance(item.destination, pikepdf.Array)
    return item.destination[0].objgen


def test_bookmarks_and_contents_of_all_52_issues(annual: tuple[Volume, dict[str, bytes]]) -> None:
    """What the PDF says of a page is held against what stands on that page."""
    data = annual[1]["pdf"]
    with pdfplumber.open(BytesIO(data)) as opened:
        pages = ["".join(page.extract_text().split()) for page in opened.pages]
    with pikepdf.open(BytesIO(data)) as pdf:
        where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        with pdf.open_outline() as outline:
            marks = [
                (each.title, where[goal(each)],
                 [(child.title, where[goal(child)]) for child in each.children])
                for each in outline.root
            ]  # fmt: skip
    *issues, index = marks
    listed = [
        (match[1], int(match[2]))
        for page in pages[2 : issues[0][1] - 1]
        for match in re.finditer(r"(第\d+期(?:（总第\d+期）\d+月\d+日|第\d篇的事))\.+(\d+)", page)
    ]

    assert [title.split("（")[0] for title, _, _ in issues] == [f"第{n}期" for n in range(1, 53)]
    assert len({page for _, page, _ in issues}) == 52
    expected = []
    for number, (title, page, entries) in enumerate(issues, 1):
        assert page % 2 == 1
        assert f"2025年第{number}期（总第{number + 400}期）" in pages[page - 1]
        assert pages[page - 1].startswith(f"·{page}·")
        assert "—1—" in pages[page - 1]
        expected.append((title.replace("　", ""), page))
        assert [name for name, _ in entries] == [
            f"第{number}期第{n}篇的事" for n in range(1, len(entries) + 1)
        ]
        for name, at in entries:
            assert name in pages[at - 1]
            expected.append((name, at))
    assert listed == expected
    assert index[0] == "索引"
    # the pages that the index gives are those with the name
    text = "".join(pages[index[1] - 1 :])
    for name in ("甲局", "丙局"):
        said = re.search(rf"{name}([\d、～]+)", text)
        assert said
        numbers = set()
        for part in said[1].split("、"):
            first, _, last = part.partition("～")
            numbers |= set(range(int(first), int(last or first) + 1))
        entries_on = {n for n, page in enumerate(pages, 1) if name in page and n < index[1]}
        assert numbers == entries_on


def test_one_subset_a_face_for_all_52(annual: tuple[Volume, dict[str, bytes]]) -> None:
    volume, files = annual
    with pikepdf.open(BytesIO(files["pdf"])) as pdf:
        dictionaries = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        fonts = [each for each in dictionaries if each.get("/Type") == "/FontDescriptor"]
        assert len(pdf.pages) == volume.count > 150
    assert len(fonts) < 6
