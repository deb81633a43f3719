"""Reading for the pages of cases and for the registers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.audit.actions import Action
from qa_portal.audit.log import AuditEntry
from qa_portal.clinic import queries as clinic
from qa_portal.errors import NotFound
from qa_portal.inquiry import timeline
from qa_portal.inquiry.models import Case
from qa_portal.inquiry.reading import ClearCase
from qa_portal.inquiry.timeline import Event
from qa_portal.question.models import Question

CONSENTS = (Action.QUESTION_SENT, Action.PUBLICATION_APPROVED, Action.PUBLICATION_WITHDRAWN)
DISCLOSURES = (
    Action.PUBLICATION_RELEASED,
    Action.GLASS_BROKEN,
    Action.TIMELINE_EXPORTED,
    Action.REGISTER_EXPORTED,
)
EVENT_COLUMNS = ("UTC time", "act", "who", "role", "subject id", "details")
CASE_COLUMNS = ("number", "kind", "opened UTC", "closed UTC", "outcome", "question", "person", "opened by")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as the officer sees it."""

    case: Case
    clear: ClearCase = field(repr=False)
    event: Event | None
    number: str
    person_name: str
    authors: dict[str, str]


def case(session: Session, case_id: str) -> Case:
    """Return a case.

    Raises: NotFound.
    """
    found = session.get(Case, case_id)
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def cases(session: Session, *, is_open: bool) -> Sequence[Case]:
    """Return the cases that are open, or those that are closed, newest first."""
    wanted = select(Case).where(Case.closed_at.is_(None) if is_open else Case.closed_at.is_not(None))
    return session.scalars(wanted.order_by(Case.opened_at.desc(), Case.id).limit(200)).all()


def question_by_number(session: Session, number: str) -> Question | None:
    """Return a question by its receipt number."""
    return session.scalar(select(Question).where(Question.number == number.strip().upper()))


def opened(session: Session, found: Case, clear: ClearCase, language: str) -> Opened:
    """Return a case with the names that belong to its ids."""
    entry = session.get(AuditEntry, found.entry_id) if found.entry_id else None
    people = clinic.members_by_id(session, {note.author_id for note in clear.notes} | {found.person_id or ""})
    question = session.get(Question, found.question_id) if found.question_id else None
    return Opened(
        case=found,
        clear=clear,
        event=timeline.named(session, [entry], language)[0] if entry else None,
        number=question.number if question else "",
        person_name=people[found.person_id].display_name if found.person_id in people else "",
        authors={key: member.display_name for key, member in people.items()},
    )


def register(session: Session, kind: str) -> tuple[Sequence[str], list[Sequence[object]]]:
    """Return the head and the rows of a register: ids, codes and times."""
    if kind == "cases":
        return CASE_COLUMNS, list(_case_rows(session))
    return EVENT_COLUMNS, list(_event_rows(session, CONSENTS if kind == "consents" else DISCLOSURES))


def _case_rows(session: Session) -> Iterator[Sequence[object]]:
    numbers = dict(session.execute(select(Question.id, Question.number)).all())
    names = {member.account_id: member.display_name for member in clinic.members(session, with_former=True)}
    for row in session.scalars(select(Case).order_by(Case.opened_at, Case.id)):
        closed = f"{row.closed_at:%Y-%m-%d %H:%M}" if row.closed_at else ""
        opener = names.get(row.opened_by_id, "the patient")
        about = (numbers.get(row.question_id or "", ""), names.get(row.person_id or "", ""))
        yield row.number, row.kind, f"{row.opened_at:%Y-%m-%d %H:%M}", closed, row.outcome or "", *about, opener


def _event_rows(session: Session, actions: Sequence[Action]) -> Iterator[Sequence[object]]:
    names = {member.account_id: member.display_name for member in clinic.members(session, with_former=True)}
    wanted = select(AuditEntry).where(AuditEntry.action.in_([str(action) for action in actions]))
    for row in session.scalars(wanted.order_by(AuditEntry.at, AuditEntry.id)):
        told = " ".join(f"{name}={value}" for name, value in sorted(json.loads(row.fields).items()))
        who = names.get(row.actor_id, row.actor_id)
        yield f"{row.at:%Y-%m-%d %H:%M:%S}", row.action, who, row.actor_role, row.subject_id, told
