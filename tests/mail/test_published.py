"""From publishing to mail: what is sent is what lies in the archive, to the byte."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.archive import read_record
from briefing.cli import main
from briefing.mail.endings import Ending
from briefing.mail.secret import VARIABLE
from tests.mail.samples import CONTACTS
from tests.mail.server import Fault, Server, until

Capture = pytest.CaptureFixture[str]
PUBLICATION = """\
刊名: [城西街道, 工作简报]
编印单位: 城西街道办公室
上接: {期: 2025-25, 总期号: 515}
报: 区政府办公室
送: [区民政局, {名称: 区老龄办, 邮箱: llb@example.test}]
发: [各居委会]
"""
ISSUE = """\
期号: 26
总期号: 516
日期: 2025-07-21
稿件:
  - 标题: 社区食堂换菜单
    正文: 3月1日起换春季菜单。
    来源: 社区办
    附件: [附件/菜单.txt]
"""
FILE = "issues/2025-26.yaml"
NAME = "2025年第26期_城西街道工作简报"


@pytest.fixture(autouse=True)
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An office with an issue to sign, the settings for a server, and the server."""
    monkeypatch.delenv(VARIABLE, raising=False)
    office = tmp_path / "office"
    (office / "issues" / "附件").mkdir(parents=True)
    monkeypatch.chdir(office)
    Path("briefing.yaml").write_text(f"{PUBLICATION}签批: 是\n", "utf-8")
    Path(FILE).write_text(ISSUE, "utf-8")
    Path("issues/附件/菜单.txt").write_text("春笋烧肉\n", "utf-8")
    Path("contacts.yaml").write_text(CONTACTS, "utf-8")
    log = tmp_path / "server"
    log.mkdir()
    with Server(log) as running:
        Path("mail.yaml").write_text(
            f"服务器: 127.0.0.1\n端口: {running.port}\n加密: 无\n发件邮箱: jb@example.test\n"
            "应答等候: 5\n附上: [docx, 附件]\n",
            "utf-8",
        )
        yield running


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def publish(capsys: Capture, *more: str) -> None:
    for stage, name in (("拟稿", "王敏"), ("审核", "李华"), ("签发", "张明")):
        assert run(capsys, "sign", FILE, "--as", stage, "--name", name)[0] == 0
    assert run(capsys, "publish", FILE, "--fonts", "shipped", *more)[0] == 0


def sent(server: Server) -> set[tuple[str, ...]]:
    """SHA-256 of the files of each mail that the server took."""
    return {tuple(each["files"]) for each in server.events("accepted")}


def test_where_issues_are_signed_nothing_is_sent_before_it_is_published(
    server: Server, capsys: Capture
) -> None:
    assert run(capsys, "build", FILE, "--fonts", "shipped")[0] == 0
    for more in ((), ("--go",)):
        code, _, err = run(capsys, "send", FILE, *more)
        assert code == 2
        assert err.splitlines()[0].startswith(f"{FILE}:1:1: 这里开了签批，这一期还没有出刊")
        assert f"briefing publish {FILE}" in err
    assert sent(server) == set()
    assert not Path("archive").exists()


@pytest.mark.parametrize("target", [FILE, "2025-26", "26"])
def test_the_archived_bytes_are_sent(server: Server, target: str, capsys: Capture) -> None:
    publish(capsys)
    for path in Path("out").iterdir():  # whatever somebody does there
        path.write_bytes(b"changed")
    Path("issues/附件/菜单.txt").write_text("changed", "utf-8")

    code, _, err = run(capsys, "send", target, "--go")

    assert (code, err) == (0, "")
    files = read_record(Path("archive/2025-26")).files
    assert sent(server) == {(files[f"{NAME}.docx"], files["issues/附件/菜单.txt"])}
    assert len(server.events("accepted")) == 6


def test_publish_and_send_in_one_go(server: Server, capsys: Capture) -> None:
    publish(capsys, "--send")

    files = read_record(Path("archive/2025-26")).files
    assert sent(server) == {(files[f"{NAME}.docx"], files["issues/附件/菜单.txt"])}
    assert len(server.events("accepted")) == 6
    code, out, _ = run(capsys, "publish", FILE, "--fonts", "shipped", "--send")
    assert code == 0
    assert "已经出过刊" in out
    assert "没有还要发的人" in out
    assert len(server.events("accepted")) == 6
    assert (
        "邮件：共 6 个收件人，已发 6（细看 briefing delivery 2025-26）"
        in (run(capsys, "status", FILE)[1])
    )


