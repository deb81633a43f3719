"""Asking a colleague about a question: they may read it, leave notes and say that they are done; nothing else."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.models import Member
from qa_portal.errors import BadInput
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.question.beside import Consult, begin_consult, consults_of
from qa_portal.question.models import Question


def colleagues(session: Session, user: Actor) -> list[Member]:
    """Return whom somebody can ask: all who answer here, but themselves."""
    return [one for one in clinic.answering_members(session) if one.account_id != user.id]


def called(people: Iterable[Member], message: str) -> list[str]:
    """Return the accounts of those whose name stands behind an `@` in a note; the longest name counts."""
    found, text = [], message
    for one in sorted(people, key=lambda person: -len(person.display_name)):
        name = re.compile(rf"(?<!\w)@{re.escape(one.display_name)}(?!\w)", re.IGNORECASE)
        if name.search(text):
            found.append(one.account_id)
            text = name.sub("", text)
    return found


def ask(session: Session, user: Actor, question: Question, account_id: str) -> None:
    """Ask a colleague of any team about a question; they are told that something needs them, not what.

    Raises: NotFound, Forbidden (whoever was only asked asks nobody further); BadInput, when there is no such colleague.
    """
    ensure(user, Permission.QUEUE_SEE, question)
    if account_id not in {one.account_id for one in colleagues(session, user)}:
        raise BadInput({"colleague": ["Choose somebody who answers here."]})
    begin_consult(session, question.id, account_id, user.id)
    record(session, Action.COLLEAGUE_ASKED, actor=user, subject_id=question.id, account_id=account_id)
    post(session, account_id, LetterKind.COLLEAGUE_ASKED, f"/work/{question.id}")


def asked_now(session: Session, question: Question) -> list[Member]:
    """Return who is asked about a question now."""
    people = clinic.members_by_id(session, [one.account_id for one in consults_of(session, question.id)])
    return [people[one.account_id] for one in consults_of(session, question.id) if one.account_id in people]


def asked_of(session: Session, user: Actor) -> list[Question]:
    """Return the questions somebody is asked about now, the most urgent first."""
    mine = select(Consult.question_id).where(Consult.account_id == user.id, Consult.ended_at.is_(None))
    chosen = select(Question).where(Question.id.in_(mine))
    return list(session.scalars(chosen.order_by(Question.level_order, Question.promised_at, Question.sent_at)))
