"""No glyph is missing: all of 通用规范汉字表, rare names, and traditional text, in both files."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from docx import Document
from fontTools.ttLib import TTFont

from briefing import Issue, load_faces, load_template, render, render_all
from briefing.fonts import Faces
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import read
from briefing.template import ROLES
from tests.engines.conftest import SHARED
from tests.engines.glyphs import Glyph, drawn, outline
from tests.engines.reading import by_libreoffice, read_lines
from tests.fakes import changed
from tests.hanzi import TABLE, is_hanzi

pytestmark = pytest.mark.engine

OURS = {"BriefingTitle", "BriefingFangSong", "BriefingKai", "BriefingHei", "BriefingSong",
        "BriefingKaiSupplement"}  # fmt: skip
RARE = "玥喆堃祎镕䶮㛃𬭩𬱖"
# One line of the page each, so that each is found in one piece.
LINES = [TABLE[at : at + 25] for at in range(0, len(TABLE), 25)]
HEAD = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n"


def block(lines: Iterable[str], indent: int) -> str:
    return "|\n" + "".join(f"{' ' * indent}{line}\n" for line in lines)


def written(body: Sequence[str], note: Sequence[str] = (), title: str = "题") -> Issue:
    """An issue with that body, and with those notes: one half for the issue, one for the entry."""
    half = len(note) // 2
    first, second = note[:half], note[half:]
    notes = [f"按语: {block(first, 2)}" if first else ""]
    notes += [f"    按语: {block(second, 6)}" if second else ""]
    entry = f"稿件:\n  - 标题: {title}\n{notes[1]}    正文: {block(body, 6)}"
    return read(f"{HEAD}{notes[0]}{entry}".encode(), "made up")


def made(issue: Issue, folder: Path, embed: str = "auto") -> tuple[Path, Path]:
    """The PDF, and the one LibreOffice makes of the DOCX without any Chinese font of its own."""
    faces, template = load_faces("shipped", FONTS), load_template(TEMPLATES / "shanghai")
    files = render_all(issue, template, ("pdf", "docx"), faces, embed=embed)
    for kind, data in files.items():
        (folder / f"ours.{kind}").write_bytes(data)
    return folder / "ours.pdf", by_libreoffice(folder / "ours.docx", folder / "theirs")


def must_be_whole(glyphs: Sequence[Glyph], families: set[str] = OURS) -> None:
    """No glyph is .notdef or empty, and each comes from one of our faces."""
    visible = [glyph for glyph in glyphs if glyph.text.strip()]
    assert [glyph for glyph in visible if not glyph.number or not glyph.outline] == []
    assert {glyph.family for glyph in visible} <= families


def copied(pdf: Path) -> str:
    """What poppler copies out of a PDF, without spaces."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return "\n".join("".join(line.split()) for line in text.splitlines())


# --- 通用规范汉字表


def test_the_table_has_its_8105_characters() -> None:
    assert len(TABLE) == len(set(TABLE)) == 8105
    assert all(map(is_hanzi, TABLE))
    assert set("一齄𬭩𬱖䶮龙") - set(TABLE) == {"齄"}


@pytest.mark.skipif(not (SHARED / "tgscc8105.txt").exists(), reason="no copy of the table here")
def test_it_is_the_table() -> None:
    rows = (SHARED / "tgscc8105.txt").read_text("utf-8").splitlines()
    assert set(TABLE) == set("".join(row for row in rows if not row.startswith("#")))


@pytest.mark.parametrize("role", ROLES)
def test_the_pdf_draws_all_of_the_table(role: str, tmp_path: Path, shipped_faces: Faces) -> None:
    template = changed(load_template(TEMPLATES / "shanghai"), "body", font=role)
    pdf = tmp_path / "ours.pdf"
    pdf.write_bytes(render(written(LINES), template, "pdf", shipped_faces))
    glyphs = list(drawn(pdf))

    must_be_whole(glyphs)
    first = shipped_faces.first(role).family.replace(" ", "")
    share = Counter(glyph.family for glyph in glyphs if glyph.text in TABLE)
    assert share.most_common(1)[0][0] == first
    assert share[first] > 6600
    assert set(LINES) <= set(copied(pdf).splitlines())


def test_libreoffice_draws_all_of_the_table_from_the_docx(tmp_path: Path) -> None:
    """In 楷体, as a note, and in 仿宋."""
    ours, theirs = made(written(LINES, note=LINES), tmp_path)
    glyphs = list(drawn(theirs))

    must_be_whole(glyphs)
    must_be_whole(list(drawn(ours)))
    text = "".join(glyph.text for glyph in glyphs)
    assert [line for line in LINES if text.count(line) != 2] == []
    for pdf in (ours, theirs):
        lines = "".join(copied(pdf).splitlines())
        assert [line for line in LINES if lines.count(line) != 2] == []
    kai = {glyph.text for glyph in glyphs if glyph.family == "BriefingKai"}
    fangsong = {glyph.text for glyph in glyphs if glyph.family == "BriefingFangSong"}
    assert len(kai & set(TABLE)) > 6600
    assert len(fangsong & set(TABLE)) > 6600


# --- rare names

