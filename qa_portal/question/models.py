"""Tables of the private record. What a person typed is a `SealedColumn`; the rest is what lists need to sort by."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, exists, select
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, object_session

from qa_portal import clock
from qa_portal.crypto.sealed import Sealed, SealedColumn
from qa_portal.db import Base, Id, UtcDateTime
from qa_portal.question.beside import Consult
from qa_portal.question.status import (
    PUBLICATION_STEPS,
    STEPS,
    PublicationStatus,
    PublicationStep,
    Status,
    Step,
)
from qa_portal.text.flags import Level

STAGES = {
    Status.RECEIVED: 0,
    Status.QUEUED: 1,
    Status.REOPENED: 1,
    Status.CLAIMED: 2,
    Status.WAITING: 2,
    Status.SENDING: 2,
    Status.ANSWERED: 3,
    Status.CLOSED: 4,
    Status.ERASED: 4,
}
"""The way as a patient sees it."""
CHANGE_WINDOW = timedelta(minutes=10)
"""So long after sending a patient can change a question, unless a clinician has opened it."""
IDLE = timedelta(minutes=5)


def sorting(level: Level) -> int:
    """Return where a level stands in a list: 0 for the most urgent."""
    return Level.EMERGENCY.rank - level.rank


class AskDraft(Base):
    """What a patient has typed and not sent: one JSON text, sealed at each save under the coming question's key."""

    __tablename__ = "ask_drafts"
    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    payload: Mapped[Sealed] = mapped_column(SealedColumn)
    revision: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(String(12), default=Level.ROUTINE)
    advice_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The patient."""
        return self.patient_id


class Question(Base):
    """A patient's question."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_list", "queue_id", "status", "level_order", "promised_at"),
        Index("ix_questions_holder", "holder_id", "status"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(12), unique=True)
    patient_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), index=True)
    lang: Mapped[str] = mapped_column(String(5), default="en")
    about: Mapped[str] = mapped_column(String(8))
    age_band: Mapped[str] = mapped_column(String(8))
    subject: Mapped[Sealed] = mapped_column(SealedColumn)
    body: Mapped[Sealed] = mapped_column(SealedColumn)
    signs: Mapped[Sealed] = mapped_column(SealedColumn)
    routing: Mapped[Sealed | None] = mapped_column(SealedColumn)
    revision: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(String(12), default=Level.ROUTINE)
    level_order: Mapped[int] = mapped_column(default=sorting(Level.ROUTINE))
    advice_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wished_queue_id: Mapped[str | None] = mapped_column(String(32))
    queue_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("queues.id"))
    consent_to_ask: Mapped[bool] = mapped_column(default=False)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12), default=Status.RECEIVED)
    status_since_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    promise_reason: Mapped[str | None] = mapped_column(String(20))
    promise_made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the promise of now was given; none for the one given with the question."""
    renewals: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the promise was put off."""
    escalations: Mapped[int] = mapped_column(default=0)
    """How many were told already that the promise of now is near."""
    reminders: Mapped[int] = mapped_column(default=0)
    holder_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("accounts.id"))
    touched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_code: Mapped[str | None] = mapped_column(String(24))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    send_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the answer that stands in the draft goes out; none while it does not."""
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a clinician opened it first."""
    answer_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the patient opened the newest answer."""
    helped: Mapped[str | None] = mapped_column(String(8))
    """Whether the answer helped, as the patient says."""
    outcome: Mapped[str | None] = mapped_column(String(12))
    """Whether the patient is better, the same or worse since."""
    care_step: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of the looks after the newest answer are done."""
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def owner_id(self) -> str:
        """The patient."""
        return self.patient_id

    @property
    def where(self) -> Status:
        """The status as its enum."""
        return Status(self.status)

    @property
    def urgency(self) -> Level:
        """The level as its enum."""
        return Level(self.level)

    @hybrid_method
    def is_asked_of(self, account_id: str) -> ColumnElement[bool] | bool:
        """True while a colleague is asked about it, whichever team they are in; a clause on the class."""
        still = Consult.ended_at.is_(None) & (Consult.account_id == account_id)
        asked = exists().where(Consult.question_id == self.id, still)
        row: object = self
        if not isinstance(row, Question):
            return asked
        session = object_session(row)
        return session is not None and bool(session.scalar(select(asked)))

    def raise_to(self, level: Level) -> None:
        """Make the question at least this urgent; it never becomes less so."""
        highest = Level.highest(self.urgency if self.level else Level.ROUTINE, level)
        self.level, self.level_order = highest, sorting(highest)

    def can(self, step: Step) -> bool:
        """True when the table of steps has this step from here."""
        return (self.where, step) in STEPS

    @property
    def can_be_changed(self) -> bool:
        """True while the patient may still change the words: sent just now, and no clinician has opened it."""
        return self.can(Step.EDIT) and self.first_seen_at is None and clock.now() < self.change_until

    @property
    def change_until(self) -> datetime:
        """Until when the patient may change the words at the latest."""
        return self.sent_at + CHANGE_WINDOW

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something."""
        return self.where not in {Status.ANSWERED, Status.CLOSED, Status.ERASED}

    @property
    def waits_for_patient(self) -> bool:
        """True while a clinician waits for the patient's reply."""
        return self.where is Status.WAITING

    @property
    def is_claimed(self) -> bool:
        """True while one clinician has it to answer."""
        return self.where is Status.CLAIMED

    @property
    def is_idle(self) -> bool:
        """True when a clinician has it and has done nothing with it for a while: a colleague may take it over."""
        return self.is_claimed and clock.now() - (self.touched_at or self.status_since_at) >= IDLE

    @property
    def is_sending(self) -> bool:
        """True while a written answer waits for its time; until then it can be taken back."""
        return self.where is Status.SENDING

    @property
    def is_answered(self) -> bool:
        """True while an answer stands and the patient may still write."""
        return self.where is Status.ANSWERED

    @property
    def is_closed(self) -> bool:
        """True once nobody has anything to do; the patient can open it again."""
        return self.where is Status.CLOSED

    @property
    def is_erased(self) -> bool:
        """True once its words and its key are gone; ids and times stay."""
        return self.where is Status.ERASED

    @property
    def was_reopened(self) -> bool:
        """True when the patient wrote again and nobody has taken it yet."""
        return self.where is Status.REOPENED

    @property
    def is_promised(self) -> bool:
        """True while the patient waits for us, and a time is promised."""
        return self.is_open and not self.waits_for_patient and self.promised_at is not None

    @property
    def stage(self) -> int:
        """How far it is on its way: 0 received, 1 with the team, 2 being answered, 3 answered, 4 closed."""
        return STAGES[self.where]

    @property
    def has_answer(self) -> bool:
        """True once a clinician has answered."""
        return self.answered_at is not None

    @property
    def shows_advice(self) -> bool:
        """True while a patient who waits for us is told to get help sooner."""
        return self.is_flagged and self.is_open

    @property
    def is_unread(self) -> bool:
        """True while an answer stands that the patient has not opened."""
        return self.has_answer and self.answer_read_at is None and not self.is_erased

    @property
    def is_flagged(self) -> bool:
        """True when the question was marked as more than routine."""
        return self.urgency is not Level.ROUTINE


