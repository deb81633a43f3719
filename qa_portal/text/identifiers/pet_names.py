"""What a profile's names become in a letter: "Bill" for William, "Pepe" for José, "W. O." and "JRM"."""

import re
from collections.abc import Iterator

from qa_portal.text.identifiers.folding import fold
from qa_portal.text.identifiers.lexicon import is_common, nicknames
from qa_portal.text.identifiers.profile import PARTICLES, Profile
from qa_portal.text.identifiers.reading import Reading
from qa_portal.text.identifiers.spans import Finder, Kind, Span
from qa_portal.text.identifiers.tags import TITLES

PART = re.compile(r"[^\W\d_]+")
DOTTED = re.compile(r"(?<![^\W_.])[^\W\d_](?:\.[ \-]?[^\W\d_]){1,3}\.?(?![^\W_])")
PLAIN = re.compile(r"(?<![^\W_])[A-Z]{2,4}(?=[ \t.!]*(?:$|\n))")
"""Capitals without dots count only where a letter is signed: at the end of a line."""
REASON = "own or known name"


def find_pet_names(reading: Reading, profile: Profile) -> Iterator[Span]:
    """Short forms and initials of the profile's people."""
    people = [_parts(name) for name in (*profile.names, *profile.relatives, *profile.staff)]
    pets = frozenset().union(*(nicknames().get(part, frozenset()) for parts in people for part in parts))
    for index, word in enumerate(reading.words) if not reading.folds.isdisjoint(pets) else ():
        if word.fold in pets:
            certain = not is_common(word.fold) or (word.cap and not word.first) or _beside_name(reading, index, people)
            yield Span(word.start, word.end, Kind.NAME, Finder.PROFILE, REASON, certain)
    initials = {form for parts in people for form in _initials(parts)}
    for pattern in (DOTTED, PLAIN) if initials else ():
        for match in pattern.finditer(reading.text):
            if "".join(PART.findall(fold(match.group()))) in initials:
                yield Span(match.start(), match.end(), Kind.NAME, Finder.PROFILE, REASON)


def _parts(name: str) -> list[str]:
    found = PART.findall(fold(name).replace("'", ""))
    return [part for part in found if part not in PARTICLES | TITLES]


def _beside_name(reading: Reading, index: int, people: list[list[str]]) -> bool:
    """Whether a short form that is a word too stands beside another name of its bearer, or opens or closes a text."""
    words = reading.words
    known = {part for parts in people for part in parts}
    around = [words[place].fold for place in (index - 1, index + 1) if 0 <= place < len(words)]
    return any(near in known for near in around) or index == len(words) - 1


def _initials(parts: list[str]) -> set[str]:
    letters = [part[0] for part in parts]
    whole = "".join(letters)
    forms = {whole, whole[1:] + whole[:1]} | ({letters[0] + letters[-1], whole[:2]} if len(letters) > 2 else set())
    return {form for form in forms if 2 <= len(form) <= 4}
