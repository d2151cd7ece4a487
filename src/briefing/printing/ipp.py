"""Questions to CUPS in its own language: the Internet Printing Protocol (RFC 8010, RFC 8011).

Its command line tools tell neither how a job ended nor what it is called, so these are asked for
here. Nothing is changed by this module.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPException

from briefing.diagnostics import reason_of

Value = int | bool | str
Group = dict[str, tuple[Value, ...]]

GET_JOBS = 0x000A
GET_PRINTERS = 0x4002  # of CUPS
GET_DEFAULT = 0x4001  # of CUPS

_OPERATION, _END = 0x01, 0x03
_JOB, _PRINTER = 0x02, 0x04
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_KEYWORD, _URI, _CHARSET, _LANGUAGE, _NAME = 0x44, 0x45, 0x47, 0x48, 0x42
_TAGS = {"printer_uri": _URI, "requesting_user_name": _NAME}
_TEXTS = range(0x41, 0x50)
_FIRST_ERROR = 0x0400  # status codes below it mean success (RFC 8011 B.1)
_NOT_FOUND = 0x0406
_TIMEOUT = 15.0  # seconds


class IPPError(Exception):
    """CUPS does not answer, or not in the protocol."""


class _LocalConnection(HTTPConnection):
    """HTTP by a socket in the file system, which is how CUPS listens on its own machine."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_TIMEOUT)
        self.sock.connect(self._path)


def ask(server: str, operation: int, **attributes: Sequence[str] | str) -> list[Group]:
    """The groups of jobs or printers that CUPS answers with; none if there is nothing to tell.

    server      a socket (/run/cups/cups.sock), or host:port, as `lpstat -H` names it
    attributes  of the operation: keywords, printer_uri and requesting_user_name
    IPPError if it cannot be asked.
    """
    if server.startswith("/"):
        connection: HTTPConnection = _LocalConnection(server)
    else:
        host, _, port = server.rpartition(":")
        connection = HTTPConnection(host, int(port), timeout=_TIMEOUT)
    try:
        body = request(operation, attributes)
        head = {"Content-Type": "application/ipp", "Host": "localhost"}
        connection.request("POST", "/", body, head)
        answer = connection.getresponse()
        data = answer.read()
    except (OSError, HTTPException) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise IPPError(why) from error
    finally:
        connection.close()
    if answer.status != 200:
        raise IPPError(f"HTTP {answer.status}")
    return response(data)


def request(operation: int, attributes: Mapping[str, Sequence[str] | str]) -> bytes:
    """The bytes of a request, version 2.0, number 1 (RFC 8010 3.1)."""
    parts = [struct.pack(">BBHIB", 2, 0, operation, 1, _OPERATION)]
    parts += _attribute(_CHARSET, "attributes-charset", ("utf-8",))
    parts += _attribute(_LANGUAGE, "attributes-natural-language", ("zh-cn",))
    for name, given in attributes.items():
        values = (given,) if isinstance(given, str) else tuple(given)
        tag = _TAGS.get(name, _KEYWORD)
        parts += _attribute(tag, name.replace("_", "-"), values)
    return b"".join((*parts, bytes([_END])))


def _attribute(tag: int, name: str, values: Sequence[str]) -> Iterator[bytes]:
    """Further values of an attribute have no name (RFC 8010 3.1.5)."""
    for value in values:
        written, key = value.encode("utf-8"), name.encode("ascii")
        yield struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(written)) + written
        name = ""


def response(data: bytes) -> list[Group]:
    """The groups of jobs or printers in the bytes of an answer; IPPError if it says no."""
    try:
        (status,) = struct.unpack_from(">H", data, 2)
        if status == _NOT_FOUND:
            return []
        if status >= _FIRST_ERROR:
            raise IPPError(f"status {status:#06x}")
        return list(_groups(data))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise IPPError(f"cannot be read: {error}") from error


def _groups(data: bytes) -> Iterator[Group]:
    at = 8
    group: Group | None = None
    name = ""
    while data[at] != _END:
        tag = data[at]
        if tag < 0x10:  # begins a group
            if group:
                yield group
            group = {} if tag in (_JOB, _PRINTER) else None
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 1)
        name = data[at + 3 : at + 3 + length].decode("utf-8") or name
        at += 3 + length
        (length,) = struct.unpack_from(">H", data, at)
        raw = data[at + 2 : at + 2 + length]
        at += 2 + length
        if group is not None:
            group[name] = (*group.get(name, ()), *_value(tag, raw))
    if group:
        yield group


def _value(tag: int, raw: bytes) -> Iterator[Value]:
    """What nobody here asks for, as ranges and collections, is passed over."""
    if tag in (_INTEGER, _ENUM):
        yield int.from_bytes(raw, "big", signed=True)
    elif tag == _BOOLEAN:
        yield raw != b"\0"
    elif tag in _TEXTS:
        yield raw.decode("utf-8")
