"""The page for screens, read with a parser that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.assembly import assemble
from briefing.document import Document, Paragraph, Run
from briefing.shipped import TEMPLATES
from briefing.source import load
from briefing.template import Rule, Template, known_templates, load_template
from briefing.writers import render
from briefing.writers.html import write
from tests.fakes import changed, document, paragraph
from tests.samples import ISSUES, SMALL, issue

BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p"}
INLINE = {"span", "b", "strong", "br", "img"}
TABLES = {"div", "table", "tr", "th", "td"}
ELEMENTS = {"html", "head", "meta", "title", "body"} | TABLES | BLOCKS | INLINE
VOID = {"meta", "br", "img"}
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "name", "content"},
    "table": {"role", "width", "cellpadding", "cellspacing", "border", "style"},
    "br": set(),
    "img": {"src", "alt", "width", "height", "style"},
    "title": set(),
    "head": set(),
    "tr": set(),
    "th": {"scope", "style"},
}
# What Outlook, webmail and the editor of 公众号 keep, and finer points they may drop.
KEPT = {
    "font-family", "font-size", "font-weight", "line-height", "color", "text-align",
    "text-indent", "letter-spacing", "margin", "padding", "width", "max-width",
    "height", "border", "border-top", "border-bottom", "border-collapse", "vertical-align",
    "white-space",
}  # fmt: skip
FINE = {"text-wrap", "overflow-wrap", "overflow-x", "word-break", "-webkit-text-size-adjust"}


class Page(HTMLParser):
    """Elements with their attributes, texts block by block, in the order of the page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, str]] = []
        self.title = ""
        self.declarations: list[str] = []
        self.stray = ""
        self.others = 0
        self.data = False  # within a table of data
        self._open: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert self._open == []

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_comment(self, data: str) -> None:
        self.others += 1

    unknown_decl = handle_pi = handle_comment

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag == "br":
            self._add("\n")
        if tag == "table":
            self.data = "role" not in dict(attrs)
        if tag in BLOCKS | {"td", "th"}:
            self.blocks.append(("cell" if tag in ("td", "th") and self.data else tag, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        elif BLOCKS & set(self._open) or ({"td", "th"} & set(self._open) and data.strip()):
            self._add(data)
        else:
            self.stray += data.strip("\n")

    def _add(self, text: str) -> None:
        tag, before = self.blocks[-1]
        self.blocks[-1] = (tag, before + text)

    def named(self, name: str) -> str | None:
        """The content of the meta element of that name."""
        (found,) = [attrs for _, attrs in self.elements if attrs.get("name") == name]
        return found["content"]

    def styles(self, *tags: str) -> list[dict[str, str]]:
        """The style attributes of the elements, as property → value."""
        return [
            dict(each.split(":", 1) for each in (attrs["style"] or "").split(";"))
            for tag, attrs in self.elements
            if attrs.get("style") and (tag in tags or not tags)
        ]


@pytest.fixture(scope="module")
def sample(shanghai: Template) -> Document:
    """2025-27, which has everything an issue can have."""
    return assemble(load(ISSUES / "2025-27.yaml"), shanghai)


@pytest.fixture(scope="module")
def page(sample: Document, shanghai: Template) -> Page:
    return Page(write(sample, shanghai))


def texts(data: bytes) -> list[str]:
    """The texts of the page; those at both sides of a line have a tab between them."""
    found: list[str] = []
    last = ""
    for tag, text in Page(data).blocks:
        if tag == "td" and last == "td" and text:
            found[-1] += "\t" + text
        elif text:
            found.append(text)
        last = tag if text else ""
    return found


def expected(document: Document) -> list[str]:
    lines = (each.text for each in document.paragraphs() if each.style.startswith("masthead"))
    masthead = [line for line in lines if line]  # the space above it is for paper
    marks = [
        each.text
        for each in document.paragraphs()
        if each.style in ("copy-number", "secrecy-alone", "secrecy", "urgency")
    ]
    rest = [
        each.text.partition("\t")[0] if each.target else each.text  # no page numbers
        for each in document.paragraphs()
        if not each.style.startswith("masthead") and each.style != "chart-text"  # in a picture
    ][len(marks) :]
    return [*marks, *(["\n".join(masthead)] if masthead else []), *(text for text in rest if text)]


# --- the page


def test_a_small_page(golden: Callable[[str, str], None], shanghai: Template) -> None:
    text = SMALL.replace("近日，甲局开会。", "近日，**甲局**开会 A&B <C>。")
    golden("small.html", render(issue(text), shanghai, "html").decode("utf-8"))


def test_the_same_input_gives_the_same_bytes(sample: Document, shanghai: Template) -> None:
    assert write(sample, shanghai) == write(sample, shanghai)


def test_all_of_the_text_in_order_and_nothing_else(sample: Document, shanghai: Template) -> None:
    data = write(sample, shanghai)

    assert texts(data) == expected(sample)
    assert Page(data).stray == ""


def test_what_the_page_says_of_itself(page: Page, sample: Document) -> None:
    assert page.declarations == ["doctype html"]
    assert page.elements[0] == ("html", {"lang": "zh-CN"})
    assert page.elements[2] == ("meta", {"charset": "utf-8"})
    assert page.title == sample.title
    assert page.named("viewport") == "width=device-width, initial-scale=1"
    assert page.named("author") == "上海市邮政管理局党建办、文明办"
    assert page.named("date") == "2025-07-28"
    description = page.named("description") or ""
    assert description.split("；")[1] == (
        "二、上海市快递行业协会会同第三方机构发布上半年末端网点服务评价结果并约谈排名靠后的企业"
    )


def test_only_elements_and_attributes_that_survive(page: Page) -> None:
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    assert page.others == 0
    for tag, attributes in page.elements:
        assert set(attributes) <= ATTRIBUTES.get(tag, {"style"}), tag


def test_only_properties_that_survive(page: Page) -> None:
    for properties in page.styles():
        assert set(properties) <= KEPT | FINE
        assert "" not in properties.values()


def test_nothing_is_fetched(sample: Document, shanghai: Template) -> None:
    text = write(sample, shanghai).decode("utf-8")

    assert re.findall(r"https?:|url\(|@import|src=(?!.data:)|href=", text) == []


def test_every_block_says_all_of_its_looks(page: Page) -> None:
    needed = {"font-family", "font-weight", "font-size", "line-height", "color", "margin"}
    for properties in page.styles(*BLOCKS):
        assert needed | {"text-align", "text-indent", "padding"} <= set(properties)


# --- elements


def test_the_masthead_is_one_heading(page: Page) -> None:
    assert [text for _, text in page.blocks[:2]] == ["000001", "加急"]
    assert page.blocks[2] == ("h1", "上海市邮政快递行业\n党建、文明创建工作简报")
    assert [tag for tag, _ in page.blocks].count("h1") == 1


def test_titles_are_headings_of_level_two(page: Page, sample: Document) -> None:
    titles = [each.text for each in sample.paragraphs() if each.style in ("title", "section")]

    assert [text for tag, text in page.blocks if tag == "h2"] == titles


def test_contents_have_no_page_numbers_and_no_links(shanghai: Template) -> None:
    line = Paragraph("contents-line", (Run("一、甲"), Run("\t"), Run("1", page_of="entry-1")))

    assert Page(write(document(line), shanghai)).blocks == [("p", "一、甲")]


def test_no_level_of_headings_is_skipped(shanghai: Template) -> None:
    order = ("title", "heading-2", "heading-4", "heading-1", "heading-2", "heading-3", "title")
    written = write(document(*(paragraph(style, "题") for style in order)), shanghai)

    assert [tag for tag, _ in Page(written).blocks] == ["h2", "h3", "h4", "h3", "h4", "h5", "h2"]


def test_levels_end_at_six(shanghai: Template) -> None:
    template = shanghai
    names = ("title", "heading-1", "heading-2", "heading-3", "heading-4", "credit", "body")
    for level, name in enumerate(names, 1):
        template = changed(template, name, outline=level)
    written = write(document(*(paragraph(name, "题") for name in names)), template)

    tags = [tag for tag, _ in Page(written).blocks]
    assert tags == ["h2", "h3", "h4", "h5", "h6", "h6", "h6"]


def test_emphasis_and_run_in_headings(shanghai: Template) -> None:
    runs = (Run("（一）甲。", "run-in-2"), Run("乙"), Run("丙", "emphasis"), Run("丁"))
    text = write(document(Paragraph("body", runs)), shanghai).decode()

    (bold, run_in), (strong, emphasis) = re.findall(r"<(b|strong) style=\"[^\"]*\">([^<]*)<", text)
    assert (bold, run_in, strong, emphasis) == ("b", "（一）甲。", "strong", "丙")


def test_the_unit_stands_left_and_the_date_right(shanghai: Template) -> None:
    imprint = Paragraph("imprint-line", (Run("甲局"), Run("\t2025年7月1日")))
    page = Page(write(document(imprint), shanghai))
    left, right = page.styles("td")

    assert page.blocks == [("td", "甲局"), ("td", "2025年7月1日")]
    assert (left["text-align"], right["text-align"]) == ("left", "right")
    assert left["border-bottom"] == right["border-bottom"] == "2.39px solid #E60012"


def test_a_line_break_of_the_editor(shanghai: Template) -> None:
    title = Paragraph("title", (Run("甲"), Run("\n"), Run("乙")))

    assert b">\xe7\x94\xb2<br>\xe4\xb9\x99</h2>" in write(document(title), shanghai)


def test_the_rules_of_the_colophon(page: Page) -> None:
    edges = [
        {name: value for name, value in each.items() if name.startswith("border-")}
        for each in page.styles("td")[-2:]
    ]

    thick, thin = "1.05px solid #000000", "0.75px solid #000000"
    assert edges == [{"border-top": thick}, {"border-top": thin, "border-bottom": thick}]


def test_an_issue_without_colophon(shanghai: Template) -> None:
    assert "<table" not in write(document(paragraph("body", "甲")), shanghai).decode()


# --- text is never markup


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "javascript:alert(1)", "{{ 7*7 }}{% x %}", "&lt;&amp;&#60;",
        "</p></body>", "<!-- 甲 -->", "]]>", "\"'><img src=x onerror=y>", "https://example.cn",
    ],
)  # fmt: skip
def test_markup_in_the_text_stays_text(text: str, shanghai: Template) -> None:
    entry = f"{SMALL}编号: 无\n".replace("乙局也开会。", f"'{text.replace(chr(39), chr(39) * 2)}'")
    made = assemble(issue(entry), shanghai)
    data = write(made, shanghai)

    assert text in expected(made)
    assert texts(data) == expected(made)
    assert {tag for tag, _ in Page(data).elements} <= ELEMENTS


