"""Public answers like a text somebody is writing: for who asks, before they send; for who answers, to start from.

The text is private. It goes into no log, no cache and no row; only ids of public pages come back. Pages are gathered
by what is rare in the text and put in order by the angle between text and title, or text and question: a letter is
long, a title is short, and what counts is how much of the title is in the letter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from sqlalchemy.orm import Session

from qa_portal.index.backend import MAX_QUERY_CHARS, IndexDamaged, SearchBackend
from qa_portal.index.stop_words import STOP_WORDS
from qa_portal.index.words import stem, words_of
from qa_portal.library import queries
from qa_portal.library.models import Page

MOST = 3
"""More than this nobody reads while writing."""
CANDIDATES = 40
LEAST_SHARE = 0.4
"""A page of which less than this is in the text, while it holds less than this of the text, is about something else."""
LEAST_WORDS = 2
"""Words a page must share with the text, unless one of them has fewer."""
LEAST_LENGTH = sqrt(LEAST_SHARE)
"""The same as the length of a vector."""
QUESTION_CHARS = 600
"""A question is about what stands at its beginning."""


@dataclass(frozen=True, slots=True)
class _Likeness:
    cosine: float
    is_near: bool


def similar(session: Session, backend: SearchBackend, clear_text: str, *, lang: str, limit: int = MOST) -> list[Page]:
    """Return live pages about the same thing, best first; none when none is near enough or the index is damaged."""
    asked = _stems(clear_text[:MAX_QUERY_CHARS], lang)
    try:
        found = queries.pages_by_id(session, backend.near(clear_text, limit=CANDIDATES, lang=lang))
        pages = [page for page in found.values() if page.lang == lang]
        parts = {page.id: [_stems(page.title, lang), _stems(page.question[:QUESTION_CHARS], lang)] for page in pages}
        every = [asked, *(part for both in parts.values() for part in both)]
        worth = backend.worth(word for words in every for word in words)
    except IndexDamaged:
        backend.report_damage()
        return []
    scores = {page_id: _best(_likeness(asked, part, worth) for part in both) for page_id, both in parts.items()}
    near = [page for page in pages if scores[page.id] > 0]
    return sorted(near, key=lambda page: (-scores[page.id], page.id))[:limit]


def _stems(text: str, lang: str) -> Counter[str]:
    stops = STOP_WORDS.get(lang, STOP_WORDS["en"])
    # A bare number ("34 years old") is rare and tells nothing.
    kept = (word.plain for word in words_of(text) if word.plain not in stops and not word.plain.isdigit())
    return Counter(stem(word, lang) for word in kept)


def _best(likenesses: Iterable[_Likeness]) -> float:
    return max((one.cosine for one in likenesses if one.is_near), default=0.0)


def _likeness(asked: Counter[str], there: Counter[str], worth: Mapping[str, float]) -> _Likeness:
    mine, theirs = _weights(asked, worth), _weights(there, worth)
    shared = mine.keys() & theirs.keys()
    if not shared:
        return _Likeness(0.0, False)
    long, short = _length(mine.values()), _length(theirs.values())
    share = max(
        _length(theirs[word] for word in shared) / short,
        _length(mine[word] for word in shared) / long,
    )
    enough = len(shared) >= min(LEAST_WORDS, len(mine), len(theirs))
    return _Likeness(
        sum(mine[word] * theirs[word] for word in shared) / (long * short), enough and share >= LEAST_LENGTH
    )


def _weights(stems: Counter[str], worth: Mapping[str, float]) -> dict[str, float]:
    return {word: (1 + log(count)) * worth[word] for word, count in stems.items() if worth[word] > 0}


def _length(weights: Iterable[float]) -> float:
    return sqrt(sum(weight * weight for weight in weights))
