"""The one way to a publication's clear words, and to the words it is made from: checks, opens, and records."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from qa_portal.access.guard import ensure
from qa_portal.access.permissions import Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.question.models import Answer, Publication, Question
from qa_portal.question.opening import ClearAnswer, Opener, open_answer
from qa_portal.question.standing import standing_at
from qa_portal.text.wording import PublicWords, SafetyNet


@dataclass(frozen=True, slots=True)
class ClearPublication:
    """The words of a publication, readable. `marks` are the desk's spans and decisions."""

    id: str
    words: PublicWords = field(repr=False)
    marks: dict[str, Any] = field(repr=False)
    change_wish: str = field(repr=False)
    review_note: str = field(repr=False)
    proposal: PublicWords | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class ClearSource:
    """What a publication is made from: the patient's own words and the one answer, readable."""

    subject: str = field(repr=False)
    body: str = field(repr=False)
    answer: ClearAnswer = field(repr=False)


def open_publication(
    session: Session, user: Actor, publication: Publication, purpose: str, *, permission: Permission
) -> ClearPublication:
    """Open the words of a publication for somebody `permission` lets at it.

    Raises: NotFound, Forbidden.
    """
    ensure(user, permission, publication)
    opener = Opener(publication.question_id, publication.patient_id)
    # Words that were sealed and are gone were taken away by somebody, unless the publication has ended.
    needed = publication.revision > 0 and not publication.has_ended
    words = _public_words(opener, publication, needed=needed)
    clear = ClearPublication(
        id=publication.id,
        words=words,
        marks=opener.json(publication, "marks", needed=needed),
        change_wish=opener.text(publication, "change_wish"),
        review_note=opener.text(publication, "review_note"),
        proposal=opener.words(publication, "proposal"),
    )
    record(
        session,
        Action.PUBLICATION_OPENED,
        actor=user,
        subject_id=publication.id,
        purpose=purpose,
        parts=9,
        unreadable=opener.unreadable,
        standing=str(standing_at(user, publication)),
        queue_id=publication.queue_id,
    )
    return clear


def _public_words(opener: Opener, publication: Publication, *, needed: bool) -> PublicWords:
    text = partial(opener.text, publication, needed=needed)
    return PublicWords(
        title=text("title"),
        question=text("question_text"),
        answer=text("answer_text"),
        safety_net=SafetyNet(text("expect"), text("worry"), text("do_now"), text("by_when")),
        sources=opener.sources(publication, needed=needed),
    )


def open_source(
    session: Session, user: Actor, publication: Publication, purpose: str, *, permission: Permission
) -> ClearSource:
    """Open the question and the answer a publication is made from; the rest of the thread stays shut.

    Raises: NotFound, Forbidden.
    """
    ensure(user, permission, publication)
    question = session.get_one(Question, publication.question_id)
    opener = Opener(question.id, publication.patient_id)
    source = ClearSource(
        opener.text(question, "subject"),
        opener.text(question, "body"),
        open_answer(opener, session.get_one(Answer, publication.answer_id)),
    )
    record(
        session,
        Action.QUESTION_OPENED,
        actor=user,
        subject_id=question.id,
        purpose=purpose,
        parts=3,
        unreadable=opener.unreadable,
        standing=str(standing_at(user, publication)),
        queue_id=publication.queue_id,
    )
    return source
