"""Full addresses of public pages, for feeds, the site map and search engines."""

import re

from qa_portal import settings
from qa_portal.clinic import page as clinic_page
from qa_portal.web.languages import NAMES, own_path, page_language, path_in

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def full_url(path: str, language: str | None = None) -> str:
    """The full address of a public path (from `/`) in a language; in that of this page for None."""
    return f"{settings.current().base_url.rstrip('/')}{path_in(language or page_language(), path)}"


def here_in_languages() -> list[tuple[str, str]]:
    """(language, full address) of this page in each of the clinic's languages."""
    return [(code, full_url(own_path(), code)) for code in clinic_page.current().languages if code in NAMES]


def xml_text(text: object) -> str:
    """Text without the characters XML cannot carry."""
    return _NOT_XML.sub("", str(text))
