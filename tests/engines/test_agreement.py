"""The PDF and what LibreOffice makes of the DOCX break at the same places, and lie on each other.

LibreOffice 7.4 on a machine without a Chinese font: what it shows comes from the DOCX.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from pathlib import Path

import pdfplumber
import pytest

from briefing import Issue, load, load_faces, load_template, render_all
from briefing.document import Document, Table
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import read
from briefing.writers import prepare
from tests.engines import generated
from tests.engines.conftest import TEMPLATE_NAMES, Made
from tests.engines.reading import (
    ReadLine,
    by_libreoffice,
    read_lines,
    read_pictures,
    read_rules,
    read_sideways,
    read_sizes,
    read_tables,
)
from tests.layout.turned_titles import TITLES
from tests.samples import ISSUES

pytestmark = pytest.mark.engine

KINDS = ("quotes", "figures", "short_last_lines", "rare_names")
SEEDS = (1, 2, 3)
HEAD = "刊名: 工作简报\n期号: 3\n编印单位: 办公室\n日期: 2025-07-01\n稿件:\n"

Pages = list[list[ReadLine]]


def both(
    issue: Issue, folder: Path, name: str = "shanghai", draft: bool = False
) -> tuple[Pages, Pages]:
    """The lines of our PDF and of LibreOffice's rendering of our DOCX, in a template."""
    template = load_template(TEMPLATES / name)
    faces = load_faces("shipped", FONTS)
    made = render_all(issue, template, ("pdf", "docx"), faces, draft=draft)
    for kind, data in made.items():
        (folder / f"ours.{kind}").write_bytes(data)
    theirs = by_libreoffice(folder / "ours.docx", folder / "theirs")
    return read_lines(folder / "ours.pdf", figures=False), read_lines(theirs)


# LibreOffice sets a picture lower than the type of its line on the baseline, not on the foot.
FLAT = 16.0
# Points. LibreOffice writes places in twentieths of one, and spreads whole twips over a line.
OFF, ASIDE = 0.13, 0.25


def texts(pages: Pages) -> list[list[str]]:
    return [[line.text for line in page] for page in pages]


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_a_draft_breaks_and_lies_like_the_signed_issue(name: str, tmp_path: Path) -> None:
    issue = load(ISSUES / "2025-27.yaml")
    (tmp_path / "draft").mkdir()
    signed, _ = both(issue, tmp_path, name)
    ours, theirs = both(issue, tmp_path / "draft", name, draft=True)

    assert ours == signed
    assert [page[0].text for page in theirs] == ["草稿"] * len(ours)
    assert texts([page[1:] for page in theirs]) == texts(ours)
    for page, other in zip(ours, theirs, strict=True):
        for line, match in zip(page, other[1:], strict=True):
            assert line.baseline == pytest.approx(match.baseline, abs=OFF), line.text
    assert "草" in _turned(tmp_path / "draft" / "ours.pdf")
    assert "草" not in _turned(tmp_path / "ours.pdf")  # folios of lying pages are turned


def _turned(pdf: Path) -> str:
    with pdfplumber.open(pdf) as document:
        chars = [char for page in document.pages for char in page.chars]
    return "".join(str(char["text"]) for char in chars if char["matrix"][1])


def test_the_samples_and_the_reference_in_all_templates(in_all_templates: list[Made]) -> None:
    assert len({made.template.name for made in in_all_templates}) >= 3
    for made in in_all_templates:
        ours, theirs = read_lines(made.pdf, figures=False), read_lines(made.theirs)

        assert texts(ours) == texts(theirs), f"{made.file.stem} in {made.template.name}"
        for page, other in zip(ours, theirs, strict=True):
            for line, match in zip(page, other, strict=True):
                assert line.baseline == pytest.approx(match.baseline, abs=OFF), line.text
                assert line.left == pytest.approx(match.left, abs=ASIDE), line.text
                # LibreOffice spreads whole twips: less than one a character may be left over.
                assert line.right == pytest.approx(match.right, abs=0.4 + 0.05 * len(line.raw))
        tables = ruled_alike(made.pdf, made.theirs)
        assert bool(tables) == any(isinstance(block, Table) for block in made.document.blocks)


