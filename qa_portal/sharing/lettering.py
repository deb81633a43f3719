"""Letters of the pictures: the font that ships with us, and words set into a box without ever leaving it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).with_name("fonts") / "SourceSans3.ttf"
"""Source Sans 3, SIL Open Font License 1.1: Latin, Greek and Cyrillic letters."""
REGULAR, BOLD = 400, 700
LEADING = 1.16
"""Height of a line over the size of its letters."""
STEP = 4
"""Pixels by which letters shrink until all fits."""
MOST_CHARS = 400
"""What is longer is cut before it is measured: no picture holds more, and measuring it would take seconds."""
ELLIPSIS = "…"
NOT_THERE = "\U0010fffd"


@dataclass(frozen=True, slots=True)
class Setting:
    """Words set in lines of one size."""

    lines: tuple[str, ...]
    size: int
    weight: int

    @property
    def leading(self) -> int:
        """From one line to the next, in pixels."""
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        """Height of all lines in pixels."""
        return self.leading * len(self.lines)


@lru_cache(maxsize=96)
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The font in a size (pixels) and a weight (200 to 900). One thread at a time may draw with it."""
    made = ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
    made.set_variation_by_axes([weight])
    return made


def width_of(text: str, size: int, weight: int) -> float:
    """Width of a line in pixels."""
    return font(size, weight).getlength(text)


@lru_cache(maxsize=4096)
def is_there(sign: str) -> bool:
    """Whether the font has this character."""
    return sign == " " or bytes(font(32, REGULAR).getmask(sign)) != _not_there()


@lru_cache(maxsize=1)
def _not_there() -> bytes:
    return bytes(font(32, REGULAR).getmask(NOT_THERE))


def drawable(text: str) -> str:
    """One line of text without the characters the font lacks: an empty box helps nobody."""
    # Composed, so that no accent is parted from its letter at the end of a line.
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(sign for sign in composed if is_there(sign)).split())


def fitted(text: str, box: tuple[int, int], sizes: tuple[int, int], weight: int) -> Setting:
    """Set a text into a box (width, height) as large as it goes between two sizes; what is too much is cut with `…`."""
    width, height = box
    smallest = sizes[1]
    wanted = text if len(text) <= MOST_CHARS else text[:MOST_CHARS].rstrip() + ELLIPSIS
    steps = range(smallest, sizes[0] + 1, STEP)
    low, high = 0, len(steps) - 1
    best = _set(wanted, width, smallest, weight)
    while low < high:
        middle = (low + high + 1) // 2
        made = _set(wanted, width, steps[middle], weight)
        fits = made.height <= height and not _breaks_a_word(wanted, made.lines)
        low, high, best = (middle, high, made) if fits else (low, middle - 1, best)
    return _cut(best, width, height) if best.height > height else best


def _set(text: str, width: int, size: int, weight: int) -> Setting:
    return Setting(tuple(_wrapped(text, width, size, weight)), size, weight)


def _breaks_a_word(text: str, lines: tuple[str, ...]) -> bool:
    return " ".join(lines) != text


def _cut(made: Setting, width: int, height: int) -> Setting:
    room = max(1, height // made.leading)
    *kept, last = made.lines[:room]
    while last and width_of(last + ELLIPSIS, made.size, made.weight) > width:
        last = last[:-1]
    return Setting((*kept, last.rstrip(" ,;:.-") + ELLIPSIS), made.size, made.weight)


def _wrapped(text: str, width: int, size: int, weight: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        for piece in _pieces(word, width, size, weight):
            longer = f"{line} {piece}" if line else piece
            if line and width_of(longer, size, weight) > width:
                yield line
                longer = piece
            line = longer
    if line:
        yield line


def _pieces(word: str, width: int, size: int, weight: int) -> Iterator[str]:
    """A word, in parts when it is wider than a line."""
    while width_of(word, size, weight) > width:
        end = max(1, int(len(word) * width / width_of(word, size, weight)))
        while end > 1 and width_of(word[:end], size, weight) > width:
            end -= 1
        yield word[:end]
        word = word[end:]
    if word:
        yield word
