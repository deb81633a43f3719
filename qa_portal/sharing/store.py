"""Pictures that are drawn already, in memory: each is made once, and none outlives what it shows."""

from collections.abc import Callable
from threading import Lock

from flask import Flask, current_app

from qa_portal.library.memory import Memory

EXTENSION = "qa_portal.sharing.pictures"
MAX_BYTES = 8 * 1024 * 1024
"""Memory the pictures of one process may take: about 250 of them."""


class Pictures:
    """Pictures by address. A new publication epoch empties it, so that nothing withdrawn stays in memory."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._kept: Memory[bytes] = Memory(max_bytes, len)
        self._drawing = Lock()

    def get(self, key: str, *, epoch: int) -> bytes | None:
        """Return a picture that is kept."""
        return self._kept.get(key, epoch)

    def made(self, key: str, make: Callable[[], bytes], *, epoch: int) -> bytes:
        """Return a picture, drawn now when it is not kept; one thread draws at a time."""
        with self._drawing:
            found = self._kept.get(key, epoch)
            if found is None:
                found = make()
                self._kept.keep(key, found, epoch)
            return found

    def size(self) -> tuple[int, int]:
        """Return how many pictures are kept, and their bytes."""
        return len(self._kept), self._kept.bytes


def use_pictures(app: Flask) -> None:
    """Give an app its own."""
    app.extensions[EXTENSION] = Pictures()


def pictures() -> Pictures:
    """Return the pictures of this app."""
    kept: Pictures = current_app.extensions[EXTENSION]
    return kept
