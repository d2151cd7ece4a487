import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import Diagnostic, Location, SourceError
from briefing.issue import Issue, Numbering, Strictness, Text
from briefing.registry import Leader, Phrase, Registry, Unit
from briefing.source import load, load_registry, read
from briefing.source.keys import ALL_KEYS
from briefing.source.manuscript import decipher
from briefing.source.notation import Mapping, Node, Scalar, Sequence, compose

HEAD = "刊名: 简报\n期号: 26\n编印单位: 办公室\n日期: 2025-07-21\n"
ENTRIES = "稿件:\n  - 标题: 甲\n    正文: 乙\n"
GOOD = HEAD + ENTRIES


def issue(text: str, defaults: str | None = None) -> Issue:
    common = None if defaults is None else (defaults.encode(), "briefing.yaml")
    return read(text.encode(), "甲.yaml", common)


def found(text: str, defaults: str | None = None) -> list[str]:
    """Place and code of each finding."""
    with pytest.raises(SourceError) as refused:
        issue(text, defaults)
    return [f"{each.location} {each.code}" for each in refused.value.diagnostics]


def with_title(title: str) -> str:
    return GOOD.replace("标题: 甲", f"标题: {title}")


def title_of(text: str) -> Text:
    (line,) = issue(text).entries[0].title
    return line


def body_of(block: str, end: str = "\n") -> Text:
    return (
        issue((HEAD + f"稿件:\n  - 标题: 甲\n    正文: {block}").replace("\n", end)).entries[0].body
    )


# --- what is read


def test_a_small_issue() -> None:
    made = issue(GOOD)

    assert made.number == 26
    assert made.date == date(2025, 7, 21)
    assert [str(line) for line in made.title] == ["简报"]
    assert str(made.editor) == "办公室"
    assert [(str(e.title[0]), str(e.body)) for e in made.entries] == [("甲", "乙")]
    assert made.entries[0].location == Location("甲.yaml", 6, 5)
    assert (made.template, made.total, made.report_to) == ("shanghai", None, ())


def test_all_fields() -> None:
    made = issue(
        "版式: 上海-2\n总期号: 516\n期次: 增刊\n编号: 汉字\n印数: 80\n签发: 张明\n责任编辑: 李华\n"
        "联系电话: 021-1\n报: [市局, 省局]\n送: 总工会\n"
        "发:\n  - {名称: 区局, 邮箱: a@b.cn}\n  - 名称: 县局\n    邮箱: [c@d.cn, e@f.cn]\n"
        + GOOD
        + "    来源: 浦东局\n"
    )

    assert (made.template, made.total, str(made.edition)) == ("上海-2", 516, "增刊")
    assert (made.numbering, made.print_run) == (Numbering.HAN, 80)
    assert [str(each.name) for each in made.report_to] == ["市局", "省局"]
    assert [str(each.name) for each in made.copy_to] == ["总工会"]
    assert [[str(mail) for mail in each.mail] for each in made.distribute_to] == [
        ["a@b.cn"],
        ["c@d.cn", "e@f.cn"],
    ]
    assert (str(made.signed_by), str(made.responsible_editor)) == ("张明", "李华")
    assert (str(made.telephone), str(made.entries[0].credit)) == ("021-1", "浦东局")


def test_english_keys_do_as_well() -> None:
    made = issue(
        "title: 简报\nnumber: 26\neditor: 办公室\ndate: 2025-07-21\n"
        "entries:\n  - title: 甲\n    body: 乙\n"
    )

    assert made.number == 26
    assert str(made.entries[0].body) == "乙"


@pytest.mark.parametrize("written", ["2025-07-21", "2025-7-21", "2025/7/21", "2025年7月21日"])
def test_ways_to_write_a_date(written: str) -> None:
    assert issue(GOOD.replace("2025-07-21", written)).date == date(2025, 7, 21)


def test_full_width_digits_are_read_in_numbers_and_dates() -> None:
    made = issue(GOOD.replace("26", "２６").replace("2025-07-21", "２０２５年７月２１日"))

    assert (made.number, made.date) == (26, date(2025, 7, 21))


@pytest.mark.parametrize("text", ["no", "on", "010", "1_000", "12:30", ".inf", "2024-13-45", "1e3"])
def test_yaml_does_not_guess_in_texts(text: str) -> None:
    assert title_of(with_title(text)).value == text


