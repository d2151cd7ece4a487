"""A conversation with a mail server (通信), one message a recipient.

The final dot is a step of its own: `text` sends everything before it, `dot` sends it. Between the
two the caller writes into the journal. smtplib cannot do that, as its data() sends both at once.
"""

from __future__ import annotations

import base64
import re
import select
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from briefing.diagnostics import reason_of
from briefing.mail.replies import Judgement, Place, Reply, Verdict, judge
from briefing.mail.secret import Secret
from briefing.mail.settings import LOOPBACK, Encryption, Mechanism, Server
from briefing.mail.tls import UntrustedError, secured

_LONGEST_LINE = 4_096  # bytes; RFC 5321 4.5.3.1.5 allows 512
_MOST_LINES = 200
_KEPT = 400  # characters of an answer
_LINE = re.compile(rb"([0-9]{3})(?:([ -])(.*))?", re.DOTALL)
_CHUNK = 262_144
_TEXT_SECONDS = 180.0  # for each chunk, RFC 5321 4.5.3.2.5
_CLOSING = 5.0  # seconds that a farewell may take


class TransportError(Exception):
    """The server said no at `place`, or nothing that can be read; `judgement` is what to do."""

    def __init__(self, place: Place, reply: Reply | None, judgement: Judgement) -> None:
        self.place, self.reply, self.judgement = place, reply, judgement
        super().__init__(f"{place} {reply}")

    @property
    def broken(self) -> bool:
        """The connection is of no use any more."""
        code = self.reply.code if self.reply else 0
        return code in (0, 421, 503) or self.judgement.verdict in (
            Verdict.RECONNECT,
            Verdict.PAUSE,
            Verdict.STOP,
        )


@dataclass(frozen=True, slots=True)
class Features:
    """What a server offers; `size` is 0 if it names no limit."""

    names: frozenset[str]
    size: int
    mechanisms: tuple[str, ...]


