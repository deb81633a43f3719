"""Pages of results kept in memory for a while: many people search for the same few words.

Only of short searches, which say what thousands look for; a letter is a person's own and is kept nowhere. What is kept
goes with the next publication, with the next write to the index, and after some minutes anyway.
"""

import time
import zlib
from dataclasses import dataclass

from flask import Flask, current_app

from qa_portal.library.memory import Memory

EXTENSION = "qa_portal.kept_searches"
MAX_WORDS_CHARS = 60
"""Longer searches are not kept."""
MAX_AGE_SECONDS = 300
MAX_BYTES = 4 * 2**20
"""Of all kept pages of one process, packed; the one asked for longest ago goes first."""


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

    @property
    def is_fresh(self) -> bool:
        """Whether it may still be shown."""
        return self.until > time.monotonic()


KeptSearches = Memory[KeptSearch]


def packed(html: str, total: int) -> KeptSearch:
    """Return a page of results as it is kept."""
    return KeptSearch(zlib.compress(html.encode(), 1), total, time.monotonic() + MAX_AGE_SECONDS)


def use_kept_searches(app: Flask) -> None:
    """Give an app its own."""
    app.extensions[EXTENSION] = KeptSearches(MAX_BYTES, lambda page: len(page.packed))


def kept_searches() -> KeptSearches:
    """Return what the app at work keeps."""
    found: KeptSearches = current_app.extensions[EXTENSION]
    return found
