"""The bytes of a picture file → Picture: checked to the last pixel, turned upright, cleaned.

What a file is says its content, not its name. Everything but the pixels is dropped: a camera
writes where and by whom a picture was taken, and a file can be a picture and something else as
well.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from briefing.diagnostics import Diagnostic, Location, quoted
from briefing.issue import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
# No sheet prints more: the length of A4 at 300 dpi.
_LONGEST = 3508
_FLATTEST = 40  # times as long as wide
_QUALITY = 92
_FORMATS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg"}  # MPO: what some phones call a JPEG
# How files begin that people take for PNG or JPEG, because of their name or their icon.
_OTHERS = (
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"%PDF", "PDF 文件"),
    (b"PK\3\4", "Word、WPS 文件或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word、WPS 文件"),
)
_HEIF = re.compile(rb".{4}ftyp(?:heic|heix|mif1|msf1|hevc|avif)", re.DOTALL)
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!.*?>\s*)*<svg\b", re.DOTALL)


def read_picture(data: bytes, name: str, place: Location) -> Picture | list[Diagnostic]:
    """The picture in the bytes of the file `name`, or what is wrong with it.

    `place` is where the issue refers to it. Colours become sRGB or grey, what is transparent
    becomes white; a picture longer than any sheet prints is scaled down.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of is looked at below
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
                problem = _unfit(image, name, place)
                if problem:
                    return [problem]
                image.load()
                kind = _FORMATS[image.format or "PNG"]
                upright = _upright(image)
    except Image.DecompressionBombError:
        return [_too_many_pixels(name, place)]
    except UnidentifiedImageError:
        return [_no_picture(data, name, place)]
    # Pillow reports broken files by whatever its decoders stumble over.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        return [_broken(name, place, error)]
    if max(upright.size) > _LONGEST:
        upright.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    width, height = upright.size
    return Picture(name, kind, encoded(upright, kind), width, height)


def encoded(image: Image, kind: str) -> bytes:
    """The pixels as the bytes of a `kind` of file, the same for the same pixels, and no more."""
    from PIL import Image

    bare = Image.new(image.mode, image.size)
    bare.paste(image)  # without `info`, which Pillow would write out again
    into = BytesIO()
    if kind == "png":
        bare.save(into, "PNG", compress_level=9)
    else:
        bare.save(into, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return into.getvalue()


def _unfit(image: Image, name: str, place: Location) -> Diagnostic | None:
    """What the head of the file already tells against it."""
    width, height = image.size
    if width * height > MOST_PIXELS:
        return _too_many_pixels(name, place, f"{width}×{height}")
    if max(width, height) > _FLATTEST * min(width, height):
        message = f"{quoted(name, 40)}太细长（{width}×{height} 像素）"
        return Diagnostic("picture-shape", message, place, "裁成常见的长宽")
    if image.format == "PNG" and getattr(image, "n_frames", 1) > 1:
        message = f"{quoted(name, 40)}是会动的图片"
        return Diagnostic("picture-animated", message, place, "另存为一张不动的 PNG 或 JPEG")
    return None


def _upright(image: Image) -> Image:
    """The picture as it is to be seen: grey (L) or sRGB (RGB), the way up its camera says."""
    from PIL import Image, ImageOps

    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I") or turned.mode == "F":  # 16 bits: of them the upper eight
        turned = turned.convert("F").point(lambda value: value / 257).convert("L")
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        if profile:
            turned = _in_srgb(turned, profile)
        white = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(white, turned).convert("RGB")
    elif turned.mode in ("1", "L"):
        turned = turned.convert("L")
    else:
        if turned.mode == "P":
            turned = turned.convert("RGB")
        if profile:
            turned = _in_srgb(turned, profile)
        turned = turned.convert("RGB")
    return _grey_if_it_is(turned)


def _in_srgb(image: Image, profile: bytes) -> Image:
    """The colours of a profile in sRGB; a profile that is broken or of other colours is passed."""
    from PIL import ImageCms

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return found or image


def _grey_if_it_is(image: Image) -> Image:
    """A picture all of whose pixels are grey, with one channel."""
    from PIL import ImageChops

    if image.mode == "RGB":
        red, green, blue = image.split()
        apart = (ImageChops.difference(red, other).getbbox() for other in (green, blue))
        if not any(apart):
            return red
    return image


def _too_many_pixels(name: str, place: Location, size: str = "") -> Diagnostic:
    shown = f"（{size} 像素）" if size else ""
    remedy = f"缩小到 {MOST_PIXELS // 10_000} 万像素以下，印刷用 2500 像素宽就够"
    return Diagnostic("picture-too-large", f"{quoted(name, 40)}像素太多{shown}", place, remedy)


def _no_picture(data: bytes, name: str, place: Location) -> Diagnostic:
    """Something else under the name of a picture, or nothing one can make out."""
    if not data:
        message = f"{quoted(name, 40)}是空文件"
        return Diagnostic("picture-broken", message, place, "重新复制一份")
    other = next((what for head, what in _OTHERS if data.startswith(head)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        other = "WebP 图片"
    elif _HEIF.match(data):
        other = "HEIC 图片（苹果手机的格式）"
    elif _SVG.match(data[:2000]):
        other = "SVG 图片"
    if other:
        message = f"{quoted(name, 40)}其实是 {other}"
        remedy = "用看图软件打开，另存为 PNG 或 JPEG；只改文件名没有用"
        if "图片" not in other:
            remedy = "把里面的图片另存为 PNG 或 JPEG，再用那个文件"
        return Diagnostic("picture-kind", message, place, remedy)
    return _broken(name, place)


def _broken(name: str, place: Location, error: Exception | None = None) -> Diagnostic:
    cut = error is not None and "truncated" in str(error)
    message = f"{quoted(name, 40)}{'不完整' if cut else '已损坏'}，读不出图来"
    return Diagnostic("picture-broken", message, place, "重新复制或下载一份，看图软件能打开的才行")
