"""The list of faults, F01 to F100, and a test for each: named here, found by its number there.

Numbers of two kinds are proved: faults of servers, lines, processes, disks and clocks (F), and bad
input of mail (B80 to B97). A number without a test needs its reason in WITHOUT.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULTS = {
    1: "connection refused",
    2: "unknown host",
    3: "packets vanish",
    4: "closed at once",
    5: "reset at once",
    6: "554 for a greeting",
    7: "421 for a greeting",
    8: "no greeting",
    9: "garbage for an answer",
    10: "EHLO unknown, HELO known",
    11: "closed at EHLO",
    12: "421 at EHLO",
    13: "an answer in pieces",
    14: "an answer of 20,000 bytes",
    15: "an answer that never ends",
    16: "extensions missing",
    17: "STARTTLS stripped",
    18: "454 at STARTTLS",
    19: "certificate of another name or authority",
    20: "certificate expired",
    21: "handshake hangs or breaks",
    22: "chain that only strict checking refuses",
    23: "plain text slipped in before the handshake",
    24: "535, wrong password",
    25: "454 at login",
    26: "534, 538, 504 at login",
    27: "530, no login",
    28: "other mechanisms than usual",
    29: "expired token",
    30: "closed at login",
    31: "421 at MAIL",
    32: "451 at MAIL",
    33: "so many messages a session",
    34: "the server's disk is full",
    35: "rate limit spelled as 550",
    36: "553, sender not allowed",
    37: "message too large",
    38: "closed at MAIL",
    39: "530 in mid-session",
    40: "greylisted",
    41: "451 at RCPT",
    42: "mailbox full",
    43: "no such user",
    44: "251, 551",
    45: "554 at RCPT",
    46: "421 at RCPT",
    47: "reset at RCPT",
    48: "SMTPUTF8 needed",
    49: "451, 554 at DATA",
    50: "421 at DATA",
    51: "closed at DATA",
    52: "closed within the text",
    53: "reset within the text",
    54: "the server stops reading",
    55: "an answer within the text",
    56: "closed at the dot, not taken",
    57: "closed at the dot, taken",
    58: "reset at the dot, taken",
    59: "no answer to the dot",
    60: "a late answer to the dot",
    61: "451 at the dot",
    62: "452 at the dot",
    63: "552 at the dot",
    64: "taken for spam",
    65: "421 at the dot",
    66: "taken, but says 451",
    67: "says 250 and loses it",
    68: "half an answer to the dot",
    69: "the answer to the dot in pieces",
    70: "garbage at the dot",
    71: "unknown codes at the dot",
    72: "closed at QUIT",
    73: "421 at QUIT",
    74: "closed at RSET",
    75: "503, steps out of order",
    76: "421 on a connection that was idle",
    77: "killed at every point",
    78: "killed at random",
    79: "interrupted, once and twice",
    80: "terminal closed",
    81: "stopped for longer than every limit",
    82: "out of memory",
    83: "the server's processes killed",
    84: "disk full before planning",
    85: "disk full at the dot",
    86: "disk full at the answer",
    87: "folder cannot be written",
    88: "journal damaged",
    89: "write-ahead log deleted",
    90: "journal restored or moved",
    91: "journal on a network disk",
    92: "order of sync and dot",
    93: "two senders",
    94: "two jobs of one account",
    95: "lock file of a dead process",
    96: "content changed since the plan",
    97: "list changed since the plan",
    98: "clock set back",
    99: "clock set forward",
    100: "clock an hour off",
}
INPUTS = range(80, 98)  # B80 to B97
WITHOUT: dict[str, str] = {}  # number → why there is no test
# Those that must be tried against real servers as well.
ON_REAL_SERVERS = {1, 17, 19, 24, 27, 37, 40, 43, 77, 78, 83}


@pytest.fixture(scope="module")
def named() -> dict[str, set[str]]:
    """Number → the tests that name it, as pytest finds them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/mail"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    found = defaultdict(set)
    for test in done.stdout.splitlines():
        _, _, name = test.partition("::")
        for letter, number in re.findall(r"(?<![a-z0-9])([fb])(\d{2,3})(?![0-9])", name):
            found[f"{letter}{int(number):02}"].add(test)
        for letter, start, end in re.findall(r"([fb])(\d\d)_to_[fb](\d\d)", name):
            for number in range(int(start), int(end) + 1):
                found[f"{letter}{number:02}"].add(test)
    return found


@pytest.mark.parametrize("number", [*(f"f{n:02}" for n in FAULTS), *(f"b{n}" for n in INPUTS)])
def test_every_number_has_a_test_or_a_reason(number: str, named: dict[str, set[str]]) -> None:
    assert (number in named) != (number in WITHOUT)


def test_no_test_names_a_number_that_is_none(named: dict[str, set[str]]) -> None:
    known = {f"f{n:02}" for n in FAULTS} | {f"b{n:02}" for n in range(1, 121)}
    assert set(named) - known == set()


@pytest.mark.parametrize("number", sorted(ON_REAL_SERVERS))
def test_some_are_tried_on_real_servers(number: int, named: dict[str, set[str]]) -> None:
    assert any("test_real_servers" in test for test in named[f"f{number:02}"])
