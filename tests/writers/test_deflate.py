import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.shipped import FONTS
from briefing.writers import deflate
from briefing.writers.deflate import Deflating


@given(st.binary(max_size=500), st.integers(1, 200))
def test_what_is_deflated_inflates_again(content: bytes, times: int) -> None:
    assert zlib.decompress(deflate.deflate(content * times)) == content * times


def test_fonts_of_a_docx_are_deflated_quickly_and_its_text_well() -> None:
    outlines = (FONTS / "briefing-fangsong.ttf").read_bytes()[2_000_000:2_400_000]
    of_font, of_text = deflate.level_of("word/fonts/font1.odttf"), deflate.level_of("word/x.xml")

    assert of_font < of_text
    assert len(zlib.compress(outlines, of_font)) < 1.1 * len(zlib.compress(outlines, of_text))


@pytest.mark.parametrize("size", [0, 1_000, 400_000])
@pytest.mark.parametrize("cores", [1, 2])
def test_beside_other_work_it_is_the_same(
    size: int, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(number * number % 251 for number in range(size))
    monkeypatch.setattr(deflate, "cores", lambda: cores)
    work = Deflating(content)

    assert work.result() == deflate.deflate(content)
    assert work.result() == deflate.deflate(content)


def test_what_goes_wrong_is_raised_where_the_result_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(content: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setattr(deflate, "cores", lambda: 2)
    monkeypatch.setattr(deflate, "deflate", fails)
    work = Deflating(bytes(100_000))

    with pytest.raises(MemoryError):
        work.result()
