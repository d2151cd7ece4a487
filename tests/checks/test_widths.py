import pytest

from tests.checks.finding import finds_of, found, instead


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("会上,他说", [","]),
        ("一是快;二是准.", [";", "."]),
        ("“好”,他说", [","]),
        ("占5%,居首", [","]),
        ("用AI,提效", [","]),
        ("网点(含代办点)", ["(", ")"]),
    ],
)
def test_half_width_marks_beside_hanzi(body: str, marks: list[str]) -> None:
    assert found("P05", body) == marks


@pytest.mark.parametrize(
    "body",
    [
        "增长1,200人",
        "上午9:30开会",
        "比例3:1",
        "见www.a.cn/x,y",
        "占3.5%",
        "函数f(x)",
        "协(xié)会",
        "邮箱a@b.cn",
    ],
)
def test_marks_of_numbers_times_and_addresses_stay(body: str) -> None:
    assert found("P05", body) == []


def test_a_bracket_of_each_width() -> None:
    assert found("C03", "会议（扩大)召开") == [")"]
    assert found("P05", "会议（扩大)召开") == []


def test_a_bracket_without_the_other() -> None:
    assert found("C03", "会议（扩大召开") == ["（"]
    assert found("C03", "1）快；2）准") == []


def test_spaces_between_hanzi() -> None:
    (find,) = finds_of("C01", "通过实 施方案")

    assert (find.start, find.end, find.instead, find.mend) == (3, 4, "", True)


@pytest.mark.parametrize("body", ["出席：张三 李四 王五六", "记者：张　三", "网点 数量 占比"])
def test_spaces_between_names_are_not_mended(body: str) -> None:
    assert {find.mend for find in finds_of("C01", body)} == {False}


def test_a_space_in_a_title_may_be_meant() -> None:
    (find,) = finds_of("C01", "甲", title="凝心聚力 再启新程")

    assert (find.level, find.mend) == ("提示", False)


def test_spaces_beside_digits_and_letters() -> None:
    assert len(finds_of("C02", "截至 2025 年，AI 技术")) == 3
    assert finds_of("C02", "iPhone 15 Pro") == []
    assert finds_of("C02", "图1 现场") == []


def test_spaces_beside_marks() -> None:
    assert found("C04", "会上， 他说 ：好") == [" ", " "]


def test_full_width_digits() -> None:
    assert instead("N11", "第１２期ＡＢ版") == ["12", "AB"]
