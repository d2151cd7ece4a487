import pytest

from briefing.checks.lookalikes import LookAlike, parse
from briefing.diagnostics import BriefingError, Level
from tests.checks.finding import finds_of, found


def test_words_of_the_scanner() -> None:
    assert found("L01", "解决团难，目常巡查") == ["团难", "目常"]


def test_torn_words_too() -> None:
    assert found("L01", "解决团 难") == ["团 难"]


@pytest.mark.parametrize(
    "body", ["集团难以完成", "项目常态化", "自己经手", "周末按时", "公司志愿者"]
)
def test_parts_of_other_words(body: str) -> None:
    assert found("L01", body) == []


def test_a_word_of_the_project() -> None:
    (find,) = finds_of("L01", "城酉街道", own_words="城酉 城西 疑似\n")

    assert (find.written, find.instead, find.level) == ("城酉", "城西", Level.DOUBT)


def test_a_line_of_the_list() -> None:
    (word,) = parse("# 说明\n团难 困难 必错 前非：集社 后非：以、题\n")

    assert word == LookAlike("团难", "困难", Level.MISTAKE, "集社", ("以", "题"))


@pytest.mark.parametrize(
    "line", ["团难 困难", "团难 困难 也许", "困难 困难 必错", "团难 困难 必错 前：集"]
)
def test_a_line_that_is_none(line: str) -> None:
    with pytest.raises(BriefingError, match=r"lookalikes\.txt:2:1.*不是词表的一行"):
        parse(f"# 说明\n{line}\n")


def test_the_list_has_several_hundred_words() -> None:
    from importlib.resources import files

    words = parse((files("briefing.checks") / "lookalikes.txt").read_text("utf-8"))

    assert len(words) > 500
    assert len({word.wrong for word in words}) == len(words)
    assert {word.level for word in words} == set(Level)
