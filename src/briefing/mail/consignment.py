"""What is to be sent (寄件): words and files, as bytes, whoever made them.

A published record becomes a Consignment in a few lines: its key, the wording of the mail, and an
Enclosure for each file. From then on nothing looks into issues or folders any more.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from briefing.diagnostics import DeliveryError, Diagnostic, quoted
from briefing.outputs import safe_name

_LONGEST_NAME = 60  # characters; longer ones are cut by clients, each in its own way
_LONGEST_SUBJECT = 200  # characters
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with the mail; the name is safe on every system."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        return _TYPES.get(self.name.rpartition(".")[2].lower(), "application/octet-stream")


def enclose(name: str, content: bytes) -> Enclosure:
    """A file under a name that no system and no mail program trips over."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    stem = stem.encode("utf-8", "replace").decode("utf-8")  # half characters have no bytes
    stem = "".join(char for char in stem if char.isprintable()).strip()
    most = _LONGEST_NAME - len(suffix) - 1
    return Enclosure(safe_name(stem[:most] or "_", f".{suffix}" if suffix else ""), content)


@dataclass(frozen=True, slots=True)
class Consignment:
    """The mail of one issue.

    key         names the issue, as 2025-26
    subject     one line
    text, html  the body, twice
    """

    key: str
    subject: str
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all that a recipient sees; another digest is another mail."""
        files = [(each.name, each.digest) for each in self.enclosures]
        seen = json.dumps([self.key, self.subject, self.text, self.html, files])
        return hashlib.sha256(seen.encode()).hexdigest()


def checked(consignment: Consignment) -> Consignment:
    """The consignment, if it can be sent. Raises DeliveryError with all that is wrong."""
    problems = []
    subject = consignment.subject
    if any(not char.isprintable() for char in subject):
        char = next(char for char in subject if not char.isprintable())
        message = f"邮件主题{quoted(subject)}里有不能用的字符 U+{ord(char):04X}"
        problems.append(Diagnostic("bad-subject", message, None, "改期文件的刊名，或版式里的主题"))
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT:
        message = f"邮件主题有 {len(subject)} 字，应有 1 到 {_LONGEST_SUBJECT} 字"
        problems.append(Diagnostic("bad-subject", message, None, "改版式里的 mail-subject.txt"))
    if not consignment.enclosures:
        problems.append(Diagnostic("no-enclosure", "没有要寄的文件", None, "先运行 briefing build"))
    names = [each.name.lower() for each in consignment.enclosures]
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = f"有两个附件都叫“{name}”"
        problems.append(Diagnostic("same-name", message, None, "改其中一个的文件名"))
    for each in consignment.enclosures:
        if not each.content:
            problems.append(Diagnostic("empty-file", f"附件“{each.name}”是空的", None, "重新生成"))
    if problems:
        raise DeliveryError(problems)
    return consignment
