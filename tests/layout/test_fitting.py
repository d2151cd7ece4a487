from dataclasses import replace

import pytest

from briefing.diagnostics import LayoutError
from briefing.document import Paragraph
from briefing.fonts import Faces
from briefing.layout import fitted, verify
from briefing.shipped import TEMPLATES
from briefing.template import Style, Template, known_templates, load_template
from briefing.writers import prepare
from tests.fakes import changed, document, paragraph, small_page, square_faces
from tests.samples import SMALL, issue


@pytest.fixture
def template(shanghai: Template) -> Template:
    """A measure of 100 points, a masthead of 60 to 80 points in type of at most 30."""
    small = small_page(shanghai)
    small = changed(small, "masthead", size=30.0, fit=(0.6, 0.8))
    return changed(small, "masthead-over", size=20.0, fit=(0.3, 0.6), at_most=(0.8, "masthead"))


def fit(template: Template, *blocks: Paragraph, style: str = "masthead") -> Style:
    return fitted(template, document(*blocks), square_faces()).styles[style]


@pytest.mark.parametrize(
    ("text", "size", "tracking"),
    [
        ("简报", 30, 0),  # 60 points wide as it is
        ("工作简报", 20, 0),  # 120 points, at most 80
        ("简", 30, 30),  # one character alone has nothing to be spread against
        ("一二三四五六七", 11, 0),  # 80 / 7 is 11.43, and half points are the finest
    ],
)
def test_large_type_shrinks_to_its_share(
    template: Template, text: str, size: float, tracking: float
) -> None:
    made = fit(template, paragraph("masthead", text))

    assert (made.size, made.tracking) == (size, tracking)


def test_small_type_keeps_its_size_and_is_spread(template: Template) -> None:
    template = changed(template, "masthead", size=10.0)
    made = fit(template, paragraph("masthead", "党建简报"))

    # 40 points, 60 wanted: 20 in three gaps, in whole twips.
    assert (made.size, made.tracking) == (10, 6.65)


def test_the_widest_line_decides(template: Template) -> None:
    lines = (paragraph("masthead", "一二三四"), paragraph("masthead", "一二三四五六七八"))

    assert fit(template, *lines).size == 10


def test_no_larger_than_its_share_of_another_style(template: Template) -> None:
    over, last = paragraph("masthead-over", "一二三"), paragraph("masthead", "一二三四五六七八")

    # The masthead is 10 points, and 80 % of them are less than 60 points / 3.
    assert fit(template, over, last, style="masthead-over").size == 8


def test_a_name_too_long_for_readable_type_is_refused(
    shanghai: Template, shipped_faces: Faces
) -> None:
    made = document(paragraph("masthead", "简" * 100))

    with pytest.raises(LayoutError):
        verify(made, fitted(shanghai, made, shipped_faces), shipped_faces)


def test_other_styles_and_absent_ones_stay(template: Template) -> None:
    made = fitted(template, document(paragraph("masthead", "工作简报")), square_faces())

    changed_ones = {name for name in made.styles if made.styles[name] != template.styles[name]}
    assert changed_ones == {"masthead"}
    assert made == replace(template, styles=made.styles)


@pytest.mark.parametrize("name", known_templates([TEMPLATES]))
@pytest.mark.parametrize("lines", [(2,), (9,), (16,), (16, 16), (4, 2), (12, 12, 4)])
def test_names_of_any_usual_length_fit_in_every_template(
    name: str, lines: tuple[int, ...], shipped_faces: Faces
) -> None:
    template = load_template(TEMPLATES / name)
    title = ", ".join("某" * count for count in lines)
    made = issue(SMALL.replace("刊名: [某某行业, 工作简报]", f"刊名: [{title}]"))

    fit = prepare(made, template, shipped_faces).template.styles
    assert fit["masthead"].smallest <= fit["masthead"].size <= template.styles["masthead"].size
    if len(lines) > 1:
        assert fit["masthead-over"].smallest <= fit["masthead-over"].size < fit["masthead"].size


@pytest.mark.parametrize("name", known_templates([TEMPLATES]))
def test_a_name_that_wants_another_line(name: str, shipped_faces: Faces) -> None:
    made = issue(SMALL.replace("刊名: [某某行业, 工作简报]", f"刊名: {'某' * 40}"))

    with pytest.raises(LayoutError, match="把刊名分成几行写"):
        assert prepare(made, load_template(TEMPLATES / name), shipped_faces).template
