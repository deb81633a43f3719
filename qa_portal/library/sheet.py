"""The library's own style sheet, and its address."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qa_portal.clinic import page as clinic_page
from qa_portal.web.languages import private_path
from qa_portal.web.packing import Packed

PATH = Path(__file__).with_name("library.css")


@lru_cache(maxsize=4)
def _with(brand_css: str) -> tuple[Packed, str]:
    plain = PATH.read_bytes() + brand_css.encode()
    return Packed(plain), sha256(plain).hexdigest()[:12]


def content() -> Packed:
    """The sheet, with the clinic's colours at its end: one request less for a reader.

    It holds no secret, so that packing it tells nothing.
    """
    return _with(clinic_page.current().brand_css)[0]


def version() -> str:
    """A short hash of the sheet."""
    return _with(clinic_page.current().brand_css)[1]


def library_css() -> str:
    """Address of the sheet, the same in every language."""
    return private_path(f"/library-{version()}.css")
