"""Pictures as they come: what is taken, what it becomes, and what is refused."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from briefing.diagnostics import Diagnostic
from briefing.issue import Material, Picture
from briefing.materials.pictures import read_picture
from tests.pictures import PLACE, bomb, file, image, jpeg, png


def read(data: bytes, name: str = "甲.png") -> Material | list[Diagnostic]:
    return read_picture(data, name, PLACE)


def taken(data: bytes, name: str = "甲.png") -> tuple[Picture, Image.Image]:
    found = read(data, name)
    assert isinstance(found, Picture), found
    opened = Image.open(BytesIO(found.data))
    opened.load()
    return found, opened


def refused(data: bytes, name: str = "甲.png") -> tuple[str, str]:
    found = read(data, name)
    assert isinstance(found, list)
    (problem,) = found
    assert problem.location == PLACE
    assert problem.remedy
    return problem.code, problem.message


def test_a_png_keeps_every_pixel() -> None:
    found, opened = taken(png(80, 60))

    assert (found.kind, found.width, found.height) == ("png", 80, 60)
    assert opened.tobytes() == image(80, 60).tobytes()


def test_a_jpeg_stays_a_jpeg() -> None:
    found, opened = taken(jpeg(80, 60), "甲.jpg")

    assert (found.kind, opened.format, opened.mode) == ("jpeg", "JPEG", "RGB")
    pixel = opened.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert all(abs(a - b) < 6 for a, b in zip(pixel, (200, 30, 40), strict=True))


@pytest.mark.parametrize(("data", "name"), [(png(), "甲.jpg"), (jpeg(), "甲.PNG")])
def test_what_it_is_says_the_content_not_the_name(data: bytes, name: str) -> None:
    found, opened = taken(data, name)

    assert opened.format == found.kind.upper()


def test_the_same_pixels_make_the_same_bytes() -> None:
    assert taken(png())[0].data == taken(png(compress_level=1))[0].data


@pytest.mark.parametrize(
    ("turn", "size"), [(1, (80, 60)), (3, (80, 60)), (6, (60, 80)), (8, (60, 80)), (5, (60, 80))]
)
def test_it_stands_as_the_camera_held_it(turn: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn

    found, opened = taken(jpeg(80, 60, exif=exif), "甲.jpg")

    assert (found.width, found.height) == opened.size == size


def test_where_and_by_whom_it_was_taken_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    data = jpeg(exif=exif, comment=b"SECRETCOMMENT") + b"PK\x03\x04SECRETZIP"
    assert b"SECRETCAMERA" in data

    found, opened = taken(data, "甲.jpg")

    assert b"SECRET" not in found.data
    assert not opened.getexif()


def test_text_in_a_png_is_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "SECRETNAME")

    assert b"SECRETNAME" not in taken(png(pnginfo=notes))[0].data


def test_what_is_transparent_becomes_white() -> None:
    clear = image(8, 8, "RGBA", (0, 0, 0, 0))

    _, opened = taken(file(clear))

    assert opened.getpixel((7, 7)) == (255, 255, 255)
    assert opened.getpixel((0, 0)) == (200, 30, 40)


def test_a_palette_with_a_transparent_colour() -> None:
    flat = image(8, 8).convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    black = flat.getpixel((7, 7))

    _, opened = taken(file(flat, transparency=black))

    assert opened.getpixel((7, 7)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_grey_pictures_have_one_channel(mode: str) -> None:
    grey = Image.new("L", (8, 8), 255)
    grey.paste(0, (0, 0, 4, 8))
    made = (
        grey.point(lambda value: value * 257, "I").convert("I;16")
        if mode == "I;16"
        else (grey.convert(mode))
    )

    _, opened = taken(file(made))

    assert opened.mode == "L"
    assert (opened.getpixel((0, 0)), opened.getpixel((7, 7))) == (0, 255)


def test_sixteen_bits_keep_their_middle_tones() -> None:
    middle = Image.new("I", (4, 4), 128 * 257).convert("I;16")

    assert taken(file(middle))[1].getpixel((0, 0)) == 128


def test_colours_of_a_printing_press_become_those_of_a_screen() -> None:
    _, opened = taken(file(image(8, 8, "CMYK", (0, 0, 0, 0)), "JPEG"), "甲.jpg")

    assert opened.mode == "RGB"
    white = opened.getpixel((7, 7))
    assert isinstance(white, tuple)
    assert min(white) > 245


def test_colours_of_another_profile_are_converted() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile but that its red is green and its green red.
    turned = profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")

    _, opened = taken(file(image(8, 8), icc_profile=turned))

    assert "icc_profile" not in opened.info
    red, green, blue = opened.split()
    assert abs(int(red.tobytes()[0]) - 30) < 4
    assert abs(int(green.tobytes()[0]) - 200) < 4
    assert abs(int(blue.tobytes()[0]) - 40) < 4


def test_a_broken_profile_is_passed_over() -> None:
    assert taken(file(image(8, 8), icc_profile=b"no profile"))[1].getpixel((0, 0)) == (200, 30, 40)


def test_a_picture_longer_than_any_sheet_prints_is_scaled_down() -> None:
    found, _ = taken(png(7016, 200))

    assert (found.width, found.height) == (3508, 100)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    tracemalloc.start()

    assert refused(bomb()) == ("picture-too-large", "“甲.png”像素太多（10000×10000 像素）")

    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("side", [15_000, 60_000])
def test_a_bomb_that_pillow_itself_refuses(side: int) -> None:
    assert refused(bomb(side, side))[0] == "picture-too-large"


def test_an_animated_picture_is_refused() -> None:
    frames = [image(8, 8), Image.new("RGB", (8, 8), "blue")]
    data = file(frames[0], save_all=True, append_images=frames[1:])

    assert refused(data) == ("picture-animated", "“甲.png”是会动的图片")


def test_a_strip_is_refused() -> None:
    assert refused(png(410, 10))[0] == "picture-shape"
    assert taken(png(400, 10))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (file(image(8, 8), "GIF"), "GIF 图片"),
        (file(image(8, 8), "BMP"), "BMP 图片"),
        (file(image(8, 8), "TIFF"), "TIFF 图片"),
        (file(image(8, 8), "WEBP"), "WebP 图片"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC 图片（苹果手机的格式）"),
        (b"%PDF-1.7\n", "PDF 文件"),
        (b"PK\3\4\x14\0", "Word、WPS 文件或压缩包"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'></svg>", "SVG 图片"),
    ],
)
def test_other_files_under_the_name_of_a_picture(data: bytes, what: str) -> None:
    assert refused(data) == ("picture-kind", f"“甲.png”其实是 {what}")


def test_broken_files() -> None:
    assert refused(b"") == ("picture-broken", "“甲.png”是空文件")
    assert refused(b"\x89PNG\r\n\x1a\n") == ("picture-broken", "“甲.png”已损坏，读不出图来")
    assert refused(b"text") == ("picture-broken", "“甲.png”已损坏，读不出图来")


@pytest.mark.parametrize("whole", [png(300, 200), jpeg(300, 200)])
def test_a_file_cut_short_is_refused_wherever_it_is_cut(whole: bytes) -> None:
    for share in (0.1, 0.5, 0.9):
        assert refused(whole[: int(len(whole) * share)])[0] == "picture-broken"


def test_rows_that_unpack_to_something_else() -> None:
    head = struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100)
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )

    assert refused(data)[0] == "picture-broken"


_WHOLE = png(60, 40)


@given(at=st.integers(0, len(_WHOLE) - 1), byte=st.integers(0, 255))
def test_a_byte_gone_wrong_never_ends_in_an_exception(at: int, byte: int) -> None:
    found = read(_WHOLE[:at] + bytes((byte,)) + _WHOLE[at + 1 :])

    assert isinstance(found, Picture | list)


_PHOTO = jpeg(60, 40)


@given(at=st.integers(0, len(_PHOTO) - 1), byte=st.integers(0, 255))
def test_nor_in_a_photo(at: int, byte: int) -> None:
    assert isinstance(read(_PHOTO[:at] + bytes((byte,)) + _PHOTO[at + 1 :]), Picture | list)
