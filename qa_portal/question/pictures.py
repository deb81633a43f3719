"""What an upload is, by its bytes alone; pictures are drawn anew by a small process that holds no key."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore

from qa_portal.question import redraw

DRAWN_SIDE = 3072
"""The longer side of a picture as it is kept, in pixels, at most: enough to look closely at skin."""
THUMBNAIL_SIDE = 320
AT_ONCE = 1
"""Pictures a process has drawn at the same time: each takes up to half a gigabyte for a second."""
QUEUE_SECONDS = 15.0
DRAW_SECONDS = 25.0
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")
PDF_HEADS = (b"%PDF-1.", b"%PDF-2.")
PDF_TAIL, PDF_TAIL_BYTES = b"%%EOF", 1024
"""A whole PDF ends with this mark; some writers put a little behind it."""
_slots = BoundedSemaphore(AT_ONCE)


class Kind(StrEnum):
    """What an attachment is kept as."""

    PICTURE = "picture"
    PDF = "pdf"


class Problem(StrEnum):
    """Why a file is not taken; the pages have words for each."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_TAKEN = "not_taken"
    BROKEN = "broken"
    MESSAGE_FULL = "message_full"
    QUESTION_FULL = "question_full"
    BUSY = "busy"


class BadFile(ValueError):
    """A file that is not taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is kept of an upload."""

    kind: Kind
    clear_body: bytes = field(repr=False)
    clear_thumbnail: bytes = field(repr=False)
    """Empty for a PDF."""


def prepare(clear_upload: bytes, max_pixels: int) -> Prepared:
    """Decide by its first bytes what a file is, and make of it what may be kept.

    Raises: BadFile.
    """
    if not clear_upload:
        raise BadFile(Problem.EMPTY)
    if clear_upload.startswith(PDF_HEADS):
        if PDF_TAIL not in clear_upload[-PDF_TAIL_BYTES:]:
            raise BadFile(Problem.BROKEN)
        return Prepared(Kind.PDF, clear_upload, b"")
    if not clear_upload.startswith(MAGIC):
        raise BadFile(Problem.NOT_TAKEN)
    with _slot():
        clear_body, clear_thumbnail = _drawn(clear_upload, max_pixels)
    return Prepared(Kind.PICTURE, clear_body, clear_thumbnail)


def _drawn(clear_upload: bytes, max_pixels: int) -> tuple[bytes, bytes]:
    sizes = [str(number) for number in (max_pixels, DRAWN_SIDE, THUMBNAIL_SIDE)]
    command = [sys.executable, "-I", str(Path(redraw.__file__)), *sizes]
    # An empty environment: nothing of ours goes along.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        try:
            out, _ = process.communicate(clear_upload, timeout=DRAW_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise BadFile(Problem.BROKEN) from None
    if process.returncode == redraw.TOO_MANY_PIXELS:
        raise BadFile(Problem.TOO_MANY_PIXELS)
    if process.returncode != 0:
        raise BadFile(Problem.BROKEN)
    end = redraw.LENGTH_BYTES + int.from_bytes(out[: redraw.LENGTH_BYTES], "big")
    return out[redraw.LENGTH_BYTES : end], out[end:]


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=QUEUE_SECONDS):
        raise BadFile(Problem.BUSY)
    try:
        yield
    finally:
        _slots.release()
