"""Pages of results kept in memory for a while: many people search for the same few words.

Only of short searches, which say what thousands look for; a letter is a person's own and is kept nowhere. What is kept
goes with the next publication, with the next write to the index, and after some minutes anyway.
"""

import threading
import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass

from flask import current_app

EXTENSION = "qa_portal.kept_searches"
MAX_WORDS_CHARS = 60
"""Longer searches are not kept."""
MAX_AGE_SECONDS = 300
MAX_BYTES = 4 * 2**20
"""Of all kept pages of one process, packed; the one asked for longest ago goes first."""
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """One page of results, and how many answers fit."""

    packed: bytes
    total: int
    until: float

    @property
    def html(self) -> bytes:
        """The page."""
        return zlib.decompress(self.packed)


class KeptSearches:
    """What one process keeps."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._kept: OrderedDict[Key, KeptSearch] = OrderedDict()
        self._edition: Key = ()
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many pages are kept."""
        return len(self._kept)

    def get(self, edition: Key, key: Key) -> KeptSearch | None:
        """Return a page that is still true; `edition` is all that every page depends on."""
        with self._lock:
            self._renew(edition)
            found = self._kept.get(key)
            if found is not None and found.until > time.monotonic():
                self._kept.move_to_end(key)
                return found
        return None

    def keep(self, edition: Key, key: Key, html: str, total: int) -> None:
        """Keep a page."""
        page = KeptSearch(zlib.compress(html.encode(), 1), total, time.monotonic() + MAX_AGE_SECONDS)
        with self._lock:
            self._renew(edition)
            self._drop(key)
            self._kept[key] = page
            self._bytes += len(page.packed)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def _renew(self, edition: Key) -> None:
        if edition != self._edition:
            self._kept.clear()
            self._bytes, self._edition = 0, edition

    def _drop(self, key: Key) -> None:
        old = self._kept.pop(key, None)
        self._bytes -= len(old.packed) if old else 0


def kept_searches() -> KeptSearches:
    """Return what the app at work keeps."""
    found: KeptSearches = current_app.extensions[EXTENSION]
    return found