MARKUP = ("<", ">", "&", '"', "'", "</p>", "<b>", "<!--", "&lt;", "&#38;", "]]>", "<?", "</title>")
LINE = st.lists(
    st.one_of(st.sampled_from(MARKUP), st.characters(exclude_categories=("Cc", "Cs"))), min_size=1
).map("".join)
RUNS = st.lists(st.tuples(LINE, st.sampled_from((None, "emphasis", "run-in-1"))), min_size=1)


@given(title=LINE, author=LINE, runs=RUNS)
def test_any_text_comes_back(
    title: str, author: str, runs: list[tuple[str, str | None]], shanghai: Template
) -> None:
    body = Paragraph("body", tuple(Run(text, style) for text, style in runs))
    heading = Paragraph("title", (Run(title),), bookmark=title, anchor="entry-1")
    made = document(heading, body)._replace(title=title, author=author, keywords=(author,))
    data = write(made, shanghai)
    page = Page(data)

    assert [text for _, text in page.blocks] == [title, body.text]
    assert page.title == title
    assert page.named("author") == page.named("keywords") == author
    assert page.named("description") == title
    assert {tag for tag, _ in page.elements} <= ELEMENTS


# --- numbers of the template


def looks(template: Template, style: str, text: str = "甲") -> dict[str, str]:
    """The properties of a paragraph's element."""
    (found,) = Page(write(document(paragraph(style, text)), template)).styles(*BLOCKS)
    return found