def ruled_alike(ours: Path, theirs: Path) -> int:
    """The same rules in both, of paragraphs and tables; how many tables there are.

    Charts are pictures in a DOCX.
    """
    count = 0
    pages = zip(*map(read_rules, (ours, theirs)), *map(read_tables, (ours, theirs)), strict=True)
    for rules, others, tables, seen in pages:
        count += len(tables)
        inner = {each: table.uprights[0].width for table in tables for each in table.across[1:-1]}
        for rule, other in zip(rules, others, strict=True):
            # LibreOffice ends what is within a table's frame where the frame begins.
            frame = inner.get(rule, 0.0)
            assert (rule.left + frame, rule.right - frame) == pytest.approx(
                (other.left, other.right), abs=OFF
            )
            assert rule.y == pytest.approx(other.y, abs=OFF)
            assert rule.width == pytest.approx(other.width, abs=0.05)  # its are eighths of a point
        for table, match in zip(tables, seen, strict=True):
            _, *between, _ = table.uprights
            for upright, other in zip(table.uprights, match.uprights, strict=True):
                frame = [rule.width * (upright in between) for rule in table.across]
                assert upright.x == pytest.approx(other.x, abs=OFF)
                assert upright.width == pytest.approx(other.width, abs=0.05)
                ends = (upright.top + frame[0], upright.bottom - frame[-1])
                assert ends == pytest.approx((other.top, other.bottom), abs=OFF)
    return count


def test_generated_paragraphs(tmp_path: Path) -> None:
    paragraphs = 0
    for kind in KINDS:
        for seed in SEEDS:
            written = generated.issue(kind, seed)
            paragraphs += written.count("\n      ")
            folder = tmp_path / f"{kind}-{seed}"
            folder.mkdir()
            ours, theirs = both(read(written.encode(), folder.name), folder)

            assert texts(ours) == texts(theirs), f"{kind}, seed {seed}"
    assert paragraphs >= 200


@pytest.mark.parametrize("seed", range(20))
def test_issues_of_everything(seed: int, tmp_path: Path) -> None:
    """All that an issue may have: lines, pages, places of pictures, numbers of the contents."""
    name = TEMPLATE_NAMES[seed % len(TEMPLATE_NAMES)]
    source = tmp_path / "source"
    source.mkdir()
    written = generated.everything(seed, source)
    if name == "jiguan":  # a name of one line
        written = re.sub("刊名: .*", "刊名: 工作简报", written)
    (source / "everything.yaml").write_text(written, encoding="utf-8")
    issue = load(source / "everything.yaml")
    ours, theirs = both(issue, tmp_path, name)

    assert texts(ours) == texts(theirs), f"seed {seed} in {name}"
    setting = prepare(issue, load_template(TEMPLATES / name), load_faces("shipped", FONTS))
    seen = read_pictures(tmp_path / "theirs" / "ours.pdf")
    placed = read_pictures(tmp_path / "ours.pdf")
    for page, mine, other in zip(setting.pages, placed, seen, strict=True):
        assert len(other) == sum(bool(part.alt) for part in page.parts)
        for box in mine:  # charts are none in our PDF
            if box[3] - box[1] < FLAT:
                continue
            assert any(box == pytest.approx(each, abs=0.5) for each in other), box
    lines = [each for each in setting.document.paragraphs() if each.target]
    titles = [each for each in setting.document.paragraphs() if each.anchor]
    for line, title in zip(lines, titles, strict=bool(lines)):
        first = folded(title.text.split("\n")[0])
        for pages in (ours, theirs):
            assert first in [each.text for each in pages[int(line.runs[-1].text) - 1]], first


@pytest.mark.parametrize("seed", [10, 17, 18, 20, 22, 112])
def test_long_issues_of_short_paragraphs(seed: int, tmp_path: Path) -> None:
    """Pages of more paragraphs than LibreOffice first guesses; see layout/first_guess.py."""
    source = tmp_path / "source"
    source.mkdir()
    written = generated.short_paragraphs(seed, source if seed > 100 else None)
    (source / "short.yaml").write_text(written, encoding="utf-8")
    ours, theirs = both(load(source / "short.yaml"), tmp_path, "qiye")

    assert texts(ours) == texts(theirs)


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_long_contents(name: str, tmp_path: Path) -> None:
    """Two lines each, so that pages end behind the first."""
    titles = generated.titles(120)
    written = HEAD.replace("稿件", "目录: true\n稿件") + "".join(
        f"  - 标题: {title}\n    正文: 正文。\n" for title in titles
    )
    ours, theirs = both(read(written.encode(), "contents"), tmp_path, name)

    assert texts(ours) == texts(theirs)


