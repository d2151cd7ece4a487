import re
from pathlib import Path

import pytest
import yaml

from briefing.diagnostics import Location, TemplateError
from briefing.layout.linebreak import break_lines
from briefing.shipped import TEMPLATES
from briefing.template import ROLES, Template, fill, load_template, read_template
from briefing.template.keys import KINDS, STYLES
from briefing.template.reading import _Reader
from tests.fakes import shaped

FILES = sorted(TEMPLATES.glob("*/template.yaml"))
SHANGHAI = (TEMPLATES / "shanghai" / "template.yaml").read_text("utf-8")
MM = 72 / 25.4
# Numbers of the standard as the project's notes have them; not part of the repository.
STANDARD = Path(__file__).parents[3] / "shared" / "gbt9704.yaml"

_VALUE = re.compile(r'\s*[\w-]+: +(?:"[^"]*"|[^#"\s][^#"]*?) *(?:# (?P<note>.*))?')


# --- the templates that come with the program


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_shipped_template_loads(path: Path) -> None:
    template = load_template(path.parent)

    assert template.name == path.parent.name
    assert set(template.styles) == {"base", *STYLES}
    assert {style.font for style in template.styles.values()} <= set(ROLES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_value_says_where_it_comes_from(path: Path) -> None:
    notes = {
        number: match["note"] or ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := _VALUE.fullmatch(line))
    }
    kinds = {number: re.split(r"[ :,;]", note)[0] for number, note in notes.items()}

    assert len(notes) > 20
    known = ("rule", "usual", "derived", "practice")
    assert [number for number, kind in kinds.items() if kind not in known] == []
    assert [
        number
        for number, kind in kinds.items()
        if kind in ("rule", "usual") and not re.search(r"GB/T \d+(\.\d+)? [B\d]", notes[number])
    ] == []


def test_style_names_are_different(shanghai: Template) -> None:
    names = [style.name.lower() for style in shanghai.styles.values()]

    assert sorted(names) == sorted(set(names))


def test_the_page_of_the_standard(shanghai: Template) -> None:
    page = shanghai.page
    area = page.type_area

    # In whole twips, the finest a DOCX knows.
    assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.025)
    assert [each / MM for each in (area.left, area.top, area.width, area.height)] == (
        pytest.approx([28, 37, 156, 225])
    )


def test_twenty_two_lines_fit_the_page_and_no_more(shanghai: Template) -> None:
    page = shanghai.page

    assert page.lines == 22
    assert 22 * page.leading <= page.depth < 23 * page.leading


def test_twenty_eight_characters_fit_the_line_and_no_more(shanghai: Template) -> None:
    page, body = shanghai.page, shanghai.styles["body"]
    text = shaped("国" * 29, size=body.size, tracking=body.tracking)
    lines = break_lines(text, page.measure, page.measure)

    assert page.measure == pytest.approx(442.4)
    assert (body.size, body.tracking, body.indent) == (16, -0.25, 32)
    assert page.characters == 28
    assert [line.end - line.start for line in lines] == [28, 1]


@pytest.mark.skipif(not STANDARD.exists(), reason="the notes on GB/T 9704 are not here")
def test_the_numbers_of_the_notes(shanghai: Template) -> None:
    notes = yaml.safe_load(STANDARD.read_text("utf-8"))
    page, styles = shanghai.page, shanghai.styles
    sizes = notes["font_size_pt"]
    area = notes["type_area"]

    assert page.type_area.width == pytest.approx(area["width_pt"], abs=0.01)
    assert page.type_area.height == pytest.approx(area["height_pt"], abs=0.01)
    assert (page.lines, page.characters) == (
        notes["grid"]["lines_per_page"],
        notes["grid"]["chars_per_line"],
    )
    assert shanghai.folio_gap == pytest.approx(notes["page_number"]["dash_below_type_area_mm"] * MM)
    assert styles["folio-odd"].size == sizes[notes["page_number"]["size"]]
    assert styles["recipients"].size == sizes[notes["imprint"]["size"]]
    assert styles["title-single"].size == sizes[notes["body"]["title"]["size"]]
    assert styles["body"].size == sizes["三号"]
    outer, inner = styles["rule-first"].rule_above, styles["rule-inner"].rule_above
    assert outer
    assert inner
    assert outer == styles["rule-last"].rule_above
    assert outer.width == pytest.approx(notes["imprint"]["outer_rule_pt"], abs=0.001)
    assert inner.width == pytest.approx(notes["imprint"]["inner_rule_pt"], abs=0.001)


