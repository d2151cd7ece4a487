"""Paths as clerks write them: what is found, and what each wrong one is told."""

import os
import unicodedata
from pathlib import Path

import pytest

from briefing.diagnostics import Diagnostic, Location
from briefing.issue import Text
from briefing.materials.finding import find_file

PLACE = Location("甲.yaml", 9, 14)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """issues/ in a project, with a picture in it and one beside it."""
    issues = tmp_path / "project" / "issues"
    (issues / "图片").mkdir(parents=True)
    (issues / "图片" / "合影.JPG").write_bytes(b"x")
    (issues / "合影 (1).png").write_bytes(b"x")
    (issues.parent / "共用.png").write_bytes(b"x")
    (tmp_path / "外.png").write_bytes(b"x")
    return issues


def find(path: str, folder: Path) -> Path | Diagnostic:
    return find_file(Text(path, PLACE), folder, folder.parent)


def problem(path: str, folder: Path) -> tuple[str, str, str]:
    found = find(path, folder)
    assert isinstance(found, Diagnostic)
    assert found.location == PLACE
    return found.code, found.message, found.remedy


@pytest.mark.parametrize(
    "path", ["图片/合影.JPG", "图片\\合影.JPG", "./图片/合影.JPG", "图片/../图片/合影.JPG"]
)
def test_found(path: str, folder: Path) -> None:
    assert find(path, folder) == (folder / "图片" / "合影.JPG").resolve()


def test_beside_the_issues_but_in_the_project(folder: Path) -> None:
    assert find("../共用.png", folder) == (folder.parent / "共用.png").resolve()


def test_composition_does_not_count(folder: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Café.png")
    (folder / decomposed).write_bytes(b"x")

    assert find(unicodedata.normalize("NFC", decomposed), folder) == folder.resolve() / decomposed


def test_case_counts_and_is_explained(folder: Path) -> None:
    assert problem("图片/合影.jpg", folder) == (
        "no-material",
        "“图片/合影.jpg”大小写不同：文件叫“合影.JPG”",
        "写成 合影.JPG",
    )


def test_a_name_that_is_nearly_right(folder: Path) -> None:
    assert problem("合影(1).png", folder)[2] == "是不是“合影 (1).png”"


def test_a_name_that_is_right_in_its_ending_alone(folder: Path) -> None:
    (folder / "图.png").write_bytes(b"x")

    assert problem("照.png", folder)[2] == "把它放进期文件所在的文件夹，或核对文件名"


def test_a_file_that_is_not_there(folder: Path) -> None:
    assert problem("别的东西.png", folder) == (
        "no-material",
        "“别的东西.png”没有这个文件",
        "把它放进期文件所在的文件夹，或核对文件名",
    )
    assert problem("照片/合影.JPG", folder) == (
        "no-material",
        "“照片/合影.JPG”所在的文件夹没有",
        "核对文件夹的名字：期文件旁边的“照片”文件夹",
    )


@pytest.mark.parametrize(
    "path",
    [
        "../../外.png",
        "/etc/passwd.png",
        "C:\\照片\\外.png",
        "\\\\server\\share\\外.png",
        "//s/外.png",
    ],
)
def test_outside_the_project(path: str, folder: Path) -> None:
    assert problem(path, folder)[0] == "material-outside"


@pytest.mark.parametrize("path", ["https://example.cn/a.png", "file:a.png", "data:image/png,x.png"])
def test_addresses(path: str, folder: Path) -> None:
    assert problem(path, folder)[0] == "material-address"


def test_a_link_that_leads_outside(folder: Path) -> None:
    (folder / "链.png").symlink_to(folder.parents[1] / "外.png")

    assert problem("链.png", folder)[0] == "material-outside"


def test_links_in_a_circle(folder: Path) -> None:
    (folder / "圈.png").symlink_to(folder / "圈.png")

    assert problem("圈.png", folder)[0] in {"material-unreadable", "no-material"}


def test_folders_and_pipes_are_no_files(folder: Path) -> None:
    (folder / "夹.png").mkdir()
    os.mkfifo(folder / "管.png")

    assert problem("夹.png", folder)[0] == "material-folder"
    assert problem("管.png", folder)[0] == "no-material"


@pytest.mark.parametrize("path", ["甲\0.png", "长" * 300 + ".png"])
def test_names_no_disk_takes(path: str, folder: Path) -> None:
    assert problem(path, folder)[0] in {"no-material", "material-unreadable"}
