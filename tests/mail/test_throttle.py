import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.mail.settings import Pace
from briefing.mail.throttle import DAY, Throttle


def test_without_limits_nobody_waits() -> None:
    throttle = Throttle(Pace(0, 0), 0.0)
    for _ in range(1_000):
        throttle.took(0.0)

    assert throttle.wait(0.0) == 0.0
    assert throttle.least(1_000, 0.0) == 0.0


def test_thirty_a_minute_are_two_seconds_apart() -> None:
    throttle = Throttle(Pace(30, 0), 100.0)

    assert throttle.wait(100.0) == 0.0
    throttle.took(100.0)
    assert throttle.wait(100.0) == 2.0
    assert throttle.wait(101.5) == 0.5
    assert throttle.wait(103.0) == 0.0
    assert throttle.least(30, 0.0) == 60.0


def test_a_pause_is_not_made_up_for() -> None:
    throttle = Throttle(Pace(30, 0), 0.0)
    throttle.took(0.0)
    throttle.took(100.0)

    assert throttle.wait(100.0) == 2.0


def test_a_run_begins_where_the_last_one_ended() -> None:
    assert Throttle(Pace(30, 0), 100.0, [0.5, 30.0]).wait(100.0) == 1.5


def test_so_many_a_day() -> None:
    throttle = Throttle(Pace(0, 3), 1_000.0, [DAY - 10, 500.0])

    assert throttle.wait(1_000.0) == 0.0
    throttle.took(1_000.0)
    assert throttle.wait(1_000.0) == 10.0
    assert throttle.wait(1_010.0) == 0.0
    throttle.took(1_010.0)
    assert throttle.wait(1_010.0) == pytest.approx(DAY - 510.0)


def test_more_than_the_limit_have_gone_already() -> None:
    throttle = Throttle(Pace(0, 2), 0.0, [100.0, 200.0, 300.0])

    assert throttle.wait(0.0) == DAY - 200.0


@pytest.mark.parametrize("age", [-1e9, 1e9])
def test_f98_f99_ages_of_a_wrong_clock_are_drawn_into_the_day(age: float) -> None:
    assert 0.0 <= Throttle(Pace(0, 1), 0.0, [age]).wait(0.0) <= DAY


def test_ten_thousand_at_two_thousand_a_day_take_days() -> None:
    assert Throttle(Pace(0, 2_000), 0.0).least(10_000, 0.0) == 4 * DAY


@given(st.integers(1, 600), st.lists(st.floats(0, 5), max_size=40))
def test_never_more_than_the_minute_allows(per_minute: int, gaps: list[float]) -> None:
    throttle, now, taken = Throttle(Pace(per_minute, 0), 0.0), 0.0, []
    for gap in gaps:
        now += gap
        now += throttle.wait(now)
        throttle.took(now)
        taken.append(now)
    for start in taken:
        assert sum(start <= each < start + 59.99 for each in taken) <= per_minute
