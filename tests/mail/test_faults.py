"""F01 to F76: what a server, or the line to it, can do to us, each by its number.

Three recipients, the faulty server of tests.mail.server, and the invariants after every run.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from briefing.mail.endings import Ending
from briefing.mail.journal import State
from briefing.mail.settings import Encryption, Mechanism, Pace
from tests.mail.conftest import Certificates
from tests.mail.lab import FAST, Lab, destinations, invariants
from tests.mail.server import Fault, Rules, Server

S, E = State, Ending
SSS = (S.SENT, S.SENT, S.SENT)
QQQ = (S.QUEUED, S.QUEUED, S.QUEUED)
DDQ = (S.DEFERRED, S.DEFERRED, S.QUEUED)  # ten failures alike, and nobody else is tried


USUAL = Rules()


@dataclass(frozen=True)
class Case:
    """Faults, and the states and the ending that they lead to."""

    faults: tuple[Fault, ...]
    states: tuple[State, ...]
    ending: Ending
    rules: Rules = USUAL
    says: str = ""
    lost: int = 0
    lies: tuple[str, ...] = ()
    login: bool = False
    answer: float = 2.0
    final: float = 2.0


def case(*faults: Fault, states: Sequence[State], ending: Ending, **more: object) -> Case:
    return Case(faults, tuple(states), ending, **more)  # type: ignore[arg-type]


def once(at: str, do: str, what: str = "", nth: int = 1) -> Fault:
    return Fault(at, do, what, nth=nth, times=1)


def one(state: State) -> tuple[State, ...]:
    """The second recipient alone fares otherwise."""
    return (S.SENT, state, S.SENT)


CASES = {
    # connect and banner
    "f04_fin": case(Fault("connect", "drop"), states=QQQ, ending=E.UNFINISHED, says="接连 3 次"),
    "f04_fin_once": case(once("connect", "drop"), states=SSS, ending=E.COMPLETE),
    "f05_rst": case(Fault("connect", "reset"), states=QQQ, ending=E.UNFINISHED),
    "f06_554": case(
        Fault("banner", "say", "554 5.7.1 go away"), states=QQQ, ending=E.UNFINISHED, says="go away"
    ),
    "f07_421": case(Fault("banner", "say", "421 busy"), states=QQQ, ending=E.UNFINISHED),
    "f07_421_once": case(once("banner", "say", "421 busy"), states=SSS, ending=E.COMPLETE),
    "f08_stall": case(Fault("banner", "stall", "9"), states=QQQ, ending=E.UNFINISHED, answer=0.5),
    "f09_garbage": case(Fault("banner", "garbage"), states=QQQ, ending=E.UNFINISHED),
    # EHLO
    "f10_500_then_helo": case(Fault("ehlo", "say", "500 what"), states=SSS, ending=E.COMPLETE),
    "f11_drop": case(Fault("ehlo", "drop"), states=QQQ, ending=E.UNFINISHED),
    "f12_421": case(once("ehlo", "say", "421 busy"), states=SSS, ending=E.COMPLETE),
    "f16_no_size": case(states=SSS, ending=E.COMPLETE, rules=Rules(without=("SIZE",))),
    "f16_no_8bitmime": case(states=SSS, ending=E.COMPLETE, rules=Rules(without=("8BITMIME",))),
    "f16_no_smtputf8": case(states=SSS, ending=E.COMPLETE, rules=Rules(without=("SMTPUTF8",))),
    "f16_no_pipelining": case(states=SSS, ending=E.COMPLETE, rules=Rules(without=("PIPELINING",))),
    "f16_no_auth": case(
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN", without=("AUTH",)),
        login=True,
        says="没有",
    ),
    # AUTH
    "f24_535": case(
        Fault("auth", "say", "535 Login fail. Authorization code is needed"),
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        login=True,
        says="授权码",
    ),
    "f25_454": case(
        Fault("auth", "say", "454 4.7.0 Temporary authentication failure"),
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        login=True,
        says="暂时不让登录",
    ),
    "f26_534": case(
        Fault("auth", "say", "534 5.7.9 mechanism too weak"),
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        login=True,
    ),
    "f26_538": case(
        Fault("auth", "say", "538 5.7.11 encryption needed"),
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        login=True,
    ),
    "f26_504": case(
        Fault("auth", "say", "504 5.5.4 no such mechanism"),
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        login=True,
    ),
    "f27_530": case(
        states=QQQ,
        ending=E.CONFIGURATION,
        rules=Rules(auth="PLAIN"),
        says="authentication required",
    ),
    "f28_login_only": case(states=SSS, ending=E.COMPLETE, rules=Rules(auth="LOGIN"), login=True),
    "f28_xoauth2_only": case(
        states=QQQ, ending=E.CONFIGURATION, rules=Rules(auth="XOAUTH2"), login=True, says="XOAUTH2"
    ),
    "f30_drop": case(
        Fault("auth", "drop"),
        states=QQQ,
        ending=E.UNFINISHED,
        rules=Rules(auth="PLAIN"),
        login=True,
    ),
    # MAIL
    "f31_421": case(once("mail", "say", "421 4.3.2 bye", nth=2), states=SSS, ending=E.COMPLETE),
    "f32_451": case(once("mail", "say", "451 4.3.0 later", nth=2), states=SSS, ending=E.COMPLETE),
    "f33_session_cap": case(states=SSS, ending=E.COMPLETE, rules=Rules(per_session=1)),
    "f34_452_disk_full": case(
        Fault("mail", "say", "452 4.3.1 Insufficient system storage"),
        states=DDQ,
        ending=E.UNFINISHED,
    ),
    "f35_550_frequency": case(
        Fault("mail", "say", "550 Sender frequency limited", nth=2),
        states=(S.SENT, S.QUEUED, S.QUEUED),
        ending=E.UNFINISHED,
        says="发得太快",
    ),
    "f36_553": case(
        Fault("mail", "say", "553 5.7.1 Mail from must equal authorized user"),
        states=QQQ,
        ending=E.CONFIGURATION,
        says="发件邮箱",
    ),
    "f37_552_size": case(
        Fault("mail", "say", "552 5.3.4 Message size exceeds fixed limit"),
        states=QQQ,
        ending=E.CONFIGURATION,
        says="太大",
    ),
    "f37_announced_size": case(
        states=QQQ, ending=E.CONFIGURATION, rules=Rules(size=3_000), says="最多收"
    ),
    "f38_drop": case(once("mail", "drop", nth=2), states=SSS, ending=E.COMPLETE),
    "f39_530_in_mid_session": case(
        Fault("mail", "say", "530 5.7.0 Authentication required", nth=2),
        states=(S.SENT, S.QUEUED, S.QUEUED),
        ending=E.CONFIGURATION,
    ),
    # RCPT
    "f40_greylist": case(
        Fault("rcpt", "say", "450 4.2.0 Greylisted", once=True), states=SSS, ending=E.COMPLETE
    ),
    "f41_451": case(once("rcpt", "say", "451 4.3.0 later", nth=2), states=SSS, ending=E.COMPLETE),
    "f42_452_full": case(
        Fault("rcpt", "say", "452 4.2.2 mailbox full", has="r1@"),
        states=one(S.REFUSED),
        ending=E.REFUSED,
    ),
    "f43_550": case(
        Fault("rcpt", "say", "550 5.1.1 User unknown", has="r1@"),
        states=one(S.REFUSED),
        ending=E.REFUSED,
    ),
    "f44_251": case(once("rcpt", "say", "251 will forward", nth=2), states=SSS, ending=E.COMPLETE),
    "f44_551": case(
        Fault("rcpt", "say", "551 not local", has="r1@"), states=one(S.REFUSED), ending=E.REFUSED
    ),
    "f45_554": case(
        Fault("rcpt", "say", "554 5.7.1 rejected", has="r1@"),
        states=one(S.REFUSED),
        ending=E.REFUSED,
    ),
    "f46_421": case(once("rcpt", "say", "421 bye", nth=2), states=SSS, ending=E.COMPLETE),
    "f47_rst": case(once("rcpt", "reset", nth=2), states=SSS, ending=E.COMPLETE),
    # DATA and text
    "f49_451": case(once("data", "say", "451 later", nth=2), states=SSS, ending=E.COMPLETE),
    "f49_554": case(
        Fault("data", "say", "554 5.5.1 no", has="r1@"), states=one(S.REFUSED), ending=E.REFUSED
    ),
    "f50_421": case(once("data", "say", "421 bye", nth=2), states=SSS, ending=E.COMPLETE),
    "f51_drop": case(once("data", "drop", nth=2), states=SSS, ending=E.COMPLETE),
    # Small messages fit into buffers: the break may show before the dot or only behind it.
    "f54_stops_reading": case(Fault("text", "noread", "0.3"), states=SSS, ending=E.COMPLETE),
    # the dot
    "f56_drop_not_taken": case(
        Fault("dot", "drop", has="r1@"), states=one(S.UNCERTAIN), ending=E.UNCERTAIN, lost=1
    ),
    "f57_drop_taken": case(
        Fault("dot", "take-drop", has="r1@"), states=one(S.UNCERTAIN), ending=E.UNCERTAIN, lost=1
    ),
    "f58_rst_taken": case(
        Fault("dot", "take-reset", has="r1@"), states=one(S.UNCERTAIN), ending=E.UNCERTAIN, lost=1
    ),
    "f59_hang": case(
        Fault("dot", "take-hang", has="r1@"),
        states=one(S.UNCERTAIN),
        ending=E.UNCERTAIN,
        lost=1,
        final=1.0,
    ),
    # The answer to the dot may take longer than any other.
    "f60_250_just_in_time": case(
        Fault("dot", "take-stall", "1.5", has="r1@"),
        states=SSS,
        ending=E.COMPLETE,
        answer=1.0,
        final=30.0,
    ),
    "f61_451": case(once("dot", "say", "451 4.3.0 later", nth=2), states=SSS, ending=E.COMPLETE),
    "f62_452": case(once("dot", "say", "452 4.3.1 later", nth=2), states=SSS, ending=E.COMPLETE),
    "f63_552": case(
        Fault("dot", "say", "552 5.3.4 Message size exceeds fixed limit"),
        states=(S.DEFERRED, S.QUEUED, S.QUEUED),
        ending=E.CONFIGURATION,
        says="太大",
    ),
    "f64_554_spam": case(
        Fault("dot", "say", "554 DT:SPM rejected"),
        states=(S.REFUSED, S.REFUSED, S.REFUSED),
        ending=E.REFUSED,
        says="垃圾邮件",
    ),
    "f65_421": case(once("dot", "say", "421 4.3.2 bye", nth=2), states=SSS, ending=E.COMPLETE),
    "f66_taken_but_says_451": case(
        once("dot", "take-say", "451 4.3.0 lies", nth=2),
        states=SSS,
        ending=E.COMPLETE,
        lies=("r1@lab.test",),
    ),
    "f67_says_250_and_loses": case(
        once("dot", "lose", nth=2), states=SSS, ending=E.COMPLETE, lies=("r1@lab.test",)
    ),
    "f68_unfinished_lines": case(
        Fault("dot", "half", has="r1@"), states=one(S.UNCERTAIN), ending=E.UNCERTAIN, lost=1
    ),
    "f69_split": case(Fault("dot", "take-split"), states=SSS, ending=E.COMPLETE),
    "f69_slow": case(Fault("dot", "take-slow"), states=SSS, ending=E.COMPLETE),
    "f70_garbage": case(
        Fault("dot", "garbage", has="r1@"), states=one(S.UNCERTAIN), ending=E.UNCERTAIN, lost=1
    ),
    "f71_2yz": case(Fault("dot", "take-say", "259 fine"), states=SSS, ending=E.COMPLETE),
    "f71_3yz": case(
        Fault("dot", "take-say", "354 more", has="r1@"),
        states=one(S.UNCERTAIN),
        ending=E.UNCERTAIN,
        lost=1,
    ),
    # the end of a session and idle ones
    "f72_drop_at_quit": case(Fault("quit", "drop"), states=SSS, ending=E.COMPLETE),
    "f73_421_at_quit": case(Fault("quit", "say", "421 bye"), states=SSS, ending=E.COMPLETE),
    "f74_drop_at_rset": case(
        Fault("rcpt", "say", "550 5.1.1 no", has="r1@"),
        Fault("rset", "drop"),
        states=one(S.REFUSED),
        ending=E.REFUSED,
    ),
    "f75_no_503_after_a_refusal": case(
        Fault("rcpt", "say", "550 5.1.1 no", has="r1@"), states=one(S.REFUSED), ending=E.REFUSED
    ),
    "f75_503": case(once("mail", "say", "503 nested", nth=2), states=SSS, ending=E.COMPLETE),
    "f76_421_on_a_reused_connection": case(
        once("mail", "say", "421 4.4.2 idle too long", nth=3), states=SSS, ending=E.COMPLETE
    ),
}


LOGIN = {"rules": Rules(auth="PLAIN"), "login": True}
# What may come at any stage: an answer in pieces, one that is too long, one that never ends.
BEFORE_THE_DOT: dict[str, dict[str, object]] = {
    "banner": {},
    "ehlo": {},
    "auth": LOGIN,
    "mail": {},
    "rcpt": {},
    "data": {},
}
for stage, more in BEFORE_THE_DOT.items():
    for do in ("split", "slow"):
        CASES[f"f13_{do}_at_{stage}"] = case(
            Fault(stage, do), states=SSS, ending=E.COMPLETE, **more
        )
    for number, do in ((14, "long"), (15, "endless"), (9, "garbage")):
        # Once is a mishap; three times without progress is a reason to stop.
        CASES[f"f{number:02}_{do}_at_{stage}"] = case(
            Fault(stage, do), states=QQQ, ending=E.UNFINISHED, says="接连 3 次", **more
        )
        CASES[f"f{number:02}_{do}_once_at_{stage}"] = case(
            once(stage, do), states=SSS, ending=E.COMPLETE, **more
        )
for number, do in ((14, "long"), (15, "endless")):
    CASES[f"f{number}_{do}_at_dot"] = case(
        Fault("dot", f"take-{do}", has="r1@"),
        states=one(S.UNCERTAIN),
        ending=E.UNCERTAIN,
        lost=1,
    )
    CASES[f"f{number}_{do}_at_rset"] = case(
        Fault("rcpt", "say", "550 5.1.1 no", has="r1@"),
        Fault("rset", do),
        states=one(S.REFUSED),
        ending=E.REFUSED,
    )
    CASES[f"f{number}_{do}_at_quit"] = case(Fault("quit", do), states=SSS, ending=E.COMPLETE)


@pytest.mark.parametrize("name", CASES)
def test_fault(name: str, tmp_path: Path) -> None:
    what = CASES[name]
    start = time.monotonic()
    with Server(tmp_path, *what.faults, rules=what.rules) as server:
        lab = Lab(tmp_path, server.port, login=what.login, answer=what.answer, final=what.final)
        finish = lab.run()

        assert tuple(lab.states()) == what.states
        assert finish.ending is what.ending
        assert what.says in (finish.halt.reason + finish.halt.remedy if finish.halt else "")
        invariants(lab, server.path, finish, lost=what.lost, lies=what.lies)
    assert time.monotonic() - start < 40.0  # a hang of the server's is 60


# --- no server at all


def test_f01_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    finish = Lab(tmp_path, port).run()

    assert (finish.ending, finish.counts) == (E.UNFINISHED, {S.QUEUED: 3})
    assert finish.halt
    assert "对方不接" in finish.halt.reason


def test_f02_unknown_host(tmp_path: Path) -> None:
    finish = Lab(tmp_path, 25, host="nowhere.invalid").run()

    assert finish.ending in (E.CONFIGURATION, E.UNFINISHED)
    assert finish.counts == {S.QUEUED: 3}
    assert finish.halt
    assert "nowhere.invalid" in finish.halt.reason


@pytest.mark.parametrize(
    ("number", "ending"),
    [(socket.EAI_NONAME, E.CONFIGURATION), (socket.EAI_AGAIN, E.UNFINISHED)],
    ids=["f02_no_such_name", "f02_nobody_to_ask"],
)
def test_names_that_are_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, ending: Ending
) -> None:
    """A name that is none must be put right; a resolver that is away may come back."""

    def not_found(*arguments: object, **more: object) -> None:
        raise socket.gaierror(number, "not found")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    finish = Lab(tmp_path, 25, host="mail.example.test").run()

    assert (finish.ending, finish.counts) == (ending, {S.QUEUED: 3})


def test_f03_black_hole(tmp_path: Path) -> None:
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        fillers = []
        for _ in range(8):  # fill the backlog: further connections get no answer
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
            fillers.append(filler)
        finish = Lab(tmp_path, hole.getsockname()[1], answer=0.5).run()
        for filler in fillers:
            filler.close()

    assert (finish.ending, finish.counts) == (E.UNFINISHED, {S.QUEUED: 3})


# --- TLS


def tls(
    tmp_path: Path, port: int, given: Certificates, encryption: Encryption, **more: object
) -> Lab:
    return Lab(
        tmp_path,
        port,
        encryption=encryption,
        authority=given.authority,
        host="localhost",
        login=True,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("encryption", [Encryption.TLS, Encryption.STARTTLS])
@pytest.mark.parametrize("auth", ["PLAIN", "LOGIN", "PLAIN LOGIN"])
def test_tls_and_login(
    tmp_path: Path, certificates: Certificates, encryption: Encryption, auth: str
) -> None:
    rules = Rules(encryption.value.lower(), auth, cert=str(certificates.good))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, encryption)
        finish = lab.run()

        assert finish.ending is E.COMPLETE
        assert all(each["tls"] for each in server.events("accepted"))
        invariants(lab, server.path, finish)


def test_xoauth2(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("tls", "XOAUTH2", cert=str(certificates.good))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.TLS, mechanism=Mechanism.XOAUTH2)

        assert lab.run().ending is E.COMPLETE


def test_f29_an_expired_token(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("tls", "XOAUTH2", cert=str(certificates.good))
    with Server(tmp_path, rules=rules) as server:
        mechanism = Mechanism.XOAUTH2
        lab = tls(
            tmp_path, server.port, certificates, Encryption.TLS, mechanism=mechanism, password="old"
        )
        finish = lab.run()

        assert finish.ending is E.CONFIGURATION
        assert server.accepted == {}


def test_a_wrong_password_is_shown_to_nobody(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("tls", "PLAIN", cert=str(certificates.good))
    with Server(tmp_path, rules=rules) as server:  # repeats what it was given
        lab = tls(tmp_path, server.port, certificates, Encryption.TLS, password="geheim-geheim-99")
        finish = lab.run()

        assert finish.ending is E.CONFIGURATION
        assert finish.halt
        assert "〔密码〕" in finish.halt.reason
        stored = (tmp_path / "journal.db").read_bytes() + str(finish).encode()
        assert b"geheim" not in stored
        assert b"Z2VoZWlt" not in stored


def test_f17_starttls_stripped(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("starttls", "PLAIN", cert=str(certificates.good), without=("STARTTLS",))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.STARTTLS)
        finish = lab.run()

        assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
        assert finish.halt
        assert "STARTTLS" in finish.halt.reason
        invariants(lab, server.path, finish)  # no AUTH without TLS


def test_f18_454_at_starttls(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("starttls", "PLAIN", cert=str(certificates.good))
    with Server(tmp_path, Fault("starttls", "say", "454 TLS not available"), rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.STARTTLS)
        finish = lab.run()

        assert (finish.ending, finish.counts) == (E.UNFINISHED, {S.QUEUED: 3})
        invariants(lab, server.path, finish)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [("other_name", "名字和服务器的不一样"), ("foreign", "签发它的不在"), ("expired", "过期了")],
    ids=["f19_wrong_name", "f19_unknown_authority", "f20_expired"],
)
@pytest.mark.parametrize("encryption", [Encryption.TLS, Encryption.STARTTLS])
def test_wrong_certificates(
    tmp_path: Path, certificates: Certificates, encryption: Encryption, wrong: str, says: str
) -> None:
    rules = Rules(encryption.value.lower(), "PLAIN", cert=str(getattr(certificates, wrong)))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, encryption)
        finish = lab.run()

        assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
        assert finish.halt
        assert says in finish.halt.reason
        invariants(lab, server.path, finish)


@pytest.mark.parametrize("do", ["drop", "hang"])
def test_f21_the_handshake_drops_or_hangs(
    tmp_path: Path, certificates: Certificates, do: str
) -> None:
    rules = Rules("starttls", "PLAIN", cert=str(certificates.good))
    with Server(tmp_path, Fault("starttls", do), rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.STARTTLS, answer=0.5)
        finish = lab.run()

        assert (finish.ending, finish.counts) == (E.UNFINISHED, {S.QUEUED: 3})


def test_f22_a_chain_that_only_strict_mode_refuses(
    tmp_path: Path, certificates: Certificates
) -> None:
    rules = Rules("tls", "PLAIN", cert=str(certificates.not_strict))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.TLS)
        lab = replace(lab, authority=certificates.not_strict_authority)

        assert lab.run().ending is E.COMPLETE


def test_f23_plaintext_injected_before_the_handshake(
    tmp_path: Path, certificates: Certificates
) -> None:
    rules = Rules("starttls", "PLAIN", cert=str(certificates.good))
    with Server(tmp_path, Fault("starttls", "inject"), rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.STARTTLS)
        finish = lab.run()

        assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
        assert finish.halt
        assert "加密之前" in finish.halt.reason


def test_a_pinned_certificate(tmp_path: Path, certificates: Certificates) -> None:
    rules = Rules("tls", "PLAIN", cert=str(certificates.good))
    with Server(tmp_path, rules=rules) as server:
        lab = tls(tmp_path, server.port, certificates, Encryption.TLS)
        wrong = replace(lab, authority=None, fingerprint="0" * 64)
        right = replace(lab, authority=None, fingerprint=certificates.fingerprint)

        assert wrong.run().ending is E.CONFIGURATION
        assert server.accepted == {}
        assert right.run().ending is E.COMPLETE


# --- what needs more than three recipients, or another message


def test_f33_session_caps_of_ten(tmp_path: Path) -> None:
    with Server(tmp_path, rules=Rules(per_session=10)) as server:
        lab = Lab(tmp_path, server.port, destinations(35))
        finish = lab.run()

        assert finish.ending is E.COMPLETE
        assert server.sessions == 4
        invariants(lab, server.path, finish)


def test_our_own_cap(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, destinations(25), pace=replace(FAST, per_connection=10))

        assert lab.run().ending is E.COMPLETE
        assert server.sessions == 3


def test_a_day_that_is_just_enough(tmp_path: Path) -> None:
    """When all are sent nobody waits, and no limit stops what has ended."""
    with Server(tmp_path) as server:
        pace = replace(FAST, per_minute=600, per_day=3)
        lab = Lab(tmp_path, server.port, pace=pace)
        finish = lab.run()

        assert (finish.ending, finish.halt) == (E.COMPLETE, None)
        assert lab.told[-1].left == 0
    (tmp_path / "more").mkdir()
    with Server(tmp_path / "more") as server:
        lab = Lab(tmp_path / "more", server.port, destinations(4), pace=replace(FAST, per_day=3))
        finish = lab.run()

        assert finish.ending is E.UNFINISHED
        assert finish.halt
        assert "已到每天 3 封的上限" in finish.halt.reason
        assert len(server.accepted) == 3


def test_f48_smtputf8_needed_and_not_offered(tmp_path: Path) -> None:
    to = [*destinations(2), *destinations(1)]
    to[2] = replace(to[2], address=replace(to[2].address, shown="张明@lab.test", local="张明"))
    with Server(tmp_path, rules=Rules(without=("SMTPUTF8",))) as server:
        lab = Lab(tmp_path, server.port, to)
        finish = lab.run()

        assert finish.ending is E.CONFIGURATION
        assert finish.halt
        assert "张明@lab.test" in finish.halt.reason
        assert server.accepted == {}
        invariants(lab, server.path, finish)


def test_f48_smtputf8_offered(tmp_path: Path) -> None:
    to = destinations(2)
    to[1] = replace(to[1], address=replace(to[1].address, shown="张明@lab.test", local="张明"))
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, to)
        finish = lab.run()

        assert finish.ending is E.COMPLETE
        assert server.accepted == {"r0@lab.test": 1, "张明@lab.test": 1}
        assert server.violations == []


# 1.4 MB on the wire, of which the two sockets hold 256 KB at most (Linux doubles what is asked):
# what breaks in the middle is noticed while there is text left, and before the dot.
LARGE = b"PK" + bytes(range(256)) * 4_000
NARROW = Rules(window=65_536)
WIDE = {"file": LARGE, "unsent": 65_536, "answer": 30.0, "final": 30.0}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("text", "cut", "300000", has="r1@", times=1),
        Fault("text", "reset-at", "300000", has="r1@", times=1),
        Fault("text", "noread", "1.0", has="r1@", times=1),
        Fault("text", "say-early", "451 4.3.0 later", has="r1@", times=1),
        Fault("text", "say-and-go", "451 4.3.0 later", has="r1@", times=1),
    ],
    ids=[
        "f52_drop_after_n_bytes",
        "f53_rst_after_n_bytes",
        "f54_stops_reading",
        "f55_451_in_mid_text",
        "f55_451_in_mid_text_and_a_broken_line",
    ],
)
def test_breaks_in_mid_text(tmp_path: Path, fault: Fault) -> None:
    with Server(tmp_path, fault, rules=NARROW) as server:
        lab = Lab(tmp_path, server.port, **WIDE)  # type: ignore[arg-type]
        finish = lab.run()

        assert finish.ending is E.COMPLETE
        assert server.accepted == {f"r{n}@lab.test": 1 for n in range(3)}
        invariants(lab, server.path, finish)


def test_f55_554_in_mid_text(tmp_path: Path) -> None:
    fault = Fault("text", "say-early", "554 5.7.1 virus", has="r1@")
    with Server(tmp_path, fault, rules=NARROW) as server:
        lab = Lab(tmp_path, server.port, **WIDE)  # type: ignore[arg-type]
        finish = lab.run()

        assert lab.states() == [S.SENT, S.REFUSED, S.SENT]
        assert "virus" in lab.rows()[1].reply
        invariants(lab, server.path, finish)


def test_f55_554_in_mid_text_and_a_broken_line(tmp_path: Path) -> None:
    """Whether the reason can still be read depends on the line; nobody got it twice."""
    fault = Fault("text", "say-and-go", "554 5.7.1 virus", has="r1@")
    with Server(tmp_path, fault, rules=NARROW) as server:
        lab = Lab(tmp_path, server.port, **WIDE)  # type: ignore[arg-type]
        finish = lab.run()

        assert lab.states()[0] is S.SENT
        assert lab.states()[1] in (S.REFUSED, S.QUEUED)
        assert "r1@lab.test" not in server.accepted
        invariants(lab, server.path, finish)


def test_f61_a_recipient_who_is_always_put_off_stays_deferred(tmp_path: Path) -> None:
    with Server(tmp_path, Fault("dot", "say", "451 4.3.0 later", has="r1@")) as server:
        lab = Lab(tmp_path, server.port)
        finish = lab.run()

        assert lab.states() == [S.SENT, S.DEFERRED, S.SENT]
        assert finish.ending is E.UNFINISHED
        assert lab.rows()[1].tries == 6
        invariants(lab, server.path, finish)


@pytest.mark.parametrize(
    ("fault", "seen", "says"),
    [
        (Fault("rcpt", "say", "550 5.1.1 User unknown"), 10, "接连 10 次同样的失败"),
        (Fault("dot", "say", "554 DT:SPM"), 3, "接连 3 次被当作垃圾邮件"),
        (Fault("dot", "take-drop"), 3, "接连 3 次等不到应答"),
        (Fault("rcpt", "say", "550 5.1.1 no", every=4), 52, "名单可能不对"),
        (Fault("mail", "say", "550 Domain frequency limited", nth=21), 20, "发得太快"),
    ],
)
def test_breakers(tmp_path: Path, fault: Fault, seen: int, says: str) -> None:
    with Server(tmp_path, fault) as server:
        lab = Lab(tmp_path, server.port, destinations(60))
        finish = lab.run()

        assert finish.ending is E.UNFINISHED
        assert 60 - finish.counts[S.QUEUED] == seen
        assert finish.halt
        assert says in finish.halt.reason
        invariants(lab, server.path, finish, lost=3)


@pytest.mark.parametrize("connections", [2, 4])
def test_several_connections(tmp_path: Path, connections: int) -> None:
    faults = (
        Fault("dot", "take-drop", every=29),
        Fault("rcpt", "say", "450 4.2.0 grey", once=True),
        Fault("mail", "say", "421 bye", every=17),
    )
    with Server(tmp_path, *faults) as server:
        pace = Pace(0, 0, 20, connections, 0.0, 0.0)
        lab = Lab(tmp_path, server.port, destinations(80), pace=pace)
        finish = lab.run()

        assert server.sessions >= connections
        counts = invariants(lab, server.path, finish, lost=len(server.events("fault")))
        assert counts[S.SENT] + counts[S.UNCERTAIN] == 80


def test_a_limit_and_a_choice_of_recipients(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, destinations(6))

        assert lab.run(limit=1).counts == {S.SENT: 1, S.QUEUED: 5}
        assert lab.run(only=["r4@lab.test"]).ending is E.UNFINISHED
        assert server.accepted == {"r0@lab.test": 1, "r4@lab.test": 1}
        assert lab.run().ending is E.COMPLETE
        assert lab.run().ending is E.COMPLETE  # nothing left, nothing sent
        assert set(server.accepted.values()) == {1}
