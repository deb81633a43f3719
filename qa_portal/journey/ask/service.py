"""Use cases of asking: begin, save, show advice, send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qa_portal import clock
from qa_portal.access.guard import ensure
from qa_portal.access.permissions import SYSTEM, Actor, Permission
from qa_portal.audit.actions import Action
from qa_portal.audit.log import record
from qa_portal.clinic import page
from qa_portal.clinic import queries as clinic
from qa_portal.clinic.promise import promise
from qa_portal.crypto.keystore import new_question_key
from qa_portal.db import new_id, read, transaction
from qa_portal.errors import BadInput, Conflict, NotFound, WrongStep
from qa_portal.identity.letters import post
from qa_portal.identity.models import LetterKind
from qa_portal.index.backend import SearchBackend
from qa_portal.journey.ask import queries
from qa_portal.outbox.queue import put
from qa_portal.outbox.topics import Topic
from qa_portal.question import attaching, files
from qa_portal.question.attachments import send_along
from qa_portal.question.ledger import begin as enter
from qa_portal.question.ledger import move
from qa_portal.question.looking import KEPT, found_for_staff, look, look_once, text_of, with_found
from qa_portal.question.models import AskDraft, Question
from qa_portal.question.opening import ClearFile
from qa_portal.question.promising import promise_sooner
from qa_portal.question.queries import ask_draft_of, for_update
from qa_portal.question.reading import open_ask_draft, open_for, open_waiting
from qa_portal.question.status import Step
from qa_portal.question.writing import keep_reply, new_number, seal_ask_draft, seal_question
from qa_portal.text.flags import Flags, Level

MAX_RULES_RECORDED = 10
"""So many rule ids go into the audit row; all of them are sealed with the question."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its writer sees it."""

    id: str
    values: dict[str, Any] = field(repr=False)
    level: Level
    flags: Flags = field(repr=False)
    """What its words and ticks show together."""
    advice_shown_at: datetime | None

    @property
    def categories(self) -> tuple[str, ...]:
        """What kinds of emergency were found."""
        return self.flags.categories

    @property
    def next_page(self) -> str:
        """The first page that is not filled in yet."""
        if not self.values.get("about"):
            return "who"
        if "signs" not in self.values:
            return "signs"
        return "check" if self.values.get("body") and self.values.get("subject") else "write"

    @property
    def needs_advice(self) -> bool:
        """True when something was found that the writer has not been told about."""
        return bool(set(self.categories) - set(self.values.get("advised", ())))


def begin(user: Actor) -> None:
    """Begin a draft; one that was begun stays.

    Raises: Conflict, while the clinic takes no questions.
    """
    with transaction() as session:
        if ask_draft_of(session, user) is not None:
            return
        _refuse_stopped(session)
    draft_id = new_id()
    new_question_key(draft_id, user.id)
    with transaction() as session:
        if ask_draft_of(session, user) is None:
            draft = AskDraft(id=draft_id, patient_id=user.id, revision=0, level=Level.ROUTINE)
            seal_ask_draft(draft, {})
            session.add(draft)


def see(user: Actor) -> Draft | None:
    """Return the writer's draft; None when there is none."""
    with transaction() as session:
        draft = ask_draft_of(session, user)
        if draft is None:
            return None
        return _opened(session, user, draft)


def see_whole(user: Actor) -> tuple[Draft, list[ClearFile]]:
    """Return the writer's draft with its photos and PDFs.

    Raises: NotFound, when there is no draft.
    """
    with transaction() as session:
        draft = _draft(session, user)
        return _opened(session, user, draft), open_waiting(session, user, draft)


def save(user: Actor, values: Mapping[str, Any]) -> Draft:
    """Keep what was typed on one page, and look at all of it for emergency signs.

    Raises: NotFound, when there is no draft.
    """
    with transaction() as session:
        draft = _draft(session, user)
        payload = {**open_ask_draft(session, user, draft), **values}
        flags = look_once(session, payload)
        draft.level = Level.highest(Level(draft.level), flags.level)
        seal_ask_draft(draft, with_found(session, payload, flags))
        return _view(draft, payload, flags)


def show_advice(user: Actor) -> Draft:
    """Note that the writer is being told what to do now, and when.

    Raises: NotFound, when there is no draft.
    """
    with transaction() as session:
        draft = _draft(session, user)
        payload = open_ask_draft(session, user, draft)
        flags = look_once(session, payload)
        payload["advised"] = sorted({*payload.get("advised", ()), *flags.categories})
        draft.advice_shown_at = draft.advice_shown_at or clock.now()
        seal_ask_draft(draft, payload)
        record(
            session,
            Action.ADVICE_SHOWN,
            actor=user,
            subject_id=draft.id,
            categories=len(flags.categories),
            rules=",".join(flags.rules[:MAX_RULES_RECORDED])[:200],
            pack=flags.pack_version,
        )
        return _view(draft, payload, flags)


def published_like(
    user: Actor, values: Mapping[str, Any], backend: SearchBackend, language: str
) -> list[queries.Published]:
    """Return at most three published answers like what is being typed; none when anything of it may be urgent.

    The words are looked through and forgotten.
    """
    with transaction() as session:
        draft = ask_draft_of(session, user)
        # The level of a draft is that of its ticked signs and of all that was ever typed in it.
        if draft is None or draft.level != Level.ROUTINE or look(session, values).level is not Level.ROUTINE:
            return []
    return queries.published_like(read(), backend, text_of(values), language)


def published_like_draft(draft: Draft, backend: SearchBackend, language: str) -> list[queries.Published]:
    """Return the same for a draft that is written; nothing of a draft that was ever more than routine."""
    if Level.highest(draft.level, draft.flags.level) is not Level.ROUTINE:
        return []
    return queries.published_like(read(), backend, text_of(draft.values), language)


