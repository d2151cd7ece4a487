"""mail.yaml (发信设置): the server, how fast, and from whom; never a password.

A preset stands for what is known of a provider; what the file says itself replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from briefing.diagnostics import Diagnostic, Location, SourceError
from briefing.issue import Text
from briefing.mail.addresses import Address, parse_address
from briefing.mail.message import From
from briefing.source import load_fields


class Encryption(StrEnum):
    """加密. There is no way down from one to the next."""

    TLS = "TLS"  # from the first byte, RFC 8314
    STARTTLS = "STARTTLS"
    NONE = "无"


class Mechanism(StrEnum):
    """认证."""

    PLAIN = "PLAIN"
    LOGIN = "LOGIN"
    XOAUTH2 = "XOAUTH2"


class Preset(StrEnum):
    """预设."""

    QQ = "qq"
    NETEASE = "163"
    EXMAIL = "exmail"
    EXCHANGE = "exchange"
    ALIYUN = "aliyun"
    PLAIN = "plain"


def _key(key: str, kind: str, example: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "example": example, "most": 250, **more}


def _number(key: str, example: str, most: int, least: int = 0) -> dict[str, Any]:
    return {"key": key, "kind": "number", "example": example, "least": least, "most": most}


@dataclass(frozen=True, slots=True)
class MailFile:
    """mail.yaml as it is written."""

    sender: Text = field(metadata=_key("发件邮箱", "text", "jianbao@example.cn"))
    preset: Preset = field(
        default=Preset.PLAIN, metadata=_key("预设", "choice", "exmail", choices=Preset)
    )
    host: Text | None = field(default=None, metadata=_key("服务器", "text", "smtp.example.cn"))
    port: int | None = field(default=None, metadata=_number("端口", "465", 65535, 1))
    encryption: Encryption | None = field(
        default=None, metadata=_key("加密", "choice", "TLS", choices=Encryption)
    )
    authority: Text | None = field(default=None, metadata=_key("证书", "text", "ca.pem"))
    fingerprint: Text | None = field(default=None, metadata=_key("指纹", "text", "ab12…"))
    user: Text | None = field(default=None, metadata=_key("用户", "text", "jianbao@example.cn"))
    mechanism: Mechanism | None = field(
        default=None, metadata=_key("认证", "choice", "PLAIN", choices=Mechanism)
    )
    password: Text | None = field(default=None, metadata=_key("密码", "text", "（不能写在这里）"))
    password_file: Text | None = field(default=None, metadata=_key("密码文件", "text", "密码.txt"))
    name: Text | None = field(default=None, metadata=_key("发件人", "text", "某某局办公室"))
    reply_to: Text | None = field(default=None, metadata=_key("回复到", "text", "bgs@example.cn"))
    bounces: Text | None = field(
        default=None, metadata=_key("退信邮箱", "text", "tuixin@example.cn")
    )
    marked: bool = field(default=False, metadata=_key("退信标记", "truth", "true"))
    list_id: Text | None = field(default=None, metadata=_key("列表标识", "text", "jb.example.cn"))
    unsubscribe: Text | None = field(
        default=None, metadata=_key("退订", "text", "mailto:jb@example.cn")
    )
    files: tuple[Text, ...] = field(default=(), metadata=_key("附上", "lines", "[docx, pdf]"))
    per_minute: int | None = field(default=None, metadata=_number("每分钟", "30", 100_000))
    per_day: int | None = field(default=None, metadata=_number("每天", "1000", 10_000_000))
    per_connection: int | None = field(default=None, metadata=_number("每次连接", "50", 100_000))
    connections: int | None = field(default=None, metadata=_number("连接数", "1", 20, 1))
    largest: int | None = field(default=None, metadata=_number("最大", "10", 1_000, 1))
    patience: int | None = field(default=None, metadata=_number("应答等候", "600", 3_600, 1))
    first_retry: int | None = field(default=None, metadata=_number("重试间隔", "120", 86_400))
    ehlo: Text | None = field(default=None, metadata=_key("本机名", "text", "pc.example.cn"))


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. Times are seconds.

    authority    a file of certificates to trust instead of the system's
    fingerprint  SHA-256 of the one certificate to trust, in hex; then nothing else is asked of it
    final        how long the answer to the final dot may take: RFC 5321 4.5.3.2.6
    """

    host: str
    port: int
    encryption: Encryption
    authority: Path | None = None
    fingerprint: str = ""
    user: str = ""
    mechanism: Mechanism | None = None
    ehlo: str = ""
    connect: float = 30.0
    answer: float = 300.0
    final: float = 600.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast; 0 is without limit.

    first_retry  seconds until a deferred recipient is tried again; doubles each time
    """

    per_minute: int = 30
    per_day: int = 0
    per_connection: int = 50
    connections: int = 1
    first_retry: float = 120.0
    reconnect: float = 5.0


@dataclass(frozen=True, slots=True)
class MailSettings:
    """All of mail.yaml, with presets filled in. `largest` is in bytes of the whole message."""

    server: Server
    pace: Pace
    sender: From
    envelope: Address
    marked: bool
    kinds: tuple[str, ...]
    largest: int
    password_file: Path | None


_PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    Preset.QQ: {"host": "smtp.qq.com", "per_minute": 20, "per_day": 500, "per_connection": 20},
    Preset.NETEASE: {
        "host": "smtp.163.com",
        "per_minute": 20,
        "per_day": 200,
        "per_connection": 10,
    },
    Preset.EXMAIL: {
        "host": "smtp.exmail.qq.com",
        "per_minute": 30,
        "per_day": 1000,
        "per_connection": 50,
    },
    Preset.EXCHANGE: {
        "host": "smtp.office365.com",
        "port": 587,
        "encryption": Encryption.STARTTLS,
        "mechanism": Mechanism.XOAUTH2,
        "per_minute": 30,
        "per_day": 10_000,
        "per_connection": 50,
    },
    Preset.ALIYUN: {
        "host": "smtpdm.aliyun.com",
        "per_minute": 60,
        "per_day": 2000,
        "per_connection": 50,
        "largest": 15,
    },
    # A relay of one's own, which has a queue: as fast as it takes them.
    Preset.PLAIN: {"per_minute": 0, "per_day": 0, "per_connection": 0},
}
_USUAL: Mapping[str, Any] = {
    "encryption": Encryption.TLS,
    "per_minute": 30,
    "per_day": 0,
    "per_connection": 50,
    "connections": 1,
    "largest": 20,
    "patience": 600,
    "first_retry": 120,
}
_PORTS = {Encryption.TLS: 465, Encryption.STARTTLS: 587, Encryption.NONE: 25}
_KINDS = ("docx", "pdf", "附件")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9a-fA-F:.]+\]?")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def load_settings(path: Path) -> MailSettings:
    """The settings in a file. Raises SourceError with all that is wrong in it."""
    written = MailFile(**load_fields(path, MailFile, "发件邮箱: jianbao@example.cn"))
    given = {f.name: getattr(written, f.name) for f in fields(written)}
    known = {**_USUAL, **_PRESETS[written.preset]}
    known |= {name: value for name, value in given.items() if value is not None}
    problems: list[Diagnostic] = []
    at_start = Location(str(path), 1, 1)
    sender = _address(written.sender, problems)
    envelope = _address(written.bounces, problems) or sender
    reply_to = _address(written.reply_to, problems)
    host = str(known["host"] or "") if "host" in known else ""
    encryption: Encryption = known["encryption"]
    user = str(written.user or "")
    if not user and written.preset is not Preset.PLAIN:
        user = str(written.sender)  # providers take the address for the name
    if not host:
        remedy = "加上 服务器: smtp.example.cn，或 预设: exmail"
        problems.append(Diagnostic("missing-field", "缺少“服务器”", at_start, remedy))
    elif not _HOST.fullmatch(host):
        place = written.host.location if written.host else at_start
        problems.append(Diagnostic("bad-host", f"“{host}”不是服务器名", place, "如 smtp.qq.com"))
    if written.password:
        place = written.password.location
        remedy = "删掉这一行，改一次密码，把新的写进只有自己能读的文件，再写 密码文件: 文件名"
        problems.append(Diagnostic("secret-in-file", "密码不能写在这个文件里", place, remedy))
    if encryption is Encryption.NONE and user and host not in LOOPBACK:
        remedy = "写 加密: TLS 或 加密: STARTTLS"
        problems.append(Diagnostic("open-password", "不加密就不能登录", at_start, remedy))
    for kind in written.files:
        if kind.value not in _KINDS:
            remedy = f"可写：{'、'.join(_KINDS)}"
            problems.append(Diagnostic("bad-kind", f"不能附上“{kind}”", kind.location, remedy))
    fingerprint = re.sub("[:\\s]", "", str(written.fingerprint or "")).lower()
    if fingerprint and not re.fullmatch("[0-9a-f]{64}", fingerprint):
        assert written.fingerprint
        place, remedy = written.fingerprint.location, "写证书的 SHA-256，64 个十六进制数字"
        problems.append(Diagnostic("bad-fingerprint", "指纹写错了", place, remedy))
    _check_words(written, problems)
    if problems or not sender or not envelope:
        raise SourceError(problems)
    return MailSettings(
        Server(
            host.strip("[]"),
            known.get("port") or _PORTS[encryption],
            encryption,
            _beside(path, written.authority),
            fingerprint,
            user,
            known.get("mechanism"),
            str(written.ehlo or ""),
            min(30.0, known["patience"]),
            min(300.0, known["patience"]),
            float(known["patience"]),
        ),
        Pace(
            known["per_minute"],
            known["per_day"],
            known["per_connection"],
            known["connections"],
            float(known["first_retry"]),
            min(5.0, known["first_retry"]),
        ),
        From(
            sender,
            str(written.name or ""),
            str(written.list_id or f"jianbao.{sender.domain}"),
            reply_to,
            str(written.unsubscribe or ""),
        ),
        envelope,
        written.marked,
        tuple(kind.value for kind in written.files) or ("docx",),
        known["largest"] * 1_000_000,
        _beside(path, written.password_file),
    )


def named_by(settings: MailSettings, editor: str) -> MailSettings:
    """The settings with the editing office as the sender's name, if the file gives none."""
    if settings.sender.name:
        return settings
    return replace(settings, sender=replace(settings.sender, name=editor))


