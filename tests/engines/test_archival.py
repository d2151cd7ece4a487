"""Whether the PDF is archival and says what the issue says, by the word of others.

`page` checks what can be checked by machine of ISO 19005-2 (PDF/A-2a) and ISO 14289-1 (PDF/UA-1);
it is held against veraPDF's corpus by its makers. PDFBox's preflight is older and knows PDF/A-1b
alone, which asks nearly the same of syntax, colours, fonts and metadata. No checker knows whether
tags are right; so their text is compared with the document's, by two readers.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from page import validate_pdf_bytes

from briefing import load, load_faces, load_template
from briefing.document import Chart, Document, Figure, Paragraph, Table
from briefing.fonts import Face, Faces
from briefing.issue import Issue
from briefing.registry import Registry, Unit
from briefing.shipped import FONTS, TEMPLATES
from briefing.source import read
from briefing.template import Template
from briefing.volume import Order, Printed, bind
from briefing.writers import WRITERS, prepare, render
from briefing.writers.bound import write as write_volume
from tests.engines import generated
from tests.engines.conftest import SAMPLES
from tests.fontfiles import postscript, save, save_collection, truetype
from tests.samples import issue as small
from tests.tagtree import Tagged, read_tags

pytestmark = pytest.mark.engine

SEEDS = range(20)
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging",
        "javax.activation", "jaxb-api")  # fmt: skip
# What PDF/A-1b asks for and PDF/A-2 does not (ISO 19005-2 6.2.11.4.2), or asks otherwise.
ONLY_IN_1B = (
    r"3\.1\.11 : .*The CIDSet entry is missing for the Composite Subset",
    r"7\.11\.2 : Error on MetaData, part must be 1",
)


@dataclass(frozen=True)
class Made:
    """A finished PDF and what it was made of.

    loose  the same without object streams, which PDF/A-1 does not know
    """

    document: Document
    template: Template
    data: bytes
    loose: bytes = b""


def make(issue: Issue, faces: Faces | None = None) -> Made:
    template = load_template(TEMPLATES / issue.template)
    setting = prepare(issue, template, faces or load_faces("shipped", FONTS))
    data = WRITERS["pdf"](setting)
    return Made(setting.document, setting.template, data, unpacked(data))


def unpacked(data: bytes) -> bytes:
    """The same PDF with every object by itself, by qpdf."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue()


def latin_words(seed: int) -> str:
    """An issue whose paragraphs are mostly of Latin words, so that lines end between them."""
    chance = random.Random(f"latin {seed}")
    words = ("China", "Post", "GB/T", "9704", "PDF", "express", "2025", "网点", "服务", "a", "of")
    rows = ["刊名: 简报", "期号: 1", "编印单位: 局", "日期: 2025-07-01", "稿件:"]
    for _ in range(3):
        title = " ".join(chance.choice(words) for _ in range(14))
        rows += [f"  - 标题: {title}", "    正文: |"]
        rows += [
            f"      {' '.join(chance.choice(words) for _ in range(chance.randint(20, 90)))}。"
            for _ in range(6)
        ]
    return "\n".join((*rows, ""))


@pytest.fixture(scope="module")
def made() -> list[Made]:
    """The samples, twenty issues of everything, three of Latin words, three with turned pages."""
    texts = [generated.everything(seed) for seed in SEEDS] + [
        latin_words(seed) for seed in range(3)
    ]
    texts += [generated.turned_tables(seed) for seed in range(3)]
    issues = [*map(load, SAMPLES), *(read(text.encode(), "made.yaml") for text in texts)]
    return [make(issue) for issue in issues]


def plain(text: str) -> str:
    """Words with one space between them, as it does not matter how many there are."""
    return " ".join(text.split())


# --- checkers


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_checker_finds_nothing(made: list[Made], profile: str) -> None:
    for each in made:
        report = validate_pdf_bytes(each.data, profile=profile)

        assert [failure.message for failure in report.failures] == []
        assert report.rules.total > 100


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_draft_is_no_worse(profile: str) -> None:
    issue = load(SAMPLES[-1])
    template = load_template(TEMPLATES / issue.template)
    data = render(issue, template, "pdf", load_faces("shipped", FONTS), draft=True)

    report = validate_pdf_bytes(data, profile=profile)
    assert [failure.message for failure in report.failures] == []
    # what is across the page is for the eye alone
    for number, text in enumerate(read_tags(data).artifacts, 1):
        assert re.fullmatch(rf"草稿\.*— {number} —", text)


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_volume_is_archival_as_well(profile: str) -> None:
    """In two templates, with turned pages."""
    templates = [load_template(TEMPLATES / name) for name in ("shanghai", "qiye")]
    issues = [*map(load, SAMPLES), read(generated.turned_tables(1).encode(), "made.yaml")]
    held = [partial(Printed, each, template) for each in issues for template in templates]
    names = Registry(units=(Unit("浦东邮政管理局"), Unit("松江邮政管理局")))
    volume = bind(Order(held, templates[0], load_faces("shipped", FONTS), names, 2025))
    data = write_volume(volume, ("pdf",))["pdf"]
    report = validate_pdf_bytes(data, profile=profile)

    assert [failure.message for failure in report.failures] == []
    assert report.rules.total > 100