@pytest.mark.parametrize(
    "text",
    ["𠮷林", "㐂", "\ue000", "e\u0301", "① ㎏ Ⅳ", "👨\u200d👩\u200d👧", "_x000D_", "甲\u200e"],
)
def test_characters_are_left_as_they_are(text: str) -> None:
    assert title_of(with_title(text)).value == text


@pytest.mark.parametrize("text", ["{{ 甲 }}", "*甲*", "甲: 乙", "通报 #3", "null", "@甲"])
def test_quotes_make_text_of_anything(text: str) -> None:
    assert title_of(with_title(f'"{text}"')).value == text
    assert title_of(with_title(f"'{text}'")).value == text


def test_titles_of_several_lines() -> None:
    as_list = issue(with_title("[甲, 乙]")).entries[0].title
    as_block = issue(with_title("|\n      甲\n\n      乙  \n")).entries[0].title

    assert [line.value for line in as_list] == [line.value for line in as_block] == ["甲", "乙"]
    assert [line.location.line for line in as_block] == [7, 9]


def test_comments_on_lines_of_their_own_and_behind_quotes_and_bars() -> None:
    assert issue("# 说明\n" + GOOD + '    来源: "浦东局" # 说明\n  # 说明\n').number == 26
    assert body_of("| # 说明\n      乙\n").value == "乙"


def test_a_byte_order_mark_does_not_count() -> None:
    assert issue("\ufeff" + GOOD).title[0].location == Location("甲.yaml", 1, 5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(end: str) -> None:
    body = body_of("|\n      甲\n\n      乙\n", end)

    assert body.value == "甲\n\n乙"
    assert body.at(3) == Location("甲.yaml", 10, 7)


# --- publication file


def test_defaults_fill_in_and_lists_replace() -> None:
    common = "刊名: 旧报\n编印单位: 总局\n报: [市局, 省局]\n送: [总工会]\n版式: 二\n"
    made = issue("期号: 1\n日期: 2025-01-01\n刊名: 新报\n报: [部]\n送: []\n" + ENTRIES, common)

    assert str(made.title[0]) == "新报"
    assert made.editor == Text("总局", Location("briefing.yaml", 2, 7), ((0, 2, 7),))
    assert [str(each.name) for each in made.report_to] == ["部"]
    assert made.copy_to == ()
    assert made.template == "二"


def test_an_empty_field_is_left_to_the_publication_file() -> None:
    assert str(issue(GOOD.replace("简报", ""), "刊名: 旧报").title[0]) == "旧报"
    assert issue(GOOD, "").number == 26
    assert issue(GOOD, "# 无\n刊名:\n").number == 26


def test_findings_of_both_files_in_order() -> None:
    assert found(GOOD.replace("26", "零") + "    甲: 乙\n", "期号: 3\n总期号: 4\n刊: 甲\n") == [
        "甲.yaml:2:5 not-a-number",
        "甲.yaml:8:5 unknown-key",
        "briefing.yaml:1:1 misplaced-key",
        "briefing.yaml:2:1 misplaced-key",
        "briefing.yaml:3:1 unknown-key",
    ]
    assert found("", "刊名: [") == ["甲.yaml:1:1 empty-file", "briefing.yaml:1:5 unclosed-bracket"]


def test_what_is_missing_may_be_put_into_the_publication_file() -> None:
    with pytest.raises(SourceError) as refused:
        issue(GOOD.replace("编印单位: 办公室\n", "").replace("26", ""), "")

    absent, empty = refused.value.diagnostics
    assert absent.message == "缺少“编印单位”"
    assert "各期都一样时写在 briefing.yaml 里" in absent.remedy
    assert (empty.message, str(empty.location)) == ("“期号”没有内容", "甲.yaml:2:1")


# --- files


def test_load_reads_both_files(tmp_path: Path) -> None:
    path, common = tmp_path / "2025-26.yaml", tmp_path / "briefing.yaml"
    path.write_text(GOOD, encoding="utf-8")
    common.write_text("印数: 80\n", encoding="utf-8")

    assert load(path, common).print_run == 80
    assert load(path).location.file == str(path)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        load(tmp_path / "无.yaml", tmp_path)

    assert [each.code for each in refused.value.diagnostics] == ["no-file", "not-a-file"]
    assert str(refused.value.diagnostics[0]).startswith(f"{tmp_path}/无.yaml:1:1: 没有这个文件")


def test_a_name_with_a_null_byte() -> None:
    with pytest.raises(SourceError):
        load(Path("甲\0.yaml"))


# --- places


def test_places_of_one_line() -> None:
    assert title_of(with_title("汛前检查")).at(2) == Location("甲.yaml", 6, 11)
    assert title_of(with_title('"汛前检查"')).at(2) == Location("甲.yaml", 6, 12)
    assert title_of(with_title('"　汛前"')).location == Location("甲.yaml", 6, 11)


def test_places_behind_escapes() -> None:
    title = title_of(with_title('"甲\\"\\u4e59丙"'))

    assert title.value == '甲"乙丙'
    assert [title.at(n).column for n in range(4)] == [10, 11, 13, 19]
    quoted = title_of(with_title("'甲''乙'"))
    assert (quoted.value, quoted.at(2).column) == ("甲'乙", 13)


def test_places_in_folded_text() -> None:
    body = body_of(">\n      甲乙\n      丙丁\n\n      戊\n")

    assert body.value == "甲乙 丙丁\n戊"
    assert [(body.at(n).line, body.at(n).column) for n in (0, 1, 3, 4, 6)] == [
        (8, 7),
        (8, 8),
        (9, 7),
        (9, 8),
        (11, 7),
    ]


def test_places_in_a_block() -> None:
    body = body_of("|2-\n        甲\n\n      乙丙  \n   \n")

    assert body.value == "  甲\n\n乙丙"
    assert body.at(2) == Location("甲.yaml", 8, 9)
    assert body.at(6) == Location("甲.yaml", 10, 8)


def test_a_part_of_a_text_keeps_its_places() -> None:
    text = body_of("|\n      甲乙\n      丙丁\n")
    part = text.part(1, 4)

    assert part.value == "乙\n丙"
    assert [str(part.at(n)) for n in (0, 2)] == ["甲.yaml:8:8", "甲.yaml:9:7"]
    assert part.location == part.at(0)


# --- findings


def test_everything_is_reported_at_once() -> None:
    assert found("期号: 零\n日期: 2025-02-30\n" + ENTRIES + "    题: 丙\n  - 标题: 丁\n") == [
        "甲.yaml:1:1 missing-field",
        "甲.yaml:1:1 missing-field",
        "甲.yaml:1:5 not-a-number",
        "甲.yaml:2:5 not-a-date",
        "甲.yaml:6:5 unknown-key",
        "甲.yaml:7:5 missing-field",
    ]


def test_leap_days() -> None:
    assert issue(GOOD.replace("2025-07-21", "2024-02-29")).date == date(2024, 2, 29)
    assert found(GOOD.replace("2025-07-21", "2025-02-29")) == ["甲.yaml:4:5 not-a-date"]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("010", "写 10"),
        ("第26期", "只写数字：期号: 26"),
        ("二十六", "只写数字，如 期号: 26"),
        ("-3", "只写数字，如 期号: 26"),
        ("2.5", "只写数字，如 期号: 26"),
        ("99999", "核对后改正，如 期号: 26"),
    ],
)
def test_remedies_for_numbers(written: str, remedy: str) -> None:
    with pytest.raises(SourceError) as refused:
        issue(GOOD.replace("26", written))

    assert [each.remedy for each in refused.value.diagnostics] == [remedy]


