"""Sizes of files in plain words."""

from babel.numbers import format_decimal
from flask_babel import get_locale

KILOBYTE, MEGABYTE = 1000, 1_000_000


def plain_size(size_bytes: int) -> str:
    """Say how large a file is: `340 kB`, `2.4 MB`; never less than 1 kB."""
    locale = get_locale() or "en"
    if size_bytes < MEGABYTE:
        return f"{format_decimal(max(1, round(size_bytes / KILOBYTE)), locale=locale)} kB"
    return f"{format_decimal(size_bytes / MEGABYTE, format='0.0', locale=locale)} MB"