def test_styles_inherit_the_look_of_the_base(shanghai: Template) -> None:
    base, body, title = (shanghai.styles[name] for name in ("base", "body", "title"))

    assert (body.font, body.size, body.leading, body.align) == (
        base.font, base.size, base.leading, base.align,
    )  # fmt: skip
    assert (title.font, title.size, title.leading) == ("小标宋", 18, base.leading)
    assert title.before == shanghai.page.leading  # 1行 is a line of the page


# --- labels


def test_fields_are_filled_in(shanghai: Template) -> None:
    values = {"年": 2025, "期号": 26, "总期号": 516, "期次": None}

    assert shanghai.label("issue", **values) == "2025年第26期（总第516期）"


def test_a_stretch_whose_value_is_missing_is_left_out() -> None:
    pattern = "{年}年[（总第{总}期）][{次}]"

    assert fill(pattern, {"年": 2025, "总": None, "次": "增刊"}) == "2025年增刊"
    assert fill(pattern, {"年": 2025, "总": 7, "次": None}) == "2025年（总第7期）"


def test_braces_in_a_value_are_text() -> None:
    assert fill("{来源}供稿", {"来源": "{年}[{月}]"}) == "{年}[{月}]供稿"


def test_a_field_without_a_value_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError, match="月"):
        fill("{月}", {"年": 2025})


# --- mistakes


def mistakes(text: str) -> list[str]:
    """Place, message and code of everything that is wrong in a template."""
    with pytest.raises(TemplateError) as refused:
        read_template(text, "t.yaml", "t")
    assert all(each.location and each.remedy for each in refused.value.diagnostics)
    return [str(each) for each in refused.value.diagnostics]


def with_mistake(written: str, wrong: str) -> tuple[str, str]:
    """The shipped template with one place changed, and where that is, as file:line:column.

    The mistake itself is marked with › in `wrong`.
    """
    assert written in SHANGHAI
    text = SHANGHAI.replace(written, wrong, 1)
    index = text.index("›")
    before = text[:index]
    line, column = before.count("\n") + 1, index - before.rfind("\n")
    return text.replace("›", "", 1), f"t.yaml:{line}:{column}"


COMPLETE = "补上；只想改几处的，在文件开头写 extends: shanghai，其余都取自它"
LENGTHS = "可写 37mm、12pt、591tw、三号、2字、1行"


