"""The library's own style sheet, and its address."""

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qa_portal.web.languages import private_path

PATH = Path(__file__).with_name("library.css")


@lru_cache(maxsize=2)
def content(packed: bool = False) -> bytes:
    """The sheet, gzipped where that is wanted: it holds no secret, so packing it tells nothing."""
    plain = PATH.read_bytes()
    return gzip.compress(plain, 9, mtime=0) if packed else plain


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash of the sheet."""
    return sha256(content()).hexdigest()[:12]


def library_css() -> str:
    """Address of the sheet, the same in every language."""
    return private_path(f"/library-{version()}.css")
