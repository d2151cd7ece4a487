import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.mail.replies import Place, Reply, Verdict, judge

P, V = Place, Verdict


@pytest.mark.parametrize(
    ("place", "code", "text", "verdict"),
    [
        # anywhere
        (P.MAIL, 421, "4.4.2 idle", V.RECONNECT),
        (P.DOT, 421, "bye", V.RECONNECT),
        (P.MAIL, 451, "MI:DMC 163 smtp", V.RECONNECT),
        (P.MAIL, 450, "RP:DRC", V.RECONNECT),
        (P.MAIL, 452, "4.5.3 Too many messages sent", V.RECONNECT),
        (P.MAIL, 503, "nested MAIL", V.RECONNECT),
        # too fast, spelled as for good
        (P.MAIL, 550, "Sender frequency limited", V.PAUSE),
        (P.RCPT, 550, "Domain frequency limited", V.PAUSE),
        (P.DOT, 550, "Connection frequency limited.", V.PAUSE),
        (P.MAIL, 550, "MI:STC too many connections today", V.PAUSE),
        (P.RCPT, 450, "RP:QRC", V.PAUSE),
        (P.DOT, 451, "MI:SFQ please try again", V.PAUSE),
        (P.DOT, 550, "HL:IFC", V.PAUSE),
        (P.MAIL, 552, "Quota exceeded for today", V.PAUSE),
        (P.RCPT, 550, "5.7.28 rate", V.PAUSE),
        (P.RCPT, 450, "4.7.28 rate", V.PAUSE),
        (P.MAIL, 550, "今日发信量超限", V.PAUSE),
        # logging in
        (P.AUTH, 535, "5.7.8 no", V.STOP),
        (P.AUTH, 535, "Login fail. Authorization code is needed", V.STOP),
        (P.AUTH, 550, "5.7.30 Basic authentication is not supported", V.STOP),
        (P.AUTH, 454, "4.7.0 Temporary authentication failure", V.STOP),
        (P.AUTH, 550, "User is suspended: too much fail authentication", V.STOP),
        (P.MAIL, 530, "5.7.0 Must issue STARTTLS", V.STOP),
        (P.AUTH, 504, "no such mechanism", V.STOP),
        # the server as a whole
        (P.BANNER, 554, "go away", V.PAUSE),
        (P.EHLO, 550, "no", V.PAUSE),
        (P.STARTTLS, 454, "4.7.0 TLS not available", V.PAUSE),
        # from whom, how large
        (P.MAIL, 553, "5.7.1 Mail from must equal authorized user", V.STOP),
        (P.MAIL, 550, "5.7.1 not allowed", V.STOP),
        (P.MAIL, 552, "5.3.4 Message size exceeds fixed limit", V.STOP),
        (P.DOT, 552, "exceeded mailsize limit", V.STOP),
        (P.DOT, 554, "Message too large", V.STOP),
        (P.RCPT, 554, "5.7.1 <a@b>: Relay access denied", V.STOP),
        # the message
        (P.DOT, 554, "DT:SPM 163", V.SPAM),
        (P.DOT, 550, "Mail content denied", V.SPAM),
        (P.DOT, 550, "5.7.1 looks like spam", V.SPAM),
        (P.DOT, 451, "DT:SPM please try again in two minutes", V.DEFERRED),
        (P.DOT, 451, "4.3.0 later", V.DEFERRED),
        (P.DOT, 554, "5.6.0 whatever", V.REFUSED),
        (P.DATA, 554, "5.5.1 no valid recipients", V.REFUSED),
        # the recipient
        (P.RCPT, 550, "5.1.1 User unknown", V.REFUSED),
        (P.RCPT, 550, "Mailbox not found", V.REFUSED),
        (P.RCPT, 550, "Invalid User", V.REFUSED),
        (P.RCPT, 551, "not local", V.REFUSED),
        (P.RCPT, 554, "5.7.1 rejected", V.REFUSED),
        (P.RCPT, 450, "4.2.0 Greylisted", V.DEFERRED),
        (P.RCPT, 451, "4.7.1 later", V.DEFERRED),
        (P.RCPT, 452, "4.2.2 mailbox full", V.FULL),
        (P.RCPT, 552, "5.2.2 over quota", V.FULL),
        (P.RCPT, 550, "Mailbox unavailable or access denied", V.DEFERRED),
        # yes
        (P.DOT, 250, "2.0.0 ok", V.ACCEPTED),
        (P.DOT, 259, "new kind of yes", V.ACCEPTED),
        # no answer at all
        (P.DOT, 354, "more", V.UNCERTAIN),
        (P.DOT, 0, "", V.UNCERTAIN),
        (P.DOT, 600, "", V.UNCERTAIN),
        (P.RCPT, 354, "", V.RECONNECT),
    ],
)
def test_answers(place: Place, code: int, text: str, verdict: Verdict) -> None:
    assert judge(place, Reply(code, text)).verdict is verdict


@pytest.mark.parametrize("place", Place)
def test_silence_is_uncertain_behind_the_dot_alone(place: Place) -> None:
    expected = V.UNCERTAIN if place is P.DOT else V.RECONNECT
    assert judge(place, None).verdict is expected


@pytest.mark.parametrize(
    ("text", "code"), [("5.1.1 no", "5.1.1"), ("2.0.0", "2.0.0"), ("no 5.1.1", ""), ("5.1", "")]
)
def test_enhanced_codes(text: str, code: str) -> None:
    assert Reply(550, text).enhanced == code


@given(st.sampled_from(Place), st.integers(-1, 1000), st.text(max_size=80))
def test_any_answer_has_a_verdict_that_loses_nobody(place: Place, code: int, text: str) -> None:
    judgement = judge(place, Reply(code, text))

    assert (judgement.verdict is V.ACCEPTED) == (200 <= code < 300)
    if judgement.verdict is V.UNCERTAIN:
        assert place is P.DOT
        assert not 200 <= code < 300
        assert not 400 <= code < 600
    if judgement.verdict in (V.STOP, V.PAUSE, V.REFUSED, V.SPAM):
        assert judgement.reason
        assert judgement.remedy
