import mailbox
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_string
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import BriefingError
from briefing.mail.bounces import bounces_in, match, note, read_bounces
from briefing.mail.consignment import Consignment
from briefing.mail.journal import Job, Journal, Move, State
from briefing.mail.machine import this_machine
from briefing.mail.planning import bounce_mark, plan
from briefing.mail.recipients import Destination
from tests.mail.lab import DATE, SENDER, Lab, address, consignment, destinations
from tests.mail.server import Fault, Server

REPORT = """\
Return-Path: <>
Date: Mon, 21 Jul 2025 10:00:00 +0800
From: MAILER-DAEMON@mx.lab.test (Mail Delivery System)
To: jb@lab.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <x@mx.lab.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.lab.test
Arrival-Date: Mon, 21 Jul 2025 09:30:00 +0800

Final-Recipient: rfc822; r1@lab.test
Original-Recipient: rfc822;r1@lab.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <r1@lab.test>: User unknown

--b
Content-Type: text/rfc822-headers

To: <r1@lab.test>
Message-ID: IDENTIFIER
Subject: x

--b--
"""


def sent(tmp_path: Path) -> Lab:
    """A job whose three recipients have been sent the mail."""
    with Server(tmp_path) as server:
        lab = Lab(tmp_path, server.port, destinations(3))
        lab.run()
    return lab


def planned(
    journal: Journal, made: Consignment, to: Sequence[Destination], former: Job | None = None
) -> Job:
    return plan(
        journal, made, to, SENDER, SENDER.address, marked=False, date=DATE,
        machine=this_machine(), former=former,
    )  # fmt: skip


def identifier(lab: Lab, n: int = 1) -> str:
    return lab.rows()[n].identifier


def noted(lab: Lab, report: str) -> list[str]:
    """Who is newly marked because of a report."""
    with lab.journal() as journal:
        found = [(match(journal, bounce), bounce) for bounce in bounces_in(report.encode())]
        ours = [(*known, bounce) for known, bounce in found if known]
        return [row.shown for job, row, bounce in ours if note(journal, job, row, bounce)]


def test_a_delivery_report_marks_its_recipient(tmp_path: Path) -> None:
    lab = sent(tmp_path)

    assert noted(lab, REPORT.replace("IDENTIFIER", identifier(lab))) == ["r1@lab.test"]
    assert lab.states() == [State.SENT, State.BOUNCED, State.SENT]
    assert lab.rows()[1].reply == "550 5.1.1 <r1@lab.test>: User unknown"
    assert noted(lab, REPORT.replace("IDENTIFIER", identifier(lab))) == []


def test_what_came_back_was_sent(tmp_path: Path) -> None:
    """A report settles what was uncertain."""
    with Server(tmp_path, Fault("dot", "take-drop", has="r1@")) as server:
        lab = Lab(tmp_path, server.port, destinations(3))
        lab.run()
    assert lab.states()[1] is State.UNCERTAIN

    assert noted(lab, REPORT.replace("IDENTIFIER", identifier(lab))) == ["r1@lab.test"]
    assert lab.states()[1] is State.BOUNCED


def test_the_message_id_counts_where_the_address_was_forwarded(tmp_path: Path) -> None:
    lab = sent(tmp_path)
    report = REPORT.replace("r1@lab.test", "elsewhere@other.test")

    assert noted(lab, report.replace("IDENTIFIER", identifier(lab))) == ["r1@lab.test"]


def test_the_mark_in_the_return_address_counts(tmp_path: Path) -> None:
    lab = sent(tmp_path)
    mark = bounce_mark(identifier(lab, 2))
    report = REPORT.replace("To: jb@lab.test", f"To: jb+{mark}@lab.test").replace("r1@", "other@")

    assert noted(lab, report) == ["r2@lab.test"]


def test_without_either_the_address_counts(tmp_path: Path) -> None:
    assert noted(sent(tmp_path), REPORT) == ["r1@lab.test"]