@pytest.mark.parametrize(
    ("written", "wrong", "message"),
    [
        (
            "    indent: 2字",
            "    ›indnt: 2字",
            "没有“indnt”这一项。是否想写“indent” [template-key]",
        ),
        (
            "  masthead-over:",
            "  masthead-over: {name: 甲}\n  ›masthed-over:",
            "没有“masthed-over”这一项。是否想写“masthead-over” [template-key]",
        ),
        (
            "    align: justify",
            "    align: justify\n    ›align: left",
            "“align”写了两次。删去一处 [template-twice]",
        ),
        (
            "  gap: 7mm",
            "  gap: ›7",
            f"“7”不是长度。{LENGTHS} [template-length]",
        ),
        (
            "    before: 1行",
            "    before: ›一行",
            f"“一行”不是长度。{LENGTHS} [template-length]",
        ),
        (
            "    width: 156mm",
            "    width: ›2字",  # of which type size?
            f"“2字”不是长度。{LENGTHS} [template-length]",
        ),
        (
            '    color: "000000"',
            "    color: ›red",
            "“red”不是颜色。写六位十六进制数，如 E60012 [template-value]",
        ),
        (
            "    font: 仿宋",
            "    font: ›仿宋体",
            "“仿宋体”不在可选之列。可写：小标宋、仿宋、楷体、黑体、宋体 [template-value]",
        ),
        (
            "    name: 正文首段 #",
            '    name: ›"正文\\x07" #',
            "这里有不能印的控制字符 U+0007。删掉它，重新打一遍 [template-value]",
        ),
        (
            "    keep_next: true",
            "    keep_next: ›yes",
            "“yes”不在可选之列。可写：true、false [template-value]",
        ),
        (
            "    outline: 1",
            "    outline: ›one",
            "“one”不是整数。写 0 到 9999 的数字 [template-value]",
        ),
        (
            "    fit: 60% 80%",
            "    fit: ›80% 60%",
            "“80% 60%”不是版心宽的两个百分数。如 60% 80% [template-value]",
        ),
        (
            "    at_most: 80% masthead",
            "    at_most: ›80% mast",
            "“80% mast”不是另一样式的百分数。如 80% masthead [template-value]",
        ),
        (
            "    rule_below: 2.25pt E60012",
            "    rule_below: ›2.25pt",
            "“2.25pt”不是线。写粗细和颜色，如 0.35mm 000000 [template-value]",
        ),
        (
            "  print_run: 共印",
            "  print_run: ›共{份数}份印",
            "“print_run”里没有 {份数}。可用：{印数} [template-field]",
        ),
        (
            "  separator: ，",
            "  separator: ›，{页}",
            "“separator”里没有 {页}。可用：没有字段 [template-field]",
        ),
        (
            "  report_to: 逐行",
            "  report_to: ›[逐行]",
            "这里应是一个值。冒号后面直接写，不用 [ ] 和 { } [template-shape]",
        ),
        (
            "numbering: 无",
            "numbering: ›{是: 否}",
            "这里应是一个值。冒号后面直接写，不用 [ ] 和 { } [template-shape]",
        ),
        (
            "colophon:\n  page: 任意",
            "colophon:\n  ›- 任意",
            "这里应是“名称: 值”各占一行。换行，下面各行缩进两格，写成 名称: 值 [template-shape]",
        ),
        (
            "colophon:\n  page: 任意",
            "colophon:\n  page: 任意\n  ? ›[甲]\n  : 乙",
            "冒号前面应是一个名称。换行，下面各行缩进两格，写成 名称: 值 [template-shape]",
        ),
        ("  page: 任意", "  ›{}", f"缺少 page。{COMPLETE} [template-missing]"),
    ],
)
def test_mistakes(written: str, wrong: str, message: str) -> None:
    text, place = with_mistake(written, wrong)

    assert f"{place}: {message}" in mistakes(text)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("page:\n", "page:\n  ›\twidth: 1mm\n"),
        ("numbering: 无", "numbering: [无›\nlists2: 1"),
        ('  folio: "— {页} —"', '  folio: "— {页} —" ›x'),
    ],
)
def test_what_is_not_yaml(written: str, wrong: str) -> None:
    text, place = with_mistake(written, wrong)
    (found,) = mistakes(text)

    assert found.endswith("这里不合 YAML 的写法。检查缩进、冒号和引号 [template-syntax]")
    assert re.match(r"t\.yaml:\d+:\d+: ", found)
    # The parser may see it only on the line behind.
    line = int(place.split(":")[1])
    assert int(found.split(":")[1]) in (line, line + 1)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("  size: 17px", "  size: ›三号"),
        ("  margin: 16px", "  margin: ›16"),
        ("    楷体: KaiTi, ", '    楷体: ›KaiTi"><script>, '),
        ("    宋体: SimSun, ", "    宋体: ›3Sun, "),
        ("    黑体: bold", "    黑体: ›900"),
    ],
)
def test_mistakes_in_the_page_for_screens(written: str, wrong: str) -> None:
    before, _, behind = wrong.partition("›")
    assert SHANGHAI.count(written) == 1
    text = SHANGHAI.replace(written, before + behind)
    line = SHANGHAI[: SHANGHAI.index(written)].count("\n") + 1

    places = {each.split(": ")[0] for each in mistakes(text)}
    assert places == {f"t.yaml:{line}:{len(before) + 1}"}


