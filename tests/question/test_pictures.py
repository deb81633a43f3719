"""What is made of uploads: by their bytes alone, without what a phone wrote into them, and never in our own process."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from qa_portal.question import pictures, redraw
from qa_portal.question.pictures import BadFile, Kind, Problem, prepare
from tests.support import hostile

MAX_PIXELS = 40_000_000


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_and_the_reason_is_named(name: str) -> None:
    _name, body, problem = hostile.REFUSED[name]
    with pytest.raises(BadFile) as refused:
        prepare(body, MAX_PIXELS)
    assert refused.value.problem is problem


@pytest.mark.parametrize("name", hostile.TAKEN)
def test_of_a_file_that_is_kept_only_pixels_or_a_pdf_remain(name: str) -> None:
    _name, body = hostile.TAKEN[name]
    made = prepare(body, MAX_PIXELS)
    if body.startswith(b"%PDF-"):
        assert (made.kind, made.clear_body, made.clear_thumbnail) == (Kind.PDF, body, b"")
        return
    assert made.kind is Kind.PICTURE
    for kept in (made.clear_body, made.clear_thumbnail):
        assert hostile.CANARY.encode() not in kept
        assert b"<script" not in kept
        with Image.open(BytesIO(kept)) as again:
            assert again.format == "JPEG"
            assert not again.getexif()
            assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert kept.endswith(b"\xff\xd9"), "something hangs on behind"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), "white")
    upright.paste((200, 0, 0), (0, 0, 20, 20))
    held = {index: turn for index, turn in redraw.TURNS.items() if index == orientation}.get(orientation)
    back = {
        Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
        Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
    }
    stored = upright if held is None else upright.transpose(back.get(held, held))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    stored.save(file, "JPEG", exif=exif, quality=95)
    with Image.open(BytesIO(prepare(file.getvalue(), MAX_PIXELS).clear_body)) as drawn:
        assert drawn.size == (60, 40)
        corners = [drawn.getpixel(at) for at in ((5, 5), (55, 5), (5, 35), (55, 35))]
    assert [sum(colour) < 400 for colour in corners] == [True, False, False, False]  # type: ignore[arg-type]


def test_a_large_picture_is_made_smaller_and_gets_a_thumbnail() -> None:
    made = prepare(hostile.picture("JPEG", (4000, 3000)), MAX_PIXELS)
    with Image.open(BytesIO(made.clear_body)) as whole, Image.open(BytesIO(made.clear_thumbnail)) as small:
        assert whole.size == (pictures.DRAWN_SIDE, pictures.DRAWN_SIDE * 3 // 4)
        assert max(small.size) == pictures.THUMBNAIL_SIDE


def test_what_is_see_through_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    with Image.open(BytesIO(prepare(file.getvalue(), MAX_PIXELS).clear_body)) as drawn:
        assert min(drawn.getpixel((10, 10))) > 250  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (30, 20)).save(file, "PNG")
    assert prepare(file.getvalue(), MAX_PIXELS).kind is Kind.PICTURE


def test_a_cmyk_photo_is_taken() -> None:
    file = BytesIO()
    Image.new("CMYK", (30, 20)).save(file, "JPEG")
    assert prepare(file.getvalue(), MAX_PIXELS).kind is Kind.PICTURE


def test_the_limit_of_pixels_is_the_one_told() -> None:
    file = hostile.picture("PNG", (100, 100))
    assert prepare(file, 10_000).kind is Kind.PICTURE
    with pytest.raises(BadFile) as refused:
        prepare(file, 9_999)
    assert refused.value.problem is Problem.TOO_MANY_PIXELS


def test_the_process_that_draws_has_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_SECRET_OF_OURS", "a key")
    look = (
        "import os, resource, sys; sys.path.insert(0, {0!r}); import redraw; redraw.confine();"
        "print(sorted(os.environ), [resource.getrlimit(w)[0] for w in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)],"
        "resource.getrlimit(resource.RLIMIT_AS)[0], [n for n in sys.modules if n.startswith('qa_portal')])"
    )
    folder = str(Path(redraw.__file__).parent)
    done = subprocess.run(
        [sys.executable, "-I", "-c", look.format(folder)], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith(f"[0, 0] {redraw.MEMORY_BYTES} []")
    assert "QA_SECRET_OF_OURS" not in done.stdout