def send(user: Actor, *, consent: bool, lang: str) -> str:
    """Send the question and return its id. Sending twice sends once.

    Raises: BadInput, when a page is not filled in; Conflict, while the clinic takes no questions; NotFound.
    """
    with transaction() as session:
        draft = ask_draft_of(session, user)
        if draft is None:
            return queries.newest_id(session, user)
        _refuse_stopped(session)
        view = _opened(session, user, draft)
        if view.next_page != "check":
            raise BadInput({"_page": ["Fill in every page first."]})
        question = _question(session, user, draft, view, consent=consent, lang=lang)
        session.delete(draft)
        session.add(question)
        send_along(session, user, question)
        enter(session, question, user)
        _tell(session, user, question)
        return question.id


def discard(user: Actor) -> None:
    """Throw the draft away.

    Raises: NotFound.
    """
    with transaction() as session:
        draft = _draft(session, user)
        attaching.drop_all(session, user, draft.id)
        session.delete(draft)
    files.delete_files(draft.id)


def open_change(user: Actor, question_id: str) -> dict[str, str]:
    """Return the words of a question that was sent just now, for its writer to change.

    Raises: NotFound; WrongStep, when it is too late.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        _refuse_late(question)
        clear = open_for(session, user, question, "change")
        return {"subject": clear.subject, "body": clear.body}


def change(user: Actor, question_id: str, subject: str, body: str) -> None:
    """Put other words in the place of a question's, look through them again, and have it routed anew.

    What was found before stays found: the level never falls, and a promise is never made later.
    Raises: NotFound; WrongStep, when a clinician was quicker or the time is over.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        _refuse_late(question)
        before = open_for(session, SYSTEM, question, "change").signs
        payload = {"subject": subject, "body": body, "signs": before.get("ticked", [])}
        flags = look(session, payload)
        calmer = question.urgency
        question.raise_to(flags.level)
        if question.urgency is not calmer:
            promise_sooner(session, question)
        seal_question(question, subject, body, found_for_staff(payload, flags, before))
        question.queue_id = None
        question.edited_at = clock.now()
        move(session, question, Step.EDIT, actor=user)
        record(session, Action.QUESTION_CHANGED, actor=user, subject_id=question.id, level=question.level)
        put(session, Topic.ROUTE_QUESTION, question.id)


def keep_as_message(user: Actor, question_id: str, clear_words: str) -> None:
    """Keep words that came too late for a change as a message that is begun and not sent.

    Raises: NotFound.
    """
    with transaction() as session:
        question = for_update(session, question_id)
        ensure(user, Permission.QUESTION_REPLY, question)
        keep_reply(session, question, clear_words)


def _refuse_late(question: Question) -> None:
    if not question.can_be_changed:
        raise WrongStep("This question cannot be changed any more. You can write a message instead.")


def _question(session: Session, user: Actor, draft: AskDraft, view: Draft, *, consent: bool, lang: str) -> Question:
    payload, flags = view.values, view.flags
    question = Question(
        id=draft.id,
        number=new_number(),
        patient_id=user.id,
        lang=lang,
        about=payload["about"],
        age_band=payload["age_band"],
        consent_to_ask=consent,
        consent_version=str(clinic.consent_wording(session).version) if consent else None,
        advice_shown_at=draft.advice_shown_at,
        revision=0,
        level=Level.ROUTINE,
        escalations=0,
        reminders=0,
        sent_at=clock.now(),
    )
    question.raise_to(Level.highest(Level(draft.level), flags.level))
    if payload.get("wished"):
        question.wished_queue_id = clinic.queue_by_slug(session, payload["wished"]).id
    question.promised_at = question.first_promised_at = expected(session, question.wished_queue_id, question.level)
    seal_question(question, payload["subject"], payload["body"], found_for_staff(payload, flags, {}))
    return question


def _tell(session: Session, user: Actor, question: Question) -> None:
    record(
        session,
        Action.QUESTION_SENT,
        actor=user,
        subject_id=question.id,
        about=question.about,
        age_band=question.age_band,
        level=question.level,
        consent_version=question.consent_version,
    )
    put(session, Topic.ROUTE_QUESTION, question.id)
    post(session, user.id, LetterKind.QUESTION_RECEIVED, f"/questions/{question.id}")


def expected(session: Session, queue_id: str | None, level: str = Level.ROUTINE) -> datetime | None:
    """Return when an answer to a question sent now is promised: by the queue wished for, or by the slowest.

    None, when the clinic has no queue.
    """
    queue_ids = [queue_id] if queue_id else [queue.id for queue in clinic.queues(session)]
    now = clock.now()
    return max((promise(session, one, now, level=level) for one in queue_ids), default=None)


def _draft(session: Session, user: Actor) -> AskDraft:
    draft = ask_draft_of(session, user)
    if draft is None:
        raise NotFound("There is no draft.")
    return draft


def _refuse_stopped(session: Session) -> None:
    if not page.facts(session).accepts_questions or not clinic.queues(session):
        raise Conflict("The clinic takes no new questions at the moment. What you wrote is kept.")


def _opened(session: Session, user: Actor, draft: AskDraft) -> Draft:
    payload = open_ask_draft(session, user, draft)
    return _view(draft, payload, look_once(session, payload))


def _view(draft: AskDraft, payload: Mapping[str, Any], flags: Flags) -> Draft:
    values = {name: value for name, value in payload.items() if name != KEPT}
    return Draft(draft.id, values, Level(draft.level), flags, draft.advice_shown_at)