def test_a_screen_without_room() -> None:
    (found,) = mistakes(SHANGHAI.replace("  narrow: 360px", "  narrow: 40px"))

    assert "屏幕上没有地方排一个字" in found


def test_families_are_read_in_order(shanghai: Template) -> None:
    assert shanghai.screen.fonts["楷体"] == (
        "KaiTi",
        "KaiTi_GB2312",
        "STKaiti",
        "Kaiti SC",
        "serif",
    )
    assert shanghai.screen.size == 17


def test_missing_parts_are_named_where_they_should_be() -> None:
    text = re.sub(r"(?m)^    name: 报头 .*\n", "", SHANGHAI)
    text = re.sub(r"(?m)^  separator: .*\n", "", text)
    line = text[: text.index("  masthead:\n")].count("\n") + 2  # its first value
    labels = text[: text.index("labels:\n")].count("\n") + 2

    assert mistakes(text) == [
        f"t.yaml:{labels}:3: 缺少 separator。{COMPLETE} [template-missing]",
        f"t.yaml:{line}:5: 缺少 name。{COMPLETE} [template-missing]",
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = SHANGHAI
    for written, wrong in (
        ("    outline: 2", "    outlin: 2"),
        ("    font: 黑体", "    font: 草书"),
        ("  report_to: 逐行", "  report_to: 竖排"),
        ("  lines: 22", "  lines: many"),
        ("  gap: 7mm", "  gap: near"),
    ):
        assert written in text
        text = text.replace(written, wrong, 1)
    found = mistakes(text)

    assert [re.findall("many|竖排|near|草书|“outlin”", each) for each in found] == [
        ["many"], ["竖排"], ["near"], ["草书"], ["“outlin”"],
    ]  # fmt: skip


def test_a_mistake_in_the_base_is_told_once() -> None:
    text, place = with_mistake("    font: 仿宋", "    font: ›草书")

    assert [each.split(": ")[0] for each in mistakes(text)] == [place]


def test_a_missing_part_does_not_hide_other_mistakes() -> None:
    text = SHANGHAI.replace("numbering: 无", "").replace("    font: 黑体", "    font: 草书", 1)

    assert [each.split("[")[1] for each in mistakes(text)] == [
        "template-missing]",
        "template-value]",
    ]


@pytest.mark.parametrize("text", ["[1, 2]", "版式"])
def test_a_file_of_another_shape(text: str) -> None:
    assert mistakes(text)[0].startswith("t.yaml:1:1: 这里应是“名称: 值”各占一行。换行")


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file(text: str) -> None:
    assert len(mistakes(text)) == 1


def test_a_control_character() -> None:
    assert len(mistakes(SHANGHAI.replace("上海简报", "上海\x07简报"))) == 1


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("    size: 三号", "    size: -3pt"),
        ("    leading: 1行", "    leading: 0"),
        ("  width: 210mm", "  width: 20mm"),
        ("    outline: 1", "    outline: 77"),
    ],
)
def test_numbers_that_nothing_can_be_set_with(written: str, wrong: str) -> None:
    text = SHANGHAI.replace(written, wrong, 1)

    assert text != SHANGHAI
    assert len(mistakes(text)) >= 1


def test_two_styles_of_one_name() -> None:
    text, place = with_mistake("    name: 印数", "    name: ›报送发")

    assert [each.split(": ")[0] for each in mistakes(text)] == [place]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (None, 1, "读不了版式文件：没有这个文件或文件夹"),
        (b"extends: shanghai\nname: \xff\n", 2, "版式文件不是 UTF-8 编码"),
    ],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, content: bytes | None, line: int, message: str
) -> None:
    if content:
        (tmp_path / "template.yaml").write_bytes(content)

    with pytest.raises(TemplateError) as refused:
        load_template(tmp_path)
    (found,) = refused.value.diagnostics
    assert (found.code, found.message) == ("template-unreadable", message)
    assert found.location == Location(str(tmp_path / "template.yaml"), line, 1)


def test_every_kind_of_value_has_a_reader_and_a_description() -> None:
    assert set(_Reader().kinds()) == set(KINDS)