@pytest.mark.parametrize(
    ("seed", "entries"), [*((seed, 2) for seed in range(4)), (0, 12), (3, 12), (22, 12)]
)
def test_issues_of_tables(seed: int, entries: int, tmp_path: Path) -> None:
    """Of up to fifty pages."""
    name = TEMPLATE_NAMES[seed % len(TEMPLATE_NAMES)] if entries > 2 else "shanghai"
    written = generated.tables(seed, entries)
    ours, theirs = both(read(written.encode(), f"tables {seed}"), tmp_path, name)

    lie_alike(ours, theirs, tmp_path)


NARROW = ["表题：窄表", "|区|件数|", "|-|-|", "|城东|12|", "|城西|30|"]
WIDE = [
    "表题（横排）：各区情况",
    f"|{'|'.join(f'第{n}项指标' for n in '一二三四五六七八')}|",
    f"|{'-|' * 8}",
]
ROW = f"|{'|'.join(str(1234 * n) for n in range(1, 9))}|"
TEXT = "今年以来，各单位按照统一部署推进各项工作，群众的满意度有了提高。"
# What stands in the body of each issue, lines one below the other.
TURNED = {
    "first": [*WIDE, ROW, TEXT],
    "between texts": [TEXT, *WIDE, *[ROW] * 5, *[TEXT] * 12, *WIDE, ROW, TEXT],
    "two in a row": [TEXT, *WIDE, ROW, "", *WIDE, *[ROW] * 3, TEXT],
    "last": [TEXT, *WIDE, ROW],
    "last of all": [TEXT, *WIDE, ROW],
    "over two pages": [TEXT, *WIDE, *[ROW] * 25, TEXT],
    "among upright ones": [*NARROW, "", *WIDE, ROW, "", *NARROW, "（一）小标题", *WIDE, ROW],
    "below headings": [
        TEXT,
        "一、指标",
        "（一）各区",
        *WIDE,
        ROW,
        "（二）各月",
        *WIDE,
        *[ROW] * 9,
        TEXT,
    ],
}


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
@pytest.mark.parametrize("case", TURNED)
def test_tables_across_the_sheet(case: str, name: str, tmp_path: Path) -> None:
    lists = "" if case == "last of all" else "报: [局, 办公室]\n"
    body = "".join(f"      {line}\n" for line in TURNED[case])
    contents = HEAD.replace("稿件", "目录: true\n稿件")
    written = f"{contents}  - 标题: 甲\n    正文: |\n{body}  - 标题: 乙\n    正文: |\n{body}{lists}"
    ours, theirs = both(read(written.encode(), case), tmp_path, name)

    lie_alike(ours, theirs, tmp_path)
    sizes = read_sizes(tmp_path / "ours.pdf")
    assert sum(width > height for width, height in sizes) >= 2


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_titles_stand_above_tables_across_the_sheet(name: str, tmp_path: Path) -> None:
    """Right below the masthead, below a section; long ones are turned for the longer lines."""
    long = "上级召开会议部署下一阶段的重点工作并通报上半年各项指标完成情况"
    table = "".join(f"      {line}\n" for line in (*WIDE, ROW))
    entries = "".join(
        f"  - 标题: {title}\n    栏目: {section}\n    正文: |\n{body}"
        for title, section, body in (
            ("乙", "要闻", table),
            (long, "要闻", f"      {TEXT}\n"),
            (long, "动态", f"{table}      {TEXT}\n"),
        )
    )
    head = HEAD.replace("稿件", "目录: false\n稿件")
    written = f"{head}{entries}报: 局\n"
    ours, theirs = both(read(written.encode(), "titles"), tmp_path, name)

    lie_alike(ours, theirs, tmp_path)
    sizes = read_sizes(tmp_path / "ours.pdf")
    assert [width > height for width, height in sizes] == [False, True, False, True, False]
    assert "要闻" in ours[1][0].text
    assert any("123424683702" in line.text for line in ours[3])
    whole = [any(long in line.text for line in page) for page in ours]
    assert whole == [False, False, name == "qiye", True, False]  # its titles are smaller