NAMES = f"""\
刊名: [某某{RARE}行业, 简报{RARE}]
期号: 1
编印单位: 办公室{RARE}
日期: 2025-07-01
目录: true
按语: |
  本期编者{RARE}。
稿件:
  - 标题: 记{RARE}
    栏目: 栏目{RARE}
    按语: |
      本篇编者{RARE}。
    正文: |
      姓名里有{RARE}，也有**着重的{RARE}**。
      一、标题里的{RARE}
      （一）段首的{RARE}。后面的{RARE}。
    来源: {RARE}局
    附件: [名单{RARE}.docx]
报: [{RARE}一局, {RARE}二局]
签发: {RARE}
"""
PLACES = 18


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return made(read(NAMES.encode(), "names"), tmp_path_factory.mktemp("rare"))


def test_rare_names_are_whole_in_every_place(rare: tuple[Path, Path]) -> None:
    for pdf in rare:
        glyphs = list(drawn(pdf))
        must_be_whole(glyphs)
        counted = Counter(glyph.text for glyph in glyphs)
        assert {char: counted[char] for char in RARE} == dict.fromkeys(RARE, PLACES)
        assert copied(pdf).replace("\n", "").count(RARE) >= PLACES - 3  # some turn at a line's end
    ours, theirs = ([[line.text for line in page] for page in read_lines(pdf)] for pdf in rare)
    assert ours == theirs


@pytest.mark.parametrize("which", [0, 1], ids=["PDF", "LibreOffice"])
def test_rare_names_are_drawn_by_the_face_chosen_for_them(
    rare: tuple[Path, Path], which: int, shipped_faces: Faces
) -> None:
    """The very outlines of the shipped files: those of the supplement in 仿宋 and 楷体."""
    expected: dict[str, dict[str, tuple[tuple[float, float], ...]]] = {}
    for face in {face for chain in shipped_faces.chains.values() for face in chain}:
        font = TTFont(face.file)
        names = font.getBestCmap()
        expected[face.family.replace(" ", "")] = {
            char: outline(font, names[ord(char)]) for char in RARE if ord(char) in names
        }
    seen = Counter[str]()
    for glyph in drawn(rare[which]):
        if glyph.text in RARE:
            assert glyph.outline == expected[glyph.family][glyph.text], glyph.text
            seen[glyph.family] += 1

    assert seen["BriefingKaiSupplement"] > seen["BriefingTitle"] > 0
    assert seen["BriefingHei"] > 0
    assert seen["BriefingKai"] == seen["BriefingFangSong"] == 0  # they have none of them


def test_without_embedding_libreoffice_has_none_of_our_faces(tmp_path: Path) -> None:
    """What the tests above would see if the DOCX did not carry its fonts."""
    _, theirs = made(written([f"姓名里有{RARE}。"]), tmp_path, embed="none")
    fonts = subprocess.run(["pdffonts", str(theirs)], check=True, capture_output=True, text=True)

    assert [family for family in OURS if family in fonts.stdout] == []


def test_people_can_type_into_an_editable_docx(tmp_path: Path) -> None:
    """A sentence put into the finished DOCX is drawn by the faces it carries."""
    typed = "窗外掠过喜鹊，翘尾蹦跳——“咯咯”；1件％"
    faces, template = load_faces("shipped", FONTS), load_template(TEMPLATES / "shanghai")
    file = tmp_path / "ours.docx"
    found = {}
    for embed in ("used", "editable"):
        file.write_bytes(render(written(["甲局开会。"]), template, "docx", faces, embed=embed))
        word = Document(str(file))
        (body,) = (each for each in word.paragraphs if each.text == "甲局开会。")
        body.runs[0].text = typed
        word.save(str(file))
        theirs = by_libreoffice(file, tmp_path / embed)
        found[embed] = typed in copied(theirs)
        if embed == "editable":
            must_be_whole(list(drawn(theirs)))

    assert found == {"used": False, "editable": True}


# --- traditional text

TRADITIONAL = [
    "臺灣與內地的讀者來信說，貴刊繁體版字跡清晰，惟「鐵觀音」、「龍鬚麵」等條目尚缺釋義。",
    "編輯部覆函：凡遇麤、靈、鬱、龜、鑿、驫、籲、纔、衆、裏、羣、峯諸字，均依舊體排印，不作改換。",
    "『廣東省志』第3卷載：「潮州鐵路於1906年竣工，長39公里，歲運旅客逾百萬。」",
]


def test_traditional_text_is_whole(tmp_path: Path) -> None:
    ours, theirs = made(written(TRADITIONAL, note=TRADITIONAL, title="答讀者問幾則"), tmp_path)

    for pdf in (ours, theirs):
        must_be_whole(list(drawn(pdf)))
        text = copied(pdf).replace("\n", "")
        assert [text.count(line) for line in TRADITIONAL] == [2, 2, 2]
    lines = [[[line.text for line in page] for page in read_lines(pdf)] for pdf in (ours, theirs)]
    assert lines[0] == lines[1]


SEEDS = sorted((SHARED / "seeds").glob("002_*.txt"))


@pytest.mark.skipif(not SEEDS, reason="no traditional bulletin here")
def test_a_traditional_bulletin_is_whole(tmp_path: Path) -> None:
    rows = [row.strip() for row in SEEDS[0].read_text("utf-8").splitlines() if row.strip()]
    ours, theirs = made(written(rows, note=rows[1:]), tmp_path)

    for pdf in (ours, theirs):
        glyphs = list(drawn(pdf))
        must_be_whole(glyphs)
        counted = Counter("".join(glyph.text for glyph in glyphs))
        wanted = Counter(char for char in "".join(rows) if is_hanzi(char))
        assert {char for char in wanted if counted[char] < wanted[char]} == set()