@pytest.mark.parametrize("key", ["标提", "題标", "“标题”"])
def test_a_key_ill_written_is_not_missing_as_well(key: str) -> None:
    assert len(found(GOOD.replace("标题", key))) == 1


def test_both_loaders_agree() -> None:
    for text in (GOOD, with_title("通报 #3"), with_title("&a 甲"), with_title("关于: 甲")):
        pure: list[Diagnostic] = []
        fast: list[Diagnostic] = []
        manuscript = decipher(text.encode(), "甲.yaml", pure)
        assert compose(manuscript, ALL_KEYS, pure, yaml.SafeLoader) == compose(
            manuscript, ALL_KEYS, fast
        )
        assert pure == fast


# --- properties

SNIPPETS = [
    *"- :#|>[]{}&*!%@`'\"\\,?\n\n\n\t　：“”0甲\u200b\x07\ufeff",
    *("标题", "正文", "稿件", "期号", "日期", "报", "<<", "number"),
    *("\r\n", ": ", "- ", "  ", "\n    ", "---\n", "|\n", "|-\n      "),
]
YAML_LIKE = st.lists(st.sampled_from(SNIPPETS), max_size=60).map("".join)
LINE = st.text(
    st.characters(
        exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"), exclude_characters="\ufffd"
    ),
    min_size=1,
    max_size=12,
).filter(lambda line: line.strip() == line)