def test_publish_and_send_can_be_killed_and_run_again(tmp_path: Path, capsys: Capture) -> None:
    """Killed while the third mail is under way: what went on are the very same bytes."""
    log, gate = tmp_path / "another", tmp_path / "gate"
    log.mkdir()
    with Server(log, Fault("mail", "gate", str(gate), nth=3, times=1)) as other:
        mail = Path("mail.yaml").read_text("utf-8")
        Path("mail.yaml").write_text(re.sub("端口: .*", f"端口: {other.port}", mail), "utf-8")
        for stage, name in (("拟稿", "王敏"), ("审核", "李华"), ("签发", "张明")):
            assert run(capsys, "sign", FILE, "--as", stage, "--name", name)[0] == 0
        command = ["publish", FILE, "--fonts", "shipped", "--send"]
        with subprocess.Popen([sys.executable, "-m", "briefing", *command]) as sender:
            until(lambda: bool(other.events("fault")))
            sender.kill()
        gate.touch()
        assert len(other.events("accepted")) == 2
        files = read_record(Path("archive/2025-26")).files
        assert run(capsys, *command)[0] == 0

        assert sent(other) == {(files[f"{NAME}.docx"], files["issues/附件/菜单.txt"])}
        assert set(other.accepted.values()) == {1}
        assert len(other.accepted) == 6


def test_a_secret_issue_is_not_published_to_be_mailed(server: Server, capsys: Capture) -> None:
    Path(FILE).write_text(f"密级: 秘密\n保密期限: 1年\n份号: 1\n{ISSUE}", "utf-8")
    code, _, err = run(capsys, "publish", FILE, "--send")

    assert code == 2
    assert "不得用电子邮件发送" in err
    assert not Path("archive").exists()


def test_what_the_mail_says_is_what_was_published(server: Server, capsys: Capture) -> None:
    publish(capsys)
    Path(FILE).write_text(ISSUE.replace("换菜单", "停业"), "utf-8")

    code, out, _ = run(capsys, "send", FILE, "--eml", "eml")

    assert code == 0
    assert "停业" not in out
    assert len(list(Path("eml").iterdir())) == 6
    assert sent(server) == set()


def test_of_a_published_issue_the_archive_is_enough(server: Server, capsys: Capture) -> None:
    publish(capsys)
    Path(FILE).unlink()
    Path("issues/附件/菜单.txt").unlink()

    code, out, _ = run(capsys, "send", "2025-26")
    assert (code, "briefing send 2025-26 --go" in out) == (0, True)
    assert run(capsys, "send", "2025-26", "--go")[0] == 0

    files = read_record(Path("archive/2025-26")).files
    assert sent(server) == {(files[f"{NAME}.docx"], files["issues/附件/菜单.txt"])}
    code, _, err = run(capsys, "send", "2025-27")
    assert (code, "没有“2025-27”这一期" in err) == (2, True)


def test_publish_names_the_next_step(capsys: Capture) -> None:
    Path("briefing.yaml").write_text(PUBLICATION, "utf-8")

    out = run(capsys, "publish", FILE, "--fonts", "shipped")[1]
    assert out.endswith(f"要发邮件：briefing send {FILE}\n")

    Path("mail.yaml").unlink()
    assert "briefing send" not in run(capsys, "publish", FILE, "--fonts", "shipped")[1]


def test_mail_leaves_the_archive_whole(capsys: Capture) -> None:
    publish(capsys)
    assert run(capsys, "send", FILE, "--go")[0] == 0

    assert run(capsys, "verify", "--all")[:2] == (0, "2025-26：完好\n")
    assert run(capsys, "list")[0] == 0


def test_a_touched_archive_is_not_sent(server: Server, capsys: Capture) -> None:
    publish(capsys)
    path = Path(f"archive/2025-26/{NAME}.docx")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")

    code, _, err = run(capsys, "send", FILE, "--go")

    assert (code, f"存档里的 {NAME}.docx 和清单不符" in err) == (2, True)
    assert sent(server) == set()


def test_a_kind_that_was_not_published_is_named(server: Server, capsys: Capture) -> None:
    settings = Path("mail.yaml")
    settings.write_text(settings.read_text("utf-8").replace("[docx, 附件]", "[docx, pdf]"), "utf-8")
    publish(capsys, "--to", "docx")

    code, _, err = run(capsys, "send", FILE)

    assert code == 2
    assert "出刊时没有生成 pdf，存档里只有 docx" in err
    assert "附上: [docx]" in err


def test_without_sign_off_what_was_built_is_sent_until_it_is_published(
    server: Server, capsys: Capture
) -> None:
    Path("briefing.yaml").write_text(PUBLICATION, "utf-8")
    assert run(capsys, "build", FILE, "--fonts", "shipped")[0] == 0

    assert run(capsys, "send", FILE, "--go", "--limit", "2")[0] == Ending.UNFINISHED
    assert run(capsys, "publish", FILE, "--fonts", "shipped")[0] == 0
    # Signed or not, the same issue has the same bytes: the rest gets what the first two got.
    assert run(capsys, "send", FILE, "--go")[0] == 0

    assert len(sent(server)) == 1
    assert len(server.events("accepted")) == 6
