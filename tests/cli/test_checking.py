import json
from pathlib import Path

import pytest

from briefing.cli import main

Capture = pytest.CaptureFixture[str]
TEXT = (
    "刊名: 简报\n期号: {}\n编印单位: 局\n日期: 2025-07-21\n稿件:\n"
    "  - 标题: 甲局开会\n    正文: |\n      {}\n"
)
SHIPPED = ("--fonts", "shipped")


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("issues").mkdir()
    Path("templates").mkdir()


def issue(number: int, body: str) -> str:
    name = f"issues/2025-{number}.yaml"
    Path(name).write_text(TEXT.format(number, body), "utf-8")
    return name


def test_findings_with_their_words(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会。")

    assert main(["check", name, *SHIPPED]) == 1
    assert capsys.readouterr().out == (
        f"{name}:8:9: 必错：半角“,”应为全角“，”。改为“，” [P05]\n"
        "    会上,甲局开会。\n"
        "        ^\n"
        f"{name}：必错 1 处，不妨碍生成\n"
    )


def test_nothing_found(capsys: Capture) -> None:
    name = issue(1, "甲局开会。")

    assert main(["check", name, *SHIPPED]) == 0
    assert capsys.readouterr().out == f"{name}：没有发现问题\n"


def test_json(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会。")

    assert main(["check", name, "--json", *SHIPPED]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["file"], finding["line"], finding["rule"]) == (name, 8, "P05")


def test_machines_are_told_of_files_that_cannot_be_read(capsys: Capture) -> None:
    Path("issues/2025-1.yaml").write_text("刊名: 简报\n", "utf-8")

    assert main(["check", "--format", "github", *SHIPPED]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("::error file=issues/2025-1.yaml,line=1,col=1,title=missing-field::")
    assert err == ""


def test_nothing_found_is_an_empty_list(capsys: Capture) -> None:
    assert main(["check", issue(1, "甲局开会。"), "--json", *SHIPPED]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_levels_of_the_project(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会，日均3～5万件。")
    Path("briefing.yaml").write_text("校对: {P05: 关, N05: 提示}\n", "utf-8")

    assert main(["check", name, *SHIPPED]) == 1
    assert f"{name}：提示 1 处，不妨碍生成" in capsys.readouterr().out


def test_the_registry_and_the_words_of_the_project(capsys: Capture) -> None:
    name = issue(1, "甲局开会，局长张明主持，城酉参会。")
    Path("registry.yaml").write_text(
        "单位: [{全称: 甲乙丙丁管理局, 简称: [甲局]}]\n领导: [{姓名: 张明, 职务: 副局长}]\n",
        "utf-8",
    )
    Path("lookalikes.txt").write_text("城酉 城西 疑似\n", "utf-8")

    assert main(["check", name, "--format", "github", *SHIPPED]) == 1
    titles = [line.split("title=")[1][:3] for line in capsys.readouterr().out.splitlines()]
    assert titles == ["R02", "L01"]


def test_a_list_of_words_that_is_none(capsys: Capture) -> None:
    Path("lookalikes.txt").write_text("城酉\n", "utf-8")

    assert main(["check", issue(1, "甲局开会。"), *SHIPPED]) == 2
    assert "lookalikes.txt:1:1: “城酉”不是词表的一行" in capsys.readouterr().err


def test_issues_before_this_one(capsys: Capture) -> None:
    item = (
        "近日，甲局会同属地街镇在十五个小区试行快递车辆通行证，由网点统一申领，正面印有车辆编号，"
        "背面写明行驶路线，物业、网点和居民代表每月碰头一次，商量调整路线和时段。"
    )
    issue(1, item)
    issue(2, "甲局开会。")
    name = issue(4, item)

    assert main(["check", name, *SHIPPED]) == 1
    out = capsys.readouterr().out
    assert "和2025年第1期的“甲局开会”有100%相同" in out
    assert f"{name}:2:5: 必错：缺 2025-3：这一期是2025年第4期" in out
    assert out.endswith(f"{name}：有 1 处要改好才能签批、出刊；疑似 1 处，不妨碍生成\n")


def test_what_nobody_has_written(capsys: Capture) -> None:
    name = issue(1, "（待写：正文）")

    assert main(["check", name, *SHIPPED]) == 1
    assert capsys.readouterr().out == (
        f"{name}:8:7: 必错：“（待写：正文）”还没有写。"
        "写上本期的文字；没有这一项就删去这一行 [W01]\n"
        "    （待写：正文）\n"
        "    ^^^^^^^^^^^^^^\n"
        f"{name}：有 1 处要改好才能签批、出刊\n"
    )


@pytest.mark.parametrize("coding", ["utf-8", "gbk"])
def test_a_word_in_a_sheet(coding: str, capsys: Capture) -> None:
    name = issue(1, "![各局人数](数.csv)")
    Path("issues/数.csv").write_text("类别,人数\n团难职工,3\n", coding)

    assert main(["check", name, *SHIPPED]) == 1
    said = "issues/数.csv:2:1: 必错：“团难”像是“困难”之误。改为“困难” [L01]\n"
    words = "    团难职工,3\n    ^^^^\n"
    assert capsys.readouterr().out == f"{said}{words}{name}：必错 1 处，不妨碍生成\n"


def test_an_old_issue_that_cannot_be_read_stops_nothing(capsys: Capture) -> None:
    Path("issues/2025-1.yaml").write_text("刊名: 简报\n", "utf-8")
    name = issue(2, "甲局开会。")

    assert main(["check", name, *SHIPPED]) == 0
    assert capsys.readouterr().out == f"{name}：没有发现问题\n"


def test_slips_and_what_the_proofreader_says(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会。")
    text = Path(name).read_text("utf-8")
    Path(name).write_text(text.replace("标题: ", "标题：").replace("期号: 1", "期号:1"), "utf-8")

    assert main(["check", name, *SHIPPED]) == 2
    out, err = capsys.readouterr()
    assert err == (
        f"{name}:2:4: “期号:”后面直接是文字，缺少空格。写成 期号: 1 [missing-space]\n"
        f"{name}:6:7: “标题”后面是中文冒号“：”。改成英文冒号加空格：标题: 甲局开会 [wide-colon]\n"
    )
    assert out == (
        f"{name}:8:9: 必错：半角“,”应为全角“，”。改为“，” [P05]\n"
        "    会上,甲局开会。\n"
        "        ^\n"
        f"{name}：有 2 处要改好才能生成；必错 1 处，不妨碍生成\n"
    )


def test_pictures_that_lack_and_what_the_proofreader_says(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会。\n      ![会场](会场.jpg)")

    assert main(["check", name, *SHIPPED]) == 2
    out, err = capsys.readouterr()
    assert f"{name}:9:" in err
    assert f"{name}:8:9: 必错" in out


def test_what_cannot_be_set_and_what_the_proofreader_says(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会\U0001f600。")

    assert main(["check", name, *SHIPPED]) == 2
    out, err = capsys.readouterr()
    assert f"{name}:8:14: “😀”" in err
    assert f"{name}:8:9: 必错" in out
    assert f"{name}：有 1 处要改好才能生成；必错 1 处" in out


def test_an_excuse_of_the_pages_is_not_given_up_before_there_are_pages(capsys: Capture) -> None:
    name = issue(1, "甲局开会。")
    text = Path(name).read_text("utf-8")
    text += "放行: [{规则: V01, 文字: 甲, 理由: 不能改}]\n"
    Path(name).write_text(text, "utf-8")
    assert main(["check", name, *SHIPPED]) == 1
    assert "已经用不着" in capsys.readouterr().out

    Path(name).write_text(text.replace("标题: ", "标题："), "utf-8")
    assert main(["check", name, *SHIPPED]) == 2
    assert capsys.readouterr().out == f"{name}：有 1 处要改好才能生成\n"


def test_slips_are_told_with_what_is_wrong_in_the_registry(capsys: Capture) -> None:
    name = issue(1, "会上,甲局开会。")
    Path(name).write_text(Path(name).read_text("utf-8").replace("标题: ", "标题："), "utf-8")
    Path("registry.yaml").write_text("单位：[甲局]\n", "utf-8")

    assert main(["check", name, *SHIPPED]) == 2
    err = capsys.readouterr().err
    assert f"{name}:6:7: " in err
    assert "registry.yaml:1:3: " in err


def test_explain(capsys: Capture) -> None:
    assert main(["explain", "p05"]) == 0
    assert capsys.readouterr().out.startswith("P05（必错）中文里的逗号")


def test_explain_lists_all(capsys: Capture) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 40
    assert lines[0].startswith("P01  疑似  ")


def test_explain_the_page(capsys: Capture) -> None:
    page = Path(__file__).parents[2] / "docs" / "rules.md"

    assert main(["explain", "--page"]) == 0
    assert capsys.readouterr().out == page.read_text("utf-8")


def test_explain_a_rule_that_is_none(capsys: Capture) -> None:
    assert main(["explain", "P99"]) == 2
    assert "没有“P99”这条规则" in capsys.readouterr().err
