"""Against Debian's Postfix and Exim: what arrives, and how what must not arrive ends."""

from __future__ import annotations

import contextlib
import email
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from pathlib import Path

import pytest

from briefing.mail.bounces import match, note, read_bounces
from briefing.mail.endings import Ending
from briefing.mail.journal import State
from briefing.mail.planning import bounce_mark
from briefing.mail.settings import Encryption, Pace
from tests.mail.conftest import Certificates
from tests.mail.lab import FAST, FILE, Lab, address, destinations, invariants
from tests.mail.mta import Exim, Mta, Postfix
from tests.mail.server import until
from tests.mail.test_crashes import gone_on, killed_everywhere, random_kills

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a mail server of its own"),
]
S, E = State, Ending
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=[Postfix, Exim], ids=["postfix", "exim"])
def mta(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Mta]:
    with request.param(certificates) as running:
        yield running


def lab(tmp_path: Path, mta: Mta, count: int = 3, prefix: str = "r", **more: object) -> Lab:
    to = [
        replace(each, address=address(f"{prefix}{n}@lab.test"))
        for n, each in enumerate(destinations(count))
    ]
    given: dict[str, object] = {
        "encryption": Encryption.STARTTLS,
        "authority": mta.certificates.authority,
        "host": "localhost",
        "login": True,
        "answer": 30.0,
        "final": 60.0,
        **more,
    }
    return Lab(tmp_path, mta.ports.submission, to, **given)  # type: ignore[arg-type]


def arrived(mta: Mta, prefix: str, count: int) -> Counter[str]:
    """Who of a test's recipients has got how many messages."""
    end = time.monotonic() + 60
    while True:
        found = Counter(
            str(email.message_from_bytes(data)["To"]).rpartition("<")[2].rstrip(">")
            for data in mta.delivered(0)
        )
        mine = Counter({to: n for to, n in found.items() if to.startswith(prefix)})
        if sum(mine.values()) >= count or time.monotonic() > end:
            return mine
        time.sleep(0.2)


def test_two_hundred_recipients(tmp_path: Path, mta: Mta) -> None:
    file = FILE.content * 28  # 60 KB
    sending = lab(tmp_path, mta, 200, "all", file=file)
    finish = sending.run()

    assert (finish.ending, finish.counts) == (E.COMPLETE, {S.SENT: 200})
    assert arrived(mta, "all", 200) == Counter({f"all{n}@lab.test": 1 for n in range(200)})
    digest = hashlib.sha256(file).hexdigest()
    for data in mta.delivered(0):
        message = email.message_from_bytes(data, policy=policy.default)
        if not message["To"].addresses[0].addr_spec.startswith("all"):
            continue
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == FILE.name
        assert hashlib.sha256(attached.get_content()).hexdigest() == digest


def test_implicit_tls_and_two_connections(tmp_path: Path, mta: Mta) -> None:
    sending = lab(tmp_path, mta, 20, "two", encryption=Encryption.TLS)
    sending = replace(sending, port=mta.ports.tls, pace=replace(FAST, connections=2))

    assert sending.run().ending is E.COMPLETE
    assert set(arrived(mta, "two", 20).values()) == {1}


def test_f24_a_wrong_password(tmp_path: Path, mta: Mta) -> None:
    finish = lab(tmp_path, mta, password="wrong").run()

    assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
    assert finish.halt
    assert "授权码" in finish.halt.remedy


def test_f27_no_login_at_all(tmp_path: Path, mta: Mta) -> None:
    finish = lab(tmp_path, mta, login=False).run()

    # Both only say that access is denied, which may be meant for one; ten in a row stop a job.
    assert (finish.ending, finish.counts) == (E.REFUSED, {S.REFUSED: 3})


def test_f19_a_certificate_of_nobody_we_trust(
    tmp_path: Path, mta: Mta, certificates: Certificates
) -> None:
    finish = lab(tmp_path, mta, authority=certificates.not_strict_authority).run()

    assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})


def test_f19_a_certificate_of_another_name(tmp_path: Path, mta: Mta) -> None:
    finish = lab(tmp_path, mta, host="127.1").run()  # the same machine, not as it calls itself

    assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
    assert finish.halt
    assert "证书通不过检查" in finish.halt.reason
    assert "要和证书上的名字一致" in finish.halt.remedy


def test_f17_a_port_without_starttls(tmp_path: Path, mta: Mta) -> None:
    sending = replace(lab(tmp_path, mta), port=mta.ports.plain)
    finish = sending.run()

    assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})


def test_f43_a_refused_recipient_and_the_rest(tmp_path: Path, mta: Mta) -> None:
    sending = lab(tmp_path, mta, 4, "f43-")
    sending.to = [
        *sending.to[:2],
        replace(sending.to[2], address=address("refused@lab.test")),
        sending.to[3],
    ]
    finish = sending.run()

    assert sending.states() == [S.SENT, S.SENT, S.REFUSED, S.SENT]
    assert finish.ending is E.REFUSED
    assert set(arrived(mta, "f43-", 3)) == {"f43-0@lab.test", "f43-1@lab.test", "f43-3@lab.test"}


def test_f40_a_recipient_who_is_put_off(tmp_path: Path, mta: Mta) -> None:
    sending = lab(tmp_path, mta, 2, "f40-")
    sending.to = [replace(sending.to[0], address=address("later@lab.test")), sending.to[1]]
    finish = sending.run()

    assert sending.states() == [S.DEFERRED, S.SENT]
    assert finish.ending is E.UNFINISHED


