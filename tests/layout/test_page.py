from collections.abc import Callable

import pytest

from briefing.fonts import Faces
from briefing.layout.page import Anchor, Page, Part, Stroke, TextRun, dump
from briefing.source import load
from briefing.template import Template
from briefing.writers import prepare
from tests.fakes import SQUARE
from tests.samples import ISSUES


def test_dump_shows_every_mark_with_its_place() -> None:
    run = TextRun(79.35, 120.5, "汉字", SQUARE, 16, "E60012", -0.25)
    rule = Part((), (Stroke(10, 200, 110, 200, 2.25, "000000"),))
    title = Part((("heading-1", 4),), (run,))
    page = Page(1, (title, rule), (Anchor("一、题", 1, 96.6),))

    assert dump([Page(3, (), landscape=True)]).splitlines() == ["page 3 landscape"]
    assert dump([page, Page(2, ())]).splitlines() == [
        "page 1",
        "  # 1 96.60 一、题",
        " heading-1 4",
        "    79.35  120.50 Square 16 -0.250 #E60012 汉字",
        " -",
        "    10.00  200.00 rule 110.00 200.00 2.25 #000000",
        "page 2",
    ]


@pytest.mark.parametrize("name", ["2025-26", "2025-27"])
def test_the_sample_issues(
    shanghai: Template, shipped_faces: Faces, name: str, golden: Callable[[str, str], None]
) -> None:
    setting = prepare(load(ISSUES / f"{name}.yaml"), shanghai, shipped_faces)

    golden(f"{name}.pages.txt", dump(setting.pages))
