"""Commands on issues, their numbers, signatures and the archive: what they say and return."""

from pathlib import Path

import pytest
from PIL import Image

from briefing.cli import main
from briefing.project import Project
from tests.offices import office

Capture = pytest.CaptureFixture[str]
SHIPPED = ("--fonts", "shipped")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return office(tmp_path)


def change(old: str, new: str, name: str = "issues/2026-3.yaml") -> None:
    text = Path(name).read_text("utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), "utf-8")


def test_new_goes_on(capsys: Capture) -> None:
    assert main(["new", "--date", "2026年3月9日"]) == 0
    assert capsys.readouterr().out == (
        "已建 issues/2026-6.yaml：2026年第6期（总第48期），日期 2026-03-09\n"
        "接着：写好“（待写：……）”的各处，再运行 briefing check\n"
    )


def test_new_tells_of_what_was_held_back(capsys: Capture) -> None:
    change("稿件:\n", "稿件:\n  - {标题: 丙局, 正文: 略, 暂缓: 是}\n", "issues/2026-5.yaml")

    assert main(["new", "--date", "2026-03-09"]) == 0
    assert "上期暂缓的 《丙局》 没有带来" in capsys.readouterr().out
    Path("issues/2026-6.yaml").unlink()
    assert main(["new", "--date", "2026-03-09", "--carry"]) == 0
    assert "带来上期暂缓的《丙局》\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--date", "2026-03-01"], "date-backwards"),
        (["--date", "2026-03-09", "--number", "4"], "number-repeated"),
    ],
)
def test_new_is_refused(arguments: list[str], code: str, capsys: Capture) -> None:
    assert main(["new", *arguments]) == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert not Path("issues/2026-6.yaml").exists()


