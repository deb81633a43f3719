"""A text with one character for each find, so that what stands beside a find is read anew; and the way back."""

import re
from bisect import bisect_right

from qa_portal.text.identifiers.reading import ABBREVIATIONS, BLOCK
from qa_portal.text.identifiers.spans import Span


class Collapsed:
    """A text with one block character for every found stretch, and the way back to its own offsets."""

    def __init__(self, text: str, blocks: list[tuple[int, int]]) -> None:
        pieces: list[str] = []
        self._short, self._long = [0], [0]
        done = length = 0
        for start, end in blocks:
            pieces += [text[done:start], BLOCK]
            length += start - done + 1
            done = end
            self._short.append(length)
            self._long.append(end)
        self.text = "".join([*pieces, text[done:]])

    def back(self, span: Span) -> Span:
        """The same span in the whole text."""
        return span.moved(self._place(span.start), self._place(span.end - 1) + 1)

    def _place(self, short: int) -> int:
        at = bisect_right(self._short, short) - 1
        return self._long[at] + short - self._short[at]


WORTHLESS = re.compile(r"[\W_]*")


def trimmed(spans: list[Span], text: str, blocks: list[tuple[int, int]]) -> list[Span]:
    """Leave blanks around a span outside, cut it at blocks, and drop what holds no letter or digit."""
    ends = [end for _, end in blocks]
    kept: list[Span] = []
    for span in spans:
        pieces: list[tuple[int, int]] = []
        start = span.start
        for low, high in blocks[bisect_right(ends, span.start) :]:
            if low >= span.end:
                break
            pieces.append((start, low))
            start = high
        pieces.append((start, span.end))
        for low, high in pieces:
            clear = text[low:high]
            if low < high and not WORTHLESS.fullmatch(clear):
                left = low + len(clear) - len(clear.lstrip())
                end = _without_full_stop(text, left, high - (len(clear) - len(clear.rstrip())))
                kept.append(span.moved(left, end))
    return kept


SHORTENED = ABBREVIATIONS | frozenset(
    "sr jr inc co corp ltd ln ct pl blvd pkwy hwy apt ste sq ter cir jan feb mar apr jun jul aug sep sept set oct "
    "nov dec ene abr ago dic av avda pza ctra núm dpto".split()
)
"""Behind these a dot may be theirs."""
LAST_WORD = re.compile(r"([^\W\d_]{2,}|\d+)\.\Z")


def _without_full_stop(text: str, start: int, end: int) -> int:
    """The end of a span without the dot that ends its sentence."""
    if text[end - 1] != "." or text[end : end + 1].strip():
        return end
    last = LAST_WORD.search(text, max(start, end - 30), end)
    mine = last is None or last[1].lower() in SHORTENED or text[: last.start()].endswith(".")
    return end if mine else end - 1
