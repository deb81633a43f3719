"""What a clinician and a team stand for in the library, and the pages about them as schema.org data."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from qa_portal.clinic import page as clinic_page
from qa_portal.clinic import people
from qa_portal.clinic.people import Person
from qa_portal.library.memory import UntilChanged
from qa_portal.library.models import Page, State
from qa_portal.library.queries import TOPIC_PAGE_ROWS, AnswerList, listed
from qa_portal.library.structured import filled

_LIVE = Page.state == State.LIVE.value


_signatures: UntilChanged[dict[tuple[str, str], Person]] = UntilChanged()


def by_signature(session: Session) -> dict[tuple[str, str], Person]:
    """Everybody with a public page by (name, credential) as they stand on answers; of two alike neither is named.

    Remembered until the clinic's facts change.
    """
    return _signatures.get(session, clinic_page.current().edition, lambda: _of_one_name(people.public_people(session)))


def _of_one_name(everybody: Sequence[Person]) -> dict[tuple[str, str], Person]:
    alike = [person.signature for person in everybody]
    return {person.signature: person for person in everybody if alike.count(person.signature) == 1}


def answers_of(session: Session, person: Person, number: int) -> AnswerList:
    """Live answers and guides a person wrote or checked, the newest first; none where two bear the same name."""
    if by_signature(session).get(person.signature) != person:
        return AnswerList((), 0, 1)
    name, credential = person.signature
    wrote = and_(Page.answered_by == name, Page.answered_credential == credential, Page.answered_by != "")
    checked = and_(Page.reviewed_by == name, Page.reviewed_credential == credential, Page.reviewed_by != "")
    return _shelf(session, or_(wrote, checked), number)


def answers_of_team(session: Session, queue_id: str, number: int) -> AnswerList:
    """Live answers and guides a team stands for, the newest first."""
    return _shelf(session, and_(Page.queue_id == queue_id, Page.queue_id.is_not(None)), number)


def _shelf(session: Session, theirs: ColumnElement[bool], number: int) -> AnswerList:
    count = session.scalar(select(func.count()).select_from(Page).where(_LIVE, theirs)) or 0
    wanted = select(Page).where(_LIVE, theirs).order_by(Page.published_at.desc(), Page.id).limit(TOPIC_PAGE_ROWS)
    return listed(count, number, lambda number: session.scalars(wanted.offset((number - 1) * TOPIC_PAGE_ROWS)).all())


def person_data(person: Person, *, url: str, clinic_name: str, home: str) -> dict[str, Any]:
    """Return a clinician as schema.org data."""
    return filled(
        {
            "@context": "https://schema.org",
            "@type": "Person",
            "url": url,
            "name": person.name,
            "jobTitle": person.credential or None,
            "knowsAbout": person.specialty or None,
            "description": person.bio or None,
            "worksFor": {"@type": "MedicalOrganization", "name": clinic_name, "url": home},
        }
    )