def test_list_has_columns_and_findings(capsys: Capture) -> None:
    change("总期号: 46", "总期号: 64", "issues/2026-4.yaml")

    assert main(["list"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "期      总期号  日期        状态    标题",
        "2026-3  45      2026-03-03  编写中  第3次开会",
        "2026-4  64      2026-03-04  编写中  第4次开会",
        "2026-5  47      2026-03-05  编写中  第5次开会",
    ]
    assert err.startswith("issues/2026-4.yaml:2:6: 总期号 64 接不上，应是 46")
    change("总期号: 64", "总期号: 46", "issues/2026-4.yaml")
    assert main(["list"]) == 0


def test_renumber_mends_what_check_finds(capsys: Capture) -> None:
    change("总期号: 46", "总期号: 64", "issues/2026-4.yaml")
    assert main(["check", "issues/2026-4.yaml", *SHIPPED]) == 1
    out = capsys.readouterr().out
    assert "要改好才能签批、出刊" in out
    assert "[total-mismatch]" in out

    assert main(["renumber", "issues/2026-4.yaml"]) == 0
    assert capsys.readouterr().out == "issues/2026-4.yaml：已改号\n"
    assert main(["check", "issues/2026-4.yaml", *SHIPPED]) == 0
    assert main(["renumber", "issues/2026-4.yaml"]) == 0
    assert capsys.readouterr().out.endswith("issues/2026-4.yaml：期号不用改\n")


def test_a_wrong_name_is_mended(capsys: Capture) -> None:
    Path("issues/2026-5.yaml").rename("issues/2026-7.yaml")

    assert main(["renumber", "issues/2026-7.yaml", "--date", "2026-03-08"]) == 0
    # the name is free, and says what somebody wanted
    assert capsys.readouterr().out == "issues/2026-7.yaml：已改号\n"
    assert "期号: 7\n" in Path("issues/2026-7.yaml").read_text("utf-8")


def test_hold_and_release(capsys: Capture) -> None:
    change("稿件:\n", "稿件:\n  - {标题: 丙局, 正文: 略}\n")
    before = Path("issues/2026-3.yaml").read_bytes()

    assert main(["hold", "2", "issues/2026-3.yaml"]) == 0
    assert capsys.readouterr().out == "issues/2026-3.yaml：《第3次开会》已暂缓，本期不印\n"
    assert main(["hold", "2", "issues/2026-3.yaml", "--release"]) == 0
    assert Path("issues/2026-3.yaml").read_bytes() == before
    assert main(["hold", "3", "issues/2026-3.yaml"]) == 2
    assert "只有 2 篇稿件，没有第 3 篇" in capsys.readouterr().err


def test_sign_status_build(capsys: Capture) -> None:
    change("签批: 否", "签批: 是", "briefing.yaml")
    file = "issues/2026-3.yaml"
    assert main(["status", file, *SHIPPED]) == 1
    assert capsys.readouterr().out == f"{file}：草稿，等拟稿\n"
    for stage in ("拟稿", "审核", "签发"):
        assert main(["sign", file, "--as", stage, "--name", "张明", *SHIPPED]) == 0
    assert main(["status", file, *SHIPPED]) == 0
    capsys.readouterr()

    assert main(["build", file, "--to", "pdf", *SHIPPED]) == 0
    assert "草稿" not in capsys.readouterr().out
    signed = Path("out/2026年第3期_简报.pdf").read_bytes()
    change("开会，", "开会")
    assert main(["build", file, "--to", "pdf", *SHIPPED]) == 0
    assert "印着“草稿”" in capsys.readouterr().out
    assert Path("out/2026年第3期_简报.pdf").read_bytes() != signed
    assert main(["status", file, *SHIPPED]) == 1
    assert "第 1 篇《第3次开会》的正文" in capsys.readouterr().out


def test_status_where_nobody_signs(capsys: Capture) -> None:
    assert main(["status", "issues/2026-3.yaml"]) == 0
    assert "没有开签批" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", "  ", "张\n明\x07", "名" * 51])
def test_a_name_is_a_name(name: str) -> None:
    with pytest.raises(SystemExit):
        main(["sign", "issues/2026-3.yaml", "--as", "拟稿", "--name", name])


def test_publish_tells_what_is_coarse_on_paper(capsys: Capture) -> None:
    Image.new("RGB", (64, 48), "gray").save("issues/附件/会场.png")
    change("部署工作。\n", "部署工作。\n      ![会场](附件/会场.png)\n")

    assert main(["publish", "issues/2026-3.yaml", *SHIPPED]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("issues/2026-3.yaml:1:1: 第 1 页有一幅 64 × 48 点的图，")
    assert said.out.startswith(
        "印前检查有 1 处要看（见上），不妨碍出刊\nissues/2026-3.yaml：已出刊"
    )


def test_publish_and_verify(capsys: Capture) -> None:
    file = "issues/2026-3.yaml"
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "存档里还没有一期\n"

    assert main(["publish", file, *SHIPPED]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{file}：已出刊，存档在 archive/2026-3（清单 SHA-256 ")
    assert out.splitlines()[1:] == ["  out/2026年第3期_简报.docx", "  out/2026年第3期_简报.pdf"]
    assert main(["publish", file, *SHIPPED]) == 0
    assert "已经出过刊，没有再存" in capsys.readouterr().out
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "2026-3：完好\n"

    stored = Path("archive/2026-3/briefing.yaml")
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes() + b"\n")
    assert main(["verify", "2026-3"]) == 1
    out, err = capsys.readouterr()
    assert "2026-3：有 1 处不对\n" in out
    assert "archive/2026-3/briefing.yaml:1:1: 文件被改过" in err.replace(
        str(Path().resolve()) + "/", ""
    )
    assert main(["verify", "2026-9"]) == 2


@pytest.mark.parametrize("command", [["hold", "1"], ["renumber"]])
def test_what_is_published_stays(command: list[str], capsys: Capture) -> None:
    file = Path("issues/2026-3.yaml")
    assert main(["publish", str(file), *SHIPPED]) == 0
    before = file.read_bytes()

    assert main([*command, str(file)]) == 2
    assert "[published]" in capsys.readouterr().err
    assert file.read_bytes() == before
    change("开会，", "开会")
    assert main(["build", str(file), *SHIPPED]) == 2
    assert "[published-otherwise]" in capsys.readouterr().err
