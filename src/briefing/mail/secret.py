"""The password (密码): where it may come from, and that it is never shown.

From the environment, a file that only its owner can read, or the system's keyring; never from a
settings file, where it would be copied and mailed with everything else.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from briefing.diagnostics import Diagnostic
from briefing.mail.endings import ConfigurationError

VARIABLE = "BRIEFING_SMTP_PASSWORD"
SERVICE = "briefing"  # the name in the keyring
_LONGEST = 10_000  # bytes; tokens of XOAUTH2 are long
_HIDDEN = "〔密码〕"


class Secret:
    """A password or token. Its text comes out of `reveal` and nowhere else."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")

    def reveal(self) -> str:
        return self.__text

    def redact(self, text: str) -> str:
        """`text` without the secret, plain or in the base64 that went over the wire."""
        plain = self.__text.encode()
        forms = {self.__text} | {
            base64.b64encode(b"x" * lead + plain).decode("ascii")[_skip(lead) :].rstrip("=")[:-1]
            for lead in range(3)
        }
        for form in sorted(forms, key=len, reverse=True):
            if len(form) >= 4:
                text = text.replace(form, _HIDDEN)
        return text


def _skip(lead: int) -> int:
    """Characters of base64 that `lead` foreign bytes before the secret have a part in."""
    return (0, 2, 3)[lead]


def find_secret(
    user: str, file: Path | None, environment: Mapping[str, str] = os.environ
) -> Secret:
    """The secret of `user`. Raises ConfigurationError if there is none or it lies open."""
    if environment.get(VARIABLE):
        return Secret(_from_environment(environment[VARIABLE]))
    if file:
        return Secret(_from_file(file))
    stored = _from_keyring(user)
    if stored:
        return Secret(stored)
    message = f"没有找到 {user} 的密码（授权码）"
    remedy = (
        f"写进一个只有自己能读的文件，在 mail.yaml 里写 密码文件: 文件名；"
        f"或设环境变量 {VARIABLE}；或存进系统钥匙串（服务名 {SERVICE}）"
    )
    raise ConfigurationError([Diagnostic("no-secret", message, None, remedy)])


def _from_environment(text: str) -> str:
    if not text.isprintable():
        # It would fail on its way to the server, and an error there might show it.
        message = f"环境变量 {VARIABLE} 里有不能作密码的字符"
        remedy = "重新设一次，只写密码，不带换行"
        raise ConfigurationError([Diagnostic("bad-secret", message, None, remedy)])
    return text


def _from_file(path: Path) -> str:
    problem = None
    text = ""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                problem = "不是普通文件", "写一个普通文件的名字"
            elif os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
                problem = "别人也能读", f"运行 chmod 600 {path}"
            else:
                text = file.read(_LONGEST).decode("utf-8").strip("\r\n")
                if not text or any(not char.isprintable() for char in text):
                    problem = "是空的，或不止一行", "只写一行密码"
    except FileNotFoundError:
        problem = "不存在", "核对 mail.yaml 里的 密码文件"
    except (OSError, UnicodeDecodeError):
        problem = "读不了", "核对文件和权限；文件用 UTF-8 编码"
    if problem:
        message = f"密码文件“{path}”{problem[0]}"
        raise ConfigurationError([Diagnostic("bad-secret-file", message, None, problem[1])])
    return text


def _from_keyring(user: str) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, user) or ""
    except (keyring.errors.KeyringError, RuntimeError):
        return ""  # no keyring on this system
