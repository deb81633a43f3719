"""Passwords: Argon2id, few at a time, the same work for an account that does not exist; and which are too easy.

Source: OWASP Password Storage Cheat Sheet; NIST SP 800-63B, section 5.1.1.2 (length and a list, no composition rules).
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from qa_portal.errors import TooMany

MEMORY_KIB = 19 * 1024
"""Memory one hash takes, in KiB. Source: OWASP Password Storage Cheat Sheet."""
ROUNDS, LANES = 2, 1
SALT_BYTES, HASH_BYTES = 16, 32
AT_ONCE = 2
"""Hashes a process makes at the same time: more would only make each slower, and memory scarce."""
QUEUE_SECONDS = 2.0
MIN_CHARS, MAX_CHARS = 12, 256
MIN_DIFFERENT_CHARS = 5
MIN_WORD_CHARS = 4
ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop")
_SIGNS = re.compile(r"[\W\d_]+")
_PARAMETERS = f"$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}$"
_slots = BoundedSemaphore(AT_ONCE)


def hash_password(clear_password: str) -> str:
    """Return the encoded Argon2id string: parameters, a fresh salt and the hash.

    Raises: TooMany, when the queue for hashing does not move.
    """
    with _slot():
        return _argon2(secrets.token_bytes(SALT_BYTES)).derive_phc_encoded(_bytes(clear_password))


def matches(clear_password: str, encoded: str | None) -> bool:
    """Compare a password with a stored hash; with None the same work is done, and the answer is no.

    Raises: TooMany.
    """
    with _slot():
        try:
            Argon2id.verify_phc_encoded(_bytes(clear_password), encoded or _dummy())
        except InvalidKey:
            return False
    return encoded is not None


def spend_time() -> None:
    """Do the work of one hash, so that the time of an answer tells nothing.

    Raises: TooMany.
    """
    matches("", None)


def is_outdated(encoded: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return not encoded.startswith(_PARAMETERS)


def is_long_enough(clear_password: str) -> bool:
    """Say whether a password has the length we ask for."""
    return len(unicodedata.normalize("NFKC", clear_password)) >= MIN_CHARS


def is_too_easy(clear_password: str, *clear_known: str) -> bool:
    """Say whether guessers try this early: a leaked password, a pattern, one known word and some digits.

    `clear_known` is what a guesser knows of the person, such as the address.
    """
    plain = unicodedata.normalize("NFKC", clear_password).casefold()
    if plain in _common_passwords() or len(set(plain)) < MIN_DIFFERENT_CHARS:
        return True
    if _is_repeated(plain) or _is_a_run(plain):
        return True
    known = [word for text in clear_known for word in _SIGNS.split(text.casefold()) if len(word) >= MIN_WORD_CHARS]
    return any(_is_only(plain, [word]) for word in _common_words()) or _is_only(plain, known)


def _is_repeated(plain: str) -> bool:
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 7))


def _is_a_run(plain: str) -> bool:
    return any(plain in row * 4 or plain in row[::-1] * 4 for row in ROWS)


def _is_only(plain: str, words: list[str]) -> bool:
    # What remains besides well-known words, digits and signs is all that a guesser has to guess.
    rest = plain
    for word in words:
        rest = rest.replace(word, "")
    return rest != plain and not _SIGNS.sub("", rest)


def _bytes(clear_password: str) -> bytes:
    # The same letters typed on another keyboard must be the same password (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", clear_password).encode()


def _argon2(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=HASH_BYTES, iterations=ROUNDS, lanes=LANES, memory_cost=MEMORY_KIB)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=QUEUE_SECONDS):
        raise TooMany("Many people are signing in right now. Wait a little, then try again.")
    try:
        yield
    finally:
        _slots.release()


@cache
def _dummy() -> str:
    return _argon2(secrets.token_bytes(SALT_BYTES)).derive_phc_encoded(secrets.token_bytes(HASH_BYTES))


@cache
def _common_passwords() -> frozenset[str]:
    return _lines("common_passwords.txt")


@cache
def _common_words() -> frozenset[str]:
    return _lines("common_words.txt")


def _lines(name: str) -> frozenset[str]:
    text = files("qa_portal.identity").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
