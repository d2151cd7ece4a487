"""The message itself (邮件): bytes that every recipient gets, but for To and Message-ID.

All is seven-bit, so nothing has to be negotiated with a server. The header is encoded here and
the finished bytes are parsed again and compared with the plan: interpreters have let an encoded
line break through that became a header of its own (CVE-2024-6923, CVE-2026-1299).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from urllib.parse import quote

from briefing.diagnostics import DeliveryError, Diagnostic
from briefing.mail.addresses import Address
from briefing.mail.consignment import Consignment, Enclosure
from briefing.mail.recipients import Destination

_LONGEST_LINE = 998  # RFC 5322 2.1.1, without the line break
_FOLD = 76
_WORD = 45  # bytes in an encoded word: RFC 2047 2 allows 75 characters with what is around them
_PLAIN = re.compile(r"[A-Za-z0-9 !#$%&'*+/^`{|}~-]*")


@dataclass(frozen=True, slots=True)
class From:
    """Who sends it.

    list_id      RFC 2919, as jianbao.example.cn
    unsubscribe  a mailto: or https: address; none for lists that nobody joined by himself
    """

    address: Address
    name: str
    list_id: str
    reply_to: Address | None = None
    unsubscribe: str = ""


def freeze(consignment: Consignment, sender: From, date: datetime) -> bytes:
    """Header and body of the message without To and Message-ID, ready for the wire."""
    mark = hashlib.sha256(consignment.digest.encode()).hexdigest()[:24]
    lines = [
        *_head(consignment, sender, date),
        f'Content-Type: multipart/mixed; boundary="=_m{mark}"',
    ]
    lines += ["", f"--=_m{mark}", f'Content-Type: multipart/alternative; boundary="=_a{mark}"', ""]
    for kind, text in (("plain", consignment.text), ("html", consignment.html)):
        lines += [
            f"--=_a{mark}",
            f'Content-Type: text/{kind}; charset="utf-8"',
            "Content-Transfer-Encoding: base64",
            "",
            _base64(_crlf(text).encode("utf-8")),
        ]
    lines.append(f"--=_a{mark}--")
    for enclosure in consignment.enclosures:
        lines += [f"--=_m{mark}", *_enclosed(enclosure)]
    lines += [f"--=_m{mark}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _head(consignment: Consignment, sender: From, date: datetime) -> Iterator[str]:
    yield _folded("From", _mailbox(sender.name, sender.address.wire))
    if sender.reply_to:
        yield f"Reply-To: {sender.reply_to.wire}"
    yield _folded("Subject", _words(consignment.subject))
    yield f"Date: {format_datetime(date)}"
    yield f"List-Id: <{sender.list_id}>"
    if sender.unsubscribe:
        yield f"List-Unsubscribe: <{sender.unsubscribe}>"
        if sender.unsubscribe.startswith("https:"):
            yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"  # RFC 8058
    yield "Auto-Submitted: auto-generated"  # RFC 3834: no holiday notice comes back
    yield "MIME-Version: 1.0"


def _enclosed(enclosure: Enclosure) -> list[str]:
    """A file under its name in both encodings.

    RFC 2231 in Content-Disposition is right, and a 2047 word in Content-Type is what QQ mail
    reads; nodemailer writes both for that reason.
    """
    name = quote(enclosure.name, safe="")
    return [
        f'Content-Type: {enclosure.media_type};\r\n name="{_joined(_words(enclosure.name))}"',
        f"Content-Disposition: attachment;\r\n filename*=UTF-8''{name}",
        "Content-Transfer-Encoding: base64",
        "",
        _base64(enclosure.content),
    ]


def _base64(data: bytes) -> str:
    return base64.encodebytes(data).decode("ascii").rstrip("\n").replace("\n", "\r\n")


def _crlf(text: str) -> str:
    return "\r\n".join(re.split(r"\r\n|\r|\n", text))


def _words(text: str) -> list[str]:
    """`text` as encoded words, each within 75 characters; as it is if it is short and plain."""
    if _PLAIN.fullmatch(text) and len(text) <= 60 and text == text.strip():
        return [text]
    pieces, piece = [], b""
    for char in text:
        encoded = char.encode("utf-8")
        if len(piece) + len(encoded) > _WORD:
            pieces.append(piece)
            piece = b""
        piece += encoded
    pieces.append(piece)
    return [f"=?utf-8?B?{base64.b64encode(each).decode('ascii')}?=" for each in pieces]


def _joined(words: list[str]) -> str:
    return "\r\n ".join(words)


def _mailbox(name: str, address: str) -> list[str]:
    return [*(_words(name) if name else []), f"<{address}>"]


def _folded(name: str, words: list[str]) -> str:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _FOLD and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def message_id(salt: str, canonical: str, domain: str) -> str:
    """The same for the same job and recipient at every try, so that logs can be searched."""
    return f"<{hashlib.sha256(f'{salt} {canonical}'.encode()).hexdigest()[:32]}@{domain}>"


def addressed(frozen: bytes, to: Destination, identifier: str) -> bytes:
    """The message for one recipient; nobody else stands in it."""
    return head_for(to, identifier) + frozen


def head_for(to: Destination, identifier: str) -> bytes:
    """The lines that differ from one recipient to the next."""
    head = f"{_folded('To', _mailbox(to.display, to.address.wire))}\r\nMessage-ID: {identifier}\r\n"
    # Only an address that needs SMTPUTF8 puts anything but ASCII here.
    return head.encode("utf-8")


def compared(
    message: bytes, consignment: Consignment, sender: From, to: Destination, identifier: str
) -> None:
    """Parse the bytes as a stranger would. Raises DeliveryError if they are not as planned."""
    wrong = [*_unfit_for_the_wire(message, to.address.needs_smtputf8)]
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    assert isinstance(parsed, EmailMessage)
    wrong += _header_differs(parsed, consignment, sender, to, identifier)
    wrong += _body_differs(parsed, consignment)
    if wrong:
        text = f"做好的邮件和计划不符：{'；'.join(wrong)}。没有发出任何邮件"
        raise DeliveryError([Diagnostic("message-differs", text, None, "请把这一行发给维护人员")])


def head_compared(head: bytes, to: Destination, identifier: str) -> None:
    """What `compared` says of the lines that differ from one recipient to the next."""
    lines = re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n")
    names = [line.split(b":", 1)[0] for line in lines]
    address = f"<{to.address.wire}>".encode()
    right = (
        names == [b"To", b"Message-ID", b""]
        and lines[0].endswith(b" " + address)
        and lines[0].count(b"@") == 1
        and b"," not in lines[0]
        and lines[1] == b"Message-ID: " + identifier.encode()
        and not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|(?<!\r)\n|\r(?!\n)", head)
    )
    if not right:
        message_text = f"写给 {to.address.shown} 的邮件头和计划不符"
        raise DeliveryError(
            [Diagnostic("message-differs", message_text, None, "核对这个名称和邮箱")]
        )


def _unfit_for_the_wire(message: bytes, utf8: bool) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", message):
        yield "有单独的回车或换行"
    if b"\0" in message:
        yield "有空字符"
    if max(map(len, message.split(b"\r\n"))) > _LONGEST_LINE:
        yield f"有一行超过 {_LONGEST_LINE} 字节"
    body = message.split(b"\r\n\r\n", 1)[-1]
    if not body.isascii() or not (utf8 or message.isascii()):
        yield "有 7 位以外的字节"
    if not message.endswith(b"\r\n"):
        yield "末行没有换行"


def _header_differs(
    parsed: EmailMessage, consignment: Consignment, sender: From, to: Destination, identifier: str
) -> Iterator[str]:
    names = ["To", "Message-ID", "From"]
    names += ["Reply-To"] if sender.reply_to else []
    names += ["Subject", "Date", "List-Id"]
    if sender.unsubscribe:
        names += ["List-Unsubscribe"]
        names += ["List-Unsubscribe-Post"] * sender.unsubscribe.startswith("https:")
    names += ["Auto-Submitted", "MIME-Version", "Content-Type"]
    if parsed.keys() != names:
        yield f"邮件头有 {'、'.join(parsed.keys())}"
        return
    wanted = {
        "To": [(to.display, to.address.wire)],
        "From": [(sender.name, sender.address.wire)],
    }
    for name, boxes in wanted.items():
        found = [_unescaped(box.addr_spec) for box in parsed[name].addresses]
        if found != [address for _, address in boxes] or _display(parsed, name) != boxes[0][0]:
            yield f"{name} 是 {parsed[name]}"
    if str(parsed["Subject"]) != consignment.subject:
        yield f"主题是 {parsed['Subject']}"
    if str(parsed["Message-ID"]) != identifier:
        yield f"Message-ID 是 {parsed['Message-ID']}"


def _display(parsed: EmailMessage, name: str) -> str:
    """What stands before the address. The parser of 3.11 puts spaces between encoded words."""
    (raw,) = (value for key, value in parsed.raw_items() if key == name)
    words = " ".join(str(raw).split()).rpartition("<")[0].strip()
    return str(make_header(decode_header(words))) if words else ""


def _unescaped(address: str) -> str:
    """What the parser makes of raw UTF-8, as UTF-8; it puts quotes around such a local part."""
    local, _, domain = address.encode("utf-8", "surrogateescape").decode("utf-8").rpartition("@")
    quoted_one = not local.isascii() and local.startswith('"') and local.endswith('"')
    return f"{local[1:-1] if quoted_one else local}@{domain}"


def _body_differs(parsed: EmailMessage, consignment: Consignment) -> Iterator[str]:
    parts = list(parsed.walk())
    if any(part.defects for part in parts):
        yield "结构有缺陷"
        return
    kinds = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
    kinds += [each.media_type for each in consignment.enclosures]
    if [part.get_content_type() for part in parts] != kinds:
        yield "各部分的类型不对"
        return
    for part, text in zip(parts[2:4], (consignment.text, consignment.html), strict=True):
        if part.get_payload(decode=True) != _crlf(text).encode("utf-8"):
            yield f"正文（{part.get_content_type()}）不对"
    for part, enclosure in zip(parts[4:], consignment.enclosures, strict=True):
        if part.get_filename() != enclosure.name:
            yield f"附件名是 {part.get_filename()}"
        if part.get_payload(decode=True) != enclosure.content:
            yield f"附件 {enclosure.name} 的内容不对"
