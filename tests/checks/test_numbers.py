import pytest

from tests.checks.finding import found, instead


@pytest.mark.parametrize(
    "number", ["[2025]12号", "（2025）12号", "〔2025〕第12号", "〔2025〕012号"]
)
def test_the_number_of_a_document(number: str) -> None:
    assert instead("N03", f"沪某发{number}") == ["〔2025〕12号"]


@pytest.mark.parametrize("body", ["沪某发〔2025〕12号", "指引（2025年版）", "（2025）沪01民终1号"])
def test_right_numbers_of_documents(body: str) -> None:
    assert found("N03", body) == []


def test_ranges_keep_their_signs() -> None:
    assert found("N04", "占50～60%") == ["50～60%"]
    assert found("N04", "占50%～60%") == []
    assert found("N05", "日均3～5万件") == ["3～5万"]
    assert found("N05", "日均3万～5万件") == []


@pytest.mark.parametrize("body", ["三、五天", "十七、八岁", "四、五次"])
def test_about_so_many(body: str) -> None:
    assert found("N06", f"约{body}") == [body]


@pytest.mark.parametrize(
    "body", ["三五天", "一、二年级", "二中、三中全会", "第一、二名", "一、二季度"]
)
def test_short_lists_keep_their_mark(body: str) -> None:
    assert found("N06", body) == []


def test_counts_in_figures() -> None:
    assert found("N07", "培训三百二十名") == ["三百二十名"]
    assert found("N07", "几十人；十余次；百分之百") == []


def test_the_nought_before_a_point() -> None:
    assert found("N08", "降了.5%") == [".5"]
    assert found("N08", "降了0.5%，版本v2.5") == []


def test_thousands() -> None:
    assert found("N12", "补贴12,34元") == ["12,34"]
    assert found("N12", "补贴1,234元，邮编200001") == []
    assert found("N12", "2,025年工作") == ["2,025年"]


def test_one_way_to_write_large_numbers() -> None:
    assert found("N12", "12345人，又有12,345元和1,000元") == ["12345"]


def test_legal_units() -> None:
    assert found("N13", "纸箱300斤") == ["斤"]
    assert found("N13", "斤斤计较，300公斤，20平方米") == []
    assert instead("N13", "载重5KG") == ["kg"]


def test_a_number_half_in_digits_half_in_hanzi() -> None:
    assert found("N07", "惠及2百余人，达百分之98，投入3千元") == ["2百余", "百分之98", "3千"]
    assert found("N07", "3千米跑，5千瓦，6千克，20万人，百人计划，2025百人会") == []
