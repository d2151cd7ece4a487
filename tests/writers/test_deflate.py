import io
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from briefing.writers.deflate import archive, stream

FILES = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}[.]xml", fullmatch=True), st.binary(), max_size=5
)


@given(st.binary())
def test_a_stream_is_inflated_by_anybody(content: bytes) -> None:
    assert zlib.decompress(stream(content)) == content


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
