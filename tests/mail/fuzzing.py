"""Made-up addresses, answers, delivery reports and tables, led by what they reach in the code.

    python -m tests.mail.fuzzing [SECONDS [SEED]]

An input that reaches a line by a way that none has come before, or comes to another result, is
kept in seeds/ (a JSON string a line) and mutated further; so is one that breaks something, which
also ends the run. test_seeds tries all of them on every change.
"""

from __future__ import annotations

import json
import random
import re
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import flufl.bounce

from briefing.diagnostics import Diagnostic, SourceError
from briefing.mail import addresses, bounces, contacts_table, replies, smtp
from briefing.mail.addresses import Address, parse_address
from briefing.mail.bounces import bounces_in
from briefing.mail.contacts_table import export, read_table
from briefing.mail.replies import Place, Verdict, judge
from briefing.mail.secret import Secret
from briefing.mail.smtp import Connection, Features, TransportError
from tests.mail.lab import Lab
from tests.mail.test_bounces import REPORT

SERVER = replace(Lab(Path(), 25).server, ehlo="lab.test")
SEEDS = Path(__file__).parent / "seeds"
_LONGEST = 4_000  # characters of a seed


# --- what must hold of any input; inputs are texts, bytes spelled in Latin-1. What is returned
# tells results apart.


def try_address(text: str) -> set[str]:
    found = parse_address(text)
    if isinstance(found, Diagnostic):
        assert found.message.isprintable(), "shown as it is"
        return {re.sub("“.*”|[UX][+].*", "", found.message)[-12:]}
    assert isinstance(found, Address)
    assert not set(found.wire) & set(' ,;:<>()"\\\r\n\0[]')
    assert found.wire.count("@") == 1
    assert found.domain.isascii()
    again = parse_address(found.wire)
    assert isinstance(again, Address)
    assert (again.wire, again.canonical) == (found.wire, found.canonical)
    return {f"{found.needs_smtputf8} {'xn--' in found.domain}"}


def try_reply(text: str) -> set[str]:
    """As it comes over the line: the greeting, what EHLO offers, the answer to a dot."""
    data, results = text.encode("latin-1"), set[str]()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        hearing = Connection.__new__(Connection)
        hearing._server, hearing._secret = SERVER, Secret("geheim-0123")
        hearing._socket, hearing._buffer = ours, b""
        hearing.features = Features(frozenset(), 0, ())
        with suppress(TransportError):
            hearing._greet()
            assert all(word.upper() == word for word in hearing.features.names)
            assert hearing.features.size >= 0
        for place in Place:
            reply = hearing._read(1.0)
            judgement = judge(place, reply)
            verdict = judgement.verdict
            results.add(judgement.reason)
            assert verdict is not Verdict.UNCERTAIN or place is Place.DOT
            assert verdict is not Verdict.ACCEPTED or (reply and 200 <= reply.code < 300)
            if reply:
                assert 0 <= reply.code <= 999
                assert all(char.isprintable() or char == "\n" for char in reply.text)
                assert "geheim-0123" not in reply.text
    return results


def try_report(text: str) -> set[str]:
    results = set()
    for bounce in bounces_in(text.encode("latin-1")):
        assert bounce.address == bounce.address.strip().lower()
        assert len(bounce.reason) <= 200
        assert bounce.reason.isprintable()
        told = (bounce.reason, bounce.identifiers, bounce.marks)
        results.add(f"{[bool(each) for each in told]} {bounce.address.isascii()}")
    return results


def try_table(text: str) -> set[str]:
    problems: list[Diagnostic] = []
    try:
        found = read_table(text.encode("latin-1"), "表.csv")
    except SourceError as error:
        problems = list(error.diagnostics)
    else:
        assert read_table(export(found), "表.csv") == found
    return {re.sub("“.*?”", "", each.message)[:12] for each in problems}


class Target:
    """A thing to try, the modules whose ways are counted, and pieces to make inputs of."""

    def __init__(
        self,
        trial: Callable[[str], set[str]],
        modules: tuple[ModuleType, ...],
        pieces: list[str],
        wide: bool,
    ) -> None:
        """wide: characters beyond Latin-1 may stand in it"""
        self.trial, self.pieces, self.wide = trial, pieces, wide
        self.files = tuple(str(each.__file__).removesuffix("__init__.py") for each in modules)


