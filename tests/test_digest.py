import hashlib
import os
from pathlib import Path

import pytest

from briefing.digest import digest, sum_of, sum_of_font


def test_it_is_sha_256_of_lengths_and_parts() -> None:
    known = hashlib.sha256(bytes(7) + b"\x03abc" + bytes(8)).hexdigest()

    assert digest([b"abc", b""]) == known


def test_where_a_part_ends_matters() -> None:
    assert digest([b"ab", b"c"]) != digest([b"a", b"bc"])


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")

    assert sum_of(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(FileNotFoundError):
        sum_of(tmp_path / "b")


def test_a_font_that_is_exchanged_has_another_sum(tmp_path: Path) -> None:
    font = tmp_path / "a.ttf"
    font.write_bytes(b"abc")
    assert sum_of_font(font) == sum_of(font)
    os.utime(font, ns=(1, 1))
    assert sum_of_font(font) == sum_of(font)
    font.write_bytes(b"abd")
    assert sum_of_font(font) == hashlib.sha256(b"abd").hexdigest()
    font.unlink()
    with pytest.raises(FileNotFoundError):
        sum_of_font(font)
