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


def test_a_line_with_every_condition() -> None:
    (word,) = parse("登陆 登录 疑似 前非：风 前有：台、网 后有：账号 前是：再 后是：了 后非：前\n")

    assert word._replace(wrong="", right="") == LookAlike(
        "",
        "",
        Level.DOUBT,
        not_before="风",
        not_behind=("前",),
        before=("再",),
        behind=("了",),
        ahead=("台", "网"),
        after=("账号",),
    )


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("居民可登陆公众号预约", "登陆"),
        ("居民用手机登陆后预约", "登陆"),
        ("群众反应窗口排队久", "反应"),
        ("保护消费者权力", "权力"),
        ("印章自即日正式起用", "起用"),
        ("各单位要旅行监管责任", "旅行"),
        ("新建绿道3公理", "公理"),
        ("合格率提高2个百分比", "个百分比"),
        ("要把安全放再首位", "放再"),
        ("已此为鉴", "已此为"),
        ("己基本建成", "己基本"),
    ],
)
def test_words_that_are_wrong_beside_others(body: str, written: str) -> None:
    assert found("L01", body) == [written]


@pytest.mark.parametrize(
    "body",
    [
        "台风登陆后，平台停运",
        "群众反应强烈，居民反应如何",
        "起用年轻干部管系统",
        "旅行社落实责任，旅行团",
        "几何公理体系",
        "放再多也不嫌多",
        "律己基本功",
        "一座落在河边的小屋",
        "车辆检查长度不足",
        "不良反应上报",
        "公关部开展活动",
        "投入人力推进清淤",
        "领土任何时候不容侵犯",
        "5人已上岗",
    ],
)
def test_words_that_are_right_beside_others(body: str) -> None:
    assert found("L01", body) == []


def test_the_project_s_line_stands_for_all_of_the_shipped_list() -> None:
    assert finds_of("L01", "居民登陆公众号", own_words="登陆 登录 疑似 后是：岛\n") == []


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
    assert len({word[:2] + word[3:] for word in words}) == len(words)
    plain = [word.wrong for word in words if not any(word[5:])]
    assert len(set(plain)) == len(plain)
    assert {word.level for word in words} == set(Level)
