"""Words as the router compares them: without accents, endings and little words, in sentences."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

MAX_CHARS = 10_000
"""Longer texts are judged by their beginning, which keeps the time linear."""
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+|;")
WORD = re.compile(r"[a-z0-9]+")
TILDE_MATTERS = re.compile(r"\b([ua])\u00f1([ao])(?=s?\b)")
"""Nails and years are other words without their tilde."""
APOSTROPHE = re.compile(r"(?<=[a-z])['\u2019\u02bc`](?=[a-z])")
LITTLE = frozenset(
    "a an the my your his her their our its it i me he she him they them we us you of in on at to for from with "
    "by as is "
    "are was were am be been being has have had do does did this that these those and or so very really "
    "just quite bit some im ive id its get gets got getting any there "
    "el la los las lo un una unos unas mi mis tu tus su sus de del al en y o u que se me te le les es son esta estan "
    "estoy ser muy por para con a he ha han hay este esa ese esos estas estos eso esto".split()
)
"""Left out of terms and texts alike, so that "blood in my stool" and "blood in the stool" are one term."""
SPANISH = frozenset(
    "el la los las un una que de del en y es por para con mi me se no lo le al su pero como muy hace tengo "
    "tiene estoy esta "
    "desde cuando si ya mas porque dolor puedo anios nada hay son".split()
)
ENGLISH = frozenset(
    "the a an and of to in is it my i for with on that was have has but at as be this not or so im ive do are "
    "had from when "
    "can if what by about after they he she".split()
)
MANY = 3
"""A text is in one language when it has so many times more of its commonest words than of the other's."""
SHORTEST_STEM = 4
WHOLE = frozenset("spine scared scary filling feeling feed healing meeting wedding building bedding stomach".split())
"""Words that would end up the same as another without their ending."""
UNDOUBLED = frozenset("bdgmnprt")


def plain(text: str) -> str:
    """A text in lower case, with accents and apostrophes off."""
    letters = TILDE_MATTERS.sub(r"\1ni\2", text.casefold().replace("n\u0303", "\u00f1"))
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters)
        letters = "".join(char for char in letters if char < "\u0300" or not unicodedata.combining(char))
    return APOSTROPHE.sub("", letters)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a plain text."""
    for piece in SENTENCE_END.split(text):
        if piece and not piece.isspace():
            yield piece


def words_of(text: str) -> list[str]:
    """Return the stems of a text's words, little words left out; when there are no others, those."""
    found = WORD.findall(plain(text))
    return [stem(word) for word in found if word not in LITTLE] or [stem(word) for word in found]


def stem(word: str) -> str:
    """Return a word without its endings: plural, -ing, -ed, gender and diminutive. Good enough for two languages."""
    word = _singular(word)
    if word in WHOLE:
        return word
    length = len(word)
    if length > 6 and word.endswith("ing"):
        return _bare(word[:-3])
    if length > 5 and word.endswith("ed"):
        return _bare(word[:-2])
    if length > 6 and word.endswith(("ito", "ita")):
        return word[:-3]
    if length > SHORTEST_STEM and word[-1] in "aeo":
        return word[:-1]
    return word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("es") and (word[-3] in "sxz" or word.endswith(("ches", "shes"))):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _bare(word: str) -> str:
    if word[-1] == word[-2] and word[-1] in UNDOUBLED:
        return word[:-1]
    return word[:-1] if word[-1] in "ae" and len(word) > SHORTEST_STEM else word


def language_of(text: str) -> str | None:
    """The language a plain text is in, "en" or "es"; None when that is not plain."""
    words = WORD.findall(text[:2000])
    spanish, english = sum(word in SPANISH for word in words), sum(word in ENGLISH for word in words)
    if spanish > MANY * english:
        return "es"
    return "en" if english > MANY * spanish else None


@cache
def everyday() -> frozenset[str]:
    """The stems of words that say little about what a text is about."""
    text = files(__package__).joinpath("everyday.txt").read_text(encoding="utf-8")
    return frozenset(stem(word) for word in WORD.findall(plain(text)))
