from pathlib import Path

import pytest

from briefing.diagnostics import SourceError
from briefing.mail.settings import (
    Encryption,
    MailSettings,
    Mechanism,
    load_settings,
    named_by,
)

BASE = "发件邮箱: jb@example.cn\n服务器: mx.example.cn\n"


def settings(tmp_path: Path, text: str) -> MailSettings:
    path = tmp_path / "mail.yaml"
    path.write_text(text, "utf-8")
    return load_settings(path)


def codes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        settings(tmp_path, text)
    return [each.code for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("preset", "host", "port", "encryption", "per_minute"),
    [
        ("qq", "smtp.qq.com", 465, Encryption.TLS, 20),
        ("163", "smtp.163.com", 465, Encryption.TLS, 20),
        ("exmail", "smtp.exmail.qq.com", 465, Encryption.TLS, 30),
        ("exchange", "smtp.office365.com", 587, Encryption.STARTTLS, 30),
        ("aliyun", "smtpdm.aliyun.com", 465, Encryption.TLS, 60),
    ],
)
def test_presets(
    tmp_path: Path, preset: str, host: str, port: int, encryption: Encryption, per_minute: int
) -> None:
    found = settings(tmp_path, f"预设: {preset}\n发件邮箱: jb@example.cn\n")

    assert (found.server.host, found.server.port) == (host, port)
    assert (found.server.encryption, found.pace.per_minute) == (encryption, per_minute)
    assert found.server.user == "jb@example.cn"


def test_exchange_logs_in_by_token(tmp_path: Path) -> None:
    assert (
        settings(tmp_path, "预设: exchange\n发件邮箱: a@b.cn\n").server.mechanism
        is Mechanism.XOAUTH2
    )


def test_a_relay_of_ones_own_is_not_held_back(tmp_path: Path) -> None:
    found = settings(tmp_path, BASE)

    assert (found.pace.per_minute, found.pace.per_day, found.pace.per_connection) == (0, 0, 0)
    assert (found.server.port, found.server.user) == (465, "")
    assert (found.envelope.wire, found.sender.list_id) == ("jb@example.cn", "jianbao.example.cn")
    assert (found.kinds, found.largest) == (("docx",), 20_000_000)


def test_the_file_replaces_the_preset(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        "预设: qq\n发件邮箱: jb@qq.com\n每分钟: 5\n每天: 0\n连接数: 2\n加密: STARTTLS\n用户: u\n"
        "证书: ca.pem\n密码文件: 密码.txt\n附上: [docx, pdf, 附件]\n"
        "退信邮箱: t@qq.com\n退信标记: true\n",
    )

    assert (found.pace.per_minute, found.pace.per_day, found.pace.connections) == (5, 0, 2)
    assert (found.server.port, found.server.user) == (587, "u")
    assert found.server.authority == tmp_path / "ca.pem"
    assert found.password_file == tmp_path / "密码.txt"
    assert found.kinds == ("docx", "pdf", "附件")
    assert (found.envelope.wire, found.marked) == ("t@qq.com", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("预设: qq\n", "missing-field"),
        ("发件邮箱: a@b.cn\n", "missing-field"),
        ("发件邮箱: a＠b.cn\n服务器: x.cn\n", "bad-address"),
        ("发件邮箱: 张@b.cn\n服务器: x.cn\n", "bad-address"),
        ("发件邮箱: a@b.cn\n服务器: https://x.cn/\n", "bad-host"),
        (BASE + "密码: geheim\n", "secret-in-file"),
        (BASE + "加密: 无\n用户: u\n", "open-password"),
        (BASE + "加密: SSL\n", "unknown-choice"),
        (BASE + "预设: gmail\n", "unknown-choice"),
        (BASE + "端口: 99999\n", "out-of-range"),
        (BASE + "附上: [exe]\n", "bad-kind"),
        (BASE + "指纹: ab\n", "bad-fingerprint"),
        (BASE + "列表标识: a b\n", "bad-word"),
        (BASE + "退订: javascript:x\n", "bad-word"),
        (BASE + "每分: 3\n", "unknown-key"),
        ("- a\n", "wrong-shape"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, code: str) -> None:
    assert code in codes(tmp_path, text)


def test_a_password_in_the_file_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        settings(tmp_path, BASE + "密码: geheim-99\n")
    assert "geheim" not in str(caught.value)


def test_the_editor_is_the_name_unless_there_is_one(tmp_path: Path) -> None:
    assert named_by(settings(tmp_path, BASE), "某局").sender.name == "某局"
    assert named_by(settings(tmp_path, BASE + "发件人: 乙局\n"), "某局").sender.name == "乙局"
