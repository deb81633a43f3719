"""Public answers like a text somebody is writing: for who asks, before they send; for who answers, to start from.

The text is private. It goes into no log, no cache and no row; only ids of public pages come back.
"""

from sqlalchemy.orm import Session

from qa_portal.index.backend import IndexDamaged, SearchBackend
from qa_portal.index.words import query_words, stems_of
from qa_portal.library import queries
from qa_portal.library.models import Page

MOST = 3
"""More than this nobody reads while writing."""
CANDIDATES = 12
LEAST_SHARE = 0.4
"""A page that holds less of what is rare in the text is about something else."""
LEAST_WORDS = 2
"""Words a page must share with the text in its title or question, unless the text has fewer."""


def similar(session: Session, backend: SearchBackend, clear_text: str, *, lang: str, limit: int = MOST) -> list[Page]:
    """Return live pages about the same thing, best first; none when none is near enough or the index is damaged."""
    try:
        hits = backend.find(clear_text, limit=CANDIDATES, lang=lang).hits
    except IndexDamaged:
        backend.report_damage()
        return []
    near = [hit for hit in hits if hit.share >= LEAST_SHARE]
    pages = queries.pages_by_id(session, (hit.public_id for hit in near))
    found = [pages[hit.public_id] for hit in near if hit.public_id in pages]
    return [page for page in found if _shares_words(page, clear_text, lang)][:limit]


def _shares_words(page: Page, clear_text: str, lang: str) -> bool:
    asked = query_words(clear_text, lang)
    there = set(stems_of(f"{page.title} {page.question}", page.lang))
    shared = sum(not there.isdisjoint(word.stems) for word in asked)
    return shared >= min(LEAST_WORDS, len(asked))
