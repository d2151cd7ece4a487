"""Dictionaries and arrays: the same bytes as reportlab's, whatever is in them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
)
from reportlab.pdfbase.pdfdoc import format as written_by_reportlab

from briefing.writers.pdf_objects import Array, Dictionary, named, reference, written

WORDS = st.text("ABCabc #(/%é", min_size=1, max_size=4)
PLAIN = st.one_of(
    st.integers(-99_999, 99_999),
    st.floats(-9_999, 9_999).map(lambda each: round(each, 3)),
    st.sampled_from(("null", "true", "/Name", b"12 0 R", b"[ 1 ]")),
    WORDS.map(PDFName),
    st.text("甲乙ab()\\é\n").map(PDFString),
)


def nested(array: Any, dictionary: Any, value: Any) -> Any:
    """The same value made of arrays and dictionaries of the two kinds."""
    if isinstance(value, list):
        return array([nested(array, dictionary, each) for each in value])
    if isinstance(value, dict):
        return dictionary({key: nested(array, dictionary, each) for key, each in value.items()})
    return value


VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=23) | st.dictionaries(WORDS, inner, max_size=14),
    max_leaves=40,
)


def document() -> PDFDocument:
    """Its first object is the tree of pages."""
    return PDFDocument(dummyoutline=1, invariant=1, pdfVersion=(1, 7))


@given(VALUES)
def test_the_same_bytes_as_reportlab_s(value: Any) -> None:
    pdf = document()
    expected = written_by_reportlab(nested(PDFArray, PDFDictionary, value), pdf)

    assert written(nested(Array, Dictionary, value), pdf) == expected


def test_what_must_stand_by_itself_is_referred_to() -> None:
    pdf = document()
    alone = PDFStream(content=b"x")
    alone.__RefOnly__ = 1

    assert written(Array([alone, pdf.Reference(alone)]), pdf) == b"[ 2 0 R 2 0 R ]"


def test_references_keep_their_number() -> None:
    pdf = document()
    one, other = Dictionary({}), Dictionary({})

    assert [reference(pdf, each) for each in (one, other, one)] == [b"2 0 R", b"3 0 R", b"2 0 R"]
    assert written(pdf.Reference(other), pdf) == b"3 0 R"


def test_names_are_escaped_once_and_for_all() -> None:
    assert named("H1") == "/H1"
    assert named("a b") == "/a#20b"
    assert written(Dictionary({"a b": 1}), document()) == b"<<\n/a#20b 1\n>>"
