"""Pictures that are drawn already, in memory: each is made once, and none outlives what it shows."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import Flask, current_app

EXTENSION = "qa_portal.sharing.pictures"
MAX_BYTES = 8 * 1024 * 1024
"""Memory the pictures of one process may take: about 250 of them."""


class Pictures:
    """Pictures by address. A new publication epoch empties it, so that nothing withdrawn stays in memory."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._epoch = -1
        self._lock = Lock()

    def get(self, key: str, *, epoch: int) -> bytes | None:
        """Return a picture that is kept."""
        with self._lock:
            self._turn(epoch)
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def made(self, key: str, make: Callable[[], bytes], *, epoch: int) -> bytes:
        """Return a picture, drawn now when it is not kept; one thread draws at a time."""
        with self._lock:
            self._turn(epoch)
            if key not in self._kept:
                self._put(key, make())
            return self._kept[key]

    def size(self) -> tuple[int, int]:
        """Return how many pictures are kept, and their bytes."""
        return len(self._kept), self._bytes

    def _put(self, key: str, picture: bytes) -> None:
        self._kept[key] = picture
        self._bytes += len(picture)
        while self._bytes > self._max_bytes and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest)

    def _turn(self, epoch: int) -> None:
        if epoch != self._epoch:
            self._kept.clear()
            self._bytes, self._epoch = 0, epoch


def use_pictures(app: Flask) -> None:
    """Give an app its own."""
    app.extensions[EXTENSION] = Pictures()


def pictures() -> Pictures:
    """Return the pictures of this app."""
    kept: Pictures = current_app.extensions[EXTENSION]
    return kept
