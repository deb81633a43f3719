"""Words that are ordinary ones in another form: an ending, or one slip of the fingers."""

from functools import lru_cache

from qa_portal.text.identifiers.lexicon import is_common, is_known

LETTERS = "abcdefghijklmnopqrstuvwxyz"


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


@lru_cache(maxsize=20_000)
def is_typo(word: str) -> bool:
    """Whether an unknown word is an everyday word with one slip, or two everyday words run together."""
    if not 4 <= len(word) <= 18 or not word.isascii():
        return False
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    if any(len(left) > 1 and len(right) > 1 and is_common(left) and is_common(right) for left, right in splits):
        return True
    swaps = (left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1)
    drops = (left + right[1:] for left, right in splits if right)
    changes = (left + letter + right[1:] for left, right in splits if right for letter in LETTERS)
    adds = (left + letter + right for left, right in splits for letter in LETTERS)
    return any(is_common(guess) for guesses in (swaps, drops, changes, adds) for guess in guesses)
