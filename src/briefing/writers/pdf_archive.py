"""What makes the PDF one for the archive and for everyone (PDF/A-2a, PDF/UA-1).

ISO 19005-2 wants metadata that say so (6.6), colours whose meaning is known (6.2.4), and a file
that is written cleanly (6.1); ISO 14289-1 wants metadata as well (5).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from reportlab.pdfbase import rl_codecs
from reportlab.pdfbase.pdfdoc import (
    PDFCatalog,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
)

from briefing.document import Document
from briefing.writers import srgb
from briefing.writers.deflate import deflate
from briefing.writers.pdf_objects import Array, Dictionary, named, reference

# The module of the metrics does so, which is not loaded for a PDF (see `deferred`); more than once
# is as good as once.
rl_codecs.RL_Codecs.register()

PRODUCER = "briefing"
KEYWORDS = "；"  # stands between keywords
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_METADATA = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<xmp:MetadataDate>{stamp}</xmp:MetadataDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class Stream(PDFStream):  # type: ignore[misc]
    """A stream with a line end before its `endstream`, which its length does not count.

    ISO 19005-2 6.1.7.1; reportlab leaves it out. Of both its characters, so that a carriage return
    that ends the content by chance is not taken for a part of it.
    """

    def format(self, document: PDFDocument) -> bytes:
        entries = {**self.dictionary.dict, "Length": len(self.content)}
        written: bytes = Dictionary(entries).format(document)
        return b"".join((written, b"\nstream\n", self.content, b"\r\nendstream\n"))


class Catalog(PDFCatalog):  # type: ignore[misc]
    """A catalog that may say which colours are meant."""

    __NoDefault__ = (*PDFCatalog.__NoDefault__, "OutputIntents")


class Sheet(Dictionary):
    """A page; its width and height are in points."""

    __RefOnly__ = 1  # it is always referred to

    def __init__(self, width: float, height: float, resources: bytes, content: Stream) -> None:
        self.height = round(height, 2)
        self.content = content
        super().__init__({
            "Type": named("Page"),
            "MediaBox": Array([0, 0, round(width, 2), self.height]),
            "Resources": resources,
            "Tabs": named("S"),  # from link to link in the order of the tree
        })  # fmt: skip

    def format(self, document: PDFDocument, IND: bytes = b"\n ") -> bytes:  # noqa: N803
        self["Parent"] = reference(document, document.Pages)
        self["Contents"] = reference(document, self.content)
        return super().format(document, IND)


def compressed(content: bytes) -> Stream:
    """A stream with its content deflated; reportlab's own way adds a layer of text encoding."""
    return deflated(deflate(content))


def deflated(content: bytes) -> Stream:
    """A stream of what is deflated already."""
    stream = Stream(content=content)
    stream.dictionary["Filter"] = PDFName("FlateDecode")
    return stream


def output_intents(pdf: PDFDocument) -> Array:
    """Colours are sRGB (ISO 19005-2 6.2.3)."""
    profile = deflated(_profile())
    profile.dictionary["N"] = 3
    intent = Dictionary({
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString(srgb.NAME),
        "RegistryName": PDFString("http://www.color.org"),
        "Info": PDFString(srgb.NAME),
        "DestOutputProfile": pdf.Reference(profile),
    })  # fmt: skip
    return Array([intent])


@cache
def _profile() -> bytes:
    """What says which colours are sRGB's, deflated: the same in every file."""
    return deflate(srgb.profile())


def metadata(document: Document, language: str) -> Stream:
    """The XMP packet, not deflated so that tools that know no PDF find it.

    It says what the information dictionary says.
    """
    fields = {
        "language": language,
        "title": document.title,
        "author": document.author,
        "subject": document.subject,
        "keywords": KEYWORDS.join(document.keywords),
        "producer": PRODUCER,
        "stamp": f"{document.issued.isoformat()}T00:00:00+08:00",
    }
    escaped = {name: text.translate(_ESCAPES) for name, text in fields.items()}
    stream = Stream(content=_METADATA.format(**escaped).encode("utf-8"))
    stream.dictionary["Type"] = PDFName("Metadata")
    stream.dictionary["Subtype"] = PDFName("XML")
    return stream


def information(document: Document) -> Dictionary:
    """The information dictionary, for readers that know no XMP."""
    stamp = PDFString(_pdf_date(document.issued))
    return Dictionary({
        "Title": PDFString(document.title),
        "Author": PDFString(document.author),
        "Subject": PDFString(document.subject),
        "Keywords": PDFString(KEYWORDS.join(document.keywords)),
        "Creator": PDFString(PRODUCER),
        "Producer": PDFString(PRODUCER),
        "CreationDate": stamp,
        "ModDate": stamp,
    })  # fmt: skip


def _pdf_date(day: date) -> str:
    """Midnight of the day of issue: no clock goes into the file."""
    return f"D:{day:%Y%m%d}000000+08'00'"