class Entry(Base):
    """One message of a thread, or a note among staff."""

    __tablename__ = "entries"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(12))
    body: Mapped[Sealed] = mapped_column(SealedColumn)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

    @property
    def bound_to(self) -> str:
        """What it is and who wrote it: a note among staff never becomes a message to the patient."""
        return f"{self.kind} {self.author_id}"


class Answer(Base):
    """A clinician's answer with its safety-net; none of its four parts may be absent."""

    __tablename__ = "answers"
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    body: Mapped[Sealed] = mapped_column(SealedColumn)
    expect: Mapped[Sealed] = mapped_column(SealedColumn)
    worry: Mapped[Sealed] = mapped_column(SealedColumn)
    do_now: Mapped[Sealed] = mapped_column(SealedColumn)
    by_when: Mapped[Sealed] = mapped_column(SealedColumn)
    sources: Mapped[Sealed] = mapped_column(SealedColumn)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

    @property
    def bound_to(self) -> str:
        """Who wrote it."""
        return self.author_id


class Publication(Base):
    """The public version of one answer on its way out; its words stay sealed until they are released."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("answer_id"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> answered_by_id", name="second_clinician"),
        CheckConstraint(
            "status NOT IN ('approved','published','due') OR (approved_hash IS NOT NULL AND reviewer_id IS NOT NULL)",
            name="approved",
        ),
    )
    id: Mapped[Id]
    question_id: Mapped[str] = mapped_column(String(32), ForeignKey("questions.id"), index=True)
    answer_id: Mapped[str] = mapped_column(String(32), ForeignKey("answers.id"))
    patient_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"), index=True)
    queue_id: Mapped[str] = mapped_column(String(32), ForeignKey("queues.id"))
    answered_by_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    proposed_by_id: Mapped[str] = mapped_column(String(32), ForeignKey("accounts.id"))
    editor_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("accounts.id"))
    reviewer_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("accounts.id"))
    status: Mapped[str] = mapped_column(String(12), default=PublicationStatus.CANDIDATE, index=True)
    status_since_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    reminders: Mapped[int] = mapped_column(default=0)
    lang: Mapped[str] = mapped_column(String(5), default="en")
    topic_slug: Mapped[str | None] = mapped_column(String(60))
    review_months: Mapped[int] = mapped_column(default=36)
    title: Mapped[Sealed | None] = mapped_column(SealedColumn)
    question_text: Mapped[Sealed | None] = mapped_column(SealedColumn)
    answer_text: Mapped[Sealed | None] = mapped_column(SealedColumn)
    expect: Mapped[Sealed | None] = mapped_column(SealedColumn)
    worry: Mapped[Sealed | None] = mapped_column(SealedColumn)
    do_now: Mapped[Sealed | None] = mapped_column(SealedColumn)
    by_when: Mapped[Sealed | None] = mapped_column(SealedColumn)
    sources: Mapped[Sealed | None] = mapped_column(SealedColumn)
    marks: Mapped[Sealed | None] = mapped_column(SealedColumn)
    change_wish: Mapped[Sealed | None] = mapped_column(SealedColumn)
    review_note: Mapped[Sealed | None] = mapped_column(SealedColumn)
    proposal: Mapped[Sealed | None] = mapped_column(SealedColumn)
    revision: Mapped[int] = mapped_column(default=0)
    undecided: Mapped[int] = mapped_column(default=0)
    risk: Mapped[int] = mapped_column(default=0)
    readers: Mapped[int] = mapped_column(default=1)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    approved_hash: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_by_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(40))
    page_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def owner_id(self) -> str:
        """The question."""
        return self.question_id

    @property
    def where(self) -> PublicationStatus:
        """The status as its enum."""
        return PublicationStatus(self.status)

    def can(self, step: PublicationStep) -> bool:
        """True when the table of steps has this step from here."""
        return (self.where, step) in PUBLICATION_STEPS

    @property
    def has_ended(self) -> bool:
        """True once it will not be public, so that its sealed words may be gone."""
        return self.where in {PublicationStatus.DECLINED, PublicationStatus.DROPPED, PublicationStatus.WITHDRAWN}

    @property
    def is_draft(self) -> bool:
        """True while the desk may change its words."""
        return self.where is PublicationStatus.DRAFTED

    @property
    def waits_for_decision(self) -> bool:
        """True while the patient has to say yes or no."""
        return self.where is PublicationStatus.REVIEWED

    @property
    def is_due(self) -> bool:
        """True when a published page has to be looked at again."""
        return self.where is PublicationStatus.DUE

    @property
    def has_words(self) -> bool:
        """True while there is something to edit; the words of an erased question are gone for good."""
        return self.title is not None

    @property
    def is_public(self) -> bool:
        """True while its page is in the library."""
        return self.where in {PublicationStatus.PUBLISHED, PublicationStatus.DUE}
