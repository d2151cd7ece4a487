"""`extends`: what a template has from the one it builds on, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.diagnostics import TemplateError
from briefing.project import Project
from briefing.shipped import TEMPLATES
from briefing.template import Template, load_template, read_template

HEAD = "name: 甲\nabout: 说明\n"
SHANGHAI = (TEMPLATES / "shanghai" / "template.yaml").read_text("utf-8")


def built(text: str, base: str = "shanghai") -> Template:
    """A template of these lines that builds on another of the program's."""
    return read_template(f"extends: {base}\n{HEAD}{text}", "t.yaml", "t", (TEMPLATES,))


def mistakes(text: str, *shelves: Path) -> list[str]:
    """Place, message and code of everything that is wrong in a template."""
    with pytest.raises(TemplateError) as refused:
        read_template(text, "t.yaml", "t", shelves or (TEMPLATES,))
    assert all(each.location and each.remedy for each in refused.value.diagnostics)
    return [str(each) for each in refused.value.diagnostics]


def write(shelf: Path, name: str, text: str) -> Path:
    folder = shelf / name
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(text, "utf-8")
    return folder


# --- what is taken over


def test_what_is_not_written_is_the_base_s(shanghai: Template) -> None:
    assert built("") == replace(shanghai, name="t", title="甲", about="说明")


def test_a_single_key_of_a_single_style_is_replaced(shanghai: Template) -> None:
    made = built("styles:\n  masthead: {color: '0055AA'}\n")

    assert made.styles["masthead"] == replace(shanghai.styles["masthead"], color="0055AA")
    assert {**made.styles, "masthead": None} == {**shanghai.styles, "masthead": None}
    assert list(made.styles) == list(shanghai.styles)


def test_values_of_every_part_are_replaced_one_by_one(shanghai: Template) -> None:
    made = built(
        "labels: {credit: '（来源：{来源}）'}\n"
        "numbering: 汉字\n"
        "contents: true\n"
        "lists: {report_to: 连排}\n"
        "folio: {gap: 8mm}\n"
        "page: {type_area: {height: 226mm}}\n"
        "html: {size: 16px, fonts: {宋体: serif}}\n"
        "marks: {emphasis: {font: 楷体}}\n"
    )

    assert made.labels == {**shanghai.labels, "credit": "（来源：{来源}）"}
    assert (made.numbering, made.contents) == ("汉字", True)
    assert made.lists == {**shanghai.lists, "report_to": "连排"}
    assert made.folio_gap == pytest.approx(8 * 72 / 25.4)
    assert made.page.type_area == replace(shanghai.page.type_area, height=226 * (72 / 25.4))
    assert (made.page.margins, made.page.leading) == (
        shanghai.page.margins,
        shanghai.page.leading,
    )
    assert made.screen.fonts == {**shanghai.screen.fonts, "宋体": ("serif",)}
    assert (made.screen.size, made.screen.margin) == (16, shanghai.screen.margin)
    assert made.marks["emphasis"].font == "楷体"
    assert made.marks["label"] == shanghai.marks["label"]


def test_the_look_of_all_styles_follows_the_new_base_style() -> None:
    made = built("styles: {base: {font: 宋体, size: 小四}}\n")

    assert (made.styles["body"].font, made.styles["body"].size) == ("宋体", 12)
    assert made.styles["body"].indent == 24  # 2字 of the new size
    assert (made.styles["title"].font, made.styles["title"].size) == ("小标宋", 18)


def test_what_the_base_has_can_be_taken_away(shanghai: Template) -> None:
    assert shanghai.styles["imprint-line"].rule_below
    made = built(
        "styles:\n  imprint-line: {rule_below: 无}\n  masthead: {fit: 无}\n"
        "  masthead-over: {at_most: 无}\n"
    )

    assert made.styles["imprint-line"].rule_below is None
    assert made.styles["masthead"].fit is None
    assert made.styles["masthead-over"].at_most is None


def test_a_chain_of_bases(tmp_path: Path) -> None:
    write(tmp_path, "one", f"extends: shanghai\n{HEAD}numbering: 汉字\ncontents: true\n")
    write(tmp_path, "two", f"extends: one\n{HEAD}styles: {{title: {{size: 三号}}}}\n")
    top = write(tmp_path, "three", "extends: two\nname: 丙\nabout: 三\ncontents: false\n")

    made = load_template(top, (TEMPLATES,))
    assert (made.name, made.title, made.about) == ("three", "丙", "三")
    assert (made.numbering, made.contents, made.styles["title"].size) == ("汉字", False, 16)


def test_a_project_s_template_may_build_on_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    write(tmp_path / "templates", "shanghai", f"extends: shanghai\n{HEAD}numbering: 数字\n")
    project = Project(tmp_path)

    assert project.template("shanghai").numbering == "数字"
    # What comes with the program does not change with what a project has.
    for shipped in TEMPLATES.glob("*/template.yaml"):
        name = shipped.parent.name
        if name != "shanghai":
            assert project.template(name) == load_template(shipped.parent)


# --- what is refused, and where


def test_an_unknown_base() -> None:
    known = "、".join(sorted(path.parent.name for path in TEMPLATES.glob("*/template.yaml")))

    assert mistakes(f"{HEAD}extends: 北京\n") == [
        f"t.yaml:3:10: 没有叫“北京”的版式可做底本。可写：{known} [template-base]"
    ]
    assert mistakes("extends: shanhai\n") == [
        "t.yaml:1:10: 没有叫“shanhai”的版式可做底本。是否想写“shanghai” [template-base]"
    ]


