"""Small decisions of the macros: harmless addresses, the numbers of a page list, words too long for a column."""

import re

from markupsafe import Markup

LOCAL = re.compile(r"(?:/(?![/\\])|[#?]|[\w.-]+(?:[/?#]|$))[^\s\\]*")
OUTSIDE = re.compile(r"(?:https?://|mailto:|tel:)[^\s\\]+", re.IGNORECASE)
NOWHERE = "#"
LONG_WORD_CHARS = 24
"""A longer word may be broken anywhere, or it would push a table off the page."""


def safe_url(url: object) -> str:
    """Return `url` when it is a path of this site, http(s), mailto or tel; else `#`.

    Stops `javascript:` and `data:` addresses, and `//host`, which looks like a path and is not.
    """
    text = url.unescape() if isinstance(url, Markup) else str(url)
    return text if LOCAL.fullmatch(text) or OUTSIDE.fullmatch(text) else NOWHERE


def tel_url(number: object) -> str:
    """Return the `tel:` address of a telephone number as people write it."""
    text = str(number)
    digits = re.sub(r"[^0-9*#]", "", text)
    return f"tel:{'+' if text.strip().startswith('+') else ''}{digits}"


def page_numbers(page: int, pages: int) -> list[int | None]:
    """Numbers to show in a page list: the ends, this page and its neighbours; None is a gap."""
    near = {1, pages, page - 1, page, page + 1}
    shown = [number for number in range(1, pages + 1) if number in near]
    numbers: list[int | None] = []
    for number in shown:
        before = numbers[-1] if numbers else None
        if before is not None and number - before == 2:
            numbers.append(number - 1)
        elif before is not None and number - before > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


def has_long_word(cell: object) -> bool:
    """Whether a cell holds a word that is too long for a column."""
    text = cell.striptags() if isinstance(cell, Markup) else str(cell)
    return any(len(word) > LONG_WORD_CHARS for word in text.split())
