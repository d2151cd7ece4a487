"""The annual volume: where its pages are, what leads to them, and that issues are set as before."""

from dataclasses import replace

import pytest

from briefing.diagnostics import BriefingError
from briefing.fonts import Faces
from briefing.issue import Issue
from briefing.layout.page import Page, TextRun
from briefing.registry import EMPTY, Registry, Unit
from briefing.template import Template
from briefing.volume import Order, Printed, Volume, bind
from briefing.writers import prepare
from tests.samples import SMALL, with_body
from tests.volume.years import LONG, held, numbered

NAMES = Registry(units=(Unit("甲局"),), persons=("李四",))
TITLES = ["甲局召开会议部署工作", "乙局"]


@pytest.fixture(scope="module")
def issues() -> list[Issue]:
    """Issue 3 on a page, issue 4 on three, issue 5, with contents of its own, on two."""
    return [
        numbered(3),
        numbered(4, SMALL.replace("乙局也开会。", LONG)),
        numbered(5, SMALL.replace("日期: 2025-07-01", "日期: 2025-07-05\n目录: true")),
    ]


@pytest.fixture(scope="module")
def volume(issues: list[Issue], shanghai: Template, shipped_faces: Faces) -> Volume:
    return bind(Order(held(issues, shanghai), shanghai, shipped_faces, NAMES, 2025))


def pages_of(volume: Volume) -> list[Page]:
    return [page for page, _ in volume.sheets()]


def text_of(page: Page) -> str:
    return "".join(mark.text for mark in page.marks if isinstance(mark, TextRun))


def test_every_chapter_begins_on_an_odd_page(volume: Volume) -> None:
    assert [(each.anchor, each.first, len(each.pages)) for each in volume.chapters] == [
        ("cover", 1, 1),
        ("contents", 3, 1),
        ("part-1", 5, 1),
        ("part-2", 7, 3),
        ("part-3", 11, 2),
        ("index", 13, 1),
    ]
    pages = pages_of(volume)
    assert [page.number for page in pages] == list(range(1, 15))
    assert [page.number for page in pages if not page.parts] == [2, 4, 6, 10, 14]
    assert volume.count == 14


def test_an_issue_is_set_as_it_is_by_itself(
    volume: Volume, issues: list[Issue], shanghai: Template, shipped_faces: Faces
) -> None:
    for chapter, each in zip(volume.chapters[2:5], issues, strict=True):
        alone = prepare(each, shanghai, shipped_faces).pages
        assert [page.marks for page in chapter.pages] == [page.marks for page in alone]


def test_an_issue_keeps_its_own_template(
    issues: list[Issue], shanghai: Template, qiye: Template, shipped_faces: Faces
) -> None:
    mixed = [*held(issues[:1], qiye), *held(issues[:1], shanghai)]
    volume = bind(Order(mixed, shanghai, shipped_faces, EMPTY, 2025))
    alone = prepare(issues[0], qiye, shipped_faces).pages
    sizes = [template.page for _, template in volume.sheets()]

    assert [page.marks for page in volume.chapters[2].pages] == [page.marks for page in alone]
    assert sizes[4] == qiye.page
    assert sizes[0] == sizes[6] == shanghai.page


def test_pages_have_the_issue_s_folio_and_the_running_number(volume: Volume) -> None:
    pages = pages_of(volume)

    assert text_of(pages[0]).endswith("某某局办公室")
    assert text_of(pages[2]).endswith("· 3 ·")
    assert text_of(pages[4]).endswith("— 1 —· 5 ·")
    for page, own in zip(pages[6:9], (1, 2, 3), strict=True):
        assert text_of(page).endswith(f"— {own} —· {page.number} ·")
    assert text_of(pages[12]).endswith("· 13 ·")


def test_the_running_number_stands_above_the_text_in_its_middle(volume: Volume) -> None:
    mark = pages_of(volume)[4].marks[-1]
    assert isinstance(mark, TextRun)

    page = volume.template.page
    width = sum(mark.face.advance(char) for char in mark.text) * mark.size
    assert mark.x + width / 2 == pytest.approx(page.margins.left + page.measure / 2, abs=0.1)
    assert mark.y == pytest.approx(851 / 20 + 0.8 * 16)


def test_pages_behind_the_text_have_no_number(shanghai: Template, shipped_faces: Faces) -> None:
    """版记 on a page that is a multiple of four: pages 2 and 3 are empty, none of them counted."""
    four = replace(shanghai, colophon_page=4)
    volume = bind(Order(held([numbered(3)], four), shanghai, shipped_faces, EMPTY, 2025))
    pages = pages_of(volume)[4:]

    assert text_of(pages[0]).endswith("— 1 —· 5 ·")
    assert [len(page.parts) for page in pages[1:3]] == [0, 0]
    assert text_of(pages[3]).endswith("共印80份")
    assert volume.chapters[2].numbered == 1


