"""A mail server that goes wrong on purpose and keeps an honest ledger.

As a program:   python -m tests.mail.server LEDGER '{"faults": [...], ...}'   prints its port.
In a test:      with Server(folder, Fault("rcpt", "say", "550 5.1.1 no"), ...) as server: ...

The ledger is one JSON object a line. A message that is taken is written and synced before any
answer goes out, so whatever is killed, it says what arrived. What the protocol forbids a client
is written down too, as a violation.
"""

from __future__ import annotations

import base64
import contextlib
import email
import hashlib
import json
import os
import random
import re
import socket
import ssl
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

USER, PASSWORD = "sender@lab.test", "lab-secret-42"


@dataclass(frozen=True)
class Fault:
    """At a stage, do something else than usual.

    at      connect banner ehlo starttls auth mail rcpt data text dot rset quit
    do      say drop reset hang stall gate split slow garbage long endless
            dot only: any of them behind take-, lose half
            text only: cut reset-at noread say-early say-and-go; starttls and connect: badcert
    what    the answer, a number of seconds or bytes, or for a gate the file that opens it
    nth     from which time on (1 is the first) and how many times; 0 is for ever
    every   every so many times
    chance  by chance instead
    has     only if the argument contains it
    once    once for each argument, as greylisting does
    """

    at: str
    do: str
    what: str = ""
    nth: int = 1
    times: int = 0
    every: int = 0
    chance: float = 0.0
    has: str = ""
    once: bool = False


@dataclass(frozen=True)
class Rules:
    """How the server is when nothing goes wrong."""

    encryption: str = "none"  # none starttls tls
    auth: str = ""  # mechanisms
    size: int = 20_000_000
    without: tuple[str, ...] = ()  # extensions that it does not offer
    sync: bool = True
    seed: int = 1
    cert: str = ""
    badcert: str = ""
    per_session: int = 0
    window: int = 0  # bytes that a client may send before they are read; 0 is the system's


class _GoneError(Exception):
    pass


