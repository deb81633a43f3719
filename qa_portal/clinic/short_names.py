"""Short names for addresses: made of a longer one, and of no other."""

import re
import unicodedata
from collections.abc import Iterable


def stem(name: str, joint: str, otherwise: str, max_chars: int) -> str:
    """Return the letters and digits of a name with `joint` between its words, with room for a number."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)[: max_chars - 5].strip(joint) or otherwise


def free(wanted: str, joint: str, taken: Iterable[str | None]) -> str:
    """Return the wanted name, or the first with a number behind it that is not taken."""
    known = set(taken)
    options = (wanted, *(f"{wanted}{joint}{number}" for number in range(2, len(known) + 3)))
    return next(name for name in options if name not in known)