@given(st.binary(max_size=300))
def test_any_bytes_make_an_issue_or_a_source_error(data: bytes) -> None:
    found: tuple[Diagnostic, ...] = ()
    try:
        read(data, "甲.yaml", (data, "briefing.yaml"))
    except SourceError as error:
        found = error.diagnostics
    assert found  # the publication file may not have what an issue must have


@given(
    st.sampled_from(["", HEAD, GOOD, HEAD + "稿件:\n  - 标题: 甲\n    正文: |\n      乙\n"]),
    YAML_LIKE,
)
def test_any_text_makes_an_issue_or_a_source_error(start: str, text: str) -> None:
    lines = (start + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        issue(start + text, text)
    except SourceError as error:
        for each in error.diagnostics:
            place = each.location
            assert place is not None
            assert each.remedy
            assert "\n" not in str(each)
            if place.file == "甲.yaml":
                assert 1 <= place.line <= len(lines)
                assert 1 <= place.column <= len(lines[place.line - 1]) + 1


@given(YAML_LIKE)
def test_the_loader_in_pure_python_does_not_fail_either(text: str) -> None:
    problems: list[Diagnostic] = []
    manuscript = decipher(text.encode(), "甲.yaml", problems)
    compose(manuscript, ALL_KEYS, problems, yaml.SafeLoader)


@given(
    st.lists(LINE | st.just(""), min_size=1, max_size=6).filter(any),
    st.integers(5, 9),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "-", "+"]),
)
def test_places_in_blocks_are_exact(lines: list[str], indent: int, end: str, chomp: str) -> None:
    block = "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines)
    text = (HEAD + f"稿件:\n  - 标题: 甲\n    正文: |{chomp}\n{block}").replace("\n", end)
    file = text.split(end)
    body = read(text.encode(), "甲.yaml").entries[0].body

    assert body.value == "\n".join(lines).rstrip()
    for index, char in enumerate(body.value):
        place = body.at(index)
        if char != "\n":
            assert file[place.line - 1][place.column - 1] == char


@given(LINE, st.sampled_from(['"', "'"]))
def test_places_in_quotes_are_exact(line: str, quote: str) -> None:
    written = (
        line.replace("'", "''") if quote == "'" else line.replace("\\", "\\\\").replace('"', '\\"')
    )
    text = with_title(quote + written + quote)
    title = title_of(text)
    file = text.split("\n")

    assert title.value == line
    for index, char in enumerate(line):
        place = title.at(index)
        assert place.line == 6
        written_char = file[5][place.column - 1]
        assert written_char == ("\\" if quote == '"' and char in '"\\' else char)


