import os
import stat
import unicodedata
from pathlib import Path

import pytest

from briefing.diagnostics import BriefingError
from briefing.outputs import create, file_name, put, safe_name
from tests.samples import SMALL, issue


def test_a_file_is_called_by_year_number_and_title() -> None:
    assert file_name(issue(), "pdf") == "2025年第3期_某某行业工作简报.pdf"


def test_the_edition_is_named() -> None:
    extra = issue(SMALL.replace("期号: 3", "期号: 3\n期次: 增刊"))

    assert file_name(extra, "docx") == "2025年第3期增刊_某某行业工作简报.docx"


@pytest.mark.parametrize("char", '<>:"/\\|?*\0\t\n\x1f\x7f')
def test_characters_that_windows_forbids(char: str) -> None:
    assert safe_name(f"党{char}建", ".pdf") == "党_建.pdf"


@pytest.mark.parametrize("char", "\u200b\u200e\u200f\u202a\u202e\u2066\u2069")
def test_characters_that_hide_or_turn_the_reading_direction(char: str) -> None:
    assert safe_name(f"党{char}fdp", ".pdf") == "党_fdp.pdf"


def test_several_in_a_row_become_one() -> None:
    assert safe_name('党:"?建', ".pdf") == "党_建.pdf"


def test_no_dot_or_space_before_the_suffix() -> None:
    assert safe_name("党建. .. ", ".pdf") == "党建.pdf"
    assert safe_name("...", ".pdf") == "_.pdf"
    assert safe_name("", ".pdf") == "_.pdf"


def test_a_name_never_leaves_its_folder() -> None:
    assert safe_name("../../甲", ".pdf") == ".._.._甲.pdf"


def test_a_long_name_is_cut_between_characters() -> None:
    name = safe_name("简" * 100, ".docx")  # 300 bytes

    assert name == "简" * 65 + ".docx"  # 195 bytes and 5
    assert safe_name("简" * 65, ".docx") == name


def test_one_spelling_of_a_letter() -> None:
    assert safe_name(unicodedata.normalize("NFD", "é"), ".pdf") == "é.pdf"


# --- put


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_files_are_written_into_a_folder_made_for_them(tmp_path: Path) -> None:
    folder = tmp_path / "甲" / "out"
    made = put(folder, {"a.docx": b"one", "a.pdf": b"two"})

    assert made == [folder / "a.docx", folder / "a.pdf"]
    assert contents(folder) == {"a.docx": b"one", "a.pdf": b"two"}


def test_a_file_takes_the_place_of_its_forerunner(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": b"old"})
    put(tmp_path, {"a.pdf": b"new"})

    assert contents(tmp_path) == {"a.pdf": b"new"}


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (path,) = put(tmp_path, {"a.pdf": b""})
    (tmp_path / "other").touch()

    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_a_folder_stands_where_the_file_should(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()

    with pytest.raises(BriefingError) as refused:
        put(tmp_path, {"a.pdf": b"new"})
    (found,) = refused.value.diagnostics
    assert (found.code, found.location and found.location.file) == (
        "cannot-write",
        str(tmp_path / "a.pdf"),
    )
    assert "已有同名的文件或文件夹" in found.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_file_stands_where_the_folder_should(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")

    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(BriefingError, match="已有同名的文件或文件夹"):
            put(folder, {"a.pdf": b"new"})
    assert contents(tmp_path) == {"out": b"mine"}


def test_nothing_changes_if_writing_is_broken_off(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": b"old"})
    unwritable: bytes = "text"  # type: ignore[assignment] # breaks off as Ctrl-C would

    with pytest.raises(TypeError):
        put(tmp_path, {"a.pdf": b"new", "b.pdf": unwritable})
    assert contents(tmp_path) == {"a.pdf": b"old"}


def test_all_files_or_none(tmp_path: Path) -> None:
    put(tmp_path, {"a.docx": b"old"})
    (tmp_path / "a.pdf").mkdir()

    with pytest.raises(BriefingError):
        put(tmp_path, {"a.docx": b"new", "a.pdf": b"new"})
    assert contents(tmp_path) == {"a.docx": b"old"}


# --- create


def test_a_new_file_is_created_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "甲.yaml"

    assert create(path, b"1")
    assert path.read_bytes() == b"1"
    assert [each.name for each in path.parent.iterdir()] == ["甲.yaml"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_mask()


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "甲.yaml"
    path.write_bytes(b"1")

    assert not create(path, b"2")
    assert path.read_bytes() == b"1"
    assert [each.name for each in tmp_path.iterdir()] == ["甲.yaml"]


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "甲.yaml"

    assert create(path, b"1")
    assert not create(path, b"2")
    assert path.read_bytes() == b"1"
    assert [each.name for each in tmp_path.iterdir()] == ["甲.yaml"]


def test_a_place_where_nothing_can_be_created(tmp_path: Path) -> None:
    (tmp_path / "甲").touch()

    with pytest.raises(BriefingError) as refused:
        create(tmp_path / "甲" / "乙.yaml", b"1")
    assert refused.value.diagnostics[0].code == "cannot-write"


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
