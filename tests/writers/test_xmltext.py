from xml.etree import ElementTree
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from briefing.writers.xmltext import escaped, quoted

# What XML 1.0 lets stand in a file; a reader makes a line feed of a carriage return between tags.
printable = st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="￾￿")


def test_marks_of_xml_are_written_as_their_names() -> None:
    assert escaped("甲 & 乙 <丙>") == "甲 &amp; 乙 &lt;丙&gt;"
    assert quoted('说“是”或"否"') == '"说“是”或&quot;否&quot;"'


@given(st.text(printable))
def test_text_is_escaped_as_the_standard_library_does(text: str) -> None:
    assert escaped(text) == escape(text)


@given(st.text(printable | st.sampled_from("\t\n\r")))
def test_an_attribute_comes_out_as_it_went_in(text: str) -> None:
    assert ElementTree.fromstring(f"<a b={quoted(text)}/>").get("b") == text