@given(
    st.integers(1, 9999),
    st.dates(date(1949, 10, 1), date(2199, 12, 31)),
    st.lists(st.tuples(LINE, st.lists(LINE, min_size=1, max_size=4)), min_size=1, max_size=4),
    st.lists(LINE, max_size=4),
)
def test_round_trip(
    number: int, day: date, entries: list[tuple[str, list[str]]], units: list[str]
) -> None:
    text = yaml.safe_dump(
        {
            "刊名": ["甲", "乙"],
            "期号": number,
            "日期": day.isoformat(),
            "编印单位": "丙",
            "稿件": [{"标题": title, "正文": "\n".join(body)} for title, body in entries],
            "报": units,
        },
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    made = issue(text)

    assert (made.number, made.date) == (number, day)
    assert [str(each.title[0]) for each in made.entries] == [title for title, _ in entries]
    assert [str(each.body) for each in made.entries] == ["\n".join(body) for _, body in entries]
    assert [str(each.name) for each in made.report_to] == units


def test_nodes_know_their_places() -> None:
    problems: list[Diagnostic] = []
    node: Node | None = compose(
        decipher("甲:\n  - 乙\n".encode(), "", problems), ALL_KEYS, problems
    )

    assert isinstance(node, Mapping)
    ((key, value),) = node.pairs
    assert (key.text.value, str(key.location)) == ("甲", ":1:1")
    assert isinstance(value, Sequence)
    assert isinstance(value.items[0], Scalar)
    assert [str(value.location), str(value.items[0].location)] == [":2:3", ":2:5"]


# --- registry.yaml


def registry(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "registry.yaml"
    path.write_text(text, "utf-8")
    return load_registry(path)


def test_a_registry(tmp_path: Path) -> None:
    made = registry(tmp_path, "单位: [甲局, 乙局]\n人名: 张明\nphrases:\n  - 一支部一品牌\n")

    assert made == Registry((Unit("甲局"), Unit("乙局")), ("张明",), (Phrase("一支部一品牌"),))


def test_what_is_known_of_units_leaders_and_phrases(tmp_path: Path) -> None:
    made = registry(
        tmp_path,
        "单位:\n  - {全称: 甲局, 简称: 甲, 曾用名: [乙局, 丙局]}\n  - 丁局\n"
        "企业: [戊公司]\n"
        "领导:\n  - {姓名: 张明, 职务: 局长, 排序: 1, 起: 2024-03-01, 止: 2026-02-28}\n"
        "固定提法: [{提法: 一支部一品牌, 误作: 一个支部一个品牌}]\n",
    )

    assert made.units == (Unit("甲局", ("甲",), ("乙局", "丙局")), Unit("丁局"))
    assert made.firms == (Unit("戊公司"),)
    assert made.leaders == (Leader("张明", "局长", 1, date(2024, 3, 1), date(2026, 2, 28)),)
    assert made.phrases == (Phrase("一支部一品牌", ("一个支部一个品牌",)),)
    assert made.unit_names == ("甲局", "甲", "乙局", "丙局", "丁局", "戊公司")
    assert made.other_names == ("张明", "一支部一品牌")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("领导: [张明]\n", "“领导”的一项写成了文字“张明”。每项写成 {姓名: ……}"),
        ("领导: [{姓名: 张明}]\n", "“领导”的一项缺少“职务”"),
        ("领导: [{姓名: 张明, 职务: 局长, 起: 去年}]\n", "“去年”不是日期"),
        ("单位: [{简称: 甲}]\n", "“单位”的一项缺少“全称”"),
    ],
)
def test_records_that_lack_something(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        registry(tmp_path, text)


def test_levels_and_excuses() -> None:
    lines = "校对: {P05: 关, N07: 必错}\n放行:\n  - {规则: P01, 文字: 甲, 理由: 照录}\n稿件:"
    made = read(GOOD.replace("稿件:", lines).encode(), "甲.yaml")

    assert [(str(each.rule), each.strictness) for each in made.switches] == [
        ("P05", Strictness.OFF),
        ("N07", Strictness.MISTAKE),
    ]
    assert [(str(each.rule), str(each.words)) for each in made.excuses] == [("P01", "甲")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("校对: [P05]", "“校对”写成了“[”开头的列表"),
        ("校对: {P05: 也许}", "“P05”不能是“也许”。写 必错、疑似、提示、关 之一"),
        ("校对: {P05: [关]}", "“P05”写成了“[”开头的列表"),
        ("放行: [{规则: P01, 文字: 甲}]", "“放行”的一项缺少“理由”"),
        ("放行: [P01]", "“放行”的一项写成了文字“P01”"),
    ],
)
def test_wrong_levels_and_excuses(lines: str, message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        read(GOOD.replace("稿件:", f"{lines}\n稿件:").encode(), "甲.yaml")


@pytest.mark.parametrize("text", ["", "# 还没有\n", "单位:\n", "单位: []\n"])
def test_a_registry_without_names(tmp_path: Path, text: str) -> None:
    assert registry(tmp_path, text) == Registry()


def test_all_that_is_wrong_in_a_registry(tmp_path: Path) -> None:
    text = "单位: [甲局]\n人民: [张明]\n固定提法:\n  - [甲]\n  - {乙: 丙}\n单位: 丁\n标题: 戊\n"

    with pytest.raises(SourceError) as refused:
        registry(tmp_path, text)

    found = refused.value.diagnostics
    assert [(each.code, each.location and each.location.line) for each in found] == [
        ("unknown-key", 2),
        ("wrong-shape", 4),
        ("missing-field", 5),
        ("unknown-key", 5),
        ("duplicate-key", 6),
        ("unknown-key", 7),
    ]
    places = [each.location for each in found if each.location]
    assert {Path(place.file).name for place in places} == {"registry.yaml"}
    assert found[0].remedy == "是不是“人名”"


def test_a_list_is_no_registry(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"registry.yaml:1:1.*“-”开头的列表.*写“单位: "):
        registry(tmp_path, "- 甲局\n")


def test_full_width_colons_in_a_registry(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="单位: "):
        registry(tmp_path, "单位：[甲局]\n")
