"""The commands as a clerk runs them, in a project of their own, against a server on loopback."""

from __future__ import annotations

import csv
import email
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from email import policy
from functools import partial
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.mail.secret import VARIABLE
from tests.mail.samples import CONTACTS, ISSUE
from tests.mail.server import PASSWORD, USER, Fault, Rules, Server, until

Capture = pytest.CaptureFixture[str]
KEY = "2025-26"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with an issue, contacts and files that were built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    Path("issues").mkdir()
    Path("templates").mkdir()
    issue()
    Path("contacts.yaml").write_text(CONTACTS, "utf-8")


def issue(text: str = ISSUE, name: str = KEY) -> None:
    """Write an issue and what a build would have made of it."""
    Path(f"issues/{name}.yaml").write_text(text, "utf-8")
    number = name.split("-")[1]
    Path("out").mkdir(exist_ok=True)
    for kind in ("docx", "pdf"):
        file = Path(f"out/2025年第{number}期_城西街道工作简报.{kind}")
        file.write_bytes(f"{kind} of {name}".encode() * 100)
        later = time.time() + 5
        os.utime(file, (later, later))


def the_next(text: str = ISSUE) -> str:
    """The issue after it."""
    return text.replace("期号: 26", "期号: 27").replace("总期号: 516", "总期号: 517")


def settings(port: int, more: str = "") -> None:
    Path("mail.yaml").write_text(
        f"服务器: 127.0.0.1\n端口: {port}\n加密: 无\n发件邮箱: jb@example.test\n应答等候: 5\n"
        f"重试间隔: 0\n{more}",
        "utf-8",
    )


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


EVERYBODY = {f"{name}@example.test": 1 for name in ("qzf", "mzj", "zm", "llb", "yi", "er")}


# --- recipients


def test_recipients(capsys: Capture) -> None:
    code, out, err = run(capsys, "recipients", "26")

    assert (code, err) == (0, "")
    assert "报    区政府办公室  qzf@example.test" in out
    assert "zm@example.test（张明）" in out
    assert "共 4 个名称，6 个邮箱" in out


def test_recipients_without_contacts(capsys: Capture) -> None:
    Path("contacts.yaml").unlink()
    code, out, err = run(capsys, "recipients")

    assert code == 1
    assert out.count("缺邮箱") == 3
    assert "“报”里的“区政府办公室”没有邮箱。在 contacts.yaml 的“单位”里写上邮箱" in err
    assert "这次不发，就加 --excuse 区政府办公室" in err


def test_a_name_of_the_common_texts_is_found_there(tmp_path: Path, capsys: Capture) -> None:
    issue(ISSUE.split("报:")[0])
    Path("briefing.yaml").write_text("报: [区政府办公室, 区档案馆]\n", "utf-8")
    code, _, err = run(capsys, "recipients")

    assert code == 1
    assert err.startswith("briefing.yaml:1:13: “报”里的“区档案馆”没有邮箱")


def test_addresses_of_a_group_say_whose_they_are(capsys: Capture) -> None:
    assert "yi@example.test（一居）" in run(capsys, "recipients", "26")[1]


def test_contacts_from_a_table_are_shown_first(capsys: Capture) -> None:
    Path("contacts.yaml").unlink()
    Path("表.csv").write_bytes("\ufeff名称,姓名,邮箱\r\n区民政局,张明,zm@example.test\r\n".encode())

    code, out, _ = run(capsys, "recipients", "--import", "表.csv")
    assert (code, Path("contacts.yaml").exists()) == (0, False)
    assert "新增　区民政局：zm@example.test" in out
    assert "还没有写入" in out
    assert run(capsys, "recipients", "--import", "表.csv", "--go")[0] == 0
    assert "区民政局" in Path("contacts.yaml").read_text("utf-8")
    assert "没有改动" in run(capsys, "recipients", "--import", "表.csv")[1]