def without_profile(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def without_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def without_unicode(pdf: pikepdf.Pdf) -> None:
    del next(iter(pdf.pages[0].Resources.Font.values())).ToUnicode


def without_a_program(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor.FontFile2


def with_wrong_widths(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    font.DescendantFonts[0].DW = 700


def with_text_outside(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(
        re.sub(rb"/P <</MCID 1>> BDC(.*?)EMC", rb"\1", content, flags=re.S)
    )


def with_a_level_left_out(pdf: pikepdf.Pdf) -> None:
    element = next(each for each in tagged_objects(pdf) if each.S == "/H2")
    element.S = pikepdf.Name.H5


def tagged_objects(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]


@pytest.mark.parametrize(
    ("profile", "spoil"),
    [
        ("2a", without_profile),
        ("2a", without_tags),
        ("2a", without_unicode),
        ("2a", without_a_program),
        ("2a", with_wrong_widths),
        ("ua1", with_text_outside),
        ("ua1", with_a_level_left_out),
    ],
)
def test_the_checker_sees_what_is_spoilt(
    made: list[Made], profile: str, spoil: Callable[[pikepdf.Pdf], None]
) -> None:
    spoilt = BytesIO()
    with pikepdf.open(BytesIO(made[0].data)) as pdf:
        spoil(pdf)
        pdf.save(spoilt)

    assert not validate_pdf_bytes(spoilt.getvalue(), profile=profile).is_compliant


def preflight(data: bytes, file: Path) -> list[str]:
    """What PDFBox says against a file as PDF/A-1b."""
    assert shutil.which("java"), "Java and PDFBox are needed: tests/run installs them"
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
    file.write_bytes(data)
    said = subprocess.run(
        ["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", str(file)],
        capture_output=True, text=True,
    )  # fmt: skip
    return re.findall(r"^\d.*$", said.stdout + said.stderr, re.MULTILINE)


def beyond(found: list[str]) -> list[str]:
    """What of it PDF/A-2 asks for as well."""
    return [row for row in found if not any(re.fullmatch(each, row) for each in ONLY_IN_1B)]


def test_preflight_finds_what_only_1b_asks_for(made: list[Made], tmp_path: Path) -> None:
    """It names all it finds; both kinds of what it must find show that it looked."""
    for each in made[:6]:
        found = preflight(each.loose, tmp_path / "bulletin.pdf")

        assert beyond(found) == []
        assert len(found) == fonts_in(each.data) + 1


@pytest.mark.parametrize("kind", ["otf", "ttc", "whole"])
def test_faces_of_other_kinds(tmp_path: Path, kind: str) -> None:
    if kind == "otf":
        face = Face("Other", save(postscript("甲局会", "Other"), tmp_path / "a.otf"), 0, "工程")
    elif kind == "whole":
        font = truetype("甲局会", "Other")
        font["OS/2"].fsType = 0x0100  # no subsets
        face = Face("Other", save(font, tmp_path / "a.ttf"), 0, "工程")
    else:
        both = [truetype("乙", "First"), truetype("甲局会", "Other")]
        face = Face("Other", save_collection(both, tmp_path / "a.ttc"), 1, "工程")
    chains = load_faces("shipped", FONTS).chains
    made = make(small(), Faces({**chains, "仿宋": (face, *chains["仿宋"])}))

    assert beyond(preflight(made.loose, tmp_path / "bulletin.pdf")) == []
    assert told(read_tags(made.data)) == expected(made)
    for profile in ("2a", "ua1"):
        found = {
            failure.message for failure in validate_pdf_bytes(made.data, profile=profile).failures
        }
        # Where the outlines name their glyphs, a CID is the glyph's number (ISO 32000-1 9.7.4.2);
        # this checker looks for it among the names. It finds nothing where they number them.
        assert not {
            each for each in found if kind != "otf" or "no embedded CIDFontType0C glyph" not in each
        }


def fonts_in(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages[0].Resources.Font)


# --- what it says


def expected(made: Made) -> list[tuple[str, str]]:
    """The document's paragraphs as the types of their tags and their text, in order.

    What is said of a picture or a chart is its alternative text.
    """
    found: list[tuple[str, str]] = []
    above: list[int] = []
    for block in spoken_blocks(made.document):
        if isinstance(block, Chart | Figure):
            found.append(("Figure", plain(block.alt)))
            continue
        if not block.runs:
            continue
        level = made.template.styles[block.style].outline
        if block.style in ("masthead-over", "masthead"):
            kind = "H1"
        elif block.target:
            kind = "TOCI"
        elif level:
            above = [*(each for each in above if each < level), level]
            kind = f"H{1 + len(above)}"
        else:
            kind = "P"
        if kind == "H1" and found and found[-1][0] == "H1":
            found[-1] = ("H1", found[-1][1] + plain(spoken(block)))
        else:
            found.append((kind, plain(spoken(block))))
    return found


def spoken_blocks(document: Document) -> Iterator[Paragraph | Figure | Chart]:
    """Paragraphs, those in tables one by one, and what is drawn."""
    for block in document.blocks:
        if isinstance(block, Figure | Chart):
            yield block
        else:
            yield from block.paragraphs()
    yield from document.colophon


def spoken(block: Paragraph) -> str:
    """A tab parts words; a break in a title parts only those that are written with spaces."""
    text = block.text.replace("\t", " ")
    return re.sub(r"(?<=[A-Za-z0-9])\n(?=[A-Za-z0-9])", " ", text).replace("\n", "")


def told(tagged: Tagged) -> list[tuple[str, str]]:
    """The same as the tags tell it; cells in which nothing stands are there all the same."""
    found = [
        (each.kind, plain(each.alt if each.kind == "Figure" else each.text))
        for each in tagged.root.all()
        if each.kind in ("P", "TOCI", "Figure") or re.fullmatch("H[1-6]", each.kind)
    ]
    return [(kind, text) for kind, text in found if text]


def test_tags_tell_the_document_in_order(made: list[Made]) -> None:
    kinds = set()
    for each in made:
        tagged = read_tags(each.data)
        found = told(tagged)

        assert found == expected(each)
        kinds |= {kind for kind, _ in found}
        # Nothing but these holds text.
        in_all = "".join("".join(text.split()) for text in tagged.contents.values())
        holding = [tag.text for tag in tagged.root.all() if tag.kind in {kind for kind, _ in found}]
        assert len(in_all) == sum(len("".join(text.split())) for text in holding)
    assert kinds >= {"H1", "H2", "H3", "P", "TOCI"}


def test_only_folios_and_leaders_are_left_out(made: list[Made]) -> None:
    for each in made:
        for number, text in enumerate(read_tags(each.data).artifacts, 1):
            for head in heads(each.document):  # it stands again on another page
                text = text.replace(head, "")
            assert re.fullmatch(rf"\.*— {number} —", text)


def heads(document: Document) -> list[str]:
    tables = (block for block in document.blocks if isinstance(block, Table))
    return ["".join(cell.text for cell in table.rows[0]) for table in tables]


def test_poppler_reads_the_same_out_of_the_tags(made: list[Made], tmp_path: Path) -> None:
    for number, each in enumerate(made):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(each.data)
        said = subprocess.run(
            ["pdfinfo", "-struct-text", str(file)],
            check=True, capture_output=True, text=True, encoding="utf-8",
        ).stdout  # fmt: skip
        text = "".join(re.findall(r'^ *"(.*)"$', said, re.MULTILINE))

        # The words of a chart are read out as well, between the texts before and behind it.
        stretches = [""]
        for kind, part in expected(each):
            if kind == "Figure":
                stretches.append("")
            else:
                stretches[-1] += "".join(part.split())
        heard, at = "".join(text.split()), 0
        for stretch in stretches:
            found = heard.index(stretch, at)
            assert found == 0 or found - at < 200
            at = found + len(stretch)
        assert at == len(heard)
        assert said.count("TOCI") == sum(kind == "TOCI" for kind, _ in expected(each))


# --- fonts


def test_widths_are_those_of_the_programs(made: list[Made]) -> None:
    """ISO 19005-2 6.2.11.5, and every code has a character (6.2.11.7.2)."""
    for each in made[:3]:
        with pikepdf.open(BytesIO(each.data)) as pdf:
            for font in pdf.pages[0].Resources.Font.values():
                check_font(font)


def check_font(font: pikepdf.Object) -> None:
    descendant = font.DescendantFonts[0]
    program = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
    glyphs = descendant.CIDToGIDMap.read_bytes()
    upem = program["head"].unitsPerEm
    widths: dict[int, float] = {}
    row = list(descendant.W)
    for first, of_run in zip(row[::2], row[1::2], strict=True):
        for at, width in enumerate(of_run):
            widths[int(first) + at] = float(width)
    _, *mapped = re.findall(rb"^<(....)> <.+>$", font.ToUnicode.read_bytes(), re.MULTILINE)
    assert len(mapped) == len(glyphs) // 2 - 1 > 0
    for code in (int(each, 16) for each in mapped):
        glyph = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
        assert glyph
        advance, _ = program["hmtx"][program.getGlyphName(glyph)]
        assert widths.get(code, 1000) == pytest.approx(advance * 1000 / upem, abs=0.01)
