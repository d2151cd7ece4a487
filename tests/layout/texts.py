"""Any text that editors may write, for properties that hold for all of them."""

from hypothesis import strategies as st

from tests.fakes import SquareFace

HANZI = "汉字党建一"
MARKS = "“”‘’（）《》，。、：；？！～·/—…%"
LATIN = "abXY0189()\"'-,.:/ "

# Latin is half as wide as it is high, as in the faces of an office.
OFFICE = SquareFace("Office", advances=dict.fromkeys(LATIN, 0.5))

TEXTS = st.text(HANZI + MARKS + LATIN, min_size=1, max_size=300).map(str.strip).filter(bool)
WIDTHS = st.integers(2, 30).map(lambda characters: characters * 10.0)
