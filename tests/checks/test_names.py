import pytest

from briefing.registry import Phrase, Registry, Unit
from tests.checks.finding import found

REGISTRY = Registry(
    units=(Unit("城西街道办事处", ("城西街道",), ("城西镇政府",)),),
    firms=(Unit("上海城西快递有限公司"),),
    phrases=(Phrase("一支部一品牌", ("一个支部一个品牌",)),),
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("城西镇政府开会", ["城西镇政府"]),
        ("城西街道办亊处开会", ["城西街道办亊处"]),
        ("上海城西快运有限公司参会", ["上海城西快运有限公司"]),
        ("城西街道办事处开会", []),
        ("城东街道办事处开会", []),
        ("城西街道和上海城西快递有限公司", []),
    ],
)
def test_names_of_units(body: str, words: list[str]) -> None:
    assert found("R01", body, registry=REGISTRY) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("推进一个支部一个品牌", ["一个支部一个品牌"]),
        ("推进一支部一品牌", []),
        ("坚持稳中求进的工作总基调", ["稳中求进的工作总基调"]),
        ("坚持稳中求进工作总基调", []),
        ("牢记全心全意为人名服务的宗旨", ["全心全意为人名服务"]),
        ("统筹推进“五位一体”总体布局，协调推进“四个全面”战略布局", []),
    ],
)
def test_fixed_formulations(body: str, words: list[str]) -> None:
    assert found("R03", body, registry=REGISTRY) == words


def test_a_name_whose_last_character_is_confused() -> None:
    registry = Registry(units=(Unit("城西街道办事处"),))

    assert found("R01", "城西街道办事外开会", registry=registry) == ["城西街道办事外"]
    assert found("R01", "城西街道办事员开会", registry=registry) == []
