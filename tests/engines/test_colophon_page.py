"""The colophon on an even page or on the back cover: empty pages before it, none with a folio."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing import Faces, Issue, Template, render_all
from tests.engines.reading import by_libreoffice, read_lines, read_sideways, read_sizes
from tests.samples import issue

pytestmark = pytest.mark.engine

HEAD = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n印数: 40\n报: [甲局, 乙局]\n"


def of_lines(count: int) -> Issue:
    """An issue whose text takes so many lines behind the masthead and its title."""
    body = "".join(f"      第{number}行。\n" for number in range(count))
    return issue(f"{HEAD}稿件:\n  - 标题: 题\n    正文: |\n{body}")


# Lines of text → pages of the text, whether the colophon has room on the last of them.
ONE_PAGE, FULL_PAGE, TWO_PAGES, TWO_FULL = 3, 9, 20, 33


@pytest.mark.parametrize(
    ("lines", "multiple", "expected"),
    [
        # Each page: its number of lines of text, "-" for a folio.
        (ONE_PAGE, 1, ["text colophon folio"]),
        (ONE_PAGE, 2, ["text folio", "colophon folio"]),
        (ONE_PAGE, 4, ["text folio", "", "", "colophon"]),
        (FULL_PAGE, 2, ["text folio", "colophon folio"]),
        (TWO_PAGES, 2, ["text folio", "text colophon folio"]),
        (TWO_PAGES, 4, ["text folio", "text folio", "", "colophon"]),
        (TWO_FULL, 1, ["text folio", "text folio", "colophon folio"]),
        (TWO_FULL, 2, ["text folio", "text folio", "", "colophon"]),
    ],
)
def test_both_files_have_the_same_pages(
    lines: int,
    multiple: int,
    expected: list[str],
    shanghai: Template,
    shipped_faces: Faces,
    tmp_path: Path,
) -> None:
    template = replace(shanghai, colophon_page=multiple)
    made = render_all(of_lines(lines), template, ("pdf", "docx"), shipped_faces)
    for kind, data in made.items():
        (tmp_path / f"ours.{kind}").write_bytes(data)
    theirs = read_lines(by_libreoffice(tmp_path / "ours.docx", tmp_path / "lo"))
    ours = read_lines(tmp_path / "ours.pdf")

    assert [kinds([line.text for line in page]) for page in ours] == expected
    assert [[line.text for line in page] for page in theirs] == [
        [line.text for line in page] for page in ours
    ]
    for page, other in zip(ours, theirs, strict=True):
        for line, match in zip(page, other, strict=True):
            assert line.baseline == pytest.approx(match.baseline, abs=0.5), line.text


def kinds(lines: list[str]) -> str:
    found = {
        "text": any(line.endswith("行。") for line in lines),
        "colophon": "共印40份" in lines,
        "folio": any(line.startswith("—") for line in lines),
    }
    return " ".join(kind for kind, there in found.items() if there)


def test_a_table_before_the_empty_pages(
    shanghai: Template, shipped_faces: Faces, tmp_path: Path
) -> None:
    """A table cannot end a section of the DOCX."""
    body = "      第一行。\n      | 指标 | 数值 |\n      |:--|--:|\n      | 网点 | 5689 |\n"
    source = issue(f"{HEAD}稿件:\n  - 标题: 题\n    正文: |\n{body}")
    template = replace(shanghai, colophon_page=4)
    for kind, data in render_all(source, template, ("pdf", "docx"), shipped_faces).items():
        (tmp_path / f"ours.{kind}").write_bytes(data)
    theirs = read_lines(by_libreoffice(tmp_path / "ours.docx", tmp_path / "lo"))
    ours = read_lines(tmp_path / "ours.pdf")

    assert [kinds([line.text for line in page]) for page in ours] == [
        "text folio", "", "", "colophon",
    ]  # fmt: skip
    assert [[line.text for line in page] for page in theirs] == [
        [line.text for line in page] for page in ours
    ]


TURNED = ("表题（横排）：", "| 指标 | 数值 |", "|:--|--:|", "| 网点 | 5689 |")


@pytest.mark.parametrize(
    ("lines", "multiple", "expected"),
    [
        (("第一行。", *TURNED), 4, ["text folio", "turned folio", "", "colophon"]),
        (("第一行。", *TURNED), 2, ["text folio", "turned folio", "", "colophon"]),
        (("第一行。", *TURNED, "第二行。"), 4, [
            "text folio", "turned folio", "text folio", "colophon folio",
        ]),
        (("第一行。", *TURNED, "第二行。", *TURNED), 4, [
            *["text folio", "turned folio"] * 2, "", "", "", "colophon",
        ]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("draft", [False, True])
def test_turned_pages_before_the_empty_ones(
    lines: tuple[str, ...],
    multiple: int,
    expected: list[str],
    draft: bool,
    shanghai: Template,
    shipped_faces: Faces,
    tmp_path: Path,
) -> None:
    """The folios of turned pages stand on their side; a draft says so on the empty ones as well."""
    body = "".join(f"      {line}\n" for line in lines)
    source = issue(f"{HEAD}稿件:\n  - 标题: 题\n    正文: |\n{body}")
    template = replace(shanghai, colophon_page=multiple)
    made = render_all(source, template, ("pdf", "docx"), shipped_faces, draft=draft)
    for kind, data in made.items():
        (tmp_path / f"ours.{kind}").write_bytes(data)
    shown = by_libreoffice(tmp_path / "ours.docx", tmp_path / "lo")

    for file, header in ((tmp_path / "ours.pdf", False), (shown, draft)):
        found = []
        pages = zip(read_lines(file), read_sideways(file), read_sizes(file), strict=True)
        for page, sideways, (width, height) in pages:
            texts = [line.text for line in page]
            if header:
                assert template.labels["draft"] in texts
            said = kinds(texts).split()
            if width > height:
                said = ["turned", *(["folio"] if any(char == "—" for char, *_ in sideways) else [])]
            found.append(" ".join(said))
        assert found == expected
