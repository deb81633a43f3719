"""Sealing a file: segments of one size, each AES-256-GCM, bound to the file's place, its number and to being the last.

Format: version (1 byte) | algorithm (1) | key id (8) | segments, each nonce (12) | ciphertext and tag. Two segments
are in memory at a time. A segment that is cut, missing, moved or of another file opens nothing.
Source: PHI at rest by NIST SP 800-38D; the shape is STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015).
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qa_portal.crypto.sealed import AES_256_GCM, KEY_ID_BYTES, NONCE_BYTES, TAG_BYTES, VERSION, Place, key_id_of
from qa_portal.errors import Unreadable

SEGMENT_BYTES = 64 * 1024
"""Clear bytes of a segment; only the last is shorter."""
OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES
FILE_HEAD_BYTES = 2 + KEY_ID_BYTES
KEY_BYTES = 32


def sealed_bytes(clear_size: int) -> int:
    """Return how long a sealed file of so many clear bytes is; an empty one has one empty segment."""
    return FILE_HEAD_BYTES + clear_size + max(1, -(-clear_size // SEGMENT_BYTES)) * OVERHEAD_BYTES


def seal_segments(key: bytes, place: Place, clear_file: BinaryIO, sealed_file: BinaryIO) -> int:
    """Seal a file under a key made for this place; return how many clear bytes there were."""
    cipher = _Cipher(key, place)
    sealed_file.write(cipher.head)
    clear_size, number = 0, 0
    clear_segment = clear_file.read(SEGMENT_BYTES)
    while True:
        clear_next = clear_file.read(SEGMENT_BYTES)
        sealed_file.write(cipher.seal(clear_segment, number, last=not clear_next))
        clear_size += len(clear_segment)
        if not clear_next:
            return clear_size
        clear_segment, number = clear_next, number + 1


def unseal_segments(key: bytes, place: Place, sealed_file: BinaryIO) -> Iterator[bytes]:
    """Open a file, one segment after another. Called by the readings only: they check and record.

    Raises: Unreadable, at the first segment that is not what was sealed there.
    """
    cipher = _Cipher(key, place)
    if sealed_file.read(FILE_HEAD_BYTES) != cipher.head:
        raise Unreadable("a sealed file is cut, of an unknown form or of another place")
    number = 0
    segment = sealed_file.read(SEGMENT_BYTES + OVERHEAD_BYTES)
    while True:
        following = sealed_file.read(SEGMENT_BYTES + OVERHEAD_BYTES)
        yield cipher.open(segment, number, last=not following)
        if not following:
            return
        segment, number = following, number + 1


class _Cipher:
    """The cipher of one file."""

    def __init__(self, key: bytes, place: Place) -> None:
        self._bound = place.associated_data()
        derived = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"qa-portal/file" + self._bound).derive(key)
        self._cipher = AESGCM(derived)
        self.head = bytes((VERSION, AES_256_GCM)) + key_id_of(derived)

    def seal(self, clear_segment: bytes, number: int, *, last: bool) -> bytes:
        """Seal one segment."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, clear_segment, self._facts(number, last))

    def open(self, segment: bytes, number: int, *, last: bool) -> bytes:
        """Open one segment."""
        if len(segment) < OVERHEAD_BYTES:
            raise Unreadable("a sealed file is cut")
        try:
            return self._cipher.decrypt(segment[:NONCE_BYTES], segment[NONCE_BYTES:], self._facts(number, last))
        except InvalidTag:
            raise Unreadable("a segment of a sealed file does not belong here or was changed") from None

    def _facts(self, number: int, last: bool) -> bytes:
        return self.head + number.to_bytes(8, "big") + bytes((last,)) + self._bound