class Connection:
    """An open conversation, greeted, encrypted and logged in as the settings say."""

    def __init__(self, server: Server, secret: Secret | None) -> None:
        self._server, self._secret = server, secret
        self._buffer = b""
        self._socket: socket.socket
        self.features = Features(frozenset(), 0, ())
        self.count = 0  # messages handed over
        self._open()
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    # --- the beginning

    def _open(self) -> None:
        server = self._server
        try:
            self._socket = socket.create_connection(
                (server.host, server.port), timeout=server.connect
            )
        except socket.gaierror as error:
            reason = f"找不到服务器 {server.host}"
            remedy = "核对 mail.yaml 里的 服务器，看看网络通不通"
            verdict = Verdict.STOP if error.errno == socket.EAI_NONAME else Verdict.RECONNECT
            raise TransportError(Place.CONNECT, None, Judgement(verdict, reason, remedy)) from error
        except OSError as error:
            reason = f"连不上 {server.host} 的 {server.port} 端口（{_spoken(error)}）"
            remedy = "核对服务器、端口和网络，过一会儿再试"
            judgement = Judgement(Verdict.RECONNECT, reason, remedy)
            raise TransportError(Place.CONNECT, None, judgement) from error
        # Without it a STARTTLS session to Postfix makes 60 messages a second instead of 320.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _begin(self) -> None:
        server = self._server
        if server.encryption is Encryption.TLS:
            self._secure()
        self._expect(Place.BANNER, 220)
        self._greet()
        if server.encryption is Encryption.STARTTLS:
            if "STARTTLS" not in self.features.names:
                reason = "服务器没有提供 STARTTLS 加密，没有登录，也没有发送"
                remedy = "核对端口；也可能有人在中途去掉了加密，请邮件管理员看看"
                self._stop(Place.STARTTLS, Judgement(Verdict.STOP, reason, remedy))
            self._command(Place.STARTTLS, "STARTTLS", 220)
            if self._pending() and self._buffer:
                reason = "服务器在加密之前多说了话，连接不可信"
                self._stop(Place.STARTTLS, Judgement(Verdict.STOP, reason, "请邮件管理员看看"))
            self._secure()
            self.features = Features(frozenset(), 0, ())
            self._greet()
        if server.user:
            self._log_in()

    def _secure(self) -> None:
        try:
            self._socket.settimeout(self._server.answer)
            self._socket = secured(self._socket, self._server)
        except UntrustedError as error:
            self._stop(Place.STARTTLS, error.judgement)
        except OSError:
            reason = "加密还没谈成，连接就断了"
            self._stop(Place.STARTTLS, Judgement(Verdict.RECONNECT, reason, "过一会儿再试"))

    def _greet(self) -> None:
        name = self._server.ehlo or _literal(self._socket)
        try:
            reply = self._command(Place.EHLO, f"EHLO {name}", 250)
        except TransportError as error:
            old = error.reply is not None and error.reply.code in (500, 501, 502, 504)
            needs = self._server.user or self._server.encryption is Encryption.STARTTLS
            if not old or needs:
                raise
            self._command(Place.EHLO, f"HELO {name}", 250)
            return
        names, size, mechanisms = set[str](), 0, list[str]()
        for line in reply.text.splitlines()[1:]:
            word, *rest = line.replace("=", " ").upper().split() or [""]
            names.add(word)
            if word == "SIZE" and rest and re.fullmatch("[0-9]{1,18}", rest[0]):
                size = int(rest[0])
            elif word == "AUTH":
                mechanisms += rest
        self.features = Features(frozenset(names), size, tuple(mechanisms))

    def _log_in(self) -> None:
        server, offered = self._server, self.features.mechanisms
        if server.encryption is Encryption.NONE and server.host not in LOOPBACK:
            raise AssertionError("settings allow no password without encryption")
        wanted = [server.mechanism] if server.mechanism else [Mechanism.PLAIN, Mechanism.LOGIN]
        usable = [each for each in wanted if each in offered]
        if not usable:
            shown = "、".join(offered) or "没有"
            reason = f"服务器提供的登录方式（{shown}）里没有能用的"
            remedy = "核对端口和“加密”；服务器只有 XOAUTH2 时，在 mail.yaml 里写 认证: XOAUTH2"
            self._stop(Place.AUTH, Judgement(Verdict.STOP, reason, remedy))
        assert self._secret
        user, word = server.user, self._secret.reveal()
        match usable[0]:
            case Mechanism.PLAIN:
                self._command(
                    Place.AUTH, f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{word}')}", 235
                )
            case Mechanism.LOGIN:
                self._command(Place.AUTH, "AUTH LOGIN", 334)
                self._command(Place.AUTH, _coded(user), 334)
                self._command(Place.AUTH, _coded(word), 235)
            case Mechanism.XOAUTH2:
                token = _coded(f"user={user}\1auth=Bearer {word}\1\1")
                try:
                    self._command(Place.AUTH, f"AUTH XOAUTH2 {token}", 235)
                except TransportError as error:
                    if error.reply is None or error.reply.code != 334:
                        raise
                    # The server explains itself in base64 and waits for an empty line.
                    self._command(Place.AUTH, "", 235)

    # --- one message

    def offer(self, sender: str, to: str, size: int, utf8: bool) -> None:
        """MAIL, RCPT and DATA. Raises TransportError; nothing has been sent then."""
        options = f" SIZE={size}" if "SIZE" in self.features.names else ""
        options += " SMTPUTF8" if utf8 else ""
        mail, rcpt = f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{to}>"
        if "PIPELINING" in self.features.names:
            # RFC 2920. DATA is not sent along: after a refused recipient its 354 would have to be
            # answered with a dot, and dots are what the journal counts.
            self._say(Place.MAIL, f"{mail}\r\n{rcpt}")
            try:
                self._expect(Place.MAIL, 250)
            except TransportError as error:
                if not error.broken:
                    self._read(self._server.answer)  # what it says of the recipient now is moot
                raise
            self._expect(Place.RCPT, 250)
        else:
            self._command(Place.MAIL, mail, 250)
            self._command(Place.RCPT, rcpt, 250)
        self._command(Place.DATA, "DATA", 354)

    def text(self, data: bytes) -> None:
        """All of the message but the dot. Raises TransportError; nothing has been sent then.

        `data` ends with a line break and has its dots doubled. A server that has gone or speaks
        before its time is noticed here, while that is still harmless.
        """
        try:
            for start in range(0, len(data), _CHUNK):
                self._socket.settimeout(_TEXT_SECONDS)
                self._socket.sendall(data[start : start + _CHUNK])
            if not self._pending():
                return
        except OSError:
            pass
        reply = self._read(1.0)
        raise TransportError(Place.TEXT, reply, judge(Place.TEXT, reply))

    def dot(self) -> Reply | None:
        """Send the final dot and wait for the answer; None if none came that can be read."""
        try:
            self._socket.settimeout(self._server.answer)
            self._socket.sendall(b".\r\n")
        except OSError:
            return None
        self.count += 1
        return self._read(self._server.final)

    def reset(self) -> None:
        """Take back a transaction that failed. Raises TransportError if that fails too."""
        self._command(Place.RSET, "RSET", 250)

    def close(self, farewell: bool = False) -> None:
        """End it; what the server says to a farewell never matters."""
        with suppress(OSError):
            if farewell:
                self._socket.settimeout(_CLOSING)
                self._socket.sendall(b"QUIT\r\n")
                self._read(_CLOSING)
            self._socket.close()

    # --- lines

    def _command(self, place: Place, line: str, wanted: int) -> Reply:
        self._say(place, line)
        return self._expect(place, wanted)

    def _say(self, place: Place, line: str) -> None:
        try:
            self._socket.settimeout(self._server.answer)
            self._socket.sendall(f"{line}\r\n".encode())
        except OSError:
            # The server may have said why before it hung up.
            reply = self._read(1.0)
            raise TransportError(place, reply, judge(place, reply)) from None

    def _expect(self, place: Place, wanted: int) -> Reply:
        reply = self._read(self._server.answer)
        right = reply is not None and (
            reply.code == wanted
            # 251 and 252 take the recipient as well as 250 does.
            or (place is Place.RCPT and reply.code in (251, 252))
        )
        if right:
            assert reply
            return reply
        judgement = judge(place, reply)
        if judgement.verdict is Verdict.ACCEPTED:  # a yes to something else
            judgement = judge(place, None)
        raise TransportError(place, reply, judgement)

    def _stop(self, place: Place, judgement: Judgement) -> None:
        raise TransportError(place, None, judgement)

    def _read(self, seconds: float) -> Reply | None:
        """One answer of any number of lines; None if there is none or it is not an answer."""
        end = time.monotonic() + seconds
        code, lines = b"", list[bytes]()
        while len(lines) < _MOST_LINES:
            line = self._line(end)
            match = _LINE.fullmatch(line) if line is not None else None
            if not match or (code and match[1] != code):
                return None
            code = match[1]
            lines.append(match[3] or b"")
            if match[2] != b"-":
                return Reply(int(code), self._shown(lines))
        return None

    def _line(self, end: float) -> bytes | None:
        while b"\n" not in self._buffer:
            left = end - time.monotonic()
            if left <= 0 or len(self._buffer) > _LONGEST_LINE:
                return None
            try:
                self._socket.settimeout(left)
                got = self._socket.recv(4_096)
            except OSError:
                return None
            if not got:
                return None
            self._buffer += got
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r") if len(line) <= _LONGEST_LINE else None

    def _shown(self, lines: list[bytes]) -> str:
        """The text of an answer, without anything that a terminal obeys and without secrets."""
        try:
            text = b"\n".join(lines).decode("utf-8")
        except UnicodeDecodeError:
            text = b"\n".join(lines).decode("gb18030", "replace")
        if self._secret:
            text = self._secret.redact(text)
        text = "".join(char if char.isprintable() or char == "\n" else "·" for char in text)
        return text if len(lines) > 1 and len(text) < 20_000 else text[:_KEPT]

    def _pending(self) -> bool:
        """Whether the server has said something, or hung up, without being asked."""
        if self._buffer:
            return True
        try:
            if not select.select([self._socket], [], [], 0)[0]:
                return False
            self._socket.settimeout(0)
            got = self._socket.recv(4_096)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            # TLS has housekeeping of its own that is no word of the server's.
            return "WANT" not in type(error).__name__.upper()
        self._buffer += got
        return True


def _literal(connected: socket.socket) -> str:
    """Our address in the form that EHLO wants where there is no name (RFC 5321 4.1.3)."""
    address = connected.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _spoken(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "等不到回音"
    if isinstance(error, ConnectionRefusedError):
        return "对方不接"
    return reason_of(error)


def stuffed(data: bytes) -> bytes:
    """`data` with the dots at the start of lines doubled (RFC 5321 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", data) if b"\n." in data or data[:1] == b"." else data