def test_an_address_alone_does_not_settle_what_is_uncertain(tmp_path: Path) -> None:
    """It may be a mail of another day that came back late."""
    with Server(tmp_path, Fault("dot", "take-drop", has="r1@")) as server:
        lab = Lab(tmp_path, server.port, destinations(3))
        lab.run()

    assert noted(lab, REPORT) == []
    assert lab.states()[1] is State.UNCERTAIN


@pytest.mark.parametrize("quoted", [True, False], ids=["message-id", "address"])
def test_a_bounce_that_was_read_before_the_address_was_corrected(
    tmp_path: Path, quoted: bool
) -> None:
    """It is known again, and not taken for one of the issue before."""
    lab = sent(tmp_path)
    report = REPORT.replace("IDENTIFIER", identifier(lab)) if quoted else REPORT
    with lab.journal() as journal:
        before = replace(consignment(), key="2025-25")
        older = planned(journal, before, lab.to)
        for step in pairwise((State.QUEUED, State.DOT, State.SENT)):
            journal.write(older, [Move(row.address, *step) for row in journal.rows(older)])
    assert noted(lab, report) == ["r1@lab.test"]
    to = [lab.to[0], replace(lab.to[1], address=address("new@lab.test")), lab.to[2]]
    with lab.journal() as journal:
        planned(journal, consignment(), to, former=journal.job("2025-26"))

    assert noted(lab, report) == []


def test_somebody_elses_mail_is_not_ours(tmp_path: Path) -> None:
    lab = sent(tmp_path)

    assert noted(lab, REPORT.replace("IDENTIFIER", f"<{'0' * 32}@lab.test>")) == []
    assert noted(lab, REPORT.replace("r1@lab.test", "nobody@lab.test")) == []


@pytest.mark.parametrize(
    "change",
    [
        ("Action: failed", "Action: delayed"),
        ("Status: 5.1.1", "Status: 4.0.0"),
    ],
)
def test_a_delay_is_no_bounce(tmp_path: Path, change: tuple[str, str]) -> None:
    delayed = REPORT.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.7")

    assert noted(sent(tmp_path), delayed.replace(*change)) == []


def test_postfix_itself_says_that_it_is_still_trying() -> None:
    """A warning that Postfix 3.7 wrote after a second of delay_warning_time."""
    warning = (Path(__file__).parent / "delayed.eml").read_bytes()
    failure = warning.replace(b"Action: delayed", b"Action: failed")

    assert list(bounces_in(warning)) == []
    assert [each.address for each in bounces_in(failure)] == ["slow@lab.test"]


def test_ordinary_mail_is_no_bounce(tmp_path: Path) -> None:
    assert (
        noted(sent(tmp_path), "From: a@b.cn\nTo: jb@lab.test\nSubject: hello\n\nr1@lab.test\n")
        == []
    )


def test_maildir_mbox_and_single_files(tmp_path: Path) -> None:
    maildir = mailbox.Maildir(tmp_path / "Maildir", create=True)
    maildir.add(message_from_string(REPORT))
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(message_from_string(REPORT))
    mbox.close()
    (tmp_path / "one.eml").write_text(REPORT, "utf-8")

    for name in ("Maildir", "mbox", "one.eml"):
        assert [each.address for each in read_bounces(tmp_path / name)] == ["r1@lab.test"]
    with pytest.raises(BriefingError, match="不是邮箱文件"):
        list(read_bounces(tmp_path / "gone"))


def test_what_detectors_stumble_over_is_not_shown(tmp_path: Path) -> None:
    """In a process of its own, as pytest catches what is logged."""
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: \xff\xfe <a@b.cn>\nTo: jb@lab.test\n\nhello\n")
    code = (
        "import sys; from pathlib import Path; from briefing.mail.bounces import read_bounces;"
        "print(len(list(read_bounces(Path(sys.argv[1])))))"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("0\n", "")


@given(st.binary(max_size=400), st.integers(0, len(REPORT)))
def test_a_broken_report_is_no_error(rubbish: bytes, at: int) -> None:
    data = REPORT.encode()
    list(bounces_in(data[:at] + rubbish + data[at:]))
    list(bounces_in(data[:at] + rubbish))
