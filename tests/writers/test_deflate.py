import io
import zipfile
import zlib

import pytest
from deflate import deflate_compress
from hypothesis import given
from hypothesis import strategies as st

from briefing.writers import deflate
from briefing.writers.deflate import Deflating, archive

FILES = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}[.]xml", fullmatch=True), st.binary(), max_size=5
)


@given(st.binary(max_size=500), st.integers(1, 200))
def test_what_is_deflated_inflates_again(content: bytes, times: int) -> None:
    assert zlib.decompress(deflate.deflate(content * times)) == content * times
    assert zlib.decompress(deflate.deflate(content * times, quick=True)) == content * times


@pytest.mark.parametrize("size", [0, 1_000, 400_000])
@pytest.mark.parametrize("cores", [1, 2])
def test_beside_other_work_it_is_the_same(
    size: int, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(number * number % 251 for number in range(size))
    monkeypatch.setattr(deflate, "cores", lambda: cores)
    work = Deflating(content)

    assert work.result() == deflate.deflate(content, quick=True)
    assert work.result() == deflate.deflate(content, quick=True)


@pytest.mark.parametrize("size", [100, 100_000])
def test_quickly_deflated_is_a_little_larger_and_the_same(size: int) -> None:
    content = b"".join(b"%d %d l\n" % (n * n % 977, n * 7 % 631) for n in range(size // 8))
    quick, usual = deflate.deflate(content, quick=True), deflate.deflate(content)

    assert zlib.decompress(quick) == zlib.decompress(usual) == content
    assert len(usual) <= len(quick) < 1.2 * len(usual)


def test_what_goes_wrong_is_raised_where_the_result_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(content: bytes, quick: bool) -> bytes:
        raise MemoryError

    monkeypatch.setattr(deflate, "cores", lambda: 2)
    monkeypatch.setattr(deflate, "deflate", fails)
    work = Deflating(bytes(100_000))

    with pytest.raises(MemoryError):
        work.result()


@given(FILES, st.booleans())
def test_an_archive_is_read_by_anybody(files: dict[str, bytes], quick: bool) -> None:
    made = archive((name, content, quick) for name, content in files.items())

    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == files
        assert read.namelist() == list(files)


def test_no_clock_no_system_and_no_attributes() -> None:
    with zipfile.ZipFile(io.BytesIO(archive([("a", b"aaaa" * 100, False)]))) as read:
        (entry,) = read.infolist()

    assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    assert (entry.create_system, entry.external_attr, entry.flag_bits) == (0, 0, 0)
    assert entry.compress_type == zipfile.ZIP_DEFLATED
    assert (entry.file_size, entry.compress_size < 20) == (400, True)


def test_being_quick_costs_bytes() -> None:
    text = b"".join(str(number * number).encode() for number in range(5000))

    assert len(archive([("a", text, False)])) < len(archive([("a", text, True)]))


def test_small_pieces_are_deflated_once_and_large_ones_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[int] = []

    def noted(content: bytes, level: int) -> bytes | bytearray:
        done.append(len(content))
        return deflate_compress(content, level)

    monkeypatch.setattr(deflate, "deflate_compress", noted)
    small, large = b"a small piece that nobody else has", bytes(50_000)
    made = [archive([("a", small, False), ("b", large, False)]) for _ in range(3)]

    assert done == [len(small), *[len(large)] * 3]
    assert made[0] == made[1] == made[2]
