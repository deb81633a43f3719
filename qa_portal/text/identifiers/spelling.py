"""Words that are ordinary ones in another form: an ending, or one slip of the fingers."""

import re
from functools import lru_cache

from qa_portal.text.identifiers.lexicon import (
    built,
    is_any_given,
    is_any_surname,
    is_common,
    is_known,
    is_known_in_spanish,
    listed,
)
from qa_portal.text.identifiers.word_list import WordList

STOPPING = ("stopwords_en", "stopwords_es")
CLITIC = re.compile(r"(\w+(?:[aei]r|[aei]ndo))(?:me|te|se|nos)?(?:l[oae]s?)?")
"""A Spanish verb with its pronouns: "ponerla", "pincharlo", "quitármelo"."""


def has_pronouns(word: str) -> bool:
    """Whether the word is a Spanish verb with its pronouns."""
    verb = CLITIC.fullmatch(word)
    return verb is not None and is_known(verb[1], "es")


def _is_small(word: str) -> bool:
    """Whether the word is the small form of a Spanish one: "hijito", "pastillitas"."""
    small = SMALL.fullmatch(word)
    return small is not None and any(is_known_in_spanish(small[1] + end) for end in ("o", "a", ""))


SOUND_ALIKE = (
    ("b", "v"),
    ("v", "b"),
    ("z", "s"),
    ("s", "z"),
    ("s", "c"),
    ("z", "c"),
    ("k", "c"),
    ("k", "qu"),
    ("ll", "y"),
    ("y", "ll"),
    ("j", "g"),
    ("g", "j"),
)


def is_written_by_ear(word: str) -> bool:
    """Whether an unknown word is a Spanish one written as it sounds, and no name: "berde", "azeite", "bez"."""
    if len(word) < 4 or is_any_given(word) or is_any_surname(word):
        return False
    guesses = [word.replace(one, other) for one, other in SOUND_ALIKE if one in word]
    guesses += [f"h{word}", word[1:] if word[0] == "h" else word, word.replace("s", "c", 1), word.replace("b", "v", 1)]
    return any(guess != word and is_known_in_spanish(guess) for guess in guesses)


SMALL = re.compile(r"(\w{3,})(?:c?it[oa]s?)")
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
    if lang == "es" and (has_pronouns(word) or _is_small(word) or is_written_by_ear(word)):
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
def is_typo(word: str, *, plain: bool = False) -> bool:
    """Whether an unknown word is an everyday word with one slip, or two everyday words run together.

    `plain` asks only for the words of every sentence.
    """
    if not 4 <= len(word) <= 18 or not word.isascii():
        return False
    if plain:
        return word in listed(*STOPPING) or listed(*STOPPING).holds_near(word)
    pairs = ((word[:place], word[place:]) for place in range(2, len(word) - 1))
    if any(is_common(left) and is_common(right) for left, right in pairs):
        return True
    lists: tuple[WordList, ...] = (listed(*STOPPING, "chat"), built("english_common"))
    if len(word) >= LONG:
        lists += (built("health"), listed("eponyms", "clinical"), built("medical"), built("drugs"))
    return any(word in words or words.holds_near(word) for words in lists)
