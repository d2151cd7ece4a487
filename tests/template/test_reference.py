"""The page for authors of templates: its tables are those of the code, its example is true."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from briefing.diagnostics import TemplateError
from briefing.project import Project
from briefing.shipped import TEMPLATES
from briefing.template.design import Charts, Pictures, Ruling, Screen, Style
from briefing.template.keys import LABELS, MARKS, PARTS, STYLES
from briefing.template.reference import reference
from tests.template.test_inheritance import write

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
_TABLES = re.compile(r"(<!-- keys: [^\n]*\n)(.*)(<!-- /keys -->\n)", re.DOTALL)


def blocks(language: str) -> list[str]:
    """The code of a language that the page shows."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_page_has_the_tables_of_the_code(accept: bool) -> None:
    text = PAGE.read_text("utf-8")
    made = f"\n{reference(TEMPLATES / 'shanghai')}\n"
    if accept:
        PAGE.write_text(_TABLES.sub(lambda match: match[1] + made + match[3], text), "utf-8")
        text = PAGE.read_text("utf-8")
    match = _TABLES.search(text)

    assert match
    assert match[2] == made, "pytest --accept puts them in"


def test_every_key_is_there() -> None:
    rows = re.findall(r"(?m)^\| `([^`]+)` \|", reference(TEMPLATES / "shanghai"))

    parts = (Style, Screen, Pictures, Charts, Ruling)
    told = {field.name for part in parts for field in fields(part) if "kind" in field.metadata}
    for names in (PARTS, LABELS, STYLES, MARKS, told):
        assert set(names) <= set(rows)


@pytest.mark.parametrize(
    "row",
    [
        "| `masthead` | 刊名的最后一行，或只有一行的刊名 | name `报头`（惯例）；font `小标宋`"
        "（国标一般 GB/T 9704 7.2.4）；",
        "| `type_area.top` | 长度 | 版心上边到纸上边（天头） | `37mm` | 国标规定 GB/T 9704 5.2.1 |",
        "| `keep_next` | 是否 | 与下段同页 | false |",
        "| `rule_below` | 线 | 段下的横线，与版心同宽 | 无 |",
        "| `name` | 文字 | 样式在 Word 里的名字，每个样式不同 | 必写 |",
        "| `contents` | true 或 false |",
        "| `coarse` | 分辨率 | 印出来比这更稀的，check 提示 | `150dpi` | 惯例 |",
        "| `short` | 整数 | 一栏的文字都不超过几个字就居中 | `8` | 惯例 |",
        "| `[1B4079, F4C95D, 4F9171, E4E4E4, A8452E, 8FB3D3]` | 惯例 |",
    ],
)
def test_rows(row: str) -> None:
    assert row in reference(TEMPLATES / "shanghai")


def test_the_example_works(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    write(tmp_path / "templates", "chengxi", example)
    base, made = (Project(tmp_path).template(name) for name in ("jiguan", "chengxi"))

    assert (made.title, made.page.leading, made.styles["body"].size) == ("城西街道简报", 26, 14)
    for name in ("masthead", "edition", "section"):
        assert (base.styles[name].color, made.styles[name].color) == ("E60012", "B00000")
    # As the page says: the lines fit the page, the characters the line.
    assert made.page.lines * made.page.leading <= made.page.depth
    assert (made.page.lines + 1) * made.page.leading > made.page.depth
    room = made.page.measure - made.page.characters * made.styles["body"].size
    assert 0 < room < made.styles["body"].size


def test_the_mistakes_shown_are_those_made(tmp_path: Path) -> None:
    (example,), (shown,) = blocks("yaml"), blocks("text")
    first, *rest = shown.splitlines()
    wrong = example.replace("extends: jiguan", "extends: jigaun")
    write(tmp_path / "templates", "chengxi", wrong)
    with pytest.raises(TemplateError) as refused:
        Project(tmp_path).template("chengxi")
    assert str(refused.value) == first.replace("templates/", f"{tmp_path}/templates/")

    wrong = example.replace("size: 四号", "size: 14").replace("  masthead:", "  masterhead:")
    (tmp_path / "templates/chengxi/template.yaml").write_text(wrong, "utf-8")
    with pytest.raises(TemplateError) as refused:
        Project(tmp_path).template("chengxi")
    expected = [line.replace("templates/", f"{tmp_path}/templates/") for line in rest]
    assert [str(each) for each in refused.value.diagnostics] == expected
