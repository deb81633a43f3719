"""A word list small in memory: quick to ask for a word, and for the words one slip away."""

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
        head, tail = word[:PREFIX_CHARS], word[PREFIX_CHARS:]
        bucket = self._buckets.get(head)
        if bucket is not None and any(is_slip(rest, tail) for rest in bucket[1:-1].split(",")):
            return True
        beginning = self._buckets.get
        return any((other := beginning(start)) is not None and rest in other for start, rest in _slipped(word))

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


@lru_cache(maxsize=8)
def _slipped(word: str) -> list[tuple[str, str]]:
    """What `word` is with a slip among its first letters taken back: start of an entry, and its rest in commas."""
    head, tail, following = word[:PREFIX_CHARS], word[PREFIX_CHARS:], word[PREFIX_CHARS : PREFIX_CHARS + 1]
    cut = [(head[:at], head[at + 1 :], head[at:-1]) for at in range(PREFIX_CHARS)]
    same, longer = f",{tail},", f",{head[-1]}{tail},"
    changed = [(left + letter + right, same) for left, right, _ in cut for letter in LETTERS]
    added = [(left + letter + right, longer) for left, _, right in cut for letter in LETTERS]
    dropped = [(left + right + following, f",{tail[1:]},") for left, right, _ in cut]
    swapped = [(left + right[:1] + head[len(left)] + right[1:], same) for left, right, _ in cut[:-1]]
    across = [(head[:-1] + following, f",{head[-1]}{tail[1:]},")] if following else []
    return [*changed, *added, *dropped, *swapped, *across]
