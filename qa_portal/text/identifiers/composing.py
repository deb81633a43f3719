"""One character for a letter and its accents, with the way back to the offsets of the text as it was written."""

import re
import unicodedata

APART = re.compile(r"[^\W\d_][\u0300-\u036f]+")


def compose(text: str) -> tuple[str, list[int]]:
    """The text with accents joined to their letters, and for every offset of it the offset in `text`."""
    if text.isascii() or not APART.search(text):
        return text, []
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for match in APART.finditer(text):
        joined = unicodedata.normalize("NFC", match.group())
        pieces += [text[done : match.start()], joined]
        places += range(done, match.start() + 1)
        places += [match.end() - len(joined) + extra for extra in range(1, len(joined))]
        done = match.end()
    places += range(done, len(text) + 1)
    return "".join([*pieces, text[done:]]), places