@pytest.mark.parametrize(("seed", "entries"), [*((seed, 2) for seed in range(6)), (13, 12)])
def test_issues_of_tables_across_the_sheet(seed: int, entries: int, tmp_path: Path) -> None:
    name = TEMPLATE_NAMES[seed % len(TEMPLATE_NAMES)]
    written = generated.turned_tables(seed, entries)
    ours, theirs = both(read(written.encode(), f"turned {seed}"), tmp_path, name)

    lie_alike(ours, theirs, tmp_path)


def lie_alike(ours: Pages, theirs: Pages, folder: Path) -> None:
    """The same lines in the same places of pages of the same size, folios on their side as well."""
    assert texts(ours) == texts(theirs)
    for page, other in zip(ours, theirs, strict=True):
        for line, match in zip(page, other, strict=True):
            assert line.baseline == pytest.approx(match.baseline, abs=OFF), line.text
            assert line.left == pytest.approx(match.left, abs=ASIDE), line.text
    files = (folder / "ours.pdf", folder / "theirs" / "ours.pdf")
    assert ruled_alike(*files)
    sizes, others = map(read_sizes, files)
    for size, seen in zip(sizes, others, strict=True):
        assert size == pytest.approx(seen, abs=0.2)
    for (width, height), mine, shown in zip(sizes, *map(read_sideways, files), strict=True):
        assert bool(mine) == (width > height)
        assert [char for char, *_ in mine] == [char for char, *_ in shown]
        for (_, *place), (_, *where) in zip(mine, shown, strict=True):
            assert place == pytest.approx(where, abs=0.5)


@pytest.mark.parametrize("entries", [len(TITLES), 1])
def test_titles_turned_by_sense(entries: int, tmp_path: Path) -> None:
    """In both sizes of title."""
    written = HEAD + "".join(
        f"  - 标题: {title.replace('|', '')}\n    正文: 正文。\n" for title in TITLES[:entries]
    )
    ours, theirs = both(read(written.encode(), "titles"), tmp_path)

    assert texts(ours) == texts(theirs)
    lines = [line.raw for page in ours for line in page]
    assert all(line in lines for title in TITLES[:entries] for line in title.split("|"))


# Where LibreOffice breaks against GB/T 15834-2011: (what ends its line, what begins the next).
EXCEPTIONS = {
    "5.1.4 a dash is never torn": re.compile("—\n—"),
    "5.1.5 an ellipsis is never torn": re.compile(r"\.\n\."),  # … is three dots when folded
    "5.1.6 no line begins with ～": re.compile("\n~"),
    "5.1.3 no line begins with ］": re.compile(r"\n\]"),
    "5.1.9 no line ends with /": re.compile("/\n"),
    # Only before figures, in a line that itself begins behind a figure or a Latin word.
    "5.1.3 no line ends with an opening mark": re.compile(r"[“‘（〔《]\n[0-9A-Za-z]"),
}


def breaks(pages: Pages) -> list[int]:
    """How many characters stand before the end of each line."""
    return list(accumulate(len(line.text) for page in pages for line in page if not folio(line)))


def folio(line: ReadLine) -> bool:
    return re.fullmatch(r"—\d+—", line.text) is not None


def paragraph_ends(document: Document) -> list[int]:
    lengths = (len(folded(paragraph.text)) for paragraph in document.paragraphs())
    return list(accumulate(lengths))


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_exceptions_are_those_documented(tmp_path: Path) -> None:
    """In each paragraph that breaks otherwise, the first other break is one of EXCEPTIONS."""
    seen: set[str] = set()
    for seed in (1, 2):
        issue = read(generated.issue("long_marks", seed).encode(), "long_marks")
        folder = tmp_path / str(seed)
        folder.mkdir()
        ours, theirs = both(issue, folder)
        text = "".join(line.text for page in ours for line in page if not folio(line))
        assert text == "".join(line.text for page in theirs for line in page if not folio(line))
        document = prepare(issue, load_template(TEMPLATES / "shanghai")).document
        start = 0
        mine, other = set(breaks(ours)), set(breaks(theirs))
        for end in paragraph_ends(document):
            span = range(start + 1, end)
            first = next((at for at in span if (at in mine) != (at in other)), None)
            start = end
            if first is None:
                continue
            at = first if first in other else min(each for each in other if each > first)
            around = f"{text[at - 1]}\n{text[at]}"
            rules = {rule for rule, form in EXCEPTIONS.items() if form.search(around)}
            assert rules, f"seed {seed}: {text[at - 28 : at]}|{text[at : at + 28]}"
            seen |= rules
    assert len(seen) >= 2
