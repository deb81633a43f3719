"""Words that are ordinary ones in another form: an ending, or one slip of the fingers."""

from functools import lru_cache

from qa_portal.text.identifiers.lexicon import is_common, is_health, is_known, is_stop

LETTERS = "abcdefghijklmnopqrstuvwxyz"


LONG = 7
"""A word of so many letters is also a slip of a drug or a disease; shorter ones are too near to names."""


@lru_cache(maxsize=20_000)
def is_inflected(word: str, lang: str) -> bool:
    """Whether the word is a known one with an ordinary ending."""
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("er", ""),
        ("ness", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2 and is_known(word[: -len(ending)] + instead, lang):
            return True
    start = next(
        (
            start
            for start in ("non", "pre", "post", "anti", "over", "under", "hyper", "hypo", "micro", "multi")
            if word.startswith(start)
        ),
        "",
    )
    return bool(start) and len(word) > len(start) + 3 and is_known(word[len(start) :], lang)


def is_word_of_illness(word: str) -> bool:
    """An everyday word, or one of the medical vocabulary."""
    return is_common(word) or is_health(word)


@lru_cache(maxsize=20_000)
def is_typo(word: str, *, plain: bool = False) -> bool:
    """Whether an unknown word is an everyday word with one slip, or two everyday words run together.

    `plain` asks only for the words of every sentence.
    """
    if not 4 <= len(word) <= 18 or not word.isascii():
        return False
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    pairs = () if plain else splits
    if any(len(left) > 1 and len(right) > 1 and is_common(left) and is_common(right) for left, right in pairs):
        return True
    swaps = (left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1)
    drops = (left + right[1:] for left, right in splits if right)
    changes = (left + letter + right[1:] for left, right in splits if right for letter in LETTERS)
    adds = (left + letter + right for left, right in splits for letter in LETTERS)
    known = is_stop if plain else is_word_of_illness if len(word) >= LONG else is_common
    return any(known(guess) for guesses in (swaps, drops, changes, adds) for guess in guesses)
