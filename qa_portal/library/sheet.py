"""The library's own style sheet, and its address."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qa_portal.web.languages import private_path

PATH = Path(__file__).with_name("library.css")


@lru_cache(maxsize=1)
def content() -> bytes:
    """The sheet."""
    return PATH.read_bytes()


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash of the sheet."""
    return sha256(content()).hexdigest()[:12]


def library_css() -> str:
    """Address of the sheet, the same in every language."""
    return private_path(f"/library-{version()}.css")