def test_contacts_to_a_table(capsys: Capture) -> None:
    assert run(capsys, "recipients", "--export", "表.csv")[0] == 0
    rows = list(csv.reader(Path("表.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["名称", "姓名", "邮箱"]
    assert ["区民政局", "张明", "zm@example.test"] in rows


# --- the dry run


def test_nothing_is_sent_without_go(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        code, out, err = run(capsys, "send", KEY)

        assert (code, err) == (0, "")
        assert server.sessions == 0
    assert "主题：城西街道工作简报2025年第26期（总第516期）" in out
    assert "计划发给 6 个邮箱，每人单独一封" in out
    assert out.endswith("这是预演，什么也没有发\n要发送：briefing send issues/2025-26.yaml --go\n")
    assert not Path("archive").exists()


def test_the_dry_run_tells_how_long_it_will_take(capsys: Capture) -> None:
    settings(1, "每分钟: 2\n")
    assert "约需 3 分钟" in run(capsys, "send")[1]


def test_messages_as_files(capsys: Capture) -> None:
    settings(1)
    code, out, _ = run(capsys, "send", "--eml", "邮件")

    assert code == 0
    assert "已把 6 封邮件存进 邮件，什么也没有发" in out
    files = sorted(Path("邮件").iterdir())
    assert files[1].name == "0002_mzj@example.test.eml"
    message = email.message_from_bytes(files[1].read_bytes(), policy=policy.default)
    assert message["To"] == "区民政局 <mzj@example.test>"
    assert message["From"] == "城西街道办公室 <jb@example.test>"


def _attachment(name: str) -> None:
    settings(1, "附上: [docx, 附件]\n")
    issue(ISSUE.replace("    来源", f"    附件: {name}\n    来源"))


def _nothing_built() -> None:
    for each in Path("out").iterdir():
        each.unlink()


def _common_texts() -> None:
    Path("briefing.yaml").write_text("发: [各居委会]\n", "utf-8")
    os.utime("briefing.yaml", (4e9, 4e9))


def _open_password() -> None:
    Path("mail.yaml").write_text("发件邮箱: a@b.cn\n服务器: c.cn\n密码: geheim\n", "utf-8")


HINDRANCES: dict[str, tuple[Callable[[], object], int, str]] = {
    "no_settings": (Path("mail.yaml").unlink, 78, "还没有发信设置"),
    "no_contacts": (Path("contacts.yaml").unlink, 2, "没有邮箱"),
    "not_built": (_nothing_built, 2, "先运行 briefing build"),
    "not_written_yet": (
        partial(issue, ISSUE.replace("3月1日起换春季菜单。", "（待写：正文）")),
        2,
        "待写",
    ),
    "outdated_by_common_texts": (_common_texts, 2, "briefing.yaml 在它生成以后又改过"),
    "outdated": (partial(os.utime, "issues/2025-26.yaml", (4e9, 4e9)), 2, "生成以后又改过"),
    "secret_issue": (partial(issue, f"{ISSUE}密级: 秘密\n"), 2, "不得用电子邮件发送"),
    "b89_no_lists": (partial(issue, ISSUE.split("报:")[0]), 2, "没有一个收件人"),
    "password_in_file": (_open_password, 2, "密码不能写在这个文件里"),
    "b57_attachment_outside": (partial(_attachment, "../x.pdf"), 2, "附件"),
    "b58_attachment_absolute": (partial(_attachment, "/etc/passwd"), 2, "不是工程里的文件"),
    "attachment_missing": (partial(_attachment, "没有.pdf"), 2, "没有附件"),
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("go", [(), ("--go",)], ids=["dry", "go"])
def test_what_stops_a_send(capsys: Capture, hindrance: str, go: tuple[str, ...]) -> None:
    settings(1)
    prepare, code, says = HINDRANCES[hindrance]
    prepare()
    found, _, err = run(capsys, "send", *go)

    assert found == code
    assert says in err
    assert "geheim" not in err


def test_attachments_of_articles_travel_along(tmp_path: Path, capsys: Capture) -> None:
    Path("附件").mkdir()
    Path("附件/方案.pdf").write_bytes(b"%PDF-")
    issue(ISSUE.replace("    来源", "    附件: 附件/方案.pdf\n    来源"))
    settings(1, "附上: [docx, pdf, 附件]\n")
    code, out, _ = run(capsys, "send")

    assert code == 0
    assert "附件：方案.pdf（1 KB" in out
    assert "附件：2025年第26期_城西街道工作简报.pdf" in out


def test_no_such_issue(capsys: Capture) -> None:
    code, _, err = run(capsys, "send", "99")

    assert code == 2
    assert "没有“99”这一期" in err


# --- the real thing


def test_everybody_once_and_again_nobody(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        code, out, err = run(capsys, "send", "--go")

        assert (code, err) == (0, "")
        assert dict(server.accepted) == EVERYBODY
        assert "全部发完，邮件服务器都收下了（已发 6）" in out
        code, out, _ = run(capsys, "send", "--go")
        assert (code, dict(server.accepted)) == (0, EVERYBODY)
        assert "没有还要发的人" in out
    assert "已发 6" in run(capsys, "send")[1]


def test_one_refused_address_is_corrected_and_only_that_one_sent(
    tmp_path: Path, capsys: Capture
) -> None:
    with Server(tmp_path, Fault("rcpt", "say", "550 5.1.1 User unknown", has="er@")) as server:
        settings(server.port)
        code, out, _ = run(capsys, "send", "--go")
        assert code == 3
        assert "拒收（1）" in out
        assert "没有这个邮箱：5.1.1 User unknown" in out
        step = "在 contacts.yaml 里改正邮箱，再运行 briefing send 2025-26 --go --replan rest"
        assert step in out
        assert "没有还要发的人，细看：briefing delivery 2025-26" in run(capsys, "send")[1]
        Path("contacts.yaml").write_text(CONTACTS.replace("er@", "erju@"), "utf-8")

        code, _, err = run(capsys, "send", "--go")
        assert code == 2
        assert "名单里多了：erju@example.test" in err
        assert "名单里少了：er@example.test" in err
        command = "briefing send issues/2025-26.yaml --go --replan rest"
        assert f"要发送：{command}" in run(capsys, "send")[1]
        code, _, _ = run(capsys, "send", "--go", "--replan", "rest")
        assert code == 0
        accepted = dict(server.accepted)
    expected = {name: 1 for name in EVERYBODY if not name.startswith("er@")}
    assert accepted == {**expected, "erju@example.test": 1}


def test_what_was_excused_once_stays_excused(tmp_path: Path, capsys: Capture) -> None:
    """The next command is always one that works, also after the second correction."""
    book = CONTACTS.replace("一居, 二居", "一居, 二居, 三居")
    Path("contacts.yaml").write_text(book, "utf-8")
    with Server(tmp_path) as server:
        settings(server.port)
        assert "这次不发，就加 --excuse 各居委会" in run(capsys, "send")[2]
        _, out, _ = run(capsys, "recipients", "--excuse", "各居委会")
        assert out.endswith("briefing send issues/2025-26.yaml --excuse 各居委会\n")
        _, out, _ = run(capsys, "send", "--excuse", "各居委会")
        assert "有邮箱；不发 三居" in out
        assert out.endswith("要发送：briefing send issues/2025-26.yaml --go --excuse 各居委会\n")
        assert run(capsys, "send", "--go", "--excuse", "各居委会")[0] == 0
        for new in ("er2@", "er3@"):
            Path("contacts.yaml").write_text(book.replace("er@", new), "utf-8")
            code, out, _ = run(capsys, "send", "--go", "--replan", "rest")
            assert code == 0
            assert "开始发送，还有 1 个收件人，以前发过的不再发" in out
        assert sum(server.accepted.values()) == 8


def test_a_bounced_address_is_corrected(tmp_path: Path, capsys: Capture) -> None:
    from tests.mail.test_bounces import REPORT

    Path("退信.eml").write_text(REPORT.replace("r1@lab.test", "er@example.test"), "utf-8")
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 0
        assert "怎么办，见：briefing delivery 2025-26" in run(capsys, "bounces", "退信.eml")[1]
        assert "没有收到（已发 5，退回 1）" in run(capsys, "delivery")[1]
        Path("contacts.yaml").write_text(CONTACTS.replace("er@", "erju@"), "utf-8")
        code, out, _ = run(capsys, "send", "--go", "--replan", "rest")

        assert code == 0
        assert "全部发完，邮件服务器都收下了（已发 6）" in out
        assert dict(server.accepted) == {**EVERYBODY, "erju@example.test": 1}


def test_changed_content_is_refused_and_explained(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go", "--limit", "2")[0] == 5
        Path("out/2025年第26期_城西街道工作简报.docx").write_bytes(b"another one")

        code, _, err = run(capsys, "send", "--go")
        assert code == 2
        assert "邮件的内容" in err
        assert "更正" in err
        assert sum(server.accepted.values()) == 2
        assert "邮件的内容" in run(capsys, "send")[1]
        assert run(capsys, "send", "--go", "--replan", "rest")[0] == 0
        assert dict(server.accepted) == EVERYBODY
        assert run(capsys, "send", "--go", "--replan", "all")[0] == 0
        assert set(server.accepted.values()) == {2}


def test_only_some_and_not_more_than(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go", "--only", "区民政局")[0] == 5
        assert set(server.accepted) == {"mzj@example.test", "zm@example.test"}
        assert run(capsys, "send", "--go", "--only", "一居")[0] == 5
        assert set(server.accepted) == {"mzj@example.test", "zm@example.test", "yi@example.test"}
        assert run(capsys, "send", "--go", "--only", "没有的")[0] == 2
        assert run(capsys, "send", "--go", "--only", "居")[0] == 2
        assert run(capsys, "send", "--go", "--limit", "1")[0] == 5
        assert sum(server.accepted.values()) == 4
        assert run(capsys, "send", "--go")[0] == 0
        assert dict(server.accepted) == EVERYBODY


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        ("各企业", {"sf", "yt"}),
        ("顺丰（上海）有限公司", {"sf"}),
        ("各企业（顺丰（上海）有限公司）", {"sf"}),
        ("圆通", {"yt"}),
        ("市局", {"sj", "dw"}),  # as if 机关党委 were one of its readers
        ("机关党委", {"dw"}),
    ],
)
def test_only_some_of_names_with_brackets(
    tmp_path: Path, capsys: Capture, wanted: str, who: set[str]
) -> None:
    Path("contacts.yaml").write_text(
        "单位:\n  顺丰（上海）有限公司: sf@example.test\n  圆通: yt@example.test\n"
        "  市局: sj@example.test\n  市局（机关党委）: dw@example.test\n"
        "组:\n  各企业: [顺丰（上海）有限公司, 圆通]\n",
        "utf-8",
    )
    issue(ISSUE.split("报:")[0] + "报: [市局, 市局（机关党委）, 各企业]\n")
    with Server(tmp_path) as server:
        settings(server.port)
        run(capsys, "send", "--go", "--only", wanted)

        assert set(server.accepted) == {f"{each}@example.test" for each in who}


def test_uncertain_ones_are_listed_and_resent_only_by_count(
    tmp_path: Path, capsys: Capture
) -> None:
    with Server(
        tmp_path, Fault("dot", "take-drop", times=1), Fault("dot", "drop", nth=3, times=1)
    ) as server:
        settings(server.port)
        code, out, _ = run(capsys, "send", "--go")
        assert code == 4
        assert "不确定（2）" in out
        assert out.count("Message-ID <") == 2
        assert "--resend-uncertain 2" in out
        assert run(capsys, "send", "--go")[0] == 4
        assert sum(server.accepted.values()) == 5
        code, _, err = run(capsys, "send", "--go", "--resend-uncertain", "1")
        assert code == 2
        assert "“不确定”的有 2 个，不是 1 个" in err
        assert run(capsys, "send", "--mark-sent", "yi@example.test")[0] == 2
        assert run(capsys, "send", "--mark-sent", "qzf@example.test")[0] == 0
        assert run(capsys, "send", "--go", "--resend-uncertain", "1")[0] == 0
        assert dict(server.accepted) == EVERYBODY


def test_refused_ones_again(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path, Fault("rcpt", "say", "550 5.1.1 no", has="er@", times=1)) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 3
        assert run(capsys, "send", "--go", "--resend-refused")[0] == 0
        assert dict(server.accepted) == EVERYBODY


def test_a_correction_goes_to_those_who_got_the_original(tmp_path: Path, capsys: Capture) -> None:
    correction = the_next().replace("发: [各居委会]", "发: [三居]")
    correction += "更正: {期: 2025-26, 说明: 第2页“团难”应为“困难”。}\n"
    with Server(tmp_path, Fault("rcpt", "say", "550 5.1.1 no", has="er@")) as server:
        settings(server.port)
        issue(correction, "2025-27")
        code, _, err = run(capsys, "send", "27", "--go")
        assert code == 2
        assert "没有 2025-26 期的发送记录" in err
        assert run(capsys, "send", "26", "--go")[0] == 3
        code, out, _ = run(capsys, "send", "27", "--go")
        assert code == 0
        assert "发给收到过 2025-26 期的 5 个邮箱" in out
        got = {name: 2 for name in EVERYBODY if not name.startswith("er@")}
        assert dict(server.accepted) == got


def test_a_correction_also_goes_to_those_whom_a_later_plan_left_out(
    tmp_path: Path, capsys: Capture
) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", KEY, "--go")[0] == 0
        Path("contacts.yaml").write_text(CONTACTS.replace("mzj@example.test, ", ""), "utf-8")
        assert run(capsys, "send", KEY, "--go", "--replan", "all", "--limit", "1")[0] == 5
        issue(
            ISSUE.replace("期号: 26", "期号: 27\n更正: {期: 2025-26, 说明: 日期有误}").replace(
                "总期号: 516", "总期号: 517"
            ),
            "2025-27",
        )
        code, out, _ = run(capsys, "send", "2025-27")
    assert code == 0
    assert "发给收到过 2025-26 期的 6 个邮箱" in out


def test_what_changed_since_the_last_issue_is_marked(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 0
    issue(the_next().replace("发: [各居委会]", "发: [一居]"), "2025-27")
    Path("contacts.yaml").write_text(CONTACTS.replace("yi@", "yiju@"), "utf-8")

    _, out, _ = run(capsys, "recipients", "27")
    assert "上期没有：yiju@example.test" in out
    assert "上期有、这期没有：er@example.test、yi@example.test" in out


def test_b90_half_the_list_is_gone(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 0
        short = ISSUE.split("报:")[0] + "报: 区政府办公室\n"
        issue(the_next(short), "2025-27")
        code, _, err = run(capsys, "send", "27", "--go")
        assert (code, "少了一半以上" in err) == (2, True)
        assert run(capsys, "send", "27", "--go", "--fewer")[0] == 0


def test_login_with_a_secret_from_a_file(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = Path("密码.txt")
    secret.write_text(PASSWORD, "utf-8")
    with Server(tmp_path, rules=Rules(auth="PLAIN")) as server:
        settings(server.port, f"用户: {USER}\n密码文件: 密码.txt\n")
        secret.chmod(0o644)
        code, _, err = run(capsys, "send", "--go")
        assert (code, "chmod 600" in err) == (78, True)
        secret.chmod(0o600)
        assert run(capsys, "send", "--go")[0] == 0
        monkeypatch.setenv(VARIABLE, "wrong-password-77")
        code, out, err = run(capsys, "test-mail")
        assert code == 78
        assert "授权码" in err
        assert "wrong-password" not in out + err
    for path in Path("archive").iterdir():
        assert PASSWORD.encode() not in path.read_bytes()


def test_f93_a_second_sender_is_turned_away(tmp_path: Path, capsys: Capture) -> None:
    from briefing.mail.lock import Lock

    settings(1)
    with Lock(Path("archive/journal.lock")):
        code, _, err = run(capsys, "send", "--go")
    assert code == 75
    assert "另一个发送程序正在运行" in err


def test_f90_a_restored_journal_asks_first(tmp_path: Path, capsys: Capture) -> None:
    import shutil

    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go", "--limit", "1")[0] == 5
        shutil.copy("archive/journal.db", "backup")
        assert run(capsys, "send", "--go", "--limit", "1")[0] == 5
        shutil.copy("backup", "archive/journal.db")
        code, _, err = run(capsys, "send", "--go")
        assert code == 2
        assert "备份" in err
        assert "mzj@example.test" in err
        assert sum(server.accepted.values()) == 2
        assert run(capsys, "send", "--go", "--take-over")[0] == 0


def test_f90_without_its_record_nothing_is_sent_again(tmp_path: Path, capsys: Capture) -> None:
    """The record deleted, or replaced by one from before this issue: the lock file remembers."""
    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 0
        Path("archive/journal.db").unlink()
        code, _, err = run(capsys, "send", "--go")
        assert code == 2
        assert "少了" in err
        assert "有人收到两封" in err
        assert server.accepted == EVERYBODY
        assert run(capsys, "send", "--go", "--take-over")[0] == 0
        assert set(server.accepted.values()) == {2}
        assert run(capsys, "send", "--go")[0] == 0  # the question is asked once
        assert set(server.accepted.values()) == {2}


# --- proof


def test_delivery_and_reports(tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "delivery")[0] == 2
    with Server(tmp_path, Fault("rcpt", "say", "550 =1+1 no", has="er@")) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 3
    code, out, _ = run(capsys, "delivery", "26")
    assert code == 0
    assert "发完了，但有人没有收到（已发 5，拒收 1）" in out
    assert KEY in run(capsys, "delivery", "--all")[1]
    assert run(capsys, "delivery", "12")[0] == 2

    assert run(capsys, "report", "--to", "csv,xlsx,txt,json", "--out", "表")[0] == 0
    rows = list(csv.reader(Path("表/2025-26_邮件发送清单.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["序号", "名称", "邮箱", "结果", "时间", "原因", "Message-ID"]
    assert [row[3] for row in rows[1:]] == ["已发"] * 5 + ["拒收"]
    said = json.loads(Path("表/2025-26_邮件发送清单.json").read_text("utf-8"))
    assert said["counts"] == {"sent": 5, "refused": 1}
    assert said["complete"] is False
    assert "拒收（1）" in Path("表/2025-26_邮件发送清单.txt").read_text("utf-8")
    with pytest.raises(SystemExit, match="2"):
        run(capsys, "report", "--to", "exe")
    assert "没有“exe”，--to 可写：txt、csv、xlsx、json、pdf" in capsys.readouterr().err


def test_the_report_as_a_workbook(tmp_path: Path, capsys: Capture) -> None:
    """Read by another library's eyes: texts, no formula, the same bytes each time."""
    from openpyxl import load_workbook

    with Server(tmp_path, Fault("rcpt", "say", "550 =1+1 no", has="er@")) as server:
        settings(server.port)
        run(capsys, "send", "--go")
    assert run(capsys, "report", "--to", "xlsx")[0] == 0
    made = Path("out/2025-26_邮件发送清单.xlsx").read_bytes()
    sheet = load_workbook("out/2025-26_邮件发送清单.xlsx").active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][0] == "城西街道工作简报2025年第26期（总第516期）　邮件发送清单"
    assert rows[3] == ("序号", "名称", "邮箱", "结果", "时间", "原因", "Message-ID")
    assert len(rows) == 4 + 6
    kinds = {cell.data_type for row in sheet.iter_rows(min_row=5) for cell in row if cell.value}
    assert kinds <= {"s", "inlineStr"}
    assert {type(value) for row in rows[4:] for value in row if value is not None} == {str}
    assert run(capsys, "report", "--to", "xlsx")[0] == 0
    assert Path("out/2025-26_邮件发送清单.xlsx").read_bytes() == made


def test_the_report_on_paper(tmp_path: Path, capsys: Capture) -> None:
    import pdfplumber

    refusal = Fault("rcpt", "say", "550 5.1.1 User unknown \U0001f600", has="er@")
    with Server(tmp_path, refusal) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 3
    assert run(capsys, "report", "--fonts", "shipped")[0] == 0
    with pdfplumber.open("out/2025-26_邮件发送清单.pdf") as pdf:
        (page,) = pdf.pages
        text = page.extract_text()
        (rows,) = page.extract_tables()
    assert "邮件发送清单" in text
    assert "结果：发完了，但有人没有收到（已发5，拒收1）" in text.replace(" ", "")
    told = [["".join((cell or "").split()) for cell in row] for row in rows]
    assert told[0] == ["序号", "名称", "邮箱", "结果", "时间"]
    assert told[3][:4] == ["3", "区民政局（张明）", "zm@example.test", "已发"]
    # No face has the last character of what the server said.
    refused = ["6", "各居委会（二居）", "er@example.test", "拒收：没有这个邮箱：5.1.1Userunknown·"]
    assert told[6][:4] == refused
    assert told[7][0] == "附件"
    assert told[7][3].startswith("SHA-256")


def test_a_long_answer_is_cut_on_paper(tmp_path: Path, capsys: Capture) -> None:
    """A row that is higher than the sheet could not be printed."""
    import pdfplumber

    refusal = Fault("rcpt", "say", f"550 5.7.26 {'not signed, ' * 35}", has="er@")
    with Server(tmp_path, refusal) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 3
    assert run(capsys, "report", "--fonts", "shipped", "--to", "pdf,txt")[0] == 0
    with pdfplumber.open("out/2025-26_邮件发送清单.pdf") as pdf:
        rows = [row for page in pdf.pages for table in page.extract_tables() for row in table]
    answer = next(row[3] or "" for row in rows if row[2] == "er@example.test")

    assert answer.endswith("……")
    assert 5 < answer.count("signed") < 15
    assert Path("out/2025-26_邮件发送清单.txt").read_text("utf-8").count("not signed") > 20


def test_a_trial_to_oneself(tmp_path: Path, capsys: Capture) -> None:
    with Server(tmp_path, Fault("rcpt", "say", "550 5.1.1 no", has="nobody@")) as server:
        settings(server.port)
        code, out, _ = run(capsys, "test-mail")
        assert (code, dict(server.accepted)) == (0, {"jb@example.test": 1})
        assert "服务器收下了" in out
        assert run(capsys, "test-mail", "--to", "me@example.test")[0] == 0
        assert run(capsys, "test-mail", "--to", "no address")[0] == 2
        code, _, err = run(capsys, "test-mail", "--to", "nobody@example.test")
        assert (code, "没有这个邮箱" in err) == (2, True)
    assert not Path("archive/journal.db").exists()


def test_bounces(tmp_path: Path, capsys: Capture) -> None:
    from tests.mail.test_bounces import REPORT

    with Server(tmp_path) as server:
        settings(server.port)
        assert run(capsys, "send", "--go")[0] == 0
    report = REPORT.replace("r1@lab.test", "yi@example.test")
    Path("退信.eml").write_text(report, "utf-8")
    code, out, _ = run(capsys, "bounces", "退信.eml")
    assert code == 1
    assert "各居委会（一居）　yi@example.test　550 5.1.1" in out
    assert "新记下 1 个退回的人" in out
    assert run(capsys, "bounces", "退信.eml")[0] == 0
    assert "退回（1）" in run(capsys, "delivery")[1]
    assert run(capsys, "bounces", "没有")[0] == 2
    assert "里面没有退信" in run(capsys, "bounces", "contacts.yaml")[1]


# --- in a process of its own


def test_no_secret_is_seen_among_the_processes(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with Server(tmp_path, Fault("mail", "gate", str(gate)), rules=Rules(auth="PLAIN")) as server:
        settings(server.port, f"用户: {USER}\n")
        environment = {**os.environ, VARIABLE: PASSWORD, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "briefing", "send", "--go"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as sender:
            assert sender.stderr
            until(lambda: bool(server.events("fault")))  # it has logged in and waits
            shown = Path(f"/proc/{sender.pid}/cmdline").read_bytes()
            sender.terminate()
            err = sender.stderr.readline() + sender.stderr.readline()
            assert "正在停下".encode() in err
            gate.touch()
            out, rest = sender.communicate(timeout=60)
    assert PASSWORD.encode() not in shown + out + err + rest
    assert sender.returncode == 143


@pytest.mark.parametrize(
    "command", ["recipients", "send", "delivery", "report", "test-mail", "bounces"]
)
def test_help_is_chinese(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    text = capsys.readouterr().out.lower()

    assert end.value.code == 0
    assert text.startswith("用法：")
    english = ("usage", "options", "arguments", "show this help", "default")
    assert [word for word in english if word in text] == []


@pytest.mark.parametrize("number", ["-1", "x"])
def test_numbers_that_are_none(number: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(["send", "--limit", number])
    assert end.value.code == 2
    assert "写一个整数" in capsys.readouterr().err
