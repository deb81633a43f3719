"""A clinic's logo: what was uploaded is decoded within limits and drawn anew, so nothing of the file survives."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image

MAX_BYTES = 1024 * 1024
"""Largest file taken, in bytes."""
MAX_PIXELS = 4_000_000
"""Largest picture taken, width times height: a small file can unpack to gigabytes."""
MAX_WIDTH, MAX_HEIGHT = 600, 240
"""The size it is kept in, at most; a header needs no more."""
FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPE = "image/webp"


class BadLogo(ValueError):
    """The file is no picture we take; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture we drew ourselves."""

    body: bytes
    media_type: str
    digest: str


def redraw(upload: bytes) -> Logo:
    """Decode a PNG, JPEG or WEBP file and return it as a small, clean WEBP picture.

    Raises: BadLogo.
    """
    if len(upload) > MAX_BYTES:
        raise BadLogo("too_large")
    try:
        picture = _decoded(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadLogo("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        # Pillow reports broken files with any of these, by format.
        raise BadLogo("not_a_picture") from None
    if picture is None:
        raise BadLogo("too_many_pixels")
    picture.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    drawn = BytesIO()
    picture.save(drawn, format="WEBP", lossless=True, quality=80)
    body = drawn.getvalue()
    return Logo(body=body, media_type=MEDIA_TYPE, digest=sha256(body).hexdigest())


def _decoded(upload: bytes) -> Image.Image | None:
    """The first frame as plain pixels, without profile or metadata; None when it has too many of them."""
    with Image.open(BytesIO(upload), formats=FORMATS) as found:
        # The size stands in the header: checked before a single pixel is unpacked.
        if found.width * found.height > MAX_PIXELS:
            return None
        pixels = found.convert("RGBA")
    clean = Image.new("RGBA", pixels.size)
    clean.paste(pixels)
    return clean
