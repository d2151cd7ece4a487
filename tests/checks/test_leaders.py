from datetime import date

import pytest

from briefing.registry import Leader, Registry
from tests.checks.finding import finds_of, found

REGISTRY = Registry(
    leaders=(
        Leader("欧阳明", "党工委书记", 1),
        Leader("张立华", "党工委副书记、主任", 2),
        Leader("周大同", "局长", None, date(2020, 1, 1), date(2024, 12, 31)),
    ),
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("党工委书记欧阳明讲话", []),
        ("主任欧阳明讲话", ["主任"]),
        ("党工委副书记、主任张立华讲话", []),
        ("党工委书记张立华讲话", ["党工委书记"]),
        ("局长周大同讲话", ["局长周大同"]),
        ("党工委书记欧阳朋讲话", ["欧阳朋"]),
        ("欧阳明同志讲话", []),
        ("主任张立华、党工委书记欧阳明出席", ["欧阳明"]),
        ("党工委书记欧阳明、主任张立华出席", []),
    ],
)
def test_leaders_and_their_posts(body: str, words: list[str]) -> None:
    assert found("R02", body, registry=REGISTRY) == words


def test_a_post_is_held_for_a_time() -> None:
    finds = finds_of("R02", "局长周大同讲话", registry=REGISTRY, day=date(2024, 6, 1))

    assert finds == []


@pytest.mark.parametrize("body", ["欧阳名到一线检查。", "会前，张丽华主持座谈。"])
def test_a_name_that_sounds_like_a_leader_s(body: str) -> None:
    registry = Registry(leaders=(Leader("欧阳明", "书记", 1), Leader("张立华", "主任", 2)))

    assert len(found("R02", body, registry=registry)) == 1


@pytest.mark.parametrize(
    "body", ["欧阳铭老师出席。", "张建华主持座谈。", "村民张丽华说好。", "欧阳明到一线检查。"]
)
def test_the_name_of_somebody_else(body: str) -> None:
    registry = Registry(leaders=(Leader("欧阳明", "书记", 1), Leader("张立华", "主任", 2)))

    assert found("R02", body, registry=registry) == []
