"""Reading the register, with what is public of each consent now."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.library import release as library
from qa_portal.question.agreements import Consent, register
from qa_portal.question.models import Publication

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One consent as the page shows it. `page_id` is "" when nothing is public of it now.

    `same`: the public page is, letter for letter, what was approved.
    """

    consent: Consent
    page_id: str
    same: bool


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register."""

    lines: list[Line]
    page: int
    pages: int
    count: int


def open_register(session: Session, page: int) -> Register:
    """Return a page of the register, newest first."""
    rows, count = register(session, page, PAGE_ROWS)
    wanted = select(Publication).where(Publication.id.in_([row.publication_id for row in rows]))
    publications = {row.id: row for row in session.scalars(wanted)}
    lines = [_line(session, row, publications[row.publication_id]) for row in rows]
    return Register(lines, page, max(1, -(-count // PAGE_ROWS)), count)


def _line(session: Session, consent: Consent, publication: Publication) -> Line:
    if not (consent.holds and publication.is_public and publication.page_id):
        return Line(consent, "", same=False)
    same = library.content_hash(session, publication.page_id) == consent.words_hash
    return Line(consent, publication.page_id, same)
