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
        "大家对对账流程提出意见",
        "机要要按规定传递",
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


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("至少配备3名以上网格员", "至少配备3名以上"),
        ("不超过5万元以内", "不超过5万元以内"),
        ("不足20多户", "不足20多"),
        ("大约有近千户", "大约有近"),
        ("数十余户", "数十余"),
        ("近百余人", "近百余"),
        ("截至到目前", "截至到"),
        ("目前现有企业", "目前现有"),
        ("会议通过并审议了报告", "通过并审议"),
        ("即查制度，又查台账，还查现场", "即"),
        ("投诉已电话为主", "已"),
        ("街道以完成全部摸底", "以"),
        ("要要提高站位", "要要"),
    ],
)
def test_what_is_said_once_too_often(body: str, written: str) -> None:
    assert [*found("G01", body), *found("G02", body)] == [written]


@pytest.mark.parametrize(
    "body",
    [
        "不少于30人",
        "三十余台次",
        "十余名团员",
        "以及其中的内容",
        "合并并输出",
        "重要要求",
        "对对子",
        "即查即改，又快又好",
        "已成为主力，已列为重点",
        "企业以完成订单为目标",
        "企业的企业家精神",
        "至少由县级以上机关批准",
        "不低于本科以上",
    ],
)
def test_what_is_said_once(body: str) -> None:
    assert [*found("G01", body), *found("G02", body)] == []
