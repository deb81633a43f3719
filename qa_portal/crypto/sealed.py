"""Sealing a field: AES-256-GCM, bound to the place it stands in.

Format: version (1 byte) | algorithm (1) | key id (8) | nonce (12) | ciphertext and tag.
Source: NIST SP 800-38D; OWASP ASVS 5.0, appendix C.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from qa_portal.errors import Unreadable

VERSION = 1
AES_256_GCM = 1
KEY_ID_BYTES = 8
NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = 2 + KEY_ID_BYTES + NONCE_BYTES
PLACEHOLDER = "[This text cannot be opened.]"
"""Stands on a page where a sealed value could not be opened; the rest of the page is readable."""
BUCKET_MIN = 32
BUCKET_STEP = 256
"""Clear text is padded to 32, 64, 128, 256 and then multiples of 256 bytes: length tells too much."""


class Sealed:
    """Ciphertext as an opaque value: prints `<sealed>`, compares by its bytes, cannot be formatted or joined."""

    __slots__ = ("_blob",)

    def __init__(self, blob: bytes) -> None:
        self._blob = bytes(blob)

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._blob == other._blob

    def __hash__(self) -> int:
        return hash(self._blob)

    def to_bytes(self) -> bytes:
        """Return the ciphertext, for storage."""
        return self._blob

    @property
    def key_id(self) -> bytes:
        """The 8 bytes that name the key it was sealed with."""
        return self._blob[2 : 2 + KEY_ID_BYTES]


class SealedColumn(TypeDecorator[Sealed]):
    """A column of PHI: takes and gives `Sealed`, refuses plain text. NULL alone means absent."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        """Refuse anything that is not sealed."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError("this column takes sealed values only")
        return value.to_bytes()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        """Hand out what was stored, still sealed."""
        return None if value is None else Sealed(value)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs. Only facts that never change: it opens nowhere else."""

    table: str
    column: str
    row_id: str
    owner_id: str
    revision: int = 0
    bound_to: str = ""
    """What else of the row its words belong with, such as who wrote them."""

    def associated_data(self) -> bytes:
        """Return the facts, each with its length, so that no two places share bytes."""
        parts = [str(VERSION), self.table, self.column, self.row_id, self.owner_id, str(self.revision)]
        if self.bound_to:
            parts.append(self.bound_to)
        encoded = [part.encode() for part in parts]
        return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


class SealedRow(Protocol):
    """A row with sealed columns: its table, its random id, and whose key seals it."""

    __tablename__: str

    @property
    def id(self) -> Any:
        """The random id of the row."""

    @property
    def owner_id(self) -> Any:
        """The person or question the row belongs to."""


def key_id_of(key: bytes) -> bytes:
    """Return the public name of a key, 8 bytes: a hash under a fixed label, which tells nothing of the key."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"qa-portal key id" + key)
    return digest.finalize()[:KEY_ID_BYTES]


def place_of(row: SealedRow, column: str) -> Place:
    """Return the place of one column of a row.

    A row sealed anew in place counts its `revision`; one whose words belong with more than their owner, such as with
    who wrote them, has `bound_to`.
    """
    revision, bound_to = getattr(row, "revision", 0), getattr(row, "bound_to", "")
    return Place(row.__tablename__, column, row.id, row.owner_id, revision, bound_to)


def seal_bytes(key: bytes, associated_data: bytes, clear: bytes) -> bytes:
    """Seal bytes as they are, without padding: for keys and other values of one length."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = bytes((VERSION, AES_256_GCM)) + key_id_of(key) + nonce
    return head + AESGCM(key).encrypt(nonce, clear, head[: 2 + KEY_ID_BYTES] + associated_data)


def open_bytes(key: bytes, associated_data: bytes, blob: bytes) -> bytes:
    """Open what `seal_bytes` made.

    Raises: Unreadable, when the key, the place or a single bit differs.
    """
    if len(blob) < HEAD_BYTES + TAG_BYTES or blob[:2] != bytes((VERSION, AES_256_GCM)):
        raise Unreadable("a sealed value is cut or of an unknown form")
    head, nonce, sealed = blob[: 2 + KEY_ID_BYTES], blob[2 + KEY_ID_BYTES : HEAD_BYTES], blob[HEAD_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, sealed, head + associated_data)
    except InvalidTag:
        raise Unreadable("a sealed value does not belong here or was changed") from None


def seal(key: bytes, place: Place, clear: str) -> Sealed:
    """Seal a text for one place; an empty text is sealed like any other."""
    return Sealed(seal_bytes(key, place.associated_data(), _pad(clear.encode())))


def unseal(key: bytes, place: Place, sealed: Sealed) -> str:
    """Open a text. Called by the readings and rotation only: they check and record.

    Raises: Unreadable.
    """
    try:
        padded = open_bytes(key, place.associated_data(), sealed.to_bytes())
    except Unreadable:
        if not place.bound_to:
            raise
        # Sealed before such words were bound to more than their owner. What was sealed since does not open so.
        padded = open_bytes(key, replace(place, bound_to="").associated_data(), sealed.to_bytes())
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length].decode()


def seal_into(key: bytes, row: SealedRow, **clear: str | None) -> None:
    """Seal each text into the column of its name; None stays NULL."""
    for column, text in clear.items():
        setattr(row, column, None if text is None else seal(key, place_of(row, column), text))


def _pad(clear: bytes) -> bytes:
    filled = len(clear).to_bytes(4, "big") + clear
    return filled + bytes(_bucket(len(filled)) - len(filled))


def _bucket(length: int) -> int:
    size = BUCKET_MIN
    while size < length and size < BUCKET_STEP:
        size *= 2
    return size if length <= size else -(-length // BUCKET_STEP) * BUCKET_STEP