def test_lengths_are_in_proportion_to_the_body(shanghai: Template) -> None:
    template = replace(shanghai, screen=replace(shanghai.screen, size=32.0))  # 2 px to a point
    template = changed(
        template, "credit", size=12.0, leading=18.0, before=5.0, left=24.0, right=6.0, indent=12.0
    )
    found = looks(template, "credit")

    assert found["font-size"] == "24px"
    assert found["line-height"] == "1.5"
    assert found["margin"] == "10px 0.5em 0 2em"
    assert found["text-indent"] == "1em"


def test_the_body_is_indented_by_two_characters(shanghai: Template) -> None:
    found = looks(shanghai, "body")

    assert (found["font-size"], found["text-indent"], found["line-height"]) == (
        "17px", "2em", "1.84",
    )  # fmt: skip
    assert "letter-spacing" not in found


def test_another_palette(sample: Document, shanghai: Template) -> None:
    styles = {
        name: replace(
            style,
            color="123456",
            rule_above=style.rule_above and Rule(1.0, "654321"),
            rule_below=style.rule_below and Rule(1.0, "654321"),
        )
        for name, style in shanghai.styles.items()
    }
    rule = Rule(1.0, "654321")
    table = replace(shanghai.table, outer=rule, inner=rule)
    data = write(sample, replace(shanghai, styles=styles, table=table)).decode()

    assert set(re.findall(r"#([0-9A-Fa-f]{6})", data)) == {"123456", "654321"}


