import pytest

from tests.checks.finding import finds_of, found, instead


def test_no_noughts_before_month_and_day() -> None:
    assert found("N01", "2025年07月05日") == ["07月", "05日"]
    assert found("N01", "2025年7月5日，10月10日，08式") == []


def test_years_in_full() -> None:
    assert found("N02", "于25年6月竣工") == ["25年"]
    assert found("N02", "历时25年，满20年") == []


def test_the_nought_of_a_year_in_hanzi() -> None:
    assert instead("N09", "二○二五年") == ["二〇二五"]
    assert found("N09", "二〇二五年，二零八室") == []


@pytest.mark.parametrize("body", ["“3.15”国际消费者权益日", "一二九运动", "5.12地震"])
def test_days_that_name_events(body: str) -> None:
    assert len(finds_of("N10", body)) == 1


@pytest.mark.parametrize(
    "body", ["“3·15”国际消费者权益日", "一二·九运动", "五四精神", "得了“3.8”分"]
)
def test_right_names_of_events(body: str) -> None:
    assert found("N10", body) == []


def test_dates_in_running_text() -> None:
    assert instead("N14", "2025.7.5开会") == ["2025年7月5日"]
    assert found("N14", "编号2025-07-05-3，软件2025.7.5.1版") == []


def test_a_padded_date_is_not_mended_for_figures_stay() -> None:
    (find,) = finds_of("N14", "于2025-07-05开会")

    assert (find.instead, find.mend) == ("2025年7月5日", False)
