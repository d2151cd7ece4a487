from datetime import date

import pytest

from tests.checks.finding import finds_of, found


@pytest.mark.parametrize("day", ["2月30日", "4月31日", "13月5日", "2025年2月29日", "7月0日"])
def test_days_of_no_calendar(day: str) -> None:
    assert found("N15", f"{day}，开会") == [day]


def test_a_leap_day() -> None:
    assert found("N15", "2024年2月29日，开会") == []


def test_weekdays() -> None:
    assert found("N15", "2025年7月17日（星期四）") == []
    assert found("N15", "2025年7月17日（星期五）") == ["五"]
    assert found("N15", "7月20日（周日），7月20日（星期天）") == []


def test_times() -> None:
    assert found("N15", "会议9:75开始，25时30分结束") == ["9:75", "25时30分"]
    assert found("N15", "会议9:15开始，比分25:23，24:00闭馆") == []


def test_what_has_happened_is_not_after_the_issue() -> None:
    assert found("N15", "7月25日，某局开会。") == ["7月25日"]
    assert found("N15", "7月21日，某局开会。") == []
    assert found("N15", "将于7月25日开会。8月8日前报送。计划8月开工。") == []


def test_december_in_january_was_last_year() -> None:
    assert finds_of("N15", "12月30日，某局开会。", day=date(2026, 1, 5)) == []


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("展期为7月20日至7月2日。", "7月20日至7月2日"),
        ("7月20日—15日报名。", "7月20日—15日"),
        ("2027—2025年建成。", "2027—2025年"),
        ("13月起执行。", "13月"),
    ],
)
def test_periods_that_end_before_they_begin(body: str, written: str) -> None:
    assert found("N15", body) == [written]


@pytest.mark.parametrize(
    "body",
    ["12月28日至1月3日演出。", "7月2日至20日演出。", "2025—2027年建成。", "宝宝18月龄接种。"],
)
def test_periods_that_are_possible(body: str) -> None:
    assert found("N15", body) == []