def test_the_number_of_a_turned_page_stands_where_it_is_on_all_others(
    shanghai: Template, shipped_faces: Faces
) -> None:
    issue = with_body("话。", "表题（横排）：各区情况", "|甲|乙|", "|-|-|", "|1|2|")
    volume = bind(Order(held([issue], shanghai), shanghai, shipped_faces, EMPTY, 2025))
    upright, lying = pages_of(volume)[4:6]
    mark, turned = upright.marks[-1], lying.marks[-1]
    assert isinstance(mark, TextRun)
    assert isinstance(turned, TextRun)

    assert lying.landscape
    assert turned.turn == -90
    assert turned.x == pytest.approx(shanghai.page.height - mark.y)
    assert turned.y == pytest.approx(mark.x, abs=0.1)


def test_the_cover_says_what_the_volume_holds(volume: Volume) -> None:
    assert [block.text for block in volume.chapters[0].document.paragraphs()] == [
        "", "某某行业", "工作简报", "2025年合订本",
        "第3期至第5期（总第45期至第47期）", "某某局办公室",
    ]  # fmt: skip
    assert volume.about.title == "某某行业工作简报 2025年合订本"
    assert volume.name == "某某行业工作简报"


def test_special_issues_do_not_count_on_the_cover(shanghai: Template, shipped_faces: Faces) -> None:
    special = SMALL.replace("期号: 3\n总期号: 45", "期号: 1\n期次: 增刊")
    held_ = held([numbered(3), numbered(1, special)], shanghai)
    volume = bind(Order(held_, shanghai, shipped_faces, EMPTY, 2025))

    assert "第3期至第3期（总第45期至第45期）" in text_of(pages_of(volume)[0])
    assert volume.chapters[3].title == "第1期　增刊　7月1日"


def test_the_contents_say_where_each_issue_and_title_is(volume: Volume) -> None:
    lines = [block.text for block in volume.chapters[1].document.paragraphs()]

    assert lines == [
        "总目录",
        "第3期（总第45期）　7月1日\t5",
        *(f"{title}\t5" for title in TITLES),
        "第4期（总第46期）　7月1日\t7",
        *(f"{title}\t7" for title in TITLES),
        "第5期（总第47期）　7月5日\t11",
        *(f"{title}\t11" for title in TITLES),
    ]


def test_the_contents_of_an_issue_keep_its_own_folios(volume: Volume) -> None:
    lines = [each.text for each in volume.chapters[4].document.paragraphs() if each.target]

    assert lines == [f"{title}\t1" for title in TITLES]


def test_anchors_are_unlike_those_of_other_issues(volume: Volume) -> None:
    names = [anchor.name for page in pages_of(volume) for anchor in page.anchors]

    assert len(names) == len(set(names)) == 3 * 3 + 1
    links = {link.target for page in pages_of(volume) for link in page.links}
    assert links <= set(names)


def test_without_names_there_is_no_index(
    issues: list[Issue], shanghai: Template, shipped_faces: Faces
) -> None:
    made = bind(Order(held(issues[:1], shanghai), shanghai, shipped_faces, EMPTY, 2025))

    assert [each.anchor for each in made.chapters] == ["cover", "contents", "part-1"]


def test_a_draft_says_so_on_its_pages_alone(
    issues: list[Issue], shanghai: Template, shipped_faces: Faces
) -> None:
    draft = [lambda: Printed(issues[0], shanghai, draft=True), *held(issues[:1], shanghai)]
    pages = pages_of(bind(Order(draft, shanghai, shipped_faces, EMPTY, 2025)))

    assert [page.number for page in pages if text_of(page).startswith("草稿")] == [5]


def test_what_is_wrong_is_told_of_all_issues_at_once(
    shanghai: Template, shipped_faces: Faces
) -> None:
    bad = [
        numbered(number, SMALL.replace("乙局也开会。", f"{char}。"))
        for number, char in ((3, "\U0002fa1d"), (4, "\U000e0041"))
    ]
    with pytest.raises(BriefingError) as refused:
        bind(Order(held(bad, shanghai), shanghai, shipped_faces, EMPTY, 2025))

    assert len({each.message for each in refused.value.diagnostics}) == 2


def test_each_issue_is_asked_for_once(
    issues: list[Issue], shanghai: Template, shipped_faces: Faces
) -> None:
    asked = []

    def get() -> Printed:
        asked.append(1)
        return Printed(issues[0], shanghai)

    bind(Order([get, get], shanghai, shipped_faces, NAMES, 2025))

    assert len(asked) == 2


@pytest.mark.parametrize("guess", [1, 2, 7])
def test_a_wrong_guess_at_the_contents_changes_nothing(
    volume: Volume,
    issues: list[Issue],
    shanghai: Template,
    shipped_faces: Faces,
    guess: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("briefing.volume._likely", lambda contents, template: guess)
    again = bind(Order(held(issues, shanghai), shanghai, shipped_faces, NAMES, 2025))

    assert list(again.sheets()) == list(volume.sheets())
    assert again.count == volume.count
