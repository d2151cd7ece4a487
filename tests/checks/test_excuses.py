from briefing.checks import check
from briefing.diagnostics import Diagnostic
from briefing.source import read

TEXT = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-21\n{}稿件:\n  - 标题: 甲\n    正文: {}\n"
EXCUSE = "放行:\n  - {{规则: {}, 文字: {}, 理由: 照录}}\n"


def findings(lines: str, body: str = "日均3～5万件。") -> list[Diagnostic]:
    return check(read(TEXT.format(lines, body).encode(), "甲.yaml"))


def codes(lines: str, body: str = "日均3～5万件。") -> list[str]:
    return [each.code for each in findings(lines, body)]


def test_without_an_excuse() -> None:
    assert codes("") == ["N05"]


def test_an_excused_place() -> None:
    assert codes(EXCUSE.format("N05", "3～5万件")) == []


def test_an_excuse_of_another_rule() -> None:
    assert codes(EXCUSE.format("N04", "3～5万件")) == ["X01", "N05"]


def test_an_excuse_of_another_place() -> None:
    assert codes(EXCUSE.format("N05", "6～8万"), "日均3～5万件，6～8万元。") == ["N05"]


def test_an_excuse_that_is_no_longer_needed() -> None:
    (finding,) = findings(EXCUSE.format("N05", "3～5万件"), "日均3万～5万件。")

    assert str(finding) == ("甲.yaml:6:19: 疑似：放行 N05 的“3～5万件”已经用不着。删去这一项 [X01]")


def test_what_has_no_words_of_its_own_is_excused_by_those_of_the_finding() -> None:
    excuse = EXCUSE.format("D03", "总期号 1 小于期号 2")
    text = TEXT.format("总期号: 1\n" + excuse, "好。").replace("期号: 1\n编", "期号: 2\n编")

    assert check(read(text.encode(), "甲.yaml")) == []
    assert [each.code for each in check(read(text.replace(excuse, "").encode(), "甲.yaml"))] == [
        "D03"
    ]


def test_a_rule_that_does_not_exist() -> None:
    assert codes(EXCUSE.format("N99", "3～5万件")) == ["X02", "N05"]
    assert codes("校对: {N99: 关}\n") == ["X02", "N05"]


def test_a_rule_switched_off() -> None:
    assert codes("校对: {N05: 关}\n") == []


def test_a_rule_taken_more_seriously() -> None:
    (finding,) = findings("校对: {N05: 必错}\n")

    assert finding.level == "必错"


def test_what_the_publication_file_says() -> None:
    data = TEXT.format("", "日均3～5万件。").encode()
    defaults = ("校对: {N05: 提示}\n".encode(), "briefing.yaml")

    (finding,) = check(read(data, "甲.yaml", defaults=defaults))

    assert finding.level == "提示"


def test_the_case_of_a_rule_does_not_matter() -> None:
    assert codes("校对: {n05: 关}\n") == []
    assert codes(EXCUSE.format("n05", "3～5万件")) == []


def test_what_bars_publishing_is_not_to_be_touched() -> None:
    excuse, switch = EXCUSE.format("W01", "待写"), "校对: {W01: 关}\n"

    assert [str(each) for each in findings(excuse, "好。")] == [
        "甲.yaml:6:10: 必错：W01不能放行。删去这一项，改好它指出的地方 [X02]"
    ]
    assert codes(switch, "好（待写：数）。") == ["X02", "W01"]
