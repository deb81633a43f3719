"""A word list small in memory: quick to ask for a word, and for the words one slip away."""

from collections.abc import Set
from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PREFIX_CHARS = 4
"""Letters a line of a built list has in common; one line is one bucket."""


class WordList:
    """A set of folded words kept as a few thousand strings instead of one object a word."""

    def __init__(self, lines: list[str]) -> None:
        """Take lines of the form `start,rest,rest,`."""
        self._buckets = {line.partition(",")[0]: line[line.index(",") :] for line in lines if line}
        self._short_starts = {start.partition(" ")[0] for start in self._buckets if " " in start}

    def __contains__(self, word: str) -> bool:
        """Whether the folded `word` is in the list."""
        bucket = self._buckets.get(word[:PREFIX_CHARS])
        return bucket is not None and f",{word[PREFIX_CHARS:]}," in bucket

    def holds_near(self, word: str) -> bool:
        """Whether an entry is one slip away from the folded `word`, of at least four letters.

        A slip is a letter too many, one missing, one wrong, or two swapped.
        """
        buckets = self._buckets
        bucket = buckets.get(word[:PREFIX_CHARS])
        if bucket is not None and _holds_slip(bucket, word[PREFIX_CHARS:]):
            return True
        return any(rest in buckets[start] for starts, rest in _slipped(word) for start in starts & buckets.keys())

    def begins(self, word: str) -> bool:
        """Whether an entry of several words begins with the folded `word`."""
        if len(word) < PREFIX_CHARS:
            return word in self._short_starts
        bucket = self._buckets.get(word[:PREFIX_CHARS])
        return bucket is not None and f",{word[PREFIX_CHARS:]} " in bucket


def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter too many, missing or wrong, or by two neighbours swapped."""
    longer = len(one) - len(other)
    if not -1 <= longer <= 1:
        return False
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        place += 1
    if longer > 0:
        return one[place + 1 :] == other[place:]
    if longer < 0:
        return one[place:] == other[place + 1 :]
    if one[place + 1 :] == other[place + 1 :]:
        return one != other
    return one[place : place + 2] == other[place : place + 2][::-1] and one[place + 2 :] == other[place + 2 :]


def _holds_slip(bucket: str, word: str) -> bool:
    """Whether one of the words in `bucket`, each between commas, is one slip away from `word`."""
    half = len(word) // 2
    if not half:
        return any(is_slip(other, word) for other in bucket[1:-1].split(",") if len(other) <= len(word) + 1)
    # A slip leaves one half as it is, but for two letters swapped between them.
    if word[half - 1] != word[half] and f",{word[: half - 1]}{word[half]}{word[half - 1]}{word[half + 1 :]}," in bucket:
        return True
    return _begins_with_slip(bucket, word, f",{word[:half]}") or _ends_with_slip(bucket, word, f"{word[half:]},")


def _begins_with_slip(bucket: str, word: str, beginning: str) -> bool:
    start = bucket.find(beginning)
    while start >= 0:
        end = bucket.index(",", start + 1)
        if -2 < end - start - 1 - len(word) < 2 and is_slip(bucket[start + 1 : end], word):
            return True
        start = bucket.find(beginning, end)
    return False


def _ends_with_slip(bucket: str, word: str, ending: str) -> bool:
    place = bucket.find(ending)
    while place >= 0:
        start, end = bucket.rindex(",", 0, place) + 1, place + len(ending) - 1
        if -2 < end - start - len(word) < 2 and is_slip(bucket[start:end], word):
            return True
        place = bucket.find(ending, end)
    return False


@lru_cache(maxsize=8)
def _slipped(word: str) -> list[tuple[Set[str], str]]:
    """What `word` is with a slip among its first letters taken back: starts of an entry, and its rest in commas."""
    head, tail, following = word[:PREFIX_CHARS], word[PREFIX_CHARS:], word[PREFIX_CHARS : PREFIX_CHARS + 1]
    cut = [(head[:at], head[at + 1 :], head[at:-1]) for at in range(PREFIX_CHARS)]
    same, longer = f",{tail},", f",{head[-1]}{tail},"
    changed = {start for left, right, _ in cut for start in _with_a_letter(left, right)}
    swapped = {left + right[:1] + head[len(left)] + right[1:] for left, right, _ in cut[:-1]}
    added = {start for left, _, right in cut for start in _with_a_letter(left, right)}
    dropped = {left + right + following for left, right, _ in cut}
    across = [({head[:-1] + following}, f",{head[-1]}{tail[1:]},")] if following else []
    return [(changed | swapped, same), (added, longer), (dropped, f",{tail[1:]},"), *across]


def _with_a_letter(left: str, right: str) -> list[str]:
    """Every letter between `left` and `right`; joined and split, which is much quicker than one by one."""
    return f"{left}{f'{right},{left}'.join(LETTERS)}{right}".split(",")
