"""Short names for addresses: small ASCII letters and digits that stand for a title or a name."""

import re
import unicodedata
from collections.abc import Callable

MAX_CHARS = 60


def slug(text: str, joint: str = "-") -> str:
    """Return small ASCII letters and digits with `joint` between the words; may be empty."""
    folded = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    cut = re.sub(r"[^a-z0-9]+", joint, folded.replace("'", "")).strip(joint)
    return cut[:MAX_CHARS].rstrip(joint)


def free(wanted: str, is_taken: Callable[[str], bool], joint: str = "-") -> str:
    """Return the wanted name, or the first with a number behind it that is not taken."""
    name, number = wanted, 1
    while is_taken(name):
        number += 1
        name = f"{wanted}{joint}{number}"
    return name
