"""Addresses of mail (邮箱): a strict grammar, and one form by which two of them are the same.

Narrower than RFC 5321: no quoted local parts, no comments, no address literals, and a domain has
a dot in it. What the grammar leaves out, parsers of mail have read in two ways (CVE-2023-27043).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from briefing.diagnostics import Diagnostic, Location, quoted

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")  # RFC 5321 4.1.2
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")  # RFC 1123 2.1
_SEPARATORS = re.compile(r"[,;，；、\s]+")
_LONGEST_LOCAL, _LONGEST = 64, 254  # octets, RFC 5321 4.5.3.1 and its erratum 1690
_TOO_LONG = "太长", f"“@”前最多 {_LONGEST_LOCAL} 个字符，全长最多 {_LONGEST} 个"
_SEVERAL = "是几个邮箱写在了一起"
_EXAMPLE = "写成 bgs@example.cn 的样子"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was written, in two parts; `domain` is lower case ASCII (IDNA 2008)."""

    shown: str
    local: str
    domain: str

    @property
    def wire(self) -> str:
        """The form for the server and the header."""
        return f"{self.local}@{self.domain}"

    @property
    def canonical(self) -> str:
        """Equal for what a postmaster would call the same mailbox: case does not matter."""
        return f"{self.local.lower()}@{self.domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """The server must know RFC 6531 to take it."""
        return not self.local.isascii()


def parse_address(text: str, place: Location | None = None) -> Address | Diagnostic:
    """The address in `text`, or what is wrong with it and what to write instead."""
    fault, address = _fault_of(text), None
    if not fault:
        local, _, domain = text.partition("@")
        try:
            address = Address(text, unicodedata.normalize("NFC", local), _ascii_domain(domain))
        except ValueError:
            fault = "的“@”后面不是正确的域名", "核对“@”后面的部分，如 example.cn"
    if address and len(address.wire.encode()) <= _LONGEST:
        return address
    message, remedy = fault or _TOO_LONG
    shown = "".join(char if char.isprintable() else f"〔U+{ord(char):04X}〕" for char in text)
    code = "several-addresses" if message == _SEVERAL else "bad-address"
    return Diagnostic(code, f"{quoted(shown, 80)}{message}", place, remedy)


def _fault_of(text: str) -> tuple[str, str] | None:
    """What is wrong, and the remedy, as far as one sees without knowing domains."""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"):
            return f"里有不能用的字符 U+{ord(char):04X}", "删掉它，重新打一遍邮箱"
    narrow = unicodedata.normalize("NFKC", text).strip()
    parts = [part for part in _SEPARATORS.split(narrow) if part]
    if len(parts) > 1 and all("@" in part for part in parts):
        return _SEVERAL, f"分开写成列表：[{', '.join(parts)}]"
    if not text.strip():
        return "是空的", _EXAMPLE
    if "<" in narrow or ">" in narrow:
        inner = re.search(r"<([^<>]*)>", narrow)
        return "里有尖括号", f"只写邮箱：{inner[1]}" if inner else _EXAMPLE
    if narrow != text and "@" in narrow:
        return "里有全角字符或多余的空格", f"写成 {''.join(narrow.split())}"
    if re.search(r"\s", text):
        return "里有空格", f"写成 {''.join(text.split())}"
    if text.count("@") != 1:
        return ("里没有“@”", _EXAMPLE) if "@" not in text else ("里有几个“@”", _EXAMPLE)
    local, domain = text.split("@")
    if not local or not domain:
        return "不完整", _EXAMPLE
    if ".." in text or local.startswith(".") or local.endswith(".") or domain.endswith("."):
        return "里的点多了或放错了位置", "核对后改正，点不能连着写，也不能在开头和结尾"
    for atom in local.split("."):
        plain = "".join(char for char in atom if char.isascii())
        if plain and not _ATOM.fullmatch(plain):
            wrong = next(char for char in plain if not _ATOM.fullmatch(char))
            return f"里不能有“{wrong}”", _EXAMPLE
    if len(local.encode()) > _LONGEST_LOCAL or len(text.encode()) > _LONGEST:
        return _TOO_LONG
    return None


def _ascii_domain(domain: str) -> str:
    """`domain` as it goes over the wire; ValueError if it is none."""
    encoded = domain.lower()
    # What looks like Punycode must be it.
    if not domain.isascii() or any(label.startswith("xn--") for label in encoded.split(".")):
        import idna  # 40 ms, and few domains need it

        encoded = idna.encode(unicodedata.normalize("NFC", encoded)).decode("ascii")
    labels = encoded.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise ValueError(domain)  # RFC 3696 2: a number at the end is no domain
    return encoded
