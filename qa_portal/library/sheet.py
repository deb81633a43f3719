"""The library's own style sheet, and its address."""

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qa_portal.clinic import page as clinic_page
from qa_portal.web.languages import private_path

PATH = Path(__file__).with_name("library.css")


@lru_cache(maxsize=1)
def _own() -> bytes:
    return PATH.read_bytes()


def content(packed: bool = False) -> bytes:
    """The sheet, with the clinic's colours at its end: one request less for a reader.

    Gzipped where that is wanted: it holds no secret, so packing it tells nothing.
    """
    plain = _own() + clinic_page.current().brand_css.encode()
    return gzip.compress(plain, 9, mtime=0) if packed else plain


def version() -> str:
    """A short hash of the sheet."""
    return sha256(content()).hexdigest()[:12]


def library_css() -> str:
    """Address of the sheet, the same in every language."""
    return private_path(f"/library-{version()}.css")