class Server:
    """Listens on loopback while it is entered."""

    def __init__(
        self, folder: Path, *faults: Fault, rules: Rules | None = None, port: int = 0
    ) -> None:
        self.rules = rules or Rules()
        self.path = folder / "ledger.jsonl"
        self.faults = faults
        self._random = random.Random(self.rules.seed)
        self._seen: Counter[int] = Counter()
        self._once: set[tuple[int, str]] = set()
        self._lock = threading.Lock()
        self._ledger = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._listener = socket.create_server(("127.0.0.1", port), backlog=50)
        if self.rules.window:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.rules.window)
        self.port = int(self._listener.getsockname()[1])
        self.over = threading.Event()
        self._good = self._context(self.rules.cert)
        self._bad = self._context(self.rules.badcert)
        self.sessions = 0
        self._conversing: list[threading.Thread] = []

    @staticmethod
    def _context(path: str) -> ssl.SSLContext | None:
        if not path:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._conversing:
            each.join(0.02)  # one that hangs on purpose writes nothing any more
        os.close(self._ledger)

    def serve(self) -> None:
        while not self.over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            # Two answers to commands that came together must not wait for each other, 40 ms each.
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sessions += 1
            session = _Session(self, client, self.sessions)
            thread = threading.Thread(target=session.run, daemon=True)
            self._conversing.append(thread)
            thread.start()

    def note(self, event: str, **more: Any) -> None:
        line = json.dumps({"event": event, **more}, ensure_ascii=False) + "\n"
        with self._lock, contextlib.suppress(OSError):
            os.write(self._ledger, line.encode("utf-8", "backslashreplace"))
            if self.rules.sync:
                os.fsync(self._ledger)

    def fault(self, stage: str, argument: str = "") -> Fault | None:
        with self._lock:
            for n, fault in enumerate(self.faults):
                if fault.at != stage or fault.has not in argument:
                    continue
                self._seen[n] += 1
                count = self._seen[n] - fault.nth + 1
                if fault.once:
                    hit = (n, argument) not in self._once
                    self._once.add((n, argument))
                elif fault.chance:
                    hit = self._random.random() < fault.chance
                elif fault.every:
                    hit = self._seen[n] % fault.every == 0
                else:
                    hit = count >= 1 and (not fault.times or count <= fault.times)
                if hit:
                    return fault
        return None

    # --- what a test wants to know

    def events(self, event: str) -> list[dict[str, Any]]:
        return [each for each in read_ledger(self.path) if each["event"] == event]

    @property
    def accepted(self) -> Counter[str]:
        return Counter(each["to"] for each in self.events("accepted"))

    @property
    def violations(self) -> list[str]:
        return [each["what"] for each in self.events("violation")]


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def read_ledger(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


class _Session:
    def __init__(self, server: Server, client: socket.socket, number: int) -> None:
        self.server, self.rules, self.number = server, server.rules, number
        self.client: socket.socket = client
        self.buffer = b""
        self.secure, self.user, self.greeted, self.count = False, "", False, 0
        self.sender: str | None = None
        self.to: list[str] = []
        self.options = ""

    def run(self) -> None:
        try:
            self.client.settimeout(60)
            self.converse()
        except (_GoneError, OSError, ValueError):
            pass
        finally:
            with contextlib.suppress(OSError):
                self.client.close()

    # --- lines

    def line(self) -> str:
        while b"\n" not in self.buffer:
            got = self.client.recv(65_536)
            if not got:
                raise _GoneError
            self.buffer += got
            if len(self.buffer) > 20_000 and b"\n" not in self.buffer:
                self.violation("line too long")
                raise _GoneError
        line, _, self.buffer = self.buffer.partition(b"\n")
        if not line.endswith(b"\r"):
            self.violation("command ends in a bare LF")
        return line.rstrip(b"\r").decode("utf-8", "surrogateescape")

    def raw(self, data: bytes) -> None:
        self.client.sendall(data)

    def reply(self, text: str) -> None:
        code, lines = text[:3], text[4:].split("|")
        marks = ["-"] * (len(lines) - 1) + [" "]
        self.raw(
            "".join(f"{code}{m}{line}\r\n" for m, line in zip(marks, lines, strict=True)).encode()
        )

    def violation(self, what: str) -> None:
        self.server.note("violation", session=self.number, what=what)

    def reset(self) -> None:
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()
        raise _GoneError

    def answer(self, stage: str, argument: str, usual: str) -> bool:
        """Answer, through the faults; whether it was a yes."""
        fault = self.server.fault(stage, argument)
        if fault is None:
            self.reply(usual)
            return True
        self.server.note("fault", stage=stage, do=fault.do)
        return self.fail(fault, fault.do, usual)

    def fail(self, fault: Fault, do: str, usual: str) -> bool:
        """Do what the fault says; whether what was said means yes."""
        match do:
            case "say":
                self.reply(fault.what)
                if fault.what.startswith("421"):
                    raise _GoneError
                return fault.what[0] == usual[0]
            case "gate":
                while not Path(fault.what).exists():
                    if self.server.over.wait(0.005):
                        raise _GoneError
                self.reply(usual)
                return True
            case "stall":
                self.server.over.wait(float(fault.what))
                self.reply(usual)
                return True
            case "hang":
                self.server.over.wait(60)
                raise _GoneError
            case "reset":
                self.reset()
            case "split":
                self.raw(usual[:2].encode())
                time.sleep(0.02)
                self.raw((usual[2:].split("|")[0] + "\r\n").encode())
                return True
            case "slow":
                for char in usual.split("|")[0] + "\r\n":
                    self.raw(char.encode())
                    time.sleep(0.001)
                return True
            case "garbage":
                self.raw(b"\x00\xff<html>nothing of the kind</html>\r\n")
                return False
            case "long":
                self.raw(usual[:3].encode() + b" " + b"x" * 20_000 + b"\r\n")
                return True
            case "endless":
                while not self.server.over.is_set():
                    self.raw(usual[:3].encode() + b"-more\r\n" * 100)
        raise _GoneError

    # --- the conversation

    def converse(self) -> None:
        fault = self.server.fault("connect")
        if fault:
            if fault.do == "reset":
                self.reset()
            if fault.do == "hang":
                self.server.over.wait(60)
            if fault.do != "badcert":
                raise _GoneError
        if self.rules.encryption == "tls":
            self.wrap(self.server._bad if fault else self.server._good)
        if not self.answer("banner", "", "220 lab ESMTP"):
            return
        while True:
            verb, _, rest = self.line().partition(" ")
            step = getattr(self, f"on_{verb.lower()}", None) if verb.isalpha() else None
            if step:
                step(rest)
            else:
                self.reply("502 5.5.1 what")

    def wrap(self, context: ssl.SSLContext | None) -> None:
        assert context
        try:
            self.client = context.wrap_socket(self.client, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.server.note("handshake", what=str(error))
            raise _GoneError from None
        self.secure = True

    def extensions(self) -> list[str]:
        rules = self.rules
        offered = [
            "PIPELINING",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            f"SIZE {rules.size}",
        ]
        if rules.encryption == "starttls" and not self.secure:
            offered.append("STARTTLS")
        if rules.auth and (self.secure or rules.encryption == "none"):
            offered.append(f"AUTH {rules.auth}")
        return [each for each in offered if each.split()[0] not in rules.without]

    def on_ehlo(self, name: str) -> None:
        self.greeted = self.answer("ehlo", name, "|".join(["250 lab", *self.extensions()]))
        self.clear()

    def on_helo(self, name: str) -> None:
        self.greeted = True
        self.reply("250 lab")

    def clear(self) -> None:
        self.sender, self.to, self.options = None, [], ""

    def on_starttls(self, _: str) -> None:
        fault = self.server.fault("starttls")
        if fault and fault.do == "say":
            self.reply(fault.what)
            return
        if fault and fault.do == "inject":
            self.raw(b"220 go\r\n250 injected\r\n")
        elif fault and fault.do == "drop":
            self.reply("220 go")
            raise _GoneError
        elif fault and fault.do == "hang":
            self.reply("220 go")
            self.server.over.wait(60)
            raise _GoneError
        else:
            self.reply("220 go")
        if self.buffer:
            self.violation("plaintext after STARTTLS")
            self.buffer = b""
        self.wrap(self.server._bad if fault and fault.do == "badcert" else self.server._good)
        self.greeted = False
        self.clear()

    def on_auth(self, rest: str) -> None:
        mechanism, _, first = rest.partition(" ")
        if not self.secure and self.rules.encryption != "none":
            self.violation("AUTH without TLS")
        if mechanism not in self.rules.auth.split():
            self.reply("504 5.5.4 no such mechanism")
            return
        if mechanism == "LOGIN":
            self.reply("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line()).decode()
            self.reply("334 UGFzc3dvcmQ6")
            given = (user, base64.b64decode(self.line()).decode())
        elif mechanism == "PLAIN":
            _, user, word = base64.b64decode(first).decode().split("\0")
            given = (user, word)
        else:
            pairs = dict(p.split("=", 1) for p in base64.b64decode(first).decode().split("\1") if p)
            given = (pairs["user"], pairs["auth"].removeprefix("Bearer "))
        if given == (USER, PASSWORD):
            if self.answer("auth", mechanism, "235 2.7.0 ok"):
                self.user = given[0]
            return
        if mechanism == "XOAUTH2":
            self.reply("334 eyJzdGF0dXMiOiI0MDEifQ==")
            self.line()
        # A careless server: it repeats what it was given.
        self.reply(f"535 5.7.8 no: {first}")

    def on_mail(self, rest: str) -> None:
        match = re.fullmatch(r"FROM:<([^<>]*)>(.*)", rest)
        if not match:
            self.violation(f"MAIL {rest}")
            self.reply("501 5.5.4 what")
            return
        if not self.greeted:
            self.violation("MAIL before EHLO")
        if self.rules.auth and not self.user:
            self.reply("530 5.7.0 authentication required")
            return
        if self.sender is not None:
            self.reply("503 5.5.1 nested MAIL")
            return
        if self.rules.per_session and self.count >= self.rules.per_session:
            self.reply("452 4.5.3 Too many messages sent")
            return
        declared = re.search(r"SIZE=(\d+)", match[2])
        if declared and int(declared[1]) > self.rules.size:
            self.reply("552 5.3.4 message too big")
            return
        if self.answer("mail", match[1], "250 2.1.0 ok"):
            self.sender, self.options, self.to = match[1], match[2], []

    def on_rcpt(self, rest: str) -> None:
        match = re.fullmatch(r"TO:<([^<>]+)>", rest)
        if not match:
            self.violation(f"RCPT {rest}")
            self.reply("501 5.5.4 what")
            return
        if self.sender is None:  # sent along with a MAIL that was refused
            self.reply("503 5.5.1 MAIL first")
            return
        if not match[1].isascii() and "SMTPUTF8" not in self.options:
            self.violation("SMTPUTF8 missing")
        if self.answer("rcpt", match[1], "250 2.1.5 ok"):
            self.to.append(match[1])

    def on_rset(self, _: str) -> None:
        self.clear()
        self.answer("rset", "", "250 2.0.0 ok")

    def on_quit(self, _: str) -> None:
        self.answer("quit", "", "221 2.0.0 bye")
        raise _GoneError

    def on_data(self, _: str) -> None:
        if not self.to:
            self.reply("554 5.5.1 no recipients")
            return
        if not self.answer("data", self.to[0], "354 go"):
            self.clear()
            return
        data = self.body()
        self.check(data)
        to, self.count = self.to[0], self.count + 1
        fault = self.server.fault("dot", to)
        take = fault is None or fault.do.startswith("take-") or fault.do == "half"
        if take:
            given = {"session": self.number, "user": self.user, "sender": self.sender}
            self.server.note("accepted", to=to, tls=self.secure, **given, **facts(data))
        self.clear()
        self.finish(fault)

    def finish(self, fault: Fault | None) -> None:
        usual = "250 2.0.0 ok queued"
        if fault is None:
            self.reply(usual)
            return
        self.server.note("fault", stage="dot", do=fault.do)
        match fault.do.removeprefix("take-"):
            case "lose":
                self.reply(usual)
            case "half":
                self.raw(b"250-2.0.0 ok\r\n")
                raise _GoneError
            case do:
                self.fail(fault, do, usual)

    def body(self) -> bytes:
        fault = self.server.fault("text", self.to[0])
        if fault and fault.do == "noread":
            time.sleep(float(fault.what))
        most = int(fault.what) if fault and fault.do in ("cut", "reset-at") else None
        if fault and fault.do == "say-and-go":
            self.reply(fault.what)
            raise _GoneError  # with text unread, so that the line breaks
        if fault and fault.do == "say-early":
            self.reply(fault.what)
            while self.client.recv(65_536):
                pass  # it hangs up when it has read the answer
            raise _GoneError
        while not (self.buffer.startswith(b".\r\n") or b"\r\n.\r\n" in self.buffer):
            if most is not None and len(self.buffer) >= most:
                if fault and fault.do == "reset-at":
                    self.reset()
                raise _GoneError
            got = self.client.recv(65_536)
            if not got:
                raise _GoneError
            self.buffer += got
        data, _, self.buffer = self.buffer.partition(b"\r\n.\r\n")
        return re.sub(rb"(?m)^\.", b"", data + b"\r\n")

    def check(self, data: bytes) -> None:
        for what in forbidden(data, "SMTPUTF8" in self.options):
            self.violation(what)
        if self.rules.auth and not self.user:
            self.violation("mail without login")


def forbidden(data: bytes, utf8: bool) -> Iterator[str]:
    """What RFC 5321 and 5322 forbid in a message."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "bare CR or LF"
    if b"\0" in data or max(map(len, data.split(b"\r\n"))) > 998:
        yield "NUL or a line beyond 998 bytes"
    if not data.isascii() and not utf8:
        yield "8-bit"
    head = re.sub(rb"\r\n[ \t]", b" ", data.split(b"\r\n\r\n")[0])
    names = [line.split(b":")[0].lower() for line in head.split(b"\r\n")]
    for name in (b"date", b"from", b"to", b"subject", b"message-id"):
        if names.count(name) != 1:
            yield f"{name.decode()} {names.count(name)} times"
    if b"bcc" in names:
        yield "Bcc"


def facts(data: bytes) -> dict[str, Any]:
    """What the ledger keeps of a message: whose it is, and the digests of its files."""
    message = email.message_from_bytes(data)
    files = [
        hashlib.sha256(part.get_payload(decode=True) or b"").hexdigest()  # type: ignore[arg-type]
        for part in message.walk()
        if part.get_content_disposition() == "attachment"
    ]
    return {
        "id": str(message["Message-ID"]),
        "files": files,
        "header_to": str(message["To"]).rpartition("<")[2].rstrip(">"),
        "size": len(data),
    }


def main() -> None:
    folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
    rules = Rules(**given["rules"])
    server = Server(folder, *(Fault(**each) for each in given["faults"]), rules=rules)
    print(server.port, flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve()


def as_arguments(folder: Path, faults: tuple[Fault, ...], rules: Rules) -> list[str]:
    """The command line that starts such a server in a process of its own."""
    given = {"rules": asdict(rules), "faults": [asdict(each) for each in faults]}
    return [sys.executable, "-m", "tests.mail.server", str(folder), json.dumps(given)]


if __name__ == "__main__":
    main()
