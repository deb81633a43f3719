"""Packing what goes out, as the reader's browser can unpack it.

Only for what is the same for everybody: a packed page that holds a secret beside words somebody else chose would give
the secret away by its length (BREACH).
"""

from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import lru_cache
from gzip import compress
from threading import Semaphore

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header


class Coding(StrEnum):
    """How bytes are packed, the one that packs best first."""

    BROTLI = "br"
    GZIP = "gzip"
    PLAIN = "identity"


QUICK, BEST = 5, 11
"""Brotli's qualities: the first takes less time than gzip and packs better; the last takes fifty times as long."""
READ_AGAIN = 3
"""So many times somebody has to ask before the best is worth its time."""
MOST_BYTES = 2**18
"""What is longer stays packed quickly: the best would take a second and more."""
_later = ThreadPoolExecutor(1, "packing")
_free = Semaphore()


@lru_cache(maxsize=128)
def coding_for(accepted: str) -> Coding:
    """Return the coding a browser likes best of those we have, by its `Accept-Encoding`; of two, what packs better."""
    wanted = parse_accept_header(accepted, Accept)
    best = max(Coding, key=lambda coding: wanted[coding])
    return best if wanted[best] > 0 else Coding.PLAIN


class Packed:
    """Bytes in each coding somebody asked for: packed quickly at first, as well as can be once they are read again.

    The best is made by a thread beside, so that no reader waits for it, and one at a time, so that who asks for many
    pages keeps no more than that thread busy.
    """

    def __init__(self, plain: bytes) -> None:
        self._bodies: dict[Coding, bytes] = {Coding.PLAIN: plain}
        self._asked, self._is_best = 0, len(plain) > MOST_BYTES

    @property
    def plain(self) -> bytes:
        """The bytes as they are."""
        return self._bodies[Coding.PLAIN]

    def body(self, coding: Coding) -> bytes:
        """Return the bytes in a coding."""
        body = self._bodies.get(coding)
        if body is None:
            body = self._bodies[coding] = self._pack(coding)
        if coding is Coding.BROTLI:
            self._asked += 1
            if self._asked >= READ_AGAIN and not self._is_best and _free.acquire(blocking=False):
                self._is_best = True
                _later.submit(self._pack_best)
        return body

    def _pack(self, coding: Coding) -> bytes:
        if coding is Coding.GZIP:
            return compress(self.plain, 9, mtime=0)
        return bytes(brotli.compress(self.plain, mode=brotli.MODE_TEXT, quality=QUICK))

    def _pack_best(self) -> None:
        try:
            self._bodies[Coding.BROTLI] = brotli.compress(self.plain, mode=brotli.MODE_TEXT, quality=BEST)
        finally:
            _free.release()
