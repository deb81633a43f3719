"""One-letter slips in the words that matter ("brething", "siezure"), mended before rules look."""

from collections.abc import Mapping, Sequence

_SHORTEST = 6
"""Shorter words have too many true neighbours to be mended safely."""


def _without_one(word: str) -> list[str]:
    """The word with each letter but the first left out in turn."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def _one_slip(a: str, b: str) -> bool:
    """Whether two words of one length differ by one letter or by two neighbours swapped."""
    places = [i for i in range(len(a)) if a[i] != b[i]]
    if len(places) == 1:
        return True
    return (
        len(places) == 2 and places[1] == places[0] + 1 and (a[places[0]], a[places[1]]) == (b[places[1]], b[places[0]])
    )


class Speller:
    """Maps a word to the one meant, if that is at most one slip away; only for a short list of words."""

    def __init__(self, words: Sequence[str], real: Sequence[str], aliases: Mapping[str, str]) -> None:
        """`words` may be mended to; `real` are true words that look like slips; `aliases` are taken as they are."""
        self._known = frozenset(words) | frozenset(real)
        self._words = frozenset(words)
        self._aliases = dict(aliases)
        self._shortened: dict[str, str] = {}
        for word in words:
            for short in _without_one(word):
                self._shortened.setdefault(short, word)
        self._first_letters = frozenset(word[0] for word in words)

    def get(self, word: str, default: str) -> str:
        """The word meant, or `default`."""
        if word in self._aliases:
            return self._aliases[word]
        if len(word) < _SHORTEST - 1 or len(word) > 16 or word in self._known or word[0] not in self._first_letters:
            return default
        return self._mended(word) or default

    def _mended(self, word: str) -> str | None:
        if word in self._shortened:
            return self._shortened[word]
        for short in _without_one(word):
            if short in self._words:
                return short
            meant = self._shortened.get(short)
            if meant and len(meant) == len(word) and _one_slip(meant, word):
                return meant
        return None
