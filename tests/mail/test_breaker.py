from briefing.mail.breaker import Breaker
from briefing.mail.replies import Judgement, Place, Reply, Verdict

V = Verdict
OK, NO = Reply(250, "ok"), Reply(550, "5.1.1 no")


def outcomes(*verdicts: Verdict) -> list[int]:
    """At which outcomes the breaker wants to stop."""
    breaker = Breaker()
    found = [
        breaker.outcome(Place.DOT, OK if each is V.ACCEPTED else NO, each) for each in verdicts
    ]
    return [n for n, halt in enumerate(found, 1) if halt]


def test_success_stops_nothing() -> None:
    assert outcomes(*[V.ACCEPTED] * 1_000) == []


def test_three_times_spam_in_a_row() -> None:
    assert outcomes(V.SPAM, V.SPAM, V.SPAM) == [3]
    assert outcomes(V.SPAM, V.SPAM, V.ACCEPTED, V.SPAM) == []


def test_three_lost_answers_in_a_row() -> None:
    assert outcomes(V.UNCERTAIN, V.ACCEPTED, *[V.UNCERTAIN] * 3) == [5]


def test_ten_equal_failures_in_a_row() -> None:
    assert outcomes(*[V.REFUSED] * 10) == [10]
    assert outcomes(*[V.REFUSED] * 9, V.ACCEPTED, *[V.REFUSED] * 9) == []


def test_a_fifth_refused_after_fifty() -> None:
    four_of_five = [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED, V.ACCEPTED, V.REFUSED]
    assert outcomes(*four_of_five * 20) == []
    assert outcomes(*[V.ACCEPTED, V.ACCEPTED, V.REFUSED] * 20)[0] == 51


def test_three_connections_without_progress() -> None:
    breaker, broken = Breaker(), Judgement(V.RECONNECT, "断了")

    assert breaker.trouble(broken) is None
    assert breaker.trouble(broken) is None
    breaker.outcome(Place.DOT, OK, V.ACCEPTED)
    assert breaker.trouble(broken) is None
    assert breaker.trouble(broken) is None
    halt = breaker.trouble(broken)
    assert halt
    assert halt.verdict is V.PAUSE
    assert "断了" in halt.reason
