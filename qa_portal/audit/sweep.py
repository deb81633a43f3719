"""Looking for words in every byte on a disk, in all the forms they could stand in there."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

READABLE = re.compile(rb"(?:[ -~]\0){9,}[ -~]|[ -~]{10,}")
"""Runs of plain signs, or of plain signs with a zero byte between each two."""
PIECE_BYTES = 4 * 1024 * 1024
"""A file is looked through piece by piece, so that a large database needs no memory of its size."""
OVERLAP_BYTES = 4096
"""So much of a piece is looked at again with the next: a word may stand across the cut."""
ENVELOPE = re.compile(rb"(?m)^To: .*$")
"""Whom a mail goes to stands on its envelope."""


@dataclass
class Swept:
    """What a sweep looked at, and what it found: the forms of words by the file they stand in."""

    files: int = 0
    size_bytes: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)


def needles(word: str) -> Iterator[tuple[str, bytes, bool]]:
    """Give each form a word could stand in on a disk: its name, its bytes, and whether case matters."""
    yield "plain", word.encode(), False
    # The other byte order differs in the first and the last byte only.
    yield "utf-16", word.encode("utf-16-le")[:-1], False
    for cased in (word, word.upper(), word.capitalize()):
        yield "hex", cased.encode().hex().encode(), False
        for shift in range(3):
            # Of three neighbours in base64, the first and the last depend on what stands beside the word.
            encoded = base64.b64encode(b"\0" * shift + cased.encode())
            yield "base64", encoded[4 if shift else 0 : -4], True


def hits(everything: bytes, words: Iterable[str]) -> list[tuple[str, str]]:
    """Return each word that stands in the bytes, with the form it stands in."""
    # Most of a sealed store is noise: only what could be text, in one byte a sign or in two, is looked through.
    content = b"\n".join(READABLE.findall(everything))
    folded = content.lower()
    return [
        (word, form)
        for word in words
        for form, needle, exact in needles(word)
        if needle in (content if exact else folded)
    ]


def sweep(places: Iterable[Path], words: Iterable[str], may_read: Callable[[Path], bool] = lambda _path: True) -> Swept:
    """Look through every file of the places (files, or folders with all below them), names too."""
    wanted, swept = list(words), Swept()
    for path in _files(places):
        if not may_read(path):
            continue
        seen = hits(str(path).encode(), wanted)
        try:
            for piece in _pieces(path):
                swept.size_bytes += len(piece)
                seen += hits(piece, wanted)
        except (FileNotFoundError, PermissionError):
            continue
        swept.files += 1
        if seen:
            swept.found[str(path)] = sorted({f"{word} ({form})" for word, form in seen})
    return swept


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from (path for path in place.rglob("*") if _is_file(path)) if place.is_dir() else (place,)


def _is_file(path: Path) -> bool:
    # A pipe would make a reader wait for ever; a link leads to a file that is looked at in its own place.
    return path.is_file() and not path.is_symlink()


def _pieces(path: Path) -> Iterator[bytes]:
    if path.suffix == ".eml":
        yield ENVELOPE.sub(b"", path.read_bytes())
        return
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(PIECE_BYTES):
            yield tail + piece
            tail = piece[-OVERLAP_BYTES:]
