"""A text as a reader sees its letters, with the way back to the offsets of the text as it was written.

Accents are joined to their letters, what takes no room (zero-width characters, marks of direction) is left out, and
full-width, mathematical, circled and joined letters become plain ones.
"""

import re
import unicodedata
from functools import lru_cache

MARKS = "\u0300-\u034e\u0350-\u036f"
UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
STYLED = "\u017f\u212a\u24b6-\u24e9\u3000\ufb00-\ufb06\uff01-\uffdc\U0001d400-\U0001d7ff"
_SPECIAL = re.compile(f"[{MARKS}{UNSEEN}{STYLED}]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_STYLED = re.compile(f"[{STYLED}]")
_MARK = re.compile(f"[{MARKS}]")


class Composed:
    """The text to look at, and where each of its characters came from."""

    def __init__(self, text: str) -> None:
        """Take the text as it was written; most texts need no change."""
        self.text = text
        self._ranges: list[tuple[int, int]] | None = None
        if not text.isascii() and _SPECIAL.search(text):
            self._compose()

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as it was written, for two offsets of this one."""
        if self._ranges is None:
            return start, end
        return self._ranges[start][0], self._ranges[end - 1][1]

    def _compose(self) -> None:
        letters: list[str] = []
        ranges: list[tuple[int, int]] = []
        for place, char in enumerate(self.text):
            for plain in _plain(char):
                joined = _joined(letters[-1], plain) if letters and _MARK.match(plain) else ""
                if joined:
                    letters[-1] = joined
                    ranges[-1] = (ranges[-1][0], place + 1)
                else:
                    letters.append(plain)
                    ranges.append((place, place + 1))
        self.text, self._ranges = "".join(letters), ranges


@lru_cache(maxsize=1_000)
def _plain(char: str) -> str:
    if _UNSEEN.match(char):
        return ""
    return unicodedata.normalize("NFKC", char) if _STYLED.match(char) else char


def _joined(letter: str, mark: str) -> str:
    """The letter with its accent as one character; empty when there is none."""
    whole = unicodedata.normalize("NFC", letter + mark) if letter.isalpha() else ""
    return whole if len(whole) == 1 else ""