def test_families_and_weights(shanghai: Template) -> None:
    screen = replace(
        shanghai.screen,
        fonts={**shanghai.screen.fonts, "黑体": ("Hei One", "sans-serif")},
        weights={**shanghai.screen.weights, "黑体": "normal"},
    )
    found = looks(replace(shanghai, screen=screen), "heading-1")

    assert (found["font-family"], found["font-weight"]) == ("Hei One,sans-serif", "normal")


def test_a_face_that_is_bold_in_headings_only(shanghai: Template) -> None:
    assert shanghai.screen.weights["楷体"] == "heading"
    assert looks(shanghai, "heading-2")["font-weight"] == "bold"
    assert looks(shanghai, "note")["font-weight"] == "normal"


def test_rules_of_an_ordinary_paragraph(shanghai: Template) -> None:
    template = changed(
        shanghai, "body", rule_above=Rule(16.0, "00FF00"), rule_below=Rule(8.0, "0000FF")
    )
    found = looks(template, "body")

    assert found["border-top"] == "17px solid #00FF00"
    assert found["border-bottom"] == "8.5px solid #0000FF"


def masthead(template: Template, text: str) -> dict[str, str]:
    page = Page(write(document(paragraph("masthead", text)), template))
    assert page.blocks == [("h1", text)]
    return {name: value for each in page.styles("span") for name, value in each.items()}


def test_a_name_takes_no_more_than_the_narrowest_line(shanghai: Template) -> None:
    # 320 px are 20 ems of the body, which has 16 pt: 16 characters of 20 px, that is 20 pt.
    screen = replace(shanghai.screen, size=16.0, margin=20.0, narrow=360.0)
    template = changed(
        replace(shanghai, screen=screen), "masthead", size=42.0, leading=63.0, smallest=10.0
    )

    assert masthead(template, "报" * 16)["font-size"] == "20px"
    assert masthead(template, "报" * 16)["line-height"] == "1.5"
    assert masthead(template, "A" * 32)["font-size"] == "20px"
    assert masthead(template, "报" * 64)["font-size"] == "10px"  # and takes two lines


def test_a_short_name_is_spread(shanghai: Template) -> None:
    # Half of 320 px for two characters of 40 px: 80 px between them.
    screen = replace(shanghai.screen, size=16.0, margin=20.0, narrow=360.0)
    template = changed(
        replace(shanghai, screen=screen), "masthead", size=40.0, fit=(0.5, 0.8), smallest=10.0
    )
    found = masthead(template, "简报")

    assert (found["font-size"], found["letter-spacing"]) == ("40px", "2em")
    assert b'letter-spacing:2em">\xe7\xae\x80</span>\xe6\x8a\xa5</span>' in write(
        document(paragraph("masthead", "简报")), template
    )
    assert "letter-spacing" not in masthead(template, "某某工作简报")


@pytest.mark.parametrize("name", known_templates([TEMPLATES]))
def test_every_colour_can_be_read_on_white(name: str) -> None:
    # the mark across a draft's pages stands on none of a screen
    all_styles = load_template(TEMPLATES / name).styles.items()
    styles = [style for key, style in all_styles if key != "draft-mark"]

    assert {
        style.color: contrast(style.color) for style in styles if contrast(style.color) < 4.5
    } == {}


def contrast(color: str) -> float:
    """The contrast with white as WCAG 2 reckons it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    light = sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
    return 1.05 / (light + 0.05)


def test_a_table_has_heads_and_sides(page: Page) -> None:
    heads = [attributes for tag, attributes in page.elements if tag == "th"]
    assert len(heads) == 5 + 9 + 5
    assert {each["scope"] for each in heads} == {"col"}
    assert {each["text-align"] for each in page.styles("th")} == {"center"}
    cells = [each for each in page.styles("td") if each.get("vertical-align") == "middle"]
    assert {each["text-align"] for each in cells} == {"justify", "center", "right"}
    assert len(cells) == 5 * 5 + 6 * 9 + 6 * 5
