"""Specimens: the pictures that come with the templates are what the templates make today."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from briefing.fonts import Faces
from briefing.project import Project
from briefing.shipped import TEMPLATES
from briefing.specimen import specimen
from briefing.template import Template, load_template

NAMES = sorted(path.parent.name for path in TEMPLATES.glob("*/template.yaml"))
# Renderers smooth edges each in their own way; seen from afar that is gone.
AFAR = 4
NOTICEABLE = 24  # of 255, in any colour of any of the large pixels


def difference(one: bytes, other: bytes) -> int:
    """The largest difference between two pictures seen from afar; 255 if their sizes differ."""
    pictures = [Image.open(BytesIO(data)).convert("RGB") for data in (one, other)]
    if pictures[0].size != pictures[1].size:
        return 255
    few = [picture.reduce(AFAR) for picture in pictures]
    extremes = ImageChops.difference(*few).getextrema()
    return max(int(high) for _, high in extremes)  # type: ignore[misc]


def drawn(name: str, template: Template, faces: Faces) -> bytes:
    return specimen(Project(Path("nowhere")).sample(name), template, faces)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_that_comes_with_a_template_is_true(
    name: str, shipped_faces: Faces, accept: bool
) -> None:
    picture = TEMPLATES / name / "preview.png"
    now = drawn(name, load_template(TEMPLATES / name), shipped_faces)
    if accept and (not picture.exists() or difference(now, picture.read_bytes()) >= NOTICEABLE):
        picture.write_bytes(now)

    assert difference(now, picture.read_bytes()) < NOTICEABLE, "pytest --accept draws it anew"


def test_small_changes_of_a_template_are_noticed(shanghai: Template, shipped_faces: Faces) -> None:
    picture = (TEMPLATES / "shanghai" / "preview.png").read_bytes()
    styles = shanghai.styles

    def changed(name: str, **looks: object) -> Template:
        style = replace(styles[name], **looks)  # type: ignore[arg-type]
        return replace(shanghai, styles={**styles, name: style})

    for other in (
        changed("masthead", color="B00000"),
        changed("body", font="楷体"),
        changed("title", size=16.0),
        changed("issue-line", before=20.0),
        replace(shanghai, labels={**shanghai.labels, "report_to": "呈："}),
    ):
        assert difference(picture, drawn("shanghai", other, shipped_faces)) >= NOTICEABLE


def test_it_shows_the_first_and_the_last_page(shanghai: Template, shipped_faces: Faces) -> None:
    picture = Image.open(BytesIO(drawn("shanghai", shanghai, shipped_faces))).convert("RGB")
    half = picture.width // 2
    pages = [picture.crop((0, 0, half, picture.height)), picture.crop((half, 0, *picture.size))]

    def reds(page: Image.Image) -> int:
        few = page.getcolors(page.width * page.height) or []
        return sum(n for n, (r, g, b) in few if r > 180 and g < 100 and b < 100)  # type: ignore[misc]

    assert reds(pages[0]) > 500  # the masthead
    assert reds(pages[1]) == 0


def test_the_same_picture_each_time(shanghai: Template, shipped_faces: Faces) -> None:
    assert drawn("shanghai", shanghai, shipped_faces) == drawn("shanghai", shanghai, shipped_faces)