@pytest.mark.parametrize("marked", [False, True])
def test_a_report_of_the_server_itself_marks_who_was_not_reached(
    tmp_path: Path, mta: Mta, marked: bool
) -> None:
    """Taken with 250, refused by the next server, and reported to the sender's mailbox."""
    before = set(mta.reports())
    sending = lab(tmp_path, mta, 2, f"back{marked}-", marked=marked)
    sending.to = [sending.to[0], replace(sending.to[1], address=address("gone@lab.test"))]
    assert sending.run().ending is E.COMPLETE
    until(lambda: len(mta.reports()) > len(before))
    (report,) = set(mta.reports()) - before

    (bounce,) = read_bounces(report)
    identifier = sending.rows()[1].identifier
    assert (bounce.address, set(bounce.identifiers)) == ("gone@lab.test", {identifier})
    assert (bounce_mark(identifier) in bounce.marks) is marked
    assert bounce.reason.startswith("5")
    with sending.journal() as journal:
        found = match(journal, bounce)
        assert found
        assert note(journal, *found, bounce)
    assert sending.states() == [S.SENT, S.BOUNCED]
    # The whole Maildir: nothing but reports counts.
    assert {each.address for each in read_bounces(mta.folder / "mail" / "all")} == {"gone@lab.test"}


def test_f37_a_message_too_large(tmp_path: Path, mta: Mta) -> None:
    finish = lab(tmp_path, mta, file=b"x" * 3_000_000).run()

    assert (finish.ending, finish.counts) == (E.CONFIGURATION, {S.QUEUED: 3})
    assert finish.halt
    assert "MB" in finish.halt.reason


def test_f01_a_port_where_nobody_listens(tmp_path: Path, mta: Mta) -> None:
    finish = replace(lab(tmp_path, mta), port=1).run()

    assert (finish.ending, finish.counts) == (E.UNFINISHED, {S.QUEUED: 3})


def test_f77_kill_at_every_fail_point(tmp_path: Path, mta: Mta) -> None:
    """The same as against the faulty server; what arrived is what lies in the Maildir."""
    # The journal's own statements are nothing to the server; Exim, which is slow, is spared them.
    sql = isinstance(mta, Postfix)
    points = killed_everywhere(tmp_path, mta.ports.plain, "f77-", sql)
    uncertain = gone_on(tmp_path, mta.ports.plain, "f77-", points, lambda: mta.ledger("f77-"))

    assert points > (60 if sql else 15)
    assert 0 < uncertain < points / 2


def test_f78_random_kills(tmp_path: Path, mta: Mta) -> None:
    kills = random_kills(tmp_path, mta.ports.plain, 60, 3, seed=783, prefix="f78-")
    sending = Lab(tmp_path, mta.ports.plain, destinations(60, prefix="f78-"))
    counts = invariants(sending, mta.ledger("f78-"), None, crashes=kills)

    assert kills >= 1
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 60


def test_f83_workers_of_the_server_are_killed(tmp_path: Path, certificates: Certificates) -> None:
    """Whoever Postfix answered 250 for has the message, and it took none of them twice.

    What it took it may deliver twice if its own delivery is killed; so not files are counted but
    the numbers that it gave to messages when it took them.
    """
    rng = random.Random(83)
    with Postfix(certificates) as running:
        sending = lab(tmp_path, running, 30, "f83-", pace=Pace(0, 0, 0, 1, 0.0, 0.2))
        texts = killed = 0

        def at(point: str) -> None:
            """Behind every fourth text, until ten of them have been so disturbed."""
            nonlocal texts, killed
            texts += point == "text has gone"
            if point == "text has gone" and texts % 4 == 0 and texts <= 40:
                for pid in running.processes():
                    if rng.random() < 0.5:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                            killed += 1

        ending = E.UNFINISHED
        while ending is E.UNFINISHED:
            running._wait()  # for its master to start what it needs
            ending = sending.run(at).ending
        counts = Counter(sending.states())
        got = arrived(running, "f83-", counts[S.SENT])
        taken = {
            (message["To"], re.findall(r"ESMTPSA id (\w+)", str(message["Received"]))[0])
            for message in map(email.message_from_bytes, running.delivered(0))
        }

    assert killed > 0
    assert ending in (E.COMPLETE, E.UNCERTAIN)
    assert counts[S.SENT] + counts[S.UNCERTAIN] == 30
    sent = {row.shown for row in sending.rows() if row.state is S.SENT}
    assert sent <= set(got)
    assert len(taken) == len({to for to, _ in taken})


def test_the_relay_of_the_documentation_is_understood_by_postfix(tmp_path: Path) -> None:
    """Every word of the example is one of Postfix's own; both languages have the same one."""
    documents = [ROOT / "docs" / name for name in ("mail.md", "mail.zh-CN.md")]
    examples = []
    for document in documents:
        text = document.read_text("utf-8").split("```text\n")[1].split("```")[0]
        examples.append([line for line in text.splitlines() if not line.startswith("#")])
    (tmp_path / "main.cf").write_text("\n".join(examples[0]) + "\n", "ascii")
    (tmp_path / "master.cf").write_text("smtp inet n - n - - smtpd\n", "ascii")
    postconf = shutil.which("postconf", path="/usr/sbin:/usr/bin") or "postconf"
    done = subprocess.run(
        [postconf, "-c", str(tmp_path), "-n"], capture_output=True, text=True, check=True
    )

    assert examples[0] == examples[1]
    assert done.stderr == ""
    assert "relayhost = [smtp.example.cn]:587" in done.stdout
