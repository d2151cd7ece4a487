from pathlib import Path

import pytest

from briefing.enclosures import enclosed_files, enclosures
from tests.samples import issue

HEAD = "刊名: 简报\n期号: 1\n编印单位: 局\n日期: 2025-07-01\n稿件:\n  - 标题: 甲\n"


def names(*lines: str, attachments: str = "[]") -> list[str]:
    body = "".join(f"      {line}\n" for line in lines)
    text = f"{HEAD}    正文: |\n{body}    附件: {attachments}\n"
    return [f"{each.value} {each.location.line}" for each in enclosures(issue(text))]


def test_pictures_and_attachments_in_reading_order() -> None:
    found = names(
        "甲。",
        "![图](b.png)",
        "乙。",
        '![](图/a 1.jpg "题")',
        "![表](c.csv)",
        attachments="[d.pdf]",
    )

    assert found == ["b.png 9", "图/a 1.jpg 11", "c.csv 12", "d.pdf 13"]


def test_what_only_looks_like_a_picture() -> None:
    assert names("[字](a.png)", "![图] (a.png)", "！[图](a.png)", "![图](") == []


@pytest.mark.parametrize(
    "name", ["gone.png", "../../secret", "/etc/hostname", "http://a/b.png", "c:\\a.png", "\\\\a\\b"]
)
def test_what_is_no_file_of_the_issue(name: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "issues").mkdir(parents=True)
    (tmp_path / "secret").touch()
    written = issue(f"{HEAD}    正文: |\n      ![图]({name})\n")

    assert enclosed_files(written, root / "issues", root) == {}


def test_a_link_out_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "issues").mkdir(parents=True)
    (tmp_path / "secret.png").touch()
    (root / "issues" / "a.png").symlink_to(tmp_path / "secret.png")
    (root / "b.png").touch()
    written = issue(f"{HEAD}    正文: |\n      ![图](a.png)\n      ![图](..\\b.png)\n")

    assert enclosed_files(written, root / "issues", root) == {"..\\b.png": root / "b.png"}
