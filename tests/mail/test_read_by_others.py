"""The finished messages, read by programs that know nothing of ours.

postal-mime is a JavaScript reader of mail; deprived of one kind of names it stands in for QQ mail.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from briefing.mail.consignment import Consignment, enclose
from briefing.mail.message import addressed, freeze, message_id
from briefing.mail.recipients import Destination
from tests.mail.lab import SENDER, address

pytestmark = pytest.mark.engine
READER = Path(__file__).parents[1] / "validators" / "node_modules" / "postal-mime"
SCRIPT = """
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
const { default: PostalMime } = await import(process.argv[1]);
const mail = await PostalMime.parse(readFileSync(process.argv[2]));
console.log(JSON.stringify({
  subject: mail.subject, from: mail.from, to: mail.to, messageId: mail.messageId,
  text: mail.text, html: mail.html, headers: mail.headers.map(each => each.key),
  attachments: mail.attachments.map(each => ({
    filename: each.filename, mimeType: each.mimeType,
    sha256: createHash("sha256").update(Buffer.from(each.content)).digest("hex"),
  })),
}));
"""
FILES = (
    enclose(
        "2025年第26期_城西街道工作简报（总第516期）" + "长" * 20 + ".docx", bytes(range(256)) * 99
    ),
    enclose("plain name.pdf", b"%PDF-1.7"),
    enclose("㙍，“引号” 空 格+%.xlsx", b"PK"),
)


def read(path: Path) -> dict[str, Any]:
    node = Path(sys.executable).with_name("node")
    program = str(node) if node.exists() else shutil.which("node")
    assert program
    assert READER.exists(), "tests/run installs it"
    module = (READER / "src" / "postal-mime.js").as_uri()
    done = subprocess.run(
        [program, "--input-type=module", "-e", SCRIPT, module, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_postal_mime(tmp_path: Path) -> None:
    mail = Consignment(
        "k",
        "=?utf-8?q?a=0D=0ABcc=3A_x=40y=2Ez?= 城西“街道”" * 3,
        "您好\n.点\n",
        "<p>您好</p>",
        FILES,
    )
    to = Destination(address("mzj@lab.test"), ('民政局" <x@y.z>',))
    identifier = message_id("s", "mzj@lab.test", "lab.test")
    date = datetime(2025, 7, 21, tzinfo=timezone(timedelta(hours=8)))
    path = tmp_path / "a.eml"
    path.write_bytes(addressed(freeze(mail, SENDER, date), to, identifier))

    found = read(path)

    assert found["subject"] == mail.subject
    assert found["from"] == {"address": "jb@lab.test", "name": "城西街道办公室"}
    assert found["to"] == [{"address": "mzj@lab.test", "name": '民政局" <x@y.z>'}]
    assert found["messageId"] == identifier
    assert found["text"].splitlines() == ["您好", ".点"]
    assert found["html"].strip() == "<p>您好</p>"
    assert "bcc" not in found["headers"]
    assert [each["filename"] for each in found["attachments"]] == [each.name for each in FILES]
    assert [each["sha256"] for each in found["attachments"]] == [
        hashlib.sha256(each.content).hexdigest() for each in FILES
    ]
    assert [each["mimeType"] for each in found["attachments"]] == [e.media_type for e in FILES]


def test_a_reader_that_knows_the_old_names_only(tmp_path: Path) -> None:
    """Without Content-Disposition, names must still come out right of Content-Type."""
    mail = Consignment("k", "题", "正文\n", "<p>正文</p>", FILES)
    to = Destination(address("mzj@lab.test"), ("民政局",))
    date = datetime(2025, 7, 21, tzinfo=timezone(timedelta(hours=8)))
    data = addressed(freeze(mail, SENDER, date), to, "<a@lab.test>")
    path = tmp_path / "a.eml"
    lines = data.split(b"\r\n")
    kept = []
    for line in lines:
        if line.startswith(b"Content-Disposition"):
            line = b"Content-Disposition: attachment"
        elif line.startswith(b" filename*="):
            continue
        kept.append(line)
    path.write_bytes(b"\r\n".join(kept))

    names = [each["filename"] for each in read(path)["attachments"]]
    assert names == [each.name for each in FILES]
