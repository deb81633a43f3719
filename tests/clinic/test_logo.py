"""Logos: drawn anew within limits, whatever was uploaded."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from qa_portal.clinic import logo
from qa_portal.clinic.logo import BadLogo, redraw


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120), **saved: object) -> bytes:
    drawn = BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, (11, 93, 107)).save(drawn, format=kind, **saved)
    return drawn.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes whose header says it is enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_as_webp(kind: str) -> None:
    made = redraw(picture(kind))
    with Image.open(BytesIO(made.body)) as found:
        assert found.format == "WEBP"
        assert found.size == (300, 120)
    assert made.media_type == "image/webp"
    assert len(made.digest) == 64


def test_a_large_picture_is_made_small_and_keeps_its_shape() -> None:
    with Image.open(BytesIO(redraw(picture(size=(1800, 900))).body)) as found:
        assert found.size == (480, 240)


def test_nothing_hidden_in_the_file_survives() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "zxqvbkwj")
    exif = Image.Exif()
    exif[0x010E] = "zxqvbkwj"
    for upload in (picture(pnginfo=notes), picture("JPEG", exif=exif), picture() + b"<script>zxqvbkwj</script>"):
        assert b"zxqvbkwj" in upload or b"zTXt" in upload
        made = redraw(upload).body
        assert b"zxqvbkwj" not in made
        with Image.open(BytesIO(made)) as found:
            assert not found.getexif()


@pytest.mark.parametrize("size", [(2001, 2001), (12_000, 12_000), (65_000, 65_000)])
def test_a_small_file_that_unpacks_to_too_many_pixels_is_refused_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(BadLogo, match="too_many_pixels"):
        redraw(png_that_claims(*size))


def test_a_large_file_is_refused_unread() -> None:
    with pytest.raises(BadLogo, match="too_large"):
        redraw(b"\x89PNG" + bytes(logo.MAX_BYTES))


def gif() -> bytes:
    drawn = BytesIO()
    Image.new("P", (10, 10)).save(drawn, format="GIF")
    return drawn.getvalue()


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%!PS-Adobe-3.0\n",
        b"\x89PNG\r\n\x1a\n",
        picture()[:60],
        picture("JPEG")[:200],
        picture("WEBP")[:30],
        b"\xff\xd8\xff" + b"\x00" * 500,
        gif(),
    ],
)
def test_what_is_no_picture_we_take_is_refused(upload: bytes) -> None:
    with pytest.raises(BadLogo, match="not_a_picture"):
        redraw(upload)
