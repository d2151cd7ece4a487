import struct
from io import BytesIO

from PIL import Image, ImageCms

from briefing.writers.srgb import profile


def test_little_cms_takes_it_for_srgb() -> None:
    """Every value of each channel, alone and mixed, is the same colour in its own sRGB."""
    ours = ImageCms.ImageCmsProfile(BytesIO(profile()))
    theirs = ImageCms.createProfile("sRGB")
    colors = bytes(value * step % 256 for value in range(256) for step in (1, 7, 13))
    grays = bytes(value for value in range(256) for _ in range(3))
    image = Image.frombytes("RGB", (256, 2), colors + grays)

    turned = ImageCms.profileToProfile(
        image, ours, theirs, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC
    )

    assert turned is not None
    found = zip(image.tobytes(), turned.tobytes(), strict=True)
    assert max(abs(before - after) for before, after in found) <= 1


def test_it_says_what_it_is() -> None:
    opened = ImageCms.ImageCmsProfile(BytesIO(profile())).profile

    assert opened.profile_description == "sRGB IEC61966-2.1"
    assert (opened.device_class, opened.xcolor_space, opened.connection_space) == (
        "mntr",
        "RGB ",
        "XYZ ",
    )
    assert opened.version == 2.4


def test_its_tags_lie_within_it_and_begin_at_words() -> None:
    made = profile()
    (size,) = struct.unpack(">I", made[:4])
    (count,) = struct.unpack(">I", made[128:132])
    rows = [struct.unpack(">4sII", made[at : at + 12]) for at in range(132, 132 + 12 * count, 12)]

    assert size == len(made) < 1024
    assert len({name for name, _, _ in rows}) == count == 9
    for _, start, length in rows:
        assert start % 4 == 0
        assert 132 + 12 * count <= start <= start + length <= size
