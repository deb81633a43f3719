"""Reading for the patient's list: the log of one question, own openings apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.permissions import Actor
from qa_portal.errors import NotFound
from qa_portal.inquiry.models import Case
from qa_portal.inquiry.reading import ClearCase
from qa_portal.inquiry.timeline import Event, Filter, events, subjects_of_question
from qa_portal.question.models import Question


@dataclass(frozen=True, slots=True)
class Told:
    """A case as its patient sees it."""

    case: Case
    clear: ClearCase = field(repr=False)


@dataclass(frozen=True, slots=True)
class Readings:
    """Who opened one question."""

    question: Question
    people: list[Event]
    machine: list[Event]
    own: list[Event]
    about_cases: list[Event]
    """Openings of what the patient reported and of the reason for an emergency access, not of the question."""
    cases: list[Told]

    @property
    def reported(self) -> dict[str, str]:
        """The number of the case about each opening that was reported."""
        return {told.case.entry_id: told.case.number for told in self.cases if told.case.entry_id}


def question(session: Session, question_id: str) -> Question:
    """Return a question.

    Raises: NotFound.
    """
    found = session.get(Question, question_id)
    if found is None:
        raise NotFound("There is nothing here.")
    return found


def openings(session: Session, question_id: str, language: str) -> list[Event]:
    """Return every opening of a question that the log holds, newest first."""
    wanted = Filter(subject_ids=subjects_of_question(session, question_id), readings_only=True)
    return events(session, wanted, language, limit=None)


def cases_of(session: Session, user: Actor, question_id: str) -> Sequence[Case]:
    """Return what a patient reported about a question, newest first."""
    mine = select(Case).where(Case.question_id == question_id, Case.patient_id == user.id, Case.opened_by_id == user.id)
    return session.scalars(mine.order_by(Case.opened_at.desc(), Case.id)).all()
