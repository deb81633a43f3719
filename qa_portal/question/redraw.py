"""Draws a picture anew, as a program of its own: `python -I redraw.py MAX_PIXELS SIDE THUMBNAIL_SIDE`.

It is started for one upload, gets the file on its standard input, and ends. It has no key, no settings, no database
and little memory, may write no file, and what it prints is a fresh JPEG picture and a small one: whatever a hostile
file does to the decoder, it does it here. It imports nothing of the house.
"""

import os
import resource
import sys
from io import BytesIO

from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
NOT_A_PICTURE, TOO_MANY_PIXELS = 3, 4
"""Exit codes; 0 means drawn."""
MEMORY_BYTES = 512 * 1024 * 1024
"""Enough for 40 million pixels of a photo, in bytes."""
CPU_SECONDS = 15
QUALITY, THUMBNAIL_QUALITY = 85, 70
WHITE = (255, 255, 255)
LENGTH_BYTES = 4
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by what its camera noted."""


def draw(upload: bytes, max_pixels: int, side: int) -> Image.Image | None:
    """Return the first frame, upright, opaque and within `side`; None when it has too many pixels."""
    with Image.open(BytesIO(upload), formats=FORMATS) as found:
        # The size stands in the header: checked before a single pixel is unpacked.
        if found.width * found.height > max_pixels:
            return None
        shrink = min(1.0, side / max(found.size))
        # A photo is unpacked at half or a quarter of its size where that is enough: less memory.
        found.draft("RGB", (int(found.width * shrink), int(found.height * shrink)))
        turn = TURNS.get(found.getexif().get(ORIENTATION, 1))
        picture = _readied(found)
        # Made small before anything is copied, and before it is laid on white: again less memory.
        picture.thumbnail((side, side))
        flat = _on_white(picture)
    return flat if turn is None else flat.transpose(turn)


def _readied(found: Image.Image) -> Image.Image:
    if found.has_transparency_data:
        return found.convert("RGBA")
    if found.mode != "RGB":
        return found.convert("RGB")
    found.load()
    return found


def _on_white(picture: Image.Image) -> Image.Image:
    flat = Image.new("RGB", picture.size, WHITE)
    flat.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return flat


def encoded(picture: Image.Image, quality: int) -> bytes:
    """Return the pixels as JPEG and nothing else: no place, no camera, no colour profile, no comment."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    file = BytesIO()
    clean.save(file, format="JPEG", quality=quality, optimize=False)
    return file.getvalue()


def main(max_pixels: int, side: int, thumbnail_side: int) -> int:
    """Read, draw, write; return the exit code."""
    upload = sys.stdin.buffer.read()
    try:
        picture = draw(upload, max_pixels, side)
        if picture is None:
            return TOO_MANY_PIXELS
        whole = encoded(picture, QUALITY)
        picture.thumbnail((thumbnail_side, thumbnail_side))
        small = encoded(picture, THUMBNAIL_QUALITY)
    except (Image.DecompressionBombError, MemoryError):
        return TOO_MANY_PIXELS
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError):
        # Pillow reports broken files with any of these, by format.
        return NOT_A_PICTURE
    sys.stdout.buffer.write(len(whole).to_bytes(LENGTH_BYTES, "big") + whole + small)
    return 0


def confine() -> None:
    """Take from this process what a decoder does not need."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # The web comes first, and where memory is short, this goes first.
    os.nice(5)


if __name__ == "__main__":
    confine()
    Image.MAX_IMAGE_PIXELS = None
    Image.init()
    sys.exit(main(*(int(word) for word in sys.argv[1:4])))
