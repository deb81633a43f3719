"""Whom a sentence is about, so that "in my thirties" becomes "in her thirties" where it must."""

import re

from qa_portal.text.quasi.scanning import Scanned

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SPEAKER = frozenset("my i i'm im i've ive i'd id i'll me myself".split())
MALE = frozenset(
    "he he's hes him his himself husband hubby father dad daddy son brother boyfriend grandfather grandpa grandad "
    "uncle nephew "
    "grandson man male boy gentleman guy stepson stepfather stepdad fiance m bf".split()
)
FEMALE = frozenset(
    "she she's shes her herself wife mother mom mum mommy daughter sister girlfriend grandmother grandma granny "
    "nan aunt "
    "niece granddaughter woman female girl lady stepdaughter stepmother stepmom f gf".split()
)
OTHERS = frozenset(
    "they they're them partner spouse child kid baby friend cousin patient parent person adult someone who".split()
)
POSSESSIVES = ((SPEAKER, "my"), (MALE, "his"), (FEMALE, "her"), (OTHERS, "their"))
BE = {"my": "am", "his": "is", "her": "is", "their": "is"}


def possessive(scanned: Scanned, place: int) -> str:
    """ "my", "his", "her" or "their", after the nearest person named before `place` in its sentence."""
    return of_words(_WORD.findall(scanned.before(place)))


def of_words(words: list[str]) -> str:
    """The possessive of the last person among `words`."""
    for word in reversed(words):
        for people, mine in POSSESSIVES:
            if word in people:
                return mine
    return "their"


def be(scanned: Scanned, place: int) -> str:
    """ "am" or "is", for the same person."""
    return BE[possessive(scanned, place)]
