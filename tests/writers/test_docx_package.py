"""The package of a DOCX, whatever stands in it."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from lxml import etree

from briefing.writers.docx_package import Word, content_types
from briefing.writers.ooxml import document_xml, paragraph_xml, text_run_xml
from briefing.writers.ooxml_package import core_properties_xml, theme_xml

PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/main"
DAY = date(2025, 7, 1)


def word(text: str) -> Word:
    """A package of one paragraph."""
    made = Word()
    made.document.content = document_xml([paragraph_xml("A", text_run_xml(text, None))], "")
    made.describe(core_properties_xml("题", "由", "局", ["甲", "乙"], DAY, "zh-CN"))
    return made


def names(data: bytes) -> list[str]:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return package.namelist()


def test_python_docx_reads_what_was_put_in() -> None:
    read = docx.Document(BytesIO(word("甲 & 乙").packed()))

    assert [each.text for each in read.paragraphs] == ["甲 & 乙"]
    assert (read.core_properties.title, read.core_properties.subject) == ("题", "由")
    assert read.core_properties.keywords == "甲；乙"


def test_only_what_something_leads_to_goes_in() -> None:
    made = word("甲")
    made.part("/word/lost.xml", "application/xml", "<a/>")
    key = made.add(RT.IMAGE, "/word/media/image1.png", "image/png", b"PNG")

    assert names(made.packed()) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/media/image1.png",
    ]
    assert made.document.related_parts[key].blob == b"PNG"


def test_a_part_may_be_written_after_others_refer_to_it() -> None:
    made = word("甲")
    table = made.part("/word/a.xml", "application/xml")
    made.document.relate_to(table, RT.FONT_TABLE)
    table.content = "<a>乙</a>"

    with ZipFile(BytesIO(made.packed())) as package:
        said = package.read("word/a.xml")
    assert said == "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a>乙</a>".encode()


def test_packages_know_nothing_of_one_another() -> None:
    first = word("甲")
    before = first.packed()
    second = word("乙")
    second.add(RT.IMAGE, "/word/media/image1.png", "image/png", b"PNG")

    assert len(names(second.packed())) == len(names(before)) + 2
    assert first.packed() == before == word("甲").packed()


def test_each_part_has_the_type_of_its_name_or_one_of_its_own() -> None:
    parts = ((PackURI("/a.png"), "image/png"), (PackURI("/b.xml"), "甲"), (PackURI("/c.xml"), "乙"))
    root = etree.fromstring(content_types(parts))

    assert [each.get("Extension") for each in root if each.get("Extension")] == [
        "png",
        "rels",
        "xml",
    ]
    assert [each.get("PartName") for each in root if each.get("PartName")] == ["/b.xml", "/c.xml"]
    assert len(etree.fromstring(content_types(parts[:1]))) == 3


def test_properties_are_as_long_as_word_takes_them() -> None:
    root = etree.fromstring(core_properties_xml("&" * 300, "", "局", [], DAY, "zh-CN"))
    said = {etree.QName(each).localname: each.text or "" for each in root}

    assert said["title"] == "&" * 255
    assert said["created"] == said["modified"] == "2025-07-01T00:00:00Z"
    assert said["creator"] == said["lastModifiedBy"] == "局"


def test_a_theme_has_one_family_and_three_of_each_look() -> None:
    root = etree.fromstring(theme_xml("某&宋"))
    faces = [each.get("typeface") for each in root.iter() if each.get("typeface")]
    (looks,) = root.iter(f"{{{PICTURE}}}fmtScheme")
    (colors,) = root.iter(f"{{{PICTURE}}}clrScheme")

    assert faces == ["某&宋"] * 6
    assert [len(each) for each in looks] == [3, 3, 3, 3]
    assert len(colors) == 12
