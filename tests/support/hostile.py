"""Files of people who mean harm, and of people who do not: made by code, small, each with what must come of it."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from qa_portal.question.pictures import Problem

CANARY = "qxvzkwjtgh"
"""Stands in every file that can hold words; none of it may be found on a disk."""
GPS = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
SCRIPT = f"<script>alert('{CANARY}')</script>".encode()
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%" + CANARY.encode() + b"\n%%EOF\n"
)


def picture(kind: str = "JPEG", size: tuple[int, int] = (160, 120), **options: Any) -> bytes:
    """Return a picture of a few shades."""
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    file = BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


def photo(orientation: int = 6, size: tuple[int, int] = (160, 120)) -> bytes:
    """Return a photo as a phone writes it: where, when, with what, a comment and a profile."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = f"Maker {CANARY}"
    exif[0x0132] = "2026:03:01 10:11:12"
    exif.get_ifd(0x8825).update(GPS)
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    return picture("JPEG", size, exif=exif, comment=CANARY.encode(), icc_profile=CANARY.encode() * 20, xmp=xmp)


def bomb_png(width: int, height: int) -> bytes:
    """Return a PNG of one shade: as many pixels as asked for, packed to almost nothing."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def text_bomb_png() -> bytes:
    """Return a small PNG whose comment unpacks to 64 MB."""
    whole = picture("PNG")
    comment = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 64 * 1024 * 1024, 9))
    return whole[:33] + comment + whole[33:]


def lying_png() -> bytes:
    """Return a PNG whose head says 100,000 by 100,000 and which holds a few rows."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(3001) * 4)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def animation(kind: str, frames: int) -> bytes:
    """Return a moving picture."""
    shades = [Image.new("P" if kind == "GIF" else "RGB", (400, 400), at % 200) for at in range(frames)]
    file = BytesIO()
    shades[0].save(file, kind, save_all=True, append_images=shades[1:], duration=20)
    return file.getvalue()


def gif_and_script() -> bytes:
    """Return a GIF that a browser could also run as JavaScript."""
    whole = picture("GIF", (0x2F2A // 100, 20))
    return whole[:6] + b"/*" + whole[8:] + b"*/=1;" + SCRIPT


def jpeg_and_zip() -> bytes:
    """Return a JPEG that is a ZIP archive, too."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(f"{CANARY}.html", SCRIPT)
    return picture("JPEG") + archive.getvalue()


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html>" + SCRIPT + b"</html>"
REFUSED: dict[str, tuple[str, bytes, Problem]] = {
    "zero bytes": ("empty.jpg", b"", Problem.EMPTY),
    "svg": ("drawing.svg", SVG, Problem.NOT_TAKEN),
    "svg named png": ("drawing.png", SVG, Problem.NOT_TAKEN),
    "html named jpg": ("holiday.jpg", HTML, Problem.NOT_TAKEN),
    "html behind the mark of a jpeg": ("holiday.jpg", b"\xff\xd8\xff" + HTML, Problem.BROKEN),
    "html behind the mark of a gif": ("holiday.gif", b"GIF89a" + HTML, Problem.BROKEN),
    "a program": ("photo.jpg", b"MZ\x90\0" + b"\0" * 200, Problem.NOT_TAKEN),
    "a zip": ("photos.zip", b"PK\3\4" + b"\0" * 200, Problem.NOT_TAKEN),
    "a sound named webp": ("voice.webp", b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40, Problem.BROKEN),
    "tiff": ("scan.tif", picture("TIFF"), Problem.NOT_TAKEN),
    "bmp": ("scan.bmp", picture("BMP"), Problem.NOT_TAKEN),
    "postscript": ("scan.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", Problem.NOT_TAKEN),
    "a pixel bomb": ("bomb.png", bomb_png(30_000, 30_000), Problem.TOO_MANY_PIXELS),
    "a head that lies": ("bomb.png", lying_png(), Problem.TOO_MANY_PIXELS),
    "a text bomb": ("bomb.png", text_bomb_png(), Problem.BROKEN),
    "a jpeg cut off": ("cut.jpg", picture("JPEG", (800, 600))[:4000], Problem.BROKEN),
    "a png cut off": ("cut.png", picture("PNG", (800, 600))[:200], Problem.BROKEN),
    "a pdf cut off": ("cut.pdf", PDF[:60], Problem.BROKEN),
    "a pdf behind html": ("letter.pdf", HTML + PDF, Problem.NOT_TAKEN),
    "a pdf of no version": ("letter.pdf", b"%PDF-\n" + HTML + b"%%EOF", Problem.NOT_TAKEN),
}
"""What is refused: a name, the bytes, and what is said."""
TAKEN: dict[str, tuple[str, bytes]] = {
    "a photo with its place": ("IMG_1.jpg", photo()),
    "a gif that is a script": ("moving.gif", gif_and_script()),
    "a jpeg that is a zip": ("photo.jpg", jpeg_and_zip()),
    "a moving gif": ("moving.gif", animation("GIF", 300)),
    "a moving webp": ("moving.webp", animation("WEBP", 40)),
    "a png named pdf": ("scan.pdf", picture("PNG")),
    "a pdf named jpg": ("letter.jpg", PDF),
    "a pdf that is html": ("letter.html", b"%PDF-1.7\n" + HTML + PDF),
    "a pdf with a script": (
        "letter.pdf",
        PDF.replace(b"1 0 R>>\n", b"1 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n"),
    ),
}
"""What is kept, drawn anew or as a file to save."""
NAMES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/cron.d/x",
    "photo.jpg\0.html",
    "photo\u202egpj.exe",
    "a\r\nSet-Cookie: x=1.jpg",
    'quote".jpg; filename=evil.html',
    "<img src=x onerror=alert(1)>.jpg",
    "{{ 7*7 }}.jpg",
    "x" * 3000 + ".jpg",
    "",
    ".",
    "…/عربي.jpg",
)
"""Names of files that would like to be something else."""
