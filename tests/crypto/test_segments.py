"""A sealed file opens whole and in its place, or not at all."""

import os
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from qa_portal.crypto.sealed import Place
from qa_portal.crypto.segments import (
    FILE_HEAD_BYTES,
    OVERHEAD_BYTES,
    SEGMENT_BYTES,
    seal_segments,
    sealed_bytes,
    unseal_segments,
)
from qa_portal.errors import Unreadable

KEY = os.urandom(32)
HERE = Place("attachments", "file", "a" * 32, "b" * 32)
STEP = SEGMENT_BYTES + OVERHEAD_BYTES
SIZES = (0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES, 3 * SEGMENT_BYTES + 5)


def sealed(clear: bytes, place: Place = HERE, key: bytes = KEY) -> bytes:
    """Return the bytes of a sealed file."""
    out = BytesIO()
    assert seal_segments(key, place, BytesIO(clear), out) == len(clear)
    return out.getvalue()


def opened(blob: bytes, place: Place = HERE, key: bytes = KEY) -> bytes:
    """Open a sealed file whole."""
    return b"".join(unseal_segments(key, place, BytesIO(blob)))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_what_opens(size: int) -> None:
    clear = os.urandom(size)
    blob = sealed(clear)
    assert opened(blob) == clear
    assert len(blob) == sealed_bytes(size)
    assert size < 16 or clear[:16] not in blob


@pytest.mark.parametrize("size", SIZES)
def test_a_file_cut_anywhere_near_a_segment_opens_nothing_whole(size: int) -> None:
    blob = sealed(os.urandom(size))
    ends = {FILE_HEAD_BYTES + at * STEP + shift for at in range(5) for shift in (-1, 0, 1)} | {0, 1, len(blob) - 1}
    for end in sorted(end for end in ends if 0 <= end < len(blob)):
        with pytest.raises(Unreadable):
            opened(blob[:end])


def _parts(blob: bytes) -> list[bytes]:
    body = blob[FILE_HEAD_BYTES:]
    return [body[at : at + STEP] for at in range(0, len(body), STEP)]


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "the first is missing": lambda parts: parts[1:],
    "one in the middle is missing": lambda parts: [parts[0], *parts[2:]],
    "the last is missing": lambda parts: parts[:-1],
    "two changed places": lambda parts: [parts[1], parts[0], *parts[2:]],
    "one stands twice": lambda parts: [parts[0], parts[0], *parts[1:]],
    "the last stands twice": lambda parts: [*parts, parts[-1]],
    "the last stands first": lambda parts: [parts[-1], *parts[:-1]],
    "only the last is left": lambda parts: parts[-1:],
    "something is put behind": lambda parts: [*parts, b"more"],
    "an empty end is put behind": lambda parts: [*parts, os.urandom(OVERHEAD_BYTES)],
    "nothing is left": lambda parts: [],
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("size", [3 * SEGMENT_BYTES, 3 * SEGMENT_BYTES + 9])
def test_segments_that_moved_open_nothing_whole(name: str, size: int) -> None:
    blob = sealed(os.urandom(size))
    with pytest.raises(Unreadable):
        opened(blob[:FILE_HEAD_BYTES] + b"".join(CHANGES[name](_parts(blob))))


def test_a_segment_of_another_file_opens_nothing() -> None:
    one, other = _parts(sealed(b"1" * 2 * SEGMENT_BYTES)), sealed(b"2" * 2 * SEGMENT_BYTES)
    again = sealed(b"1" * 2 * SEGMENT_BYTES, replace(HERE, row_id="c" * 32))
    for head in (other[:FILE_HEAD_BYTES], again[:FILE_HEAD_BYTES]):
        for place in (HERE, replace(HERE, row_id="c" * 32)):
            with pytest.raises(Unreadable):
                opened(head + one[0] + _parts(again)[1], place)


@pytest.mark.parametrize("part", ["table", "column", "row_id", "owner_id"])
def test_a_file_opens_in_no_other_place(part: str) -> None:
    with pytest.raises(Unreadable):
        opened(sealed(b"a photo"), replace(HERE, **{part: "thumbnail"}))  # type: ignore[arg-type]


def test_a_file_opens_with_no_other_key() -> None:
    with pytest.raises(Unreadable):
        opened(sealed(b"a photo"), key=os.urandom(32))


def test_no_bit_can_be_turned() -> None:
    blob = sealed(os.urandom(100))
    for at in range(len(blob)):
        for bit in (1, 128):
            with pytest.raises(Unreadable):
                opened(blob[:at] + bytes([blob[at] ^ bit]) + blob[at + 1 :])


def test_one_file_sealed_twice_shares_no_segment() -> None:
    assert not set(_parts(sealed(bytes(SEGMENT_BYTES)))) & set(_parts(sealed(bytes(SEGMENT_BYTES))))


class _Endless(BytesIO):
    """Counts how much was asked for at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read, and note the size."""
        self.most = max(self.most, size or 0)
        return super().read(size)


def test_never_more_than_a_segment_is_asked_for() -> None:
    clear, blob = _Endless(os.urandom(10 * SEGMENT_BYTES)), BytesIO()
    seal_segments(KEY, HERE, clear, blob)
    assert clear.most == SEGMENT_BYTES
    reading = _Endless(blob.getvalue())
    assert max(len(piece) for piece in unseal_segments(KEY, HERE, reading)) == SEGMENT_BYTES
    assert reading.most == STEP
