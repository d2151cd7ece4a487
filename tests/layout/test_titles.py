from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.diagnostics import Location
from briefing.document import Document, Paragraph, Run
from briefing.fonts import Faces
from briefing.layout.paragraph import set_paragraph
from briefing.layout.shaping import pieces, shape
from briefing.layout.titles import turns, with_title_breaks
from briefing.layout.words import Kind, words
from briefing.registry import EMPTY, Registry, Unit
from briefing.template import Template
from tests.fakes import above, document, paragraph, shaped, small_page, square_faces
from tests.layout.turned_titles import TITLES

# Hanzi that are no words of the lexicon, and some that are.
PLAIN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
WORDY = st.sampled_from([*PLAIN, "召开", "会议", "党委", "联合", "为", "推动", "工作", "的", "5个"])
NAMES = st.lists(st.text(PLAIN, min_size=2, max_size=9), min_size=1, max_size=4, unique=True)


def lines(text: str, characters: float, registry: Registry = EMPTY) -> list[str]:
    """The lines of a title of square characters, so many to a line."""
    width = characters * 10
    ends = turns(shaped(text), width, width, registry)
    return [text[a:b].strip() for a, b in pairwise((0, *ends, len(text)))]


def turned(made: Document) -> str:
    return above(made)[0].text


@pytest.mark.parametrize("title", TITLES)
def test_titles_as_an_office_breaks_them(
    title: str, shanghai: Template, shipped_faces: Faces
) -> None:
    text = title.replace("|", "")
    assert 25 <= len(text) <= 60

    made = with_title_breaks(document(paragraph("title", text)), shanghai, shipped_faces, EMPTY)

    assert turned(made).split("\n") == title.split("|")
    laid = set_paragraph(above(made)[0], shanghai, shipped_faces)
    assert [laid.shaped.text[line.start : line.end] for line in laid.lines] == title.split("|")
    for line in laid.lines:
        assert laid.shaped.width(line.start, line.end) <= shanghai.page.measure


def test_there_are_fifty() -> None:
    assert len(set(TITLES)) == 50


def test_a_title_that_fits_is_left_alone() -> None:
    assert lines("市邮政管理局召开党建工作会议", 14) == ["市邮政管理局召开党建工作会议"]


def test_a_unit_stays_apart_from_what_it_does() -> None:
    assert lines("市邮政管理局召开党建工作会议", 13) == ["市邮政管理局", "召开党建工作会议"]


@pytest.mark.parametrize("quoted", ["“楼门口说事议事”", "《议事办法（试行）》"])
def test_what_is_in_quotes_stays_together(quoted: str) -> None:
    made = lines(f"街道启动{quoted}宣传活动", 14)

    assert [quoted in line for line in made].count(True) == 1


def test_a_number_stays_with_what_it_counts() -> None:
    assert lines("走访12345名快递员和骑手代表", 14) == ["走访12345名快递员", "和骑手代表"]


def test_the_number_before_a_title_stays_with_it() -> None:
    assert lines("十二、甲乙丙丁戊己庚辛壬癸", 10)[0].startswith("十二、甲乙")


def test_a_space_gives_way_to_the_break(ten: Template) -> None:
    title = "市局召开会议　部署下半年工作"
    made = with_title_breaks(document(paragraph("title", title)), ten, square_faces(), EMPTY)

    assert turned(made) == "市局召开会议\n部署下半年工作"
    assert above(made)[0].bookmark == title


def test_three_lines_are_no_hourglass() -> None:
    made = [len(line) for line in lines("甲乙丙丁戊己庚辛壬癸" * 3, 12)]

    assert len(made) == 3
    assert not made[0] > made[1] < made[2]


@pytest.fixture
def ten(shanghai: Template) -> Template:
    return small_page(shanghai, characters=10)


def test_a_list_of_lines_stands_as_written(ten: Template) -> None:
    blocks = document(paragraph("title", "市局召开党建工作会议部\n署下半年工作"))

    assert with_title_breaks(blocks, ten, square_faces(), EMPTY) == blocks


@pytest.mark.parametrize("style", ["body", "heading-1", "masthead", "credit"])
def test_only_titles_are_turned(style: str, ten: Template) -> None:
    blocks = document(Paragraph(style, (Run("市局召开党建工作会议部署下半年工作"),)))

    assert with_title_breaks(blocks, ten, square_faces(), EMPTY) == blocks


def test_every_character_keeps_its_place(ten: Template) -> None:
    written = Run("市局召开党建会议 部署下半年工作", None, ((0, Location("甲.yaml", 7, 9)),))
    before = Paragraph("title", (Run("一、"), written), bookmark="题")

    (after,) = with_title_breaks(document(before), ten, square_faces(), EMPTY).paragraphs()

    assert after.text == "一、市局召开党建会议\n部署下半年工作"
    assert after.bookmark == "题"
    for index, char in enumerate(after.text):
        expected = None if char in "一、\n" else Location("甲.yaml", 7, 7 + index)
        assert after.at(index) == expected


def test_a_title_with_a_name_too_long_for_a_line_is_still_set() -> None:
    name = PLAIN[:14]

    assert all(len(line) <= 10 for line in lines(f"表彰{name}", 10, Registry(units=(Unit(name),))))


def test_words_of_the_registry_come_before_those_of_the_lexicon() -> None:
    found = words("会议为民", Registry(persons=("议为",)))

    assert [(word.start, word.end) for word in found] == [(0, 1), (1, 3), (3, 4)]
    assert found[1].kind is Kind.NAME


# --- what holds for any title


@given(st.lists(WORDY, min_size=25, max_size=60).map("".join), st.integers(14, 25))
def test_no_line_is_lonely_or_too_wide(text: str, characters: int) -> None:
    made = lines(text, characters)

    assert "".join(made) == text
    assert all(2 <= len(line) <= characters for line in made)


@given(st.data(), NAMES, st.integers(20, 25))
def test_no_name_of_the_registry_is_broken(
    data: st.DataObject, names: list[str], characters: int
) -> None:
    parts = st.lists(st.one_of(st.sampled_from(names), WORDY), min_size=8, max_size=25)
    text = "".join(data.draw(parts))
    held = [
        (at, at + len(name))
        for name in names
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    # Names that overlap one another can leave no place to break at all.
    assume(all(b <= c or (a, b) == (c, d) for (a, b), (c, d) in pairwise(sorted(held))))
    cut = data.draw(st.integers(0, len(names)))

    width = characters * 10.0
    ends = turns(
        shaped(text), width, width, Registry(tuple(map(Unit, names[:cut])), tuple(names[cut:]))
    )

    assert not [end for end in ends for a, b in held if a < end < b]


@given(st.text("甲乙召开“”《》（）、，—…·5a% ", max_size=120), st.integers(2, 25))
def test_any_text_is_turned_or_left(text: str, characters: int) -> None:
    measured, width = shaped(text.strip()), characters * 10.0
    ends = turns(measured, width, width, EMPTY)

    assert ends == sorted(set(ends))
    for start, end in pairwise((0, *ends, len(measured.text))) if ends else ():
        assert measured.text[start:end].strip()


def test_the_lines_are_those_that_were_measured(shanghai: Template, shipped_faces: Faces) -> None:
    style = shanghai.styles["title-single"]
    block = paragraph("title-single", TITLES[0].replace("|", ""))
    measured = shape(
        block.text, pieces(block, style, shanghai, shipped_faces), style.size, style.tracking
    )
    measure = shanghai.page.measure

    assert turns(measured, measure, measure, EMPTY) == [TITLES[0].index("|")]