def _address(text: Text | None, problems: list[Diagnostic]) -> Address | None:
    if text is None:
        return None
    found = parse_address(text.value, text.location)
    if isinstance(found, Diagnostic):
        problems.append(found)
        return None
    if found.needs_smtputf8:
        message, remedy = f"“{text}”的“@”前有汉字", "发件和退信的邮箱只用英文字母和数字"
        problems.append(Diagnostic("bad-address", message, text.location, remedy))
        return None
    return found


def _check_words(written: MailFile, problems: list[Diagnostic]) -> None:
    """Words that go into the header as they are."""
    forms = (
        (written.list_id, r"[A-Za-z0-9.-]{1,200}", "如 jianbao.example.cn"),
        (
            written.unsubscribe,
            r"(mailto:|https://)[\x21-\x3b\x3d\x3f-\x7e]{1,200}",
            "如 mailto:a@example.cn",
        ),
        (written.ehlo, r"[A-Za-z0-9.-]{1,200}|\[[0-9A-Fa-f:.]+\]", "如 pc.example.cn"),
    )
    for text, form, remedy in forms:
        if text and not re.fullmatch(form, text.value):
            problems.append(Diagnostic("bad-word", f"“{text}”写错了", text.location, remedy))


def _beside(path: Path, text: Text | None) -> Path | None:
    """A file named in the settings lies beside them, unless its path is absolute."""
    return path.parent / text.value if text else None
