"""What goes into an index and what comes out of it."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One released page, in plain public words."""

    public_id: str
    kind: str
    """`imported`, `guide` or `patient`."""
    title: str
    question: str
    answer: str
    """All the words of the answer, safety-net included."""
    topic: str = ""
    """Slug of the topic."""
    topic_words: str = ""
    """Names and synonyms of the topic, so that a page is found by them."""
    lang: str = "en"
    specialty: str = ""
    """Slug of the specialty that deals with it."""
    is_due: bool = False
    """Its review date has passed: still found, but further down."""

    def stamp(self) -> str:
        """Short hash of everything the index is made of; another stamp means the page must be put again.

        The specialty follows from the topic or from who answers, and is left out: stamps are also kept with the pages.
        """
        return sha256(json.dumps(astuple(replace(self, specialty="")), ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that matches."""

    public_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, best first, out of `total`; `suggestion` is a better spelling, or None.

    `facets` counts what fits by topic, specialty and age, most first; see `facets.counted`.
    """

    total: int
    hits: tuple[Hit, ...]
    suggestion: str | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def checksum_of(entries: dict[str, str]) -> str:
    """Hash of (public id, stamp) pairs in any order: an index and a database that agree give the same."""
    lines = "\n".join(f"{public_id}:{stamp}" for public_id, stamp in sorted(entries.items()))
    return sha256(lines.encode()).hexdigest()