@pytest.mark.parametrize("value", ["../shanghai", "a/b", "''", "[shanghai]", "{a: b}", "a\\b"])
def test_a_base_that_is_no_name(value: str) -> None:
    assert mistakes(f"extends: {value}\n") == [
        "t.yaml:1:10: extends 后面应是一个版式的文件夹名。如 extends: shanghai [template-base]"
    ]


def test_circles_are_refused_where_they_close(tmp_path: Path) -> None:
    top = write(tmp_path, "a", f"extends: b\n{HEAD}")
    write(tmp_path, "b", f"{HEAD}extends: c\n")
    path = write(tmp_path, "c", f"# 三\n{HEAD}extends: a\n") / "template.yaml"

    with pytest.raises(TemplateError) as refused:
        load_template(top, (TEMPLATES,))
    assert str(refused.value) == (
        f"{path}:4:10: 版式互相做底本，绕成了圈：a → b → c → a"
        "。改掉其中一个文件里的 extends [template-circle]"
    )


def test_a_template_that_builds_on_itself(tmp_path: Path) -> None:
    top = write(tmp_path, "own", f"extends: own\n{HEAD}")

    with pytest.raises(TemplateError) as refused:
        load_template(top, (TEMPLATES,))
    (found,) = refused.value.diagnostics
    assert found.message == "没有叫“own”的版式可做底本"


def test_mistakes_are_told_in_the_file_they_stand_in(tmp_path: Path) -> None:
    base = write(
        tmp_path, "one", f"extends: shanghai\n{HEAD}styles:\n  title: {{size: 特号, color: 红}}\n"
    )
    top = write(
        tmp_path, "two", f"extends: one\n{HEAD}styles:\n  title: {{color: '000000', siz: 三号}}\n"
    )

    with pytest.raises(TemplateError) as refused:
        load_template(top, (TEMPLATES,))
    places = [str(each.location) for each in refused.value.diagnostics]
    # The base's colour is replaced, so nothing is wrong with it here.
    assert places == [f"{base}/template.yaml:5:17", f"{top}/template.yaml:5:28"]


def test_a_base_that_is_not_yaml(tmp_path: Path) -> None:
    base = write(tmp_path, "one", "name: [\n")
    top = write(tmp_path, "two", f"extends: one\n{HEAD}")

    with pytest.raises(TemplateError) as refused:
        load_template(top)
    (found,) = refused.value.diagnostics
    assert found.code == "template-syntax"
    assert found.location
    assert found.location.file == str(base / "template.yaml")


def test_a_template_of_its_own_without_a_style() -> None:
    start = SHANGHAI.index("  title-single:")
    text = SHANGHAI[:start] + SHANGHAI[SHANGHAI.index("  note:\n", start) :]
    line = text[: text.index("\nstyles:")].count("\n") + 3  # its first style

    assert mistakes(text) == [
        f"t.yaml:{line}:3: 缺少 title-single。补上；只想改几处的，在文件开头写 extends: shanghai，"
        "其余都取自它 [template-missing]"
    ]
    assert mistakes("extends: shanghai\n" + text.replace("name: 上海简报", "", 1)) == [
        "t.yaml:1:1: 缺少 name。补上；这两项不取自底本 [template-missing]"
    ]


def test_names_and_descriptions_are_no_inheritance() -> None:
    assert mistakes("extends: shanghai\n") == [
        "t.yaml:1:1: 缺少 name、about。补上；这两项不取自底本 [template-missing]"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("styles:\n  titel: {size: 三号}\n", "t.yaml:5:3: 没有“titel”这一项。是否想写“title”"),
        ("styles: 无\n", "t.yaml:4:9: 这里应是“名称: 值”各占一行"),
        ("styles:\n  title:\n", "t.yaml:5:9: 这里应是“名称: 值”各占一行"),
        ("numbering:\n", "t.yaml:4:11: “”不在可选之列"),
        ("lists: {report_to: 连排, report_to: 逐行}\n", "t.yaml:4:24: “report_to”写了两次"),
        ("styles: {title: {size: 三号, size: 四号}}\n", "t.yaml:4:28: “size”写了两次"),
        ("labels: {note: '{年}'}\n", "t.yaml:4:16: “note”里没有 {年}"),
        ("? [a]\n: b\n", "t.yaml:4:3: 冒号前面应是一个名称"),
        ("extends: shanghai\n", "t.yaml:4:1: “extends”写了两次"),
    ],
)
def test_mistakes_over_a_base(text: str, message: str) -> None:
    (found,) = mistakes(f"extends: shanghai\n{HEAD}{text}")

    assert found.startswith(message)


def test_a_name_of_word_s_own_that_another_style_has() -> None:
    (found,) = mistakes(f"extends: shanghai\n{HEAD}styles: {{note: {{name: 报头}}}}\n")

    assert "已有别的样式叫“报头”" in found


def test_anchors_that_lead_to_themselves() -> None:
    assert mistakes(f"extends: shanghai\n{HEAD}styles: &s\n  title: *s\n")


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_rule_that_word_would_draw_too_short(side: str) -> None:
    text = f"extends: shanghai\n{HEAD}styles:\n  imprint-line: {{{side}: 1字}}\n"
    column = text.splitlines()[4].index("1字") + 1

    (found,) = mistakes(text)
    assert found.startswith(f"t.yaml:5:{column}: 这个样式有横线")
    assert built(f"styles: {{imprint-line: {{{side}: 0}}, body: {{{side}: 1字}}}}")