TARGETS = {
    "address": Target(
        try_address,
        (addresses,),
        [*"ab@.,;，＠<>()\"'\\\r\n\0张ß-_+[]%⒈ﬁİ\u202e\u200d\u0301�", "xn--", "a@b.cn"],
        True,
    ),
    "reply": Target(
        try_reply,
        (smtp, replies),
        [
            "250-", "250 ", "220 lab\r\n", "\r\n", "\n", "\r", "421 ", "450 ", "550 ", "554 ",
            "354 go\r\n", "4.5.3", "5.1.1 ", "DT:SPM", "MI:SFQ", "frequency limited", "full",
            "SIZE ", "\xc2\xb2", "spam", "AUTH PLAIN", "AUTH=LOGIN", "STARTTLS", "\0", "\xff",
            "\xce\xd2", "\x1b[2J", "geheim-0123", "Z2VoZWltLTAxMjM", "9" * 30, "x" * 600,
        ],
        False,
    ),
    "report": Target(
        try_report,
        (bounces, flufl.bounce),
        [
            "Final-Recipient: rfc822; a@b.cn\r\n", "Action: failed\r\n", "Action: delayed\r\n",
            "Status: 5.1.1\r\n", "Diagnostic-Code: smtp; 550 no\r\n", "\r\n\r\n", "--b\r\n",
            "Content-Type: multipart/report; boundary=b\r\n", "message/delivery-status", "=?gbk?B?",
            "boundary=", "\xff", "\0", "charset=none", "X-Failed-Recipients: ",
            "<" + "0" * 32 + "@b>", "base64", "\xe5\xbc\xa0", "Original-Recipient: ",
            ";" * 20, "(" * 200,
        ],
        False,
    ),
    "table": Target(
        try_table,
        (contacts_table,),
        [
            "\xe5\x90\x8d\xe7\xa7\xb0,\xe9\x82\xae\xe7\xae\xb1\n", "a@b.cn", "\xe7\x94\xb2,", '"',
            '""', "'", "=1", "+a@b.cn", "\t", "\r\n", "\xef\xbb\xbf", "@", "'+", ",,", "\0",
            "PK\3\4",
        ],
        False,
    ),
}  # fmt: skip


FIRST = {
    "address": ["bgs@example.cn", "张明@例子.中国", "a.b+c@xn--fsq.cn"],
    "reply": ["250-lab\r\n250-SIZE 9\r\n250 AUTH PLAIN\r\n250 2.1.0 ok\r\n550 5.1.1 no\r\n"],
    "report": [REPORT],
    "table": ["\xe5\x90\x8d\xe7\xa7\xb0,\xe9\x82\xae\xe7\xae\xb1\n\xe7\x94\xb2,a@b.cn\n"],
}


def read_seeds(name: str) -> list[str]:
    path = SEEDS / f"{name}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def keep(name: str, text: str) -> None:
    with (SEEDS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(text) + "\n")


Way = tuple[str, int, int] | str


def reached(target: Target, text: str) -> set[Way]:
    """Try it; the steps from line to line that it takes in the modules, and its results."""
    steps: set[Way] = set()
    last = 0

    def inside(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal last
        if event == "line":
            steps.add((frame.f_code.co_filename, last, frame.f_lineno))
            last = frame.f_lineno
        return inside

    def enter(frame: FrameType, event: str, argument: object) -> Any:
        return inside if frame.f_code.co_filename.startswith(target.files) else None

    sys.settrace(enter)
    try:
        results = target.trial(text)
    finally:
        sys.settrace(None)
    return steps | results


def mutated(text: str, others: list[str], pieces: list[str], rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at, length = rng.randrange(len(text) + 1), rng.choice((1, 1, 2, 8, 40))
        match rng.randrange(6):
            case 0:
                text = text[:at] + text[at + length :]
            case 1:
                text = text[:at] + rng.choice(pieces) + text[at:]
            case 2:
                text = text[:at] + rng.choice(pieces) + text[at + length :]
            case 3:
                text = text[:at] + chr(rng.randrange(256)) + text[at + 1 :]
            case 4:
                text = text[:at] + text[at : at + length] * rng.randrange(2, 5) + text[at:]
            case _:
                other = rng.choice(others)
                text = text[:at] + other[rng.randrange(len(other) + 1) :]
    return text[:_LONGEST]


def fuzz(seconds: float, seed: int) -> bool:
    """Whether all went well."""
    rng = random.Random(seed)
    print(f"seed {seed}", flush=True)
    SEEDS.mkdir(exist_ok=True)
    known = {name: [*read_seeds(name), *FIRST[name]] for name in TARGETS}
    steps: dict[str, set[Way]] = {name: set() for name in TARGETS}
    for name, texts in known.items():
        for text in texts:
            steps[name] |= reached(TARGETS[name], text)
    tried = fresh = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, target in TARGETS.items():
            text = mutated(rng.choice(known[name]), known[name], target.pieces, rng)
            if not target.wide:
                text = text.encode("latin-1", "ignore").decode("latin-1")
            tried += 1
            try:
                found = reached(target, text) - steps[name]
            except Exception:
                keep(name, text)
                print(f"{name} {text!r}")
                sys.excepthook(*sys.exc_info())
                return False
            if found:
                steps[name] |= found
                known[name].append(text)
                keep(name, text)
                fresh += 1
    kept = {name: len(texts) for name, texts in known.items()}
    print(f"{tried} tried, {fresh} new ways, seeds {kept}, no error")
    return True


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    sys.exit(0 if fuzz(seconds, seed) else 1)


if __name__ == "__main__":
    main()
