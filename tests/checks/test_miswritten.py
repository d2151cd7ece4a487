import pytest

from briefing.registry import Registry, Unit
from tests.checks.finding import finds_of, found


@pytest.mark.parametrize(
    ("body", "written", "right"),
    [
        ("会议传答了上级精神。", "传答", "传达"),
        ("维护合法权溢。", "合法权溢", "合法权益"),
        ("局领导走访尉问职工。", "走访尉问", "走访慰问"),
        ("认真总洁经验。", "总洁", "总结"),
        ("确保旺委期间畅通。", "旺委", "旺季"),
        ("维护合法权 溢。", "合法权 溢", "合法权益"),
    ],
)
def test_a_wrong_character_is_found_with_its_word(body: str, written: str, right: str) -> None:
    (find,) = finds_of("L02", body)

    assert (find.written, find.instead) == (written, right)


@pytest.mark.parametrize(
    "body",
    [
        "小组走访网点，宣传答疑，分类施策。",
        "集团难以独立完成，项目常态化推进。",
        "副局长余洪伟、处长严素娟和谢晖出席。",
        "刘智勤等参加。",
        "因未按要求整改，应建尽建、应入尽入。",
    ],
)
def test_right_words_side_by_side_are_left_alone(body: str) -> None:
    assert found("L02", body) == []


def test_what_is_registered_is_left_alone() -> None:
    known = Registry(units=(Unit("旺委快递公司"),))

    assert found("L02", "近日，旺委快递公司开张。") != []
    assert found("L02", "近日，旺委快递公司开张。", registry=known) == []


def test_what_the_list_has_is_the_lists() -> None:
    assert found("L02", "帮助居民解决团难。") == []
    assert found("L01", "帮助居民解决团难。") == ["团难"]


@pytest.mark.parametrize(
    ("body", "written"),
    [("深刻把握精神实至", "实至"), ("项目进成过半", "进成"), ("达城一致意见", "达城")],
)
def test_words_of_offices_need_less_proof(body: str, written: str) -> None:
    assert written in "".join(found("L02", body))


def test_names_beside_a_dot_are_not_doubted() -> None:
    assert found("L02", "阿依古丽·买买提来了") == []
