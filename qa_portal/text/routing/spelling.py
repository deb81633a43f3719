"""Long words with one slip in them, taken for the word that was meant."""

from collections.abc import Iterable

SHORTEST = 6
"""In a shorter word one slip makes another word."""
LONGEST = 24


class Spelling:
    """The words of a vocabulary, found again with one letter wrong, missing, doubled or out of place."""

    def __init__(self, words: Iterable[str], others: frozenset[str] = frozenset()) -> None:
        """Index every word by what is left of it without one letter; `others` are right as they are."""
        self._known = others.union(words)
        self._cut: dict[str, str] = {}
        for word in words:
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                for short in {word, *_cuts(word)}:
                    self._cut[short] = f"{self._cut[short]} {word}" if short in self._cut else word

    def meant(self, word: str) -> str:
        """Return the word of the vocabulary that was meant, or the word itself."""
        if word in self._known or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return word
        for short in (word, *_cuts(word)):
            for other in self._cut.get(short, "").split():
                if other[0] == word[0] and _is_one_slip(word, other):
                    return other
        return word


def _cuts(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(1, len(word))]


def _is_one_slip(word: str, other: str) -> bool:
    if len(word) != len(other):
        return True
    wrong = [place for place, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    if len(wrong) == 1:
        return True
    here, there = wrong[0], wrong[-1]
    return len(wrong) == 2 and there == here + 1 and word[here] == other[there] and word[there] == other[here]
