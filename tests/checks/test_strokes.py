import pytest

from tests.checks.finding import found, instead


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("2021-2025年", "—"),
        ("7月8-10日", "—"),
        ("6月-8月", "—"),
        ("培训3-5人", "～"),
        ("占50%-60%", "～"),
        ("气温30~35℃", "～"),
    ],
)
def test_the_mark_of_a_range(body: str, mark: str) -> None:
    assert instead("P07", body) == [mark]


@pytest.mark.parametrize(
    "body", ["电话021-12345678", "编号A-102-3", "2025-07-21", "比分3-2", "2021—2025年", "3～5人"]
)
def test_hyphens_of_codes_stay(body: str) -> None:
    assert found("P07", body) == []


@pytest.mark.parametrize("dots", ["...", "。。。", "…", "....", "·····"])
def test_an_ellipsis_has_six_dots(dots: str) -> None:
    assert instead("P08", f"米、面、油{dots}都有") == ["……"]


def test_an_ellipsis_is_enough() -> None:
    assert found("P08", "米、面……等") == ["……"]
    assert found("P08", "米、面……都有") == []
    assert found("P08", "版本3.2.1") == []


@pytest.mark.parametrize("dash", ["--", "－－", "──", "———"])
def test_a_dash_is_two_ems(dash: str) -> None:
    assert instead("P09", f"一个心愿{dash}平安") == ["——"]


def test_one_stroke_may_be_right() -> None:
    assert found("P09", "上海—杭州班线") == []
    assert found("P09", "一个心愿—平安") == ["—"]
