"""Finding answers: hits from the index, their words from the database."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from qa_portal.index.backend import MAX_DEPTH, MAX_LIMIT, IndexDamaged, SearchBackend
from qa_portal.index.facets import WHATEVER, Facets, Only
from qa_portal.library import queries as library
from qa_portal.library.models import Page
from qa_portal.library.without_index import holding_words


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants."""

    words: str
    lang: str = "en"
    only: Only = WHATEVER
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that fits, and how well."""

    page: Page
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What there is; `from_database` when the index could not be read."""

    total: int
    answers: tuple[Answer, ...]
    suggestion: str | None = None
    from_database: bool = False
    facets: Facets = field(default_factory=dict)
    """How many fit by topic, specialty and age, most first."""


def find(session: Session, backend: SearchBackend, asked: Asked) -> Found:
    """Look for answers in the index, or in the database while the index is damaged."""
    asked = replace(asked, limit=max(0, min(asked.limit, MAX_LIMIT)), offset=max(0, min(asked.offset, MAX_DEPTH)))
    try:
        results = backend.find(asked.words, only=asked.only, limit=asked.limit, offset=asked.offset, lang=asked.lang)
    except IndexDamaged:
        backend.report_damage()
        return _from_database(session, asked)
    pages = library.pages_by_id(session, (hit.public_id for hit in results.hits))
    answers = [Answer(pages[hit.public_id], hit.score) for hit in results.hits if hit.public_id in pages]
    gone = len(results.hits) - len(answers)
    return Found(max(0, results.total - gone), tuple(answers), results.suggestion, facets=results.facets)


def titles_for(session: Session, backend: SearchBackend, words: str, *, lang: str, limit: int) -> list[str]:
    """Titles of answers somebody may want who is still typing, each once; none while the index is damaged."""
    try:
        ids = backend.suggest(words, limit=limit * 3, lang=lang)
    except IndexDamaged:
        backend.report_damage()
        return []
    titles = library.titles_by_id(session, ids)
    return list(dict.fromkeys(titles[page_id].title for page_id in ids if page_id in titles))[:limit]


def _from_database(session: Session, asked: Asked) -> Found:
    total, pages = holding_words(
        session, asked.words, lang=asked.lang, only=asked.only, window=(asked.limit, asked.offset)
    )
    return Found(total, tuple(Answer(page, 0.0) for page in pages), from_database=True)
