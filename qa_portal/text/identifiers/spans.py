"""What a finder gives back, and how the finds of all finders become one list."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Sort of identifier, after the eighteen of the Safe Harbor rule."""

    NAME = "NAME"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    SSN = "SSN"
    MRN = "MRN"
    HEALTHPLAN = "HEALTHPLAN"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    URL = "URL"
    IP = "IP"
    BIOMETRIC = "BIOMETRIC"
    PHOTO = "PHOTO"
    LOCATION = "LOCATION"
    ORG = "ORG"
    OTHER_ID = "OTHER_ID"


class Finder(StrEnum):
    """Which of the finders saw it."""

    PROFILE = "profile"
    RULE = "rule"
    CUE = "cue"
    LEXICON = "lexicon"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"
    NER = "ner"


CONFIDENCE = {
    (Finder.PROFILE, True): 1.0,
    (Finder.RULE, True): 0.97,
    (Finder.CUE, True): 0.97,
    (Finder.ORGANISATION, True): 0.97,
    (Finder.LEXICON, True): 0.93,
    (Finder.NER, True): 0.6,
    (Finder.UNKNOWN, True): 0.7,
    (Finder.ORGANISATION, False): 0.65,
    (Finder.LEXICON, False): 0.4,
    (Finder.UNKNOWN, False): 0.1,
}
"""How often a find of a sort is an identifier, measured on the marked texts in tests/; 0.5 for sorts too rare there."""


@dataclass(frozen=True, slots=True)
class Span:
    """One identifier at `text[start:end]`; offsets count Python characters.

    `certain` ones are replaced; the others are shown to a person, who must decide before anything is released.
    """

    start: int
    end: int
    type: Kind
    finder: Finder
    reason: str
    certain: bool = True

    @property
    def is_own(self) -> bool:
        """True when it is one of the writer's own identifiers: the house knows best of which sort it is."""
        return self.finder is Finder.PROFILE

    @property
    def confidence(self) -> float:
        """How likely it is an identifier, from 0 to 1: the share of such finds that were in marked texts."""
        return CONFIDENCE.get((self.finder, self.certain), 0.5)

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.end - self.start

    def moved(self, start: int, end: int) -> "Span":
        """The same find at other offsets."""
        return Span(start, end, self.type, self.finder, self.reason, self.certain)


def work_place(start: int, end: int, *, certain: bool = True) -> Span:
    """An organisation told by the place its name has in a sentence."""
    return Span(start, end, Kind.ORG, Finder.ORGANISATION, "where somebody works or goes", certain)


def union(spans: Iterable[Span]) -> list[Span]:
    """Join overlapping spans; the longest names the type, the writer's own among equals.

    Undecided ones stay only where nothing is certain; of a longer one what is left beside it stays.
    """
    found = list(spans)
    certain = _joined(span for span in found if span.certain)
    undecided = [left for span in _joined(span for span in found if not span.certain) for left in _left(span, certain)]
    return sorted(certain + undecided, key=lambda span: span.start)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if joined and span.start < joined[-1].end:
            before = joined[-1]
            longest = before if (before.length, before.is_own) >= (span.length, span.is_own) else span
            finder = _owning(before, span, longest)
            end = max(before.end, span.end)
            joined[-1] = Span(before.start, end, longest.type, finder, longest.reason, longest.certain)
        else:
            joined.append(span)
    return joined


def _owning(one: Span, other: Span, otherwise: Span) -> Finder:
    # Whoever else saw it too: what is the writer's own stays known as that, since nobody may decide to keep it.
    return Finder.PROFILE if Finder.PROFILE in {one.finder, other.finder} else otherwise.finder


SHORTEST_LEFT = 3
"""Characters of an undecided stretch that are worth a question."""


def _left(span: Span, certain: list[Span]) -> Iterator[Span]:
    """What of an undecided span no certain one covers."""
    start = span.start
    for other in certain[bisect_right(certain, span.start, key=lambda other: other.end) :]:
        if other.start >= span.end:
            break
        if other.start - start > SHORTEST_LEFT:
            yield span.moved(start, other.start)
        start = other.end
    if start == span.start:
        yield span
    elif span.end - start > SHORTEST_LEFT:
        yield span.moved(start, span.end)


def join_neighbours(spans: list[Span], text: str) -> list[Span]:
    """Make one name of certain names that only a space, a hyphen or the dot of an initial keeps apart."""
    joined: list[Span] = []
    for found in spans:
        span = found if found.certain else _without_blanks(found, text)
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.type is span.type is Kind.NAME
            and before.certain
            and span.certain
            and _goes_on(text, before, text[before.end : span.start])
        ):
            joined[-1] = replace(before, end=span.end, finder=_owning(before, span, before))
        else:
            joined.append(span)
    return joined


def _without_blanks(span: Span, text: str) -> Span:
    clear = text[span.start : span.end]
    left = len(clear) - len(clear.lstrip(" -,'’"))
    right = len(clear) - len(clear.rstrip(" -,'’"))
    return span.moved(span.start + left, span.end - right) if 0 < left + right < span.length else span


INITIAL = 2
"""Letters of an initial or of a shortened name, whose dot ends no sentence."""


def _goes_on(text: str, before: Span, gap: str) -> bool:
    """Whether the name goes on behind `gap`: behind the dot of an initial, not of a sentence."""
    if gap in {". ", "."}:
        last = re.split(r"[\W_]", text[before.start : before.end])[-1]
        return 0 < len(last) <= INITIAL
    return gap in {" ", "-", "  "}
