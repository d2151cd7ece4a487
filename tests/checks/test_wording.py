import pytest

from briefing.diagnostics import Level
from tests.checks.finding import finds_of, found


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("对发现的的问题", "的的"),
        ("要加强加强值班", "加强加强"),
        ("由区委区委牵头", "区委区委"),
        ("按计划安排的安排进行", "安排的安排"),
    ],
)
def test_what_is_written_twice(body: str, written: str) -> None:
    assert found("G01", body) == [written]


@pytest.mark.parametrize(
    "body",
    [
        "大家讨论讨论",
        "问题一件一件办",
        "目的的确达到",
        "这是重点的重点",
        "他了了解情况",
        "现在在岗",
        "处处留心，天天检查",
        "是是非非",
    ],
)
def test_words_that_are_said_twice(body: str) -> None:
    assert found("G01", body) == []


@pytest.mark.parametrize(
    ("wrong", "place", "right"),
    [
        ("截止6月底，已完成", "截止", "报名截止6月30日"),
        ("目的是为了方便", "是为了", "目的是方便"),
        ("原因是因为老化", "是因为", "原因是老化"),
        ("由于天气的原因，改期", "的原因", "由于天气，改期"),
        ("防止事故不再发生", "不再发生", "防止事故发生，保证不再发生"),
        ("切勿不要大意", "不要", "切勿大意"),
        ("必需严格执行", "必需", "备足必需的物资"),
        ("既使下雨也送", "既使", "既使群众满意，又使企业受益"),
        ("被评为“先进个人”称号", "称号", "授予“先进个人”称号"),
        ("超过200余家", "超过200余", "超过200家"),
        ("会议强调；要落实", "；", "会议强调，要落实"),
    ],
)
def test_words_that_do_not_go_together(wrong: str, place: str, right: str) -> None:
    assert found("G02", wrong) == [place]
    assert found("G02", right) == []


def test_a_habit_is_a_hint() -> None:
    (find,) = finds_of("G02", "通过开展竞赛，使业务水平得到提高。")

    assert find.level is Level.HINT
